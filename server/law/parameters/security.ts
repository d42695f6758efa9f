import { type Choices, intervalSchema, someOf } from "./choices";
import { flag, numberedSchema, parameter, textSchema, textsSchema } from "./shape";

/** Who carries a duty of security. */
const BEARERS = {
  department: ["政务部门", "Departments"],
  authority: ["数据主管部门", "Data authority"],
  "platform-operator": ["平台建设维护单位", "Builders and operators of the platforms"],
  "technical-unit": ["技术服务保障单位", "Technical support units"],
  regulator: ["网络安全监管部门", "Network security regulator"],
} as const satisfies Choices<string>;

/** Security of data, platforms and projects. */
export const SECURITY = {
  "security.protected_interests": parameter("保护的利益", "Protected interests", textsSchema),
  "security.lifecycle": someOf("安全管理环节", "Stages under security management", {
    collection: ["采集", "Collection"],
    sharing: ["共享", "Sharing"],
    opening: ["开放", "Opening"],
    use: ["使用", "Use"],
  }),
  "security.rules.by": parameter("安全制度制定方", "Who makes the security rules", textsSchema),
  "security.guidance.by": parameter("安全指导方", "Who guides security work", textsSchema),
  "security.regulator": parameter("网络安全监管部门", "Network security regulator", textSchema),
  "security.department.rules": parameter("部门安全制度", "Rules every department has", textsSchema),
  "security.department.supervision": parameter("部门安全保密监督", "Departments supervise their security", flag),
  "security.platform.by": parameter("平台安全责任方", "Who secures the platforms", textsSchema),
  "security.platform.duties": parameter("平台安全职责", "Duties of platform security", textsSchema),
  "security.storage": parameter("数据存储安全", "Storage security", textSchema),
  "security.officer": someOf("安全负责人", "Who names a security officer", BEARERS),
  "security.measures": someOf("安全保护措施", "Security measures", {
    classification: ["分类分级", "Classification"],
    backup: ["备份", "Backup"],
    encryption: ["加密", "Encryption"],
    identification: ["身份鉴别", "Identification"],
    "access-authentication": ["访问认证", "Access authentication"],
    authorisation: ["授权管理", "Authorisation"],
    desensitisation: ["脱敏", "Desensitisation"],
    traceability: ["追踪溯源", "Traceability"],
    "usage-records": ["使用记录", "Records of use"],
    "security-testing": ["安全测评", "Security testing"],
    "risk-assessment": ["风险评估", "Risk assessment"],
    drills: ["应急演练", "Emergency drills"],
  }),
  "security.early_warning": parameter("安全预警机制", "Early warning of leaks", flag),
  "security.emergency_plan": someOf("应急预案", "Who has an emergency plan", BEARERS),
  "security.backup": someOf("数据备份", "Who backs data up", BEARERS),
  "security.backup.every": parameter("备份周期", "How often data is backed up", intervalSchema),
  "security.drills": someOf("测评评估演练", "Who runs tests, assessments and drills", BEARERS),
  "security.drills.every": parameter("测评评估演练周期", "How often tests and drills are run", intervalSchema),
  "security.hazard_register": parameter("处理安全隐患", "Hazards are dealt with", flag),
  "security.prohibited": parameter("任何单位和个人不得", "Forbidden to everybody", numberedSchema),
  "incident.response": parameter("发生事件立即启动预案", "The plan starts at once on an incident", flag, "yes"),
  "incident.escalate_to": parameter("不能处理的事件通报", "Where an incident is escalated", textsSchema),
  "incident.major.coordinators": parameter("重大安全事件协调方", "Who coordinates major incidents", textsSchema),
  "project.mlps_before_connection": someOf("接入平台前的测评", "Tests before connection", {
    "security-level-test": ["信息安全等级保护测评", "Security-level test"],
    "function-performance-test": ["功能性能测评", "Function and performance test"],
  }),
  "project.mlps_report_at_acceptance": parameter("验收时测评结果备案", "Test results filed at acceptance", flag),
} as const;

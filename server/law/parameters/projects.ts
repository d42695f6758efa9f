import { z } from "zod";
import { ACTOR_KINDS } from "../types";
import { intervalSchema, oneOf, someOf } from "./choices";
import { flag, parameter, textSchema } from "./shape";

const actor = z.enum(ACTOR_KINDS);

/** Projects, their money, assessment, audit and training. */
export const PROJECTS = {
  "project.catalogue.approval_prerequisite": oneOf("项目目录作为立项要件", "Catalogue before project approval", {
    "fiscal-it-projects": ["财政性资金信息化项目", "Fiscally funded IT projects"],
    "new-business-systems": ["新建业务系统", "New business systems"],
    "government-it-projects": ["政务信息化项目", "Government IT projects"],
  }),
  "project.catalogue.acceptance_prerequisite": someOf("项目目录作为验收要求", "Catalogue before acceptance", {
    catalogue: ["项目数据资源目录", "The project's catalogue"],
    "data-in-city-catalogue": ["系统数据纳入全市目录", "The system's data is in the city's catalogue"],
    "catalogue-on-platform": ["目录纳入共享平台", "The catalogue is on the platform"],
    "system-connected": ["系统接入共享平台", "The system is connected"],
  }),
  "project.sharing_as_ground": parameter(
    "共享情况作为立项和经费依据",
    "Sharing is a ground for projects and funds",
    flag,
  ),
  "project.funding_suspension": oneOf("不共享的经费后果", "Funding consequence", {
    discretionary: ["酌情暂停新建项目和运维费用", "New projects and maintenance funds may be suspended"],
    mandatory: ["不予安排项目经费", "No project funds"],
  }),
  "project.approval_denied": parameter("不符合要求的项目不予审批", "Projects that fail are not approved", flag),
  "project.joint_evaluation": parameter("联合考核", "Joint evaluation", textSchema),
  "project.funding_rules": parameter("投资和运维经费管理制度", "Rules of project funds", textSchema),
  "assessment.actor": parameter("考核组织部门", "Who runs the assessment", actor),
  "assessment.scheme.by": parameter("考核评价办法制定", "Who makes the scheme", actor),
  "assessment.mechanism": parameter("工作评价机制", "An evaluation mechanism is required", flag),
  "assessment.cycle": parameter("考核周期", "Cycle of the assessment", intervalSchema),
  "assessment.annual.included": parameter("纳入年度目标考核", "Counts in the annual target assessment", flag),
  "assessment.dimensions": someOf("考核内容", "Dimensions", {
    catalogue: ["目录编制", "Catalogue"],
    aggregation: ["数据汇聚", "Aggregation"],
    update: ["更新", "Update"],
    sharing: ["共享", "Sharing"],
    opening: ["开放", "Opening"],
    use: ["应用", "Use"],
    security: ["安全", "Security"],
  }),
  "assessment.district": parameter("区县按同一办法评价", "Districts evaluate by the same scheme", flag),
  "assessment.review.cycle": parameter("定期评估周期", "Cycle of the periodic review", intervalSchema),
  "assessment.inspection.by": parameter("监督检查", "Who inspects", actor),
  "assessment.third_party": oneOf("第三方评估", "Third-party assessor", {
    optional: ["可以委托", "Optional"],
  }),
  "assessment.publication": someOf("考核评估结果公布", "What is published", {
    "assessment-results": ["考核结果", "Assessment results"],
    "review-results": ["评估结果", "Review results"],
    "improvement-opinions": ["改进意见", "Improvement opinions"],
  }),
  "assessment.public_supervision": parameter("接受社会监督", "Under public supervision", flag),
  "assessment.results_used_for": someOf("考核结果运用", "What results are used for", {
    "annual-appraisal": ["部门年度考核评价", "Annual appraisal of departments"],
    "target-assessment": ["工作目标考核", "Target assessment"],
    rewards: ["表彰奖励", "Rewards"],
  }),
  "audit.by": parameter("审计监督", "Audit", textSchema),
  "audit.results_used_for": parameter("审计结果运用", "What audit results are used for", textSchema),
  "audit.inspection_cooperation": parameter("配合安全和保密检查", "Cooperation with inspections", textSchema),
  "training.periodic": parameter("定期培训周期", "Cycle of training", intervalSchema),
  "training.audience": someOf("培训对象", "Who is trained", {
    managers: ["管理人员", "Managers"],
    technicians: ["技术人员", "Technicians"],
  }),
  "training.security_education": parameter("数据安全教育", "Data security education", flag),
  "training.policy_publicity": parameter("政策宣传", "Publicity of policy", flag),
  "training.publicity.by": oneOf("宣传责任", "Who does publicity", {
    authority: ["数据主管部门", "Data authority"],
    "each-department": ["各部门", "Each department"],
  }),
  "training.case_library": parameter("典型案例收集推广", "Case library", flag),
} as const;

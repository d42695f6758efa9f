import { oneOf, someOf } from "./choices";
import { flag, parameter, textSchema } from "./shape";

const REQUIRED = { required: ["应当设立", "Required"], encouraged: ["鼓励设立", "Encouraged"] } as const;

/** Bodies, departments and the people they must name. */
export const BODIES = {
  "org.leader": parameter("领导机关", "Who leads the work", textSchema),
  "org.authority.duties": parameter("主管部门职责", "Duties of the authority", textSchema),
  "org.authority.county": oneOf("县级主管部门", "County authority", {
    "same-kind": ["县（区）同类主管部门", "The county's authority of the same kind"],
    "named-by-county": ["由县级政府确定", "Named by the county's government"],
  }),
  "org.department.kinds": someOf("政务部门的范围", "Kinds of department", {
    governments: ["市、县人民政府", "City and county governments"],
    "government-departments": ["政府部门", "Government departments"],
    "party-bodies": ["列入党群序列但承担行政职能的部门", "Party-list bodies with administrative functions"],
    "dispatched-agencies": ["派出机构", "Dispatched agencies"],
    townships: ["乡（镇）人民政府", "Township governments"],
    "authorised-institutions": ["法律法规授权的事业单位", "Authorised public institutions"],
    "authorised-social-organisations": ["法律法规授权的社会组织", "Authorised social organisations"],
    "authorised-organisations": ["法律法规授权的组织", "Authorised organisations"],
    "city-departments": ["市属部门（作为共享对方）", "City departments as counterparties"],
  }),
  "org.participants.by_reference": someOf("参照执行的单位", "Participants by reference", {
    "central-units": ["中央驻地单位", "Central units in the city"],
    water: ["供水", "Water"],
    power: ["供电", "Power"],
    heat: ["供热", "Heat"],
    gas: ["供气", "Gas"],
    telecom: ["通信", "Telecom"],
    "civil-aviation": ["民航", "Civil aviation"],
    rail: ["铁路", "Rail"],
    "road-passenger": ["道路客运", "Road passenger transport"],
    "public-resource-trading": ["公共资源交易", "Public resource trading"],
  }),
  "org.default_owner.domain_map": parameter("按领域指定数源部门", "Owners named by domain", flag),
  "org.default_owner.fallback": oneOf("未列领域的数源部门", "Owner where no domain is named", {
    "generating-department": ["由生成数据的部门负责", "The department that generates the data"],
  }),
  "org.department.contacts": someOf("部门须明确的机构和人员", "Bodies and people a department names", {
    "responsible-unit": ["责任部门", "Responsible unit"],
    "responsible-person": ["责任人", "Responsible person"],
    "implementing-body": ["实施机构", "Implementing body"],
    "dedicated-body": ["专职机构", "Dedicated body"],
    "dedicated-staff": ["专职人员", "Dedicated staff"],
    "security-officer": ["安全管理负责人", "Security officer"],
    "secrecy-reviewer": ["保密审查专人", "Secrecy reviewer"],
    "working-body": ["政务数据共享工作机构", "Working body for data sharing"],
  }),
  "org.department.contact.filing": parameter(
    "责任部门和责任人报主管部门备案",
    "Unit and person are filed with the authority",
    flag,
    "yes",
  ),
  "org.department.cdo": oneOf("首席数据官", "Chief data officer", REQUIRED),
  "org.department.head_is_first_responsible": parameter(
    "主要负责人为第一责任人",
    "The head is first responsible",
    flag,
  ),
  "org.department.rules": someOf("部门须制定的制度文件", "Documents a department keeps", {
    "management-rules": ["管理制度", "Management rules"],
    "detailed-rules": ["管理细则", "Detailed rules"],
    "work-plan": ["工作方案", "Work plan"],
    "internal-procedures": ["内部工作程序", "Internal procedures"],
    "accountability-rules": ["行政责任追究制度", "Accountability rules"],
    "security-rules": ["安全管理制度", "Security rules"],
  }),
  "org.secrecy_reviewer.required": parameter("指定专人保密审查", "A named person reviews secrecy", flag, "yes"),
  "org.experts": parameter("专家和专业机构支持", "Support by experts and institutions", textSchema),
  "org.budget": oneOf("经费保障", "Budget", {
    "same-level-budget": ["纳入同级财政预算", "In the budget of the same level"],
    "with-informatisation-funds": ["与信息化建设和运维费统筹安排", "Planned with informatisation funds"],
    "projects-in-budget": ["项目建设运维资金纳入本级预算", "Project funds are in the budget"],
  }),
} as const;

import { z } from "zod";
import { ACTOR_KINDS } from "../types";
import { intervalSchema, oneOf, someOf } from "./choices";
import { durationSchema, extensionSchema, flag, parameter, textSchema } from "./shape";

const OWNERS = {
  "lead-department": ["牵头部门", "Lead department"],
  authority: ["数据主管部门", "Data authority"],
} as const;

const actor = z.enum(ACTOR_KINDS);

/** 类、项、目 have so many digits each, 细目 as many as it needs; a running number follows. */
const codeRuleSchema = z.strictObject({
  digits: z.tuple([z.int().min(1).max(4), z.int().min(1).max(4), z.int().min(1).max(4)]).describe("Of 类, 项 and 目"),
  separator: z
    .string()
    .regex(/^[/-]?$/)
    .describe("Stands before the running number"),
});

/** Compiling the catalogue and keeping it current, reporting it upward, and taking data off. */
export const CATALOGUE = {
  "catalogue.kinds": someOf("目录种类", "Catalogues", {
    department: ["部门目录", "Department catalogue"],
    resource: ["数据资源目录", "Resource catalogue"],
    sharing: ["共享目录", "Sharing catalogue"],
    opening: ["开放目录", "Opening catalogue"],
  }),
  "catalogue.required_fields": someOf(
    "目录须载明的内容",
    "Required fields of an entry",
    {
      name: ["数据目录名称", "Name"],
      classification: ["分类", "Classification"],
      "data-items": ["数据项", "Data items"],
      "responsible-party": ["责任方（提供单位）", "Responsible party"],
      format: ["格式", "Format"],
      attributes: ["属性", "Attributes"],
      "update-limit": ["更新时限（频率）", "Update limit"],
      "sharing-type": ["共享（开放）类型", "Sharing (opening) type"],
      "sharing-method": ["共享（开放）方式", "Sharing (opening) method"],
      "use-requirements": ["使用要求（条件）", "Use requirements"],
      grade: ["数据分类分级", "Grade"],
    },
    "more",
  ),
  "catalogue.guide": parameter("编制依据的标准", "Guide for compilation", textSchema),
  "catalogue.guide.elements": someOf("编制指南规定的核心元数据", "Core metadata of the guide", {
    classification: ["信息资源分类", "Classification"],
    name: ["信息资源名称", "Name"],
    code: ["信息资源代码", "Code"],
    provider: ["信息资源提供方", "Provider"],
    abstract: ["信息资源摘要", "Abstract"],
    format: ["信息资源格式", "Format"],
    "data-items": ["信息项信息", "Data items"],
    "sharing-attributes": ["共享属性（类型、条件、方式）", "Sharing: type, condition, method"],
    "opening-attributes": ["开放属性（是否开放、条件）", "Opening: whether and on what condition"],
    "update-cycle": ["更新周期", "Update cycle"],
    "published-on": ["发布日期", "Day of publication"],
  }),
  "catalogue.code": parameter("目录代码编码规则", "How codes are formed", codeRuleSchema),
  "catalogue.guidance.by": parameter("目录编制指导", "Who guides compilation", textSchema),
  "catalogue.owner": oneOf("部门目录编制", "Who compiles a department's catalogue", {
    "each-department": ["各部门编制", "Each department"],
  }),
  "catalogue.by_function": parameter("按法定职责梳理编目", "Compiled by statutory function", flag),
  "catalogue.maintainer": oneOf("目录维护", "Who maintains a catalogue", {
    compiler: ["谁编制、谁维护", "Whoever compiles it"],
  }),
  "catalogue.city.compiled_by": parameter("总目录汇总编制", "Who compiles the city's catalogue", actor),
  "catalogue.city.review": parameter("主管部门审核目录", "The authority reviews the catalogue", flag, "yes"),
  "catalogue.city.publication": oneOf("总目录发布", "Publication of the city's catalogue", {
    periodic: ["定期发布，未定周期", "Periodic editions, interval not stated"],
    platform: ["在共享平台发布", "On the sharing platform"],
    announced: ["审核通过后统一通告", "Announced after review"],
  }),
  "catalogue.publish_to": someOf("部门目录发布平台", "Where departments publish their catalogue", {
    "sharing-platform": ["共享平台", "Sharing platform"],
    "opening-platform": ["开放平台", "Opening platform"],
  }),
  "catalogue.basic.owner": oneOf("基础目录编制", "Who compiles base catalogues", OWNERS),
  "catalogue.theme.owner": oneOf("主题目录编制", "Who compiles theme catalogues", OWNERS),
  "catalogue.lead.reports_via_platform": parameter(
    "基础、主题目录经平台上报",
    "Base and theme catalogues are reported through the platform",
    flag,
  ),
  "catalogue.assessments": someOf(
    "编制目录须作的评估",
    "Assessments before compiling",
    {
      "secrecy-risk": ["保密风险评估", "Secrecy risk"],
      "personal-information-impact": ["个人信息保护影响评估", "Personal information impact"],
    },
    "more",
  ),
  "catalogue.approved_by_head": parameter("目录经部门负责人审核同意", "The department's head approves", flag, "yes"),
  "catalogue.update.trigger": parameter(
    "目录更新的情形",
    "What calls for an update",
    z.strictObject({
      events: z.array(z.enum(["law-changed", "function-changed"])).min(1),
      only_if_affected: z.literal(true).optional().describe("Only when the catalogue is affected"),
    }),
  ),
  "catalogue.update.within": parameter("目录更新期限", "Update of the catalogue", durationSchema, "shorter"),
  "catalogue.update.extension": parameter("目录更新延长", "Extension of an update", extensionSchema, "shorter"),
  "catalogue.review.within": parameter("目录审核期限", "Review of an update", durationSchema, "shorter"),
  "catalogue.report_upward.within": parameter("目录上报期限", "Upward report of the catalogue", durationSchema),
  "catalogue.report_upward.route": oneOf("目录上报方式", "How the catalogue is reported", {
    "level-by-level": ["经共享平台逐级上报", "Through the platform, level by level"],
    aggregated: ["由主管部门汇总", "Aggregated by the authority"],
  }),
  "catalogue.file_with_province": parameter("向省级平台备案", "Filed with the provincial platform", flag),
  "catalogue.periodic_maintenance": parameter("目录定期维护周期", "Periodic maintenance", intervalSchema),
  "catalogue.basic_databases": someOf("基础数据库", "Base databases", {
    population: ["人口", "Population"],
    "natural-persons": ["自然人信息", "Natural persons"],
    "legal-persons": ["法人单位", "Legal persons"],
    "public-credit": ["公共信用", "Public credit"],
    "macro-economy": ["宏观经济", "Macro-economy"],
    geospatial: ["空间地理", "Geospatial"],
    "natural-resources-geospatial": ["自然资源和空间地理", "Natural resources and geospatial"],
    "e-licences": ["电子证照", "E-licences"],
    "investment-projects": ["投资项目", "Investment projects"],
    "public-security-governance": ["社会治安综合治理", "Public-security governance"],
  }),
  "catalogue.theme_databases": someOf("主题数据库", "Theme databases", {
    health: ["健康保障", "Health"],
    "social-security": ["社会保障", "Social security"],
    "food-drug-safety": ["食品药品安全", "Food and drug safety"],
    "work-safety": ["安全生产", "Work safety"],
    "emergency-management": ["应急管理", "Emergency management"],
    price: ["价格监管", "Price regulation"],
    "energy-safety": ["能源安全", "Energy safety"],
    credit: ["信用体系", "Credit"],
    "urban-rural": ["城乡建设", "Urban and rural construction"],
    community: ["社区治理", "Community governance"],
    ecology: ["生态环保", "Ecology"],
    "emergency-stability": ["应急维稳", "Emergency and stability"],
    "social-stability": ["社会维稳", "Social stability"],
    "poverty-relief": ["精准扶贫", "Targeted poverty relief"],
    "government-services": ["政务服务", "Government services"],
    "business-environment": ["营商环境", "Business environment"],
    "administrative-approval": ["行政审批", "Administrative approval"],
    tax: ["涉税信息", "Tax"],
    traffic: ["交通管理", "Traffic management"],
  }),
  "delisting.transition.at_least": parameter("下线过渡期", "Transition before delisting", durationSchema),
} as const;

import { z } from "zod";
import { isCivilDate } from "../civil-date";
import { says } from "../schema/says";
import { BASIS_KINDS } from "../types";
import { oneOf, someOf } from "./choices";
import { parameter, textSchema, textsSchema } from "./shape";

/** What happened to an instrument on a day. */
export const INSTRUMENT_ACTS = ["adopted", "approved", "dated", "promulgated", "published"] as const;

const instrumentDatesSchema = z
  .array(
    z.strictObject({
      act: z.enum(INSTRUMENT_ACTS),
      on: z.string().refine(isCivilDate, {
        error: says("应当是一个存在的日期，写作 YYYY-MM-DD", "must be an existing day written YYYY-MM-DD"),
      }),
      by: textSchema.optional().describe("The body that did it"),
    }),
  )
  .min(1);

/** A rule above or beside the city's own, as a picker of legal bases offers it. */
const higherRulesSchema = z
  .array(
    z.strictObject({
      zh: z.string().min(1),
      en: z.string().min(1),
      kind: z.enum(BASIS_KINDS),
      article: z.string().min(1).describe("Article of the city's text that names it"),
      review: textSchema.optional().describe("What is doubtful about it"),
    }),
  )
  .min(1);

/** The instrument itself: its dates, its rank among other rules, what it covers and its terms. */
export const INSTRUMENT = {
  "tenant.instrument.dates": parameter("通过、批准与公布日期", "Adopted, approved, published", instrumentDatesSchema),
  "tenant.instrument.higher_rules": parameter("上位法和引用的规定", "Higher and referenced rules", higherRulesSchema),
  "tenant.instrument.interpreted_by": parameter("解释机关", "Interpreting body", textSchema),
  "tenant.instrument.precedence": parameter("与其他规定的关系", "Relation to other rules", textSchema),
  "tenant.instrument.precedence.secrecy": parameter("保密特别规定", "Special rules of secrecy", textSchema),
  "tenant.instrument.precedence.statistics_geo": parameter(
    "统计、地理信息特别规定",
    "Special rules of statistics and geography",
    textSchema,
  ),
  "tenant.scope.territory": parameter("适用范围", "What it applies to", textSchema),
  "tenant.scope.classified_data": oneOf("涉密数据", "Classified data", {
    excluded: ["不适用于涉密数据", "Outside the scope"],
    "barred-from-platform": ["不得在平台发布和交换", "Never published or exchanged on the platform"],
    "intranet-only": ["仅限内网平台", "On the intranet platform only"],
    "secrecy-law": ["依照保守国家秘密法执行", "As the State Secrets Law says"],
  }),
  "tenant.scope.disclosure": oneOf("政府信息公开", "Government information disclosure", {
    followed: ["开放须遵守政府信息公开条例", "Opening follows the Disclosure Regulation"],
    separate: ["另按政府信息公开条例执行，不适用本规定", "A separate regime; this text does not apply"],
  }),
  "tenant.levels": someOf("管理层级", "Levels", {
    city: ["市级", "City"],
    county: ["县（区）级", "County"],
    zone: ["开发区", "Zone"],
  }),
  "terms.data_resource.forms": parameter("数据资源的形式", "Forms of data resources", textsSchema),
  "terms.data_resource.origins": someOf("数据资源的来源", "Origins of data resources", {
    "made-in-duty": ["履行职责中产生、制作", "Made in duty"],
    "obtained-in-duty": ["履行职责中获取、采集", "Obtained in duty"],
    "collected-directly": ["直接采集", "Collected directly"],
    "third-party": ["通过第三方采集", "Collected through a third party"],
    authorised: ["依法授权管理", "Managed under authorisation"],
    "system-generated": ["依托政务信息系统形成", "Formed in government systems"],
    franchise: ["特许经营", "Franchise"],
    "purchased-service": ["购买服务", "Purchased service"],
  }),
  "terms.data_resource.also": parameter("数据资源的其他称谓", "Other names of the data", textsSchema),
  "terms.authority.also": parameter("主管部门的其他称谓", "Other names of the authority", textsSchema),
  "terms.sharing": parameter("共享的含义", "What sharing means", textSchema),
  "terms.opening": parameter("开放的含义", "What opening means", textSchema),
  "principle.list": parameter("基本原则", "Principles", textSchema),
  "principle.sharing_default": oneOf("共享开放的原则", "The rule and the exception", {
    share: ["以共享为原则、不共享为例外", "Sharing is the rule"],
    "share-and-open": ["以共享开放为原则、不共享开放为例外", "Sharing and opening are the rule"],
  }),
} as const;

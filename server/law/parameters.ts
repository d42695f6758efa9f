import { z } from "zod";
import { ACTOR_KINDS, BASIS_KINDS, CLOCK_STARTS, CONTENT_ITEMS, PLAIN_STARTS, type Text } from "./types";

/** What an access record holds (Leshan art. 33 names all seven). */
export const ACCESS_LOG_FIELDS = ["purpose", "user", "approver", "content", "time", "way", "medium"] as const;

export const durationSchema = z.strictObject({
  amount: z.int().positive().describe("How many"),
  unit: z.enum(["working-days", "natural-days", "hours", "months", "years"]),
  starts: z.enum([...CLOCK_STARTS, ...PLAIN_STARTS]).describe("The event that starts it"),
  minimum: z.literal(true).optional().describe("A period that must at least run out; it does not roll off rest days"),
});
const textSchema = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });
const extensionSchema = z.strictObject({
  amount: z.int().positive(),
  unit: z.enum(["working-days", "natural-days"]),
  consent: textSchema.describe("Who consents"),
});
const annualDateSchema = z.strictObject({
  month: z.int().min(1).max(12),
  day: z.union([z.int().min(1).max(31), z.literal("last")]),
});
const flag = z.boolean();
const bases = z.array(z.enum(BASIS_KINDS)).min(1);
const classes = z.array(z.enum(["unconditional", "conditional", "withheld"])).min(1);

function parameter<S extends z.ZodType>(zh: string, en: string, schema: S): { title: Text; schema: S } {
  return { title: { zh, en }, schema };
}

/**
 * Every question that a city's text is asked. A city answers each one, if only with `not-stipulated`,
 * so that silence is a statement and a forgotten value an error.
 */
export const PARAMETERS = {
  "sharing.classes": parameter("共享类型", "Sharing classes", classes),
  "sharing.basis.conditional": parameter("列入有条件共享的依据", "Basis for the conditional class", bases),
  "sharing.basis.withheld": parameter("列入不予共享的依据", "Basis for the withheld class", bases),
  "sharing.basis.not_acceptable": parameter("不得作为依据", "Not acceptable as a basis", bases),
  "sharing.basis.filed_with_authority": parameter("依据须备案", "Basis is filed with the authority", flag),
  "sharing.free_of_charge": parameter("无偿共享", "Sharing is free of charge", flag),
  "sharing.conformity_review.within": parameter("符合性审查期限", "Conformity review", durationSchema),
  "sharing.acceptance.within": parameter("受理期限", "Acceptance of a request", durationSchema),
  "sharing.answer.within": parameter("答复期限", "Answer to a request", durationSchema),
  "sharing.refusal.must_contain": parameter(
    "不予共享须说明",
    "A refusal must contain",
    z.array(z.enum(CONTENT_ITEMS)).min(1),
  ),
  "sharing.refusal.basis": parameter("不予共享可引依据", "Accepted bases of a refusal", bases),
  "sharing.dedicated.enabled": parameter("专用资源名单", "Dedicated lists", flag),
  "sharing.delegated_reviewer.allowed": parameter("授权代理方审核", "Review by a delegate", flag),
  "sharing.call_voucher": parameter("调用记录凭证", "Call voucher", flag),
  "sharing.storage": parameter("存储共享数据", "Storing shared data", z.enum(["with-provider-consent"])),
  "sharing.third_party": parameter(
    "提供给第三方",
    "Giving to third parties",
    z.enum(["prohibited", "only-if-authorised"]),
  ),
  "sharing.commercial_use": parameter("商业用途", "Commercial use", z.enum(["prohibited"])),
  "sharing.destroy_when_unused": parameter("不再使用的数据销毁", "Destruction of data no longer used", flag),
  "sharing.revoke.by": parameter("可收回使用权者", "Who may revoke", z.array(z.enum(ACTOR_KINDS)).min(1)),
  "access_log.fields": parameter(
    "使用记录内容",
    "Contents of an access record",
    z.array(z.enum(ACCESS_LOG_FIELDS)).min(1),
  ),
  "dispute.negotiation.within": parameter("协商期限", "Negotiation", durationSchema),
  "dispute.coordination.within": parameter("协调期限", "Coordination", durationSchema),
  "dispute.decision.within": parameter("政府决定期限", "Decision of the government", durationSchema),
  "correction.sharing.within": parameter("共享数据校核期限", "Correction of shared data", durationSchema),
  "correction.sharing.extension": parameter("校核延长", "Extension of a correction", extensionSchema),
  "correction.open.within": parameter("开放数据校核期限", "Correction of open data", durationSchema),
  "correction.continuing_service": parameter("校核期间照常办理", "Business goes on during a correction", flag),
  "catalogue.update.within": parameter("目录更新期限", "Update of the catalogue", durationSchema),
  "catalogue.report_upward.within": parameter("目录上报期限", "Upward report of the catalogue", durationSchema),
  "delisting.transition.at_least": parameter("下线过渡期", "Transition before delisting", durationSchema),
  "opening.classes": parameter("开放类型", "Opening classes", classes),
  "opening.application.receiver": parameter(
    "开放申请受理方",
    "Who receives an opening application",
    z.enum(ACTOR_KINDS),
  ),
  "opening.acceptance.within": parameter("开放申请受理期限", "Acceptance of an opening application", durationSchema),
  "opening.answer.within": parameter("开放申请答复期限", "Answer to an opening application", durationSchema),
  "opening.answer.extension": parameter("开放答复延长", "Extension of the opening answer", extensionSchema),
  "report.annual.departments": parameter("部门年度报告", "Annual report of departments", annualDateSchema),
  "report.annual.authority": parameter("主管部门年度报告", "Annual report of the authority", annualDateSchema),
  "instrument.validity": parameter("有效期", "Validity", durationSchema),
} as const;

export type ParameterKey = keyof typeof PARAMETERS;
export type ParameterValue<K extends ParameterKey> = z.output<(typeof PARAMETERS)[K]["schema"]>;

export const PARAMETER_KEYS = Object.keys(PARAMETERS) as ParameterKey[];

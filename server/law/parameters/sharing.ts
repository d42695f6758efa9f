import { z } from "zod";
import { oneOf } from "./choices";
import { actors, bases, classes, contents, durationSchema, flag, parameter, textSchema } from "./shape";

/** Classes, their bases, and the steps of a sharing request. */
export const SHARING = {
  "sharing.classes": parameter("共享类型", "Sharing classes", classes),
  "sharing.basis.conditional": parameter("列入有条件共享的依据", "Basis for the conditional class", bases, "fewer"),
  "sharing.basis.withheld": parameter("列入不予共享的依据", "Basis for the withheld class", bases, "fewer"),
  "sharing.basis.not_acceptable": parameter("不得作为依据", "Not acceptable as a basis", bases, "more"),
  "sharing.basis.filed_with_authority": parameter("依据须备案", "Basis is filed with the authority", flag, "yes"),
  "sharing.free_of_charge": parameter("无偿共享", "Sharing is free of charge", flag, "yes"),
  "sharing.cross_level": parameter("跨层级共享", "Sharing across levels of government", flag),
  "sharing.unconditional.procedure": oneOf("无条件共享的获取方式", "How unconditional data is obtained", {
    direct: ["直接获取", "Directly"],
    application: ["平台申请", "By application on the platform"],
  }),
  "sharing.unconditional.conformity_review.within": parameter(
    "无条件共享符合性审查期限",
    "Conformity review of an unconditional request",
    durationSchema,
  ),
  "sharing.conditional.receiver": oneOf("有条件共享申请受理方", "Who receives a conditional request", {
    provider: ["提供部门", "Provider"],
    "provider-via-platform": ["提供部门（通过共享平台）", "Provider, through the platform"],
    platform: ["共享平台，审查后转提供部门", "Platform, which forwards to the provider"],
    authority: ["数据主管部门", "Data authority"],
  }),
  "sharing.conditional.conformity_review.within": parameter(
    "有条件共享符合性审查期限",
    "Conformity review of a conditional request",
    durationSchema,
  ),
  "sharing.conditional.decider": parameter(
    "有条件共享审核方",
    "Who decides on a conditional request",
    z.strictObject({ by: actors, jointly: z.literal(true).optional().describe("All of them must agree") }),
  ),
  "sharing.acceptance.within": parameter("受理期限", "Acceptance of a request", durationSchema, "shorter"),
  "sharing.answer.within": parameter("答复期限", "Answer to a request", durationSchema, "shorter"),
  "sharing.conditional.approval.must_state": parameter("同意共享须明确", "An approval must state", contents, "more"),
  "sharing.conditional.approval.effect": parameter("同意共享的效果", "What an approval brings about", textSchema),
  "sharing.conditional.refusal.standard": parameter(
    "无正当理由不得拒绝",
    "No refusal without a proper reason",
    flag,
    "yes",
  ),
  "sharing.refusal.must_contain": parameter("不予共享须说明", "A refusal must contain", contents, "more"),
  "sharing.refusal.basis": parameter("不予共享可引依据", "Accepted bases of a refusal", bases, "fewer"),
  "sharing.dedicated.enabled": parameter("专用资源名单", "Dedicated lists", flag),
  "sharing.dedicated.approval": oneOf("专用名单内部门的审核", "Review for departments on a dedicated list", {
    none: ["无需审核", "None"],
    "as-usual": ["照常审核", "As usual"],
  }),
  "sharing.delegated_reviewer.allowed": parameter("授权代理方审核", "Review by a delegate", flag),
  "sharing.superior_data.single_application": parameter(
    "上级数据统一申请",
    "One application for data of a superior level",
    flag,
  ),
  "sharing.superior_data.landing_base": parameter(
    "上级数据落地库",
    "Where data of a superior level is kept",
    textSchema,
  ),
  "collection.vertical_systems": parameter(
    "留存垂直管理系统的本市数据",
    "A local copy is kept of data in vertical systems",
    flag,
  ),
  "sharing.call_voucher": parameter("调用记录凭证", "Call voucher", flag),
} as const;

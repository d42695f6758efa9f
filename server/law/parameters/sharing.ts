import { z } from "zod";
import { CONTENT_ITEMS } from "../types";
import { bases, classes, durationSchema, flag, parameter } from "./shape";

/** Classes, their bases, and the steps of a sharing request. */
export const SHARING = {
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
} as const;

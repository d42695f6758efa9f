import { intervalSchema, someOf } from "./choices";
import { flag, parameter, textSchema } from "./shape";

/** What the sharing classes mean, how they are reviewed, and the review before data is published. */
export const SHARING_CLASSES = {
  "sharing.class.unconditional.definition": parameter("无条件共享类", "The unconditional class", textSchema),
  "sharing.class.conditional.definition": parameter("有条件共享类", "The conditional class", textSchema),
  "sharing.class.none.definition": parameter("不予共享类", "The withheld class", textSchema),
  "sharing.basis.notice_to_authority": parameter(
    "不共享须向主管部门说明理由",
    "Reasons for withholding go to the authority",
    flag,
    "yes",
  ),
  "sharing.basic_items.unconditional": parameter(
    "基础信息项无条件共享",
    "Base items are shared unconditionally",
    flag,
    "yes",
  ),
  "sharing.basic_items.realtime": parameter(
    "基础信息项在线实时共享",
    "Base items are shared online in real time",
    flag,
  ),
  "sharing.desensitised.allowed": parameter(
    "脱密脱敏后可以共享",
    "May be shared after declassification or masking",
    flag,
  ),
  "sharing.reassessment": parameter("不予、有条件共享的定期评估", "Reassessment of narrower classes", intervalSchema),
  "publishing.grading.required": parameter("发布前分类分级", "Grading before publication", flag, "yes"),
  "publishing.internal_review.fields": someOf(
    "发布内部审查内容",
    "Contents of the publishing review",
    {
      "sharing-attribute": ["共享属性", "Sharing attribute"],
      "delivery-method": ["数据提供方式", "Delivery method"],
      scenario: ["应用场景", "Scenario"],
      "consumer-identity": ["使用方身份", "Consumer identity"],
      region: ["地域", "Region"],
      "scope-of-knowledge": ["知悉范围", "Who may know"],
      "scope-of-use": ["使用范围", "Scope of use"],
    },
    "more",
  ),
  "publishing.review_published": parameter(
    "审查信息随资源发布",
    "The review is published with the resource",
    flag,
    "yes",
  ),
  "publishing.security_agreement.flag": parameter(
    "明确是否签订安全协议",
    "Says whether a security agreement is needed",
    flag,
    "yes",
  ),
  "publishing.controls_by_grade": someOf("按分级采取的措施", "Controls by grade", {
    desensitise: ["数据脱敏", "Masking"],
    authenticate: ["用户身份鉴别", "Authentication"],
    authorise: ["用户授权", "Authorisation"],
    trace: ["追踪溯源", "Traceability"],
  }),
  "publishing.secrecy_review.required": parameter("保密审查", "Secrecy review", flag, "yes"),
  "publishing.secrecy_review.before": someOf("保密审查的环节", "When secrecy is reviewed", {
    sharing: ["共享前", "Before sharing"],
    opening: ["开放前", "Before opening"],
  }),
} as const;

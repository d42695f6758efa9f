import { z } from "zod";
import { ACTOR_KINDS } from "../types";
import { type Choices, enumOf, oneOf, someOf, withWords } from "./choices";
import {
  actors,
  bases,
  classes,
  contents,
  durationSchema,
  extensionSchema,
  flag,
  NUMERALS,
  numberedSchema,
  parameter,
  promptSchema,
  textSchema,
  textsSchema,
} from "./shape";

/** What may stand in the way of opening. */
const BARS = {
  "state-secrets": ["国家秘密", "State secrets"],
  "endangers-security": [
    "危及国家、公共、经济安全和社会稳定",
    "Danger to state, public or economic security or stability",
  ],
  "commercial-secrets": ["商业秘密", "Commercial secrets"],
  "personal-privacy": ["个人隐私", "Personal privacy"],
  "agreement-or-ip": ["获取协议或者知识产权禁止", "Barred by an agreement or intellectual property"],
  "barred-by-law": ["法律、法规不得开放或者应通过其他途径获取", "Barred by law or to be had by another route"],
  sensitive: ["非涉密敏感信息", "Sensitive information that is not secret"],
} as const satisfies Choices<string>;
const STEPS = {
  legality: ["合法性审查", "Review of legality"],
  expert: ["专家论证", "Expert committee"],
  secrecy: ["保密审查", "Secrecy review"],
  privacy: ["商业秘密、个人隐私审查", "Review of commercial secrets and privacy"],
  risk: ["开放风险评估", "Risk assessment"],
} as const satisfies Choices<string>;
const EXCEPTIONS = {
  "holder-consent": ["权利人同意", "The holder consents"],
  "public-interest": ["不开放对公共利益造成重大影响", "Withholding would gravely harm the public interest"],
} as const satisfies Choices<string>;
const OPENS = {
  open: ["开放", "Open"],
  "specific-recipients": ["经申请向特定对象开放", "On application to specific recipients"],
  unconditional: ["无条件开放", "Unconditional"],
  conditional: ["有条件开放", "Conditional"],
} as const satisfies Choices<string>;
const READABLE = {
  unconditional: ["无条件开放的数据", "Unconditional data"],
  all: ["全部开放数据", "All open data"],
} as const satisfies Choices<string>;

const kindOfBar = enumOf(BARS);

/** Opening to the public. */
export const OPENING = {
  "opening.disclaimer": parameter("开放数据的免责", "For what those who open data do not answer", textSchema),
  "opening.classes": parameter("开放类型", "Opening classes", classes),
  "opening.governing_rules": parameter("开放须遵守的规定", "Rules that opening must obey", textsSchema),
  "opening.class_review.by": someOf("开放属性审查", "Who settles the opening class", {
    department: ["政务部门评估", "The department assesses"],
    "department-openness-review": ["部门政务公开审查", "The department's openness review"],
    "openness-body": ["政务公开机构", "Government-openness body"],
    authority: ["数据主管部门", "Data authority"],
  }),
  "opening.review.approver": oneOf("列入开放目录的审查同意", "Who approves the listing", {
    "city-authority": ["市级数据主管部门", "City data authority"],
    "same-level-authority": ["同级数据主管部门", "Data authority of the same level"],
  }),
  "opening.review.steps": withWords(
    parameter(
      "开放审查步骤",
      "Steps of the opening review",
      z
        .array(
          z.strictObject({
            step: enumOf(STEPS),
            by: z.enum(ACTOR_KINDS).optional(),
            when: textSchema.optional().describe("What calls for it; absent = always"),
          }),
        )
        .min(1),
    ),
    STEPS,
  ),
  "opening.prohibited": withWords(
    parameter(
      "禁止开放",
      "Never opened",
      z.array(z.strictObject({ item: z.enum(NUMERALS).optional(), kind: kindOfBar })).min(1),
    ),
    BARS,
  ),
  "opening.prohibited.exceptions": withWords(
    parameter(
      "禁止开放的例外",
      "Exceptions to the ban",
      z
        .array(
          z.strictObject({
            kinds: z.array(kindOfBar).min(1),
            when: enumOf(EXCEPTIONS),
            found_by: z.enum(ACTOR_KINDS).optional().describe("Who finds that the public interest asks for it"),
            opens: z.array(enumOf(OPENS)).min(1),
          }),
        )
        .min(1),
    ),
    { ...BARS, ...EXCEPTIONS, ...OPENS },
  ),
  "opening.desensitised.allowed": someOf("脱敏脱密后可以开放", "May be opened after desensitisation", BARS),
  "opening.conditional.criteria": parameter(
    "确定为有条件开放的情形",
    "Criteria of the conditional class",
    numberedSchema,
  ),
  "opening.conditional.conditions.by": parameter("开放条件制定方", "Who sets the opening conditions", actors),
  "opening.nonopen.basis": parameter("不予开放的依据", "Basis for not opening", bases),
  "opening.nonopen.basis_filed": parameter("不予开放的依据须备案", "Basis for not opening is filed", flag),
  "opening.priority_areas": parameter("优先开放领域", "Priority areas of opening", textsSchema),
  "opening.plan": someOf("开放计划", "Plans of opening", {
    "action-plan": ["开放行动计划", "Action plan"],
    "annual-plan": ["年度工作计划", "Annual plan"],
  }),
  "opening.active": parameter("无条件开放主动开放", "Unconditional data is opened unasked", flag),
  "opening.unconditional.format": withWords(
    parameter(
      "开放格式",
      "Form of opened data",
      z.strictObject({
        machine_readable: enumOf(READABLE).describe("Which data is in a machine-readable standard format"),
        desensitised: z.literal(true).optional(),
        standardised: z.literal(true).optional(),
      }),
    ),
    READABLE,
  ),
  "opening.unconditional.access": oneOf("无条件开放的获取", "Access to unconditional data", {
    direct: ["直接获取，无需申请", "Directly, without application"],
    application: ["申请获取", "On application"],
  }),
  "opening.free": someOf("免费开放", "Free of charge", {
    all: ["全部开放数据", "All open data"],
    unconditional: ["无条件开放的数据", "Unconditional data"],
    "own-conditional": ["本人、本单位的有条件开放数据", "One's own conditional data"],
    "authorised-third-party": [
      "第三方经授权获取的有条件开放数据",
      "Conditional data a third party has by authorisation",
    ],
    "national-or-provincial-rule": ["国家和省规定免费的数据", "Data that nation or province says is free"],
  }),
  "opening.consistency_with_websites": parameter(
    "与门户网站信息一致",
    "Websites agree with the opening platform",
    flag,
  ),
  "opening.applicants": parameter("开放申请人范围", "Who may apply", textSchema),
  "opening.applicant.requirements": parameter("申请人条件", "What an applicant must meet", textsSchema),
  "opening.realname": parameter("实名登记", "Real-name registration", textSchema),
  "opening.application.receiver": parameter(
    "开放申请受理方",
    "Who receives an opening application",
    z.enum(ACTOR_KINDS),
  ),
  "opening.application.channels": someOf("开放申请渠道", "Channels of an opening application", {
    "opening-platform": ["开放平台", "Opening platform"],
    "government-portal": ["市政府门户网站", "City government portal"],
  }),
  "opening.application.fields": someOf("开放申请须说明", "An opening application states", {
    purpose: ["申请用途", "Purpose"],
    scenario: ["应用场景", "Scenario"],
    "security-measures": ["安全保障措施", "Security measures"],
  }),
  "opening.acceptance.within": parameter("开放申请受理期限", "Acceptance of an opening application", durationSchema),
  "opening.answer.within": parameter("开放申请答复期限", "Answer to an opening application", durationSchema),
  "opening.answer.covers_delivery": parameter("答复期限包含开放数据", "The answer period covers delivery", flag),
  "opening.answer.extension": parameter("开放答复延长", "Extension of the opening answer", extensionSchema),
  "opening.delivery.within": parameter("同意后开放期限", "Opening after consent", promptSchema),
  "opening.refusal.must_contain": parameter("不同意开放须说明", "A refusal to open must contain", contents),
  "opening.written_reply_on_request": parameter("应要求提供书面答复", "Written reply on request", flag),
  "opening.publish_basis_for_restriction": parameter(
    "公开不予开放和限制开放的依据",
    "Basis of every restriction is published",
    flag,
  ),
  "opening.publish_conditions": parameter("公布开放条件", "Opening conditions are published", flag),
  "opening.conditions.non_discriminatory": parameter("不得设定歧视性条件", "Conditions must not discriminate", flag),
  "opening.publish_approved_applicants": parameter("公开已获得数据的名单", "Approved applicants are published", flag),
  "opening.agreement.required": parameter("须签订利用协议", "Classes that need a use agreement", classes),
  "opening.agreement.clauses": parameter("利用协议内容", "Clauses of the use agreement", numberedSchema),
  "opening.agreement.template": parameter("协议示范文本制定方", "Who makes the model agreement", textSchema),
} as const;

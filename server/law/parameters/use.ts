import { z } from "zod";
import { ACTOR_KINDS } from "../types";
import { oneOf, someOf } from "./choices";
import { ACCESS_LOG_FIELDS, flag, parameter, textSchema } from "./shape";

/** What a consumer may do with shared data, and what is recorded of it. */
export const USE = {
  "consumer.purpose_limitation": someOf(
    "使用范围",
    "What shared data may be used for",
    {
      "stated-use": ["明确的使用用途", "The stated use"],
      "stated-scope": ["明确的共享范围", "The stated scope"],
      "own-duties": ["本部门履行职责需要", "The department's own duties"],
      "provider-answer": ["提供部门的答复意见", "What the provider answered"],
    },
    "more",
  ),
  "consumer.other_purpose": oneOf("用于其他目的", "Use for other purposes", {
    prohibited: ["禁止", "Prohibited"],
    "only-if-authorised": ["未经授权不得", "Only if authorised"],
  }),
  "consumer.disguised_forms": someOf(
    "改变形式或者变相行为同样禁止",
    "Forbidden in altered or disguised form too",
    { "third-party": ["提供给第三方", "Giving to third parties"], "other-purpose": ["用于其他目的", "Other purposes"] },
    "more",
  ),
  "sharing.storage": parameter("存储共享数据", "Storing shared data", z.enum(["with-provider-consent"])),
  "sharing.third_party": parameter(
    "提供给第三方",
    "Giving to third parties",
    z.enum(["prohibited", "only-if-authorised"]),
  ),
  "consumer.public_release": oneOf("向社会公开发布", "Publishing shared data", {
    "with-provider-consent": ["经提供部门同意", "With the provider's consent"],
  }),
  "consumer.personal_information": parameter("个人信息的使用", "Use of personal information", textSchema),
  "sharing.commercial_use": parameter("商业用途", "Commercial use", z.enum(["prohibited"])),
  "sharing.destroy_when_unused": parameter("不再使用的数据销毁", "Destruction of data no longer used", flag, "yes"),
  "sharing.revoke.by": parameter("可收回使用权者", "Who may revoke", z.array(z.enum(ACTOR_KINDS)).min(1)),
  "consumer.liability": parameter("使用方责任", "Who answers on the consumer's side", textSchema),
  "provider.liability": parameter("提供方责任", "What the provider does not answer for", textSchema),
  "access_log.fields": parameter(
    "使用记录内容",
    "Contents of an access record",
    z.array(z.enum(ACCESS_LOG_FIELDS)).min(1),
  ),
} as const;

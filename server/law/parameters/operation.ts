import { z } from "zod";
import { ACTOR_KINDS } from "../types";
import { oneOf } from "./choices";
import { flag, numberedSchema, parameter, promptSchema, textSchema, textsSchema } from "./shape";

/** Authorised operation of public data, and what the public may report. */
export const OPERATION = {
  "authorised_operation.enabled": parameter("授权使用", "Authorised operation", flag),
  "authorised_operation.proposer": parameter("授权使用建议方", "Who may propose it", textsSchema),
  "authorised_operation.plan_required": parameter("须有实施方案", "An implementation plan is required", flag),
  "authorised_operation.risk_assessment": parameter("专家风险评估", "Risk assessment by experts", textSchema),
  "authorised_operation.approver": parameter("授权使用同意方", "Who consents to it", z.enum(ACTOR_KINDS)),
  "authorised_operation.admission": parameter("准入条件", "Admission conditions", textSchema),
  "authorised_operation.allocation": parameter("高价值数据配置方式", "How valuable data is allotted", textSchema),
  "authorised_operation.security_rules": parameter("须落实的制度", "Rules that must be in place", textsSchema),
  "authorised_operation.no_third_party": parameter(
    "向第三方提供须经批准",
    "Who must approve passing data on",
    textsSchema,
  ),
  "public.report.channel": oneOf("举报渠道", "Channel of a public report", {
    "opening-portal": ["开放门户网站", "Open-data portal"],
  }),
  "public.report.evidence": parameter("举报须提交证据", "A report comes with evidence", flag),
  "public.report.suspend": oneOf("接报后中止开放", "Suspension on a report", {
    "where-necessary": ["认为必要的立即中止", "At once where necessary"],
    always: ["一律立即中止", "At once in every case"],
  }),
  "public.report.feedback": parameter("举报反馈期限", "Feedback to the reporter", promptSchema),
  "public.opinion.collect": parameter("收集公众意见", "Public opinion is collected", flag),
  "use_agreement.liability": parameter("利用主体责任情形", "What users answer for", numberedSchema),
} as const;

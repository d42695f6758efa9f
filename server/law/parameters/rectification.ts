import { z } from "zod";
import { durationSchema, flag, numberedSchema, parameter, textSchema } from "./shape";

/** Violations, what follows from them, and who acts. */
export const RECTIFICATION = {
  "rectification.violations": parameter("违规情形", "Violations", numberedSchema),
  "rectification.ladder": parameter(
    "整改步骤",
    "Steps of rectification",
    z.array(z.strictObject({ step: textSchema, by: textSchema })).min(1),
  ),
  "rectification.limit": parameter("整改期限", "Time limit of a rectification", durationSchema),
  "rectification.late_answers_punishable": parameter("逾期答复列为违规", "Late answers are a violation", flag),
  "rectification.operators": parameter("建设维护存储单位的责任", "Operators and storage units", textSchema),
  "rectification.external": parameter("社会主体的责任", "Users outside government", textSchema),
  "rectification.liability": parameter("造成损失的责任", "Liability for loss", textSchema),
} as const;

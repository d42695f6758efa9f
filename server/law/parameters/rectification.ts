import { z } from "zod";
import { type Choices, enumOf, withWords } from "./choices";
import { durationSchema, flag, NUMERALS, numberedSchema, parameter, textSchema } from "./shape";

/** What this system can hold against a department, each found among its cases, entries and grants. */
const EVIDENCE = {
  "overdue-updates": ["逾期未办的目录更新、上报", "Catalogue updates and upward reports that are overdue"],
  "open-updates": ["尚未报送的目录更新", "Catalogue updates not submitted yet"],
  "overdue-requests": ["逾期未办、逾期答复的共享申请", "Sharing requests overdue or answered late"],
  "overdue-applications": [
    "逾期未办、逾期答复的开放申请和审查",
    "Opening applications and reviews overdue or decided late",
  ],
  "overdue-corrections": ["逾期未办、逾期答复的校核", "Corrections overdue or answered late"],
  "corrections-made": ["经校核确有错误的数据", "Data that a correction found wrong"],
  refusals: ["不予共享的答复", "Refusals to share"],
  unmounted: ["未接入平台的目录条目", "Entries without data on the platform"],
  connection: ["目录条目接入平台的经过", "History of each entry's connection"],
  stale: ["超过更新周期的数据", "Data older than its update cycle"],
  "not-open": ["应开放而未能获取的数据", "Data to be open that nobody can get"],
  "grant-use": ["共享数据的使用和存储", "How shared data was used, and whether it may be stored"],
  "stopped-grants": ["被暂停或者终止的授权", "Grants suspended or ended"],
  "not-corrected": ["逾期未改正的整改", "Rectifications not corrected in time"],
} as const satisfies Choices<string>;

/** One thing that the system can find against a department. */
export type EvidenceKind = keyof typeof EVIDENCE;

/** Violations, what follows from them, and who acts. */
export const RECTIFICATION = {
  "rectification.violations": parameter("违规情形", "Violations", numberedSchema),
  "rectification.evidence": withWords(
    parameter(
      "违规情形的线索",
      "Evidence shown for a violation",
      z
        .array(
          z.strictObject({
            item: z.enum(NUMERALS).describe("Numeral of the violation; in a text without a list, 一 stands for any"),
            kind: z.array(enumOf(EVIDENCE)).min(1),
          }),
        )
        .min(1),
    ),
    EVIDENCE,
  ),
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

import { z } from "zod";
import type { Text } from "@/server/law/types";

export const listNoticesInput = z.strictObject({
  unreadOnly: z.boolean().default(false),
  page: z.int().min(1).max(10_000).default(1),
  pageSize: z.int().min(1).max(100).default(20),
});
export type ListNoticesInput = z.output<typeof listNoticesInput>;

/** `all: true` marks everything that is unread. Marking twice changes nothing. */
export const markReadInput = z.union([
  z.strictObject({ idempotencyKey: z.uuid(), ids: z.array(z.uuid()).min(1).max(100) }),
  z.strictObject({ idempotencyKey: z.uuid(), all: z.literal(true) }),
]);
export type MarkReadInput = z.output<typeof markReadInput>;

/**
 * What happened, seen from the department, or the applicant outside government, who is told.
 * - case-to-act     a step waits for it
 * - case-returned   its application came back to be completed
 * - case-granted, case-refused, case-ended
 * - case-accepted  the application was accepted (受理); for an applicant
 * - case-moved     it went on to its next stage; for an applicant
 * - case-disputed   a dispute was opened about its case
 * - case-withdrawn  the requester took it back
 * - extension-asked its consent to a longer period is asked for
 * - due-extended    a longer period was consented to
 * - entry-retiring  data that it uses is going off; its successor is named
 * - entry-retired   data that it used went off
 * - due-recomputed  its due date was counted again with a new holiday schedule
 * - grant-stopped   a grant was suspended, resumed or revoked
 * - data-stale      its data is older than the update cycle that the catalogue states
 * - key-ending      a key of one of its systems ends soon and has no successor
 * - record-told     something was put on record of which the law has it told at once
 * - register-missing    registers that it must keep have no record
 * - register-due        a register that it keeps is due again, on the day or since
 * - register-overdue    a department of its level is overdue with a register; for an authority
 * - search-found        entries that meet a search the person subscribed to are new or were changed
 */
export const NOTICE_KINDS = [
  "case-to-act",
  "case-returned",
  "case-accepted",
  "case-moved",
  "case-granted",
  "case-refused",
  "case-ended",
  "case-disputed",
  "case-withdrawn",
  "extension-asked",
  "due-extended",
  "entry-retiring",
  "entry-retired",
  "due-recomputed",
  "grant-stopped",
  "key-ending",
  "data-stale",
  "record-told",
  "register-missing",
  "register-due",
  "register-overdue",
  "search-found",
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** What a notice says besides its kind. */
export interface NoticeDetail {
  number?: string;
  entryName?: Text;
  /** ISO instant. */
  dueAt?: string | null;
  /** True while the due date awaits the schedule of its year. */
  provisional?: boolean;
  /** Of `due-recomputed`: the due date before. */
  dueWas?: string;
  /** Of what is missing: the registers, and their names as the law of today has them. */
  registers?: string[];
  registerNames?: Text[];
  /** Of what is due: the register, and who keeps it when that is another department. */
  register?: string;
  keeper?: Text;
  /** Of `search-found`: how many entries; `entryName` is the name of the search. */
  found?: number;
}

export interface NoticeRow {
  id: string;
  kind: NoticeKind;
  subject: { kind: "case" | "grant" | "entry" | "record" | "register" | "search"; id: string };
  detail: NoticeDetail;
  at: Date;
  readAt: Date | null;
  /** It is about the reader's own application, not about a matter of a department. */
  personal: boolean;
}

export interface NoticePage {
  rows: NoticeRow[];
  total: number;
  unread: number;
}

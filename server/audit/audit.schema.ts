import { z } from "zod";
import type { Text } from "@/server/law/types";

export const listAuditInput = z.strictObject({
  /** Part of an act's name, such as `people.` or `cases.act`. */
  act: z.string().trim().max(60).optional(),
  personId: z.uuid().optional(),
  subjectId: z.string().max(60).optional(),
  /** Only refusals. */
  denied: z.boolean().optional(),
  /** Half-open: from included, until not. */
  from: z.date().optional(),
  until: z.date().optional(),
  /** `nextCursor` of the page before. */
  cursor: z.uuid().optional(),
  pageSize: z.number().int().min(1).max(100).default(50),
});
export type ListAuditInput = z.output<typeof listAuditInput>;

export interface AuditRow {
  id: string;
  at: Date;
  person: { id: string; name: string } | null;
  department: Text | null;
  act: string;
  subjectKind: string;
  subjectId: string | null;
  denied: boolean;
  detail: unknown;
}

/** Newest first. */
export interface AuditPage {
  rows: AuditRow[];
  nextCursor: string | null;
}

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

export const checkChainInput = z.strictObject({
  /** Number of the last seal that was checked; 0 from the beginning. */
  after: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(200).default(50),
});
export type CheckChainInput = z.output<typeof checkChainInput>;

/** A seal of a city's chain, as it is kept outside the database. */
export interface Anchor {
  city: string;
  seq: number;
  /** 64 hexadecimal digits. */
  hash: string;
  sealedAt: string;
}

/** A seal that was computed again. */
export interface CheckedSeal {
  seq: number;
  hash: string;
  /** `link`, `hash`, `root`, `gone access <id>`, `altered audit <id>` … */
  findings: string[];
}

export const readSealInput = z.strictObject({ seq: z.number().int().min(1) });

/** What a look at a part of the evidence chain found. */
export interface ChainReport {
  /** Seals in all. */
  seals: number;
  newest: Anchor | null;
  /** Seals of this part. */
  checked: number;
  broken: CheckedSeal[];
  /** Records older than an hour that stand in no seal; counted with the first part only. */
  unsealed: number;
  /** `after` of the next part; null when this was the last. */
  next: number | null;
}

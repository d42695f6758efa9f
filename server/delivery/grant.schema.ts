import { z } from "zod";
import { type RowFilter, rowFilter } from "@/server/cases/case.schema";
import type { ItemType, Mask, NamedDepartment, UnderCheck } from "@/server/catalogue/catalogue.schema";
import type { Citation, Text } from "@/server/law/types";

/**
 * How a grant stands at the instant of the transaction.
 * `live` reads; every other state answers GRANT_ENDED to a reading.
 */
export const GRANT_STATES = ["live", "not-begun", "suspended", "expired", "revoked", "retired"] as const;
export type GrantState = (typeof GRANT_STATES)[number];

/** On which side of a grant the reader stands. */
export const GRANT_SIDES = ["consumer", "provider", "authority"] as const;
export type GrantSide = (typeof GRANT_SIDES)[number];

export const GRANT_SORTS = ["newest", "ending"] as const;
export const listGrantsInput = z.strictObject({
  /** Only grants on this side of the reader's department; all that may be seen without it. */
  side: z.enum(GRANT_SIDES).optional(),
  state: z.enum(GRANT_STATES).optional(),
  entryId: z.uuid().optional(),
  /** Searched in the entry's name, the purpose and the departments' names. */
  text: z.string().trim().max(100).optional(),
  sort: z.enum(GRANT_SORTS).default("newest"),
  page: z.int().min(1).max(10_000).default(1),
  pageSize: z.int().min(1).max(100).default(20),
});
export type ListGrantsInput = z.output<typeof listGrantsInput>;

export const readGrantInput = z.strictObject({ grantId: z.uuid() });

/** The formats that rows leave in, as a file's ending. */
export const FORMATS = ["csv", "json", "ndjson", "xlsx"] as const;
export type Format = (typeof FORMATS)[number];

/** A column in whose order rows come; `-` before it turns the order round. Which can be had the database knows. */
export const rowSort = z
  .string()
  .max(42)
  .regex(/^-?[a-z][a-z0-9_]{0,40}$/);

/** The purpose as the reader states it. */
export const statedPurpose = z.string().trim().min(1).max(2_000);

/** Where the next page begins, as the last answer gave it. */
export const rowCursor = z
  .string()
  .max(1_200)
  .regex(/^[A-Za-z0-9_-]+$/);

const columns = z.array(z.string().max(41)).min(1).max(200).optional();

export const PREVIEW_LIMIT = 100;
/** One page of a grant's rows on the screen; each call leaves an access record. */
export const readRowsInput = z.strictObject({
  grantId: z.uuid(),
  /** A subset of the grant's columns; all of them without it. */
  columns,
  /** The reader's own conditions, besides the grant's. Not on masked columns. */
  filter: rowFilter.default([]),
  sort: rowSort.nullish(),
  after: rowCursor.nullish(),
  limit: z.int().min(1).max(PREVIEW_LIMIT).default(20),
  /** Asked at access: the grant's own purpose, or its code. */
  purpose: statedPurpose,
});
export type ReadRowsInput = z.output<typeof readRowsInput>;

/** An export that the page started, by the word that the page gave it. */
export const followExportInput = z.strictObject({ ticket: z.uuid() });
export type FollowExportInput = z.output<typeof followExportInput>;
export const cancelExportInput = followExportInput.extend({ idempotencyKey: z.uuid() });
export type CancelExportInput = z.output<typeof cancelExportInput>;

/** How far an export is, or how it ended. */
export interface ExportProgress {
  /** `cut`: the grant was stopped, the connection broke or the browser gave it up. */
  state: "running" | "done" | "cut" | "cancelled";
  /** Rows that have been read into the file; null where they are not counted. */
  rows: number | null;
  /** Bytes that have left. */
  bytes: number;
  accessRecordId: string | null;
}

const RANGES = [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()];
const addressRange = z
  .string()
  .max(49)
  .refine((text) => RANGES.some((range) => range.safeParse(text).success));
/** Addresses and CIDR ranges, IPv4 and IPv6, that a key may be used from; none: from anywhere. */
const addressRanges = z.array(addressRange).max(20);

export const createKeyInput = z.strictObject({
  idempotencyKey: z.uuid(),
  grantId: z.uuid(),
  label: z.string().trim().min(1).max(80),
  /** Last civil day of use (Asia/Shanghai); the grant's own end without it, and never beyond. */
  validUntil: z.iso.date().optional(),
  addressRanges: addressRanges.optional(),
});
export type CreateKeyInput = z.output<typeof createKeyInput>;

export const LONGEST_OVERLAP_HOURS = 720;
export const rotateKeyInput = z.strictObject({
  idempotencyKey: z.uuid(),
  grantId: z.uuid(),
  keyId: z.uuid(),
  /** How long the old key still reads; 0 ends it at once. */
  overlapHours: z.int().min(0).max(LONGEST_OVERLAP_HOURS),
  /** Last civil day of the new key; the grant's own end without it. */
  validUntil: z.iso.date().optional(),
  /** Those of the old key without it. */
  addressRanges: addressRanges.optional(),
});
export type RotateKeyInput = z.output<typeof rotateKeyInput>;

export const revokeKeyInput = z.strictObject({ idempotencyKey: z.uuid(), grantId: z.uuid(), keyId: z.uuid() });
export type RevokeKeyInput = z.output<typeof revokeKeyInput>;

/** suspend, resume and revoke. */
export const stopGrantInput = z.strictObject({
  idempotencyKey: z.uuid(),
  grantId: z.uuid(),
  /** The version the person was looking at; another one answers STALE. */
  version: z.int().min(1),
  reason: z.string().trim().min(1).max(2_000),
});
export type StopGrantInput = z.output<typeof stopGrantInput>;

/** How much may be read through a grant. */
export const grantLimits = z.strictObject({
  /** Readings that may begin in one minute. */
  requestsPerMinute: z.int().min(1).max(1_000_000),
  /** Rows of one day (Asia/Shanghai). */
  rowsPerDay: z.int().min(1).max(1_000_000_000_000),
  /** Whether systems must state the purpose with every request. */
  purposeDemanded: z.boolean(),
});
export type GrantLimits = z.output<typeof grantLimits>;

/** Narrower limits; what is left out stays. A wider one needs another decision. */
export const narrowGrantInput = stopGrantInput.extend(grantLimits.partial().shape);
export type NarrowGrantInput = z.output<typeof narrowGrantInput>;

export const listUseInput = z.strictObject({
  grantId: z.uuid().optional(),
  entryId: z.uuid().optional(),
  way: z.enum(["preview", "export", "api"]).optional(),
  page: z.int().min(1).max(10_000).default(1),
  pageSize: z.int().min(1).max(100).default(20),
});
export type ListUseInput = z.output<typeof listUseInput>;

export interface GrantRow {
  id: string;
  entry: { id: string; code: string; name: Text };
  consumer: NamedDepartment;
  provider: NamedDepartment;
  sides: GrantSide[];
  state: GrantState;
  purpose: string;
  columnCount: number;
  /** False: what is read may be used, not kept. */
  storageAllowed: boolean;
  validFrom: Date;
  validUntil: Date;
  grantedAt: Date;
  caseId: string;
  caseNumber: string;
  version: number;
}

export interface GrantPage {
  rows: GrantRow[];
  total: number;
}

/** A column as this grant shows it. */
export interface GrantColumn {
  name: string;
  label: Text;
  type: ItemType;
  grade: number;
  mask: Mask;
  /** Whether the reader may filter on it: granted and unmasked. */
  filterable: boolean;
  /** Whether rows may be had in its order: filterable, and an index puts them so. Known while data are read. */
  sortable?: boolean;
}

/** A key without its secret. */
export interface KeyRow {
  id: string;
  label: string;
  /** Last four characters, to tell keys apart. */
  hint: string;
  createdBy: string;
  createdAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
  live: boolean;
  /** It is live, ends within two weeks and has no successor yet. */
  endsSoon: boolean;
  /** Where it may be used from, as CIDR ranges; none: from anywhere. */
  addressRanges: string[];
  /** The key that took its place. */
  replacedBy: string | null;
  /** When it last opened the door, to the minute, and from where. */
  usedAt: Date | null;
  usedFrom: string | null;
  /** When it was last shown and refused, and from where. */
  refusedAt: Date | null;
  refusedFrom: string | null;
}

/** Who suspended, resumed or revoked, when and why. */
export interface GrantActRow {
  seq: number;
  act: "suspend" | "resume" | "revoke" | "narrow";
  reason: string;
  person: string;
  department: Text;
  at: Date;
}

/** One thing that the law of the grant's day says of the use of its data. */
export interface UseTerm extends Pick<Citation, "article" | "basis"> {
  title: Text;
  text: Text;
}

export const acceptTermsInput = z.strictObject({ idempotencyKey: z.uuid(), grantId: z.uuid() });
export type AcceptTermsInput = z.output<typeof acceptTermsInput>;

export interface GrantDetail extends GrantRow {
  /** What may and may not be done with the data; empty where the text says nothing. */
  terms: UseTerm[];
  /** Who of the consumer has accepted them, and when; null until then. */
  accepted: { person: string; at: Date } | null;
  /** Corrections of the data are under way; null when none is. */
  underCheck: UnderCheck | null;
  columns: GrantColumn[];
  rowFilter: RowFilter;
  /** Scope in words: columns, rows, masks, days. */
  scopeInWords: Text;
  /** Null where the law deems it granted: nobody decided. */
  approvedBy: string | null;
  suspendedAt: Date | null;
  revokedAt: Date | null;
  /** Rows of the table as mounted; null when nothing is mounted yet. */
  mounted: { version: number; rowCount: number; mountedAt: Date } | null;
  /** How it is mounted where that is not the hosted table, and what that does not offer of the entry. */
  elsewhere: {
    kind: "upstream" | "file";
    at: Date;
    missing: string[];
    /** Size in bytes, SHA-256 in hex. */
    file: { name: string; size: number; sha256: string } | null;
  } | null;
  acts: GrantActRow[];
  /** Null for everyone but the consumer. */
  keys: KeyRow[] | null;
  /** Access records of the last 30 days and in all; null where this person may not see them. */
  use: { last30Days: number; total: number; lastAt: Date | null } | null;
  /** What stands for the purpose where it is stated: `p-` and twelve hexadecimal digits. */
  purposeCode: string;
  /** How much may be read, and what of it is used; `used` is null for eyes of neither side. */
  limits: GrantLimits & { used: { requestsThisMinute: number; rowsToday: number } | null };
  /** What this person may do now. */
  may: {
    read: boolean;
    takeFile: boolean;
    accept: boolean;
    manageKeys: boolean;
    suspend: boolean;
    narrow: boolean;
    resume: boolean;
    revoke: boolean;
  };
  /** Where other systems read it: `/api/v1/resources/{entryId}/rows`. */
  apiPath: string;
}

/** A value as the database wrote it, masked where the grant says so. */
export type CellValue = string | number | boolean | null;

export interface RowPage {
  columns: GrantColumn[];
  rows: Record<string, CellValue>[];
  /** Null on the last page. */
  next: string | null;
  /** Number of the evidence that this page left (乐山 33). */
  accessRecordId: string;
}

/** Shown once: the token is nowhere else. */
export interface CreatedKey extends KeyRow {
  /** Null when a repeated request is answered: the token was shown the first time only. */
  token: string | null;
}

export interface GrantMoved {
  grantId: string;
  state: GrantState;
  version: number;
}

/** One line of evidence: who used what, for which purpose, under whose approval, how (乐山 33). */
export interface UseRow {
  id: string;
  grantId: string;
  entry: { id: string; name: Text };
  consumer: NamedDepartment;
  provider: NamedDepartment;
  /** The person's name, or the label of the key. */
  by: { kind: "person" | "key"; name: string };
  /** Null where the law deems it granted: nobody decided. */
  approvedBy: string | null;
  purpose: string;
  columns: string[];
  filter: RowFilter;
  way: "preview" | "export" | "api";
  medium: "screen" | "file" | Format;
  at: Date;
  /** The provider's own interface was asked and gave nothing; null where none was asked, or its answer is not known yet. */
  gaveNothing: boolean | null;
  /** Whether the grant allows storing what was read; null where the grant is not for these eyes. */
  storageAllowed: boolean | null;
}

export interface UsePage {
  rows: UseRow[];
  total: number;
}

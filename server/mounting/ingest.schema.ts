import { z } from "zod";
import type { ItemRule, ItemType, Mask } from "@/server/catalogue/catalogue.schema";
import type { Text } from "@/server/law/types";

/** A whole new version, or the version before with changes by key. */
export const INGEST_MODES = ["replace", "increment"] as const;
export type IngestMode = (typeof INGEST_MODES)[number];

/** How a CSV's bytes are to be read; `auto` takes UTF-8 where every byte is, else GB18030. */
export const ENCODINGS = ["auto", "utf-8", "gb18030"] as const;
export type Encoding = (typeof ENCODINGS)[number];

export const INGEST_STATES = ["queued", "running", "succeeded", "failed", "cancelled"] as const;
export type IngestState = (typeof INGEST_STATES)[number];

/** A data item as ingest judges values by it. */
export interface IngestItem {
  name: string;
  labelZh: string;
  labelEn: string;
  type: ItemType;
  mask: Mask;
  grade: number;
  required: boolean;
  maxLength: number | null;
  codeList: string[] | null;
  rule: ItemRule;
  isKey: boolean;
}

/**
 * Why a file did not become a version.
 * - problems     values break the data items' rules: the report names them
 * - header       the first row does not name the data items
 * - encoding     the bytes are not of the encoding declared, or of none that is known
 * - structure    quotes or rows do not fit together; reading had to stop there
 * - empty        no row of data
 * - workbook     not an Excel workbook that can be read: damaged, encrypted, formulas, merged cells
 * - secret       a marking of state secrets (绝密、机密、秘密)
 * - personal     personal identifiers in a column that everybody would see
 * - too-much     it took more memory, time or space than any table may
 * - no-key, no-version, other-items   an increment has nothing to change by, or on
 * - officer      who ordered it may no longer compile the entry
 * - intranet     the data stands on the intranet and stays there
 * - gone         the uploaded file is not there any more
 * - gave-up      it was tried as often as is allowed and never ended
 */
export const REFUSALS = [
  "problems",
  "header",
  "encoding",
  "structure",
  "empty",
  "workbook",
  "secret",
  "personal",
  "too-much",
  "no-key",
  "no-version",
  "other-items",
  "officer",
  "intranet",
  "gone",
  "gave-up",
] as const;
export type Refusal = (typeof REFUSALS)[number];

/** What one problem is about; sentences in messages/…/mounting.json `rules`. */
export const PROBLEM_RULES = [
  "column-count",
  "quote",
  "unclosed-quote",
  "too-long-field",
  "nul",
  "control-character",
  "required",
  "too-long",
  "integer",
  "decimal",
  "date",
  "timestamp",
  "boolean",
  "code-list",
  "citizen-id",
  "credit-code",
  "phone",
  "operation",
  "duplicate-key",
  "unknown-column",
  "missing-column",
  "duplicate-column",
  "invisible-character",
  "look-alike",
  "no-header",
  "not-utf-8",
  "not-gb18030",
  "is-utf-8",
  "cut-off",
  "formula",
  "merged",
  "unreadable",
  "secret-marking",
  "personal-citizen-id",
  "personal-phone",
  "personal-bank-card",
] as const;
export type ProblemRule = (typeof PROBLEM_RULES)[number];

/** One thing that is wrong with a file. */
export interface IngestProblem {
  /** As a spreadsheet counts: the header is row 1. Null where it is about the file as a whole. */
  row: number | null;
  column: string | null;
  /** Shortened; null where it must not be repeated. */
  value: string | null;
  rule: ProblemRule;
}

/** Problems that are kept of one file; the rest is counted. */
export const MOST_PROBLEMS = 1000;

export const orderIngestInput = z.strictObject({
  idempotencyKey: z.uuid(),
  entryId: z.uuid(),
  uploadId: z.uuid(),
  mode: z.enum(INGEST_MODES).default("replace"),
  encoding: z.enum(ENCODINGS).default("auto"),
});
export type OrderIngestInput = z.output<typeof orderIngestInput>;

export const ingestJobInput = z.strictObject({ jobId: z.uuid() });
export const cancelIngestInput = z.strictObject({ idempotencyKey: z.uuid(), jobId: z.uuid() });
export const entryDataInput = z.strictObject({ entryId: z.uuid() });
export const restoreVersionInput = z.strictObject({
  idempotencyKey: z.uuid(),
  entryId: z.uuid(),
  version: z.int().min(1),
});

/** How far an order is, for the department that gave it. */
export interface IngestJobView {
  id: string;
  entryId: string;
  fileName: string;
  mode: IngestMode;
  encoding: Encoding;
  state: IngestState;
  cancelAsked: boolean;
  attempts: number;
  bytesTotal: number;
  bytesDone: number;
  rowsDone: number;
  problemCount: number;
  refusal: Refusal | null;
  /** The refusal in a sentence. */
  says: Text | null;
  version: number | null;
  rowCount: number | null;
  orderedBy: string;
  createdAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
}

/** An order with what was wrong with its file. */
export interface IngestReport extends IngestJobView {
  problems: IngestProblem[];
  /** The rules that the problems break, in words. */
  rules: Partial<Record<ProblemRule, Text>>;
}

/** A version of an entry's data. */
export interface VersionView {
  version: number;
  rowCount: number;
  mountedBy: string;
  mountedAt: Date;
  active: boolean;
  /** It can be gone back to. */
  kept: boolean;
}

/** What a provider sees of the data behind its entry. */
export interface EntryData {
  entryId: string;
  name: Text;
  items: IngestItem[];
  versions: VersionView[];
  jobs: IngestJobView[];
}

import { z } from "zod";
import { compileEntryInput, type NamedDepartment } from "@/server/catalogue/catalogue.schema";
import type { FieldChange } from "@/server/catalogue/rules/diff-entry";
import type { BasisKind, Citation, CivilDate, Text } from "@/server/law/types";

/** An entry as a draft is judged: what is compiled, without the code, which the city's rule gives. */
export const draftEntryInput = compileEntryInput.omit({ idempotencyKey: true, code: true, published: true });
export type DraftEntry = z.output<typeof draftEntryInput>;

/** Characters of the largest draft that is kept. */
const DRAFT_MOST = 400_000;
/** An entry as it was typed so far: a draft may lack anything and have anything wrong. */
const typedEntry = z
  .record(z.string().max(60), z.json())
  .refine((entry) => JSON.stringify(entry).length <= DRAFT_MOST, { error: "too_big" });
export type TypedEntry = z.output<typeof typedEntry>;

const idempotencyKey = z.uuid();

export const saveDraftInput = z.strictObject({
  idempotencyKey,
  /** Null for a new draft. */
  draftId: z.uuid().nullable(),
  /** The entry that it changes; null where it is to become one. */
  entryId: z.uuid().nullable(),
  /** How often it had been saved when its author looked at it; 0 for a new draft. */
  after: z.int().min(0),
  entry: typedEntry,
  /** Why it is written: what the review and the history of the entry say. */
  why: z.string().trim().max(2_000).default(""),
});
export type SaveDraftInput = z.output<typeof saveDraftInput>;

export const judgeDraftInput = z.strictObject({ entryId: z.uuid().nullable(), entry: typedEntry });
export type JudgeDraftInput = z.output<typeof judgeDraftInput>;

export const submitDraftInput = z.strictObject({ idempotencyKey, draftId: z.uuid(), after: z.int().min(1) });
export type SubmitDraftInput = z.output<typeof submitDraftInput>;

export const discardDraftInput = z.strictObject({ idempotencyKey, draftId: z.uuid() });
export type DiscardDraftInput = z.output<typeof discardDraftInput>;

/** A draft, or the one that changes an entry; neither begins a new entry. */
export const startDraftInput = z.strictObject({ draftId: z.uuid().optional(), entryId: z.uuid().optional() });
export type StartDraftInput = z.output<typeof startDraftInput>;

export const entryHistoryInput = z.strictObject({ entryId: z.uuid() });

/**
 * Something that is wrong with an entry, or worth a second look.
 * - error    keeps it from being submitted
 * - warning  is told and left to its author
 */
export interface Finding {
  /** As in the input: `particulars.format`, `items.0.labelZh`. */
  path: string;
  problem: string;
  severity: "error" | "warning";
  params?: Record<string, string>;
  /** What asks for it, where the law does. */
  source: Citation | null;
  words: Text;
}

/** A draft of one's own department in the list. */
export interface DraftRow {
  id: string;
  nameZh: string;
  nameEn: string;
  entryId: string | null;
  code: string | null;
  /** It changes an entry that the departments see already. */
  published: boolean;
  at: Date;
  person: string;
  submittedAt: Date | null;
  /** The review that is under way. */
  caseId: string | null;
  /** The authority has it: it stands still. */
  locked: boolean;
}

export interface Choice {
  value: string;
  title: Text;
}

/** What the city's law offers and asks of an entry. */
export interface EntryForm {
  themes: string[];
  departments: NamedDepartment[];
  bases: Choice[];
  /** Null where the text lists none and a theme database goes by its name. */
  themeDatabases: Choice[] | null;
  forms: Choice[];
  origins: Choice[];
  areas: Text[];
  networks: ("extranet" | "intranet")[];
  /** Kinds of source that a class may rest on; null = the text lists none. */
  basisKinds: Record<"conditional" | "withheld", BasisKind[] | null>;
  /** Never a basis. */
  neverBasis: BasisKind[];
  codeRule: Citation | null;
}

export interface DraftStart {
  draft: { id: string; saved: number; why: string; at: Date; submittedAt: Date | null } | null;
  entry: TypedEntry;
  entryId: string | null;
  code: string | null;
  published: boolean;
  caseId: string | null;
  locked: boolean;
  today: CivilDate;
  form: EntryForm;
}

/** What changed an entry: compiling, keeping its particulars, or what a case did to it. */
export const VERSION_CAUSES = [
  "compiled",
  "particulars",
  "publish-entry",
  "announce-retirement",
  "keep-entry",
  "retire-entry",
  "open-entry",
  "close-entry",
  "suspend-opening",
  "resume-opening",
] as const;

export interface EntryHistory {
  versions: {
    version: number;
    cause: (typeof VERSION_CAUSES)[number];
    why: string;
    at: Date;
    person: string;
    department: Text | null;
    /** The case that did it, where the reader may see it. */
    caseId: string | null;
    changes: FieldChange[];
  }[];
  /** Submitted and not published yet; null where there is none for these eyes. */
  pending: { at: Date; person: string; why: string; changes: FieldChange[] } | null;
}

import { z } from "zod";
import type { NamedDepartment } from "@/server/catalogue/catalogue.schema";
import type { Citation, CivilDate, Text } from "@/server/law/types";

export const STANDARD_LEVELS = ["national", "provincial", "municipal"] as const;
/** The topics of 朔州 21, and the guide by which a catalogue is compiled. */
export const STANDARD_TOPICS = ["management", "technology", "security", "quality", "content", "guide"] as const;

const idempotencyKey = z.uuid();

export const publishStandardInput = z.strictObject({
  idempotencyKey,
  code: z.string().trim().min(1).max(60),
  /** The version that this one follows; 0 for a new standard. */
  after: z.int().min(0),
  title: z.string().trim().min(1).max(200),
  level: z.enum(STANDARD_LEVELS),
  topic: z.enum(STANDARD_TOPICS),
  body: z.string().trim().min(1).max(8_000),
});
export type PublishStandardInput = z.output<typeof publishStandardInput>;

export interface StandardView {
  code: string;
  version: number;
  title: string;
  level: (typeof STANDARD_LEVELS)[number];
  topic: (typeof STANDARD_TOPICS)[number];
  body: string;
  at: Date;
  /** No later version took its place. */
  current: boolean;
}

export const checkEntryInput = z.strictObject({
  idempotencyKey,
  entryId: z.uuid(),
  standard: z.strictObject({ code: z.string(), version: z.int().min(1) }),
  /** `comment` guides or answers: a word of a thread, no verdict. */
  result: z.enum(["conforms", "deviates", "comment"]),
  /** What deviates, or what is said; needed where there is anything to say. */
  note: z.string().trim().max(2_000).default(""),
});
export type CheckEntryInput = z.output<typeof checkEntryInput>;

export interface EntryCheck {
  id: string;
  standard: { code: string; version: number; title: string };
  result: "conforms" | "deviates" | "comment";
  note: string;
  department: NamedDepartment;
  person: string;
  at: Date;
}

export const publishEditionInput = z.strictObject({ idempotencyKey, after: z.int().min(0) });
export type PublishEditionInput = z.output<typeof publishEditionInput>;

export interface EditionEntry {
  id: string;
  code: string;
  name: Text;
  department: NamedDepartment;
  sharingClass: string;
  openingClass: string;
  themeDatabase: string;
  base: string;
  version: number;
}

/**
 * What a cross-check of the whole catalogue found.
 * - collected-twice  two departments collect an item of one name
 * - not-described    an entry states no particulars
 * - deviates         the last check of an entry against a standard failed
 */
export interface EditionFinding {
  kind: "collected-twice" | "not-described" | "deviates";
  entryIds: string[];
  detail: string;
}

export interface Edition {
  number: number;
  at: Date;
  entries: EditionEntry[];
  findings: EditionFinding[];
}

export const readEditionInput = z.strictObject({ number: z.int().min(1) });

export const callCampaignInput = z.strictObject({
  idempotencyKey,
  title: z.string().trim().min(2).max(120),
  /** How the entries are to be written: the template that departments follow. */
  guidance: z.string().trim().min(1).max(4_000),
  dueOn: z.iso.date(),
});
export type CallCampaignInput = z.output<typeof callCampaignInput>;

/** How far each department has come: entries whose particulars were kept since the call. */
export interface CampaignProgress {
  department: NamedDepartment;
  entries: number;
  kept: number;
}

export interface Campaign {
  id: string;
  title: string;
  guidance: string;
  dueOn: CivilDate;
  calledAt: Date;
  progress: CampaignProgress[];
}

/**
 * Something that a department has to see to.
 * - describe  an entry states no particulars yet
 * - review    its periodic review is due
 * - campaign  the authority called for it
 * - update    a change of law or function is under way (a case)
 * - supply    it is shared and no data is mounted: not connected
 * - refresh   its data is older than its cycle of updates promises
 * - security  the profile lacks what the city's text asks: head, contacts
 * - register  a register that the department keeps lacks a record or is due again: officers, rules, plans
 */
export const TASK_KINDS = [
  "describe",
  "review",
  "campaign",
  "update",
  "supply",
  "refresh",
  "security",
  "register",
] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

export interface UpkeepTask {
  kind: TaskKind;
  entry: { id: string; name: Text } | null;
  caseId: string | null;
  /** The register that is missing or due; null for everything else. */
  register: { id: string; title: Text } | null;
  /** Which of the city's catalogues the entry stands in. */
  catalogues: ("resource" | "sharing" | "opening")[];
  dueOn: CivilDate | null;
  overdue: boolean;
  source: Citation | null;
}

import { z } from "zod";
import type { PossibleAct } from "@/server/cases/rules/types";
import type { NamedDepartment } from "@/server/catalogue/catalogue.schema";
import { KEEP_MASK, MASKS, type Mask } from "@/server/catalogue/catalogue.schema";
import type { InstrumentView, QuotedRule } from "@/server/cities/city.schema";
import type { Explanation } from "@/server/law/explain";
import type { ActorKind, ApplicationField, CaseSubject, Citation, Outcome, Text } from "@/server/law/types";
import { ACTOR_KINDS, BASIS_KINDS, PROCEDURE_IDS } from "@/server/law/types";
import type { ViolationEvidence } from "@/server/rectification/rectification.schema";
import { isStorable } from "@/server/shared/unstorable";

/** A civil day in Asia/Shanghai, `YYYY-MM-DD`, that exists. */
export const civilDate = z.iso.date();

const filterText = z.string().max(200).refine(isStorable);
/** Conditions on rows; all must hold. `in` takes a list, the others one value. */
export const rowFilter = z
  .array(
    z.union([
      z.strictObject({
        column: z.string().max(41),
        op: z.enum(["eq", "ne", "gt", "gte", "lt", "lte", "prefix", "contains", "null"]),
        value: z.union([filterText, z.number(), z.boolean()]),
      }),
      z.strictObject({
        column: z.string().max(41),
        op: z.literal("in"),
        value: z
          .array(z.union([filterText, z.number()]))
          .min(1)
          .max(100),
      }),
    ]),
  )
  .max(20);
export type RowFilter = z.output<typeof rowFilter>;

/** A string with a narrower type: what the expression lets through is of it. */
const keepMask = z.string().regex(KEEP_MASK) as unknown as z.ZodType<Mask, Mask>;

/** Terms of a grant, given with the act that makes it. Whatever is left out is taken from the application. */
export const grantTermsInput = z.strictObject({
  /** ⊆ the items asked for. */
  columns: z.array(z.string().max(41)).min(1).max(200).optional(),
  masks: z.record(z.string().max(41), z.union([z.enum(MASKS), keepMask])).optional(),
  rowFilter: rowFilter.optional(),
  purpose: z.string().trim().min(1).max(2_000).optional(),
  storageAllowed: z.boolean().optional(),
  /** Readings of one minute and rows of one day; without them what the platform gives. */
  requestsPerMinute: z.int().min(1).max(1_000_000).optional(),
  rowsPerDay: z.int().min(1).max(1_000_000_000_000).optional(),
  /** Whether systems must state the purpose with every request. */
  purposeDemanded: z.boolean().optional(),
  /** First and last civil day of use, both included. */
  validFrom: civilDate.optional(),
  validUntil: civilDate.optional(),
});
export type GrantTermsInput = z.output<typeof grantTermsInput>;

/** What an act says; the procedure decides which parts must be there. */
export const actContentInput = z.strictObject({
  reason: z.string().trim().max(4_000).optional(),
  legalBasis: z
    .array(z.strictObject({ kind: z.enum(BASIS_KINDS), citation: z.string().trim().min(1).max(500) }))
    .max(20)
    .optional(),
  scope: z.string().trim().max(2_000).optional(),
  purpose: z.string().trim().max(2_000).optional(),
  missingItems: z.array(z.string().trim().min(1).max(200)).max(30).optional(),
  storageConsent: z.boolean().optional(),
  extensionDays: z.int().min(1).max(400).optional(),
  /** The act's own form, by field id. */
  fields: z.record(z.string().regex(/^[a-z][a-z0-9-]{0,40}$/), z.string().trim().max(4_000)).optional(),
  /** Only with an act whose effect is a grant. */
  grant: grantTermsInput.optional(),
});
export type ActContentInput = z.output<typeof actContentInput>;

const step = {
  idempotencyKey: z.uuid(),
  caseId: z.uuid(),
  /** The version the person was looking at; another one answers STALE. */
  version: z.int().min(1),
};

export const actOnCaseInput = z.strictObject({
  ...step,
  act: z.string().regex(/^[a-z][a-z0-9-]{0,60}$/),
  /** The side on which the person acts, when they could act on more than one. */
  as: z.enum(ACTOR_KINDS).optional(),
  content: actContentInput.default({}),
});
export type ActOnCaseInput = z.output<typeof actOnCaseInput>;

export const withdrawRequestInput = z.strictObject({ ...step, reason: z.string().trim().max(2_000).optional() });
export type WithdrawRequestInput = z.output<typeof withdrawRequestInput>;

/** A returned application, completed. What is left out stays as it was. */
export const resubmitRequestInput = z.strictObject({
  ...step,
  fields: z.record(z.string().regex(/^[a-z][a-z-]{0,40}$/), z.string().trim().max(2_000)).default({}),
  dataItems: z.array(z.string().max(41)).max(200).optional(),
  rowFilter: rowFilter.optional(),
  from: civilDate.optional(),
  until: civilDate.optional(),
  storage: z.boolean().optional(),
});
export type ResubmitRequestInput = z.output<typeof resubmitRequestInput>;

export const readCaseInput = z.strictObject({ caseId: z.uuid() });

export const CASE_SORTS = ["due", "filed", "decided", "number"] as const;
export const listCasesInput = z.strictObject({
  state: z.enum(["open", "ended"]).optional(),
  /** Only cases that the reader's department asked for. */
  mine: z.boolean().default(false),
  /** Open steps past their day. */
  overdue: z.boolean().default(false),
  procedure: z.enum(PROCEDURE_IDS).optional(),
  entryId: z.uuid().optional(),
  /** Searched in the number and the names of entry and departments. */
  text: z.string().trim().max(100).optional(),
  sort: z.enum(CASE_SORTS).default("filed"),
  descending: z.boolean().default(true),
  page: z.int().min(1).max(10_000).default(1),
  pageSize: z.int().min(1).max(100).default(20),
});
export type ListCasesInput = z.output<typeof listCasesInput>;

/** Red: past its day. Amber: due today or on the next working day. */
export type DueTone = "red" | "amber" | "none";

/** Somebody a case waits on, by side and by name. */
export interface WaitingOn {
  kind: ActorKind;
  name: Text;
}

export interface CaseRow {
  id: string;
  number: string;
  procedure: string;
  procedureTitle: Text;
  /** Null where the case is about a department or a whole region. */
  entry: { id: string; name: Text } | null;
  /** What it is about, in words: the entry, or the department it is put to. */
  about: Text;
  /** Who filed; a person outside government has no id. */
  requester: { id: string | null; name: Text };
  provider: NamedDepartment;
  /** Sides on which the reader's department stands in this case. */
  sides: ActorKind[];
  stage: { id: string; title: Text } | null;
  waitingOn: WaitingOn[];
  dueAt: Date | null;
  dueProvisional: boolean;
  /** The step's limit is a target of ours, not a limit of the law. */
  dueTarget: boolean;
  /** The step has no last day but a first one: a minimum period has to run out. */
  minimum: boolean;
  /** A longer period is asked for, and somebody's consent is waited for. */
  extensionAsked: boolean;
  overdue: boolean;
  tone: DueTone;
  outcome: Outcome | null;
  endTitle: Text | null;
  filedAt: Date;
  decidedAt: Date | null;
  decidedOnTime: boolean | null;
  parentId: string | null;
  version: number;
}

export interface CasePage {
  rows: CaseRow[];
  total: number;
}

export interface Inbox {
  /** By due date, the latest first to expire; no limit comes last. */
  waitingOnMe: CaseRow[];
  waitingOnOthers: CaseRow[];
  justDecided: CaseRow[];
  /** Full counts; the lists show at most the first 100, 50 and 20. */
  counters: {
    waitingOnMe: number;
    overdue: number;
    dueSoon: number;
    waitingOnOthers: number;
    returned: number;
    justDecided: number;
  };
}

/** A due date and why it is this day. */
export interface DueView {
  dueAt: Date;
  lastDay: string;
  provisional: boolean;
  /** The text gives no limit; this is only a target. */
  target: boolean;
  overdue: boolean;
  tone: DueTone;
  /** Where the length comes from. */
  source: Citation;
  /** Days counted and skipped with holiday names, roll, and the sentences in reading order. */
  explanation: Explanation;
  /** A minimum period: the first instant at which the step may be done. It can't be late. */
  notBefore: Date | null;
  /** The other of the two limits, city's own or national, where both are there and it does not bind. */
  beside: (Citation & { lastDay: string; within: Text }) | null;
  /** Longer periods consented to. */
  extensions: { amount: number; unit: Text; at: Date; by: ActorKind }[];
  /** An extension asked for, and not decided yet; `of` names whose consent it waits for. */
  asked: { days: number; unit: Text; at: Date; of: Text[] } | null;
}

export type StageState = "done" | "current" | "next" | "skipped";

/** One stop on the drawn line of stages. */
export interface CaseStageLine extends Citation {
  id: string;
  title: Text;
  state: StageState;
  actors: WaitingOn[];
  joint: boolean;
  /** Length of its clock in words (`10 个工作日`), at least that much for a minimum; null without a limit. */
  within: (Citation & { text: Text; target: boolean; minimum: boolean }) | null;
  enteredAt: Date | null;
  /** Why it was or will be skipped. */
  note: Text | null;
  /** Of a step that the superior law added: the article of the city's own text, which has none such. */
  beside: Citation | null;
}

export interface CaseEventView {
  seq: number;
  type: "filed" | "acted" | "resubmitted" | "withdrawn" | "expired";
  act: string | null;
  /** What was done, in the words of the procedure. */
  title: Text;
  at: Date;
  /** Null, like person and department, where time alone decided; a person outside government has no department. */
  actedAs: ActorKind | null;
  person: string | null;
  department: Text | null;
  content: ActContentInput;
  /** What days of an extension in `content` count; null where there is none. */
  daysIn: Text | null;
  /** What the act's own form said, with the fields that asked for it. */
  values: ApplicationValue[];
  /** The due date that this event set. */
  dueAt: Date | null;
}

export interface CaseOpinionView {
  kind: ActorKind;
  department: Text;
  person: string;
  act: string;
  title: Text;
  at: Date;
}

/** A value of the application with the field that asked for it. */
export interface ApplicationValue {
  field: ApplicationField;
  value: string;
  /** What a length that the field states is counted in; absent where it states none. */
  unit?: Text;
}

/** The application as filed or last completed. */
export interface CaseApplication {
  /** Everything that the form asks in words, filled in or not, for a completion. */
  fields: ApplicationField[];
  values: ApplicationValue[];
  items: { name: string; label: Text; mask: string; grade: number }[];
  rowFilter: RowFilter;
  from: string;
  until: string;
  storage: boolean;
}

/** One act of the bar, with everything its dialog needs. */
export type CaseAct = PossibleAct;

/** What this person may begin now that the case has ended, about the same department or entry. */
export interface FollowOffer extends Citation {
  procedure: string;
  title: Text;
  causes: Text;
  about: { departmentId: string } | { entryId: string } | Record<string, never>;
}

/** A dispute that this person may open now. */
export interface DisputeOffer extends Citation {
  procedure: string;
  title: Text;
  causes: Text;
  fields: ApplicationField[];
}

export interface CaseDetail {
  id: string;
  number: string;
  version: number;
  procedure: Citation & { id: string; title: Text };
  /** The day whose law governs the case, and the instrument. */
  bookDate: string;
  instrument: Pick<InstrumentView, "title" | "kind" | "status" | "citation" | "dates">;
  /** How the city's text stands to other rules on breaches; only of a rectification. */
  precedence: QuotedRule | null;
  entry: { id: string; code: string; name: Text; sharingClass: string } | null;
  /** What it is about, in words: the entry, or the department it is put to. */
  about: Text;
  requester: { id: string | null; name: Text; person: string };
  provider: NamedDepartment;
  delegate: NamedDepartment | null;
  regionName: Text;
  /** What the sides are called in this procedure, where the general names would mislead. */
  sideNames: Partial<Record<ActorKind, Text>>;
  sides: ActorKind[];
  application: CaseApplication;
  /** 1, and one more with every resubmission. */
  round: number;
  filedAt: Date;
  stages: CaseStageLine[];
  stage: { id: string; title: Text } | null;
  waitingOn: WaitingOn[];
  /** Null when ended, or when nothing limits the step. */
  due: DueView | null;
  /** What happens when time runs out. */
  overdueRule: Citation & { causes: Text };
  /** What the law deems decided when time runs out; null where silence decides nothing. */
  expiryRule: (Citation & { causes: Text }) | null;
  /** The instant the open step became late; kept as a fact. */
  overdueAt: Date | null;
  /** What the requester has to complete, while the case is returned. */
  missingItems: string[];
  events: CaseEventView[];
  opinions: CaseOpinionView[];
  acts: CaseAct[];
  disputeOffer: DisputeOffer | null;
  followOffer: FollowOffer | null;
  /** The grant that the case is about, as far as the reader may see it; `grantId` is one that the case made. */
  aboutGrantId: string | null;
  end: (Citation & { id: string; title: Text; outcome: Outcome }) | null;
  decidedAt: Date | null;
  decidedOnTime: boolean | null;
  grantId: string | null;
  parent: { id: string; number: string } | null;
  disputes: { id: string; number: string; outcome: Outcome | null }[];
  /** The city's rule on storing shared data; null where the text is silent. */
  storageRule: (Citation & { value: "with-provider-consent" }) | null;
  /** What holds where a decision sets no limits; null where the reader has no grant to decide. */
  platformLimits: PlatformLimits | null;
}

/** The limits of a grant. */
export interface PlatformLimits {
  requestsPerMinute: number;
  rowsPerDay: number;
}

/** Answer to every act: where the case stands now. */
export interface CaseMoved {
  caseId: string;
  number: string;
  version: number;
  stage: string | null;
  waitingOn: ActorKind[];
  dueAt: Date | null;
  outcome: Outcome | null;
  grantId: string | null;
  /** The dispute that this act opened by itself. */
  disputeId: string | null;
}

/** What is about to be filed. `as` is the side, when the person could file on more than one. */
const filing = {
  procedure: z.enum(PROCEDURE_IDS),
  entryId: z.uuid().optional(),
  departmentId: z.uuid().optional(),
  grantId: z.uuid().optional(),
  as: z.enum(ACTOR_KINDS).optional(),
};
export const startFilingInput = z.strictObject({
  ...filing,
  /** The ended case that it follows: its form says from the start what the law has follow. */
  after: z.uuid().optional(),
});
export type FilingInput = Omit<z.output<typeof startFilingInput>, "after">;
export type StartFilingInput = z.output<typeof startFilingInput>;

export const fileProcedureInput = z.strictObject({
  /** A repeated key answers with the case that the first one made. */
  idempotencyKey: z.uuid(),
  ...filing,
  fields: z.record(z.string().regex(/^[a-z][a-z0-9-]{0,40}$/), z.string().trim().max(4_000)),
});
export type FileProcedureInput = z.output<typeof fileProcedureInput>;

export const listProceduresInput = z.strictObject({ entryId: z.uuid().optional(), grantId: z.uuid().optional() });
export const filingChoicesInput = z.strictObject({ about: z.enum(["department", "own-entry"]) });

/** A procedure that this person may begin. */
export interface FileableProcedure extends Citation {
  id: string;
  title: Text;
  about: CaseSubject;
  filingTitle: Text;
  causes: Text;
}

/** Everything the filing page shows before anything is sent. */
export interface FilingStart {
  procedure: Citation & { id: string; title: Text; filingTitle: Text; causes: Text };
  as: ActorKind;
  sideNames: Partial<Record<ActorKind, Text>>;
  entry: { id: string; code: string; name: Text } | null;
  provider: NamedDepartment;
  about: Text;
  fields: ApplicationField[];
  /** What is known of the case: some fields are only asked where it holds. */
  facts: Record<string, string | boolean>;
  /** What the form says from the start, by field id. */
  given: Record<string, string>;
  /** What the system knows of the department, by numbered violation; empty except for a rectification. */
  evidence: ViolationEvidence[];
  stages: CaseStageLine[];
  /** The first due date if it were filed now; null without a limit, or where the form's own days decide. */
  expected: DueView | null;
  /** A day or a year of the form starts the first period, so its end can't be told before. */
  dueByForm: boolean;
}

export interface FilingReceipt {
  caseId: string;
}

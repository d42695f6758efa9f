import { z } from "zod";
import { isCivilDate } from "@/server/law/civil-date";
import type { SuperiorMode } from "@/server/law/policy-book";
import type { Relation } from "@/server/law/superior-law";
import type { Binding, SuperiorLawReport } from "@/server/law/superior-law-report";
import {
  type ActorKind,
  type Citation,
  type CivilDate,
  CLOCK_STARTS,
  type ClockStart,
  type ContentItem,
  type DayInfo,
  type Instrument,
  type LegalValue,
  type Outcome,
  type Text,
} from "@/server/law/types";
import type { NamedStep, SimulationProblem, StepDue } from "./rules/simulate-step";

const civilDate = z.string().refine(isCivilDate, { error: "date" });
const cityId = z.string().regex(/^[a-z][a-z0-9-]{1,39}$/);

/** Which day's law is read; today's without it. */
export const readBookInput = z.strictObject({ on: civilDate.optional() });
export type ReadBookInput = z.output<typeof readBookInput>;

/** A value with its words, so that no page has to know how a value is shaped. */
export interface ToldValue extends LegalValue<unknown> {
  told: Text;
}

/** One question put to the city's text, and what stands above it. */
export interface BookValue {
  key: string;
  title: Text;
  own: ToldValue;
  /** Null where the superior law says nothing of it, or not yet. */
  national: ToldValue | null;
  /** What is applied, in words. */
  applied: Text;
  relation: Relation;
  /** Null where no superior law stands above it. */
  binds: Binding | null;
}

export interface BookSubject {
  id: string;
  title: Text;
  values: BookValue[];
}

/** A period in words, with its source. */
export interface ToldLimit extends Citation {
  told: Text;
}

/** One step of a procedure as it is drawn. */
export interface StageDrawing extends Citation {
  id: string;
  title: Text;
  actors: ActorKind[];
  /** All of them must act. */
  joint: boolean;
  /** Null where the procedure waits without a period; `target` when it is only a default of ours. */
  clock: (ToldLimit & { target: boolean; national: ToldLimit | null }) | null;
  extension: (ToldLimit & { by: ActorKind[] }) | null;
  /** What the law deems decided when time runs out. */
  expiry: (Citation & { causes: Text }) | null;
  acts: (Citation & { id: string; title: Text; by: ActorKind[]; to: Text; requires: ContentItem[] })[];
}

/** A procedure with nothing left to look up. */
export interface ProcedureDrawing extends Citation {
  id: string;
  title: Text;
  filing: Citation & { title: Text; by: ActorKind[]; to: Text };
  stages: StageDrawing[];
  ends: (Citation & { id: string; title: Text; outcome: Outcome })[];
  overdue: Citation & { causes: Text };
}

/** A city's law on one day. */
export interface BookView {
  city: { id: string; name: Text };
  instrument: Instrument;
  date: CivilDate;
  today: CivilDate;
  mode: SuperiorMode;
  /** Null before the superior law is in force, and in a city that is run as written. */
  national: { title: Text; short: Text } | null;
  /** Days on which anything in the book changes, oldest first. */
  turns: CivilDate[];
  subjects: BookSubject[];
  procedures: ProcedureDrawing[];
}

/** One side of a comparison: a city on a day. */
const sideInput = z.strictObject({ city: cityId, on: civilDate.optional() });
export const compareBooksInput = z.strictObject({ a: sideInput, b: sideInput });
export type CompareBooksInput = z.output<typeof compareBooksInput>;

export interface ComparedSide {
  city: { id: string; name: Text };
  date: CivilDate;
  mode: SuperiorMode;
}

/** How a procedure runs on one side; null where that side has none. */
export interface ProcedureOutline extends Citation {
  title: Text;
  /** Steps in their order, each with its period. */
  steps: { title: Text; within: Text | null }[];
}

export interface ComparedBooks {
  a: ComparedSide;
  b: ComparedSide;
  subjects: {
    id: string;
    title: Text;
    rows: { key: string; title: Text; a: ToldValue; b: ToldValue; differs: boolean }[];
  }[];
  procedures: { id: string; a: ProcedureOutline | null; b: ProcedureOutline | null; differs: boolean }[];
  differences: number;
}

/** What can be simulated on a day. */
export interface SimulatedProcedure {
  id: string;
  title: Text;
  steps: (NamedStep & { starts: { event: ClockStart; title: Text }[] })[];
}

export const simulateInput = z.strictObject({
  procedure: z.string().min(1).max(60),
  step: z.string().min(1).max(80),
  event: z.enum(CLOCK_STARTS),
  at: z.date(),
  extendedBy: z.int().min(1).max(3_650).optional(),
  /** Days that a notice sets, in steps where one does. */
  chosenDays: z.int().min(1).max(3_650).optional(),
});
export type SimulateInput = z.output<typeof simulateInput>;

/** One step counted twice: under the stricter of the two laws, and by the city's text alone. */
export interface Simulation {
  procedure: { id: string; title: Text };
  mode: SuperiorMode;
  /** As the city is run on that day. */
  applied: StepDue;
  /** By the city's text alone; null where the step is not in it. */
  written: StepDue | null;
  /** Every day from the event to the last day named, in order, for a small calendar. */
  days: DayInfo[];
}

export const reportInput = z.strictObject({ on: civilDate.optional() });
export type ReportInput = z.output<typeof reportInput>;

export interface ReportView {
  city: { id: string; name: Text };
  report: SuperiorLawReport;
  /** By key, in words. */
  told: Record<string, { own: Text; national: Text; effective: Text }>;
}

/** The count, or why nothing can be counted. */
export type SimulationAnswer =
  | { simulation: Simulation; problem: null }
  | { simulation: null; problem: SimulationProblem };

export const VERDICTS = ["confirmed", "objected"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What the authority made of a reading or default; the last word stands. */
export interface Settlement {
  id: string;
  verdict: Verdict;
  /** Another reading, where the authority objects. */
  proposal: string | null;
  reason: string;
  /** The reading that was adopted when it was settled. */
  adopted: Text;
  at: Date;
  person: string | null;
  department: Text | null;
}

/** One ambiguity or silence that touches the city. */
export interface ReadingView {
  id: string;
  kind: "reading" | "default";
  articles: string[];
  problem: Text;
  adopted: Text;
  other: Text | null;
  note: Text | null;
  /** Values that rest on it today. */
  values: { key: string; title: Text; told: Text; basis: Citation["basis"] }[];
  procedures: { id: string; title: Text }[];
  /** Newest first. */
  settlements: Settlement[];
}

export interface ReadingsView {
  city: { id: string; name: Text };
  maySettle: boolean;
  readings: ReadingView[];
}

const sentence = z.string().trim().min(1).max(2_000);

export const settleReadingInput = z
  .strictObject({
    idempotencyKey: z.uuid(),
    reading: z.string().regex(/^[AD]\d{1,3}$/),
    verdict: z.enum(VERDICTS),
    proposal: sentence.optional(),
    reason: sentence,
    /** Id of the settlement that was the last when the officer looked; null for the first. */
    after: z.uuid().nullable(),
  })
  .refine(({ verdict, proposal }) => (verdict === "objected") === (proposal !== undefined), {
    error: "required",
    path: ["proposal"],
  });
export type SettleReadingInput = z.output<typeof settleReadingInput>;

export interface ReadingSettled {
  settlementId: string;
}

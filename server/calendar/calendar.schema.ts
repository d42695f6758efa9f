import { z } from "zod";
import type { ScheduledDay, Text } from "@/server/law/types";

const year = z.int().min(2004).max(2100);

export const readYearInput = z.strictObject({ year });
export type ReadYearInput = z.output<typeof readYearInput>;

/** A schedule as it was pasted or read from a file: CSV (comma or tab) or JSON. */
const text = z.string().min(1).max(100_000);
const sourceText = z.string().trim().min(1).max(200);

/** A dry run: nothing is written, so doing it twice changes nothing. */
export const checkScheduleInput = z.strictObject({ idempotencyKey: z.uuid(), year, text });
export type CheckScheduleInput = z.output<typeof checkScheduleInput>;

export const importYearInput = z.strictObject({
  idempotencyKey: z.uuid(),
  year,
  text,
  /** The notice that the schedule comes from. */
  source: z.strictObject({ zh: sourceText, en: sourceText }),
  /** The version in use when the operator looked, which this one corrects; null for the first import of a year. */
  replaces: z.int().min(1).nullable(),
});
export type ImportYearInput = z.output<typeof importYearInput>;

/**
 * What can be wrong with a schedule.
 * - unreadable        neither CSV nor JSON of the shape asked for
 * - columns           a column is missing
 * - empty, too-many   no rows at all, or more than a year has days
 * - not-a-date        not an existing day written YYYY-MM-DD
 * - other-year        a day of another year
 * - kind              neither holiday nor make-up-workday
 * - weekday-make-up   a make-up working day on a day that is worked anyway
 * - name              a name is missing or too long
 * - duplicate         the day stands in an earlier row already
 * - too-few           fewer holidays than the law gives everyone
 * - published         a file of the system publishes this year already
 */
export const SCHEDULE_RULES = [
  "unreadable",
  "columns",
  "empty",
  "too-many",
  "not-a-date",
  "other-year",
  "kind",
  "weekday-make-up",
  "name",
  "duplicate",
  "too-few",
  "published",
] as const;
export type ScheduleRule = (typeof SCHEDULE_RULES)[number];

export interface ScheduleProblem {
  /** Row as a spreadsheet counts them, the heading being row 1; in JSON the place in the list. Null = the whole. */
  row: number | null;
  /** What stands there, shortened. */
  value: string;
  rule: ScheduleRule;
  /** Numbers and names of the sentence that explains the rule. */
  params: { count?: number; least?: number; year?: number; row?: number; law?: Text; article?: string };
}

/** What a schedule would do, before anything is written. */
export interface ScheduleCheck {
  year: number;
  /** Empty = it may be imported. */
  problems: ScheduleProblem[];
  /** The days as they were read, by date; rows with problems are left out. */
  days: ScheduledDay[];
  holidays: number;
  makeUpDays: number;
  /** The version in use that it would correct; null when the year was never imported. */
  replaces: number | null;
  /** Open cases of all cities whose due date is counted again. */
  openCases: number;
}

export interface YearImported {
  year: number;
  version: number;
}

/** A year of the calendar in use. */
export interface CalendarYear {
  year: number;
  /** `file` comes with the system, `import` was imported here. */
  origin: "file" | "import";
  source: Text;
  holidays: number;
  makeUpDays: number;
  /** Of an imported year: how often it was imported, when last and by whom (a name only for the operator's colleagues). */
  version: number | null;
  importedAt: Date | null;
  importedBy: string | null;
}

export type CalendarYearDetail = CalendarYear & { days: ScheduledDay[] };

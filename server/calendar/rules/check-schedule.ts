import type { ScheduleProblem, ScheduleRule } from "@/server/calendar/calendar.schema";
import { parseSchedule, type ScheduleRow, shortened } from "@/server/calendar/rules/parse-schedule";
import { isCivilDate, isWeekend, parts } from "@/server/law/civil-date";
import type { ScheduledDay, StatutoryHolidays } from "@/server/law/types";

/** What a schedule is judged by. */
export interface ScheduleGround {
  year: number;
  /** True where a file of the system publishes the year. */
  published: boolean;
  /** Holidays that the law gives everyone in that year; null where no entry says so. */
  statutory: StatutoryHolidays | null;
}

export interface CheckedSchedule {
  problems: ScheduleProblem[];
  /** The rows without problems, by date. */
  days: ScheduledDay[];
}

/** More rows than a year has days are no schedule. */
const MOST_ROWS = 366;
const LONGEST_NAME = 60;

/** The word for each kind, and how Chinese tables of the schedule write it. */
const KINDS: Readonly<Record<string, ScheduledDay["kind"]>> = {
  holiday: "holiday",
  放假: "holiday",
  "make-up-workday": "make-up-workday",
  上班: "make-up-workday",
};

/** Judges a schedule row by row, then as a whole; names every problem and changes nothing. */
export function checkSchedule(text: string, ground: ScheduleGround): CheckedSchedule {
  const refused = ground.published ? [whole("published", String(ground.year), { year: ground.year })] : [];
  const parsed = parseSchedule(text);
  if ("wrong" in parsed) return { problems: [...refused, whole(parsed.wrong, parsed.value)], days: [] };
  const { rows } = parsed;
  if (rows.length === 0) return { problems: [...refused, whole("empty", "")], days: [] };
  if (rows.length > MOST_ROWS) {
    return { problems: [...refused, whole("too-many", String(rows.length), { count: rows.length })], days: [] };
  }
  const problems = rows.flatMap((row, index) => rowProblems(row, rows.slice(0, index), ground.year));
  const wrong = new Set(problems.map(({ row }) => row));
  const days = rows.filter(({ row }) => !wrong.has(row)).map(dayOf);
  days.sort((a, b) => a.date.localeCompare(b.date));
  return { problems: [...refused, ...problems, ...tooFew(rows, ground)], days };
}

/** How many days of each kind. */
export function countKinds(days: readonly { kind: string }[]): { holidays: number; makeUpDays: number } {
  const count = (kind: ScheduledDay["kind"]) => days.filter((day) => day.kind === kind).length;
  return { holidays: count("holiday"), makeUpDays: count("make-up-workday") };
}

function rowProblems(row: ScheduleRow, before: ScheduleRow[], year: number): ScheduleProblem[] {
  const found: ScheduleProblem[] = [];
  const say = (rule: ScheduleRule, value: string, params: ScheduleProblem["params"] = {}) =>
    found.push({ row: row.row, value: shortened(value), rule, params });
  const kind = KINDS[row.kind];
  if (!kind) say("kind", row.kind);
  if (!isCivilDate(row.date)) say("not-a-date", row.date);
  else {
    const earlier = before.find(({ date }) => date === row.date);
    if (parts(row.date)[0] !== year) say("other-year", row.date, { year });
    else if (earlier) say("duplicate", row.date, { row: earlier.row });
    else if (kind === "make-up-workday" && !isWeekend(row.date)) say("weekday-make-up", row.date);
  }
  for (const name of [row.zh, row.en]) if (name === "" || name.length > LONGEST_NAME) say("name", name);
  return found;
}

/** A schedule that names fewer holidays than the law gives is not complete. Rows are counted even where something else is wrong. */
function tooFew(rows: ScheduleRow[], { year, statutory }: ScheduleGround): ScheduleProblem[] {
  if (!statutory) return [];
  const count = rows.filter(({ kind }) => KINDS[kind] === "holiday").length;
  if (count >= statutory.value) return [];
  const params = { year, count, least: statutory.value, law: statutory.instrument, article: statutory.article };
  return [whole("too-few", String(count), params)];
}

function dayOf({ date, kind, zh, en }: ScheduleRow): ScheduledDay {
  return { date, kind: KINDS[kind] ?? "holiday", name: { zh, en } };
}

function whole(rule: ScheduleRule, value: string, params: ScheduleProblem["params"] = {}): ScheduleProblem {
  return { row: null, value: shortened(value), rule, params };
}

import { addDays, addMonths, endOfDay, isoDate, lastDayOfMonth, parts, shanghaiDate, startOfDay } from "./civil-date";
import type { AnnualDate, Calendar, CivilDate, DayInfo, Deadline, Duration } from "./types";

const HOUR_MS = 3_600_000;

/**
 * The last day of a period that starts with an event (Civil Code art. 200–203, a convention: no city's text says how to count).
 * The event's day is day 0; the period ends at 23:59:59 Asia/Shanghai. Natural days and months roll off rest days, a minimum
 * period does not, years end on the eve of the anniversary (A27) and do not roll, hours are exact.
 */
export function deadlineOf(startedAt: Date, duration: Duration, calendar: Calendar): Deadline {
  if (!Number.isInteger(duration.amount) || duration.amount < 1) {
    throw new RangeError(`deadline: ${duration.amount} ${duration.unit} is not a period`);
  }
  if (duration.unit === "hours") return exactHours(startedAt, duration, calendar);
  return fromDayZero(startedAt, shanghaiDate(startedAt), duration, calendar);
}

/** Prolongs a deadline; the extension counts from the day after the original last day. */
export function extendDeadline(original: Deadline, by: Duration, calendar: Calendar): Deadline {
  if (by.unit === "hours") throw new RangeError("deadline: an extension is counted in days");
  return { ...fromDayZero(original.startedAt, original.lastDay, by, calendar), extends: original.lastDay };
}

/**
 * A period that stood still from one instant to another: what was left of it, an extension included, runs on from the
 * second. The day on which it stopped is not used up. Of a period that had run out, one day (or one hour) is left, so that
 * it never ends as it begins again. A fixed day of the year stays where it is.
 */
export function resumeDeadline(original: Deadline, pausedAt: Date, resumedAt: Date, calendar: Calendar): Deadline {
  const { duration, fixed } = original;
  if (fixed) return original;
  if (duration.unit === "hours") {
    const left = original.dueAt.getTime() - pausedAt.getTime();
    const dueAt = new Date(resumedAt.getTime() + (left > 0 ? left : HOUR_MS));
    return { ...exactHours(resumedAt, duration, calendar), dueAt, lastDay: shanghaiDate(dueAt) };
  }
  const unit = duration.unit === "working-days" ? duration.unit : "natural-days";
  const amount = Math.max(1, daysLeft(original, shanghaiDate(pausedAt), unit, calendar));
  return deadlineOf(resumedAt, { ...duration, amount, unit }, calendar);
}

/** Days that a period still had from a day on, that day included. */
function daysLeft(
  original: Deadline,
  from: CivilDate,
  unit: "working-days" | "natural-days",
  calendar: Calendar,
): number {
  const started = shanghaiDate(original.startedAt);
  // Nothing of it was used before its first day.
  const before = from > started ? addDays(from, -1) : started;
  const days = daysBetween(before, original.rolledFrom ?? original.lastDay, calendar);
  return unit === "working-days" ? days.filter(({ working }) => working).length : days.length;
}

/** The next such fixed day after an instant's date; a fixed date is not a counted period and never rolls (A26). */
export function annualDeadline(after: Date, annual: AnnualDate, calendar: Calendar): Deadline {
  const dayZero = shanghaiDate(after);
  const [year] = parts(dayZero);
  const thisYear = annualDay(year, annual);
  const lastDay = thisYear > dayZero ? thisYear : annualDay(year + 1, annual);
  const duration: Duration = { amount: 1, unit: "years" };
  const fixed = { startedAt: after, dayZero, duration, lastDay, counted: [], skipped: [], rolledOver: [] };
  return { ...finish(fixed, calendar), fixed: true };
}

/** First instant after a minimum period has run out: 00:00 Asia/Shanghai of the day after its last day (A13). */
export function earliestAfter(minimum: Deadline): Date {
  return startOfDay(addDays(minimum.lastDay, 1));
}

/** True once the last second of the last day has passed. */
export function isOverdue(deadline: Deadline, now: Date): boolean {
  return now.getTime() >= deadline.dueAt.getTime() + 1000;
}

type Counted = Omit<Deadline, "dueAt" | "provisional" | "unpublishedYears">;

function fromDayZero(startedAt: Date, dayZero: CivilDate, duration: Duration, calendar: Calendar): Deadline {
  const base = { startedAt, dayZero, duration };
  switch (duration.unit) {
    case "working-days":
      return finish({ ...base, ...countWorkingDays(dayZero, duration.amount, calendar), rolledOver: [] }, calendar);
    case "natural-days":
      return finish({ ...base, ...rolled(addDays(dayZero, duration.amount), dayZero, duration, calendar) }, calendar);
    case "months":
      return finish({ ...base, ...rolled(addMonths(dayZero, duration.amount), dayZero, duration, calendar) }, calendar);
    default: {
      const eve = addDays(addMonths(dayZero, 12 * duration.amount), -1);
      return finish({ ...base, lastDay: eve, counted: [], skipped: [], rolledOver: [] }, calendar);
    }
  }
}

function countWorkingDays(dayZero: CivilDate, amount: number, calendar: Calendar) {
  const counted: DayInfo[] = [];
  const skipped: DayInfo[] = [];
  let date = dayZero;
  while (counted.length < amount) {
    date = addDays(date, 1);
    const day = calendar.day(date);
    (day.working ? counted : skipped).push(day);
  }
  return { lastDay: date, counted, skipped };
}

function rolled(arithmetical: CivilDate, dayZero: CivilDate, duration: Duration, calendar: Calendar) {
  const counted = daysBetween(dayZero, arithmetical, calendar);
  const rolledOver: DayInfo[] = [];
  let lastDay = arithmetical;
  while (!duration.minimum && !calendar.day(lastDay).working) {
    rolledOver.push(calendar.day(lastDay));
    lastDay = addDays(lastDay, 1);
  }
  const moved = lastDay === arithmetical ? {} : { rolledFrom: arithmetical };
  return { lastDay, counted, skipped: [], rolledOver, ...moved };
}

function daysBetween(dayZero: CivilDate, lastDay: CivilDate, calendar: Calendar): DayInfo[] {
  const days: DayInfo[] = [];
  for (let date = addDays(dayZero, 1); date <= lastDay; date = addDays(date, 1)) days.push(calendar.day(date));
  return days;
}

function exactHours(startedAt: Date, duration: Duration, calendar: Calendar): Deadline {
  const dueAt = new Date(startedAt.getTime() + duration.amount * HOUR_MS);
  const dayZero = shanghaiDate(startedAt);
  const counted: Counted = {
    startedAt,
    dayZero,
    duration,
    lastDay: shanghaiDate(dueAt),
    counted: [],
    skipped: [],
    rolledOver: [],
  };
  return { ...finish(counted, calendar), dueAt };
}

/** Only counting that looked at rest days can change with a schedule; fixed days, years, hours and minimum periods cannot. */
function finish(counted: Counted, calendar: Calendar): Deadline {
  const { duration, dayZero, lastDay } = counted;
  const looksAtRestDays =
    duration.unit === "working-days" ||
    ((duration.unit === "natural-days" || duration.unit === "months") && !duration.minimum);
  const first = duration.unit === "working-days" ? addDays(dayZero, 1) : (counted.rolledFrom ?? lastDay);
  const years = looksAtRestDays
    ? yearsBetween(first, lastDay).filter((year) => !calendar.publishedYears.includes(year))
    : [];
  return { ...counted, dueAt: endOfDay(lastDay), provisional: years.length > 0, unpublishedYears: years };
}

function yearsBetween(first: CivilDate, last: CivilDate): number[] {
  const [from] = parts(first);
  const [to] = parts(last);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function annualDay(year: number, annual: AnnualDate): CivilDate {
  return isoDate(year, annual.month, annual.day === "last" ? lastDayOfMonth(year, annual.month) : annual.day);
}

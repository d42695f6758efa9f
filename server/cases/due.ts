import type { DueTone, DueView } from "@/server/cases/case.schema";
import type { OpenClock } from "@/server/cases/rules";
import { addDays, type Calendar, endOfDay, explain, isOverdue, shanghaiDate } from "@/server/law";

/** Last instant that counts as "due soon": the end of the next working day after today. */
export function soonUntil(now: Date, calendar: Calendar): Date {
  let day = addDays(shanghaiDate(now), 1);
  while (!calendar.day(day).working) day = addDays(day, 1);
  return endOfDay(day);
}

/** Red once the last second has passed, amber while due today or by the end of the next working day. */
export function toneOf(dueAt: Date | null, now: Date, calendar: Calendar): DueTone {
  if (!dueAt) return "none";
  if (isPast(dueAt, now)) return "red";
  return dueAt.getTime() <= soonUntil(now, calendar).getTime() ? "amber" : "none";
}

/** True once the last second of the period has passed. */
export function isPast(dueAt: Date, now: Date): boolean {
  return now.getTime() >= dueAt.getTime() + 1000;
}

/** The running period with everything that explains its last day; null when nothing limits the step. */
export function dueView(clock: OpenClock | null, now: Date, calendar: Calendar): DueView | null {
  if (!clock?.deadline) return null;
  const { deadline, within, start, target } = clock;
  const { article, basis, reason } = within;
  const source = { article, basis, ...(reason && { reason }) };
  return {
    dueAt: deadline.dueAt,
    lastDay: deadline.lastDay,
    provisional: deadline.provisional,
    target,
    overdue: isOverdue(deadline, now),
    tone: toneOf(deadline.dueAt, now, calendar),
    source,
    explanation: explain(deadline, source, start),
  };
}

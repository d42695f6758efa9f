import type { DueTone, DueView } from "@/server/cases/case.schema";
import type { OpenClock } from "@/server/cases/rules";
import {
  addDays,
  type Calendar,
  type Citation,
  type Deadline,
  durationText,
  endOfDay,
  explain,
  isOverdue,
  isStipulated,
  shanghaiDate,
  type Text,
  unitText,
} from "@/server/law";

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

/**
 * The running period with everything that explains its last day; null when nothing limits the step.
 * @param consenting who may consent to a longer one, by name
 */
export function dueView(
  clock: OpenClock | null,
  now: Date,
  calendar: Calendar,
  consenting: readonly Text[] = [],
): DueView | null {
  if (!clock?.deadline) return null;
  const { deadline, bound, target, notBefore, extensions, asked } = clock;
  const limit = bound === "cap" && clock.cap ? clock.cap : clock;
  const source = citedOf(limit.within);
  const late = notBefore === null && isOverdue(deadline, now);
  return {
    dueAt: deadline.dueAt,
    lastDay: deadline.lastDay,
    provisional: deadline.provisional,
    target,
    overdue: late,
    tone: notBefore ? "none" : toneOf(deadline.dueAt, now, calendar),
    source,
    explanation: explain(deadline, source, limit.start),
    notBefore,
    beside: besideOf(clock),
    extensions: extensions.map(({ amount, unit, at, by }) => ({ amount, unit: unitText(unit), at, by })),
    asked: asked && { days: asked.days, unit: unitText(asked.unit), at: asked.at, of: [...consenting] },
  };
}

/** The limit that does not bind: a lawyer wants to see both. */
function besideOf({ bound, own, cap, within }: OpenClock): DueView["beside"] {
  if (!cap || !own) return null;
  const other = bound === "cap" ? { within, deadline: own } : cap;
  return { ...citedOf(other.within), lastDay: other.deadline.lastDay, within: lengthOf(other) };
}

/** The length that the text gives, and by how much it was extended. */
function lengthOf({ within, deadline }: Pick<OpenClock, "within"> & { deadline: Deadline }): Text {
  const last = durationText(deadline.duration);
  if (!deadline.extends || !isStipulated(within) || "month" in within.value) return last;
  const base = durationText(within.value);
  return { zh: `${base.zh}，延长${last.zh}`, en: `${base.en}, extended by ${last.en}` };
}

function citedOf({ article, basis, reason, instrument }: OpenClock["within"]): Citation {
  return { article, basis, ...(reason && { reason }), ...(instrument && { instrument }) };
}

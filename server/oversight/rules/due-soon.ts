import { addDays, type Calendar, endOfDay, shanghaiDate } from "@/server/law";

/** The end of the next working day: what is due until then is amber (DESIGN §10). */
export function soonUntil(now: Date, calendar: Calendar): Date {
  let day = addDays(shanghaiDate(now), 1);
  while (!calendar.day(day).working) day = addDays(day, 1);
  return endOfDay(day);
}

/** True once the last second of the due day has passed. */
export function isLate(dueAt: Date | null, now: Date): boolean {
  return dueAt !== null && now.getTime() >= dueAt.getTime() + 1000;
}

import type { CivilDate } from "./types";

const SHANGHAI_OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;

/** The civil date in Asia/Shanghai on which an instant falls, whatever the time zone of the process. */
export function shanghaiDate(instant: Date): CivilDate {
  if (Number.isNaN(instant.getTime())) throw new RangeError("shanghaiDate: not an instant");
  return new Date(instant.getTime() + SHANGHAI_OFFSET_MS).toISOString().slice(0, 10);
}

/** True for an existing day written `YYYY-MM-DD`. */
export function isCivilDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const [year, month, day] = parts(text);
  return month >= 1 && month <= 12 && day >= 1 && day <= lastDayOfMonth(year, month);
}

/** True for a Saturday or Sunday, whatever a schedule says of it. */
export function isWeekend(date: CivilDate): boolean {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return weekday === 0 || weekday === 6;
}

/** 00:00:00 Asia/Shanghai of that day. */
export function startOfDay(date: CivilDate): Date {
  return new Date(`${date}T00:00:00+08:00`);
}

/** 23:59:59 Asia/Shanghai of that day: the last second of a period that ends on it. */
export function endOfDay(date: CivilDate): Date {
  return new Date(`${date}T23:59:59+08:00`);
}

/** The civil date `days` later (or earlier, when negative). */
export function addDays(date: CivilDate, days: number): CivilDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The corresponding day `months` later; the month's last day where it has no such day (31 January + 1 month). */
export function addMonths(date: CivilDate, months: number): CivilDate {
  const [year, month, day] = parts(date);
  const last = lastDayOfMonth(year, month + months);
  return isoDate(year, month + months, Math.min(day, last));
}

/** Number of days in a month; month numbers beyond 12 run into later years. */
export function lastDayOfMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** `YYYY-MM-DD` of year, month (1–12, may overflow) and day. */
export function isoDate(year: number, month: number, day: number): CivilDate {
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
}

/** Year, month (1–12) and day as numbers. */
export function parts(date: CivilDate): [number, number, number] {
  const [year, month, day] = date.split("-").map(Number);
  return [year ?? 0, month ?? 0, day ?? 0];
}

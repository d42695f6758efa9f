import type { ScheduledDay, Text } from "@/server/law/types";

/** One holiday of a year: its days off in one run, and the weekend days that are worked for it. */
export interface Holiday {
  name: Text;
  first: string;
  last: string;
  days: number;
  makeUp: string[];
}

const DAY_MS = 86_400_000;

/** Joins the days of a schedule into holidays, by date; a make-up day belongs to the holiday of its name that is nearest. */
export function holidaysOf(days: readonly ScheduledDay[]): Holiday[] {
  const holidays: Holiday[] = [];
  for (const { date, kind, name } of days) {
    if (kind !== "holiday") continue;
    const open = holidays.at(-1);
    if (open && open.name.zh === name.zh && between(open.last, date) === 1) {
      open.last = date;
      open.days += 1;
    } else holidays.push({ name, first: date, last: date, days: 1, makeUp: [] });
  }
  for (const { date, kind, name } of days) {
    if (kind !== "make-up-workday") continue;
    const own = holidays.filter((holiday) => holiday.name.zh === name.zh);
    const nearest = own.sort((a, b) => distance(a, date) - distance(b, date))[0];
    if (nearest) nearest.makeUp.push(date);
    else holidays.push({ name, first: date, last: date, days: 0, makeUp: [date] });
  }
  return holidays.sort((a, b) => a.first.localeCompare(b.first));
}

function distance({ first, last }: Holiday, date: string): number {
  return Math.min(Math.abs(between(first, date)), Math.abs(between(last, date)));
}

function between(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS;
}

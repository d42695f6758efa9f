import type { ScheduledDay, ScheduledYear } from "@/server/law";
import { addDays } from "@/server/law";

/** A made-up schedule for 2027, of the usual shape; the real one is not announced. 1 January 2027 is a Friday. */
const HOLIDAYS: [zh: string, en: string, first: string, last: string][] = [
  ["元旦", "New Year's Day", "2027-01-01", "2027-01-03"],
  ["春节", "Spring Festival", "2027-02-05", "2027-02-13"],
  ["清明", "Tomb-sweeping Day", "2027-04-03", "2027-04-05"],
  ["劳动节", "Labour Day", "2027-05-01", "2027-05-05"],
  ["端午", "Dragon Boat Festival", "2027-06-09", "2027-06-09"],
  ["中秋", "Mid-autumn Festival", "2027-09-15", "2027-09-15"],
  ["国庆节", "National Day", "2027-10-01", "2027-10-07"],
];
const MAKE_UP: [zh: string, en: string, date: string][] = [
  ["春节", "Spring Festival", "2027-01-31"],
  ["春节", "Spring Festival", "2027-02-20"],
  ["劳动节", "Labour Day", "2027-05-08"],
  ["国庆节", "National Day", "2027-09-26"],
  ["国庆节", "National Day", "2027-10-09"],
];

function span(first: string, last: string): string[] {
  const days: string[] = [];
  for (let date = first; date <= last; date = addDays(date, 1)) days.push(date);
  return days;
}

export const DAYS_2027: ScheduledDay[] = [
  ...HOLIDAYS.flatMap(([zh, en, first, last]) =>
    span(first, last).map((date): ScheduledDay => ({ date, kind: "holiday", name: { zh, en } })),
  ),
  ...MAKE_UP.map(([zh, en, date]): ScheduledDay => ({ date, kind: "make-up-workday", name: { zh, en } })),
].sort((a, b) => (a.date < b.date ? -1 : 1));

export const YEAR_2027: ScheduledYear = { year: 2027, version: 1, days: DAYS_2027 };

/** The same days as the lines of the file that an operator imports. */
export const CSV_2027 = [
  "date,kind,name_zh,name_en",
  ...DAYS_2027.map(({ date, kind, name }) => `${date},${kind},${name.zh},${name.en}`),
].join("\n");

import { addDays, type CivilDate, isWeekend } from "@/server/law";

/**
 * The second source of the calendar: what the General Office of the State Council announced for each year, holiday by
 * holiday, entered from the notices themselves and independent of the package that the system counts with.
 */
export interface Announcement {
  notice: string;
  /** First and last day of each holiday, with the weekend days that it joins. */
  holidays: [name: string, first: CivilDate, last?: CivilDate][];
  /** Weekend days on which everyone works. */
  makeUp: CivilDate[];
}

export const ANNOUNCED: Record<number, Announcement> = {
  2024: {
    notice: "国办发明电〔2023〕7号",
    holidays: [
      ["元旦", "2024-01-01"],
      ["春节", "2024-02-10", "2024-02-17"],
      ["清明", "2024-04-04", "2024-04-06"],
      ["劳动节", "2024-05-01", "2024-05-05"],
      ["端午", "2024-06-10"],
      ["中秋", "2024-09-15", "2024-09-17"],
      ["国庆节", "2024-10-01", "2024-10-07"],
    ],
    makeUp: [
      "2024-02-04",
      "2024-02-18",
      "2024-04-07",
      "2024-04-28",
      "2024-05-11",
      "2024-09-14",
      "2024-09-29",
      "2024-10-12",
    ],
  },
  2025: {
    notice: "国办发明电〔2024〕12号",
    holidays: [
      ["元旦", "2025-01-01"],
      ["春节", "2025-01-28", "2025-02-04"],
      ["清明", "2025-04-04", "2025-04-06"],
      ["劳动节", "2025-05-01", "2025-05-05"],
      ["端午", "2025-05-31", "2025-06-02"],
      ["国庆节、中秋", "2025-10-01", "2025-10-08"],
    ],
    makeUp: ["2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"],
  },
  2026: {
    notice: "国办发明电〔2025〕7号",
    holidays: [
      ["元旦", "2026-01-01", "2026-01-03"],
      ["春节", "2026-02-15", "2026-02-23"],
      ["清明", "2026-04-04", "2026-04-06"],
      ["劳动节", "2026-05-01", "2026-05-05"],
      ["端午", "2026-06-19", "2026-06-21"],
      ["中秋", "2026-09-25", "2026-09-27"],
      ["国庆节", "2026-10-01", "2026-10-07"],
    ],
    makeUp: ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"],
  },
};

/** Every day of a year, in order. */
export function daysOf(year: number): CivilDate[] {
  const days: CivilDate[] = [];
  for (let date = `${year}-01-01`; date <= `${year}-12-31`; date = addDays(date, 1)) days.push(date);
  return days;
}

/** What the announcement makes of a day. */
export function announcedKind(date: CivilDate, { holidays, makeUp }: Announcement): string {
  if (makeUp.includes(date)) return "make-up-workday";
  if (holidays.some(([, first, last = first]) => first <= date && date <= last)) return "holiday";
  return isWeekend(date) ? "weekend" : "workday";
}

import chineseDays from "chinese-days";
import { isCivilDate, parts } from "./civil-date";
import type { Calendar, CivilDate, DayInfo, Text } from "./types";

/**
 * The mainland calendar of statutory holidays with make-up working days.
 * Days of a year outside `publishedYears` are judged by the plain week and say so (`published: false`),
 * because the package silently does the same and nobody could tell.
 */
export function mainlandCalendar(publishedYears: readonly number[]): Calendar {
  const known = new Map<CivilDate, DayInfo>();
  const published = new Set(publishedYears);
  return {
    id: "cn-mainland",
    publishedYears: [...published].sort((a, b) => a - b),
    day(date) {
      const seen = known.get(date);
      if (seen) return seen;
      if (!isCivilDate(date)) throw new RangeError(`calendar: "${date}" is not a civil date`);
      const info = published.has(parts(date)[0]) ? publishedDay(date) : plainDay(date);
      known.set(date, info);
      return info;
    },
  };
}

/** A day by the State Council's schedule. */
function publishedDay(date: CivilDate): DayInfo {
  const [year, month, day] = parts(date);
  // Local noon, because the package reads a date in the process's own time zone.
  const detail = chineseDays.getDayDetail(new Date(year, month - 1, day, 12));
  const weekend = isWeekend(date);
  const name = holidayName(detail.name);
  if (detail.work) return { date, working: true, kind: weekend ? "make-up-workday" : "workday", name, published: true };
  return { date, working: false, kind: name ? "holiday" : "weekend", name, published: true };
}

/** A day judged by the plain week alone. */
function plainDay(date: CivilDate): DayInfo {
  const rest = isWeekend(date);
  return { date, working: !rest, kind: rest ? "weekend" : "workday", published: false };
}

function isWeekend(date: CivilDate): boolean {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return weekday === 0 || weekday === 6;
}

/** The package writes `Spring Festival,春节,4` for holidays and the bare weekday otherwise. */
function holidayName(name: string): Text | undefined {
  const [en, zh] = name.split(",");
  return en && zh ? { zh, en } : undefined;
}

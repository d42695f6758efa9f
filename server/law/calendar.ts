import chineseDays from "chinese-days";
import { isCivilDate, isWeekend, parts } from "./civil-date";
import type { Calendar, CivilDate, DayInfo, LocalDay, ScheduledDay, ScheduledYear, Text } from "./types";

/**
 * The mainland calendar of statutory holidays with make-up working days.
 * Days of a year that is neither in `publishedYears` nor imported are judged by the plain week and say so
 * (`published: false`), because the package silently does the same and nobody could tell.
 * @param imported years imported on this deployment; where a file publishes the same year, the file's is used
 */
export function mainlandCalendar(publishedYears: readonly number[], imported: readonly ScheduledYear[] = []): Calendar {
  const known = new Map<CivilDate, DayInfo>();
  const published = new Set(publishedYears);
  const scheduled = new Map(
    imported
      .filter(({ year }) => !published.has(year))
      .map(({ year, days }) => [year, new Map(days.map((day) => [day.date, day]))]),
  );
  return {
    id: "cn-mainland",
    publishedYears: [...published, ...scheduled.keys()].sort((a, b) => a - b),
    day(date) {
      const seen = known.get(date);
      if (seen) return seen;
      if (!isCivilDate(date)) throw new RangeError(`calendar: "${date}" is not a civil date`);
      const [year] = parts(date);
      const schedule = scheduled.get(year);
      const info = published.has(year)
        ? publishedDay(date)
        : schedule
          ? scheduledDay(date, schedule.get(date))
          : plainDay(date, false);
      known.set(date, info);
      return info;
    },
  };
}

/** The national calendar with the days that one city ordered for itself. */
export function cityCalendar(national: Calendar, city: string, localDays: readonly LocalDay[]): Calendar {
  if (localDays.length === 0) return national;
  const local = new Map(localDays.map((day) => [day.date, day]));
  return {
    id: `${national.id}/${city}`,
    publishedYears: national.publishedYears,
    day(date) {
      const day = national.day(date);
      const ordered = local.get(date);
      return ordered ? localDay(day, ordered) : day;
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

/** A day of an imported year: what the schedule does not name follows the plain week. */
function scheduledDay(date: CivilDate, named: ScheduledDay | undefined): DayInfo {
  if (!named) return plainDay(date, true);
  return { date, working: named.kind === "make-up-workday", kind: named.kind, name: named.name, published: true };
}

/** A day judged by the plain week alone. */
function plainDay(date: CivilDate, published: boolean): DayInfo {
  const rest = isWeekend(date);
  return { date, working: !rest, kind: rest ? "weekend" : "workday", published };
}

function localDay({ date, published }: DayInfo, { working, name, source }: LocalDay): DayInfo {
  const kind = working ? (isWeekend(date) ? "make-up-workday" : "workday") : "holiday";
  return { date, working, kind, name, published, local: source };
}

/** The package writes `Spring Festival,春节,4` for holidays and the bare weekday otherwise. */
function holidayName(name: string): Text | undefined {
  const [en, zh] = name.split(",");
  return en && zh ? { zh, en } : undefined;
}

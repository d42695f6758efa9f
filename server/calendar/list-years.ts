import { type ImportedYear, listImported } from "@/server/calendar/calendar.repository";
import type { CalendarYear, CalendarYearDetail, ReadYearInput } from "@/server/calendar/calendar.schema";
import { countKinds } from "@/server/calendar/rules/check-schedule";
import type { Scope } from "@/server/db/context";
import {
  addDays,
  nationalCalendar,
  type PublishedYear,
  publishedYears,
  SCHEDULED_KINDS,
  type ScheduledDay,
} from "@/server/law";
import { notFound } from "@/server/shared/errors";

/** The years of the calendar in use, oldest first, with where each comes from. Any official may know them. */
export async function listYears({ tx }: Scope): Promise<CalendarYear[]> {
  return yearsInUse(await listImported(tx)).map(({ days: _, ...year }) => year);
}

/** One year with its holidays and make-up working days. @throws DomainError NOT_FOUND when it is not loaded */
export async function readYear({ tx }: Scope, { year }: ReadYearInput): Promise<CalendarYearDetail> {
  const found = yearsInUse(await listImported(tx)).find((each) => each.year === year);
  if (!found) throw notFound();
  return found;
}

/** A year that a file publishes is the file's, also where it was imported before. */
function yearsInUse(imported: ImportedYear[]): CalendarYearDetail[] {
  const files = publishedYears();
  const own = imported.filter(({ year }) => !files.some((file) => file.year === year));
  return [...files.map(fromFile), ...own.map(fromImport)].sort((a, b) => a.year - b.year);
}

function fromFile({ year, source }: PublishedYear): CalendarYearDetail {
  const days = scheduledDays(year);
  return { year, origin: "file", source, ...countKinds(days), version: null, importedAt: null, importedBy: null, days };
}

function fromImport({ year, version, days, source, importedAt, importedBy }: ImportedYear): CalendarYearDetail {
  return { year, origin: "import", source, ...countKinds(days), version, importedAt, importedBy, days };
}

/** The days that the calendar takes out of the plain week. */
function scheduledDays(year: number): ScheduledDay[] {
  const calendar = nationalCalendar();
  const days: ScheduledDay[] = [];
  for (let date = `${year}-01-01`; date <= `${year}-12-31`; date = addDays(date, 1)) {
    const { kind, name } = calendar.day(date);
    const scheduled = SCHEDULED_KINDS.find((each) => each === kind);
    if (scheduled && name) days.push({ date, kind: scheduled, name });
  }
  return days;
}

/** The public door of the law: books by city, calendars, deadlines and their explanation. */

import { createHash } from "node:crypto";
import { cityCalendar, mainlandCalendar } from "./calendar";
import { type Reading, readTenants, type Tenants, tenantFolders } from "./load-tenants";
import type { PolicyBook } from "./policy-book";
import type { Calendar, LocalDay, Province, PublishedYear, ScheduledYear, StatutoryHolidays } from "./types";

export { COMPLETION_STAGE, EXTENSION_ACTS, RETURN_ACT, SIGN_OFF_ACTS } from "./build-procedure";
export { cityCalendar, mainlandCalendar } from "./calendar";
export {
  addDays,
  endOfDay,
  isCivilDate,
  isWeekend,
  lastDayOfMonth,
  parts,
  shanghaiDate,
  startOfDay,
} from "./civil-date";
export { annualDeadline, deadlineOf, earliestAfter, extendDeadline, isOverdue } from "./deadline";
export { annualText, describeValue } from "./describe-value";
export { durationText, type Explanation, explain, startText, unitText } from "./explain";
export { isExtensionAsked } from "./extension-asked";
export { type KeptFiles, type KeptLaw, keptLaw } from "./kept-law";
export { type Reading as LawReading, readTenants, type Tenants, tenantFolders } from "./load-tenants";
export {
  ACCESS_LOG_FIELDS,
  PARAMETER_KEYS,
  PARAMETERS,
  type ParameterKey,
  type ParameterValue,
  SUBJECTS,
} from "./parameters";
export { describeChange, type EntryDigests, entryDigests, type PastChange, pastChanges } from "./past-entries";
export {
  type NationalBook,
  type PolicyBook,
  type PolicyView,
  ProcedureUnknownError,
  type SuperiorMode,
} from "./policy-book";
export { describeProblem, PolicyFileError, type PolicyProblem } from "./policy-file-error";
export { numbersOf, type Reading, readReadings } from "./readings";
export { type RegisterRule, registerOffices, registerRules } from "./register-offices";
export { rememberEntries } from "./remember-entries";
export type { Silence, SilentEnd } from "./silence";
export { compare, type EffectiveValue, type Relation, stricterOf } from "./superior-law";
export {
  type Binding,
  type ProcedureAddition,
  REPORT_RELATIONS,
  type ReportRelation,
  type SuperiorLawReport,
  type SuperiorRow,
  superiorLawReport,
} from "./superior-law-report";
export { superiorLawLines } from "./superior-law-text";
export * from "./types";
export { type Validity, validityOf } from "./validity";
export { type Reload, type RunningWatch, type TenantWatch, watchTenants } from "./watch-tenants";

// Next bundles its own copy of this module, so the books live on the process, not on the module.
const registry = globalThis as typeof globalThis & {
  __heliuTenants?: Tenants;
  /** What was imported on this deployment; whoever knows the database hands it in. */
  __heliuImported?: readonly ScheduledYear[];
  /** The calendars in use, by city; built again when a file or an import changed. */
  __heliuCalendars?: Map<string, Calendar>;
};

/**
 * Every city's law, read once for the process.
 * @param reading where the first call may find what was read at an earlier start
 * @throws PolicyFileError when a tenant file is malformed; boot stops on it.
 */
export function loadTenants(reading?: Reading): Tenants {
  registry.__heliuTenants ??= readTenants(tenantFolders(), reading);
  return registry.__heliuTenants;
}

/**
 * Puts other books in the place of those in use, all at once. An open case keeps the date its law turns on, so it reads
 * the same entries in the new book.
 */
export function replaceTenants(tenants: Tenants): void {
  registry.__heliuTenants = tenants;
  registry.__heliuCalendars = undefined;
}

/** Forgets the books that were read, so that the next call reads the files again (tests, onboarding). */
export function forgetTenants(): void {
  registry.__heliuTenants = undefined;
  registry.__heliuCalendars = undefined;
}

/** No city of this id is loaded. */
export class CityUnknownError extends Error {
  override readonly name = "CityUnknownError";
  constructor(readonly city: string) {
    super(`no city "${city}" is loaded`);
  }
}

/** The book of one city. @throws CityUnknownError */
export function getBook(city: string): PolicyBook {
  const book = loadTenants().books.get(city);
  if (!book) throw new CityUnknownError(city);
  return book;
}

/** All books, in the order of their ids. */
export function listBooks(): PolicyBook[] {
  return [...loadTenants().books.values()];
}

/** The oversight tenants that stand above the cities. */
export function listProvinces(): Province[] {
  return loadTenants().provinces;
}

/**
 * Puts the years imported on this deployment beside those that files publish; every calendar asked for from now on knows
 * them. The law reads no database, so the process hands them in at boot and after every import.
 * @returns whether they differ from what was known
 */
export function setImportedYears(years: readonly ScheduledYear[]): boolean {
  const before = versionsOf(importedYears());
  registry.__heliuImported = [...years].sort((a, b) => a.year - b.year);
  if (versionsOf(years) === before) return false;
  registry.__heliuCalendars = undefined;
  return true;
}

/** The years imported on this deployment, oldest first; one that a file publishes too is no longer used. */
export function importedYears(): readonly ScheduledYear[] {
  return registry.__heliuImported ?? [];
}

/** The years that files publish, oldest first, each with its source. */
export function publishedYears(): PublishedYear[] {
  return [...loadTenants().published].sort((a, b) => a.year - b.year);
}

/** How many holidays of a year the law gives everyone; null before the first entry. */
export function statutoryHolidays(year: number): StatutoryHolidays | null {
  return loadTenants().statutoryHolidays.findLast(({ from }) => from <= `${year}-01-01`) ?? null;
}

/** The days that a city ordered for itself. */
export function localDaysOf(city: string): readonly LocalDay[] {
  return loadTenants().localDays.get(city) ?? [];
}

/** The State Council's schedule as this deployment knows it: the years of the files and the imported ones. */
export function nationalCalendar(): Calendar {
  return calendarOf("", () => {
    const years = loadTenants().published.map(({ year }) => year);
    return mainlandCalendar(years, importedYears());
  });
}

/**
 * The working days of a city: the State Council's schedule, which all mainland cities share, and the days that the city
 * ordered for itself. @throws CityUnknownError
 */
export function calendarFor(city: string): Calendar {
  getBook(city);
  return calendarOf(city, () => cityCalendar(nationalCalendar(), city, localDaysOf(city)));
}

/**
 * Names the calendars in use: two processes with the same mark count every deadline alike, and a mark that changed says
 * that deadlines may have.
 */
export function calendarMark(): string {
  const { published, localDays } = loadTenants();
  const files = published.map(({ year }) => year).join(",");
  const local = [...localDays].flatMap(([city, days]) =>
    days.map(({ date, working }) => `${city}:${date}:${working ? "work" : "off"}`),
  );
  const all = [files, versionsOf(importedYears()), local.sort().join(",")].join("|");
  return createHash("sha256").update(all).digest("hex");
}

function versionsOf(years: readonly ScheduledYear[]): string {
  const versions = years.map(({ year, version }) => `${year}v${version}`);
  return versions.sort().join(",");
}

function calendarOf(city: string, build: () => Calendar): Calendar {
  registry.__heliuCalendars ??= new Map();
  const known = registry.__heliuCalendars.get(city);
  if (known) return known;
  const calendar = build();
  registry.__heliuCalendars.set(city, calendar);
  return calendar;
}

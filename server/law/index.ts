/** The public door of the law: books by city, calendars, deadlines and their explanation. */

import { readTenants, type Tenants } from "./load-tenants";
import type { PolicyBook } from "./policy-book";
import type { Calendar, Province } from "./types";

export { COMPLETION_STAGE, RETURN_ACT } from "./build-procedure";
export { mainlandCalendar } from "./calendar";
export { addDays, endOfDay, isCivilDate, shanghaiDate, startOfDay } from "./civil-date";
export { annualDeadline, deadlineOf, earliestAfter, extendDeadline, isOverdue } from "./deadline";
export { durationText, type Explanation, explain } from "./explain";
export { readTenants, type Tenants, tenantFolders } from "./load-tenants";
export { ACCESS_LOG_FIELDS, PARAMETER_KEYS, PARAMETERS, type ParameterKey, type ParameterValue } from "./parameters";
export { type PolicyBook, type PolicyView, ProcedureUnknownError } from "./policy-book";
export { describeProblem, PolicyFileError, type PolicyProblem } from "./policy-file-error";
export * from "./types";
export { type Validity, validityOf } from "./validity";

// Next bundles its own copy of this module, so the books live on the process, not on the module.
const registry = globalThis as typeof globalThis & { __heliuTenants?: Tenants };

/**
 * Every city's law, read once for the process.
 * @throws PolicyFileError when a tenant file is malformed; boot stops on it.
 */
export function loadTenants(): Tenants {
  registry.__heliuTenants ??= readTenants();
  return registry.__heliuTenants;
}

/** Forgets the books that were read, so that the next call reads the files again (tests, onboarding). */
export function forgetTenants(): void {
  registry.__heliuTenants = undefined;
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

/** The working days of a city. All mainland cities share the State Council's schedule. @throws CityUnknownError */
export function calendarFor(city: string): Calendar {
  getBook(city);
  return loadTenants().calendar;
}

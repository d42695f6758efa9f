import { existsSync, readdirSync } from "node:fs";
import { delimiter, join, relative, resolve } from "node:path";
import { mainlandCalendar } from "./calendar";
import { loadCity } from "./load-city";
import type { PolicyBook } from "./policy-book";
import { PolicyFileError, type PolicyProblem } from "./policy-file-error";
import { readYaml } from "./read-yaml";
import { calendarFileSchema, provincesFileSchema } from "./schema/city.schema";
import type { Calendar, Province } from "./types";

/** The law of every city on this deployment. */
export interface Tenants {
  books: Map<string, PolicyBook>;
  provinces: Province[];
  calendar: Calendar;
}

/** The project's own folder first, then those of `TENANTS_PATH` (separated by colons). */
export function tenantFolders(env: NodeJS.ProcessEnv = process.env): string[] {
  const extra = (env.TENANTS_PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return [join(process.cwd(), "tenants"), ...extra.map((folder) => resolve(folder))];
}

/**
 * Reads every city of the folders. A folder with a `city.yaml` is a city; `provinces.yaml` adds provinces;
 * `national/calendar.yaml` of the first folder names the published years.
 * @throws PolicyFileError naming file, line and field of everything that is wrong.
 */
export function readTenants(folders: string[] = tenantFolders()): Tenants {
  const problems: PolicyProblem[] = [];
  const provinces = folders.flatMap((folder) => readProvinces(folder, problems));
  const calendar = readCalendar(folders[0] ?? "", problems);
  const books = new Map<string, PolicyBook>();
  for (const folder of folders.flatMap((root) => cityFolders(root, problems))) {
    const result = loadCity(folder, provinces);
    if ("problems" in result) problems.push(...result.problems);
    else if (books.has(result.book.city.id)) {
      const sentence = `a city "${result.book.city.id}" is already loaded from another folder`;
      problems.push({ file: relative(process.cwd(), join(folder, "city.yaml")), line: 1, field: "id", sentence });
    } else books.set(result.book.city.id, result.book);
  }
  if (problems.length > 0) throw new PolicyFileError(problems);
  return { books, provinces, calendar };
}

function cityFolders(root: string, problems: PolicyProblem[]): string[] {
  if (!existsSync(root)) {
    problems.push({ file: root, line: 1, field: "", sentence: "this folder of tenants does not exist" });
    return [];
  }
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, entry.name, "city.yaml")))
    .map((entry) => join(root, entry.name))
    .sort();
}

function readProvinces(folder: string, problems: PolicyProblem[]): Province[] {
  const path = join(folder, "provinces.yaml");
  if (!existsSync(path)) return [];
  const result = readYaml(path, provincesFileSchema);
  if (result.ok) return result.read.data.provinces;
  problems.push(...result.problems);
  return [];
}

function readCalendar(folder: string, problems: PolicyProblem[]): Calendar {
  const result = readYaml(join(folder, "national", "calendar.yaml"), calendarFileSchema);
  if (result.ok) return mainlandCalendar(result.read.data.published.map(({ year }) => year));
  problems.push(...result.problems);
  return mainlandCalendar([]);
}

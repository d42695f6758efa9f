import { existsSync, readdirSync } from "node:fs";
import { basename, delimiter, join, relative, resolve } from "node:path";
import { mainlandCalendar } from "./calendar";
import { digestOf, type KeptLaw, readerDigest } from "./kept-law";
import { type Above, policyFiles } from "./load-city";
import { loadNational } from "./load-national";
import type { NationalBook, PolicyBook } from "./policy-book";
import { PolicyFileError, type PolicyProblem, problemAt } from "./policy-file-error";
import { readCities } from "./read-cities";
import { readSource, readYaml } from "./read-yaml";
import { calendarFileSchema, cityCalendarFileSchema, provincesFileSchema } from "./schema/city.schema";
import type { Calendar, LocalDay, Province, PublishedYear, StatutoryHolidays } from "./types";

/** The law of every city on this deployment. */
export interface Tenants {
  books: Map<string, PolicyBook>;
  /** By city: the folder it was read from, and the key of what was read where readings are kept. */
  origins: Map<string, Origin>;
  provinces: Province[];
  /** The years that files publish, without what was imported on this deployment. */
  calendar: Calendar;
  /** The regulation above the cities; null in a folder that has none. */
  national: NationalBook | null;
  nationalFolder: string;
  published: PublishedYear[];
  /** Holidays a year that the law gives everyone, oldest first. */
  statutoryHolidays: StatutoryHolidays[];
  /** By city: the days it ordered for itself; a city without any has no entry. */
  localDays: Map<string, LocalDay[]>;
}

/** Where a city's book came from. */
export interface Origin {
  folder: string;
  key: string;
}

/** How books may be spared being read anew. */
export interface Reading {
  /** Where sound readings are kept between two starts. */
  kept?: KeptLaw;
  /** What was read before: a city of which nothing changed keeps its book. Needs `kept` or nothing is compared. */
  before?: Tenants;
  /** The id of one city, where no other is asked about; what it stands under is read all the same. */
  only?: string;
}

/** The project's own folder first, then those of `TENANTS_PATH` (separated by colons). */
export function tenantFolders(env: NodeJS.ProcessEnv = process.env): string[] {
  const extra = (env.TENANTS_PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return [join(process.cwd(), "tenants"), ...extra.map((folder) => resolve(folder))];
}

/**
 * Reads every city of the folders. A folder with a `city.yaml` is a city; `provinces.yaml` adds provinces;
 * `national/calendar.yaml` of the first folder names the published years, a city's own `calendar.yaml` the days that it
 * ordered for itself.
 * @throws PolicyFileError naming file, line and field of everything that is wrong.
 */
export function readTenants(folders: string[] = tenantFolders(), reading: Reading = {}): Tenants {
  const problems: PolicyProblem[] = [];
  const provinces = folders.flatMap((folder) => readProvinces(folder, problems));
  const national = loadNational(folders[0] ?? "", problems);
  const years = readCalendar(folders[0] ?? "", problems);
  const above: Above = {
    provinces,
    national,
    kept: reading.kept ? { law: reading.kept, digest: digestAbove(folders) } : null,
    before: reading.before ?? null,
  };
  const books = new Map<string, PolicyBook>();
  const origins = new Map<string, Origin>();
  const localDays = new Map<string, LocalDay[]>();
  const { only } = reading;
  const found = folders
    .flatMap((root) => cityFolders(root, problems))
    .filter((folder) => only === undefined || basename(folder) === only);
  for (const [folder, result] of readCities(found, above)) {
    if ("problems" in result) problems.push(...result.problems);
    else if (books.has(result.book.city.id)) {
      const { id } = result.book.city;
      problems.push(
        problemAt(
          { file: relative(process.cwd(), join(folder, "city.yaml")), line: 1, field: "id" },
          { zh: `城市“${id}”已从另一个文件夹载入`, en: `a city "${id}" is already loaded from another folder` },
        ),
      );
    } else {
      books.set(result.book.city.id, result.book);
      origins.set(result.book.city.id, { folder, key: result.key });
      const days = readLocalDays(folder, years.calendar, problems);
      if (days.length > 0) localDays.set(result.book.city.id, days);
    }
  }
  if (problems.length > 0) throw new PolicyFileError(problems);
  const nationalFolder = join(folders[0] ?? "", "national");
  return { books, origins, provinces, ...years, national, nationalFolder, localDays };
}

/** Names everything that a city's book rests on beside its own files: the reader, the provinces, the national law. */
function digestAbove(folders: string[]): string {
  const files = [
    ...folders.map((folder) => join(folder, "provinces.yaml")),
    join(folders[0] ?? "", "national", "instrument.yaml"),
    ...policyFiles(join(folders[0] ?? "", "national")),
  ];
  return digestOf([readerDigest(), ...files.map((path) => readSource(path).source ?? "")]);
}

function cityFolders(root: string, problems: PolicyProblem[]): string[] {
  if (!existsSync(root)) {
    problems.push(
      problemAt(
        { file: root, line: 1, field: "" },
        {
          zh: "没有这个城市文件夹，请检查 TENANTS_PATH",
          en: "this folder of tenants does not exist; see TENANTS_PATH",
        },
      ),
    );
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

function readCalendar(
  folder: string,
  problems: PolicyProblem[],
): Pick<Tenants, "calendar" | "published" | "statutoryHolidays"> {
  const result = readYaml(join(folder, "national", "calendar.yaml"), calendarFileSchema);
  if (!result.ok) {
    problems.push(...result.problems);
    return { calendar: mainlandCalendar([]), published: [], statutoryHolidays: [] };
  }
  const { published, statutory_holidays } = result.read.data;
  return {
    calendar: mainlandCalendar(published.map(({ year }) => year)),
    published,
    statutoryHolidays: statutory_holidays.map(({ from, value, instrument, cites, basis, reason }, index) => {
      const until = statutory_holidays[index + 1]?.from;
      return { value, from, ...(until && { until }), article: cites, basis, ...(reason && { reason }), instrument };
    }),
  };
}

/** The city's own days; one that is given twice, or changes nothing, is a mistake of the file. */
function readLocalDays(folder: string, national: Calendar, problems: PolicyProblem[]): LocalDay[] {
  const path = join(folder, "calendar.yaml");
  if (!existsSync(path)) return [];
  const result = readYaml(path, cityCalendarFileSchema);
  if (!result.ok) {
    problems.push(...result.problems);
    return [];
  }
  const { file, data, lineOf } = result.read;
  const seen = new Set<string>();
  data.days.forEach(({ date, working }, index) => {
    const wrong = (field: string, zh: string, en: string) =>
      problems.push(
        problemAt({ file, line: lineOf(["days", index, field]), field: `days.${index}.${field}` }, { zh, en }),
      );
    if (seen.has(date)) wrong("date", `“${date}”重复`, `"${date}" is given twice`);
    else if (national.day(date).working === working)
      wrong(
        "working",
        `没有改变：${date}本来就是${working ? "工作日" : "休息日"}`,
        `changes nothing: ${date} is a ${working ? "working" : "rest"} day already`,
      );
    seen.add(date);
  });
  return data.days.map(({ date, working, name, cites, source }) => ({
    date,
    working,
    name,
    source: source ?? { zh: `第${cites}条`, en: `Article ${cites}` },
  }));
}

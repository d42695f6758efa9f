import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { cityProfile } from "./city-profile";
import { PARAMETER_KEYS, type ParameterKey } from "./parameters";
import { type PolicyBook, type ProcedureEntries, policyBook, type ValueHistories } from "./policy-book";
import type { PolicyProblem } from "./policy-file-error";
import { proveProcedure } from "./prove-procedure";
import { type ReadFile, readYaml } from "./read-yaml";
import { cityFileSchema, departmentsFileSchema } from "./schema/city.schema";
import { type DatedValue, policyFileSchema } from "./schema/policy.schema";
import type { ProcedureEntry } from "./schema/procedure.schema";
import { type LegalValue, PROCEDURE_IDS, type Province } from "./types";

export type CityResult = { book: PolicyBook } | { problems: PolicyProblem[] };

/** Reads one city's folder. Either a book, or every problem found in its files. */
export function loadCity(folder: string, provinces: Province[]): CityResult {
  const problems: PolicyProblem[] = [];
  const city = readYaml(join(folder, "city.yaml"), cityFileSchema);
  const departments = readYaml(join(folder, "departments.yaml"), departmentsFileSchema);
  const policies = policyFiles(folder).map((file) => readYaml(file, policyFileSchema));
  for (const result of [city, departments, ...policies]) if (!result.ok) problems.push(...result.problems);
  if (!city.ok || !departments.ok || problems.length > 0) return { problems };

  const files = policies.flatMap((result) => (result.ok ? [result.read as ReadFile<PolicyFile>] : []));
  const values = gatherValues(files, city.read.file, problems);
  const procedures = gatherProcedures(files, problems);
  problems.push(...cityProblems(city.read, departments.read, folder, provinces));
  if (problems.length > 0) return { problems };

  const profile = cityProfile(city.read.data, values["instrument.validity"], provinces);
  const book = policyBook(profile, departments.read.data.departments, values, procedures.entries);
  problems.push(...proofProblems(book, procedures, city.read.file));
  return problems.length > 0 ? { problems } : { book };
}

interface PolicyFile {
  parameters?: Partial<Record<ParameterKey, DatedValue[]>>;
  procedures?: Record<string, ProcedureEntry[] | undefined>;
}

interface Procedures {
  entries: ProcedureEntries;
  where: Record<string, { file: string; lineOf: (index: number) => number }>;
}

function policyFiles(folder: string): string[] {
  const policy = join(folder, "policy");
  if (!existsSync(policy)) return [join(policy, "sharing.yaml")];
  return readdirSync(policy)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(policy, name));
}

function gatherValues(files: ReadFile<PolicyFile>[], cityFile: string, problems: PolicyProblem[]): ValueHistories {
  const values: Partial<ValueHistories> = {};
  for (const { file, data, lineOf } of files) {
    for (const [key, entries] of Object.entries(data.parameters ?? {}) as [ParameterKey, DatedValue[]][]) {
      const field = `parameters.${key}`;
      if (values[key])
        problems.push({
          file,
          line: lineOf(["parameters", key]),
          field,
          sentence: "is already given in another file of this city",
        });
      values[key] = history(entries);
    }
  }
  const missing = PARAMETER_KEYS.filter((key) => !values[key]);
  if (missing.length > 0) {
    const sentence = `the policy files give no value for ${missing.join(", ")} (write not-stipulated where the text is silent)`;
    problems.push({ file: files[0]?.file ?? cityFile, line: 1, field: "parameters", sentence });
  }
  return values as ValueHistories;
}

function history(entries: DatedValue[]): LegalValue<unknown>[] {
  return entries.map(({ from, value, cites, basis, reason }, index) => {
    const until = entries[index + 1]?.from;
    return { value, from, ...(until && { until }), article: cites, basis, ...(reason && { reason }) };
  });
}

function gatherProcedures(files: ReadFile<PolicyFile>[], problems: PolicyProblem[]): Procedures {
  const found: Procedures = { entries: {}, where: {} };
  for (const { file, data, lineOf } of files) {
    for (const [id, entries] of Object.entries(data.procedures ?? {})) {
      if (!entries) continue;
      if (found.entries[id])
        problems.push({
          file,
          line: lineOf(["procedures", id]),
          field: `procedures.${id}`,
          sentence: "is already given in another file of this city",
        });
      found.entries[id] = entries;
      found.where[id] = { file, lineOf: (index) => lineOf(["procedures", id, index]) };
    }
  }
  const missing = PROCEDURE_IDS.filter((id) => !found.entries[id]);
  if (missing.length > 0)
    problems.push({
      file: files[0]?.file ?? "",
      line: 1,
      field: "procedures",
      sentence: `the city has no ${missing.join(", ")}`,
    });
  return found;
}

type CityFile = ReadFile<ReturnType<typeof cityFileSchema.parse>>;
type DepartmentsFile = ReadFile<ReturnType<typeof departmentsFileSchema.parse>>;

/** Things a schema cannot see: names that must agree between files, and offices a city cannot do without. */
function cityProblems(
  city: CityFile,
  departments: DepartmentsFile,
  folder: string,
  provinces: Province[],
): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  const inCity = (field: string, sentence: string) =>
    problems.push({ file: city.file, line: city.lineOf(field.split(".")), field, sentence });
  const inDepartments = (index: number, key: string, sentence: string) =>
    problems.push({
      file: departments.file,
      line: departments.lineOf(["departments", index, key]),
      field: `departments.${index}.${key}`,
      sentence,
    });

  if (city.data.id !== basename(folder)) inCity("id", `must equal the folder's name "${basename(folder)}"`);
  if (!provinces.some(({ tenant }) => tenant === city.data.province))
    inCity("province", `"${city.data.province}" is not in provinces.yaml`);
  const regions = new Set(city.data.regions.map(({ code }) => code));
  if (!regions.has(city.data.region_code)) inCity("region_code", "is not among the regions");
  const codes = new Set<string>();
  departments.data.departments.forEach((department, index) => {
    if (codes.has(department.code)) inDepartments(index, "code", `"${department.code}" is used twice`);
    codes.add(department.code);
    if (!regions.has(department.region))
      inDepartments(index, "region", `"${department.region}" is not a region of this city`);
  });
  for (const region of city.data.regions) {
    const authorities = departments.data.departments.filter(
      ({ kind, region: code }) => kind === "authority" && code === region.code,
    ).length;
    if (authorities !== 1)
      inCity(
        "regions",
        `${region.names.zh} (${region.code}) needs exactly one authority department, has ${authorities}`,
      );
  }
  const government = departments.data.departments.some(
    ({ kind, region }) => kind === "government" && region === city.data.region_code,
  );
  if (!government) inCity("region_code", "the city has no government body in departments.yaml");
  return problems;
}

/** Proves every edition of every procedure on its first day. */
function proofProblems(book: PolicyBook, { entries, where }: Procedures, cityFile: string): PolicyProblem[] {
  return Object.entries(entries).flatMap(([id, editions]) =>
    editions.flatMap((edition, index) => {
      const place = where[id];
      const line = place?.lineOf(index) ?? 1;
      const procedure = book.on(edition.from).procedure(id);
      const follows = procedure.ends.flatMap((end) =>
        end.follows && !entries[end.follows.procedure]
          ? [`end "${end.id}" is followed by "${end.follows.procedure}", which the city does not have`]
          : [],
      );
      return [...proveProcedure(procedure), ...follows].map((sentence) => ({
        file: place?.file ?? cityFile,
        line,
        field: `procedures.${id}.${index}`,
        sentence,
      }));
    }),
  );
}

import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { citationProblems } from "./check-citations";
import { type ProcedureSource, procedureProblems } from "./check-procedures";
import { cityProfile } from "./city-profile";
import { digestOf, type KeptLaw } from "./kept-law";
import { PARAMETER_KEYS, type ParameterKey } from "./parameters";
import {
  type LocalValue,
  type NationalBook,
  type PolicyBook,
  type ProcedureEntries,
  policyBook,
  type ValueHistories,
} from "./policy-book";
import { type PolicyProblem, problemAt } from "./policy-file-error";
import { parseYaml, type ReadFile, readSource, type SourceFile } from "./read-yaml";
import { registerProblems } from "./register-problems";
import { cityFileSchema, departmentsFileSchema } from "./schema/city.schema";
import { type DatedValue, policyFileSchema, readPolicyFile } from "./schema/policy.schema";
import type { AbsentEntry, ProcedureEntry } from "./schema/procedure.schema";
import { type RegisterEditions, registersFileSchema } from "./schema/registers.schema";
import { type LegalValue, PROCEDURE_IDS, type Province, type Text } from "./types";

export type CityResult = { book: PolicyBook; key: string } | { problems: PolicyProblem[] };

/** What the books of all cities rest on beside their own files. */
export interface Above {
  provinces: Province[];
  national: NationalBook | null;
  /** Where sound readings are kept, and the digest of everything above the city's own files; null = every city is read anew. */
  kept: { law: KeptLaw; digest: string } | null;
  /** The books as they were read before, with their keys; one that would be read again as it was is taken over. */
  before: { books: ReadonlyMap<string, PolicyBook>; origins: ReadonlyMap<string, { key: string }> } | null;
}

/** A city's folder with the texts of its files as they were when they were read, and the key of them all. */
export interface CityTexts {
  folder: string;
  sources: CitySources;
  /** Empty where no readings are kept. */
  key: string;
}

/** @param digest of everything above the city's own files; null where no readings are kept */
export function openCity(folder: string, digest: string | null): CityTexts {
  const sources: CitySources = {
    first: [readSource(join(folder, "city.yaml")), readSource(join(folder, "departments.yaml"))],
    policies: policyFiles(folder).map(readSource),
    registers: registerFiles(folder).map(readSource),
  };
  const texts = allOf(sources).flatMap(({ file, source }) => [file, source ?? ""]);
  return { folder, sources, key: digest === null ? "" : digestOf([digest, ...texts]) };
}

/** The book of a city of which nothing has changed since it was read before, or at an earlier start; null where it must be read. */
export function knownCity({ folder, key }: CityTexts, { kept, before, ...above }: Above): CityResult | null {
  const id = basename(folder);
  const book = before?.books.get(id);
  if (kept && book && before?.origins.get(id)?.key === key) return { book, key };
  const content = contentOf(kept?.law.find(id, key) ?? null);
  return content && { book: bookOf(content, above), key };
}

/** What was kept; null where that was damaged since. */
function contentOf(text: string | null): CityContent | null {
  try {
    return text && JSON.parse(text);
  } catch {
    return null;
  }
}

/** Reads and proves a city. Either its book and what was read as it may be kept, or every problem found in its files. */
export function readCity(
  { folder, sources }: CityTexts,
  above: Pick<Above, "provinces" | "national">,
): { book: PolicyBook; content: CityContent } | { problems: PolicyProblem[] } {
  const read = parsed(sources);
  if ("problems" in read) return read;
  const { city, departments, policies, registers } = read;
  const problems: PolicyProblem[] = [];
  const gathered = gather(read, problems);
  problems.push(...cityProblems(city, departments, folder, above.provinces));
  problems.push(...citationProblems([city, departments, ...policies, ...registers], city.data.instrument.articles));
  if (problems.length > 0) return { problems };
  const book = bound(read, gathered, above);
  problems.push(...procedureProblems(book, gathered.procedures.entries, gathered.procedures.where, above.national));
  problems.push(...registerProblems(book, gathered.registers.entries, gathered.registers.where));
  if (problems.length > 0) return { problems };
  const content: CityContent = {
    city: city.data,
    departments: departments.data,
    policies: policies.map(({ data }) => data),
    registers: registers.map(({ data }) => data),
  };
  return { book, content };
}

/** What was found sound, without the way back to its lines. */
export interface CityContent {
  city: CityFile["data"];
  departments: DepartmentsFile["data"];
  policies: PolicyFile[];
  registers: RegistersFile[];
}

/** The book of a city from what was read and proved. */
export function bookOf(
  { city, departments, policies, registers }: CityContent,
  above: Pick<Above, "provinces" | "national">,
): PolicyBook {
  const read: CityFiles = {
    city: unlocated(city),
    departments: unlocated(departments),
    policies: policies.map(unlocated),
    registers: registers.map(unlocated),
  };
  return bound(read, gather(read, []), above);
}

/** Nothing is wrong with it any more, so nobody asks where it stood. */
function unlocated<T>(data: T): ReadFile<T> {
  return { file: "", data, lineOf: () => 1 };
}

interface Gathered {
  values: ValueHistories;
  local: Record<string, LocalValue>;
  procedures: Procedures;
  registers: Registers;
}

function gather({ city, policies, registers }: CityFiles, problems: PolicyProblem[]): Gathered {
  return {
    values: gatherValues(policies, city.file, problems),
    local: gatherLocal(policies, problems),
    procedures: gatherProcedures(policies, problems),
    registers: gatherRegisters(registers, problems),
  };
}

function bound(
  { city, departments }: CityFiles,
  { values, local, procedures, registers }: Gathered,
  { provinces, national }: Pick<Above, "provinces" | "national">,
): PolicyBook {
  return policyBook({
    city: cityProfile(city.data, values, provinces),
    departments: departments.data.departments,
    values,
    local,
    procedures: procedures.entries,
    registers: registers.entries,
    national,
    modes: city.data.superior_law ?? [],
  });
}

/** The texts of city.yaml and departments.yaml, of the files of policy/ and of those of registers/. */
interface CitySources {
  first: [city: SourceFile, departments: SourceFile];
  policies: SourceFile[];
  registers: SourceFile[];
}

function allOf({ first, policies, registers }: CitySources): SourceFile[] {
  return [...first, ...policies, ...registers];
}

/** A city's files, each in the form of its schema. */
interface CityFiles {
  city: CityFile;
  departments: DepartmentsFile;
  policies: ReadFile<PolicyFile>[];
  registers: ReadFile<RegistersFile>[];
}

function parsed({ first, ...sources }: CitySources): CityFiles | { problems: PolicyProblem[] } {
  const city = parseYaml(first[0], cityFileSchema);
  const departments = parseYaml(first[1], departmentsFileSchema);
  const policies = sources.policies.map((source) => parseYaml(source, policyFileSchema, readPolicyFile));
  const registers = sources.registers.map((source) => parseYaml(source, registersFileSchema));
  const results = [city, departments, ...policies, ...registers];
  const problems = results.flatMap((result) => (result.ok ? [] : result.problems));
  if (!city.ok || !departments.ok || problems.length > 0) return { problems };
  return {
    city: city.read,
    departments: departments.read,
    policies: policies.flatMap((result) => (result.ok ? [result.read as ReadFile<PolicyFile>] : [])),
    registers: registers.flatMap((result) => (result.ok ? [result.read] : [])),
  };
}

type RegistersFile = ReturnType<typeof registersFileSchema.parse>;

interface PolicyFile {
  parameters?: Partial<Record<ParameterKey, DatedValue[]>>;
  local?: Record<string, { title: Text; entries: DatedValue[] }>;
  procedures?: Record<string, (ProcedureEntry | AbsentEntry)[] | undefined>;
}

const REPEATED: Text = { zh: "已在本市另一个文件中规定", en: "is already given in another file of this city" };

const REQUIRED = PROCEDURE_IDS.filter((id) => id.startsWith("sharing.") && id !== "sharing.superior");

interface Procedures {
  entries: ProcedureEntries;
  where: Record<string, ProcedureSource>;
}

/** The `.yaml` files of a `policy/` folder, in order. */
export function policyFiles(folder: string): string[] {
  const policy = join(folder, "policy");
  return existsSync(policy) ? yamlFiles(policy) : [join(policy, "sharing.yaml")];
}

/** Those of a `registers/` folder; a city need not have one. */
export function registerFiles(folder: string): string[] {
  const registers = join(folder, "registers");
  return existsSync(registers) ? yamlFiles(registers) : [];
}

function yamlFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

function gatherValues(files: ReadFile<PolicyFile>[], cityFile: string, problems: PolicyProblem[]): ValueHistories {
  const values: Partial<ValueHistories> = {};
  for (const { file, data, lineOf } of files) {
    for (const [key, entries] of Object.entries(data.parameters ?? {}) as [ParameterKey, DatedValue[]][]) {
      const field = `parameters.${key}`;
      if (values[key]) problems.push(problemAt({ file, line: lineOf(["parameters", key]), field }, REPEATED));
      values[key] = history(entries);
    }
  }
  const missing = PARAMETER_KEYS.filter((key) => !values[key]);
  if (missing.length > 0) {
    const keys = missing.join(", ");
    problems.push(
      problemAt(
        { file: files[0]?.file ?? cityFile, line: 1, field: "parameters" },
        {
          zh: `没有回答下列问题：${keys}（条文未规定的写 not-stipulated）`,
          en: `the policy files give no value for ${keys} (write not-stipulated where the text is silent)`,
        },
      ),
    );
  }
  return values as ValueHistories;
}

/** Values of one city alone; their keys begin with `local.` everywhere else. */
function gatherLocal(files: ReadFile<PolicyFile>[], problems: PolicyProblem[]): Record<string, LocalValue> {
  const found: Record<string, LocalValue> = {};
  for (const { file, data, lineOf } of files) {
    for (const [name, { title, entries }] of Object.entries(data.local ?? {})) {
      if (found[`local.${name}`])
        problems.push(problemAt({ file, line: lineOf(["local", name]), field: `local.${name}` }, REPEATED));
      found[`local.${name}`] = { title, entries: history(entries) };
    }
  }
  return found;
}

/** Dated entries as a history: each holds until the next begins. */
export function history(entries: DatedValue[]): LegalValue<unknown>[] {
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
        problems.push(problemAt({ file, line: lineOf(["procedures", id]), field: `procedures.${id}` }, REPEATED));
      found.entries[id] = entries;
      found.where[id] = { file, lineOf };
    }
  }
  const missing = REQUIRED.filter((id) => !found.entries[id]);
  if (missing.length > 0)
    problems.push(
      problemAt(
        { file: files[0]?.file ?? "", line: 1, field: "procedures" },
        { zh: `本市缺少程序 ${missing.join("、")}`, en: `the city has no ${missing.join(", ")}` },
      ),
    );
  return found;
}

interface Registers {
  entries: Record<string, RegisterEditions>;
  where: Record<string, ProcedureSource>;
}

function gatherRegisters(files: ReadFile<RegistersFile>[], problems: PolicyProblem[]): Registers {
  const found: Registers = { entries: {}, where: {} };
  for (const { file, data, lineOf } of files) {
    for (const [id, editions] of Object.entries(data.registers)) {
      if (found.entries[id])
        problems.push(problemAt({ file, line: lineOf(["registers", id]), field: `registers.${id}` }, REPEATED));
      found.entries[id] = editions;
      found.where[id] = { file, lineOf };
    }
  }
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
  const inCity = (field: string, zh: string, en: string) =>
    problems.push(problemAt({ file: city.file, line: city.lineOf(field.split(".")), field }, { zh, en }));
  const inDepartments = (index: number, key: string, zh: string, en: string) => {
    const path = ["departments", index, key];
    const place = { file: departments.file, line: departments.lineOf(path), field: path.join(".") };
    problems.push(problemAt(place, { zh, en }));
  };

  if (city.data.id !== basename(folder))
    inCity("id", `应当与文件夹名称“${basename(folder)}”相同`, `must equal the folder's name "${basename(folder)}"`);
  if (!provinces.some(({ tenant }) => tenant === city.data.province))
    inCity(
      "province",
      `provinces.yaml 中没有“${city.data.province}”`,
      `"${city.data.province}" is not in provinces.yaml`,
    );
  const regions = new Set(city.data.regions.map(({ code }) => code));
  if (!regions.has(city.data.region_code))
    inCity("region_code", "不在下列区划（regions）之中", "is not among the regions");
  const codes = new Set<string>();
  departments.data.departments.forEach((department, index) => {
    if (codes.has(department.code))
      inDepartments(index, "code", `“${department.code}”重复`, `"${department.code}" is used twice`);
    codes.add(department.code);
    if (!regions.has(department.region))
      inDepartments(
        index,
        "region",
        `本市没有区划“${department.region}”`,
        `"${department.region}" is not a region of this city`,
      );
  });
  for (const region of city.data.regions) {
    const authorities = departments.data.departments.filter(
      ({ kind, region: code }) => kind === "authority" && code === region.code,
    ).length;
    if (authorities !== 1)
      inCity(
        "regions",
        `${region.names.zh}（${region.code}）应当有且只有一个数据主管部门（kind: authority），现有${authorities}个`,
        `${region.names.zh} (${region.code}) needs exactly one authority department, has ${authorities}`,
      );
  }
  const government = departments.data.departments.some(
    ({ kind, region }) => kind === "government" && region === city.data.region_code,
  );
  if (!government)
    inCity(
      "region_code",
      "departments.yaml 中没有本市人民政府（kind: government）",
      "the city has no government body in departments.yaml",
    );
  return problems;
}

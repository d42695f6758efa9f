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
import { parseYaml, type ReadFile, readAs, readSource, type SourceFile } from "./read-yaml";
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

/** Reads one city's folder. Either a book and the key of what it was read from, or every problem found in its files. */
export function loadCity(folder: string, above: Above): CityResult {
  const id = basename(folder);
  const sources: CitySources = {
    first: [readSource(join(folder, "city.yaml")), readSource(join(folder, "departments.yaml"))],
    policies: policyFiles(folder).map(readSource),
    registers: registerFiles(folder).map(readSource),
  };
  const { kept, before } = above;
  const key = kept
    ? digestOf([kept.digest, ...allOf(sources).flatMap(({ file, source }) => [file, source ?? ""])])
    : "";
  const book = before?.books.get(id);
  if (kept && book && before?.origins.get(id)?.key === key) return { book, key };
  const read = readCity(folder, sources, above, key);
  return "problems" in read ? read : { book: read.book, key };
}

function readCity(
  folder: string,
  sources: CitySources,
  above: Above,
  key: string,
): { book: PolicyBook } | { problems: PolicyProblem[] } {
  const id = basename(folder);
  const { kept } = above;
  const sound = kept?.law.find(id, key) as unknown[] | null | undefined;
  const read = sound ? asKept(sources, sound) : parsed(sources);
  if ("problems" in read) return read;
  const { city, departments, policies, registers: registerFilesRead } = read;
  const files = [city, departments, ...policies, ...registerFilesRead];
  const problems: PolicyProblem[] = [];
  const values = gatherValues(policies, city.file, problems);
  const local = gatherLocal(policies, problems);
  const procedures = gatherProcedures(policies, problems);
  const registers = gatherRegisters(registerFilesRead, problems);
  if (!sound) problems.push(...cityProblems(city, departments, folder, above.provinces));
  if (!sound) problems.push(...citationProblems(files, city.data.instrument.articles));
  if (problems.length > 0) return { problems };

  const book = policyBook({
    city: cityProfile(city.data, values, above.provinces),
    departments: departments.data.departments,
    values,
    local,
    procedures: procedures.entries,
    registers: registers.entries,
    national: above.national,
    modes: city.data.superior_law ?? [],
  });
  if (sound) return { book };
  problems.push(...procedureProblems(book, procedures.entries, procedures.where, above.national));
  problems.push(...registerProblems(book, registers.entries, registers.where));
  if (problems.length > 0) return { problems };
  kept?.law.keep(
    id,
    key,
    files.map(({ data }) => data),
  );
  return { book };
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

/** The same from what was kept of these very texts. */
function asKept(sources: CitySources, kept: unknown[]): CityFiles {
  const [city, departments, ...more] = allOf(sources).map((source, index) => readAs(source, kept[index]));
  const policies = more.slice(0, sources.policies.length);
  return { city, departments, policies, registers: more.slice(policies.length) } as CityFiles;
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

import { buildProcedure, COMPLETION_STAGE, EXTENSION_ACTS, RETURN_ACT } from "./build-procedure";
import type { ParameterKey } from "./parameters";
import type { NationalBook, PolicyBook } from "./policy-book";
import { type PolicyProblem, problemAt } from "./policy-file-error";
import { type Flaw, flawsOf, type Place } from "./prove-procedure";
import { type AbsentEntry, isAbsent, type ProcedureEntry, type StageEntry } from "./schema/procedure.schema";
import { BASIS_KINDS, type CivilDate, isStipulated, type LegalValue } from "./types";

/** Where the editions of one procedure stand. */
export interface ProcedureSource {
  file: string;
  lineOf(path: readonly PropertyKey[]): number;
}

type Editions = readonly (ProcedureEntry | AbsentEntry)[];

/**
 * What is wrong with the procedures of a city, with the line of each mistake. Every edition is proved on its first day
 * and on each later day on which a value that it names, or the national law, changes what it says.
 */
export function procedureProblems(
  book: PolicyBook,
  procedures: Readonly<Record<string, Editions>>,
  sources: Readonly<Record<string, ProcedureSource>>,
  national: NationalBook | null,
): PolicyProblem[] {
  return Object.entries(procedures).flatMap(([id, editions]) =>
    editions.flatMap((edition, index) => {
      if (isAbsent(edition)) return [];
      const until = editions[index + 1]?.from ?? "9999-12-31";
      const named = namedValues(edition);
      const own = [
        ...editionFlaws(edition),
        ...valueFlaws(named, book, national),
        ...silenceFlaws(edition, book, national),
      ];
      const flaws = own.length > 0 ? own : proofs(book, { id, edition, until, named }, national);
      const follows = edition.ends.flatMap((end) => followFlaws(end, procedures));
      return distinct([...flaws, ...follows]).map((flaw) => located(flaw, { id, index, edition }, sources[id]));
    }),
  );
}

function located(
  { place, sentence }: Flaw,
  { id, index, edition }: { id: string; index: number; edition: ProcedureEntry },
  source: ProcedureSource | undefined,
): PolicyProblem {
  const path = ["procedures", id, index, ...pathIn(edition, place)];
  return problemAt({ file: source?.file ?? "", line: source?.lineOf(path) ?? 1, field: path.join(".") }, sentence);
}

/** The path of a place in what the file says, as far as it goes: what a supplement or the engine brought stands in no file. */
function pathIn(edition: ProcedureEntry, place: Place): (string | number)[] {
  const path: (string | number)[] = [];
  let value: unknown = edition;
  for (const step of place) {
    let key: string | number = step;
    if (step.startsWith("#")) {
      if (!Array.isArray(value)) break;
      key = value.findIndex((item: { id?: string; ref?: string }) => item.id === step.slice(1));
      if (key === -1) break;
    }
    value = (value as Record<string | number, unknown> | undefined)?.[key];
    if (value === undefined) break;
    path.push(key);
  }
  return path;
}

/** What a key is named for, and what its value therefore must be. */
interface NamedValue {
  key: string;
  kind: "limit" | "extension" | "bases";
  place: Place;
}

/** Every value that an edition names. */
function namedValues({ stages }: ProcedureEntry): NamedValue[] {
  return stages.flatMap(({ id, clock, extension, acts }: StageEntry) => {
    const at = ["stages", `#${id}`];
    const found: NamedValue[] = [];
    if (clock) {
      found.push({ key: clock.within, kind: "limit", place: [...at, "clock", "within"] });
      for (const { within } of clock.variants)
        found.push({ key: within, kind: "limit", place: [...at, "clock", "variants"] });
    }
    if (extension) found.push({ key: extension.within, kind: "extension", place: [...at, "extension", "within"] });
    for (const act of acts)
      if (act.accepted_basis)
        found.push({ key: act.accepted_basis, kind: "bases", place: [...at, "acts", `#${act.id}`, "accepted_basis"] });
    return found;
  });
}

function entriesOf(key: string, book: PolicyBook): LegalValue<unknown>[] | undefined {
  return key.startsWith("local.") ? book.local[key]?.entries : book.history(key as ParameterKey);
}

/** Values that no file gives, that are of another kind, or extensions for which nobody gives a length. */
function valueFlaws(named: NamedValue[], book: PolicyBook, national: NationalBook | null): Flaw[] {
  return named.flatMap(({ key, kind, place }): Flaw[] => {
    const entries = entriesOf(key, book);
    if (!entries)
      return [
        {
          place,
          sentence: {
            zh: `使用了“${key}”，但本市的文件没有在 local: 下规定它`,
            en: `names the value "${key}", which no file of this city gives under local:`,
          },
        },
      ];
    const given = entries.filter(isStipulated);
    if (given.some(({ value }) => !IS_OF_KIND[kind](value)))
      return [{ place, sentence: { zh: `“${key}”不是${KINDS[kind].zh}`, en: `"${key}" is not ${KINDS[kind].en}` } }];
    if (kind === "extension" && given.length === 0 && !national?.values[key as ParameterKey]?.some(isStipulated))
      return [
        {
          place,
          sentence: {
            zh: `规定可以延长，但“${key}”没有写明延长多久`,
            en: `an extension is allowed, but ${key} does not say how long`,
          },
        },
      ];
    return [];
  });
}

/** Where silence decides, somebody must say after how long: the city on some day, or the national law above it. */
function silenceFlaws({ stages }: ProcedureEntry, book: PolicyBook, national: NationalBook | null): Flaw[] {
  const binds = book.modes.length === 0 || book.modes.some(({ mode }) => mode === "stricter-of");
  const hasLength = (key: string) =>
    entriesOf(key, book)?.some(isStipulated) ||
    (binds && national?.values[key as ParameterKey]?.some(isStipulated)) ||
    false;
  return stages.flatMap(({ id, on_expiry, clock }): Flaw[] => {
    if (!on_expiry || !clock) return [];
    const keys = [
      clock.within,
      ...clock.variants.map(({ within }) => within),
      ...(clock.national ? [clock.national] : []),
    ];
    if (keys.some(hasLength)) return [];
    return [
      {
        place: ["stages", `#${id}`, "on_expiry"],
        sentence: {
          zh: `环节“${id}”规定了期满如何处理，但“${clock.within}”没有写明期限长度，永远不会期满`,
          en: `stage "${id}" says what silence decides, but ${clock.within} gives no length, so time never runs out`,
        },
      },
    ];
  });
}

const KINDS = {
  limit: { zh: "期限（amount、unit、starts，或者 month、day）", en: "a period or a yearly day" },
  extension: { zh: "延长（amount、unit、consent）", en: "an extension with its length and who consents" },
  bases: { zh: "依据种类的列表", en: "a list of kinds of legal basis" },
} as const;

const IS_OF_KIND = {
  limit: (value: unknown) => value === "promptly" || has(value, "amount", "unit") || has(value, "month", "day"),
  extension: (value: unknown) => has(value, "amount", "unit", "consent"),
  bases: (value: unknown) =>
    Array.isArray(value) && value.every((kind) => (BASIS_KINDS as readonly unknown[]).includes(kind)),
} as const;

function has(value: unknown, ...fields: string[]): boolean {
  return typeof value === "object" && value !== null && fields.every((field) => field in value);
}

/** Ids that an edition gives twice or that the engine keeps for itself, and stages of the completion that do not exist. */
function editionFlaws({ stages, ends, completion, filing }: ProcedureEntry): Flaw[] {
  const flaws: Flaw[] = [
    ...twice(stages, ["stages"]),
    ...twice(ends, ["ends"]),
    ...twice(filing.application, ["filing", "application"]),
    ...stages.flatMap(({ id, acts }) => [
      ...twice(acts, ["stages", `#${id}`, "acts"]),
      ...acts.flatMap((act) => twice(act.fields, ["stages", `#${id}`, "acts", `#${act.id}`, "fields"])),
    ]),
  ];
  const reserved = (place: Place, id: string) =>
    flaws.push({
      place,
      sentence: { zh: `“${id}”为系统保留的名称，请换一个`, en: `"${id}" is a name the system keeps for itself` },
    });
  for (const { id, acts } of stages) {
    const kept: string[] = Object.values(EXTENSION_ACTS);
    if (completion?.stages.includes(id)) kept.push(RETURN_ACT);
    if (completion && id === COMPLETION_STAGE) reserved(["stages", `#${id}`, "id"], id);
    for (const act of acts)
      if (kept.includes(act.id)) reserved(["stages", `#${id}`, "acts", `#${act.id}`, "id"], act.id);
  }
  for (const stage of completion?.stages ?? [])
    if (!stages.some(({ id }) => id === stage))
      flaws.push({
        place: ["completion", "stages"],
        sentence: {
          zh: `补正列出了环节“${stage}”，但没有这样的环节`,
          en: `completion names stage "${stage}", which does not exist`,
        },
      });
  return flaws;
}

function twice(items: readonly { id: string }[], place: Place): Flaw[] {
  const ids = items.map(({ id }) => id);
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))].map((id) => ({
    place,
    sentence: { zh: `id“${id}”重复`, en: `the id "${id}" is given twice` },
  }));
}

function followFlaws(
  { id, follows }: ProcedureEntry["ends"][number],
  procedures: Readonly<Record<string, Editions>>,
): Flaw[] {
  if (!follows || procedures[follows.procedure]) return [];
  return [
    {
      place: ["ends", `#${id}`, "follows", "procedure"],
      sentence: {
        zh: `结果“${id}”之后为“${follows.procedure}”，但本市没有这个程序`,
        en: `end "${id}" is followed by "${follows.procedure}", which the city does not have`,
      },
    },
  ];
}

interface Edition {
  id: string;
  edition: ProcedureEntry;
  /** First day of the next edition. */
  until: CivilDate;
  named: NamedValue[];
}

function proofs(book: PolicyBook, { id, edition, until, named }: Edition, national: NationalBook | null): Flaw[] {
  const changes = [
    ...named.flatMap(({ key }) => [...(entriesOf(key, book) ?? []), ...(national?.values[key as ParameterKey] ?? [])]),
    ...(national?.supplements[id] ?? []),
  ].map(({ from }) => from);
  const later = changes.filter((day) => edition.from < day && day < until);
  const days = new Set([edition.from, ...later]);
  // Built without the book's memory: most of these days are never asked for again.
  return [...days].flatMap((day) => flawsOf(buildProcedure(id, edition, book.on(day))));
}

function distinct(flaws: Flaw[]): Flaw[] {
  return [...new Map(flaws.map((flaw) => [flaw.sentence.en, flaw])).values()];
}

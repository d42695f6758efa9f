import { digestOf } from "./kept-law";
import { policyFiles, registerFiles } from "./load-city";
import type { Tenants } from "./load-tenants";
import { PARAMETER_KEYS } from "./parameters";
import type { NationalBook, PolicyBook } from "./policy-book";
import { type PolicyProblem, problemAt } from "./policy-file-error";
import { parseYaml, readSource } from "./read-yaml";
import { cityFileSchema } from "./schema/city.schema";
import { nationalPolicyFileSchema, policyFileSchema } from "./schema/policy.schema";
import { registersFileSchema } from "./schema/registers.schema";
import type { CivilDate, Text } from "./types";

/** One entry in force that is not what it was: open cases may rest on it. */
export interface PastChange {
  /** City id, or `national`. */
  owner: string;
  /** Where its file says it: `parameters`, the key; `procedures`, the id; … */
  path: string[];
  from: CivilDate;
  what: "changed" | "removed" | "added";
}

/** Digests of the entries in force by `owner path from`. */
export type EntryDigests = Record<string, string>;

interface Entry {
  owner: string;
  path: string[];
  from: CivilDate;
  digest: string;
}

/**
 * The digest of every entry that is in force by a day. The words of an entry (titles, reasons, consequences) are not
 * part of it: mending a sentence changes no law.
 */
export function entryDigests(tenants: Pick<Tenants, "books" | "national">, today: CivilDate): EntryDigests {
  const entries = [...[...tenants.books.values()].flatMap((book) => cityEntries(book, today))];
  if (tenants.national) entries.push(...nationalEntries(tenants.national, today));
  return Object.fromEntries(entries.map((entry) => [nameOf(entry), entry.digest]));
}

/** What changed of the entries in force by a day, in the cities of which both sides know something. */
export function pastChanges(before: EntryDigests, after: EntryDigests): PastChange[] {
  const owners = new Set(Object.keys(before).map((name) => parsed(name).owner));
  const gone = Object.keys(before).filter((name) => after[name] !== before[name]);
  const came = Object.keys(after).filter((name) => before[name] === undefined && owners.has(parsed(name).owner));
  return [
    ...gone.map((name) => ({ ...parsed(name), what: name in after ? ("changed" as const) : ("removed" as const) })),
    ...came.map((name) => ({ ...parsed(name), what: "added" as const })),
  ];
}

/** The change as a sentence at its line of the files as they are now. */
export function describeChange(
  change: PastChange,
  tenants: Pick<Tenants, "origins" | "nationalFolder">,
): PolicyProblem {
  const folder = change.owner === "national" ? tenants.nationalFolder : tenants.origins.get(change.owner)?.folder;
  const place = folder ? placeOf(change, folder) : { file: change.owner, line: 1 };
  return problemAt({ ...place, field: change.path.join(".") }, SENTENCES[change.what](change.from));
}

const SENTENCES: Record<PastChange["what"], (from: CivilDate) => Text> = {
  changed: (from) => ({
    zh: `自${from}施行的规定被修改，但在办案件以它为准；请恢复原文，把新规定作为新日期的一条写在后面`,
    en: `the entry in force since ${from} was changed, but open cases rest on it: restore it and append the new rule with its own date`,
  }),
  removed: (from) => ({
    zh: `自${from}施行的规定被删除，但在办案件以它为准；请恢复原文，废止的写一条新日期的 null`,
    en: `the entry in force since ${from} was removed, but open cases rest on it: restore it; a repeal is a dated null`,
  }),
  added: (from) => ({
    zh: `补写了自${from}起已经施行的规定；此后提出的在办案件将改按它办理`,
    en: `an entry in force since ${from} was added afterwards; cases opened since then now follow it`,
  }),
};

function cityEntries(book: PolicyBook, today: CivilDate): Entry[] {
  const { city, modes, local, history, editions, procedureIds, registerEditions } = book;
  const owner = city.id;
  return [
    ...inForce(owner, ["superior_law"], modes, today),
    ...PARAMETER_KEYS.flatMap((key) => inForce(owner, ["parameters", key], history(key), today)),
    ...Object.entries(local).flatMap(([key, { entries }]) =>
      inForce(owner, ["local", key.slice("local.".length), "entries"], entries, today),
    ),
    ...procedureIds.flatMap((id) => inForce(owner, ["procedures", id], editions(id), today)),
    ...Object.entries(registerEditions).flatMap(([id, entries]) => inForce(owner, ["registers", id], entries, today)),
  ];
}

function nationalEntries({ values, supplements, procedures }: NationalBook, today: CivilDate): Entry[] {
  return [
    ...Object.entries(values).flatMap(([key, entries]) => inForce("national", ["parameters", key], entries, today)),
    ...Object.entries(supplements).flatMap(([id, entries]) => inForce("national", ["supplements", id], entries, today)),
    ...Object.entries(procedures).flatMap(([id, entries]) => inForce("national", ["procedures", id], entries, today)),
  ];
}

function inForce(owner: string, path: string[], entries: readonly { from: CivilDate }[], today: CivilDate): Entry[] {
  return entries
    .filter(({ from }) => from <= today)
    .map((entry) => {
      // `until` follows from the entry after it, and a later change of law does not change an entry.
      const { until: _, ...own } = entry as { from: CivilDate; until?: CivilDate };
      return { owner, path, from: entry.from, digest: digestOf([JSON.stringify(own, withoutWords)]) };
    });
}

/** Leaves out what only people read, and lists in which nothing stands; a value may itself be words. */
function withoutWords(name: string, value: unknown): unknown {
  if (name === "value" || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.length > 0 ? value : undefined;
  const { zh, en, ...more } = value as Record<string, unknown>;
  return typeof zh === "string" && typeof en === "string" && Object.keys(more).length === 0 ? undefined : value;
}

/** Paths hold no spaces, so that a name can be taken apart again. */
function nameOf({ owner, path, from }: Entry): string {
  return [owner, path.join("/"), from].join(" ");
}

function parsed(name: string): { owner: string; path: string[]; from: CivilDate } {
  const [owner = "", path = "", from = ""] = name.split(" ");
  return { owner, path: path.split("/"), from };
}

/** File and line where the entry stands now, or where its value or procedure does. */
function placeOf({ path, from }: PastChange, folder: string): { file: string; line: number } {
  const sources = [`${folder}/city.yaml`, ...policyFiles(folder), ...registerFiles(folder)].map(readSource);
  for (const source of sources) {
    const read = [cityFileSchema, policyFileSchema, nationalPolicyFileSchema, registersFileSchema]
      .map((schema) => parseYaml<typeof cityFileSchema>(source, schema as unknown as typeof cityFileSchema))
      .find(({ ok }) => ok);
    if (!read?.ok) continue;
    const entries = path.reduce<unknown>(
      (value, key) => (value as Record<string, unknown> | undefined)?.[key],
      read.read.data,
    );
    if (!Array.isArray(entries)) continue;
    const index = entries.findIndex((entry: { from?: string }) => entry.from === from);
    return { file: source.file, line: read.read.lineOf(index === -1 ? path : [...path, index]) };
  }
  return { file: sources[0]?.file ?? folder, line: 1 };
}

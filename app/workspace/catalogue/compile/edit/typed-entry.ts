import type { TypedEntry } from "@/server/catalogue/draft.schema";

/** One data item as the form holds it. */
export interface FormItem {
  /** Tells items apart while they are moved; not part of the entry. */
  key: number;
  name: string;
  labelZh: string;
  labelEn: string;
  type: string;
  grade: string;
  mask: string;
  required: boolean;
  isKey: boolean;
  maxLength: string;
  rule: string;
  codeList: string;
}

export const COLLECTION_TEXTS = ["duty", "basis", "scope", "procedure", "necessity"] as const;
export interface FormCollection extends Record<(typeof COLLECTION_TEXTS)[number], string> {
  items: string[];
  fromPublic: boolean;
}

export const ENTRY_TEXTS = [
  "nameZh",
  "nameEn",
  "abstractZh",
  "abstractEn",
  "theme",
  "updateCycle",
  "sharingClass",
  "sharingCondition",
  "sharingBasisKind",
  "sharingBasis",
  "openingClass",
  "openingBasis",
  "priorityArea",
  "delegateDepartmentId",
] as const;
export const PARTICULAR_TEXTS = [
  "subdivision",
  "related",
  "form",
  "origin",
  "format",
  "attributes",
  "method",
  "useRequirements",
  "function",
  "base",
  "themeDatabase",
  "leadDepartmentId",
  "network",
] as const;
export type EntryText = (typeof ENTRY_TEXTS)[number];
export type ParticularText = (typeof PARTICULAR_TEXTS)[number];

/** An entry as the form holds it: words everywhere, empty where nothing was chosen. */
export interface FormEntry extends Record<EntryText, string> {
  dedicated: boolean;
  items: FormItem[];
  particulars: Record<ParticularText, string>;
  contributors: string[];
  collection: FormCollection | null;
  /** The law for collecting an item again, by the item's name. */
  repeats: Record<string, string>;
  /** What the form does not show and keeps as it was. */
  rest: Record<string, unknown>;
}

type Loose = Readonly<Record<string, unknown>>;
const recordOf = (value: unknown): Loose => (typeof value === "object" && value !== null ? (value as Loose) : {});
const text = (value: unknown) => (typeof value === "string" || typeof value === "number" ? String(value) : "");
const texts = (value: unknown) => (Array.isArray(value) ? value.map(text).filter(Boolean) : []);
const pick = <K extends string>(keys: readonly K[], from: Loose) =>
  Object.fromEntries(keys.map((key) => [key, text(from[key])])) as Record<K, string>;

let keys = 0;

export function newItem(): FormItem {
  keys += 1;
  return {
    key: keys,
    name: "",
    labelZh: "",
    labelEn: "",
    type: "text",
    grade: "1",
    mask: "none",
    required: false,
    isKey: false,
    maxLength: "",
    rule: "none",
    codeList: "",
  };
}

/** A typed entry, however much of it there is, as the form holds it. */
export function fromTyped(entry: TypedEntry): FormEntry {
  const particulars = recordOf(entry.particulars);
  const collection = particulars.collection ? recordOf(particulars.collection) : null;
  const known: readonly string[] = [...PARTICULAR_TEXTS, "contributors", "collection", "repeats"];
  return {
    ...pick(ENTRY_TEXTS, entry),
    sharingClass: text(entry.sharingClass) || "unconditional",
    openingClass: text(entry.openingClass) || "withheld",
    dedicated: entry.dedicated === true,
    items: Array.isArray(entry.items) && entry.items.length > 0 ? entry.items.map(itemOf) : [newItem()],
    particulars: { ...pick(PARTICULAR_TEXTS, particulars), network: text(particulars.network) || "extranet" },
    contributors: texts(particulars.contributors),
    collection: collection && {
      ...pick(COLLECTION_TEXTS, collection),
      items: texts(collection.items),
      fromPublic: collection.fromPublic === true,
    },
    repeats: Object.fromEntries(
      (Array.isArray(particulars.repeats) ? particulars.repeats : [])
        .map(recordOf)
        .map(({ item, law }) => [text(item), text(law)]),
    ),
    rest: Object.fromEntries(Object.entries(particulars).filter(([name]) => !known.includes(name))),
  };
}

function itemOf(value: unknown): FormItem {
  const item = recordOf(value);
  const fresh = newItem();
  return {
    ...fresh,
    ...pick(["name", "labelZh", "labelEn", "maxLength"], item),
    type: text(item.type) || fresh.type,
    grade: text(item.grade) || fresh.grade,
    mask: text(item.mask) || fresh.mask,
    rule: text(item.rule) || fresh.rule,
    required: item.required === true,
    isKey: item.isKey === true,
    codeList: texts(item.codeList).join("\n"),
  };
}

/** What the server reads: nothing where nothing was chosen, numbers as numbers. */
export function toTyped(form: FormEntry): TypedEntry {
  const { items, particulars, contributors, collection, repeats, rest, dedicated, ...words } = form;
  const { sharingBasisKind, updateCycle, priorityArea, delegateDepartmentId, ...plain } = words;
  const { format, method, leadDepartmentId, ...said } = particulars;
  const conditional = plain.sharingClass !== "unconditional";
  const names = items.map(({ name }) => name.trim());
  return {
    ...plain,
    dedicated,
    priorityArea: priorityArea || null,
    delegateDepartmentId: delegateDepartmentId || null,
    ...(updateCycle && { updateCycle }),
    ...(sharingBasisKind && conditional && { sharingBasisKind }),
    items: items.map(typedItem),
    particulars: {
      ...rest,
      ...said,
      format: format || null,
      method: method || null,
      leadDepartmentId: leadDepartmentId || null,
      contributors,
      collection: collection && { ...collection, items: collection.items.filter((name) => names.includes(name)) },
      repeats: Object.entries(repeats)
        .filter(([item, law]) => law.trim() && collection?.items.includes(item))
        .map(([item, law]) => ({ item, law })),
    },
  } as TypedEntry;
}

function typedItem({ name, labelZh, labelEn, type, grade, mask, required, isKey, ...more }: FormItem) {
  const values = more.codeList
    .split("\n")
    .map((value) => value.trim())
    .filter(Boolean);
  const demands =
    type === "text"
      ? {
          ...(more.maxLength && { maxLength: Number(more.maxLength) }),
          ...(more.rule !== "none" && { rule: more.rule }),
          ...(values.length > 0 && { codeList: values }),
        }
      : {};
  return { name: name.trim(), labelZh, labelEn, type, grade: Number(grade), mask, required, isKey, ...demands };
}

/** What changed of one field, as it is stored: enums and ids are put into words by who shows them. */
export interface FieldChange {
  /** `nameZh`, `particulars.format`, `items`: a field, or the data items as a whole. */
  field: string;
  /** The data item that it is about, by its Chinese label. */
  item: string | null;
  /** Of an item that stayed: which of its own fields. */
  itemField: string | null;
  before: string | null;
  after: string | null;
}

type Document = Readonly<Record<string, unknown>>;

const FIELDS = [
  "code",
  "nameZh",
  "nameEn",
  "abstractZh",
  "abstractEn",
  "theme",
  "updateCycle",
  "sharingClass",
  "sharingCondition",
  "sharingBasis",
  "openingClass",
  "openingBasis",
  "priorityArea",
  "dedicated",
  "delegateDepartmentId",
  "published",
  "retired",
] as const;
const ITEM_FIELDS = [
  "labelZh",
  "labelEn",
  "type",
  "grade",
  "mask",
  "required",
  "maxLength",
  "codeList",
  "rule",
  "isKey",
] as const;

/**
 * What differs between two states of an entry, field by field and item by item. A field that `after` does not mention has
 * not changed: a draft says nothing of the code or the day of publication.
 */
export function diffEntry(before: Document, after: Document): FieldChange[] {
  const fields = FIELDS.filter((field) => field in after).flatMap((field) =>
    change(field, null, null, before[field], after[field]),
  );
  const [was, is] = [recordOf(before.particulars), recordOf(after.particulars)];
  const particulars = [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((name) =>
    change(`particulars.${name}`, null, null, was[name], is[name]),
  );
  return [...fields, ...particulars, ...diffItems(listOf(before.items), listOf(after.items))];
}

function diffItems(before: readonly Document[], after: readonly Document[]): FieldChange[] {
  const was = new Map(before.map((item) => [item.name, item]));
  const is = new Map(after.map((item) => [item.name, item]));
  const gone = before.filter(({ name }) => !is.has(name));
  return [
    ...gone.map((item) => ({ field: "items", item: label(item), itemField: null, before: label(item), after: null })),
    ...after.flatMap((item) => {
      const old = was.get(item.name);
      if (!old) return [{ field: "items", item: label(item), itemField: null, before: null, after: label(item) }];
      return ITEM_FIELDS.flatMap((field) => change("items", label(item), field, old[field], item[field]));
    }),
  ];
}

function change(
  field: string,
  item: string | null,
  itemField: string | null,
  before: unknown,
  after: unknown,
): FieldChange[] {
  const [was, is] = [written(before), written(after)];
  return was === is ? [] : [{ field, item, itemField, before: was, after: is }];
}

/** A value as one line; what says nothing (empty, no, none) is null. */
function written(value: unknown): string | null {
  if (value === null || value === undefined || value === "" || value === false || value === "none") return null;
  if (Array.isArray(value)) return value.length === 0 ? null : value.map((each) => written(each) ?? "").join("、");
  if (typeof value !== "object") return String(value);
  const parts = Object.values(value)
    .map(written)
    .filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join("；");
}

const label = (item: Document) => String(item.labelZh ?? item.name);
const recordOf = (value: unknown): Document => (typeof value === "object" && value !== null ? (value as Document) : {});
const listOf = (value: unknown): Document[] => (Array.isArray(value) ? value.map(recordOf) : []);

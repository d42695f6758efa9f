import { expect, it } from "vitest";
import { diffEntry } from "./diff-entry";

const item = (name: string, over: Record<string, unknown> = {}) => ({
  name,
  labelZh: `项${name}`,
  labelEn: name,
  type: "text",
  grade: 1,
  mask: "none",
  ...over,
});
const ENTRY = {
  code: "301001/1",
  nameZh: "甲",
  dedicated: false,
  published: true,
  items: [item("a"), item("b")],
  particulars: { format: "table", contributors: [], collection: { items: ["a"], duty: "登记" } },
};

it("says field by field what was and what is, and nothing of what stayed", () => {
  expect(diffEntry(ENTRY, ENTRY)).toEqual([]);
  const after = { ...ENTRY, nameZh: "乙", dedicated: true, particulars: { ...ENTRY.particulars, format: null } };
  const none = { item: null, itemField: null };
  expect(diffEntry(ENTRY, after)).toEqual([
    { field: "nameZh", ...none, before: "甲", after: "乙" },
    { field: "dedicated", ...none, before: null, after: "true" },
    { field: "particulars.format", ...none, before: "table", after: null },
  ]);
});

it("finds items again by their names: gone, new, and changed field by field", () => {
  const after = { ...ENTRY, items: [item("b", { mask: "hash", required: true }), item("c")] };
  expect(diffEntry(ENTRY, after)).toEqual([
    { field: "items", item: "项a", itemField: null, before: "项a", after: null },
    { field: "items", item: "项b", itemField: "mask", before: null, after: "hash" },
    { field: "items", item: "项b", itemField: "required", before: null, after: "true" },
    { field: "items", item: "项c", itemField: null, before: null, after: "项c" },
  ]);
});

it("takes what a draft does not mention as unchanged, and one empty value like another", () => {
  const { code: _, published: __, ...draft } = ENTRY;
  expect(
    diffEntry(ENTRY, { ...draft, dedicated: undefined, particulars: { ...draft.particulars, origin: "" } }),
  ).toEqual([]);
});

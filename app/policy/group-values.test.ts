import { describe, expect, it } from "vitest";
import { byArticle, filterValues } from "@/app/policy/group-values";
import type { BookSubject, BookValue } from "@/server/policy/policy.schema";

function value(key: string, article: string, told: string, basis: BookValue["own"]["basis"] = "law"): BookValue {
  const silent = told === "条文未规定";
  const words = { zh: told, en: silent ? "not stipulated" : "words" };
  return {
    key,
    title: { zh: `事项${key}`, en: key },
    own: { value: silent ? "not-stipulated" : told, told: words, article, basis, from: "2023-03-01" },
    national: null,
    applied: words,
    relation: "alone",
    binds: null,
  };
}

const subjects: BookSubject[] = [
  {
    id: "sharing",
    title: { zh: "共享", en: "Sharing" },
    values: [value("a", "21", "5个工作日"), value("b", "11(一)", "法律", "reading"), value("c", "题注", "抚顺")],
  },
  {
    id: "opening",
    title: { zh: "开放", en: "Opening" },
    values: [value("d", "24", "条文未规定"), value("e", "9", "目录")],
  },
];
const keys = (found: { values: BookValue[] }[]) => found.map(({ values }) => values.map(({ key }) => key));

describe("finding values", () => {
  it("by words of the name or content, all of them", () => {
    expect(keys(filterValues(subjects, { text: "工作日", basis: undefined }))).toEqual([["a"]]);
    expect(keys(filterValues(subjects, { text: "事项b 法律", basis: undefined }))).toEqual([["b"]]);
    expect(filterValues(subjects, { text: "事项b 目录", basis: undefined })).toEqual([]);
  });

  it("by article, and not by a number that happens to stand in a period", () => {
    expect(keys(filterValues(subjects, { text: "第11条", basis: undefined }))).toEqual([["b"]]);
    expect(filterValues(subjects, { text: "5", basis: undefined })).toEqual([]);
    expect(keys(filterValues(subjects, { text: "21", basis: undefined }))).toEqual([["a"]]);
  });

  it("by what they rest on; silence rests on nothing", () => {
    expect(keys(filterValues(subjects, { text: undefined, basis: "silent" }))).toEqual([["d"]]);
    expect(keys(filterValues(subjects, { text: undefined, basis: "reading" }))).toEqual([["b"]]);
    expect(keys(filterValues(subjects, { text: undefined, basis: "law" }))).toEqual([["a", "c"], ["e"]]);
  });
});

it("values stand under their articles in the order of the text, the heading last", () => {
  expect(byArticle(subjects).map(({ id, values }) => [id, values.map(({ key }) => key)])).toEqual([
    ["9", ["e"]],
    ["11", ["b"]],
    ["21", ["a"]],
    ["24", ["d"]],
    ["", ["c"]],
  ]);
});

import { describe, expect, it } from "vitest";
import { cellOf, differenceOf, sortRows, toCsv } from "@/app/oversight/indicators";
import type { CompareRow, Indicators } from "@/server/oversight/oversight.schema";

const nothing: Indicators = {
  filed: 0,
  decided: 0,
  granted: 0,
  refused: 0,
  overdue: 0,
  openOverdue: 0,
  onTimeRate: null,
  grantedRate: null,
};

function place(name: string, values: Partial<Indicators>): CompareRow {
  const text = { zh: name, en: name };
  return {
    ...nothing,
    ...values,
    key: name,
    tenantId: name,
    regionId: null,
    name: text,
    cityName: text,
    quarters: [],
    procedures: [],
    suppressed: false,
  };
}

describe("an indicator", () => {
  it("is a share of the decisions", () => {
    expect(cellOf({ ...nothing, decided: 40, refused: 10 }, "refusalRate")).toEqual({
      kind: "rate",
      atLeast: 0.25,
      atMost: 0.25,
    });
  });

  it("is nothing where nothing was decided, and hidden where the count behind it is", () => {
    expect(cellOf(nothing, "onTimeRate").kind).toBe("none");
    expect(cellOf({ ...nothing, decided: null }, "onTimeRate").kind).toBe("hidden");
    expect(cellOf({ ...nothing, decided: 40, refused: null }, "refusalRate").kind).toBe("hidden");
    expect(cellOf({ ...nothing, overdue: null }, "overdue").kind).toBe("hidden");
  });
});

describe("sorting", () => {
  const rows = [
    place("small", { filed: null }),
    place("b", { filed: 20 }),
    place("c", { filed: 30 }),
    place("a", { filed: 12 }),
  ];

  it("puts what is hidden last in both directions", () => {
    expect(sortRows(rows, "filed", "asc").map(({ key }) => key)).toEqual(["a", "b", "c", "small"]);
    expect(sortRows(rows, "filed", "desc").map(({ key }) => key)).toEqual(["c", "b", "a", "small"]);
  });

  it("counts a range as its middle", () => {
    const ranges = [
      place("wide", { decided: 20, onTimeRate: { atLeast: 0.5, atMost: 1 } }),
      place("exact", { decided: 20, onTimeRate: { atLeast: 0.8, atMost: 0.8 } }),
    ];
    expect(sortRows(ranges, "onTimeRate", "desc").map(({ key }) => key)).toEqual(["exact", "wide"]);
  });
});

describe("a difference", () => {
  it("is told only between exact values", () => {
    const exact = { kind: "rate", atLeast: 0.75, atMost: 0.75 } as const;
    expect(differenceOf(exact, { kind: "rate", atLeast: 0.25, atMost: 0.25 })).toBe(0.5);
    expect(differenceOf(exact, { kind: "rate", atLeast: 0.2, atMost: 0.3 })).toBeNull();
    expect(differenceOf({ kind: "count", value: 12 }, { kind: "hidden", of: "count" })).toBeNull();
  });
});

describe("the CSV", () => {
  it("quotes commas and never starts a cell with a formula", () => {
    expect(toCsv([["a,b", "=1+1", -5]])).toBe('\uFEFF"a,b",\'=1+1,-5\r\n');
  });
});

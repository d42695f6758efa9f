import { describe, expect, it } from "vitest";
import { toDraft, toRowFilter } from "@/app/components/scope/draft-filter";
import { rowFilter } from "@/server/cases/case.schema";

const typeOf = (column: string) => ({ code: "text", amount: "integer", live: "boolean" })[column] as "text" | undefined;

describe("a filter while it is typed", () => {
  it("becomes conditions of the item's type, with Chinese or Western commas between values", () => {
    const filter = toRowFilter(
      [
        { column: "code", op: "in", value: "210402，210403、210404" },
        { column: "amount", op: "gte", value: " 100 " },
        { column: "live", op: "eq", value: "true" },
      ],
      typeOf,
    );
    expect(filter).toEqual([
      { column: "code", op: "in", value: ["210402", "210403", "210404"] },
      { column: "amount", op: "gte", value: 100 },
      { column: "live", op: "eq", value: true },
    ]);
    expect(rowFilter.parse(filter)).toEqual(filter);
  });

  it("leaves out unfinished lines and keeps what is not a number for the server to refuse", () => {
    expect(toRowFilter([{ column: "", op: "eq", value: "1" }], typeOf)).toEqual([]);
    expect(toRowFilter([{ column: "amount", op: "eq", value: "many" }], typeOf)).toEqual([
      { column: "amount", op: "eq", value: "many" },
    ]);
  });

  it("can be typed on from what was filed", () => {
    expect(toDraft([{ column: "code", op: "in", value: ["1", "2"] }])).toEqual([
      { column: "code", op: "in", value: "1, 2" },
    ]);
  });
});

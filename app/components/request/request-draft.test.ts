import { describe, expect, it } from "vitest";
import {
  missingItems,
  missingWords,
  type RequestDraft,
  toApplication,
  wrongTerm,
  yearFrom,
} from "@/app/components/request/request-draft";
import { submitRequestInput } from "@/server/sharing/sharing.schema";

const draft: RequestDraft = {
  fields: { purpose: " 核验补贴资格 ", scenario: " " },
  dataItems: ["code"],
  conditions: [],
  from: "2026-12-01",
  until: "2027-11-30",
  storage: false,
};
const field = (id: string, required: boolean) => ({
  id,
  required,
  title: { zh: id, en: id },
  article: "21",
  basis: "law" as const,
  kind: "text" as const,
  options: [],
});

describe("an application while it is written", () => {
  it("misses what the law requires, and only that", () => {
    expect(missingWords(draft, [field("purpose", true), field("scenario", false)])).toEqual([]);
    expect(missingWords(draft, [field("scenario", true)])).toEqual([{ path: "fields.scenario", problem: "required" }]);
    expect(missingItems({ ...draft, dataItems: [] })).toHaveLength(1);
  });

  it("does not begin in the past nor end before it begins", () => {
    expect(wrongTerm(draft, "2026-12-01")).toEqual([]);
    expect(wrongTerm(draft, "2026-12-02").map(({ path }) => path)).toEqual(["from"]);
    expect(wrongTerm({ ...draft, until: "2026-12-01" }, "2026-12-01").map(({ path }) => path)).toEqual(["until"]);
    expect(wrongTerm({ ...draft, from: "", until: "" }, "2026-12-01")).toHaveLength(2);
  });

  it("is what the server takes", () => {
    const input = {
      ...toApplication(draft, []),
      idempotencyKey: "0d6b5f0e-6f0a-4c0e-9a5e-3f1a52b0c111",
      entryId: "0d6b5f0e-6f0a-4c0e-9a5e-3f1a52b0c112",
    };
    expect(submitRequestInput.parse(input)).toEqual(input);
    expect(input.fields).toEqual({ purpose: "核验补贴资格" });
  });

  it("offers a year, also from a leap day", () => {
    expect(yearFrom("2026-12-01")).toBe("2027-11-30");
    expect(yearFrom("2028-02-29")).toBe("2029-02-28");
  });
});

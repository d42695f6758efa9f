import { describe, expect, it } from "vitest";
import { hrefOf, oneOf, pageOf, readParams } from "@/app/components/listing";

describe("listing", () => {
  it("goes back to the first page when a filter changes, and keeps the filters when the page changes", () => {
    const listing = { path: "/workspace/cases", params: { q: "税", page: "3" } };
    expect(hrefOf(listing, { state: "overdue" })).toBe("/workspace/cases?q=%E7%A8%8E&state=overdue");
    expect(hrefOf(listing, { page: "4" })).toBe("/workspace/cases?q=%E7%A8%8E&page=4");
    expect(hrefOf(listing, { q: undefined })).toBe("/workspace/cases");
  });

  it("ignores what it does not know", async () => {
    expect(oneOf("drop table", ["dueAt", "filedAt"])).toBeUndefined();
    expect(pageOf("-1")).toBe(1);
    expect(pageOf("2.5")).toBe(1);
    expect(await readParams(Promise.resolve({ q: ["a", "b"], x: "1" }), ["q"])).toEqual({ q: "a" });
  });
});

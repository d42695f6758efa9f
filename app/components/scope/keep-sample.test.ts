import { describe, expect, it } from "vitest";
import { keepSample } from "@/app/components/scope/keep-sample";

describe("the example of a mask of one's own", () => {
  it.each([
    ["91210400000000001X", 3, 4, "912***001X"],
    ["望花区", 2, 2, "***"],
    ["王小明", 1, 0, "王***"],
    ["王小明", 0, 1, "***明"],
    ["abc", 0, 0, "***"],
  ])("shows what the reading door leaves of %s with %i and %i", (value, first, last, left) => {
    expect(keepSample(value, { first, last })).toBe(left);
  });
});

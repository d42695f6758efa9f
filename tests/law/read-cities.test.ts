import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readTenants } from "@/server/law";
import type { CityResult } from "@/server/law/load-city";
import { readCities, type Sharing } from "@/server/law/read-cities";
import { put, scratch, tenantsOf } from "./tenant-folder";

const FIVE = ["chongqing", "fushun", "hefei-etdz", "leshan", "shuozhou"];
const ALONE: Sharing = { readers: 0, from: 1 };
const TOGETHER: Sharing = { readers: 2, from: 1 };

/** What is read of these folders, and the texts that would be kept of it. */
function reading(root: string, sharing: Sharing) {
  const { provinces, national } = readTenants(["tenants"]);
  const texts = new Map<string, string>();
  const law = {
    find: () => null,
    keep: (city: string, key: string, text: string) => texts.set(city, `${key} ${text}`),
  };
  const above = { provinces, national, kept: { law, digest: "above" }, before: null };
  const results = readCities(
    FIVE.map((city) => join(root, city)),
    above,
    sharing,
  );
  return { results: [...results.values()], texts };
}

function bookIn(result: CityResult | undefined) {
  if (!result || "problems" in result) throw new Error(`not sound: ${JSON.stringify(result)}`);
  return result.book;
}

it("several threads read the same books as one, and keep the same of them", { timeout: 60_000 }, () => {
  const root = tenantsOf(...FIVE);
  const [alone, together] = [reading(root, ALONE), reading(root, TOGETHER)];
  expect(together.results.map((result) => bookIn(result).city.id)).toEqual(FIVE);
  expect(together.texts).toEqual(alone.texts);
  for (const [index, result] of together.results.entries()) {
    const [book, same] = [bookIn(result), bookIn(alone.results[index])];
    expect(book.city).toEqual(same.city);
    expect(book.turns()).toEqual(same.turns());
    for (const day of book.turns()) {
      expect(book.on(day).procedures()).toEqual(same.on(day).procedures());
      expect(book.on(day).registers()).toEqual(same.on(day).registers());
    }
  }
});

it("they name the same mistakes in the same order, and read the cities that have none", { timeout: 60_000 }, () => {
  const root = tenantsOf(...FIVE);
  put(root, "shuozhou/city.yaml", "level: prefecture", "level: village");
  put(root, "fushun/policy/sharing.yaml", "starts: received }", "starts: recieved }");
  put(root, "fushun/policy/sharing-conditional.yaml", "marks: [submitted, received]", "marks: [submitted]");
  const [alone, together] = [reading(root, ALONE), reading(root, TOGETHER)];
  const problems = (results: CityResult[]) => results.map((result) => ("problems" in result ? result.problems : []));
  expect(problems(together.results).map(({ length }) => length > 0)).toEqual([false, true, false, false, true]);
  expect(problems(together.results)).toEqual(problems(alone.results));
});

it("what a reader took and never gave back is read all the same", { timeout: 60_000 }, () => {
  const root = tenantsOf(...FIVE);
  const program = join(scratch("reader"), "lost.mjs");
  writeFileSync(
    program,
    `import { workerData } from "node:worker_threads";
     workerData.port.once("message", () => { Atomics.add(workerData.counters, 0, 2); process.exit(1); });`,
  );
  const lost = reading(root, { ...TOGETHER, program, patienceMs: 50 });
  expect(lost.results.map((result) => bookIn(result).city.id)).toEqual(FIVE);
  const absent = reading(root, { ...TOGETHER, program: join(root, "nowhere.mjs"), patienceMs: 50 });
  expect(absent.texts).toEqual(lost.texts);
});

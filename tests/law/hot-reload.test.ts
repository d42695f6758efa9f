import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { fold } from "@/server/cases/rules";
import {
  describeChange,
  entryDigests,
  keptLaw,
  pastChanges,
  type Reload,
  type RunningWatch,
  readTenants,
  rememberEntries,
  type Tenants,
  watchTenants,
} from "@/server/law";
import { CaseDriver } from "./cases";
import { edit, lineOf, put, scratch, tenantsOf } from "./tenant-folder";

const SHARING = "fushun/policy/sharing.yaml";
const TODAY = new Date("2026-03-02T10:00:00+08:00");
/** The answer in three days instead of five, from a day on. */
const THREE_DAYS = (from: string) =>
  `    - { from: ${from}, cites: "21", basis: law, value: { amount: 3, unit: working-days, starts: received } }\n`;

const running: RunningWatch[] = [];
afterEach(async () => {
  for (const watching of running.splice(0)) await watching.stop();
});

/** A watch over one folder that is looked at by hand. */
async function watched(root: string, takeUp: (tenants: Tenants) => Promise<void> = async () => {}) {
  const reports: Reload[] = [];
  const kept = keptLaw(join(scratch("kept")));
  let current = readTenants([root], { kept });
  const watching = watchTenants({
    folders: [root],
    reading: { kept },
    current: () => current,
    takeUp: async (tenants) => {
      await takeUp(tenants);
      current = tenants;
    },
    report: (reload) => reports.push(reload),
    now: () => TODAY,
    quietMs: 20,
    everyMs: 3_600_000,
  });
  running.push(watching);
  await watching.look();
  return { reports, watching, book: (city = "fushun") => current.books.get(city), tenants: () => current };
}

/** Appends an entry to the answer's limit. */
function append(root: string, entry: string): void {
  edit(root, SHARING, (text) => text.replace(/(\n {2}sharing\.refusal\.must_contain)/, `\n${entry.trimEnd()}$1`));
}

describe("a new dated version of a policy file", () => {
  it("is taken up without a restart, and an open case keeps the law of its day", async () => {
    const root = tenantsOf("fushun");
    const law = await watched(root);
    const old = law.book()?.on("2026-03-02").procedure("sharing.conditional");
    if (!old) throw new Error("no procedure");
    const open = new CaseDriver(old, TODAY).files();
    expect(open.state?.clock?.deadline?.lastDay).toBe("2026-03-09");

    append(root, THREE_DAYS("2026-03-03"));
    await law.watching.look();

    expect(law.reports).toEqual([{ type: "taken-up", cities: ["fushun"], added: [] }]);
    const now = law.book()?.on("2026-03-03").procedure("sharing.conditional");
    const first = now && new CaseDriver(now, "2026-03-03T10:00:00+08:00").files().state;
    expect(first?.clock?.deadline?.lastDay).toBe("2026-03-06");
    // The case that was open is replayed from the new book under the date its law turns on.
    const same = law.book()?.on("2026-03-02").procedure("sharing.conditional");
    const again = same && fold(same, open.events, law.tenants().calendar);
    const until = { within: { ...again?.clock?.within, until: undefined } };
    expect({ ...again, clock: { ...again?.clock, ...until } }).toEqual(open.state);
    expect(again?.clock?.within.until).toBe("2026-03-03");
  });

  it("is noticed by itself, whether the file is written in place, replaced, or belongs to a new city", async () => {
    const root = tenantsOf("fushun");
    const law = await watched(root);
    append(root, THREE_DAYS("2027-01-01"));
    await vi.waitFor(() => expect(law.reports).toHaveLength(1), { timeout: 10_000 });
    expect(law.book()?.on("2027-01-01").value("sharing.answer.within").value).toMatchObject({ amount: 3 });
    cpSync("tenants/leshan", join(root, "leshan"), { recursive: true });
    await vi.waitFor(() => expect(law.book("leshan")).toBeDefined(), { timeout: 10_000 });
  });

  it("leaves the books of other cities as they are", async () => {
    const root = tenantsOf("fushun", "leshan");
    const law = await watched(root);
    const [fushun, leshan] = [law.book(), law.book("leshan")];
    append(root, THREE_DAYS("2027-01-01"));
    await law.watching.look();
    expect(law.book("leshan")).toBe(leshan);
    expect(law.book()).not.toBe(fushun);
  });

  it("may change an entry that is still to come", async () => {
    const root = tenantsOf("fushun");
    append(root, THREE_DAYS("2027-01-01"));
    const law = await watched(root);
    put(root, SHARING, "amount: 3, unit: working-days", "amount: 4, unit: working-days");
    await law.watching.look();
    expect(law.reports.map(({ type }) => type)).toEqual(["taken-up"]);
    expect(law.book()?.on("2027-01-01").value("sharing.answer.within").value).toMatchObject({ amount: 4 });
  });

  it("may mend a word of an entry in force", async () => {
    const root = tenantsOf("fushun");
    const law = await watched(root);
    edit(root, "fushun/policy/sharing-conditional.yaml", (text) =>
      text.replace("en: Conditional sharing", "en: Sharing"),
    );
    await law.watching.look();
    expect(law.reports.map(({ type }) => type)).toEqual(["taken-up"]);
  });
});

describe("a broken file", () => {
  it("leaves the books in use, is told once with file and line, and is forgotten when it is mended", async () => {
    const root = tenantsOf("fushun");
    const law = await watched(root);
    const before = law.book();
    put(root, SHARING, "unit: working-days", "unit: workdays");
    await law.watching.look();
    await law.watching.look();
    edit(root, SHARING, (text) => `${text}\n# a remark\n`);
    await law.watching.look();
    expect(law.reports).toHaveLength(1);
    expect(law.reports[0]).toMatchObject({ type: "refused", problems: [{ line: lineOf(root, SHARING, "workdays") }] });
    expect(law.book()).toBe(before);
    put(root, SHARING, "unit: workdays", "unit: working-days");
    await law.watching.look();
    expect(law.reports.map(({ type }) => type)).toEqual(["refused", "taken-up"]);
  });

  it("does not stop a city whose folder has gone", async () => {
    const root = tenantsOf("fushun", "leshan");
    const law = await watched(root);
    rmSync(join(root, "leshan"), { recursive: true });
    await law.watching.look();
    expect(law.reports[0]).toMatchObject({
      type: "refused",
      problems: [{ sentence: expect.stringMatching(/has gone/) }],
    });
    expect(law.book("leshan")).toBeDefined();
  });
});

describe("an entry in force", () => {
  it.each([
    ["was changed", "amount: 5, unit: working-days", "amount: 7, unit: working-days", /since 2023-03-01 was changed/],
    [
      "has another date",
      'from: 2023-03-01, cites: "21", basis: law, value: { amount: 5',
      'from: 2023-03-02, cites: "21", basis: law, value: { amount: 5',
      /since 2023-03-01 was removed/,
    ],
  ])("that %s is refused, and named", async (_name, old, now, sentence) => {
    const root = tenantsOf("fushun");
    const law = await watched(root);
    put(root, SHARING, old, now);
    await law.watching.look();
    const [reload] = law.reports;
    if (reload?.type !== "refused") throw new Error("not refused");
    expect(reload.problems).toHaveLength(1);
    expect(reload.problems[0]).toMatchObject({ field: "parameters.sharing.answer.within" });
    expect(reload.problems[0]?.file).toContain(SHARING);
    expect(reload.problems[0]?.line).toBe(lineOf(root, SHARING, now.slice(0, 30)));
    expect(reload.problems[0]?.sentence).toMatch(sentence);
    expect(law.book()?.on("2026-03-02").value("sharing.answer.within").value).toMatchObject({ amount: 5 });
  });

  it("of a procedure is refused at its line too", async () => {
    const root = tenantsOf("fushun");
    const law = await watched(root);
    const file = "fushun/policy/sharing-conditional.yaml";
    put(root, file, "marks: [submitted, received]", "marks: [received, submitted]");
    await law.watching.look();
    expect(law.reports[0]).toMatchObject({
      type: "refused",
      problems: [{ field: "procedures.sharing.conditional", line: lineOf(root, file, "from: 2023-03-01") }],
    });
  });

  it("that was added afterwards is taken up and told", async () => {
    const root = tenantsOf("fushun");
    const law = await watched(root);
    append(root, THREE_DAYS("2026-02-01"));
    await law.watching.look();
    expect(law.reports[0]).toMatchObject({
      type: "taken-up",
      added: [{ sentence: expect.stringMatching(/since 2026-02-01 was added afterwards/) }],
    });
  });

  it("of the national law is watched as well", async () => {
    const root = tenantsOf("fushun");
    const law = await watched(root);
    put(root, "national/policy/sharing.yaml", "amount: 10, unit: working-days", "amount: 11, unit: working-days");
    await law.watching.look();
    expect(law.reports[0]).toMatchObject({ type: "refused" });
  });
});

describe("between two starts", () => {
  it("a changed entry is remembered and named, a future one is not", () => {
    const root = tenantsOf("fushun");
    const memory = join(scratch("memory"), "law", "entries.json");
    const remember = () => {
      const tenants = readTenants([root]);
      const changes = rememberEntries(memory, entryDigests(tenants, "2026-03-02"));
      return changes.map((change) => describeChange(change, tenants));
    };
    expect(remember()).toEqual([]);
    append(root, THREE_DAYS("2027-01-01"));
    expect(remember()).toEqual([]);
    put(root, SHARING, "amount: 5, unit: working-days", "amount: 7, unit: working-days");
    expect(remember()).toMatchObject([
      { field: "parameters.sharing.answer.within", line: lineOf(root, SHARING, "amount: 7, unit: working-days") },
    ]);
    expect(remember()).toEqual([]);
  });

  it("what was read is found again, as long as nothing that it rests on has changed", () => {
    const root = tenantsOf("fushun", "leshan");
    const folder = join(scratch("kept"), "law");
    const reads = () => {
      const kept = keptLaw(folder);
      const kinds: string[] = [];
      const tenants = readTenants([root], {
        kept: {
          find: (city, key) => {
            const found = kept.find(city, key);
            kinds.push(`${city} ${found ? "kept" : "read"}`);
            return found;
          },
          keep: kept.keep,
        },
      });
      kept.flush();
      return { kinds, tenants };
    };
    const first = reads();
    expect(first.kinds).toEqual(["fushun read", "leshan read"]);
    const second = reads();
    expect(second.kinds).toEqual(["fushun kept", "leshan kept"]);
    for (const [id, book] of first.tenants.books) {
      const again = second.tenants.books.get(id);
      expect(again?.city).toEqual(book.city);
      expect(again?.on("2026-03-02").procedures()).toEqual(book.on("2026-03-02").procedures());
    }
    expect(pastChanges(entryDigests(first.tenants, "2026-03-02"), entryDigests(second.tenants, "2026-03-02"))).toEqual(
      [],
    );
    put(root, "leshan/city.yaml", "short: { zh: 乐山", "short: { zh: 嘉州");
    expect(reads().kinds).toEqual(["fushun kept", "leshan read"]);
    put(root, "provinces.yaml", "辽宁省", "辽宁");
    expect(reads().kinds).toEqual(["fushun read", "leshan read"]);
  });

  it("a kept reading that is damaged is read anew, and a folder that cannot be written harms nothing", () => {
    const root = tenantsOf("fushun");
    const folder = join(scratch("kept"), "law");
    const kept = keptLaw(folder);
    readTenants([root], { kept });
    kept.flush();
    expect(readdirSync(folder)).toEqual(["fushun.json"]);
    writeFileSync(join(folder, "fushun.json"), "half of");
    expect(readTenants([root], { kept: keptLaw(folder) }).books.size).toBe(1);
    const barred = join(scratch("kept"), "file");
    writeFileSync(barred, "");
    mkdirSync(join(folder, "more"));
    const useless = keptLaw(join(barred, "law"));
    readTenants([root], { kept: useless });
    expect(() => useless.flush()).not.toThrow();
  });
});

it("books that could not be taken up are tried again, and the old ones stay until then", async () => {
  const root = tenantsOf("fushun");
  let down = true;
  const law = await watched(root, async () => {
    if (down) throw new Error("the database is down");
  });
  const before = law.book();
  append(root, THREE_DAYS("2027-01-01"));
  await law.watching.look();
  expect(law.reports.map(({ type }) => type)).toEqual(["failed"]);
  expect(law.book()).toBe(before);
  down = false;
  await law.watching.look();
  expect(law.reports.map(({ type }) => type)).toEqual(["failed", "taken-up"]);
  expect(law.book()).not.toBe(before);
});

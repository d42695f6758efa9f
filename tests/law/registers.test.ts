import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { entryDigests, getBook, listBooks, pastChanges, readTenants, registerRules } from "@/server/law";
import { judgeRecord } from "@/server/registers/rules/judge-record";
import { edit, lineOf, problemsOf, put, tenantsOf } from "./tenant-folder";

const FILE = "fushun/registers/security.yaml";
const TODAY = "2026-11-25";

describe("the registers of the five cities", () => {
  it.each(listBooks().map(({ city }) => city.id))(
    "of %s cite their article, give reasons, and speak both languages",
    (city) => {
      const registers = getBook(city).on(TODAY).registers();
      expect(registers.length).toBeGreaterThan(10);
      for (const register of registers) {
        const parts = [register, ...register.fields, ...register.checks, ...register.replies, ...register.tells];
        for (const { article, basis, reason } of parts) {
          expect(article, register.id).toMatch(/^\d/);
          if (basis !== "law") expect(reason?.zh && reason.en, register.id).toBeTruthy();
        }
        const texts = [register.title, register.description, ...register.fields.map(({ title }) => title)];
        for (const { zh, en } of texts) {
          expect(zh).toMatch(/\p{Script=Han}/u);
          expect(en).not.toMatch(/\p{Script=Han}/u);
        }
      }
    },
  );

  it("take every interval from the policy files, and have none where the text and the files are silent", () => {
    const everyOf = (city: string, id: string) => getBook(city).on(TODAY).register(id)?.review?.every;
    expect(everyOf("fushun", "backups")).toMatchObject({ value: { amount: 1, unit: "days" }, basis: "default" });
    expect(everyOf("chongqing", "drills")).toMatchObject({ value: { amount: 12, unit: "months" }, basis: "default" });
    expect(getBook("shuozhou").on(TODAY).register("internal-rules")?.review).toBeNull();
  });

  it("hold from the day of the city's text on, and not before", () => {
    expect(getBook("fushun").on("2023-02-28").registers()).toEqual([]);
    expect(getBook("fushun").on("2023-03-01").register("emergency-plan")?.article).toBe("28、29");
  });
});

describe("a mistake in a register is named with its file, its line and a sentence", () => {
  it.each([
    [
      "an interval that no policy file gives",
      "every: security.backup.every",
      "every: local.nowhere",
      /没有“local.nowhere”/,
    ],
    ["an interval that is no interval", "every: security.backup.every", "every: security.early_warning", /不是周期/],
    ["a date field that is not there", "counts_from: ran-on", "counts_from: ran", /没有字段“ran”/],
    ["a date field that is no date", "counts_from: ran-on", "counts_from: extent", /应当是 date 字段/],
    ["a check of a value that its field does not have", "equals: failed", "equals: lost", /没有“lost”这个值/],
    ["a department that the city does not have", "department: public-security", "department: army", /没有“army”/],
    ["an office that nobody holds", "kept_by: [department]", "kept_by: [everybody]", /应当是下列之一/],
    ["a default without its reason", "basis: default, reason: *silent", "basis: default", /必须写明理由/],
    ["an article that the text does not have", 'cites: "29"', 'cites: "99"', /只有31条/],
    [
      "a part of the profile that the text does not ask for",
      "states: [security-rules]",
      "states: [work-plan]",
      /没有要求部门明确“work-plan”/,
    ],
    ["a field that does not exist", "mandatory: true", "compulsory: true", /没有这个字段/],
  ])("%s", (_what, old, now, sentence) => {
    const root = tenantsOf("fushun");
    put(root, FILE, old, now);
    const [problem] = problemsOf(root);
    expect(problem?.zh).toMatch(sentence);
    expect(problem?.sentence).not.toMatch(/\p{Script=Han}/u);
    expect(problem?.file).toContain(FILE);
    expect(problem?.field).toMatch(/^registers\./);
    expect(problem?.line).toBe(lineOf(root, FILE, now));
  });

  it("of what a department states of itself in two places", () => {
    const root = tenantsOf("fushun");
    put(root, FILE, "states: [security-rules]", "states: [security-rules, security-officer]");
    expect(problemsOf(root).map(({ zh }) => zh)).toEqual([
      expect.stringContaining("已由台账“security-rules”记载"),
      expect.stringContaining("已由台账“security-officer”记载"),
    ]);
  });

  it("of a register that two files give", () => {
    const root = tenantsOf("fushun");
    put(root, "fushun/registers/systems.yaml", "  source-systems:", "  backups:");
    expect(problemsOf(root)).toMatchObject([{ zh: expect.stringContaining("已在本市另一个文件中规定") }]);
  });

  it("and nothing is wrong without one, nor in a city that keeps no register", () => {
    expect(problemsOf(tenantsOf("fushun"))).toEqual([]);
    const root = tenantsOf("fushun");
    for (const file of ["organisation", "security", "systems"]) {
      edit(root, `fushun/registers/${file}.yaml`, (text) => `${text.split("registers:\n")[0]}registers: {}\n`);
    }
    expect(readTenants([root]).books.get("fushun")?.on(TODAY).registers()).toEqual([]);
  });
});

describe("a change of law", () => {
  /** Departments' backups are repealed from a day on. */
  const repealed = () => {
    const root = tenantsOf("fushun");
    put(root, FILE, "  drills:\n", '    - { from: 2027-01-01, value: null, cites: "28", basis: law }\n  drills:\n');
    return readTenants([root]);
  };

  it("ends a register from its day on; the database is told the same days", () => {
    const book = repealed().books.get("fushun");
    if (!book) throw new Error("no book");
    expect(book.on("2026-12-31").register("backups")?.title.zh).toBe("数据备份台账");
    expect(book.on("2027-01-01").register("backups")).toBeNull();
    expect(registerRules(book).filter(({ register }) => register === "backups")).toMatchObject([
      { valid_from: "2023-03-01", valid_until: "2027-01-01", kept_by: ["department", "authority"] },
    ]);
  });

  it("of an entry in force is noticed, one with its own date is not", () => {
    const before = readTenants([join("tenants")]);
    const digests = entryDigests(before, TODAY);
    expect(pastChanges(digests, entryDigests(repealed(), TODAY)).filter(({ owner }) => owner === "fushun")).toEqual([]);
    const root = tenantsOf("fushun");
    put(root, FILE, "mandatory: true", "mandatory: false");
    const changed = pastChanges(digests, entryDigests(readTenants([root]), TODAY));
    expect(changed.filter(({ owner }) => owner === "fushun")).toMatchObject([
      { path: ["registers", "security-rules"], from: "2023-03-01", what: "changed" },
    ]);
  });
});

describe("a record is judged", () => {
  const register = (city: string, id: string) => {
    const found = getBook(city).on(TODAY).register(id);
    if (!found) throw new Error(`no ${id}`);
    return found;
  };

  it("by the fields that are asked: an answer to one that is hidden again is not kept", () => {
    const judged = judgeRecord(
      register("fushun", "source-systems"),
      { shares: "no", "through-platform": "网关", classification: "classified" },
      TODAY,
    );
    expect(judged.fields).toEqual({ shares: "no", classification: "classified" });
    expect(judged.wrong.map(({ field }) => field)).toEqual(["system", "network", "migration"]);
  });

  it("and its interval is counted by the calendar from the day it names, or from the day of recording", () => {
    const drills = register("chongqing", "drills");
    expect(judgeRecord(drills, { "held-on": "2026-02-28" }, TODAY).dueOn).toBe("2027-02-28");
    expect(judgeRecord(drills, {}, TODAY).dueOn).toBe("2027-11-25");
    expect(judgeRecord(drills, { "held-on": "2026-02-28", "next-on": "2026-12-01" }, TODAY).dueOn).toBe("2026-12-01");
  });
});

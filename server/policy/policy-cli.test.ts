import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runningEmbedded } from "@/server/db/embedded";
import { loadCities, official } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";
import { CITIES } from "@/tests/law/cases";
import { DAYS_2027 } from "@/tests/law/fictional-2027";
import { type WorkedRow, workedRows } from "@/tests/law/forms";

interface Ran {
  status: number;
  out: string;
  err: string;
}

/** A folder in which no server runs. */
const NOWHERE = fs.mkdtempSync(path.join(os.tmpdir(), "heliu-policy-"));
afterAll(() => fs.rmSync(NOWHERE, { recursive: true, force: true }));

/** Runs the command as a clerk would, on a machine without a database. */
function policy(...args: string[]): Promise<Ran> {
  return policyWith({}, ...args);
}

function policyWith(database: Record<string, string>, ...args: string[]): Promise<Ran> {
  const plain = Object.entries(process.env).filter(([name]) => name !== "DATABASE_URL" && !name.startsWith("HELIU_"));
  const env = { ...Object.fromEntries(plain), NODE_ENV: "test" as const, HELIU_DATA_DIR: NOWHERE, ...database };
  return new Promise((resolve) => {
    const call = ["--import", "tsx", "server/policy/policy-cli.ts", ...args];
    execFile(process.execPath, call, { env }, (error, out, err) => {
      resolve({ status: typeof error?.code === "number" ? error.code : error ? -1 : 0, out, err });
    });
  });
}

const json = async (...args: string[]) => JSON.parse((await policy(...args, "--json")).out);

/** Procedure, step and event of a worked deadline, by its subject; cities that differ come first. */
const STEPS: Record<string, (row: WorkedRow) => [procedure: string, step: string, event: string]> = {
  "conditional sharing": ({ city, step }) => {
    if (step.includes("conformity")) return ["sharing.conditional", "authority-conformity", "submitted"];
    if (city === "leshan") return ["sharing.conditional", "authority-answer", "received"];
    const event = { shuozhou: "forwarded", "hefei-etdz": "accepted" }[city] ?? "received";
    return ["sharing.conditional", "provider-answer", event];
  },
  "unconditional sharing": () => ["sharing.unconditional", "conformity", "submitted"],
  "opening application": ({ city }) => [
    "opening.application",
    "answer",
    city === "hefei-etdz" ? "accepted" : "received",
  ],
  correction: () => ["correction.sharing", "check", "received"],
  "correction of open data": () => ["correction.open", "check", "received"],
  "catalogue change": () => ["catalogue.change", "update", "law-changed"],
  "upward report": () => ["catalogue.change", "report", "catalogue-changed"],
  delisting: () => ["catalogue.retirement", "transition", "successor-usable"],
  "annual report": ({ step }) => [
    "report.annual",
    step.startsWith("districts") ? "unit-report" : "city-report",
    "year-ended",
  ],
};

// The last day of validity is no step of a procedure.
const rows = Object.keys(STEPS).flatMap(workedRows);
const answers = new Map<string, Ran>();

function argsOf(row: WorkedRow): string[] {
  const [procedure, step, event] = STEPS[row.procedure]?.(row) ?? ["", "", ""];
  const asked = /extended by (?:(\d+)|the maximum)/.exec(row.step);
  return [
    ...["due", "--city", row.city, "--procedure", procedure, "--step", step, "--event", event, "--at", row.start],
    ...(asked ? ["--extended-by", asked[1] ?? "15"] : []),
    ...["--as-written", "--json"],
  ];
}

describe("due, for the worked deadlines of the five texts", () => {
  beforeAll(async () => {
    const waiting = [...rows];
    const work = async () => {
      for (let row = waiting.pop(); row; row = waiting.pop()) answers.set(row.case_id, await policy(...argsOf(row)));
    };
    await Promise.all([work(), work(), work()]);
  }, 240_000);

  it("knows 53 of the 57, all but the last days of validity", () => {
    expect(rows).toHaveLength(57 - workedRows("validity").length);
    expect(new Set(rows.map(({ city }) => city)).size).toBe(CITIES.length);
  });

  it.each(rows.map((row) => [row.case_id, row.city, row.step, row] as const))("%s: %s, %s", (id, _city, _step, row) => {
    const { status, out, err } = answers.get(id) ?? { status: -1, out: "", err: "did not run" };
    expect(err).toBe("");
    expect(status).toBe(0);
    const { due, own, national, mode } = JSON.parse(out);
    expect(due).toMatchObject({ at: row.expected_due, provisional: false });
    expect(own.article.startsWith(row.article)).toBe(true);
    expect([mode, national]).toEqual(["as-written", null]);
  });
});

describe("due, as the city is run", () => {
  const sharing = ["due", "--city", "fushun", "--procedure", "sharing.conditional", "--step", "provider-answer"];

  it("prints day, article, basis, the days counted and skipped, and the national limit", async () => {
    const { out, status } = await policy(...sharing, "--event", "received", "--at", "2026-09-29T10:00+08:00");
    expect(status).toBe(0);
    expect(out).toContain("期限 2026-10-12 23:59:59");
    expect(out).toContain("依据第21条（条文规定）");
    expect(out).toContain("计入: 09-30 10-08 10-09 10-10 10-12");
    expect(out).toContain("2026-10-01 – 2026-10-07 国庆节");
    expect(out).toContain("依据国务院令第809号第21条");
    expect(out).toContain("据以办理的是本市规定");
  });

  it("says in English which of the two binds", async () => {
    const args = ["due", "--city", "chongqing", "--procedure", "catalogue.change", "--step", "update"];
    const { out } = await policy(...args, "--event", "law-changed", "--at", "2026-09-16", "--lang", "en");
    expect(out).toContain("due 2026-09-30 23:59:59");
    expect(out).toContain("what binds is the national limit");
  });

  it("counts each limit from its own event where both are given, and says where one is assumed", async () => {
    const args = ["due", "--city", "hefei-etdz", "--procedure", "sharing.conditional", "--step", "answer"];
    const accepted = ["--event", "accepted", "--at", "2026-09-30"];
    const both = await json(...args, ...accepted, "--event", "received", "--at", "2026-09-14");
    expect(both).toMatchObject({ binds: "national", national: { event: "received", startAssumed: false } });
    const one = await json(...args, ...accepted);
    expect(one).toMatchObject({ lawOf: "2026-09-30", national: { startAssumed: true } });
  });

  it("marks a day that runs into a year without a schedule", async () => {
    const found = await json(...sharing, "--event", "received", "--at", "2026-12-30");
    expect(found.due).toMatchObject({ provisional: true, unpublishedYears: [2027] });
    const { out } = await policy(...sharing, "--event", "received", "--at", "2026-12-30");
    expect(out).toContain("（暂定）");
  });

  it("gives the same names of fields whatever the answer", async () => {
    const found = await json(...sharing, "--event", "received", "--at", "2026-09-29");
    expect(Object.keys(found)).toEqual([
      ...["city", "mode", "lawOf", "procedure", "step", "actors", "event", "at"],
      ...["due", "binds", "own", "national", "extension", "calendar"],
    ]);
    expect(Object.keys(found.own)).toEqual([
      ...["key", "article", "basis", "reason", "instrument", "within", "event", "startedAt", "startAssumed"],
      ...["lastDay", "at", "extendedFrom", "counted", "skipped", "rolledFrom", "rolledOver", "provisional", "lines"],
    ]);
    expect(found.extension).toBeNull();
    expect(found.own.skipped[0]).toEqual({
      date: "2026-10-01",
      kind: "holiday",
      name: { zh: "国庆节", en: "National Day" },
    });
  });
});

describe("due, with the years that were imported on a deployment", { timeout: 120_000 }, () => {
  const database = testDatabase();
  const late = [
    ...["due", "--city", "fushun", "--procedure", "sharing.conditional", "--step", "provider-answer"],
    ...["--event", "received", "--at", "2026-12-30"],
  ];
  beforeAll(() => loadCities(database));

  it("reads none where there is no database, and says so", async () => {
    const { out, status } = await policy(...late);
    expect(status).toBe(0);
    expect(out).toContain("（暂定）");
    expect(out).toContain("节假日安排: 文件 2024、2025、2026年；没有可用的数据库，未读取管理员导入的年份");
    expect(JSON.parse((await policy(...late, "--json")).out).calendar).toEqual({
      files: [2024, 2025, 2026],
      imported: [],
      importedRead: false,
      why: "no-database",
    });
  });

  it("counts with them where the database answers: by DATABASE_URL, and by the connection that boot hands on", async () => {
    const before = await policyWith({ DATABASE_URL: database.adminUrl }, ...late);
    expect(before.out).toContain("节假日安排: 文件 2024、2025、2026年；导入 无");
    expect(before.out).toContain("（暂定）");
    await importYear();
    const ways: Record<string, string>[] = [
      { DATABASE_URL: database.adminUrl },
      { HELIU_DB_WORKER: database.urlFor("heliu_worker") },
    ];
    for (const way of ways) {
      const [{ out, status, err }, { out: asJson }] = await Promise.all([
        policyWith(way, ...late),
        policyWith(way, ...late, "--json"),
      ]);
      expect([status, err]).toEqual([0, ""]);
      expect(out).not.toContain("暂定");
      expect(out).toContain("导入 2027年（第2版）");
      const found = JSON.parse(asJson);
      expect(found.due).toMatchObject({ provisional: false, unpublishedYears: [] });
      expect(found.calendar).toMatchObject({ imported: [{ year: 2027, version: 2 }], importedRead: true, why: null });
    }
    const english = await policyWith({ DATABASE_URL: database.adminUrl }, ...late, "--lang", "en");
    expect(english.out).toContain("holiday schedules: files 2024, 2025, 2026; imported: 2027 (version 2)");
  });

  it("answers without them where the database does not, and says so", async () => {
    const gone = { DATABASE_URL: "postgresql://postgres:x@127.0.0.1:1/heliu" };
    const { out, status } = await policyWith(gone, ...late);
    expect(status).toBe(0);
    expect(out).toContain("（暂定）");
    expect(out).toContain("数据库无法连接，未读取管理员导入的年份");
    const english = await policyWith(gone, ...late, "--lang", "en");
    expect(english.out).toContain("the database does not answer, imported years were not read");
  });

  it("finds the embedded server that runs on a data folder, and nothing where none does", async () => {
    const { rows } = await database.admin.query<{ folder: string }>(
      "select current_setting('data_directory') as folder",
    );
    const folder = rows[0]?.folder ?? "";
    expect(await runningEmbedded(path.join(NOWHERE, "pg"))).toBeNull();
    expect(fs.readdirSync(NOWHERE)).toEqual([]);
    // An external test server keeps no password beside its data.
    if (!fs.existsSync(`${folder}.superuser`)) return;
    expect(await runningEmbedded(folder)).toMatch(/^postgresql:\/\/postgres:/);
  });

  /** Two versions of 2027, of which the later is in use. */
  async function importYear(): Promise<void> {
    const operator = await official(database, "platform", "operator", "platform_operator");
    for (const version of [1, 2])
      await database.admin.query(
        `insert into app.calendar_year (tenant_id, year, version, days, source_zh, source_en, imported_by)
         values ('platform', 2027, $1, $2, '通知', 'Notice', $3)`,
        [version, JSON.stringify(DAYS_2027), operator.personId],
      );
  }
});

describe("list, show and report", () => {
  it("list names the cities, and of a city every step as due accepts it", async () => {
    expect((await policy("list")).out.split("\n").map((line) => line.split(" ")[0])).toEqual([
      ...[...CITIES].sort(),
      "",
    ]);
    const { procedures } = await json("list", "--city", "leshan", "--at", "2026-09-29");
    const sharing = procedures.find((each: { procedure: string }) => each.procedure === "sharing.conditional");
    expect(sharing.steps.map(({ names }: { names: string[] }) => names[0])).toContain("answer");
    const { out } = await policy("list", "--city", "leshan", "--at", "2026-09-29");
    expect(out).toContain("answer | authority-answer | provider-answer");
    expect(out).toContain("[received]");
  });

  it("show tells a value with its article and what stands above it", async () => {
    const args = ["show", "--city", "shuozhou", "--key", "catalogue.update.within"];
    expect(await json(...args, "--at", "2026-09-29")).toMatchObject({
      own: { article: "7", value: { amount: 15 } },
      national: { article: "17", value: { amount: 10 } },
      applied: { value: { amount: 10 } },
      relation: "looser",
      binds: "national",
    });
    expect(await json(...args, "--at", "2025-07-31")).toMatchObject({
      national: null,
      relation: "alone",
      binds: "own",
    });
    expect((await policy(...args)).out).toContain("本市规定宽于国家规定");
  });

  it("report lists what is looser", async () => {
    const { out } = await policy("report", "--city", "chongqing", "--at", "2026-09-29");
    expect(out).toContain("catalogue.update.within");
    expect(out).toContain("correction.sharing.extension");
    expect(await json("report", "--city", "chongqing", "--at", "2025-07-31")).toMatchObject({
      national: null,
      rows: [],
    });
  });
});

describe.concurrent("a question without an answer", () => {
  const step = ["--procedure", "sharing.conditional", "--step", "answer", "--event", "received", "--at", "2026-09-29"];
  it.each<[string, string[], number, RegExp]>([
    ["an unknown city", ["due", "--city", "atlantis", ...step], 1, /no city "atlantis"; there are chongqing, fushun/],
    [
      "a procedure that the city does not have",
      ["due", "--city", "fushun", "--procedure", "report.annual", ...step.slice(2)],
      1,
      /fushun has no procedure "report.annual" on 2026-09-29; there are .*sharing\.conditional/,
    ],
    [
      "an unknown step",
      ["due", "--city", "fushun", ...step.slice(0, 2), "--step", "delegate-answer", ...step.slice(4)],
      1,
      /no step "delegate-answer" in fushun; there are .*provider-answer/,
    ],
    [
      "a step of data taken directly",
      ["due", "--city", "fushun", "--procedure", "sharing.unconditional", ...step.slice(2)],
      1,
      /has no steps in fushun: the data is taken directly/,
    ],
    [
      "an event that does not start it",
      ["due", "--city", "hefei-etdz", ...step],
      1,
      /begins with accepted; give --event accepted/,
    ],
    [
      "an extension beyond its length",
      ["due", "--city", "fushun", ...step, "--extended-by", "11"],
      1,
      /extended by 1 to 10 days/,
    ],
    [
      "an unknown event",
      ["due", "--city", "fushun", ...step.slice(0, 4), "--event", "sneezed", "--at", "2026-09-29"],
      1,
      /"sneezed" is no event; there are submitted/,
    ],
    [
      "an unknown value",
      ["show", "--city", "fushun", "--key", "sharing.answer"],
      1,
      /No value is called "sharing.answer"; there are sharing\./,
    ],
    ["no city at all", ["due", ...step], 2, /--city is missing/],
    [
      "an instant without an hour's place",
      ["due", "--city", "fushun", ...step.slice(0, 6), "--at", "2026-09-29T10:00"],
      2,
      /is no instant; write/,
    ],
    [
      "a day that does not exist",
      ["due", "--city", "fushun", ...step.slice(0, 6), "--at", "2026-02-30"],
      2,
      /"2026-02-30" is no instant/,
    ],
    [
      "an event without its instant",
      ["due", "--city", "fushun", ...step, "--event", "accepted"],
      2,
      /Every --event needs its --at/,
    ],
    ["an unknown option", ["due", "--city", "fushun", ...step, "--loudly"], 2, /--loudly/],
    ["an unknown command", ["guess"], 2, /"guess" is no command; there are due, list, show, report/],
  ])("%s is told in a sentence", async (_, args, status, sentence) => {
    const ran = await policy(...args);
    expect(ran.err).toMatch(sentence);
    expect(ran.out).toBe("");
    expect(ran.status).toBe(status);
  });

  it("help is an answer", async () => {
    const { status, out } = await policy("--help");
    expect(status).toBe(0);
    expect(out).toContain("--as-written");
  });
});

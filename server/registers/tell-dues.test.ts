import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { listNotices } from "@/server/notices/list-notices";
import { listNoticesInput, type NoticeRow } from "@/server/notices/notice.schema";
import { loadCities, type Official, official } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";
import { record, renew } from "@/tests/harness/records";
import { withdrawRecord } from "./change-record";
import { withdrawRecordInput } from "./registers.schema";
import { registerDues } from "./tell-dues";

const database = testDatabase();
let officer: Official;
let head: Official;
let other: Official;
let authority: Official;
let county: Official;

beforeAll(async () => {
  await loadCities(database);
  officer = await official(database, "fushun", "ecology", "data_officer");
  head = await official(database, "fushun", "ecology", "department_head");
  other = await official(database, "fushun", "market", "data_officer");
  authority = await official(database, "fushun", "big-data", "authority_officer");
  county = await official(database, "fushun", "xinfu-data", "authority_officer");
});
beforeEach(async () => {
  await database.setClock("2026-03-02T10:00:00+08:00");
  await database.admin.query("delete from app.notice");
});

/** A process that has just started looks at every city. */
const look = () => registerDues()();
const told = async (who: Official, kind: NoticeRow["kind"], register: string) =>
  (await who.asks(listNotices, listNoticesInput.parse({ pageSize: 100 }))).rows.filter(
    (row) => row.kind === kind && (row.detail.register === register || row.detail.registers?.includes(register)),
  );
const days = async (who: Official, kind: NoticeRow["kind"], register: string) =>
  (await told(who, kind, register)).map(({ detail }) => detail.dueAt?.slice(0, 10)).sort();

describe("what is missing from a register", () => {
  it("is told to everybody of the department that must keep it, in one notice that names the registers in both languages, and to nobody else of it", async () => {
    expect(await look()).toBeGreaterThan(5);
    for (const who of [officer, head]) {
      const [notice, ...more] = await told(who, "register-missing", "security-officer");
      expect(more).toEqual([]);
      expect(notice).toMatchObject({
        subject: { kind: "register", id: officer.departmentId },
        detail: {
          registerNames: expect.arrayContaining([
            { zh: "数据安全责任人", en: "Security officers" },
            { zh: "安全应急预案", en: expect.any(String) },
          ]),
        },
        readAt: null,
      });
      expect(notice?.detail.registerNames).toHaveLength(notice?.detail.registers?.length ?? 0);
    }
    // An encouraged post is not missing, and the authority hears of its own registers only.
    expect(await told(officer, "register-missing", "chief-data-officer")).toEqual([]);
    for (const { subject } of await told(authority, "register-missing", "security-officer"))
      expect(subject.id).toBe(authority.departmentId);
    expect(await look()).toBe(0);
    await database.setClock("2026-03-03T10:00:00+08:00");
    expect(await told(officer, "register-missing", "security-officer")).toHaveLength(1);
    await look();
    expect(await told(officer, "register-missing", "security-officer")).toHaveLength(1);
  });

  it("is one notice for each department and day since when it lacks something, not one for each register", async () => {
    await look();
    const { rows } = await database.admin.query<{ notices: number; days: number; registers: number }>(
      `select count(*)::int as notices, count(distinct (tenant_id, department_id, detail ->> 'day'))::int as days,
         sum(jsonb_array_length(detail -> 'registers'))::int as registers from app.notice where kind = 'register-missing'`,
    );
    const [found] = rows;
    expect(found?.notices).toBeGreaterThan(5);
    expect(found?.notices).toBe(found?.days);
    expect(found?.registers).toBeGreaterThan(2 * (found?.notices ?? 0));
  });

  it("is told of a register that was not in the notice of that day, and not again of those that were, in whatever form", async () => {
    await look();
    const [whole] = await told(officer, "register-missing", "security-officer");
    const registers = whole?.detail.registers ?? [];
    const [first, second, ...rest] = registers;
    expect(rest.length).toBeGreaterThan(0);
    // One of a single register, as they once were, and one of a list that has grown since.
    await database.admin.query(
      `update app.notice set detail = detail || jsonb_build_object('registers', $2::jsonb) where id = $1`,
      [whole?.id, JSON.stringify(rest)],
    );
    await database.admin.query(
      `insert into app.notice (tenant_id, department_id, kind, subject_kind, subject_id, detail)
       select tenant_id, department_id, kind, subject_kind, subject_id, jsonb_build_object('register', $2::text, 'day', detail ->> 'day')
         from app.notice where id = $1`,
      [whole?.id, first],
    );
    expect(await look()).toBe(1);
    const [added] = (await told(officer, "register-missing", second ?? "")).filter(({ id }) => id !== whole?.id);
    expect(added?.detail.registers).toEqual([second]);
    expect(await look()).toBe(0);
  });

  it("is not told where it is on record, and told again when the last record was withdrawn", async () => {
    const kept = await record(other, "security-officer");
    await look();
    expect(await told(other, "register-missing", "security-officer")).toEqual([]);
    expect(await told(officer, "register-missing", "security-officer")).toHaveLength(1);
    const { recordId, version } = kept;
    const input = { idempotencyKey: randomUUID(), recordId, version, reason: "调离" };
    await other.does(withdrawRecord, withdrawRecordInput.parse(input));
    await look();
    expect(await told(other, "register-missing", "security-officer")).toHaveLength(1);
  });
});

describe("what is due in a register", () => {
  it("is told to its keeper on the day, to the authority of its level on the day after, each once", async () => {
    const plan = await record(officer, "emergency-plan", { "next-review": "2026-03-10" });
    await look();
    expect(await days(officer, "register-due", "emergency-plan")).toEqual([]);

    await database.setClock("2026-03-10T10:00:00+08:00");
    await look();
    expect(await days(officer, "register-due", "emergency-plan")).toEqual(["2026-03-10"]);
    expect(await told(authority, "register-overdue", "emergency-plan")).toEqual([]);

    await database.setClock("2026-03-11T10:00:00+08:00");
    await look();
    await look();
    expect(await days(officer, "register-due", "emergency-plan")).toEqual(["2026-03-10"]);
    const overdue = await told(authority, "register-overdue", "emergency-plan");
    expect(overdue.map(({ subject, detail }) => [subject.id, detail.entryName?.zh])).toEqual([
      [officer.departmentId, "安全应急预案（抚顺市生态环境局）"],
    ]);
    for (const who of [other, county, officer])
      expect(await told(who, "register-overdue", "emergency-plan")).toEqual([]);

    // Renewed, it is due on another day, of which both hear anew.
    await renew(officer, plan, { "next-review": "2026-03-20" });
    await database.setClock("2026-03-21T10:00:00+08:00");
    await look();
    expect(await days(officer, "register-due", "emergency-plan")).toEqual(["2026-03-10", "2026-03-20"]);
    expect(await days(authority, "register-overdue", "emergency-plan")).toEqual(["2026-03-10", "2026-03-20"]);
  });

  it("of runs that follow one another is only what the last of them leaves due", async () => {
    for (const day of ["2026-02-20", "2026-03-01"]) await record(officer, "backups", { "ran-on": day, result: "good" });
    await look();
    expect(await days(officer, "register-due", "backups")).toEqual(["2026-03-02"]);
    await record(officer, "backups", { "ran-on": "2026-03-02", result: "good" });
    await database.admin.query("delete from app.notice");
    await look();
    expect(await days(officer, "register-due", "backups")).toEqual([]);
  });

  it("is looked at once a day by one process, and by every other at most told once", async () => {
    await record(officer, "drills", { kind: "test", "held-on": "2026-02-01", "next-on": "2026-03-01" });
    const [first, second] = [registerDues(), registerDues()];
    expect(await first()).toBeGreaterThan(0);
    await database.admin.query("delete from app.notice");
    expect(await first()).toBe(0);
    expect(await second()).toBeGreaterThan(0);
    expect(await days(officer, "register-due", "drills")).toEqual(["2026-03-01"]);
  });
});

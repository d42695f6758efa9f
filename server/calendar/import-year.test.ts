import { randomUUID } from "node:crypto";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ImportYearInput } from "@/server/calendar/calendar.schema";
import { checkYear, importYear } from "@/server/calendar/import-year";
import { listYears, readYear } from "@/server/calendar/list-years";
import { listCasesInput, resubmitRequestInput } from "@/server/cases/case.schema";
import { listCases } from "@/server/cases/list-cases";
import { listInbox } from "@/server/cases/list-inbox";
import { readCase } from "@/server/cases/read-case";
import { resubmitRequest } from "@/server/cases/resubmit-request";
import { calendarWatch } from "@/server/jobs/calendar-watch";
import { sweepOverdue } from "@/server/jobs/overdue-sweep";
import { onWake } from "@/server/jobs/wake";
import { calendarFor, setImportedYears } from "@/server/law";
import { listNotices } from "@/server/notices/list-notices";
import { readDesk } from "@/server/oversight/read-desk";
import { readReceipt } from "@/server/sharing/read-receipt";
import { submitRequest } from "@/server/sharing/submit-request";
import { entryOf, loadCities, type Official, official } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";
import { act, application, consent, endOf } from "@/tests/harness/requests";
import { CSV_2027 } from "@/tests/law/fictional-2027";

const database = testDatabase();

/** A requester and a provider of one city, the provider's entry, and whoever else is told. */
interface Side {
  asks: Official;
  gives: Official;
  entryId: string;
}
let fushun: Side;
let leshan: Side;
let authority: Official;
let operator: Official;

async function sideOf(city: string, asking: string, giving: string): Promise<Side> {
  const asks = await official(database, city, asking, "department_head");
  const gives = await official(database, city, giving, "department_head");
  return { asks, gives, entryId: await entryOf(gives) };
}

beforeAll(async () => {
  await loadCities(database);
  fushun = await sideOf("fushun", "civil-affairs", "social-security");
  leshan = await sideOf("leshan", "water", "medical-insurance");
  authority = await official(database, "leshan", LESHAN_AUTHORITY, "authority_officer");
  operator = await official(database, "platform", "operator", "platform_operator");
});
beforeEach(async () => {
  await database.setClock("2026-12-29T10:00:00+08:00");
  await database.admin.query("delete from app.calendar_year");
  await database.admin.query("delete from app.notice");
  await database.admin.query("update gate.counted_calendar set mark = ''");
  await database.admin.query(`update app."case" set stage = null, outcome = 'withdrawn' where stage is not null`);
  setImportedYears([]);
});
afterEach(() => {
  setImportedYears([]);
  onWake(undefined);
});

const LESHAN_AUTHORITY = "digital-economy";
const SOURCE = { zh: "虚构的2027年放假安排", en: "A made-up schedule for 2027" };
const given = (over: Partial<ImportYearInput> = {}): ImportYearInput => ({
  idempotencyKey: randomUUID(),
  year: 2027,
  text: CSV_2027,
  source: SOURCE,
  replaces: null,
  ...over,
});
const file = async ({ asks, entryId }: Side) =>
  asks.does(submitRequest, application(entryId, { from: "2027-03-10", until: "2027-12-31" }));
const rowOf = async (caseId: string) =>
  (
    await database.admin.query<{ due_at: Date; due_provisional: boolean; overdue_at: Date | null; version: number }>(
      `select due_at, due_provisional, overdue_at, version from app."case" where id = $1`,
      [caseId],
    )
  ).rows[0];
const noticesOf = async (who: Official) =>
  (await who.asks(listNotices, { unreadOnly: false, page: 1, pageSize: 50 })).rows
    .filter(({ kind }) => kind === "due-recomputed")
    .map(({ detail }) => ({
      was: detail.dueWas && new Date(detail.dueWas),
      due: detail.dueAt && new Date(detail.dueAt),
      provisional: detail.provisional,
    }));
const audited = async () =>
  (
    await database.admin.query<{ tenant_id: string; subject_id: string; detail: object }>(
      "select tenant_id, subject_id, detail from app.audit_record where act = 'calendar.import' order by at desc limit 1",
    )
  ).rows[0];

describe("importing a year", () => {
  it("is the operator's alone: a city's officers, administrators and overseers may not, nor look into it", async () => {
    for (const [tenant, department, role] of [
      ["fushun", "civil-affairs", "data_officer"],
      ["leshan", LESHAN_AUTHORITY, "authority_officer"],
      ["leshan", LESHAN_AUTHORITY, "system_admin"],
      ["province-sichuan", "oversight", "province_overseer"],
    ] as const) {
      const who = await official(database, tenant, department, role);
      await expect(who.does(importYear, given()), role).rejects.toMatchObject({ code: "FORBIDDEN" });
      await expect(who.does(checkYear, given()), role).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
    expect((await database.admin.query("select from app.calendar_year")).rowCount).toBe(0);
    expect(await operator.does(importYear, given())).toEqual({ year: 2027, version: 1 });
  });

  it("is tried first: problems by row, and how many open cases of all cities it would move, nothing written", async () => {
    await file(fushun);
    await file(leshan);
    const bad = await operator.does(checkYear, given({ text: `${CSV_2027}\n2027-02-31,holiday,元旦,New Year` }));
    expect(bad).toMatchObject({ problems: [{ row: 36, value: "2027-02-31", rule: "not-a-date" }], openCases: 2 });
    const good = await operator.does(checkYear, given());
    expect(good).toMatchObject({ problems: [], holidays: 29, makeUpDays: 5, replaces: null, openCases: 2 });
    expect((await operator.does(checkYear, given({ year: 2029 }))).openCases).toBe(0);
    expect((await database.admin.query("select from app.calendar_year")).rowCount).toBe(0);
  });

  it("is refused with problems, and for a year that a file publishes", async () => {
    const broken = given({ text: CSV_2027.replace("2027-01-01", "2027-13-01") });
    await expect(operator.does(importYear, broken)).rejects.toMatchObject({
      code: "INVALID",
      details: { fields: [{ path: "text", problem: "schedule" }] },
    });
    const published = given({ year: 2026, text: CSV_2027.replaceAll("2027-", "2026-") });
    await expect(operator.does(importYear, published)).rejects.toMatchObject({ code: "INVALID" });
    expect((await database.admin.query("select from app.calendar_year")).rowCount).toBe(0);
  });

  it("happens once a key, and leaves its audit row", async () => {
    const input = given();
    expect(await operator.does(importYear, input)).toEqual({ year: 2027, version: 1 });
    expect(await operator.does(importYear, input)).toEqual({ year: 2027, version: 1 });
    expect((await database.admin.query("select from app.calendar_year")).rowCount).toBe(1);
    expect(await audited()).toEqual({
      tenant_id: "platform",
      subject_id: "2027",
      detail: { version: 1, holidays: 29, makeUpDays: 5 },
    });
  });

  it("is corrected by a new version, by whoever has seen the one before; that one stays", async () => {
    await operator.does(importYear, given());
    await expect(operator.does(importYear, given())).rejects.toMatchObject({ code: "STALE" });
    const shorter = CSV_2027.replace("2027-02-13,holiday,春节,Spring Festival\n", "");
    expect(await operator.does(importYear, given({ replaces: 1, text: shorter }))).toEqual({ year: 2027, version: 2 });
    await expect(operator.does(importYear, given({ replaces: 1 }))).rejects.toMatchObject({ code: "STALE" });
    expect(await operator.asks(readYear, { year: 2027 })).toMatchObject({ version: 2, holidays: 28 });
    expect((await database.admin.query("select from app.calendar_year")).rowCount).toBe(2);
  });

  it("by two at once gives one version", async () => {
    const both = await Promise.allSettled([1, 2].map(() => operator.does(importYear, given())));
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await database.admin.query("select from app.calendar_year")).rowCount).toBe(1);
  });

  it("wakes the jobs once it is committed, and not when it fails", async () => {
    let woken = 0;
    let visible = -1;
    const looked = new Promise<void>((resolve) =>
      onWake(() => {
        woken += 1;
        void database.admin.query("select from app.calendar_year").then(({ rowCount }) => {
          visible = rowCount ?? 0;
          resolve();
        });
      }),
    );
    await expect(operator.does(importYear, given({ text: "x" }))).rejects.toThrow();
    expect(woken).toBe(0);
    await operator.does(importYear, given());
    await looked;
    expect({ woken, visible }).toEqual({ woken: 1, visible: 1 });
  });

  it("shows every official the years in use, and the importer's name to the operator only", async () => {
    await operator.does(importYear, given());
    const seen = await fushun.asks.asks((scope) => listYears(scope), undefined);
    expect(seen.map(({ year, origin, holidays, makeUpDays }) => [year, origin, holidays, makeUpDays])).toEqual([
      [2024, "file", 28, 8],
      [2025, "file", 28, 5],
      [2026, "file", 33, 6],
      [2027, "import", 29, 5],
    ]);
    expect(seen.at(-1)).toMatchObject({ source: SOURCE, version: 1, importedBy: null });
    const own = await operator.asks((scope) => listYears(scope), undefined);
    expect(own.at(-1)?.importedBy).toBe("operator platform_operator");
    expect((await fushun.asks.asks(readYear, { year: 2027 })).days[0]).toEqual({
      date: "2027-01-01",
      kind: "holiday",
      name: { zh: "元旦", en: "New Year's Day" },
    });
    await expect(fushun.asks.asks(readYear, { year: 2029 })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("an open case with a provisional due date", () => {
  const PLAIN = endOf("2027-01-05");
  const COUNTED = endOf("2027-01-06");

  it("is counted again after the import: the right day, final, and both sides hear the old day and the new", async () => {
    const { caseId, dueAt, dueProvisional } = await file(fushun);
    expect({ dueAt, dueProvisional }).toEqual({ dueAt: PLAIN, dueProvisional: true });
    const watch = calendarWatch();
    expect(await watch()).toBe(0);
    expect(await rowOf(caseId)).toMatchObject({ due_provisional: true });

    await operator.does(importYear, given());
    expect(await watch()).toBe(1);
    expect(await rowOf(caseId)).toMatchObject({ due_at: COUNTED, due_provisional: false, version: 1 });
    const due = (await fushun.gives.asks(readCase, { caseId })).due;
    expect(due).toMatchObject({ dueAt: COUNTED, provisional: false });
    const expected = [{ was: PLAIN, due: COUNTED, provisional: false }];
    expect(await noticesOf(fushun.asks)).toEqual(expected);
    expect(await noticesOf(fushun.gives)).toEqual(expected);
    expect(await noticesOf(leshan.asks)).toEqual([]);
  });

  it("is marked in receipt, lists, page, desk and bell until then, and nowhere after", async () => {
    const marks = async (caseId: string) => {
      const receipt = await leshan.asks.asks(readReceipt, caseId);
      const list = await leshan.gives.asks(listCases, listCasesInput.parse({ state: "open" }));
      const inbox = await leshan.gives.asks((scope) => listInbox(scope), undefined);
      const page = await leshan.gives.asks(readCase, { caseId });
      const desk = await authority.asks((scope) => readDesk(scope), undefined);
      return {
        receipt: receipt.dueProvisional,
        list: list.rows.map(({ dueProvisional }) => dueProvisional),
        inbox: inbox.waitingOnMe.map(({ dueProvisional }) => dueProvisional),
        page: page.due?.provisional,
        queue: desk.queues.find(({ id }) => id === "mine")?.rows.map(({ dueProvisional }) => dueProvisional),
        department: desk.departments.map(({ nextDueProvisional }) => nextDueProvisional),
      };
    };
    const all = (marked: boolean) => ({
      receipt: marked,
      list: [marked],
      inbox: [marked],
      page: marked,
      queue: [marked],
      department: [marked],
    });
    const { caseId } = await file(leshan);
    expect(await marks(caseId)).toEqual(all(true));
    const told = await leshan.gives.asks(listNotices, { unreadOnly: false, page: 1, pageSize: 5 });
    expect(told.rows.map(({ kind, detail }) => [kind, detail.provisional])).toEqual([["case-to-act", true]]);
    await operator.does(importYear, given());
    await calendarWatch()();
    expect(await marks(caseId)).toEqual(all(false));
  });

  it("adds no fact and leaves it to be decided as before", async () => {
    const { caseId } = await file(fushun);
    await operator.does(importYear, given());
    await calendarWatch()();
    const { rows } = await database.admin.query("select seq, due_at from app.case_event where case_id = $1", [caseId]);
    expect(rows).toEqual([{ seq: 1, due_at: PLAIN }]);
    expect(await act(fushun.gives, caseId, "approve", consent)).toMatchObject({ outcome: "granted" });
  });

  it("says that a day which stays is final now", async () => {
    await database.setClock("2027-03-08T10:00:00+08:00");
    const { caseId, dueAt } = await file(fushun);
    await operator.does(importYear, given());
    await calendarWatch()();
    expect(await rowOf(caseId)).toMatchObject({ due_at: dueAt, due_provisional: false });
    expect(await noticesOf(fushun.gives)).toEqual([{ was: dueAt, due: dueAt, provisional: false }]);
  });

  it("tells the authority, too, where it waits for it (乐山 17)", async () => {
    const { caseId, dueAt } = await file(leshan);
    await operator.does(importYear, given());
    await calendarWatch()();
    const row = await rowOf(caseId);
    expect(row?.due_provisional).toBe(false);
    expect(await noticesOf(authority)).toEqual([{ was: dueAt, due: row?.due_at, provisional: false }]);
  });

  it("is found in its history: a return, a resubmission, and one voice of a joint review", async () => {
    const { caseId } = await file(leshan);
    await act(leshan.gives, caseId, "return", { missingItems: ["用途说明"] });
    const { version } = await leshan.asks.asks(readCase, { caseId });
    await database.setClock("2026-12-30T10:00:00+08:00");
    await leshan.asks.does(
      resubmitRequest,
      resubmitRequestInput.parse({
        idempotencyKey: randomUUID(),
        caseId,
        version,
        fields: { purpose: "核验医保待遇资格" },
      }),
    );
    await act(leshan.gives, caseId, "approve", consent);
    const before = await rowOf(caseId);
    expect(before).toMatchObject({ due_provisional: true, version: 4 });
    await operator.does(importYear, given());
    expect(await calendarWatch()()).toBe(1);
    const { due } = await leshan.gives.asks(readCase, { caseId });
    expect(await rowOf(caseId)).toMatchObject({ due_at: due?.dueAt, due_provisional: false, version: 4 });
    expect(due?.dueAt).not.toEqual(before?.due_at);
  });

  it("is counted once by several processes, and not again by a second look or a later start", async () => {
    await file(fushun);
    await operator.does(importYear, given());
    const nodes = [calendarWatch(), calendarWatch(), calendarWatch()];
    const moved = await Promise.all(nodes.map((look) => look()));
    expect(moved.reduce((sum, each) => sum + each, 0)).toBe(1);
    for (const look of nodes) expect(await look()).toBe(0);
    expect(await calendarWatch()()).toBe(0);
    expect(await noticesOf(fushun.asks)).toHaveLength(1);
  });

  it("is found at the next look when another node filed it with the older calendar", async () => {
    const look = calendarWatch();
    await operator.does(importYear, given());
    expect(await look()).toBe(0);
    setImportedYears([]);
    const { caseId, dueProvisional } = await file(fushun);
    expect(dueProvisional).toBe(true);
    expect(await look()).toBe(1);
    expect(await rowOf(caseId)).toMatchObject({ due_at: COUNTED, due_provisional: false });
  });

  it("stays as it is while its own year is not loaded, and is not told about another", async () => {
    const { caseId } = await file(fushun);
    await operator.does(
      importYear,
      given({ year: 2028, text: CSV_2027.replaceAll("2027-", "2028-").replace(/.*make-up.*\n?/g, "") }),
    );
    expect(await calendarWatch()()).toBe(0);
    expect(await rowOf(caseId)).toMatchObject({ due_at: PLAIN, due_provisional: true });
    expect(await noticesOf(fushun.asks)).toEqual([]);
  });

  it("keeps the lateness that was noted before", async () => {
    const { caseId } = await file(fushun);
    await database.setClock("2027-01-06T00:00:01+08:00");
    expect(await sweepOverdue()).toBe(1);
    await operator.does(importYear, given());
    await calendarWatch()();
    expect(await rowOf(caseId)).toMatchObject({ due_at: COUNTED, overdue_at: PLAIN });
  });
});

describe("a case that was settled", () => {
  it("by files of its own year is left alone", async () => {
    await database.setClock("2026-03-02T10:00:00+08:00");
    const { caseId, dueAt } = await file(fushun);
    await operator.does(importYear, given());
    expect(await calendarWatch()()).toBe(0);
    expect(await rowOf(caseId)).toMatchObject({ due_at: dueAt, due_provisional: false });
    expect(await noticesOf(fushun.asks)).toEqual([]);
  });

  it("by an imported year moves with its correction, from the day it had", async () => {
    await file(fushun);
    const look = calendarWatch();
    await operator.does(importYear, given());
    await look();
    const longer = `${CSV_2027}\n2027-01-04,holiday,元旦,New Year's Day`;
    await operator.does(importYear, given({ replaces: 1, text: longer }));
    expect(await look()).toBe(1);
    expect(await noticesOf(fushun.asks)).toContainEqual({
      was: endOf("2027-01-06"),
      due: endOf("2027-01-07"),
      provisional: false,
    });
  });

  it("is not touched once it has ended", async () => {
    const { caseId } = await file(fushun);
    await act(fushun.gives, caseId, "approve", consent);
    await operator.does(importYear, given());
    expect(await calendarWatch()()).toBe(0);
    expect(await noticesOf(fushun.asks)).toEqual([]);
  });
});

it("reaches every city's calendar of the process, and none before the look", async () => {
  await operator.does(importYear, given());
  expect(calendarFor("chongqing").day("2027-02-08").published).toBe(false);
  await calendarWatch()();
  for (const city of ["chongqing", "fushun", "hefei-etdz", "leshan", "shuozhou"])
    expect(calendarFor(city).day("2027-02-08")).toMatchObject({ working: false, kind: "holiday", published: true });
});

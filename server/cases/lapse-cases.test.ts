import { randomUUID } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { parseDocument } from "yaml";
import { listAuditInput } from "@/server/audit/audit.schema";
import { listAudit } from "@/server/audit/list-audit";
import { lapsing } from "@/server/cases/lapse-cases";
import { listInbox } from "@/server/cases/list-inbox";
import { readCase } from "@/server/cases/read-case";
import { recountDues } from "@/server/cases/recount-dues";
import { withdrawRequest } from "@/server/cases/withdraw-request";
import { listUseInput, readRowsInput } from "@/server/delivery/grant.schema";
import { listUse } from "@/server/delivery/list-use";
import { previewRows } from "@/server/delivery/preview-rows";
import { readGrant } from "@/server/delivery/read-grant";
import { sweepOverdue } from "@/server/jobs/overdue-sweep";
import { forgetTenants, type ScheduledDay, setImportedYears } from "@/server/law";
import { mountHostedTable } from "@/server/mounting/mount-hosted-table";
import { listNotices } from "@/server/notices/list-notices";
import { listNoticesInput } from "@/server/notices/notice.schema";
import { log } from "@/server/shared/log";
import { submitRequest } from "@/server/sharing/submit-request";
import { entryOf, loadCities, type Official, official } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";
import { act, application, consent, endOf, refusal } from "@/tests/harness/requests";
import { YEAR_2027 } from "@/tests/law/fictional-2027";

/** A city where silence consents; nothing but two YAML files tells it from 抚顺. */
const CITY = "silence";
const CAUSES = { zh: "期限届满未答复的，视为同意共享", en: "No answer in time counts as consent" };
const database = testDatabase();
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "heliu-tenants-"));
let asks: Official;
let gives: Official;

function writeCity(): void {
  const city = path.join(folder, CITY);
  fs.cpSync("tenants/fushun", city, { recursive: true });
  const profile = path.join(city, "city.yaml");
  fs.writeFileSync(profile, fs.readFileSync(profile, "utf8").replace("id: fushun", `id: ${CITY}`));
  decideBySilence(city, "sharing-conditional.yaml", "sharing.conditional", "answer", "granted");
}

function decideBySilence(city: string, file: string, procedure: string, stage: string, end: string): void {
  const whole = path.join(city, "policy", file);
  const document = parseDocument(fs.readFileSync(whole, "utf8"));
  const stages = ["procedures", procedure, 0, "stages"];
  const index = document.toJS().procedures[procedure][0].stages.findIndex(({ id }: { id: string }) => id === stage);
  const expiry = { to: { end }, causes: CAUSES, cites: "21", basis: "law" };
  document.setIn([...stages, index, "on_expiry"], document.createNode(expiry));
  fs.writeFileSync(whole, String(document));
}

beforeAll(async () => {
  writeCity();
  process.env.TENANTS_PATH = folder;
  forgetTenants();
  await loadCities(database);
  asks = await official(database, CITY, "civil-affairs", "department_head");
  gives = await official(database, CITY, "social-security", "department_head");
});
beforeEach(() => database.setClock("2026-03-02T10:00:00+08:00"));
afterAll(() => {
  delete process.env.TENANTS_PATH;
  forgetTenants();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** A request filed on 2 March 2026, to be answered by the end of the 9th. */
async function requested(over: Record<string, unknown> = {}, entryId?: string): Promise<string> {
  const { caseId } = await asks.does(submitRequest, application(entryId ?? (await entryOf(gives)), over));
  return caseId;
}

const lapse = () => lapsing()();
const timeRunsOut = () => database.setClock("2026-03-10T00:00:00+08:00");
const grantsOf = async (caseId: string) =>
  (await database.admin.query("select * from app.data_grant where case_id = $1", [caseId])).rows;
const stageOf = async (who: Official, caseId: string) => (await who.asks(readCase, { caseId })).stage?.id ?? null;
const kindsToldOf = async (who: Official, caseId: string) =>
  (await who.asks(listNotices, listNoticesInput.parse({ pageSize: 100 }))).rows
    .filter(({ subject }) => subject.id === caseId)
    .map(({ kind }) => kind);

describe("silence that consents", () => {
  it("grants one second after the last second, not before, and exactly once", async () => {
    const caseId = await requested();
    const open = await asks.asks(readCase, { caseId });
    expect(open).toMatchObject({ due: { dueAt: endOf("2026-03-09") }, expiryRule: { causes: CAUSES } });
    await database.setClock("2026-03-09T23:59:59.999+08:00");
    expect(await lapse()).toBe(0);
    expect(await grantsOf(caseId)).toEqual([]);
    await timeRunsOut();
    expect(await lapse()).toBe(1);
    expect(await lapse()).toBe(0);
    expect(await grantsOf(caseId)).toMatchObject([
      {
        approved_by: null,
        consumer_department_id: asks.departmentId,
        columns: ["full_name", "insured_year"],
        masks: { full_name: "name", insured_year: "none" },
        row_filter: [],
        purpose: "核验待遇资格",
        storage_allowed: false,
        valid_from: new Date("2026-03-10T00:00:00+08:00"),
        valid_until: new Date("2027-01-01T00:00:00+08:00"),
      },
    ]);
  });

  it("is shown as a fact of nobody, with the sentence of the law, in the lists and to both sides", async () => {
    const caseId = await requested();
    await timeRunsOut();
    await sweepOverdue();
    await lapse();
    const page = await gives.asks(readCase, { caseId });
    expect(page.events.at(-1)).toMatchObject({
      type: "expired",
      title: CAUSES,
      person: null,
      department: null,
      actedAs: null,
      at: new Date("2026-03-10T00:00:00+08:00"),
    });
    expect(page).toMatchObject({ end: { id: "granted" }, decidedOnTime: null, acts: [] });
    expect(page.decidedAt).toEqual(new Date("2026-03-10T00:00:00+08:00"));
    const decided = (await asks.asks(listInbox, undefined)).justDecided.find(({ id }) => id === caseId);
    expect(decided).toMatchObject({ outcome: "granted", decidedOnTime: null });
    expect(await kindsToldOf(asks, caseId)).toContain("case-granted");
    expect(await kindsToldOf(gives, caseId)).toContain("case-granted");
    const auditor = await official(database, CITY, "big-data", "auditor");
    const { rows } = await auditor.asks(listAudit, listAuditInput.parse({ subjectId: caseId }));
    expect(rows.find(({ act }) => act === "sharing.conditional.expired")).toMatchObject({
      person: null,
      department: null,
      denied: false,
    });
  });

  it("counts as ended, and neither as granted nor as decided, on time or late: nobody did", async () => {
    const counts = async () =>
      (
        await database.admin.query(
          `select sum(decided)::int decided, sum(on_time)::int on_time, sum(granted)::int granted,
             sum(ended_otherwise)::int otherwise, sum(open_overdue)::int open_overdue
           from app.rollup where tenant_id = $1`,
          [CITY],
        )
      ).rows[0];
    await requested();
    const before = await counts();
    await timeRunsOut();
    await sweepOverdue();
    expect((await counts()).open_overdue).toBe(before.open_overdue + 1);
    await lapse();
    expect(await counts()).toEqual({ ...before, otherwise: before.otherwise + 1 });
    await database.setClock("2026-03-02T10:00:00+08:00");
    await act(gives, await requested(), "approve", consent);
    expect(await counts()).toMatchObject({
      decided: before.decided + 1,
      on_time: before.on_time + 1,
      granted: before.granted + 1,
    });
  });

  it("lets the consumer read under the items' own masks, in a record without approver", async () => {
    const entryId = await entryOf(gives);
    await mountHostedTable(gives.token, entryId, [["欧阳晓东", "210402199001011234", "2019"]]);
    const caseId = await requested({}, entryId);
    await timeRunsOut();
    await lapse();
    const [grant] = await grantsOf(caseId);
    const rows = await asks.asks(
      (scope, input) => previewRows(scope, asks.token, input),
      readRowsInput.parse({ grantId: grant.id, purpose: grant.purpose }),
    );
    expect(rows.rows).toEqual([{ full_name: "欧**", insured_year: 2019 }]);
    expect((await asks.asks(readGrant, grant.id)).approvedBy).toBeNull();
    const { rows: used } = await gives.asks(listUse, listUseInput.parse({ grantId: grant.id }));
    expect(used).toMatchObject([{ id: rows.accessRecordId, approvedBy: null, by: { kind: "person" } }]);
  });

  it("keeps a condition on an item that is shown as it is", async () => {
    const rowFilter = [{ column: "insured_year", op: "gte", value: 2020 }];
    const caseId = await requested({ rowFilter });
    await timeRunsOut();
    expect(await lapse()).toBe(1);
    expect(await grantsOf(caseId)).toMatchObject([{ row_filter: rowFilter }]);
  });

  it("happens once, however many processes see it at the same time", async () => {
    const ids = await Promise.all([requested(), requested(), requested()]);
    await timeRunsOut();
    const done = await Promise.all(Array.from({ length: 5 }, lapse));
    expect(done.reduce((sum, count) => sum + count, 0)).toBe(ids.length);
    for (const caseId of ids) {
      expect(await grantsOf(caseId)).toHaveLength(1);
      expect((await asks.asks(readCase, { caseId })).events.filter(({ type }) => type === "expired")).toHaveLength(1);
      expect(await kindsToldOf(asks, caseId)).toEqual(["case-granted"]);
    }
  });

  it("undoes no decision that was taken, and comes before one that comes later", async () => {
    const [refused, granted] = [await requested(), await requested()];
    await act(gives, refused, "refuse", refusal);
    await timeRunsOut();
    expect(await lapse()).toBe(1);
    expect(await asks.asks(readCase, { caseId: refused })).toMatchObject({
      end: { id: "refused" },
      decidedOnTime: true,
      grantId: null,
    });
    await expect(act(gives, granted, "refuse", refusal)).rejects.toMatchObject({ code: "STALE" });
    expect(await grantsOf(granted)).toHaveLength(1);
  });

  it("is faster than anybody who acts between the last second and the next turn: the act is refused, silence recorded", async () => {
    const late: [string, (caseId: string, version: number) => Promise<unknown>][] = [
      ["refuses", (caseId) => act(gives, caseId, "refuse", refusal)],
      ["grants", (caseId) => act(gives, caseId, "approve", consent)],
      ["returns", (caseId) => act(gives, caseId, "return", { missingItems: ["用途"] })],
      [
        "withdraws",
        (caseId, version) =>
          asks.does(withdrawRequest, { idempotencyKey: randomUUID(), caseId, version, reason: "改用" }),
      ],
    ];
    for (const [what, attempt] of late) {
      await database.setClock("2026-03-02T10:00:00+08:00");
      const [caseId, inTime] = [await requested(), await requested()];
      await database.setClock("2026-03-09T23:59:59.999+08:00");
      await attempt(inTime, 1);
      await timeRunsOut();
      await expect(attempt(caseId, 1), what).rejects.toMatchObject({ code: "EXPIRED" });
      // Committed although the act was not: nobody waits for the worker's turn.
      expect(await asks.asks(readCase, { caseId }), what).toMatchObject({ end: { id: "granted" }, version: 2 });
      expect(await grantsOf(caseId), what).toMatchObject([{ approved_by: null }]);
      const events = (await asks.asks(readCase, { caseId })).events.map(({ type }) => type);
      expect(events, what).toEqual(["filed", "expired"]);
      await expect(attempt(caseId, 2), what).rejects.toMatchObject({ code: expect.stringMatching(/STALE|ENDED/) });
    }
    expect(await lapse()).toBe(0);
  });

  it("stays readable when a later schedule moves the last day behind it, and so does a longer period asked for in time", async () => {
    const holiday = (date: string): ScheduledDay => ({ date, kind: "holiday", name: { zh: "元旦", en: "New Year" } });
    const longer = {
      ...YEAR_2027,
      version: 2,
      days: [...YEAR_2027.days, holiday("2027-01-04"), holiday("2027-01-05")],
    };
    try {
      setImportedYears([YEAR_2027]);
      await database.setClock("2026-12-29T10:00:00+08:00");
      const deemed = await requested({ from: "2027-01-10", until: "2027-12-31" });
      const due = (await asks.asks(readCase, { caseId: deemed })).due?.dueAt ?? new Date(0);
      await database.setClock(new Date(due.getTime() + 1000).toISOString());
      expect(await lapse()).toBe(1);
      const before = await asks.asks(readCase, { caseId: deemed });
      setImportedYears([longer]);
      expect(await asks.asks(readCase, { caseId: deemed })).toMatchObject({
        end: { id: "granted" },
        decidedAt: before.decidedAt,
        grantId: before.grantId,
        events: [{ type: "filed" }, { type: "expired", at: before.decidedAt }],
      });
      // Under the longer schedule it would not have lapsed: another request, filed on the same day, is still open then.
      await database.setClock("2026-12-29T10:00:00+08:00");
      const open = await requested({ from: "2027-01-10", until: "2027-12-31" });
      const last = (await asks.asks(readCase, { caseId: open })).due?.dueAt ?? new Date(0);
      expect(last.getTime()).toBeGreaterThan(due.getTime());
      await database.setClock(last.toISOString());
      expect(await lapse()).toBe(0);
      await act(gives, open, "ask-extension", { reason: "需核对档案", extensionDays: 5 });
      setImportedYears([YEAR_2027]);
      expect(await asks.asks(readCase, { caseId: open })).toMatchObject({
        stage: { id: "answer" },
        events: [{ type: "filed" }, { type: "acted", act: "ask-extension" }],
      });
      setImportedYears([longer]);
      await asks.does(withdrawRequest, { idempotencyKey: randomUUID(), caseId: open, version: 2, reason: "改用" });
    } finally {
      setImportedYears([]);
    }
  });

  it("goes on to the next stage where consent alone does not deliver, and tells whoever has to act there", async () => {
    const entryId = await entryOf(gives);
    await database.admin.query("update app.hosted_table set active = false where entry_id = $1", [entryId]);
    const caseId = await requested({}, entryId);
    await timeRunsOut();
    expect(await lapse()).toBe(1);
    expect(await grantsOf(caseId)).toEqual([]);
    const page = await gives.asks(readCase, { caseId });
    expect(page).toMatchObject({ stage: { id: "delivery" }, decidedAt: null, waitingOn: [{ kind: "provider" }] });
    expect(page.due?.dueAt.getTime()).toBeGreaterThan(endOf("2026-03-10").getTime());
    expect(await kindsToldOf(gives, caseId)).toEqual(["case-to-act", "case-to-act"]);
    expect(await lapse()).toBe(0);
  });
});

describe("silence decides nothing", () => {
  it("in a city whose text does not say so", async () => {
    const [theirs, own] = await Promise.all([
      official(database, "fushun", "civil-affairs", "department_head"),
      official(database, "fushun", "social-security", "data_officer"),
    ]);
    const { caseId } = await theirs.does(submitRequest, application(await entryOf(own)));
    await timeRunsOut();
    expect(await lapse()).toBe(0);
    expect(await stageOf(theirs, caseId)).toBe("answer");
    expect((await own.asks(readCase, { caseId })).expiryRule).toBeNull();
  });

  it("on a provisional last day, until the year is published", async () => {
    await database.setClock("2026-12-30T10:00:00+08:00");
    const caseId = await requested({ from: "2027-01-10", until: "2027-12-31" });
    expect((await asks.asks(readCase, { caseId })).due?.provisional).toBe(true);
    await database.setClock("2027-01-20T10:00:00+08:00");
    expect(await lapse()).toBe(0);
    expect(await stageOf(asks, caseId)).toBe("answer");
    try {
      setImportedYears([YEAR_2027]);
      expect(await lapse()).toBe(0); // counted again first, with a notice
      await recountDues();
      expect(await lapse()).toBe(1);
      expect(await grantsOf(caseId)).toHaveLength(1);
    } finally {
      setImportedYears([]);
    }
  });

  it.each([
    [
      "a condition on a masked item",
      { rowFilter: [{ column: "full_name", op: "prefix", value: "李" }] },
      "masked-condition",
    ],
    ["a term that is over", { from: "2026-03-03", until: "2026-03-09" }, "term-over"],
  ])("about %s: the case stays open for a person, and the log says why once", async (_what, over, why) => {
    const caseId = await requested(over);
    await timeRunsOut();
    const warned = vi.spyOn(log, "warn").mockReturnValue();
    const turn = lapsing();
    expect([await turn(), await turn()]).toEqual([0, 0]);
    const about = warned.mock.calls.map(([, fields]) => fields).filter((fields) => fields?.case === caseId);
    warned.mockRestore();
    expect(about).toEqual([{ tenant: CITY, case: caseId, why }]);
    expect(await stageOf(asks, caseId)).toBe("answer");
    expect(await act(gives, caseId, "refuse", refusal)).toMatchObject({ outcome: "refused" });
  });
});

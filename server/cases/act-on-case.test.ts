import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { actOnCase } from "@/server/cases/act-on-case";
import { actOnCaseInput, listCasesInput } from "@/server/cases/case.schema";
import { listCases } from "@/server/cases/list-cases";
import { listInbox } from "@/server/cases/list-inbox";
import { readCase } from "@/server/cases/read-case";
import { readEntry } from "@/server/catalogue/read-entry";
import { listGrantsInput } from "@/server/delivery/grant.schema";
import { listGrants } from "@/server/delivery/list-grants";
import { readGrant } from "@/server/delivery/read-grant";
import { listNotices } from "@/server/notices/list-notices";
import { submitRequest } from "@/server/sharing/submit-request";
import { entryOf, loadCities, type Official, official } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";
import { act, application, consent, endOf } from "@/tests/harness/requests";

const database = testDatabase();
let asks: Official;
let gives: Official;
let colleague: Official;
let stranger: Official;
let entryId: string;

beforeAll(async () => {
  await loadCities(database);
  asks = await official(database, "fushun", "civil-affairs", "department_head");
  gives = await official(database, "fushun", "social-security", "department_head");
  colleague = await official(database, "fushun", "social-security", "department_head");
  stranger = await official(database, "fushun", "transport", "data_officer");
  entryId = await entryOf(gives);
});
beforeEach(() => database.setClock("2026-03-02T10:00:00+08:00"));

const count = async (table: string, where = "true") =>
  Number((await database.admin.query(`select count(*) as n from app.${table} where ${where}`)).rows[0].n);
const file = async () => (await asks.does(submitRequest, application(entryId))).caseId;
const approval = (caseId: string, version = 1) =>
  actOnCaseInput.parse({ idempotencyKey: randomUUID(), caseId, version, act: "approve", content: consent });
const refusalOf = (caseId: string) => ({
  ...approval(caseId),
  act: "refuse",
  content: { reason: "超出范围", legalBasis: [{ kind: "law" as const, citation: "《数据安全法》" }] },
});

describe("data that was taken off while a request for it was open", () => {
  it("is not granted any more, in a sentence of its own; the request can be refused", async () => {
    const gone = await entryOf(gives);
    const { caseId } = await asks.does(submitRequest, application(gone));
    const other = await file();
    await database.admin.query("update app.catalogue_entry set retired_at = now() where id = $1", [gone]);
    await expect(gives.does(actOnCase, approval(caseId))).rejects.toMatchObject({
      code: "RULE",
      details: { rule: "entry-retired" },
    });
    expect(await count("data_grant", `case_id = '${caseId}'`)).toBe(0);
    expect(await asks.asks(readCase, { caseId })).toMatchObject({ version: 1, end: null });
    expect(await gives.does(actOnCase, refusalOf(caseId))).toMatchObject({ outcome: "refused" });
    expect(await gives.does(actOnCase, approval(other))).toMatchObject({ outcome: "granted" });
  });

  it("ends the grants on it for everybody to see, also those that nobody ended", async () => {
    const gone = await entryOf(gives);
    const { caseId } = await asks.does(submitRequest, application(gone));
    const { grantId } = await gives.does(actOnCase, approval(caseId));
    const stateOf = async () => (await asks.asks(readGrant, grantId ?? "")).state;
    const listed = async (state: "not-begun" | "retired") =>
      (await asks.asks(listGrants, listGrantsInput.parse({ entryId: gone, state }))).rows.map(({ id }) => id);
    expect([await stateOf(), await listed("not-begun"), await listed("retired")]).toEqual(["not-begun", [grantId], []]);
    await database.admin.query("update app.catalogue_entry set retired_at = '2026-03-02T01:00:00Z' where id = $1", [
      gone,
    ]);
    expect([await stateOf(), await listed("not-begun"), await listed("retired")]).toEqual(["retired", [], [grantId]]);
    expect((await gives.asks(readEntry, { entryId: gone })).users).toMatchObject([{ grantId, state: "ended" }]);
  });
});

describe("a decision happens once", () => {
  it("gives exactly one grant a request when four decide each of twenty at once", { timeout: 60_000 }, async () => {
    const cases = await Promise.all(Array.from({ length: 20 }, file));
    const race = cases.flatMap((caseId) =>
      [gives, colleague, gives, colleague].map((who) => who.does(actOnCase, approval(caseId))),
    );
    const results = await Promise.allSettled(race);
    const lost = results.filter((result) => result.status === "rejected");
    expect(lost).toHaveLength(60);
    for (const { reason } of lost) expect(reason).toMatchObject({ code: "STALE" });
    const ids = cases.map((id) => `'${id}'`).join();
    expect(await count("data_grant", `case_id in (${ids})`)).toBe(20);
    expect(await count("case_event", `case_id in (${ids}) and type = 'acted'`)).toBe(20);
  });

  it("lets one of two contrary decisions stand and tells the other", async () => {
    const caseId = await file();
    const settled = await Promise.allSettled([
      gives.does(actOnCase, approval(caseId)),
      colleague.does(actOnCase, refusalOf(caseId)),
    ]);
    expect(settled.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const { outcome, grantId } = await asks
      .asks(readCase, { caseId })
      .then(({ end, grantId }) => ({ outcome: end?.outcome, grantId }));
    expect(grantId !== null).toBe(outcome === "granted");
  });

  it("refuses a judgement of an older version", async () => {
    const caseId = await file();
    await act(gives, caseId, "return", { missingItems: ["用途"] });
    await expect(gives.does(actOnCase, approval(caseId, 1))).rejects.toMatchObject({ code: "STALE" });
  });

  it("answers a repeated key with what it did, and does it once", async () => {
    const caseId = await file();
    const input = approval(caseId);
    const [first, second] = await Promise.all([gives.does(actOnCase, input), gives.does(actOnCase, input)]);
    expect(second).toEqual(first);
    expect(await gives.does(actOnCase, input)).toEqual(first);
    expect(await count("case_event", `case_id = '${caseId}'`)).toBe(2);
    const request = application(entryId);
    const receipts = await Promise.all([1, 2, 3].map(() => asks.does(submitRequest, request)));
    expect(new Set(receipts.map(({ number }) => number)).size).toBe(1);
    await expect(
      asks.does(actOnCase, { ...approval(caseId), idempotencyKey: request.idempotencyKey }),
    ).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it.each(["data_grant", "notice", "audit_record"])("writes nothing at all when %s refuses its row", async (table) => {
    const caseId = await file();
    const before = await Promise.all(
      ["case_event", "data_grant", "notice", "audit_record", "idempotency_key"].map((name) => count(name)),
    );
    await database.admin.query(
      `create function public.fail() returns trigger language plpgsql as $$ begin raise exception 'disk full'; end $$`,
    );
    await database.admin.query(
      `create trigger fail before insert on app.${table} for each row execute function public.fail()`,
    );
    try {
      await expect(gives.does(actOnCase, approval(caseId))).rejects.toThrow();
    } finally {
      await database.admin.query("drop function public.fail() cascade");
    }
    const after = await Promise.all(
      ["case_event", "data_grant", "notice", "audit_record", "idempotency_key"].map((name) => count(name)),
    );
    expect(after).toEqual(before);
    expect(await gives.does(actOnCase, approval(caseId))).toMatchObject({ outcome: "granted" });
  });
});

describe("who may act", () => {
  it("lets nobody decide on their own department's request, nor for another department", async () => {
    const caseId = await file();
    await expect(asks.does(actOnCase, { ...approval(caseId), as: "provider" })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(asks.does(actOnCase, approval(caseId))).rejects.toMatchObject({ code: "WRONG_ACTOR" });
    await expect(stranger.does(actOnCase, approval(caseId))).rejects.toMatchObject({ code: "NOT_FOUND" });
    const auditor = await official(database, "fushun", "gov", "auditor");
    expect(await auditor.asks(readCase, { caseId })).toMatchObject({ acts: [], sides: [] });
    await expect(auditor.does(actOnCase, approval(caseId))).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await gives.does(actOnCase, approval(caseId))).toMatchObject({ outcome: "granted" });
  });

  it("answers a foreign case exactly like a missing one", async () => {
    const caseId = await file();
    const elsewhere = await official(database, "shuozhou", "market", "data_officer");
    for (const who of [elsewhere, stranger]) {
      const answers = await Promise.allSettled([caseId, randomUUID()].map((id) => who.asks(readCase, { caseId: id })));
      for (const answer of answers)
        expect(answer).toMatchObject({ status: "rejected", reason: { code: "NOT_FOUND", details: {} } });
    }
  });

  it("keeps the grant's terms within what was asked", async () => {
    const caseId = await file();
    const wider = { ...approval(caseId), content: { ...consent, grant: { columns: ["citizen_id"] } } };
    await expect(gives.does(actOnCase, wider)).rejects.toMatchObject({
      code: "INVALID",
      details: {
        fields: expect.arrayContaining([
          expect.objectContaining({ path: "content.grant.columns", problem: "not-asked-for" }),
        ]),
      },
    });
    const rows = [{ column: "insured_year", op: "gte" as const, value: 2020 }];
    const narrower = {
      ...approval(caseId),
      content: {
        ...consent,
        grant: { columns: ["full_name"], masks: { full_name: "hidden" as const }, rowFilter: rows },
      },
    };
    const { grantId } = await gives.does(actOnCase, narrower);
    const grant = (
      await database.admin.query("select columns, masks, row_filter from app.data_grant where id = $1", [grantId])
    ).rows[0];
    expect(grant).toEqual({ columns: ["full_name"], masks: { full_name: "hidden" }, row_filter: rows });
  });
});

describe("what an application must say", () => {
  it.each([
    ["no purpose", { fields: { duty: "职责" } }, "fields.purpose", "required"],
    ["a day in the past", { from: "2026-03-01" }, "from", "past"],
    ["an end before its beginning", { until: "2026-03-10" }, "until", "before-from"],
    ["an item that is not there", { dataItems: ["salary"] }, "dataItems", "unknown-item"],
    [
      "a filter on an unknown column",
      { rowFilter: [{ column: "salary", op: "eq", value: 1 }] },
      "rowFilter.0.column",
      "unknown-column",
    ],
    [
      "a filter of the wrong type",
      { rowFilter: [{ column: "insured_year", op: "eq", value: "x" }] },
      "rowFilter.0.value",
      "filter-value",
    ],
  ])("refuses %s and names the field", async (_, over, path, problem) => {
    const before = await count("case_number", "tenant_id = 'fushun'");
    await expect(asks.does(submitRequest, application(entryId, over))).rejects.toMatchObject({
      code: "INVALID",
      details: { fields: [expect.objectContaining({ path, problem })] },
    });
    expect(await count("case_number", "tenant_id = 'fushun'")).toBe(before);
  });

  it("refuses withheld data and one's own", async () => {
    const withheld = await entryOf(gives, { sharingClass: "withheld" });
    for (const [who, entry, problem] of [
      [asks, withheld, "withheld"],
      [gives, entryId, "own-entry"],
    ] as const) {
      await expect(who.does(submitRequest, application(entry))).rejects.toMatchObject({
        details: { fields: [{ path: "entryId", problem }] },
      });
    }
  });
});

describe("what people see", () => {
  it("counts a make-up Saturday as a working day and says so", async () => {
    await database.setClock("2026-09-14T09:00:00+08:00"); // the week before the make-up Sunday of National Day
    const caseId = (await asks.does(submitRequest, application(entryId, { from: "2026-10-10" }))).caseId;
    expect((await gives.asks(readCase, { caseId })).due?.dueAt).toEqual(endOf("2026-09-20"));
    expect((await gives.asks(readCase, { caseId })).due?.explanation.madeUp.map(({ date }) => date)).toEqual([
      "2026-09-20",
    ]);
  });

  it("sorts the inbox by due date and colours it by the calendar", async () => {
    const [a, b] = [
      await official(database, "chongqing", "tax", "department_head"),
      await official(database, "chongqing", "market", "department_head"),
    ];
    const entry = await entryOf(b);
    await database.setClock("2026-03-02T10:00:00+08:00");
    const late = await a.does(submitRequest, application(entry));
    await database.setClock("2026-03-06T10:00:00+08:00");
    const later = await a.does(submitRequest, application(entry));
    await database.setClock("2026-03-19T10:00:00+08:00");
    const fresh = await a.does(submitRequest, application(entry, { from: "2026-04-01" }));
    const inbox = await b.asks((scope) => listInbox(scope), undefined);
    expect(inbox.waitingOnMe.map(({ number, tone }) => [number, tone])).toEqual([
      [late.number, "red"],
      [later.number, "amber"],
      [fresh.number, "none"],
    ]);
    expect(inbox.counters).toMatchObject({ waitingOnMe: 3, overdue: 1, dueSoon: 1, waitingOnOthers: 0, returned: 0 });
    const others = await a.asks((scope) => listInbox(scope), undefined);
    expect(others.waitingOnOthers[0]?.waitingOn).toEqual([
      { kind: "provider", name: { zh: expect.any(String), en: expect.any(String) } },
    ]);
    await act(b, late.caseId, "approve", consent);
    const decided = (await a.asks((scope) => listInbox(scope), undefined)).justDecided;
    expect(decided).toMatchObject([{ number: late.number, outcome: "granted", decidedOnTime: false }]);
    const { rows } = await database.admin.query('select overdue_at from app."case" where id = $1', [late.caseId]);
    expect(rows[0].overdue_at).toEqual(endOf("2026-03-16"));
    const page = await b.asks(
      listCases,
      listCasesInput.parse({ state: "open", overdue: false, sort: "due", descending: false, pageSize: 1 }),
    );
    expect([page.total, page.rows[0]?.number]).toEqual([2, later.number]);
    expect((await b.asks(listCases, listCasesInput.parse({ text: fresh.number }))).total).toBe(1);
  });

  it("tells the other side, and leaves an audit record of each act", async () => {
    const caseId = await file();
    const toProvider = await gives.asks(listNotices, { unreadOnly: true, page: 1, pageSize: 100 });
    expect(toProvider.rows.some(({ kind, subject }) => kind === "case-to-act" && subject.id === caseId)).toBe(true);
    await act(gives, caseId, "approve", consent);
    const toRequester = await asks.asks(listNotices, { unreadOnly: true, page: 1, pageSize: 100 });
    expect(toRequester.rows.some(({ kind, subject }) => kind === "case-granted" && subject.id === caseId)).toBe(true);
    const { rows } = await database.admin.query(
      "select act, person_id from app.audit_record where subject_id = $1 order by at, act desc",
      [caseId],
    );
    expect(rows).toEqual([
      { act: "sharing.conditional.filed", person_id: asks.personId },
      { act: "sharing.conditional.approve", person_id: gives.personId },
    ]);
  });
});

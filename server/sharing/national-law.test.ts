import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { actOnCase } from "@/server/cases/act-on-case";
import { actOnCaseInput, listCasesInput } from "@/server/cases/case.schema";
import { listCases } from "@/server/cases/list-cases";
import { listInbox } from "@/server/cases/list-inbox";
import { readCase } from "@/server/cases/read-case";
import { withdrawRequest } from "@/server/cases/withdraw-request";
import { mountHostedTable } from "@/server/mounting/mount-hosted-table";
import { listNotices } from "@/server/notices/list-notices";
import { listNoticesInput } from "@/server/notices/notice.schema";
import { readDesk } from "@/server/oversight/read-desk";
import { submitRequest } from "@/server/sharing/submit-request";
import { entryOf, loadCities, type Official, official } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";
import { act, application, consent, endOf } from "@/tests/harness/requests";

/** What Order 809 adds to a city's own procedure, in 抚顺, whose text is silent on all of it. */
const database = testDatabase();
let officer: Official;
let head: Official;
let gives: Official;
let authority: Official;

beforeAll(async () => {
  await loadCities(database);
  await database.setClock("2026-03-02T09:00:00+08:00");
  officer = await official(database, "fushun", "civil-affairs", "data_officer");
  head = await official(database, "fushun", "civil-affairs", "department_head");
  gives = await official(database, "fushun", "social-security", "department_head");
  authority = await official(database, "fushun", "big-data", "authority_officer");
});

const refused = (work: Promise<unknown>) =>
  work.then(
    () => "read",
    (error: { code?: string }) => error.code ?? String(error),
  );

/** What each of these people finds of a case: its page, its row by SQL, in their lists, and in their bell. */
async function seenOf(caseId: string, people: Official[]) {
  return Promise.all(
    people.map(async (who) => {
      const { rows } = await who.asks(
        listCases,
        listCasesInput.parse({ pageSize: 100, sort: "filed", descending: true }),
      );
      const inbox = await who.asks(listInbox, undefined);
      const told = await who.asks(listNotices, listNoticesInput.parse({ pageSize: 100 }));
      const page = await refused(who.asks(readCase, { caseId }));
      return {
        page,
        rows: await rowsBySql(who, caseId),
        listed: [...rows, ...inbox.waitingOnMe, ...inbox.waitingOnOthers].some(({ id }) => id === caseId),
        told: told.rows.some(({ subject }) => subject.id === caseId),
      };
    }),
  );
}

/** Rows of the case and its facts that the application's login reads, or would change, in this person's session. */
async function rowsBySql(who: Official, caseId: string): Promise<number> {
  return database.as("heliu_workspace", async (client) => {
    await client.query("begin");
    await client.query("select ctx.mint($1)", [who.token]);
    const counts = [];
    for (const sql of [
      `select from app."case" where id = $1`,
      "select distinct case_id from app.case_event where case_id = $1",
      `update app."case" set version = version where id = $1`,
    ])
      counts.push((await client.query(sql, [caseId])).rowCount);
    await client.query("rollback");
    expect(new Set(counts).size).toBe(1);
    return counts[0] ?? 0;
  });
}

/** The facts of a case that the application's login reads in this person's session. */
async function factsBySql(who: Official, caseId: string) {
  return database.as("heliu_workspace", async (client) => {
    await client.query("begin");
    await client.query("select ctx.mint($1)", [who.token]);
    const { rows } = await client.query<{ act: string | null; content: object }>(
      "select act, content from app.case_event where case_id = $1 order by seq",
      [caseId],
    );
    await client.query("rollback");
    return rows;
  });
}

/** Applications filed in a city, as the rollups that a province reads count them. */
async function filedIn(city: string): Promise<number> {
  const { rows } = await database.admin.query<{ filed: number }>(
    "select coalesce(sum(filed), 0)::int as filed from app.rollup where tenant_id = $1",
    [city],
  );
  return rows[0]?.filed ?? 0;
}

describe("the requester's own head (809 art. 20)", () => {
  it("agrees before an officer's application reaches the provider, and the period begins then", async () => {
    await database.setClock("2026-03-02T09:00:00+08:00");
    const filed = await officer.does(submitRequest, application(await entryOf(gives)));
    expect(filed).toMatchObject({ waitingOn: ["requester-head"], dueAt: null });
    expect((await head.asks(listInbox, undefined)).waitingOnMe.map(({ id }) => id)).toContain(filed.caseId);
    expect((await officer.asks(listInbox, undefined)).waitingOnMe.map(({ id }) => id)).not.toContain(filed.caseId);
    await database.setClock("2026-03-04T09:00:00+08:00");
    const signed = await act(head, filed.caseId, "sign");
    expect(signed).toMatchObject({ waitingOn: ["provider"], dueAt: endOf("2026-03-11") });
  });

  it("is nobody else: neither the officer nor another department's head signs", async () => {
    const { caseId } = await officer.does(submitRequest, application(await entryOf(gives)));
    await expect(act(officer, caseId, "sign")).rejects.toMatchObject({ code: "WRONG_ACTOR" });
    const stranger = await official(database, "fushun", "social-security", "department_head");
    await expect(act(stranger, caseId, "sign")).rejects.toMatchObject({ code: "NOT_FOUND" });
    const colleague = await official(database, "fushun", "civil-affairs", "delegate_reviewer");
    await expect(act(colleague, caseId, "sign")).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(act(gives, caseId, "approve", consent)).rejects.toThrow();
    expect((await act(head, caseId, "sign")).waitingOn).toEqual(["provider"]);
  });

  it("is all that an unsigned application has: to everybody else it is not there, in page, lists, counts and SQL", async () => {
    const { caseId } = await officer.does(submitRequest, application(await entryOf(gives)));
    const others = [gives, await official(database, "fushun", "social-security", "department_head"), authority];
    const missing = await refused(gives.asks(readCase, { caseId: randomUUID() }));
    const before = await seenOf(caseId, others);
    expect(before.map(({ page }) => page)).toEqual(others.map(() => missing));
    expect(before.map(({ rows, listed, told }) => ({ rows, listed, told }))).toEqual(
      others.map(() => ({ rows: 0, listed: false, told: false })),
    );
    const deskBefore = (await authority.asks(readDesk, undefined)).totals.open;
    const countedBefore = await filedIn("fushun");
    // Its own department has it in full all the while.
    expect(await seenOf(caseId, [officer, head])).toMatchObject([
      { page: "read", rows: 1, listed: true },
      { page: "read", rows: 1, listed: true },
    ]);

    await act(head, caseId, "sign");
    const after = await seenOf(caseId, others);
    expect(after.map(({ page, rows, listed }) => ({ page, rows, listed }))).toEqual(
      others.map(() => ({ page: "read", rows: 1, listed: true })),
    );
    expect((await authority.asks(readDesk, undefined)).totals.open).toBe(deskBefore + 1);
    expect(await filedIn("fushun")).toBe(countedBefore + 1);
  });

  it("keeps what it would not sign, or what was taken back before it signed: nobody counts or reads it", async () => {
    const counted = await filedIn("fushun");
    const refusedByHead = (await officer.does(submitRequest, application(await entryOf(gives)))).caseId;
    await act(head, refusedByHead, "not-sign", { reason: "已有同类数据" });
    const takenBack = (await officer.does(submitRequest, application(await entryOf(gives)))).caseId;
    const { version } = await officer.asks(readCase, { caseId: takenBack });
    await officer.does(withdrawRequest, {
      idempotencyKey: randomUUID(),
      caseId: takenBack,
      version,
      reason: "改日再提",
    });
    for (const caseId of [refusedByHead, takenBack]) {
      expect((await seenOf(caseId, [gives, authority])).map(({ rows, page }) => [rows, page])).toEqual([
        [0, "NOT_FOUND"],
        [0, "NOT_FOUND"],
      ]);
      expect(await officer.asks(readCase, { caseId })).toMatchObject({ end: { outcome: "withdrawn" } });
    }
    expect(await filedIn("fushun")).toBe(counted);
    // What was taken back after it was signed has been seen, and stays.
    const signed = (await officer.does(submitRequest, application(await entryOf(gives)))).caseId;
    await act(head, signed, "sign");
    const seen = await officer.asks(readCase, { caseId: signed });
    await officer.does(withdrawRequest, {
      idempotencyKey: randomUUID(),
      caseId: signed,
      version: seen.version,
      reason: "改日再提",
    });
    expect(await gives.asks(readCase, { caseId: signed })).toMatchObject({ end: { outcome: "withdrawn" } });
  });

  it("may say no, and the provider never hears of it", async () => {
    const { caseId } = await officer.does(submitRequest, application(await entryOf(gives)));
    await expect(act(head, caseId, "not-sign")).rejects.toMatchObject({ code: "CONTENT_MISSING" });
    expect(await act(head, caseId, "not-sign", { reason: "已有同类数据" })).toMatchObject({ outcome: "withdrawn" });
    const told = await gives.asks(listNotices, listNoticesInput.parse({ pageSize: 100 }));
    expect(told.rows.filter(({ kind, subject }) => kind === "case-to-act" && subject.id === caseId)).toEqual([]);
  });
});

describe("the provider's own head (809 art. 20)", () => {
  let drafts: Official;
  beforeAll(async () => {
    drafts = await official(database, "fushun", "social-security", "data_officer");
  });
  const asked = async () => {
    await database.setClock("2026-03-02T09:00:00+08:00");
    return (await head.does(submitRequest, application(await entryOf(gives)))).caseId;
  };
  const grantOf = async (grantId: string | null) =>
    (await database.admin.query("select columns, approved_by from app.data_grant where id = $1", [grantId])).rows[0];

  it("agrees before the officer's answer is given: nothing is granted, and the case waits for the head", async () => {
    const caseId = await asked();
    expect(await act(drafts, caseId, "approve", consent)).toMatchObject({
      outcome: null,
      grantId: null,
      waitingOn: ["provider-head"],
      dueAt: endOf("2026-03-09"),
    });
    const waiting = async (who: Official) => (await who.asks(listInbox, undefined)).waitingOnMe.map(({ id }) => id);
    expect(await waiting(gives)).toContain(caseId);
    expect(await waiting(drafts)).not.toContain(caseId);
    const page = await gives.asks(readCase, { caseId });
    expect(page.events.at(-1)?.title.zh).toBe("拟同意共享，报负责人");
    expect(page.acts.find(({ act: id }) => id === "sign-answer")).toMatchObject({
      article: "20",
      instrument: { zh: "国务院令第809号" },
    });
    const agreed = await act(gives, caseId, "sign-answer");
    expect(agreed.outcome).toBe("granted");
    expect(await grantOf(agreed.grantId)).toMatchObject({
      columns: ["full_name", "insured_year"],
      approved_by: gives.personId,
    });
  });

  it("agrees to exactly what the officer put forward: fewer columns stay fewer, with data there and to be delivered", async () => {
    const narrow = { ...consent, grant: { columns: ["insured_year"] } };
    const caseId = await asked();
    await act(drafts, caseId, "approve", narrow);
    const agreed = await act(gives, caseId, "sign-answer");
    expect(await grantOf(agreed.grantId)).toMatchObject({ columns: ["insured_year"], approved_by: gives.personId });

    const entryId = await entryOf(gives);
    await database.admin.query("update app.hosted_table set active = false where entry_id = $1", [entryId]);
    const later = await head.does(submitRequest, application(entryId));
    await act(drafts, later.caseId, "approve", narrow);
    expect(await act(gives, later.caseId, "sign-answer")).toMatchObject({ stage: "delivery", grantId: null });
    await database.admin.query("update app.hosted_table set active = true where entry_id = $1", [entryId]);
    const { version } = await gives.asks(readCase, { caseId: later.caseId });
    const delivered = await gives.does(
      actOnCase,
      actOnCaseInput.parse({
        idempotencyKey: randomUUID(),
        caseId: later.caseId,
        version,
        act: "deliver",
        content: { fields: { manner: "file" } },
      }),
    );
    expect((await grantOf(delivered.grantId)).columns).toEqual(["insured_year"]);
  });

  it("sends it back with reasons, and only what was put forward last is granted", async () => {
    const caseId = await asked();
    await act(drafts, caseId, "approve", { ...consent, grant: { columns: ["insured_year"] } });
    await expect(act(gives, caseId, "send-answer-back")).rejects.toMatchObject({ code: "CONTENT_MISSING" });
    expect(await act(gives, caseId, "send-answer-back", { reason: "姓名也属履职必需" })).toMatchObject({
      waitingOn: ["provider"],
    });
    await act(drafts, caseId, "approve", consent);
    const agreed = await act(gives, caseId, "sign-answer");
    expect((await grantOf(agreed.grantId)).columns).toEqual(["full_name", "insured_year"]);
  });

  it("is nobody else, and the requester sees no answer until it is given", async () => {
    const caseId = await asked();
    await act(drafts, caseId, "refuse", {
      reason: "超出履职范围",
      legalBasis: [{ kind: "law", citation: "《个人信息保护法》第三十四条" }],
    });
    for (const who of [drafts, head, authority])
      await expect(act(who, caseId, "sign-answer")).rejects.toMatchObject({
        code: expect.stringMatching(/WRONG_ACTOR|FORBIDDEN/),
      });
    expect((await head.asks(readCase, { caseId })).events.map(({ act: id }) => id)).not.toContain("refuse");
    expect((await act(gives, caseId, "sign-answer")).outcome).toBe("refused");
    expect((await head.asks(readCase, { caseId })).events.map(({ act: id }) => id)).toContain("refuse");
  });

  it("is all that the officer's answer has until then: to the other side and the authority it is not there, by SQL either", async () => {
    const caseId = await asked();
    const others = [officer, head, authority];
    const seen = (who: Official) => factsBySql(who, caseId);
    const told = async () =>
      (await database.admin.query("select from app.notice where subject_id = $1", [caseId])).rowCount;
    const [before, toldBefore] = [await seen(head), await told()];
    await act(drafts, caseId, "approve", { ...consent, grant: { columns: ["insured_year"] } });
    for (const who of others) expect(await seen(who)).toEqual(before);
    expect(await told()).toBe(toldBefore);
    expect((await seen(gives)).map((fact) => fact.act)).toContain("approve");
    expect((await seen(drafts)).map((fact) => fact.act)).toContain("approve");
    // Sent back, it stays where it is.
    await act(gives, caseId, "send-answer-back", { reason: "姓名也属履职必需" });
    for (const who of others) expect(await seen(who)).toEqual(before);
    await act(drafts, caseId, "approve", consent);
    for (const who of others) expect(await seen(who)).toEqual(before);
    const page = await head.asks(readCase, { caseId });
    expect([page.stage?.id, page.due?.dueAt, page.events.length]).toEqual([
      "answer",
      endOf("2026-03-09"),
      before.length,
    ]);

    await act(gives, caseId, "sign-answer");
    for (const who of others) {
      const after = await seen(who);
      expect(after.slice(before.length).map((fact) => fact.act)).toEqual(["approve", "sign-answer"]);
      expect(after.find((fact) => fact.act === "approve")?.content).toMatchObject({ scope: consent.scope });
      const { end, events, acts } = await who.asks(readCase, { caseId });
      expect([end?.outcome, events.map((each) => each.act).slice(-2)]).toEqual(["granted", ["approve", "sign-answer"]]);
      expect(acts).toEqual([]);
    }
  });

  it("keeps nobody from acting beside it: the requester takes back what waits for the provider's head", async () => {
    const caseId = await asked();
    await act(drafts, caseId, "approve", consent);
    const { version, acts, waitingOn } = await head.asks(readCase, { caseId });
    expect(waitingOn.map(({ kind }) => kind)).toEqual(["provider-head"]);
    expect(acts.map(({ event }) => event)).toContain("withdrawn");
    await head.does(withdrawRequest, { idempotencyKey: randomUUID(), caseId, version, reason: "改日再提" });
    for (const who of [head, gives]) expect((await who.asks(readCase, { caseId })).end?.outcome).toBe("withdrawn");
    const acted = async (who: Official) => (await factsBySql(who, caseId)).map((fact) => fact.act);
    expect(await acted(gives)).toContain("approve");
    expect(await acted(head)).not.toContain("approve");
  });

  it("leaves an extension that the authority gives beside it as it is, and the head signs within it", async () => {
    const caseId = await asked();
    await act(drafts, caseId, "ask-extension", { extensionDays: 3, reason: "需核对字段" });
    await act(drafts, caseId, "approve", consent);
    expect(await act(authority, caseId, "extend", { extensionDays: 3 })).toMatchObject({
      waitingOn: ["provider-head"],
      dueAt: endOf("2026-03-12"),
    });
    expect((await act(gives, caseId, "sign-answer")).outcome).toBe("granted");
  });
});

describe("a longer answer (809 art. 21)", () => {
  it("is asked for by the provider, consented to by the authority once, and the requester is told", async () => {
    await database.setClock("2026-03-02T09:00:00+08:00");
    const { caseId } = await head.does(submitRequest, application(await entryOf(gives)));
    await expect(
      act(authority, caseId, "extend", { reason: "未经申请", extensionDays: 3 }),
      "nobody asked",
    ).rejects.toMatchObject({ code: "ACT_NOT_ALLOWED" });
    await expect(
      act(gives, caseId, "ask-extension", { reason: "需核实", extensionDays: 11 }),
      "more than ten working days",
    ).rejects.toMatchObject({ code: "EXTENSION_TOO_LONG" });
    const asked = await act(gives, caseId, "ask-extension", { reason: "需会同公安核实", extensionDays: 10 });
    expect(asked).toMatchObject({ waitingOn: ["provider", "authority"], dueAt: endOf("2026-03-09") });
    expect((await authority.asks(listInbox, undefined)).waitingOnMe.map(({ id }) => id)).toContain(caseId);
    const waits = await gives.asks(readCase, { caseId });
    expect(waits.due?.asked).toMatchObject({
      days: 10,
      of: [waits.waitingOn.find(({ kind }) => kind === "authority")?.name],
    });
    // The reason was given by who asked; whoever consents to it need not give another.
    const extended = await act(authority, caseId, "extend", { extensionDays: 10 });
    expect(extended).toMatchObject({ waitingOn: ["provider"], dueAt: endOf("2026-03-23") });
    const told = await head.asks(listNotices, listNoticesInput.parse({ pageSize: 100 }));
    expect(told.rows.some(({ kind, subject }) => kind === "due-extended" && subject.id === caseId)).toBe(true);
    const page = await gives.asks(readCase, { caseId });
    expect(page.acts.map(({ act: id }) => id)).not.toContain("ask-extension");
  });

  it("can't be asked for once the period has run out, and a refusal leaves the day as it was", async () => {
    await database.setClock("2026-03-02T09:00:00+08:00");
    const first = await head.does(submitRequest, application(await entryOf(gives)));
    await expect(act(gives, first.caseId, "ask-extension", { extensionDays: 5 })).rejects.toMatchObject({
      code: "CONTENT_MISSING",
    });
    await act(gives, first.caseId, "ask-extension", { reason: "需核实", extensionDays: 5 });
    await expect(act(authority, first.caseId, "refuse-extension")).rejects.toMatchObject({ code: "CONTENT_MISSING" });
    const refused = await act(authority, first.caseId, "refuse-extension", { reason: "材料齐全" });
    expect(refused).toMatchObject({ waitingOn: ["provider"], dueAt: endOf("2026-03-09") });
    await database.setClock("2026-03-10T09:00:00+08:00");
    const again = act(gives, first.caseId, "ask-extension", { reason: "需核实", extensionDays: 5 });
    await expect(again).rejects.toMatchObject({ code: "EXTENSION_TOO_LATE" });
  });
});

describe("what is missing (809 art. 21)", () => {
  it("is told once: a completed application does not go back again", async () => {
    await database.setClock("2026-03-02T09:00:00+08:00");
    const { caseId } = await head.does(submitRequest, application(await entryOf(gives)));
    await act(gives, caseId, "return", { missingItems: ["应用场景"] });
    const { resubmitRequest } = await import("@/server/cases/resubmit-request");
    const { resubmitRequestInput } = await import("@/server/cases/case.schema");
    const { version } = await head.asks(readCase, { caseId });
    await head.does(
      resubmitRequest,
      resubmitRequestInput.parse({ idempotencyKey: randomUUID(), caseId, version, fields: { scenario: "窗口核验" } }),
    );
    const again = act(gives, caseId, "return", { missingItems: ["使用范围"] });
    await expect(again).rejects.toMatchObject({ code: "RETURNED_ALREADY" });
    expect((await act(gives, caseId, "approve", consent)).outcome).toBe("granted");
  });
});

describe("delivery (809 art. 22)", () => {
  it("follows consent within twenty working days where nothing is mounted, and grants within the terms consented to", async () => {
    await database.setClock("2026-03-02T09:00:00+08:00");
    const entryId = await entryOf(gives);
    await database.admin.query("update app.hosted_table set active = false where entry_id = $1", [entryId]);
    const { caseId } = await head.does(submitRequest, application(entryId));
    const agreed = await act(gives, caseId, "approve", { ...consent, grant: { columns: ["full_name"] } });
    expect(agreed).toMatchObject({ stage: "delivery", grantId: null, outcome: null, dueAt: endOf("2026-03-30") });
    const { version } = await gives.asks(readCase, { caseId });
    const deliver = () =>
      gives.does(
        actOnCase,
        actOnCaseInput.parse({
          idempotencyKey: randomUUID(),
          caseId,
          version,
          act: "deliver",
          content: { fields: { manner: "interface" } },
        }),
      );
    // What is not there cannot be said to be delivered.
    await expect(deliver()).rejects.toMatchObject({ code: "RULE", details: { rule: "nothing-mounted" } });
    expect(await gives.asks(readCase, { caseId })).toMatchObject({ stage: { id: "delivery" }, version, grantId: null });
    await mountHostedTable(gives.token, entryId, []);
    const delivered = await deliver();
    expect(delivered.outcome).toBe("granted");
    const { rows } = await database.admin.query("select columns from app.data_grant where id = $1", [
      delivered.grantId,
    ]);
    expect(rows[0].columns).toEqual(["full_name"]);
  });
});

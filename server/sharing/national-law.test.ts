import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { actOnCase } from "@/server/cases/act-on-case";
import { actOnCaseInput } from "@/server/cases/case.schema";
import { listInbox } from "@/server/cases/list-inbox";
import { readCase } from "@/server/cases/read-case";
import { listNotices } from "@/server/notices/list-notices";
import { listNoticesInput } from "@/server/notices/notice.schema";
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
  gives = await official(database, "fushun", "social-security", "data_officer");
  authority = await official(database, "fushun", "big-data", "authority_officer");
});

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
    await expect(act(stranger, caseId, "sign")).rejects.toMatchObject({ code: "WRONG_ACTOR" });
    await expect(act(gives, caseId, "approve", consent)).rejects.toThrow();
    expect((await act(head, caseId, "sign")).waitingOn).toEqual(["provider"]);
  });

  it("may say no, and the provider never hears of it", async () => {
    const { caseId } = await officer.does(submitRequest, application(await entryOf(gives)));
    await expect(act(head, caseId, "not-sign")).rejects.toMatchObject({ code: "CONTENT_MISSING" });
    expect(await act(head, caseId, "not-sign", { reason: "已有同类数据" })).toMatchObject({ outcome: "withdrawn" });
    const told = await gives.asks(listNotices, listNoticesInput.parse({ pageSize: 100 }));
    expect(told.rows.filter(({ kind, subject }) => kind === "case-to-act" && subject.id === caseId)).toEqual([]);
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
    expect((await gives.asks(readCase, { caseId })).due?.asked).toMatchObject({ days: 10 });
    const extended = await act(authority, caseId, "extend", { reason: "情况属实", extensionDays: 10 });
    expect(extended).toMatchObject({ waitingOn: ["provider"], dueAt: endOf("2026-03-23") });
    const told = await head.asks(listNotices, listNoticesInput.parse({ pageSize: 100 }));
    expect(told.rows.some(({ kind, subject }) => kind === "due-extended" && subject.id === caseId)).toBe(true);
    const page = await gives.asks(readCase, { caseId });
    expect(page.acts.map(({ act: id }) => id)).not.toContain("ask-extension");
  });

  it("can't be asked for once the period has run out, and a refusal leaves the day as it was", async () => {
    await database.setClock("2026-03-02T09:00:00+08:00");
    const first = await head.does(submitRequest, application(await entryOf(gives)));
    await act(gives, first.caseId, "ask-extension", { reason: "需核实", extensionDays: 5 });
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
    const deliver = actOnCaseInput.parse({
      idempotencyKey: randomUUID(),
      caseId,
      version,
      act: "deliver",
      content: { fields: { manner: "interface" } },
    });
    const delivered = await gives.does(actOnCase, deliver);
    expect(delivered.outcome).toBe("granted");
    const { rows } = await database.admin.query("select columns from app.data_grant where id = $1", [
      delivered.grantId,
    ]);
    expect(rows[0].columns).toEqual(["full_name"]);
  });
});

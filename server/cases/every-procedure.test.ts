import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { actOnCase } from "@/server/cases/act-on-case";
import { actOnCaseInput, type FileProcedureInput, fileProcedureInput } from "@/server/cases/case.schema";
import { fileProcedure } from "@/server/cases/file-procedure";
import { listInbox } from "@/server/cases/list-inbox";
import { listProcedures } from "@/server/cases/list-procedures";
import { readCase } from "@/server/cases/read-case";
import { startFiling } from "@/server/cases/start-filing";
import { readEntry } from "@/server/catalogue/read-entry";
import { listNotices } from "@/server/notices/list-notices";
import { markRead } from "@/server/notices/mark-read";
import { listNoticesInput } from "@/server/notices/notice.schema";
import { startRequest } from "@/server/sharing/start-request";
import { submitRequest } from "@/server/sharing/submit-request";
import { entryOf, loadCities, type Official, official, outsider } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";
import { act, actInFull, application, consent, endOf } from "@/tests/harness/requests";

const database = testDatabase();
beforeAll(async () => {
  await loadCities(database);
});

const file = (who: Official, input: Omit<FileProcedureInput, "idempotencyKey">) =>
  who.does(fileProcedure, fileProcedureInput.parse({ idempotencyKey: randomUUID(), ...input }));

/** One act with its own form. */
async function says(who: Official, caseId: string, actId: string, fields: Record<string, string>, content = {}) {
  const { version } = await who.asks(readCase, { caseId });
  const input = { idempotencyKey: randomUUID(), caseId, version, act: actId, content: { ...content, fields } };
  return who.does(actOnCase, actOnCaseInput.parse(input));
}

const kindsToldOf = async (who: Official, subject: string) =>
  (await who.asks(listNotices, listNoticesInput.parse({ pageSize: 100 }))).rows
    .filter((row) => row.subject.id === subject)
    .map(({ kind }) => kind);

describe("a correction", () => {
  let asks: Official;
  let gives: Official;
  let head: Official;
  beforeAll(async () => {
    await database.setClock("2026-03-02T09:00:00+08:00");
    asks = await official(database, "chongqing", "tax", "data_officer");
    gives = await official(database, "chongqing", "market", "data_officer");
    head = await official(database, "chongqing", "market", "department_head");
  });

  // covers: CQ-20-2a, CQ-20-2b
  it("reaches the provider, is due in ten working days, and is fed back to who reported it", async () => {
    const entryId = await entryOf(gives);
    const start = await asks.asks(startFiling, { procedure: "correction.sharing", entryId });
    expect(start).toMatchObject({ as: "requester", provider: { id: gives.departmentId } });
    expect(start.expected?.dueAt).toEqual(endOf("2026-03-16"));
    const { caseId } = await file(asks, {
      procedure: "correction.sharing",
      entryId,
      fields: { problem: "第3行地址有误" },
    });
    expect((await gives.asks(listInbox, undefined)).waitingOnMe.map(({ id }) => id)).toContain(caseId);
    expect(await says(gives, caseId, "correct", { done: "已更正" })).toMatchObject({ outcome: "done", grantId: null });
    expect(await kindsToldOf(asks, caseId)).toContain("case-ended");
    const page = await asks.asks(readCase, { caseId });
    expect(page.events.at(-1)?.values.map(({ value }) => value)).toEqual(["已更正"]);
  });

  // covers: CQ-20-2c
  it("is prolonged by the provider's head alone, and never beyond the national ten days", async () => {
    const entryId = await entryOf(gives);
    const { caseId } = await file(asks, { procedure: "correction.sharing", entryId, fields: { problem: "缺少记录" } });
    await expect(act(gives, caseId, "extend", { reason: "核查需要", extensionDays: 5 })).rejects.toMatchObject({
      code: "WRONG_ACTOR",
    });
    await expect(act(head, caseId, "extend", { reason: "核查需要", extensionDays: 16 })).rejects.toMatchObject({
      code: "EXTENSION_TOO_LONG",
    });
    expect(await act(head, caseId, "extend", { reason: "需现场核查", extensionDays: 15 })).toMatchObject({
      dueAt: endOf("2026-03-16"), // 809 art. 26 knows no extension
    });
    const { due } = await gives.asks(readCase, { caseId });
    expect(due?.source).toMatchObject({ article: "26", instrument: { en: "State Council Order 809" } });
    expect(due?.extensions).toMatchObject([{ amount: 15 }]);
  });

  it("is told to everybody who uses the data, with the rule that service goes on, until it is decided", async () => {
    const entryId = await entryOf(gives);
    const counter = await official(database, "chongqing", "health", "data_officer");
    expect((await counter.asks(readEntry, { entryId })).underCheck).toBeNull();
    const { caseId } = await file(asks, { procedure: "correction.sharing", entryId, fields: { problem: "姓名有误" } });
    await expect(counter.asks(readCase, { caseId }), "who reported stays with the two").rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect((await counter.asks(readEntry, { entryId })).underCheck).toMatchObject({
      count: 1,
      rule: { article: "20" },
    });
    await says(gives, caseId, "correct", { done: "已更正" });
    expect((await counter.asks(readEntry, { entryId })).underCheck).toBeNull();
  });

  it("can't be filed about one's own data, and lacks nothing that the law asks", async () => {
    const entryId = await entryOf(gives);
    const about = { procedure: "correction.sharing" as const, entryId };
    await expect(file(gives, { ...about, fields: { problem: "自己的" } })).rejects.toMatchObject({ code: "INVALID" });
    await expect(file(asks, { ...about, fields: {} })).rejects.toMatchObject({
      code: "INVALID",
      details: { fields: [{ path: "fields.problem", problem: "required" }] },
    });
    const foreign = await official(database, "fushun", "transport", "data_officer");
    await expect(file(foreign, { ...about, fields: { problem: "别的城市" } })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  it("is made once, however often it is sent", async () => {
    const entryId = await entryOf(gives);
    const input = fileProcedureInput.parse({
      idempotencyKey: randomUUID(),
      procedure: "correction.sharing",
      entryId,
      fields: { problem: "重复" },
    });
    const first = await asks.does(fileProcedure, input);
    expect(await asks.does(fileProcedure, input)).toEqual(first);
  });
});

describe("朔州: data that goes off", () => {
  let asks: Official;
  let gives: Official;
  let platform: Official;
  beforeAll(async () => {
    asks = await official(database, "shuozhou", "civil-affairs", "department_head");
    gives = await official(database, "shuozhou", "social-security", "department_head");
    platform = await official(database, "shuozhou", "info", "authority_officer");
  });

  // covers: SZ-19-1b, SZ-19-1c
  it("stays for twenty natural days after its users were told, then every grant ends with it", async () => {
    await database.setClock("2025-01-06T09:00:00+08:00");
    const entryId = await entryOf(gives);
    const request = await asks.does(submitRequest, application(entryId, { from: "2025-01-10", until: "2025-12-31" }));
    await act(platform, request.caseId, "pass");
    const { grantId } = await act(gives, request.caseId, "approve", consent);
    await database.setClock("2025-01-10T09:00:00+08:00");
    const { caseId } = await file(gives, {
      procedure: "catalogue.retirement",
      entryId,
      fields: { ground: "replaced", reason: "由新版数据替代" },
    });
    await says(gives, caseId, "announce", { successor: "参保人员信息（新）", "usable-on": "2025-01-08" });
    expect(await kindsToldOf(asks, entryId)).toEqual(["entry-retiring"]);
    const waiting = await gives.asks(readCase, { caseId });
    expect(waiting.due?.notBefore).toEqual(new Date("2025-01-31T00:00:00+08:00"));
    await database.setClock("2025-01-30T23:59:59+08:00");
    await expect(act(gives, caseId, "take-offline")).rejects.toMatchObject({ code: "TOO_EARLY" });
    expect((await asks.asks(startRequest, { entryId })).entry.id).toBe(entryId);
    await database.setClock("2025-01-31T00:00:00+08:00");
    expect(await act(gives, caseId, "take-offline")).toMatchObject({ outcome: "done" });
    const { rows } = await database.admin.query("select revoked_at from app.data_grant where id = $1", [grantId]);
    expect(rows[0].revoked_at).toEqual(new Date("2025-01-31T00:00:00+08:00"));
    await expect(asks.asks(startRequest, { entryId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await gives.asks(readEntry, { entryId })).id).toBe(entryId);
  });

  // covers: SZ-19-1d
  it("is told at once to everybody who holds a grant and to nobody else, and the notice keeps when it was read", async () => {
    await database.setClock("2025-03-03T09:00:00+08:00");
    const second = await official(database, "shuozhou", "market", "department_head");
    const without = await official(database, "shuozhou", "energy", "department_head");
    const entryId = await entryOf(gives);
    for (const who of [asks, second]) {
      const { caseId } = await who.does(
        submitRequest,
        application(entryId, { from: "2025-03-03", until: "2025-12-31" }),
      );
      await act(platform, caseId, "pass");
      await act(gives, caseId, "approve", consent);
    }
    const { caseId } = await file(gives, {
      procedure: "catalogue.retirement",
      entryId,
      fields: { ground: "replaced", reason: "由新版数据替代" },
    });
    await says(gives, caseId, "announce", { successor: "参保人员信息（新）", "usable-on": "2025-03-03" });
    const noticesOf = async (who: Official) =>
      (await who.asks(listNotices, listNoticesInput.parse({ pageSize: 100 }))).rows.filter(
        ({ kind, subject }) => kind === "entry-retiring" && subject.id === entryId,
      );
    const at = new Date("2025-03-03T09:00:00+08:00");
    for (const who of [asks, second]) expect(await noticesOf(who)).toMatchObject([{ at, readAt: null }]);
    expect(await noticesOf(without)).toEqual([]);
    await database.setClock("2025-03-04T10:00:00+08:00");
    const [notice] = await noticesOf(second);
    await second.does(markRead, { idempotencyKey: randomUUID(), ids: [notice?.id ?? ""] });
    expect(await noticesOf(second)).toMatchObject([{ at, readAt: new Date("2025-03-04T10:00:00+08:00") }]);
    expect(await noticesOf(asks)).toMatchObject([{ at, readAt: null }]);
  });

  it("may only be taken off by its own department", async () => {
    await database.setClock("2026-03-02T09:00:00+08:00");
    const entryId = await entryOf(gives);
    const stranger = {
      procedure: "catalogue.retirement" as const,
      entryId,
      fields: { ground: "ended", reason: "停用" },
    };
    await expect(file(asks, stranger)).rejects.toMatchObject({ code: "FORBIDDEN" });
    const offered = (who: Official) => who.asks(listProcedures, { entryId });
    expect((await offered(gives)).map(({ id }) => id)).toContain("catalogue.retirement");
    expect((await offered(asks)).map(({ id }) => id)).not.toContain("catalogue.retirement");
  });

  // covers: SZ-7-1b
  it("keeps a change of the catalogue to the national ten days from the change of law, and the review to two", async () => {
    await database.setClock("2026-03-02T09:00:00+08:00");
    const entryId = await entryOf(gives);
    const fields = { event: "law-changed", "changed-on": "2026-02-27", ground: "社会保险法修订", changes: "新增字段" };
    const { caseId } = await file(gives, { procedure: "catalogue.change", entryId, fields });
    const { due } = await gives.asks(readCase, { caseId });
    expect(due).toMatchObject({ lastDay: "2026-03-12", source: { article: "17" } });
    expect(due?.beside?.lastDay).toBe("2026-03-19"); // 朔州's own fifteen
    expect(await actInFull(gives, caseId, "submit")).toMatchObject({
      waitingOn: ["authority"],
      dueAt: endOf("2026-03-04"),
    });
    await actInFull(platform, caseId, "publish");
    const { rows } = await database.admin.query("select changed_at from app.catalogue_entry where id = $1", [entryId]);
    expect(rows[0].changed_at).not.toBeNull();
  });
});

describe("重庆: the annual report", () => {
  // covers: CQ-37-1
  it("of a department is due by the end of January, in its own name", async () => {
    await database.setClock("2026-01-12T09:00:00+08:00");
    const unit = await official(database, "chongqing", "tax", "data_officer");
    const { caseId } = await file(unit, { procedure: "report.annual", fields: { year: "2025", report: "unit" } });
    const page = await unit.asks(readCase, { caseId });
    expect(page).toMatchObject({ entry: null, due: { lastDay: "2026-01-31" } });
    await says(unit, caseId, "submit", { sharing: "共享 12 项", opening: "开放 3 项" });
    expect((await unit.asks(readCase, { caseId })).end?.outcome).toBe("done");
  });
});

describe("乐山: what society asks of the city", () => {
  let citizen: Official;
  let another: Official;
  let gives: Official;
  let authority: Official;
  let entryId: string;
  beforeAll(async () => {
    await database.setClock("2026-03-02T09:00:00+08:00");
    gives = await official(database, "leshan", "transport", "data_officer");
    authority = await official(database, "leshan", "digital-economy", "authority_officer");
    citizen = await outsider(database, "leshan");
    another = await outsider(database, "leshan");
    entryId = await entryOf(gives, { openingClass: "unconditional", sharingClass: "unconditional", sharingBasis: "" });
    await database.admin.query("update app.catalogue_entry set published_at = '2026-03-01' where id = $1", [entryId]);
  });

  // covers: LS-31-2
  it("takes a correction of open data from anybody, due in principle within fifteen working days", async () => {
    const { caseId } = await file(citizen, {
      procedure: "correction.open",
      entryId,
      fields: { problem: "站点坐标有误" },
    });
    expect((await gives.asks(readCase, { caseId })).due?.lastDay).toBe("2026-03-23");
    await says(gives, caseId, "correct", { done: "已更正坐标" });
    const page = await citizen.asks(readCase, { caseId });
    expect(page.end?.outcome).toBe("done");
    expect(page.acts).toEqual([]);
  });

  it("is nobody else's to see: neither another person's, nor a withheld entry", async () => {
    const { caseId } = await file(citizen, { procedure: "correction.open", entryId, fields: { problem: "重复" } });
    await expect(another.asks(readCase, { caseId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await citizen.asks(readCase, { caseId })).number).toMatch(/^2026-/);
    const withheld = await entryOf(gives);
    const hidden = file(citizen, { procedure: "correction.open", entryId: withheld, fields: { problem: "x" } });
    await expect(hidden).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(citizen.does(submitRequest, application(entryId)), "a person is no department").rejects.toBeDefined();
  });

  // covers: LS-31-1b
  it("suspends the opening at once on a report with evidence, for every door, until it is resumed", async () => {
    const opened = async () =>
      (await database.admin.query("select opening_suspended_at from app.catalogue_entry where id = $1", [entryId]))
        .rows[0].opening_suspended_at === null;
    const start = await citizen.asks(startFiling, { procedure: "opening.report", entryId });
    const fields = Object.fromEntries(
      start.fields.map((field) => [
        field.id,
        field.options[0]?.value ?? (field.kind === "flag" ? "true" : "截图与说明"),
      ]),
    );
    const { caseId } = await file(citizen, { procedure: "opening.report", entryId, fields });
    expect(await opened()).toBe(true);
    const page = await authority.asks(readCase, { caseId });
    const suspend = page.acts.find(({ act: id }) => id.includes("suspend"));
    expect(suspend).toBeDefined();
    await says(authority, caseId, suspend?.act ?? "", {}, { reason: "举报属实可能性大" });
    expect(await opened()).toBe(false);
  });
});

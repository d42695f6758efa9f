import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { rootRouter } from "@/server/api/root";
import { createCallerFactory, requestContext } from "@/server/api/trpc";
import { actOnCase } from "@/server/cases/act-on-case";
import { actOnCaseInput, fileProcedureInput } from "@/server/cases/case.schema";
import { fileProcedure } from "@/server/cases/file-procedure";
import { readCase } from "@/server/cases/read-case";
import { getBook, isStipulated } from "@/server/law";
import { readAgreement } from "@/server/opening/read-agreement";
import { readReply } from "@/server/opening/read-reply";
import { entryOf, loadCities, type Official, official, outsider } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";
import { act } from "@/tests/harness/requests";

/** 乐山 26–28: an application for conditional data, its agreement, and the list of those who were given data. */
const database = testDatabase();
const visitor = createCallerFactory(rootRouter)(requestContext(null));
const CAPABILITY = "等保三级机房，数据分域存储";
let gives: Official;
let authority: Official;
let person: Official;
let entryId: string;

beforeAll(async () => {
  await loadCities(database);
  await database.setClock("2026-03-02T09:00:00+08:00");
  gives = await official(database, "leshan", "transport", "data_officer");
  authority = await official(database, "leshan", "digital-economy", "authority_officer");
  person = await outsider(database, "leshan");
  entryId = await entryOf(gives, { nameZh: "公交客流", nameEn: "Bus riders", openingClass: "conditional" });
});

async function applied(): Promise<string> {
  const fields = {
    purpose: "客流研究",
    scenario: "线路优化",
    "security-measures": "专人专机",
    capability: CAPABILITY,
    credit: "A",
  };
  const input = { idempotencyKey: randomUUID(), procedure: "opening.application" as const, entryId, fields };
  return (await person.does(fileProcedure, fileProcedureInput.parse(input))).caseId;
}

async function sign(caseId: string, leaveOut?: string) {
  const { version, acts } = await person.asks(readCase, { caseId });
  const fields = Object.fromEntries(
    (acts.find(({ act: id }) => id === "sign")?.fields ?? [])
      .filter(({ id }) => id !== leaveOut)
      .map(({ id, options }) => [id, options[0]?.value ?? ""]),
  );
  const input = { idempotencyKey: randomUUID(), caseId, version, act: "sign", content: { fields } };
  return person.does(actOnCase, actOnCaseInput.parse(input));
}

describe("the use agreement", () => {
  // covers: LS-28-1.4, LS-28-1.5, LS-28-2
  it("is made from the clauses of the law of its day, names how the data is cited and the capability that was stated", async () => {
    const caseId = await applied();
    for (const who of [gives, authority]) await act(who, caseId, "agree");
    const clauses = getBook("leshan").on("2026-03-02").value("opening.agreement.clauses");
    if (!isStipulated(clauses)) throw new Error("no clauses");
    const draft = await person.asks(readAgreement, { caseId });
    expect(draft).toMatchObject({
      template: { from: clauses.from, article: "28" },
      provider: { zh: expect.stringContaining("交通") },
      data: { name: { zh: "公交客流" } },
      signedAt: null,
      openedAt: null,
    });
    expect(draft?.clauses.map(({ item }) => item)).toEqual(["一", "二", "三", "四", "五", "六"]);
    expect(draft?.clauses.map(({ title }) => title)).toEqual(clauses.value.map(({ title }) => title));
    expect(draft?.stated.map(({ value }) => value)).toContain(CAPABILITY);
    expect(draft?.citation.zh).toMatch(/《公交客流》（目录编码 T-.*），乐山市公共数据开放平台，2026-03-02。/);
    // Every clause is accepted, or nothing is signed.
    await expect(sign(caseId, "clause-security")).rejects.toMatchObject({ code: "CONTENT_MISSING" });
    await database.setClock("2026-03-03T09:00:00+08:00");
    await sign(caseId);
    expect(await gives.asks(readAgreement, { caseId })).toMatchObject({
      signedAt: new Date("2026-03-03T09:00:00+08:00"),
      openedAt: null,
    });
    await act(gives, caseId, "open");
    expect((await person.asks(readAgreement, { caseId }))?.openedAt).toEqual(new Date("2026-03-03T09:00:00+08:00"));
  });

  it("is for the parties' eyes, and there is none where the law asks for none", async () => {
    const caseId = await applied();
    const another = await outsider(database, "leshan");
    await expect(another.asks(readAgreement, { caseId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await person.asks(readAgreement, { caseId })).not.toBeNull();
    const unit = await official(database, "chongqing", "tax", "data_officer");
    const report = {
      idempotencyKey: randomUUID(),
      procedure: "report.annual" as const,
      fields: { year: "2025", report: "unit" },
    };
    const other = await unit.does(fileProcedure, fileProcedureInput.parse(report));
    expect(await unit.asks(readAgreement, { caseId: other.caseId })).toBeNull();
  });
});

describe("those who were given data that is open on application", () => {
  // covers: LS-26-1c
  it("stand in the public register from that moment on, and nobody else does", async () => {
    const [opened, declined] = [await applied(), await applied()];
    for (const who of [gives, authority]) await act(who, opened, "agree");
    for (const who of [gives, authority]) await act(who, declined, "decline", { reason: "不符合条件" });
    await sign(opened);
    const registered = async () =>
      (await visitor.opening.register({ city: "leshan" })).rows.map(({ caseId }) => caseId);
    expect(await registered()).not.toContain(opened);
    await act(gives, opened, "open");
    expect(await registered()).toContain(opened);
    expect(await registered()).not.toContain(declined);
    const line = (await visitor.opening.register({ city: "leshan" })).rows.find(({ caseId }) => caseId === opened);
    expect(line).toMatchObject({ applicant: "王晓", purpose: "客流研究", entryName: { zh: "公交客流" } });
  });
});

describe("a written reply in 抚顺", () => {
  async function answered(wanted: "true" | "false", actId: string, content: object) {
    const gives = await official(database, "fushun", "social-security", "data_officer");
    const person = await outsider(database, "fushun");
    const entryId = await entryOf(gives, { nameZh: "参保统计", openingClass: "conditional" });
    const fields = { purpose: "研究", ...(wanted === "true" && { "written-reply": wanted }) };
    const input = { idempotencyKey: randomUUID(), procedure: "opening.application" as const, entryId, fields };
    const { caseId } = await person.does(fileProcedure, fileProcedureInput.parse(input));
    const before = await person.asks(readReply, { caseId });
    const { version, number } = await gives.asks(readCase, { caseId });
    const act = actOnCaseInput.parse({ idempotencyKey: randomUUID(), caseId, version, act: actId, content });
    await gives.does(actOnCase, act);
    return { number, before, reply: await person.asks(readReply, { caseId }) };
  }

  // covers: FS-24-2d
  it("is there under the number of the case for an applicant who ticked it, from the answer on, and must be given", async () => {
    await expect(answered("true", "decline", { reason: "含个人信息" })).rejects.toMatchObject({
      code: "CONTENT_MISSING",
    });
    const declined = await answered("true", "decline", {
      reason: "含个人信息",
      fields: { reply: "经研究，不予开放。" },
    });
    expect(declined.before).toBeNull();
    expect(declined.reply).toMatchObject({
      number: declined.number,
      to: "王晓",
      about: { zh: "参保统计" },
      text: "经研究，不予开放。",
      reason: "含个人信息",
      source: { article: "24" },
    });
    expect((await answered("false", "decline", { reason: "含个人信息" })).reply).toBeNull();
  });
});

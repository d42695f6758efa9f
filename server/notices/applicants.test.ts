import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { fileProcedureInput } from "@/server/cases/case.schema";
import { fileProcedure } from "@/server/cases/file-procedure";
import { readCase } from "@/server/cases/read-case";
import { resubmitRequest } from "@/server/cases/resubmit-request";
import { startFiling } from "@/server/cases/start-filing";
import { withdrawRequest } from "@/server/cases/withdraw-request";
import { listNotices } from "@/server/notices/list-notices";
import { markRead } from "@/server/notices/mark-read";
import { listNoticesInput } from "@/server/notices/notice.schema";
import { entryOf, loadCities, type Official, official, outsider } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";
import { act, refusal } from "@/tests/harness/requests";

/** What a person outside government hears of an application for open data. */
const database = testDatabase();

beforeAll(async () => {
  await loadCities(database);
  await database.setClock("2026-03-02T09:00:00+08:00");
});

interface Story {
  person: Official;
  gives: Official;
  caseId: string;
}

/** An application for data that are open on application, its form filled in with whatever it asks for. */
async function applied(city: string, department: string): Promise<Story> {
  const gives = await official(database, city, department, "data_officer", "department_head");
  const person = await outsider(database, city);
  const entryId = await entryOf(gives, { openingClass: "conditional", openingBasis: "《条例》" });
  await database.admin.query("update app.catalogue_entry set published_at = '2026-03-01' where id = $1", [entryId]);
  const procedure = "opening.application" as const;
  const { fields } = await person.asks(startFiling, { procedure, entryId });
  const filled = Object.fromEntries(
    fields
      .filter(({ required }) => required)
      .map(({ id, kind, options }) => [id, options[0]?.value ?? (kind === "flag" ? "false" : "用于出行研究")]),
  );
  const input = { idempotencyKey: randomUUID(), procedure, entryId, fields: filled };
  const { caseId } = await person.does(fileProcedure, fileProcedureInput.parse(input));
  return { person, gives, caseId };
}

const heardBy = async (who: Official, caseId: string) =>
  (await who.asks(listNotices, listNoticesInput.parse({ pageSize: 100 }))).rows
    .filter(({ subject }) => subject.id === caseId)
    .reverse();
const kindsFor = async (who: Official, caseId: string) => (await heardBy(who, caseId)).map(({ kind }) => kind);

describe("an applicant", () => {
  it("hears of acceptance, of a return and of the decision in 合肥, and nobody else does", async () => {
    const { person, gives, caseId } = await applied("hefei-etdz", "market");
    const bystander = await outsider(database, "hefei-etdz");
    expect(await kindsFor(person, caseId)).toEqual([]); // what one did oneself is no news
    await act(gives, caseId, "return", { missingItems: ["使用范围"] });
    const { version } = await person.asks(readCase, { caseId });
    await person.does(resubmitRequest, { idempotencyKey: randomUUID(), caseId, version, fields: {} });
    await database.setClock("2026-03-03T09:00:00+08:00");
    await act(gives, caseId, "accept");
    await database.setClock("2026-03-04T09:00:00+08:00");
    await act(gives, caseId, "decline", refusal);
    const heard = await heardBy(person, caseId);
    expect(heard.map(({ kind }) => kind)).toEqual(["case-returned", "case-accepted", "case-refused"]);
    expect(heard[1]).toMatchObject({ personal: true, detail: { number: expect.stringMatching(/^2026-/) } });
    expect(heard[1]?.detail.dueAt).not.toBeNull();
    expect(await kindsFor(bystander, caseId)).toEqual([]);
    expect(await kindsFor(gives, caseId)).not.toContain("case-accepted");
  });

  it("hears that the answer takes longer in 重庆, and of the consent", async () => {
    const { person, gives, caseId } = await applied("chongqing", "transport");
    const before = (await person.asks(readCase, { caseId })).due?.dueAt.getTime() ?? 0;
    await act(gives, caseId, "extend", { reason: "需会同有关部门核实", extensionDays: 15 });
    const [extended] = await heardBy(person, caseId);
    expect(extended).toMatchObject({ kind: "due-extended", personal: true });
    expect(new Date(extended?.detail.dueAt ?? 0).getTime()).toBeGreaterThan(before);
  });

  it("marks what it has read, its own alone, and hears nothing of what it took back itself", async () => {
    const [mine, other] = [await applied("hefei-etdz", "market"), await applied("hefei-etdz", "market")];
    for (const { gives, caseId } of [mine, other]) await act(gives, caseId, "accept");
    const unread = (who: Official) => who.asks(listNotices, listNoticesInput.parse({ unreadOnly: true }));
    const [notice] = await heardBy(other.person, other.caseId);
    const foreign = await mine.person.does(markRead, { idempotencyKey: randomUUID(), ids: [notice?.id ?? ""] });
    expect(foreign).toEqual({ marked: 0 });
    expect(await mine.person.does(markRead, { idempotencyKey: randomUUID(), all: true })).toEqual({ marked: 1 });
    expect([(await unread(mine.person)).unread, (await unread(other.person)).unread]).toEqual([0, 1]);
    const { version } = await mine.person.asks(readCase, { caseId: mine.caseId });
    const back = { idempotencyKey: randomUUID(), caseId: mine.caseId, version, reason: "不再需要" };
    await mine.person.does(withdrawRequest, back);
    expect(await kindsFor(mine.person, mine.caseId)).toEqual(["case-accepted"]);
    expect(await kindsFor(mine.gives, mine.caseId)).toContain("case-withdrawn");
  });
});

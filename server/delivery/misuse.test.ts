import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { actOnCase } from "@/server/cases/act-on-case";
import { actOnCaseInput, fileProcedureInput, withdrawRequestInput } from "@/server/cases/case.schema";
import { fileProcedure } from "@/server/cases/file-procedure";
import { listProcedures } from "@/server/cases/list-procedures";
import { readCase } from "@/server/cases/read-case";
import { startFiling } from "@/server/cases/start-filing";
import { withdrawRequest } from "@/server/cases/withdraw-request";
import { readGrant } from "@/server/delivery/read-grant";
import { resumeGrant } from "@/server/delivery/stop-grant";
import { CITIES, grantedBy, type Offices, openOffices } from "@/tests/cities/offices";
import { entryOf, loadCities, type Official, official } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";

const database = testDatabase();
const START = "2026-03-16T09:00:00+08:00";
const WORDS = { violation: "third-party", facts: "将名单提供给物业公司", "limit-days": "5" };
beforeAll(async () => {
  await loadCities(database);
});
beforeEach(async () => {
  await database.setClock(START);
});

const misuse = (who: Official, grantId: string, fields: Record<string, string> = WORDS) =>
  who.does(
    fileProcedure,
    fileProcedureInput.parse({ idempotencyKey: randomUUID(), procedure: "use.misuse", grantId, fields }),
  );

async function says(who: Official, caseId: string, act: string, fields: Record<string, string> = {}, reason?: string) {
  const { version } = await who.asks(readCase, { caseId });
  const content = { fields, ...(reason && { reason }) };
  return who.does(actOnCase, actOnCaseInput.parse({ idempotencyKey: randomUUID(), caseId, version, act, content }));
}

const stateOf = async ({ gives }: Offices, grantId: string) => (await gives.asks(readGrant, grantId)).state;

describe.each(CITIES)("in %s, shared data that is misused", (city) => {
  let offices: Offices;
  beforeAll(async () => {
    await database.setClock(START);
    offices = await openOffices(database, city);
  });
  const granted = async () =>
    (await grantedBy(city, offices, await entryOf(offices.gives), {}, { from: "2026-03-16" })).grantId;

  it("is suspended with the filing, and resumed once the correction is found right", async () => {
    const grantId = await granted();
    expect(await stateOf(offices, grantId)).toBe("live");
    const { caseId } = await misuse(offices.gives, grantId);
    expect(await stateOf(offices, grantId)).toBe("suspended");
    const page = await offices.asks.asks(readCase, { caseId });
    expect(page).toMatchObject({
      aboutGrantId: grantId,
      procedure: { article: "27", instrument: { zh: "国务院令第809号" } },
      waitingOn: [{ kind: "provider" }],
      due: { lastDay: "2026-03-23", target: false },
    });
    await says(offices.asks, caseId, "report", { measures: "已收回并销毁" });
    expect(await stateOf(offices, grantId), "still suspended while it is checked").toBe("suspended");
    await says(offices.gives, caseId, "resume");
    expect(await stateOf(offices, grantId)).toBe("live");
    expect((await offices.gives.asks(readGrant, grantId)).acts.map(({ act }) => act)).toEqual(["suspend", "resume"]);
  });

  it("is ended where the consumer does not correct it, by the authority that suspended it, and not before the limit", async () => {
    const grantId = await granted();
    const { caseId } = await misuse(offices.authority, grantId);
    expect(await stateOf(offices, grantId)).toBe("suspended");
    await expect(says(offices.authority, caseId, "terminate", {}, "拒不整改")).rejects.toMatchObject({
      code: "TOO_EARLY",
    });
    await expect(says(offices.asks, caseId, "terminate", {}, "自行终止")).rejects.toMatchObject({
      code: "WRONG_ACTOR",
    });
    await database.setClock("2026-03-24T09:00:00+08:00");
    expect(await says(offices.authority, caseId, "terminate", {}, "拒不整改")).toMatchObject({ outcome: "rejected" });
    expect(await stateOf(offices, grantId)).toBe("revoked");
    const { acts } = await offices.gives.asks(readGrant, grantId);
    expect(acts.map(({ act, reason }) => [act, reason])).toEqual([
      ["suspend", WORDS.facts],
      ["revoke", "拒不整改"],
    ]);
  });

  it("is ended too where what was reported is not enough, once the limit has passed", async () => {
    const grantId = await granted();
    const { caseId } = await misuse(offices.gives, grantId);
    await says(offices.asks, caseId, "report", { measures: "正在整改" });
    await expect(says(offices.gives, caseId, "terminate", {}, "整改不到位")).rejects.toMatchObject({
      code: "TOO_EARLY",
    });
    await database.setClock("2026-03-24T09:00:00+08:00");
    await says(offices.gives, caseId, "terminate", {}, "整改不到位");
    expect(await stateOf(offices, grantId)).toBe("revoked");
  });
});

describe("a case about a grant", () => {
  let offices: Offices;
  beforeAll(async () => {
    await database.setClock(START);
    offices = await openOffices(database, "fushun");
  });
  const granted = async () =>
    (await grantedBy("fushun", offices, await entryOf(offices.gives), {}, { from: "2026-03-16" })).grantId;

  it("is begun by its provider or the authority, and by nobody else", async () => {
    const grantId = await granted();
    const offered = async (who: Official) => (await who.asks(listProcedures, { grantId })).map(({ id }) => id);
    expect(await offered(offices.gives)).toEqual(["use.misuse"]);
    expect(await offered(offices.authority)).toEqual(["use.misuse"]);
    for (const [who, code] of [
      [offices.asks, "FORBIDDEN"],
      [await official(database, "fushun", "transport", "data_officer"), "NOT_FOUND"],
      [await official(database, "chongqing", "tax", "data_officer"), "NOT_FOUND"],
    ] as const)
      await expect(misuse(who, grantId)).rejects.toMatchObject({ code });
    expect(await stateOf(offices, grantId)).toBe("live");
  });

  it("is taken back by whoever began it, and the grant is used again", async () => {
    const grantId = await granted();
    const { caseId } = await misuse(offices.gives, grantId);
    const back = withdrawRequestInput.parse({ idempotencyKey: randomUUID(), caseId, version: 1 });
    await expect(offices.asks.does(withdrawRequest, back)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await offices.gives.does(withdrawRequest, { ...back, idempotencyKey: randomUUID() });
    expect(await stateOf(offices, grantId)).toBe("live");
  });

  it("leaves the checking to the side that suspended", async () => {
    const { caseId } = await misuse(offices.authority, await granted());
    await says(offices.asks, caseId, "report", { measures: "已整改" });
    expect((await offices.authority.asks(readCase, { caseId })).acts.map(({ act }) => act)).toContain("resume");
    await expect(offices.gives.asks(readCase, { caseId })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("names the violation of article 27, the facts and the limit", async () => {
    const grantId = await granted();
    for (const field of ["violation", "facts", "limit-days"])
      await expect(misuse(offices.gives, grantId, { ...WORDS, [field]: "" })).rejects.toMatchObject({
        details: { fields: [{ path: `fields.${field}` }] },
      });
    expect((await offices.gives.asks(startFiling, { procedure: "use.misuse", grantId })).provider.id).toBe(
      offices.asks.departmentId,
    );
  });

  it("begins once: a grant that stands suspended cannot be suspended again", async () => {
    const grantId = await granted();
    await misuse(offices.gives, grantId);
    await expect(misuse(offices.gives, grantId)).rejects.toMatchObject({ code: "STALE" });
  });

  it("ends a grant that somebody resumed beside it, and does not stumble over one that is resumed already", async () => {
    const grantId = await granted();
    const { caseId } = await misuse(offices.gives, grantId);
    const { version } = await offices.gives.asks(readGrant, grantId);
    await offices.gives.does(resumeGrant, { idempotencyKey: randomUUID(), grantId, version, reason: "应急需要" });
    await says(offices.asks, caseId, "report", { measures: "已整改" });
    expect(await says(offices.gives, caseId, "resume")).toMatchObject({ outcome: "done" });
    expect(await stateOf(offices, grantId)).toBe("live");
  });

  it("is not there before Order 809 came into force", async () => {
    await database.setClock("2025-07-01T09:00:00+08:00");
    const { gives } = await openOffices(database, "fushun");
    expect((await gives.asks(listProcedures, {})).map(({ id }) => id)).not.toContain("use.misuse");
    await database.setClock("2025-08-01T09:00:00+08:00");
    expect((await gives.asks(listProcedures, {})).map(({ id }) => id)).toContain("use.misuse");
  });
});

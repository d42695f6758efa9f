import { beforeAll, describe, expect, it } from "vitest";
import { listGrantsInput } from "@/server/delivery/grant.schema";
import { listGrants } from "@/server/delivery/list-grants";
import { revokeGrant } from "@/server/delivery/stop-grant";
import { submitRequest } from "@/server/sharing/submit-request";
import { listStatements, readCertificate } from "@/server/usage/list-statements";
import { certifyDestruction, stateUse } from "@/server/usage/state-use";
import { entryOf, loadCities, type Official, official } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";
import { act, application, consent } from "@/tests/harness/requests";

/** What a consumer states of its use (809 art. 29), and that it destroyed what it stored (809 art. 27). */
const database = testDatabase();
let asks: Official;
let gives: Official;
let authority: Official;
let stranger: Official;
let abroad: Official;
let grantId: string;

beforeAll(async () => {
  await loadCities(database);
  await database.setClock("2026-03-02T10:00:00+08:00");
  asks = await official(database, "fushun", "civil-affairs", "data_officer", "department_head");
  gives = await official(database, "fushun", "housing", "data_officer", "department_head");
  authority = await official(database, "fushun", "big-data", "authority_officer");
  stranger = await official(database, "fushun", "public-security", "data_officer");
  abroad = await official(database, "leshan", "market", "data_officer");
  const entryId = await entryOf(gives);
  const { caseId } = await asks.does(submitRequest, application(entryId, { storage: true }));
  await act(gives, caseId, "approve", { ...consent, storageConsent: true });
  await database.setClock("2026-03-12T10:00:00+08:00");
  const { rows } = await asks.asks(listGrants, listGrantsInput.parse({ pageSize: 100 }));
  grantId = rows.find(({ entry }) => entry.id === entryId)?.id ?? "";
});

const used = () => ({
  ...{ idempotencyKey: crypto.randomUUID(), grantId, scenario: "低保资格核对" },
  ...{ process: "核对系统逐户查询", effect: "免提交证明 312 份", storage: "核对库，加密" },
});
const destroyed = (destroyedOn = "2026-03-12") => ({
  ...{ idempotencyKey: crypto.randomUUID(), grantId, destroyedOn },
  ...{ method: "逐块覆写", witness: "王某某，信息科科长" },
});
const register = (who: Official) => who.asks(listStatements, { grantId });

describe("the register of use", () => {
  it("holds what the consumer states, for both departments and the authority, and nobody else adds to it", async () => {
    await asks.does(stateUse, used());
    for (const who of [asks, gives, authority]) {
      const { statements, mayState, asked, kept } = await register(who);
      expect(statements).toMatchObject([
        { kind: "use", seq: 1, scenario: "低保资格核对", effect: "免提交证明 312 份" },
      ]);
      expect(mayState).toBe(who === asks);
      expect([asked?.article, kept?.article, kept?.words.zh]).toEqual(["29", "29", expect.stringContaining("3")]);
    }
    await expect(gives.does(stateUse, used())).rejects.toMatchObject({ code: "NOT_FOUND" });
    for (const who of [stranger, abroad]) await expect(register(who)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(stranger.does(stateUse, used())).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("takes a statement once, however often it is sent", async () => {
    const input = used();
    const first = await asks.does(stateUse, input);
    expect(await asks.does(stateUse, input)).toEqual(first);
    expect((await register(asks)).statements).toHaveLength(2);
  });

  it("is never changed or deleted, by its own author neither", async () => {
    for (const sql of [
      "update app.use_statement set effect = 'better' where grant_id = $1",
      "delete from app.use_statement where grant_id = $1",
    ]) {
      const attempt = database.as("heliu_workspace", async (client) => {
        await client.query("begin");
        await client.query("select ctx.mint($1)", [asks.token]);
        await client.query(sql, [grantId]);
      });
      await expect(attempt).rejects.toMatchObject({ code: "42501" });
    }
    const { rows } = await database.admin.query(
      "select count(*)::int as n from app.use_statement where grant_id = $1",
      [grantId],
    );
    expect(rows).toEqual([{ n: 2 }]);
  });

  // covers: SZ-27-1g
  it("asks for the destruction of stored copies once the grant has ended, until a certificate is there", async () => {
    expect((await register(asks)).toDestroy).toBe(false);
    await gives.does(revokeGrant, { idempotencyKey: crypto.randomUUID(), grantId, version: 1, reason: "业务终止" });
    expect(await register(gives)).toMatchObject({ toDestroy: true, disposal: { article: "27" } });
    await expect(asks.does(certifyDestruction, destroyed("2026-03-13"))).rejects.toMatchObject({
      details: { fields: [{ path: "destroyedOn", problem: "future" }] },
    });
    await expect(asks.does(certifyDestruction, destroyed("2025-03-12"))).rejects.toMatchObject({
      details: { fields: [{ path: "destroyedOn", problem: "before-grant" }] },
    });
    const { statementId } = await asks.does(certifyDestruction, destroyed());
    expect((await register(asks)).toDestroy).toBe(false);
    for (const who of [asks, gives, authority]) {
      const certificate = await who.asks(readCertificate, { grantId, statementId });
      expect(certificate).toMatchObject({
        consumer: { id: asks.departmentId },
        provider: { id: gives.departmentId },
        statement: { destroyedOn: "2026-03-12", method: "逐块覆写", witness: "王某某，信息科科长" },
        disposal: { article: "27" },
      });
      expect(certificate.number).toMatch(/-3$/);
    }
    await expect(stranger.asks(readCertificate, { grantId, statementId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const { statements } = await register(asks);
    const use = statements.find(({ kind }) => kind === "use");
    await expect(asks.asks(readCertificate, { grantId, statementId: use?.id ?? "" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});

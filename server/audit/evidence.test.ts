import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { checkChainInput } from "@/server/audit/audit.schema";
import { checkChain } from "@/server/audit/check-chain";
import { recordAct } from "@/server/audit/record-act";
import { sealEvidence } from "@/server/audit/seal-evidence";
import { inPublicContext } from "@/server/db/context";
import { checkReceipt } from "@/server/delivery/check-receipt";
import { readPage } from "@/server/delivery/gate.repository";
import { listGrantsInput } from "@/server/delivery/grant.schema";
import { listGrants } from "@/server/delivery/list-grants";
import { readRetrieval } from "@/server/delivery/read-retrieval";
import { verifyReceipt } from "@/server/delivery/rules/verify-receipt";
import { mountHostedTable } from "@/server/mounting/mount-hosted-table";
import { submitRequest } from "@/server/sharing/submit-request";
import { entryOf, loadCities, type Official, official } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";
import { act, application, consent } from "@/tests/harness/requests";

/** The chain over the evidence, and the receipts that are checked against it. */
const database = testDatabase();
let asks: Official;
let gives: Official;
let auditor: Official;
let stranger: Official;
let abroad: Official;
let grantId: string;

beforeAll(async () => {
  await loadCities(database);
  await database.setClock("2026-03-02T10:00:00+08:00");
  asks = await official(database, "fushun", "civil-affairs", "department_head");
  gives = await official(database, "fushun", "housing", "data_officer", "department_head");
  auditor = await official(database, "fushun", "big-data", "auditor");
  stranger = await official(database, "fushun", "public-security", "data_officer");
  abroad = await official(database, "leshan", "digital-economy", "auditor");
  const entryId = await entryOf(gives);
  await mountHostedTable(gives.token, entryId, [["甲", "110101199001010010", 2020]]);
  const { caseId } = await asks.does(submitRequest, application(entryId));
  await act(gives, caseId, "approve", consent);
  await database.setClock("2026-03-12T10:00:00+08:00");
  const { rows } = await asks.asks(listGrants, listGrantsInput.parse({ pageSize: 100 }));
  grantId = rows.find(({ entry }) => entry.id === entryId)?.id ?? "";
});

beforeEach(() => sealEvidence());

const asked = { columns: null, filter: [], after: null, limit: 10, purpose: consent.purpose };
const take = async () =>
  (await readPage({ by: "session", token: asks.token, grantId }, "preview", "screen", asked)).accessRecordId ?? "";
const note = (who: Official, act: string) =>
  who.does((scope) => recordAct(scope, { act, subjectKind: "test", subjectId: null }), null);
const chain = (who = auditor, after = 0) => who.asks(checkChain, checkChainInput.parse({ after }));
const check = (recordId: string, code: string, city = "fushun") =>
  inPublicContext(city, (scope) => checkReceipt(scope, { recordId, code }));

/** As somebody who holds the database itself would: no policy and no grant stands in the way. */
const tamper = (sql: string, values: unknown[] = []) => database.admin.query(sql, values);

describe("sealing", () => {
  it("closes what was written since the last time, each record once, whoever seals", async () => {
    await take();
    await note(gives, "test.one");
    const counts = await Promise.all([sealEvidence(), sealEvidence(), sealEvidence()]);
    expect(counts.reduce((sum, count) => sum + count)).toBe(2);
    expect(await sealEvidence()).toBe(0);
  });

  it("seals what is committed without waiting for a slower transaction, and that one's record the next time", async () => {
    await database.as("heliu_workspace", async (client) => {
      await client.query("begin");
      await client.query("select ctx.mint($1)", [gives.token]);
      await client.query(
        "insert into app.audit_record (tenant_id, person_id, department_id, act, subject_kind) values ('fushun', $1, $2, 'test.slow', 'test')",
        [gives.personId, gives.departmentId],
      );
      await note(gives, "test.quick");
      expect(await sealEvidence()).toBe(1);
      await client.query("commit");
    });
    expect(await sealEvidence()).toBe(1);
    expect((await chain()).broken).toEqual([]);
  });

  it("writes each seal down outside the database, and every line is one of the chain's", async () => {
    process.env.HELIU_ANCHORS_DIR = mkdtempSync(join(tmpdir(), "heliu-anchors-"));
    await note(gives, "test.anchored");
    await sealEvidence();
    const lines = readFileSync(join(process.env.HELIU_ANCHORS_DIR, "fushun.jsonl"), "utf8").trim().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual([(await chain()).newest]);
    delete process.env.HELIU_ANCHORS_DIR;
  });

  it("lets nobody write a record with a time, a number or a transaction of their own choice", async () => {
    for (const column of ["at", "id", "written_in"]) {
      const value = { at: "'2020-01-01'", id: "gen_random_uuid()", written_in: "'1'" }[column];
      await expect(
        database.as("heliu_workspace", async (client) => {
          await client.query("begin");
          await client.query("select ctx.mint($1)", [gives.token]);
          await client.query(
            `insert into app.audit_record (tenant_id, person_id, department_id, act, subject_kind, ${column}) values ('fushun', $1, $2, 'test', 'test', ${value})`,
            [gives.personId, gives.departmentId],
          );
        }),
      ).rejects.toMatchObject({ code: "42501" });
    }
    await expect(note(gives, "test.allowed")).resolves.toBeUndefined();
  });
});

describe("the chain", () => {
  it("holds, to its auditor, who is told nothing of another city's", async () => {
    const report = await chain();
    expect(report).toMatchObject({ broken: [], unsealed: 0, next: null });
    expect(report.seals).toBe(report.checked);
    expect(report.seals).toBeGreaterThan(0);
    expect(await chain(abroad)).toMatchObject({ seals: 0, checked: 0, newest: null });
    await expect(chain(gives)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("is read in parts, each after the one before", async () => {
    const whole = await chain();
    const first = await auditor.asks(checkChain, { after: 0, limit: 1 });
    expect(first).toMatchObject({ checked: 1, next: 1 });
    const rest = await auditor.asks(checkChain, { after: 1, limit: 200 });
    expect(rest).toMatchObject({ checked: whole.seals - 1, next: null });
  });

  it("shows a record that was changed, and holds again once it says what it said", async () => {
    await note(gives, "test.changed");
    await sealEvidence();
    const { rows } = await tamper(
      "update app.audit_record set act = 'test.other' where act = 'test.changed' returning id",
    );
    expect((await chain()).broken.flatMap(({ findings }) => findings)).toEqual([`altered audit ${rows[0].id}`]);
    await tamper("update app.audit_record set act = 'test.changed' where id = $1", [rows[0].id]);
    expect((await chain()).broken).toEqual([]);
  });

  it("shows a record that was taken away", async () => {
    await note(gives, "test.gone");
    await sealEvidence();
    const { rows } = await tamper("delete from app.audit_record where act = 'test.gone' returning *");
    expect((await chain()).broken.flatMap(({ findings }) => findings)).toEqual([`gone audit ${rows[0].id}`]);
    const columns = Object.keys(rows[0]);
    await tamper(
      `insert into app.audit_record (${columns.join(", ")}) select ${columns.join(", ")} from jsonb_populate_record(null::app.audit_record, $1)`,
      [JSON.stringify(rows[0])],
    );
  });

  it("shows a seal that was made anew over a changed record: the next one does not follow from it", async () => {
    await note(gives, "test.first");
    await sealEvidence();
    await note(gives, "test.second");
    await sealEvidence();
    const { newest } = await chain();
    const seq = (newest?.seq ?? 0) - 1;
    const { rows } = await tamper("select * from app.evidence_seal where tenant_id = 'fushun' and seq = $1", [seq]);
    await tamper(
      `update app.evidence_seal e set root = sha256('other'), hash = gate.seal_hash(tenant_id, seq, records, sealed_at, previous, sha256('other'))
        where tenant_id = 'fushun' and seq = $1`,
      [seq],
    );
    const { broken } = await chain();
    expect(broken.map(({ seq: at, findings }) => [at, findings])).toEqual([
      [seq, ["root"]],
      [seq + 1, ["link"]],
    ]);
    await tamper("update app.evidence_seal set root = $2, hash = $3 where tenant_id = 'fushun' and seq = $1", [
      seq,
      rows[0].root,
      rows[0].hash,
    ]);
    expect((await chain()).broken).toEqual([]);
  });

  it("counts a record that was slipped in beside the doors", async () => {
    await tamper(
      "insert into app.audit_record (tenant_id, act, subject_kind, at, written_in) values ('fushun', 'test.slipped', 'test', '2026-03-10', '3')",
    );
    await sealEvidence();
    expect((await chain()).unsealed).toBe(1);
    await tamper("delete from app.audit_record where act = 'test.slipped'");
    expect((await chain()).unsealed).toBe(0);
  });
});

describe("a call receipt", () => {
  // covers: SZ-16-1.4c
  it("waits for its seal, then proves itself with nothing but what it says", async () => {
    const recordId = await take();
    const before = await asks.asks(readRetrieval, { recordId });
    expect(verifyReceipt(before.receipt)).toBe("unsealed");
    expect(await check(recordId, before.receipt.leaf)).toEqual({ verdict: "waiting" });
    for (let n = 0; n < 6; n++) await note(gives, `test.beside-${n}`);
    await sealEvidence();
    const { receipt, code } = await asks.asks(readRetrieval, { recordId });
    expect(verifyReceipt(receipt)).toBe("sound");
    expect(receipt.seal?.path.length).toBeGreaterThan(1);
    expect(JSON.parse(receipt.text)).toMatchObject({
      id: recordId,
      ...{ at: "2026-03-12T02:00:00+00:00", person_id: asks.personId, consumer_department_id: asks.departmentId },
      ...{ entry_id: expect.any(String), purpose: expect.any(String), way: "preview" },
    });
    expect(code).toBe(before.code);
    expect(await check(recordId, receipt.leaf)).toMatchObject({ verdict: "genuine", hash: receipt.seal?.hash });
    expect(await check(recordId, code.replaceAll("-", "").toLowerCase())).toMatchObject({ verdict: "genuine" });
  });

  it("is sound at every place of a seal of any size", async () => {
    for (const size of [1, 2, 3, 5, 8]) {
      const ids = [];
      for (let n = 0; n < size; n++) ids.push(await take());
      await sealEvidence();
      for (const recordId of ids)
        expect(verifyReceipt((await asks.asks(readRetrieval, { recordId })).receipt), `${size}`).toBe("sound");
    }
  });

  it("shows whatever was changed on it", async () => {
    const recordId = await take();
    await note(gives, "test.beside");
    await sealEvidence();
    const { receipt } = await asks.asks(readRetrieval, { recordId });
    const { seal } = receipt;
    if (!seal) throw new Error("it is sealed");
    expect(verifyReceipt({ ...receipt, text: receipt.text.replace("screen", "json") })).toBe("text-altered");
    const [step, ...path] = seal.path;
    if (!step) throw new Error("two records were sealed");
    const other = { ...step, side: step.side === "left" ? ("right" as const) : ("left" as const) };
    expect(verifyReceipt({ ...receipt, seal: { ...seal, path: [other, ...path] } })).toBe("not-in-seal");
    expect(verifyReceipt({ ...receipt, seal: { ...seal, records: seal.records + 1 } })).toBe("seal-altered");
    expect(verifyReceipt({ ...receipt, city: "leshan" })).toBe("seal-altered");
  });

  it("is told apart by the platform from one that is forged, of another city, or whose record was changed since", async () => {
    const recordId = await take();
    await sealEvidence();
    const { receipt } = await asks.asks(readRetrieval, { recordId });
    expect(await check(recordId, "0".repeat(20))).toEqual({ verdict: "unknown" });
    expect(await check(crypto.randomUUID(), receipt.leaf)).toEqual({ verdict: "unknown" });
    expect(await check(recordId, receipt.leaf, "leshan")).toEqual({ verdict: "unknown" });
    await tamper("update app.access_record set purpose = purpose || '!' where id = $1", [recordId]);
    expect(await check(recordId, receipt.leaf)).toMatchObject({ verdict: "altered" });
    await tamper("update app.access_record set purpose = rtrim(purpose, '!') where id = $1", [recordId]);
    expect(await check(recordId, receipt.leaf)).toMatchObject({ verdict: "genuine" });
  });

  it("is for the two departments, the authority and the auditor, and for nobody else", async () => {
    const recordId = await take();
    for (const who of [asks, gives, auditor])
      expect((await who.asks(readRetrieval, { recordId })).receipt.recordId).toBe(recordId);
    for (const who of [stranger, abroad]) {
      await expect(who.asks(readRetrieval, { recordId })).rejects.toMatchObject({ code: "NOT_FOUND" });
      const rows = await who.asks(
        ({ tx }) => tx.$queryRaw<{ r: unknown }[]>`select gate.receipt(${recordId}::uuid) as r`,
        null,
      );
      expect(rows).toEqual([{ r: null }]);
    }
  });
});

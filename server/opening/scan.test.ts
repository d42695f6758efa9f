import { createHash, randomUUID } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fileProcedureInput } from "@/server/cases/case.schema";
import { fileProcedure } from "@/server/cases/file-procedure";
import { getBook } from "@/server/law";
import { type OrderIngestInput, orderIngestInput } from "@/server/mounting/ingest.schema";
import { mountHostedTable } from "@/server/mounting/mount-hosted-table";
import { orderIngest } from "@/server/mounting/order-ingest";
import { runNextIngest } from "@/server/mounting/run-ingest";
import { readScan } from "@/server/opening/read-scan";
import { entryOf, loadCities, type Official, official, outsider } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "heliu-scan-"));
process.env.HELIU_FILES_DIR = folder;
const database = testDatabase();
let gives: Official;
let authority: Official;
let elsewhere: Official;
let person: Official;

beforeAll(async () => {
  await loadCities(database);
  await database.setClock("2026-03-02T09:00:00+08:00");
  gives = await official(database, "leshan", "transport", "data_officer");
  authority = await official(database, "leshan", "digital-economy", "authority_officer");
  elsewhere = await official(database, "fushun", "market", "authority_officer");
  person = await outsider(database, "leshan");
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

const item = (name: string, labelZh: string, rest = {}) => ({
  name,
  labelZh,
  labelEn: name,
  type: "text" as const,
  grade: 1,
  mask: "none" as const,
  ...rest,
});
const ITEMS = [
  item("line", "线路", { required: true, isKey: true }),
  item("contact", "联系方式"),
  item("driver", "驾驶员证件", { grade: 3, mask: "citizen-id" }),
];
/** A proposal to open to everybody in which nothing stands in the way. */
function proposal(): Record<string, string> {
  const { filing } = getBook("leshan").on("2026-03-02").procedure("opening.review");
  const asked = filing.application.filter(({ required, when }) => required && !when);
  return {
    ...Object.fromEntries(asked.map(({ id, kind }) => [id, kind === "flag" ? "false" : "none"])),
    class: "unconditional",
  };
}

/** An entry of the provider whose opening is under review; the case. */
async function underReview(items = ITEMS): Promise<{ entryId: string; caseId: string }> {
  const entryId = await entryOf(gives, { nameZh: "公交班次", nameEn: "Bus runs", items: items as never });
  const fields = proposal();
  const { caseId } = await gives.does(
    fileProcedure,
    fileProcedureInput.parse({ idempotencyKey: randomUUID(), procedure: "opening.review", entryId, fields }),
  );
  return { entryId, caseId };
}

async function ingest(entryId: string, content: string, mode: OrderIngestInput["mode"] = "replace") {
  const id = randomUUID();
  fs.writeFileSync(path.join(folder, id), content);
  const { tenant, departmentId, personId } = gives;
  await database.admin.query(
    `insert into app.upload (tenant_id, id, department_id, person_id, kind, file_name, size, completed_at, sha256)
     values ($1, $2, $3, $4, 'csv', '数据.csv', $5, now(), $6)`,
    [
      tenant,
      id,
      departmentId,
      personId,
      Buffer.byteLength(content),
      createHash("sha256").update(content).digest("hex"),
    ],
  );
  const input = orderIngestInput.parse({ idempotencyKey: randomUUID(), entryId, uploadId: id, mode });
  await gives.does(orderIngest, input);
  expect(await runNextIngest(new AbortController().signal)).toBe(true);
}
const scanOf = (caseId: string, eyes = authority) => eyes.asks(readScan, { caseId });

describe("the scan at ingest, beside an opening review", { timeout: 60_000 }, () => {
  it("shows the reviewer which items of which version hold which identifiers, by count and without a value", async () => {
    const { entryId, caseId } = await underReview();
    // The entry of these tests is mounted without rows first, and not from a file.
    expect(await scanOf(caseId)).toMatchObject({ versions: [{ version: 1, rows: 0, personal: null }], stopped: [] });
    await ingest(entryId, "line,contact,driver\n1,13812345678,11010519491231002X\n2,总机,\n");
    const found = await scanOf(caseId);
    expect(found).toEqual({
      mount: "table",
      versions: [
        {
          version: 2,
          at: expect.any(Date),
          rows: 2,
          active: true,
          increment: false,
          personal: expect.arrayContaining([
            { label: { zh: "联系方式", en: "contact" }, mask: "none", kind: "phone", count: 1 },
            { label: { zh: "驾驶员证件", en: "driver" }, mask: "citizen-id", kind: "citizen-id", count: 1 },
          ]),
        },
      ],
      stopped: [],
    });
    expect(JSON.stringify(found)).not.toMatch(/13812345678|110105/);
    // A later version that is clean is shown as clean.
    await ingest(entryId, "line,contact,driver\n1,总机,\n");
    expect((await scanOf(caseId))?.versions).toMatchObject([{ version: 3, personal: [] }]);
    // The provider sees the same.
    expect(await scanOf(caseId, gives)).toEqual(await scanOf(caseId));
  });

  it("goes back to the last whole file where increments follow it", async () => {
    const { entryId, caseId } = await underReview();
    await ingest(entryId, "line,contact,driver\n0,13912345678,\n");
    await ingest(entryId, "line,contact,driver\n1,13812345678,\n");
    await ingest(entryId, "_op,line,contact,driver\nupsert,2,总机,\n", "increment");
    expect((await scanOf(caseId))?.versions).toMatchObject([
      { version: 4, increment: true, active: true, personal: [] },
      { version: 3, increment: false, active: false, personal: [{ kind: "phone", count: 1 }] },
    ]);
  });

  it("tells of files that were stopped for a secret marking or an open identifier, and when", async () => {
    const { entryId, caseId } = await underReview();
    await ingest(entryId, "line,contact,driver\n1,机密★10年,\n");
    await database.setClock("2026-03-03T09:00:00+08:00");
    await gives.opens(entryId, "unconditional");
    await ingest(entryId, "line,contact,driver\n1,13812345678,\n");
    await database.setClock("2026-03-02T09:00:00+08:00");
    expect(await scanOf(caseId)).toEqual({
      mount: "table",
      versions: [expect.objectContaining({ version: 1, rows: 0 })],
      stopped: [
        {
          at: new Date("2026-03-03T09:00:00+08:00"),
          refusal: "personal",
          found: [{ label: { zh: "联系方式", en: "contact" }, kind: "phone" }],
        },
        {
          at: new Date("2026-03-02T09:00:00+08:00"),
          refusal: "secret",
          found: [{ label: { zh: "联系方式", en: "contact" }, kind: "secret-marking" }],
        },
      ],
    });
  });

  it("says of data that came without a file that they were not scanned", async () => {
    const { entryId, caseId } = await underReview();
    await mountHostedTable(gives.token, entryId, [["1", "13812345678", null]]);
    expect((await scanOf(caseId))?.versions).toMatchObject([{ version: 2, rows: 1, personal: null }]);
  });

  it("is for who may see the case, and only for a review of opening", async () => {
    const { entryId, caseId } = await underReview();
    await ingest(entryId, "line,contact,driver\n1,13812345678,\n");
    for (const eyes of [elsewhere, person])
      await expect(scanOf(caseId, eyes)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await scanOf(caseId))?.versions).toHaveLength(1);
    // The database answers nothing for an entry that nobody reviews.
    const other = await entryOf(gives, { items: ITEMS as never });
    await ingest(other, "line,contact,driver\n1,13812345678,\n");
    const direct = (entry: string) =>
      authority.asks(
        ({ tx }) => tx.$queryRaw<{ found: unknown }[]>`select gate.scan_of_entry(${entry}::uuid) as found`,
        {},
      );
    expect(await direct(other)).toEqual([{ found: null }]);
    expect(await direct(entryId)).toEqual([{ found: expect.anything() }]);
  });
});

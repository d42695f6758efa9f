import { createHash, randomUUID } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { rootRouter } from "@/server/api/root";
import { createCallerFactory, requestContext } from "@/server/api/trpc";
import { releaseOldFiles, sweepUploads } from "@/server/mounting/uploads";
import { type City, plantCity, plantEntry, plantGrant } from "@/tests/delivery/city";
import { testDatabase } from "@/tests/harness/database";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "heliu-old-files-"));
process.env.HELIU_FILES_DIR = folder;
const database = testDatabase();
const caller = createCallerFactory(rootRouter);
let city: City;

beforeAll(async () => {
  city = await plantCity(database.admin, "fushun");
});
afterEach(() => database.setClock(null));
afterAll(() => fs.rmSync(folder, { recursive: true }));

const DAY = 24 * 3_600_000;
const mounts = () => caller(requestContext(city.provider.token)).mounts;
const there = (ids: string[]) => ids.map((id) => fs.existsSync(path.join(folder, id)));
/** Lets go and clears away as the worker does, so many days from now. */
async function sweep(days: number) {
  await database.setClock(new Date(Date.now() + days * DAY));
  await releaseOldFiles();
  await sweepUploads();
}

/** An entry that was mounted with so many files, one after another; the ids of their bytes. */
async function mounted(count: number): Promise<{ entry: string; files: string[] }> {
  const entry = await plantEntry(database.admin, city, [{ name: "sheet", type: "text" }], null);
  const files: string[] = [];
  for (let seq = 0; seq < count; seq++) {
    const [id, content] = [randomUUID(), `edition ${seq}`];
    fs.writeFileSync(path.join(folder, id), content);
    await database.admin.query(
      `insert into app.upload (tenant_id, id, department_id, person_id, kind, file_name, size, completed_at, expires_at, sha256)
       values ($1, $2, $3, $4, 'file', $5, $6, now(), now() + interval '7 days', $7)`,
      [
        city.id,
        id,
        city.provider.departmentId,
        city.provider.personId,
        `图幅-${seq}.zip`,
        content.length,
        createHash("sha256").update(content).digest("hex"),
      ],
    );
    await mounts().change({ idempotencyKey: randomUUID(), entryId: entry, seq, to: { kind: "file", uploadId: id } });
    files.push(id);
  }
  return { entry, files };
}

/** A case about an entry that has not ended; ends it when called. */
async function openCase(procedure: string, entry: string | null, grantId?: string) {
  const id = randomUUID();
  await database.admin.query(
    `insert into app."case" (tenant_id, id, number, procedure, book_date, entry_id, region_id, requester_department_id,
       requester_person_id, provider_department_id, application, stage, filed_at, stage_since, version)
     values ($1, $2::uuid, $2::text, $3, '2026-01-01', $4, '210400', $5, $6, $7, $8, 'first', now(), now(), 1)`,
    [
      city.id,
      id,
      procedure,
      entry,
      city.consumer.departmentId,
      city.consumer.personId,
      city.provider.departmentId,
      JSON.stringify(grantId ? { grantId } : {}),
    ],
  );
  return () =>
    database.admin.query(
      `update app."case" set stage = null, outcome = 'settled', decided_at = now(), decided_on_time = true, version = 2 where id = $1`,
      [id],
    );
}

describe("old versions of a mounted file", { timeout: 60_000 }, () => {
  it("go a week after a third is mounted; the one in use and the one before stay, however long", async () => {
    const { entry, files } = await mounted(4);
    const pair = await mounted(2);
    await sweep(0);
    expect(there(files)).toEqual([true, true, true, true]);
    await sweep(6);
    expect(there(files)).toEqual([true, true, true, true]);
    await sweep(8);
    expect(there(files)).toEqual([false, false, true, true]);
    await sweep(400);
    expect(there(files)).toEqual([false, false, true, true]);
    expect(there(pair.files)).toEqual([true, true]);
    await database.setClock(null);
    const { history } = await mounts().byEntry({ entryId: entry });
    expect(history.map(({ file }) => file)).toEqual([
      { name: "图幅-3.zip", kept: true, until: null },
      { name: "图幅-2.zip", kept: true, until: null },
      { name: "图幅-1.zip", kept: false, until: expect.any(Date) },
      { name: "图幅-0.zip", kept: false, until: expect.any(Date) },
    ]);
  });

  it("are not let go by a mount that failed, nor is the file of another entry with the same bytes", async () => {
    const { entry, files } = await mounted(2);
    await expect(
      mounts().change({
        idempotencyKey: randomUUID(),
        entryId: entry,
        seq: 2,
        to: { kind: "file", uploadId: randomUUID() },
      }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
    await sweep(30);
    expect(there(files)).toEqual([true, true]);
    // Mounted elsewhere too: it stays for that.
    await database.setClock(null);
    const other = await plantEntry(database.admin, city, [{ name: "sheet", type: "text" }], null);
    const [first = ""] = files;
    await mounts().change({
      idempotencyKey: randomUUID(),
      entryId: other,
      seq: 0,
      to: { kind: "file", uploadId: first },
    });
    const third = await mounted(1);
    await mounts().change({
      idempotencyKey: randomUUID(),
      entryId: entry,
      seq: 2,
      to: { kind: "file", uploadId: third.files[0] ?? "" },
    });
    await sweep(30);
    expect(there([first])).toEqual([true]);
  });

  it.each(["correction.sharing", "sharing.dispute", "use.misuse", "rectification"])(
    "stay while a %s about the entry is open, and go when it has ended",
    async (procedure) => {
      const { entry, files } = await mounted(3);
      const end = await openCase(procedure, entry);
      await sweep(30);
      expect(there(files)).toEqual([true, true, true]);
      await end();
      await sweep(30);
      expect(there(files)).toEqual([true, true, true]);
      await sweep(38);
      expect(there(files)).toEqual([false, true, true]);
    },
  );

  it("stay for a case about a grant, for one about the department, and for a suspended grant", async () => {
    const byGrant = await mounted(3);
    const suspended = await mounted(3);
    const grant = await plantGrant(database.admin, city, byGrant.entry, { columns: ["sheet"] });
    const stopped = await plantGrant(database.admin, city, suspended.entry, { columns: ["sheet"] });
    await database.admin.query("update app.data_grant set suspended_at = now() where id = $1", [stopped]);
    const end = await openCase("use.misuse", byGrant.entry, grant);
    const endOther = await openCase("rectification", null);
    const third = await mounted(3);
    await sweep(30);
    for (const { files } of [byGrant, suspended, third]) expect(there(files)).toEqual([true, true, true]);
    await end();
    await endOther();
    await database.admin.query("update app.data_grant set suspended_at = null where id = $1", [stopped]);
    await sweep(30);
    await sweep(38);
    for (const { files } of [byGrant, suspended, third]) expect(there(files)).toEqual([false, true, true]);
  });

  it("stay when the hold comes while they wait; a request for the data holds nothing", async () => {
    const [held, asked] = [await mounted(3), await mounted(3)];
    await sweep(0);
    await database.setClock(null);
    const end = await openCase("correction.sharing", held.entry);
    await openCase("sharing.conditional", asked.entry);
    await sweep(8);
    expect(there(held.files)).toEqual([true, true, true]);
    expect(there(asked.files)).toEqual([false, true, true]);
    await end();
    await sweep(8);
    expect(there(held.files)).toEqual([false, true, true]);
  });
});

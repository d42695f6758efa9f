import { createHash, randomBytes, randomUUID } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rootRouter } from "@/server/api/root";
import { createCallerFactory, requestContext } from "@/server/api/trpc";
import { createServer } from "@/server/main";
import { type City, type Office, PURPOSE, plantCity, plantEntry, plantGrant, plantKey } from "@/tests/delivery/city";
import { testDatabase } from "@/tests/harness/database";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "heliu-mounted-files-"));
process.env.HELIU_FILES_DIR = folder;
const database = testDatabase();
const server = createServer();
const caller = createCallerFactory(rootRouter);
const as = ({ token }: Pick<Office, "token">) => caller(requestContext(token));
let origin: string;
let city: City;

beforeAll(async () => {
  origin = `http://127.0.0.1:${await server.listen(0, "127.0.0.1")}`;
  city = await plantCity(database.admin, "fushun");
});
afterAll(async () => {
  await server.close();
  fs.rmSync(folder, { recursive: true });
});

const ITEMS = [
  { name: "sheet", type: "text" as const },
  { name: "owner", type: "text" as const },
];
const CONTENT = "<script>alert(1)</script>".repeat(20_000);

/** A whole upload of an office, as the upload's door leaves it. */
async function upload(office: Office, content = CONTENT, name = "图幅 ../../e'vil\".html"): Promise<string> {
  const id = randomUUID();
  fs.writeFileSync(path.join(folder, id), content);
  await database.admin.query(
    `insert into app.upload (tenant_id, id, department_id, person_id, kind, file_name, size, completed_at, expires_at, sha256)
     values ($1, $2, $3, $4, 'file', $5, $6, now(), now() + interval '7 days', $7)`,
    [city.id, id, office.departmentId, office.personId, name, Buffer.byteLength(content), sha256(content)],
  );
  return id;
}
const sha256 = (content: string | Uint8Array) => createHash("sha256").update(content).digest("hex");
const mount = async (entryId: string, uploadId: string, eyes = city.provider) => {
  const { seq } = await as(city.provider).mounts.byEntry({ entryId });
  return as(eyes).mounts.change({ idempotencyKey: randomUUID(), entryId, seq, to: { kind: "file", uploadId } });
};
async function mounted(columns = ["sheet", "owner"], rest = {}) {
  const entry = await plantEntry(database.admin, city, ITEMS, null);
  await mount(entry, await upload(city.provider));
  const grant = await plantGrant(database.admin, city, entry, { columns, ...rest });
  return { entry, grant, key: await plantKey(database.admin, city, grant) };
}
const byKey = ({ entry, key }: { entry: string; key: string }) =>
  fetch(`${origin}/api/v1/resources/${entry}/file`, { headers: { authorization: `Bearer ${key}` } });
const records = async (entry: string) =>
  (
    await database.admin.query("select way, medium, content from app.access_record where entry_id = $1 order by at", [
      entry,
    ])
  ).rows;

describe("a mounted file", () => {
  it("is given as an attachment with size, hash and its record, to a system and to a person", async () => {
    const at = await mounted();
    const response = await byKey(at);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "application/octet-stream",
      "content-length": String(Buffer.byteLength(CONTENT)),
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
      "heliu-file-sha256": sha256(CONTENT),
    });
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    const name = decodeURIComponent(
      /filename\*=UTF-8''(.*)$/.exec(response.headers.get("content-disposition") ?? "")?.[1] ?? "",
    );
    expect(response.headers.get("content-disposition")).toMatch(/^attachment; /);
    expect(name).toBe("图幅 .._.._e'vil_.html");
    expect(sha256(new Uint8Array(await response.arrayBuffer()))).toBe(sha256(CONTENT));
    const cookie = { cookie: `heliu=${city.consumer.token}` };
    const stated = `?purpose=${encodeURIComponent(PURPOSE)}`;
    const taken = await fetch(`${origin}/download/files/${at.grant}${stated}`, { headers: cookie });
    expect(taken.status).toBe(200);
    await taken.arrayBuffer();
    expect(await records(at.entry)).toMatchObject([
      { way: "api", medium: "file", content: { sha256: sha256(CONTENT), fileMount: 1 } },
      { way: "export", medium: "file" },
    ]);
    const grant = await as(city.consumer).grants.byId({ grantId: at.grant });
    expect(grant).toMatchObject({
      elsewhere: { kind: "file", file: { sha256: sha256(CONTENT) } },
      may: { takeFile: true, read: false },
    });
  });

  it("is not given to a person who does not say what for, or says another thing, and both stand in the audit", async () => {
    const at = await mounted();
    const cookie = { cookie: `heliu=${city.consumer.token}` };
    for (const asked of ["", `?purpose=${encodeURIComponent("好奇")}`])
      expect((await fetch(`${origin}/download/files/${at.grant}${asked}`, { headers: cookie })).status).toBe(403);
    expect(await records(at.entry)).toEqual([]);
    const { rows } = await database.admin.query(
      "select detail ->> 'why' as why from app.audit_record where act = 'data.file' and subject_id = $1 order by at",
      [at.grant],
    );
    expect(rows).toEqual([{ why: "purpose-missing" }, { why: "purpose-differs" }]);
  });

  it("counts for one row of the day, and is not given beyond the grant's limit", async () => {
    const [at, other] = [await mounted(), await mounted()];
    await database.admin.query("update app.data_grant set rows_per_day = 2 where id = $1", [at.grant]);
    expect([(await byKey(at)).status, (await byKey(at)).status]).toEqual([200, 200]);
    const refused = await byKey(at);
    expect([refused.status, Number(refused.headers.get("retry-after")) > 0]).toEqual([429, true]);
    expect(await records(at.entry)).toHaveLength(2);
    expect((await byKey(other)).status).toBe(200);
  });

  it("says by name, header and record that it may not be stored, byte for byte the same; and nothing where it may", async () => {
    const nameOf = (response: Response) =>
      decodeURIComponent(/filename\*=UTF-8''(.*)$/.exec(response.headers.get("content-disposition") ?? "")?.[1] ?? "");
    const at = await mounted(undefined, { storageAllowed: false });
    const { rows } = await database.admin.query(
      'select c.number from app.data_grant g join app."case" c on c.id = g.case_id where g.id = $1',
      [at.grant],
    );
    const path = `/download/files/${at.grant}?purpose=${encodeURIComponent(PURPOSE)}`;
    const byHand = await fetch(`${origin}${path}`, { headers: { cookie: `heliu=${city.consumer.token}` } });
    for (const taken of [await byKey(at), byHand]) {
      expect([taken.status, taken.headers.get("heliu-storage")]).toEqual([200, "not-allowed"]);
      expect(nameOf(taken)).toBe(`不得留存_${rows[0].number}_图幅 .._.._e'vil_.html`);
      expect(sha256(new Uint8Array(await taken.arrayBuffer()))).toBe(sha256(CONTENT));
    }
    // Both departments see it in the records of use.
    for (const eyes of [city.consumer, city.provider]) {
      const use = await as(eyes).grants.use({ grantId: at.grant });
      expect(use.rows.map(({ medium, storageAllowed }) => ({ medium, storageAllowed }))).toEqual([
        { medium: "file", storageAllowed: false },
        { medium: "file", storageAllowed: false },
      ]);
    }
    const free = await mounted();
    const kept = await byKey(free);
    expect([kept.status, kept.headers.get("heliu-storage")]).toEqual([200, null]);
    expect(nameOf(kept)).toBe("图幅 .._.._e'vil_.html");
    await kept.arrayBuffer();
    const use = await as(city.provider).grants.use({ grantId: free.grant });
    expect(use.rows.map(({ storageAllowed }) => storageAllowed)).toEqual([true]);
  });

  it("is cut within ten seconds when its grant is revoked on the way, while another runs through", async () => {
    // More than sockets hold between the two ends, taken slowly until the revocation has been felt.
    const content = randomBytes(32 << 20).toString("hex");
    const entry = await plantEntry(database.admin, city, ITEMS, null);
    await mount(entry, await upload(city.provider, content));
    const taking = async () => {
      const grant = await plantGrant(database.admin, city, entry, { columns: ["sheet", "owner"] });
      const response = await byKey({ entry, key: await plantKey(database.admin, city, grant) });
      expect(response.status).toBe(200);
      return { grant, response };
    };
    const [cut, whole] = [await taking(), await taking()];
    let slow = true;
    const bytesOf = async ({ response }: { response: Response }) => {
      const hash = createHash("sha256");
      for await (const piece of response.body ?? []) {
        hash.update(piece as Uint8Array);
        if (slow) await pause(20);
      }
      return hash.digest("hex");
    };
    const through = bytesOf(whole);
    const ended = bytesOf(cut).then(
      () => null,
      () => performance.now(),
    );
    await pause(500);
    await database.admin.query("update app.data_grant set revoked_at = now() where id = $1", [cut.grant]);
    const revoked = performance.now();
    const at = await ended;
    slow = false;
    expect((at ?? Number.POSITIVE_INFINITY) - revoked).toBeLessThan(10_000);
    expect(await through).toBe(sha256(content));
    expect(await records(entry)).toHaveLength(2);
  }, 60_000);

  it("is not given under a grant that covers less than all of it, nor to anybody else", async () => {
    for (const at of [
      await mounted(["sheet"]),
      await mounted(undefined, { masks: { owner: "name" } }),
      await mounted(undefined, { rowFilter: [{ column: "sheet", op: "eq", value: "1" }] }),
    ]) {
      const response = await byKey(at);
      expect(response.status).toBe(422);
      expect(await response.json()).toMatchObject({ code: "RULE", rule: "file-beyond-grant" });
      expect(await records(at.entry)).toEqual([]);
    }
    const [whole, other] = [await mounted(), await mounted()];
    expect((await byKey({ entry: whole.entry, key: other.key })).status).toBe(404);
    expect((await byKey({ entry: whole.entry, key: `hk_${"x".repeat(43)}` })).status).toBe(401);
    expect((await fetch(`${origin}/download/files/${whole.grant}`)).status).toBe(401);
    await database.admin.query("update app.data_grant set revoked_at = now() where id = $1", [whole.grant]);
    expect((await byKey(whole)).status).toBe(403);
    expect(await records(whole.entry)).toEqual([]);
    expect((await byKey(other)).status).toBe(200);
  });

  it("is replaced by a new version for the next taking, its rows being nowhere", async () => {
    const at = await mounted();
    const next = randomBytes(1_000).toString("hex");
    expect(await mount(at.entry, await upload(city.provider, next, "图幅-2.zip"))).toEqual({ seq: 2, missing: [] });
    expect(await (await byKey(at)).text()).toBe(next);
    const rows = await fetch(`${origin}/api/v1/resources/${at.entry}/rows`, {
      headers: { authorization: `Bearer ${at.key}` },
    });
    expect(rows.status).toBe(404);
    const detail = await as(city.provider).mounts.byEntry({ entryId: at.entry });
    expect(detail).toMatchObject({ kind: "file", file: { name: "图幅-2.zip", size: 2_000 } });
    expect(detail.history.map(({ seq }) => seq)).toEqual([2, 1]);
  });

  it("comes from a whole upload of the provider's own, which is then kept", async () => {
    const entry = await plantEntry(database.admin, city, ITEMS, null);
    const [own, foreign] = [await upload(city.provider), await upload(city.stranger)];
    await expect(mount(entry, foreign)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(mount(entry, own, city.stranger)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(mount(entry, randomUUID())).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await mount(entry, own)).seq).toBe(1);
    const kept = await database.admin.query("select expires_at from app.upload where id = $1", [own]);
    expect(kept.rows[0].expires_at).toBeNull();
  });
});

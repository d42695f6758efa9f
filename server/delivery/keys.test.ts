import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { rootRouter } from "@/server/api/root";
import { createCallerFactory, requestContext } from "@/server/api/trpc";
import { warnOfEndingKeys } from "@/server/delivery/warn-of-ending-keys";
import { createServer } from "@/server/main";
import { type City, type Office, plantCity, plantEntry, plantGrant, sha256 } from "@/tests/delivery/city";
import { COMPANY_ITEMS, companies } from "@/tests/delivery/companies";
import { testDatabase } from "@/tests/harness/database";

const database = testDatabase();
const server = createServer();
const caller = createCallerFactory(rootRouter);
const as = ({ token }: Pick<Office, "token">) => caller(requestContext(token)).grants;
let origin: string;
let city: City;
let entry: string;
let grantId: string;

beforeAll(async () => {
  origin = `http://127.0.0.1:${await server.listen(0, "127.0.0.1")}`;
  city = await plantCity(database.admin, "fushun");
  entry = await plantEntry(database.admin, city, COMPANY_ITEMS, companies(5));
  grantId = await plantGrant(database.admin, city, entry, { columns: ["uscc", "name"] });
});
afterAll(() => server.close());
afterEach(async () => {
  delete process.env.HELIU_PROXIES;
  await database.setClock(null);
});

const read = (token: string, headers: Record<string, string> = {}) =>
  fetch(`${origin}/api/v1/resources/${entry}/rows?limit=1`, {
    headers: { authorization: `Bearer ${token}`, ...headers },
  });
const create = async (addressRanges: string[] = []) =>
  as(city.consumer).createKey({ idempotencyKey: randomUUID(), grantId, label: `系统${randomUUID()}`, addressRanges });
const keyRow = async (id: string) => (await as(city.consumer).byId({ grantId })).keys?.find((key) => key.id === id);
const refusals = async (keyId: string) =>
  (
    await database.admin.query<{ why: string; address: string; denied: boolean }>(
      `select a.denied, a.detail ->> 'why' as why, a.detail ->> 'address' as address from app.audit_record a
        where a.act = 'keys.refused' and a.detail ->> 'keyId' = $1 order by a.at`,
      [keyId],
    )
  ).rows;

describe("rotation", () => {
  it("lets both keys read for the overlap, then only the new one", async () => {
    const old = await create(["127.0.0.0/8"]);
    const input = { idempotencyKey: randomUUID(), grantId, keyId: old.id, overlapHours: 24 };
    const next = await as(city.consumer).rotateKey(input);
    expect(next).toMatchObject({ label: old.label, addressRanges: ["127.0.0.0/8"], live: true });
    expect((await read(old.token as string)).status).toBe(200);
    expect((await read(next.token as string)).status).toBe(200);
    expect(await keyRow(old.id)).toMatchObject({ replacedBy: next.id, live: true });

    await database.setClock(new Date(Date.now() + 24 * 3_600_000 + 1_000));
    expect((await read(old.token as string)).status).toBe(401);
    expect((await read(next.token as string)).status).toBe(200);
    await database.setClock(null);

    const repeated = await as(city.consumer).rotateKey(input);
    expect(repeated).toMatchObject({ id: next.id, token: null });
  });

  it("ends the old key at once without an overlap, and happens once a key", async () => {
    const old = await create();
    await as(city.consumer).rotateKey({ idempotencyKey: randomUUID(), grantId, keyId: old.id, overlapHours: 0 });
    expect((await read(old.token as string)).status).toBe(401);
    const again = as(city.consumer).rotateKey({
      idempotencyKey: randomUUID(),
      grantId,
      keyId: old.id,
      overlapHours: 1,
    });
    await expect(again).rejects.toMatchObject({ cause: { code: "STALE" } });
    expect((await as(city.consumer).byId({ grantId })).keys?.filter(({ label }) => label === old.label)).toHaveLength(
      2,
    );
  });

  it("is the consumer's alone, and lengthens nothing", async () => {
    const old = await create();
    const input = { idempotencyKey: randomUUID(), grantId, keyId: old.id, overlapHours: 1 };
    for (const eyes of [city.provider, city.stranger]) {
      await expect(as(eyes).rotateKey(input)).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
    const move = (to: string) =>
      database.as("heliu_workspace", async (client) => {
        await client.query("begin");
        await client.query("select ctx.mint($1)", [city.consumer.token]);
        const moved = await client.query("update app.api_key set expires_at = $2::timestamptz where id = $1", [
          old.id,
          to,
        ]);
        await client.query("commit");
        return moved.rowCount;
      });
    await expect(move("2095-01-01")).rejects.toMatchObject({ code: "42501" });
    expect(await move("2080-01-01")).toBe(1);
  });
});

describe("a key that is bound to addresses", () => {
  it("reads from there and from nowhere else, and a stranger cannot tell it from a wrong key", async () => {
    const here = await create(["127.0.0.1", "2001:db8::/32"]);
    const elsewhere = await create(["10.0.0.0/8"]);
    expect((await read(here.token as string)).status).toBe(200);
    const [wrongAddress, wrongKey] = [await read(elsewhere.token as string), await read(`hk_${"x".repeat(43)}`)];
    const plain = async (answer: Response) => ({ ...(await answer.json()), traceId: "" });
    expect([wrongAddress.status, await plain(wrongAddress)]).toEqual([wrongKey.status, await plain(wrongKey)]);
    expect(wrongAddress.status).toBe(401);

    await vi.waitFor(async () => {
      expect(await refusals(elsewhere.id)).toEqual([{ why: "address", address: "127.0.0.1", denied: true }]);
    });
    expect(await refusals(here.id)).toEqual([]);
    expect(await keyRow(elsewhere.id)).toMatchObject({ usedAt: null, refusedFrom: "127.0.0.1" });
    expect(await keyRow(here.id)).toMatchObject({ usedFrom: "127.0.0.1", refusedAt: null });
  });

  it("believes X-Forwarded-For of a named proxy only", async () => {
    const behind = await create(["10.20.0.0/16"]);
    const forwarded = { "x-forwarded-for": "10.20.3.4" };
    expect((await read(behind.token as string, forwarded)).status).toBe(401);
    process.env.HELIU_PROXIES = "127.0.0.1";
    expect((await read(behind.token as string, forwarded)).status).toBe(200);
    expect((await read(behind.token as string, { "x-forwarded-for": "10.20.3.4, 10.30.0.1" })).status).toBe(401);
  });

  it("is refused for a range that is none", async () => {
    for (const wrong of ["10.0.0.0/99", "localhost", "10.0.0", ""]) {
      await expect(create([wrong])).rejects.toMatchObject({ code: "BAD_REQUEST" });
    }
    expect((await create(["10.1.2.3/8"])).addressRanges).toEqual(["10.0.0.0/8"]);
  });

  it("keeps the same limits for whoever holds the application's login", async () => {
    const bound = await create(["10.0.0.0/8"]);
    const mint = (shown: string) =>
      database.as("heliu_workspace", (client) => client.query("select ctx.mint_key($1)", [shown]));
    await expect(mint(bound.token as string)).rejects.toMatchObject({ code: "28000" });
    await expect(mint(`${bound.token} 192.0.2.1`)).rejects.toMatchObject({ code: "28000" });
    expect((await mint(`${bound.token} 10.255.0.1`)).rowCount).toBe(1);
  });
});

describe("a key that ended", () => {
  it("is told apart in the audit: revoked, expired, and nothing of a key that never was", async () => {
    const [revoked, expired] = [await create(), await create()];
    await as(city.consumer).revokeKey({ idempotencyKey: randomUUID(), grantId, keyId: revoked.id });
    await database.admin.query("update app.api_key set expires_at = '2021-01-01' where id = $1", [expired.id]);
    for (const token of [revoked.token, expired.token, `hk_${"y".repeat(43)}`]) {
      expect((await read(token as string)).status).toBe(401);
    }
    await vi.waitFor(async () => {
      expect((await refusals(revoked.id)).map(({ why }) => why)).toEqual(["revoked"]);
      expect((await refusals(expired.id)).map(({ why }) => why)).toEqual(["expired"]);
    });
    // A system that keeps asking does not fill the audit.
    expect((await read(revoked.token as string)).status).toBe(401);
    await database.as("heliu_workspace", (client) => client.query("select ctx.note_refused_key($1)", [revoked.token]));
    expect(await refusals(revoked.id)).toHaveLength(1);
  });

  it("is warned of two weeks before, once, unless another took its place", async () => {
    const [soon, replaced, later] = [await create(), await create(), await create()];
    await as(city.consumer).rotateKey({ idempotencyKey: randomUUID(), grantId, keyId: replaced.id, overlapHours: 24 });
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
    await database.admin.query("update app.api_key set expires_at = $2 where id = $1", [soon.id, inDays(13)]);
    await database.admin.query("update app.api_key set expires_at = $2 where id = $1", [later.id, inDays(15)]);
    expect(
      [await keyRow(soon.id), await keyRow(replaced.id), await keyRow(later.id)].map((key) => key?.endsSoon),
    ).toEqual([true, false, false]);
    expect(await warnOfEndingKeys()).toBe(1);
    expect(await warnOfEndingKeys()).toBe(0);
    const told = await database.admin.query(
      "select n.department_id, n.subject_id, n.detail ->> 'number' as label from app.notice n where n.kind = 'key-ending'",
    );
    expect(told.rows).toEqual([{ department_id: city.consumer.departmentId, subject_id: grantId, label: soon.label }]);
  });
});

describe("keys over REST", () => {
  const ask = (path: string, method: string, body?: unknown, key: string = randomUUID()) =>
    fetch(`${origin}/api/v1/grants/${grantId}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${city.consumer.token}`,
        "content-type": "application/json",
        "idempotency-key": key,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  it("are made, rotated and ended, and the token is stored nowhere", async () => {
    const made = await (await ask("/keys", "POST", { label: "住房系统", addressRanges: ["127.0.0.1"] })).json();
    const rotated = await ask(`/keys/${made.id}/rotation`, "POST", { overlapHours: 1 });
    expect(rotated.status).toBe(201);
    expect(rotated.headers.get("cache-control")).toBe("no-store");
    const { id, token } = await rotated.json();
    expect((await read(token)).status).toBe(200);
    expect((await ask(`/keys/${id}`, "DELETE")).status).toBe(204);
    expect((await ask(`/keys/${id}`, "DELETE")).status).toBe(204);
    expect((await read(token)).status).toBe(401);
    const stored = await database.admin.query("select from app.api_key k where k.token_hash = $1 and k.id = $2", [
      sha256(token),
      id,
    ]);
    expect(stored.rowCount).toBe(1);
    const kept = await database.admin.query(
      "select from app.idempotency_key i where i.result::text like '%' || $1 || '%'",
      [token],
    );
    expect(kept.rowCount).toBe(0);
  });

  it("answer a repetition with the first key, and the same idempotency key for another request with 409", async () => {
    const key = randomUUID();
    const first = await (await ask("/keys", "POST", { label: "甲" }, key)).json();
    const repeated = await (await ask("/keys", "POST", { label: "甲" }, key)).json();
    expect(repeated).toMatchObject({ id: first.id, token: null });
    const other = await ask("/keys", "POST", { label: "乙" }, key);
    expect(other.status).toBe(409);
    expect(await other.json()).toMatchObject({
      code: "CONFLICT",
      fields: [{ problem: "key-of-another-request", detail: "该幂等键已用于另一个请求；新的请求须使用新的键。" }],
    });
    const labels = (await as(city.consumer).byId({ grantId })).keys?.map(({ label }) => label);
    expect(labels).toContain("甲");
    expect(labels).not.toContain("乙");
  });
});

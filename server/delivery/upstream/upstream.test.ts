import { randomUUID } from "node:crypto";
import { readXlsx } from "hucre/xlsx";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rootRouter } from "@/server/api/root";
import { createCallerFactory, requestContext } from "@/server/api/trpc";
import { exportResource } from "@/server/delivery/export-rows";
import type { ExportQuestion } from "@/server/delivery/file-export";
import { createServer } from "@/server/main";
import { mountHostedTable } from "@/server/mounting/mount-hosted-table";
import {
  type City,
  type Item,
  type Office,
  PURPOSE,
  plantCity,
  plantEntry,
  plantGrant,
  plantKey,
} from "@/tests/delivery/city";
import { startUpstream, type Upstream } from "@/tests/delivery/misbehaving-upstream";
import { testDatabase } from "@/tests/harness/database";

const database = testDatabase();
const server = createServer();
const caller = createCallerFactory(rootRouter);
const as = ({ token }: Pick<Office, "token">) => caller(requestContext(token));
let upstream: Upstream;
let origin: string;
let city: City;

const ITEMS: Item[] = [
  { name: "code", type: "text" },
  { name: "name", type: "text", mask: "name" },
  { name: "tel", type: "text", mask: "phone" },
  { name: "money", type: "integer" },
  { name: "day", type: "date" },
  { name: "gone", type: "text" },
  { name: "kept", type: "text" },
];
const COLUMNS = { code: "code", name: "名称", tel: "tel", money: "money", day: "day", kept: "secret" };
const NONE = { kind: "none" } as const;

beforeAll(async () => {
  process.env.HELIU_UPSTREAMS = "http://127.0.0.0/8";
  process.env.HELIU_SEAL_KEY = Buffer.alloc(32, 7).toString("base64url");
  upstream = await startUpstream();
  origin = `http://127.0.0.1:${await server.listen(0, "127.0.0.1")}`;
  city = await plantCity(database.admin, "fushun");
});
afterAll(async () => {
  delete process.env.HELIU_UPSTREAMS;
  delete process.env.HELIU_SEAL_KEY;
  await server.close();
  await upstream.close();
});

type Change = Parameters<ReturnType<typeof as>["mounts"]["change"]>[0];
const mountOn = async (entryId: string, path: string, mapping: object = {}, credential: object = NONE) => {
  const { seq } = await as(city.provider).mounts.byEntry({ entryId });
  const to = {
    kind: "upstream",
    address: `${upstream.origin}${path}`,
    credential,
    mapping: { columns: COLUMNS, ...mapping },
  };
  return as(city.provider).mounts.change({ idempotencyKey: randomUUID(), entryId, seq, to } as Change);
};
async function mounted(path: string, mapping: object = {}, credential: object = NONE) {
  const entry = await plantEntry(database.admin, city, ITEMS, null);
  await mountOn(entry, path, mapping, credential);
  const grant = await plantGrant(database.admin, city, entry, {
    columns: ["code", "name", "tel", "money", "day", "gone"],
    rowFilter: [],
  });
  return { entry, grant, key: await plantKey(database.admin, city, grant) };
}
const read = ({ entry, key }: { entry: string; key: string }, query = "", headers: Record<string, string> = {}) =>
  fetch(`${origin}/api/v1/resources/${entry}/rows${query}`, {
    headers: { authorization: `Bearer ${key}`, ...headers },
  });
const outcomes = async (entry: string) =>
  (
    await database.admin.query<{ outcome: string; detail: Record<string, unknown> }>(
      `select o.outcome, o.detail from app.access_record r left join app.upstream_outcome o on o.tenant_id = r.tenant_id and o.access_id = r.id
        where r.entry_id = $1 order by r.at, r.id`,
      [entry],
    )
  ).rows;

describe("data that stays with its provider", () => {
  it("comes through the same address, granted columns only, masked, with its record committed", async () => {
    const at = await mounted("/rows");
    const response = await read(at);
    expect(response.status).toBe(200);
    const text = await response.text();
    expect(text).toContain('"money":12345678901234567');
    expect(text).not.toContain("不应出现");
    expect(JSON.parse(text).rows).toEqual([
      {
        code: "91210400000000001X",
        name: "甲**",
        tel: "138****0001",
        money: expect.any(Number),
        day: "2020-02-29",
        gone: null,
      },
      { code: "91210400000000002X", name: "乙**", tel: "138****0002", money: 1, day: "2021-01-01", gone: null },
      { code: "91210400000000003X", name: "丙**", tel: null, money: null, day: null, gone: null },
    ]);
    expect(response.headers.get("heliu-missing-columns")).toBe("gone");
    const record = await database.admin.query(
      "select way, medium, purpose, content from app.access_record where id = $1",
      [response.headers.get("heliu-access-record")],
    );
    expect(record.rows[0]).toMatchObject({
      way: "api",
      medium: "json",
      purpose: "核验企业登记状态",
      content: { columns: ["code", "name", "tel", "money", "day", "gone"], mount: 1 },
    });
    expect(await outcomes(at.entry)).toMatchObject([{ outcome: "delivered", detail: { rows: 3 } }]);
  });

  it("takes conditions and columns, and the decision's own rows, on what came", async () => {
    const at = await mounted("/rows");
    const some = await (await read(at, "?columns=code&filter.money.lte=5")).json();
    expect(some.rows).toEqual([{ code: "91210400000000002X" }]);
    expect((await read(at, "?filter.name=甲公司")).status).toBe(400);
    expect((await read(at, "?columns=kept")).status).toBe(400);
    const narrow = await plantGrant(database.admin, city, at.entry, {
      columns: ["code"],
      rowFilter: [{ column: "day", op: "gte", value: "2020-06-01" }],
    });
    const key = await plantKey(database.admin, city, narrow);
    expect((await (await read({ entry: at.entry, key })).json()).rows).toEqual([{ code: "91210400000000002X" }]);
    const csv = await read({ entry: at.entry, key }, "", { accept: "text/csv" });
    expect(await csv.text()).toBe('code\r\n"91210400000000002X"\r\n');
  });

  it.each(["json", "ndjson", "xlsx", "csv"] as const)(
    "comes in pages and leaves as a file in every format: %s",
    async (format) => {
      const at = await mounted("/paged", { rows: "data.items", paging: "offset", limit: "size", after: "offset" });
      const codes = async (response: Response, whole: boolean) => {
        const bytes = Buffer.from(await response.arrayBuffer());
        if (format === "xlsx") return (await readXlsx(bytes)).sheets[0]?.rows.slice(1).map(([code]) => code);
        const text = bytes.toString();
        if (format === "json") {
          const rows = JSON.parse(text);
          return (whole ? rows : rows.rows).map(({ code }: { code: string }) => code);
        }
        const lines = text.trimEnd().split(/\r?\n/);
        if (format === "ndjson") return lines.map((line) => JSON.parse(line).code);
        return lines.slice(1).map((line) => line.split(",")[0]?.replaceAll('"', ""));
      };
      const page = await read(at, `?format=${format}&limit=2`);
      expect(page.status).toBe(200);
      expect(await codes(page, false)).toHaveLength(2);
      const file = await fetch(`${origin}/api/v1/resources/${at.entry}/export?format=${format}`, {
        headers: { authorization: `Bearer ${at.key}` },
      });
      expect(file.status).toBe(200);
      const record = file.headers.get("heliu-access-record");
      const taken = await codes(file, true);
      expect(taken?.length).toBeGreaterThan(2);
      expect(new Set(taken).size).toBe(taken?.length);
      await expect
        .poll(
          async () =>
            (
              await database.admin.query(
                `select r.way, r.medium, o.rows::int, o.sha256 from app.access_record r
                 join app.access_outcome o on o.access_id = r.id where r.id = $1`,
                [record],
              )
            ).rows,
        )
        .toEqual([
          { way: "export", medium: format, rows: taken?.length, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
        ]);
    },
  );

  it("leaves as a file under the same limits, and a file that is stopped on the way breaks off", async () => {
    const at = await mounted("/paged", { rows: "data.items", paging: "offset", limit: "size", after: "offset" });
    const reader = { by: "key", token: at.key, entryId: at.entry } as const;
    const question: ExportQuestion = { columns: null, filter: [], sort: null, purpose: null, format: "csv" };
    const file = await exportResource(at.key, at.entry, question);
    await file.recheck?.();
    await as(city.provider).grants.suspend({
      idempotencyKey: randomUUID(),
      grantId: at.grant,
      version: 1,
      reason: "停",
    });
    await expect(file.recheck?.()).rejects.toMatchObject({ code: "GRANT_ENDED" });
    await expect(exportResource(reader.token, reader.entryId, question)).rejects.toMatchObject({ code: "GRANT_ENDED" });

    const few = await plantGrant(database.admin, city, at.entry, { columns: ["code"], rowsPerDay: 999 });
    const key = await plantKey(database.admin, city, few);
    await expect(exportResource(key, at.entry, question)).rejects.toMatchObject({ code: "LIMIT" });
    await expect(exportResource(key, at.entry, { ...question, sort: "code" })).rejects.toMatchObject({
      code: "INVALID",
    });
  });

  it.each([
    ["while its pages come", {}],
    ["while it waits for room among the requests of its grant", { requestsPerMinute: 2 }],
  ])("is cut off from a running file within ten seconds of the end of the grant: %s", async (_, limits) => {
    const { entry } = await mounted("/endless", {
      rows: "data.items",
      paging: "offset",
      limit: "size",
      after: "offset",
    });
    const grant = await plantGrant(database.admin, city, entry, { columns: ["code"], ...limits });
    const key = await plantKey(database.admin, city, grant);
    const response = await fetch(`${origin}/api/v1/resources/${entry}/export?format=csv`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(response.status).toBe(200);
    let taken = 0;
    const whole = (async () => {
      for await (const piece of response.body ?? []) taken += piece.length;
    })();
    whole.catch(() => undefined);
    await expect.poll(() => taken).toBeGreaterThan(5_000);
    const began = performance.now();
    await as(city.provider).grants.revoke({ idempotencyKey: randomUUID(), grantId: grant, version: 1, reason: "停" });
    await expect(whole).rejects.toThrow();
    expect(performance.now() - began).toBeLessThan(10_000);
    const asked = upstream.asked.length;
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(upstream.asked.length).toBe(asked);
  });

  it.each([
    ["that has no pages of its own", "/rows", {}],
    ["by offset", "/paged", { rows: "data.items", paging: "offset", limit: "size", after: "offset" }],
    ["by cursor", "/cursor", { rows: "list", paging: "cursor", after: "cursor", next: "page.next" }],
  ])("is paged %s", async (_, path, mapping) => {
    const at = await mounted(path, mapping);
    const seen: string[] = [];
    let next: string | null = null;
    let pages = 0;
    do {
      const page = await (await read(at, `?limit=2&columns=code${next ? `&after=${next}` : ""}`)).json();
      seen.push(...page.rows.map((row: { code: string }) => row.code));
      next = page.next;
      pages++;
    } while (next && pages < 9);
    expect(seen).toEqual(["91210400000000001X", "91210400000000002X", "91210400000000003X"]);
    expect(pages).toBe(2);
  });

  it("is previewed on the grant's page under the person's own session", async () => {
    const { grant, entry } = await mounted("/rows");
    const page = await as(city.consumer).grants.rows({ grantId: grant, purpose: PURPOSE, limit: 3 });
    expect(page.rows[0]).toMatchObject({ name: "甲**" });
    expect(page.columns.map(({ name }) => name)).toEqual(["code", "name", "tel", "money", "day", "gone"]);
    expect((await as(city.consumer).grants.byId({ grantId: grant })).may.read).toBe(true);
    await expect(as(city.provider).grants.rows({ grantId: grant, purpose: PURPOSE })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(await outcomes(entry)).toHaveLength(1);
  });

  it("is asked for the grant's purpose alone and within its limits, by whatever way one comes", async () => {
    const at = await mounted("/rows");
    const before = upstream.asked.length;
    const bySession = (purpose: string | null) =>
      database.as("heliu_workspace", async (client) => {
        const opened = await client.query(
          "select status from gate.open_upstream('session', $1, $2, 'preview', 'screen', null, null, null, null, null, $3)",
          [city.consumer.token, at.grant, purpose],
        );
        return opened.rows[0].status;
      });
    expect(await bySession(null)).toBe("purpose-missing");
    expect(await bySession("好奇")).toBe("purpose-differs");
    expect(await bySession(PURPOSE)).toBe("open");
    await database.admin.query("update app.data_grant set purpose_demanded = true where id = $1", [at.grant]);
    expect((await read(at)).status).toBe(403);
    expect((await read(at, `?purpose=${encodeURIComponent(PURPOSE)}`)).status).toBe(200);
    await database.admin.query("update app.data_grant set rows_per_day = 1 where id = $1", [at.grant]);
    const refused = await read(at, `?purpose=${encodeURIComponent(PURPOSE)}`);
    expect([refused.status, Number(refused.headers.get("retry-after")) > 0]).toEqual([429, true]);
    expect(upstream.asked.length).toBe(before + 1);
  });

  it("is not asked for a stopped grant, and what came while it was stopped is not passed on", async () => {
    const at = await mounted("/rows");
    const before = upstream.asked.length;
    await database.admin.query("update app.data_grant set suspended_at = now() where id = $1", [at.grant]);
    expect((await read(at)).status).toBe(403);
    expect(upstream.asked.length).toBe(before);
    await database.admin.query("update app.data_grant set suspended_at = null where id = $1", [at.grant]);
    const { rows } = await database.as("heliu_workspace", async (client) => {
      const opened = await client.query(
        "select access_id from gate.open_upstream('key', $1, $2, 'api', 'json', null, null, null, null, null, null)",
        [at.key, at.entry],
      );
      await database.admin.query("update app.data_grant set revoked_at = now() where id = $1", [at.grant]);
      return client.query("select status, body from gate.pass_upstream('key', $1, $2, '[]', '{}')", [
        at.key,
        opened.rows[0].access_id,
      ]);
    });
    expect(rows).toEqual([{ status: "revoked", body: null }]);
    expect((await outcomes(at.entry)).at(-1)).toMatchObject({ outcome: "stopped" });
  });

  it("passes nothing in the transaction that wrote its record, nor twice, nor to another key", async () => {
    const at = await mounted("/rows");
    const other = await plantKey(database.admin, city, at.grant);
    const open =
      "select access_id, status from gate.open_upstream('key', $1, $2, 'api', 'json', null, null, null, null, null, null)";
    const pass = "select status from gate.pass_upstream('key', $1, $2, '[]', '{}')";
    await database.as("heliu_workspace", async (client) => {
      await client.query("begin");
      const within = (await client.query(open, [at.key, at.entry])).rows[0].access_id;
      expect((await client.query(pass, [at.key, within])).rows[0].status).toBe("missing");
      await client.query("rollback");
      const id = (await client.query(open, [at.key, at.entry])).rows[0].access_id;
      expect((await client.query(pass, [other, id])).rows[0].status).toBe("missing");
      expect((await client.query(pass, [at.key, id])).rows[0].status).toBe("ok");
      expect((await client.query(pass, [at.key, id])).rows[0].status).toBe("missing");
    });
  });
});

describe("an interface that misbehaves", () => {
  it.each([
    ["/redirect-metadata", 502, "redirect"],
    ["/too-short", 502, "cut"],
    ["/declares-10-gb", 502, "too-large"],
    ["/html", 502, "not-json"],
    ["/fails", 502, "status"],
    ["/not-json", 502, "not-json"],
    ["/too-long", 502, "not-json"],
    ["/nul", 502, "not-json"],
    ["/deep", 502, "not-json"],
    ["/object", 502, "not-rows"],
    ["/scalars", 502, "not-rows"],
    ["/wrong-type", 502, "bad-value"],
    ["/no-such-day", 502, "bad-value"],
    ["/nested", 502, "bad-value"],
  ])("%s answers %s %s, with no word of it, and the record says what happened", async (path, status, why) => {
    const at = await mounted(path);
    const response = await read(at, "", { "accept-language": "en" });
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toContain("application/problem+json");
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({
      code: "UPSTREAM",
      why,
      detail: "The data comes from the provider's own interface, which gave no usable answer.",
    });
    expect(text).not.toMatch(/hunter2|127\.0\.0\.1|169\.254|密码/);
    expect(await outcomes(at.entry)).toMatchObject([{ outcome: why }]);
    const [record] = (await as(city.provider).grants.use({ entryId: at.entry })).rows;
    expect(record).toMatchObject({ way: "api", gaveNothing: true });
  });

  it("that gives more rows than were asked for is refused", async () => {
    const at = await mounted("/ignores-size", { rows: "data.items", paging: "offset", limit: "size", after: "offset" });
    expect(await (await read(at, "?limit=3")).json()).toMatchObject({ why: "too-many-rows" });
    expect((await read(at, "?limit=6")).status).toBe(200);
  });

  it("that drips is cut after ten seconds with 504", async () => {
    const at = await mounted("/drip");
    const began = performance.now();
    const response = await read(at);
    expect(performance.now() - began).toBeLessThan(12_000);
    expect(response.status).toBe(504);
    expect(await outcomes(at.entry)).toMatchObject([{ outcome: "timeout" }]);
  }, 20_000);

  it("is not called any more once the operator takes it off the list", async () => {
    const at = await mounted("/rows");
    const before = upstream.asked.length;
    process.env.HELIU_UPSTREAMS = "https://elsewhere.example";
    const response = await read(at);
    process.env.HELIU_UPSTREAMS = "http://127.0.0.0/8";
    expect([response.status, (await response.json()).why, upstream.asked.length]).toEqual([502, "not-allowed", before]);
    expect((await read(at)).status).toBe(200);
  });
});

describe("changing how an entry is mounted", () => {
  it("leaves grants as they are: the next reading goes to the new mount, and back", async () => {
    const entry = await plantEntry(database.admin, city, ITEMS, [
      ["表", "名", "13900000000", 7, "2020-01-01", "有", "留"],
    ]);
    const grant = await plantGrant(database.admin, city, entry, { columns: ["code", "gone"] });
    const at = { entry, key: await plantKey(database.admin, city, grant) };
    expect((await (await read(at)).json()).rows).toEqual([{ code: "表", gone: "有" }]);
    expect(await mountOn(entry, "/rows")).toEqual({ seq: 1, missing: ["gone"] });
    expect((await (await read(at, "?limit=1")).json()).rows).toEqual([{ code: "91210400000000001X", gone: null }]);
    const detail = await as(city.provider).mounts.byEntry({ entryId: entry });
    expect(detail).toMatchObject({
      kind: "upstream",
      missing: ["gone"],
      grants: { live: 1, affected: 1 },
      hosted: { version: 1 },
    });

    // A cursor of what was mounted before begins again.
    const { next } = await (await read(at, "?limit=1")).json();
    const back = { idempotencyKey: randomUUID(), entryId: entry, seq: 1, to: { kind: "table" as const } };
    expect(await as(city.provider).mounts.change(back)).toEqual({ seq: 2, missing: [] });
    expect((await (await read(at)).json()).rows).toEqual([{ code: "表", gone: "有" }]);
    const stale = await (await read(at, `?after=${next}`)).json();
    expect(stale.fields).toMatchObject([{ path: "after", problem: "dataMovedOn" }]);

    // New data in the table is a mount too.
    await mountOn(entry, "/rows");
    await mountHostedTable(city.provider.token, entry, [["新", "名", "13900000000", 7, "2020-01-01", "有", "留"]]);
    expect((await (await read(at)).json()).rows).toEqual([{ code: "新", gone: "有" }]);
    const { history, kind } = await as(city.provider).mounts.byEntry({ entryId: entry });
    expect([kind, history.map((row) => row.kind)]).toEqual(["table", ["table", "upstream", "table", "upstream"]]);
  });

  it("is the provider's alone, from what it saw, and to what is there", async () => {
    const { entry } = await mounted("/rows");
    const to = { kind: "table" } as const;
    for (const eyes of [city.consumer, city.stranger]) {
      await expect(as(eyes).mounts.byEntry({ entryId: entry })).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(
        as(eyes).mounts.change({ idempotencyKey: randomUUID(), entryId: entry, seq: 1, to }),
      ).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
    await expect(as(city.authority).mounts.byEntry({ entryId: entry })).rejects.toMatchObject({ code: "FORBIDDEN" });
    const change = (seq: number) =>
      as(city.provider).mounts.change({ idempotencyKey: randomUUID(), entryId: entry, seq, to });
    await expect(change(0)).rejects.toMatchObject({ cause: { code: "STALE" } });
    await expect(change(1)).rejects.toMatchObject({ cause: { details: { fields: [{ problem: "nothing-hosted" }] } } });
    expect((await as(city.provider).mounts.byEntry({ entryId: entry })).kind).toBe("upstream");
  });

  it("refuses addresses, items and pages that cannot be", async () => {
    const { entry } = await mounted("/rows");
    const problemOf = async (change: Promise<unknown>) => {
      const error = await change.then(
        () => null,
        (thrown: { cause?: { details?: { fields?: { problem: string }[] } } }) => thrown,
      );
      return error?.cause?.details?.fields?.[0]?.problem ?? null;
    };
    const seq = 1;
    const change = (address: string, mapping: object) =>
      problemOf(
        as(city.provider).mounts.change({
          idempotencyKey: randomUUID(),
          entryId: entry,
          seq,
          to: { kind: "upstream", address, credential: NONE, mapping },
        } as Change),
      );
    const right = `${upstream.origin}/rows`;
    expect(await change("https://10.0.0.1/rows", { columns: COLUMNS })).toBe("address-not-allowed");
    expect(await change(right, { columns: { nothing: "x" } })).toBe("unknown-item");
    expect(await change(right, { columns: {} })).toBe("no-columns");
    expect(await change(right, { columns: COLUMNS, paging: "page" })).toBe("required");
    expect(await change(right, { columns: COLUMNS, paging: "page", after: "page" })).toBeNull();
  });
});

describe("a provider's credential", () => {
  const secret = "hunter2-not-to-be-seen";
  const bearer = { kind: "bearer", secret };

  it("goes along, and is shown, kept in the clear or written into a record nowhere", async () => {
    const at = await mounted("/rows", {}, bearer);
    expect((await read(at)).status).toBe(200);
    expect(upstream.asked.at(-1)?.headers.authorization).toBe(`Bearer ${secret}`);
    const shown = JSON.stringify(await as(city.provider).mounts.byEntry({ entryId: at.entry }));
    expect(shown).toContain('"credentialKind":"bearer"');
    expect(shown).not.toContain(secret);
    for (const table of ["app.mount", "app.audit_record", "app.access_record", "app.idempotency_key"]) {
      const { rows } = await database.admin.query(
        `select from ${table} t where to_jsonb(t)::text like '%' || $1 || '%'`,
        [secret],
      );
      expect(rows, table).toEqual([]);
    }
    const asLogin = database.as("heliu_workspace", (client) => client.query("select credential from app.mount"));
    await expect(asLogin).rejects.toMatchObject({ code: "42501" });
  });

  it("is kept when none is given for the same place, and asked for again for another", async () => {
    const at = await mounted("/rows", {}, bearer);
    await mountOn(at.entry, "/rows?again=1", {}, { kind: "bearer" });
    expect((await read(at)).status).toBe(200);
    expect(upstream.asked.at(-1)?.headers.authorization).toBe(`Bearer ${secret}`);
    process.env.HELIU_UPSTREAMS = "http://127.0.0.0/8, http://elsewhere.example";
    const elsewhere = as(city.provider).mounts.change({
      idempotencyKey: randomUUID(),
      entryId: at.entry,
      seq: 2,
      to: {
        kind: "upstream",
        address: "http://elsewhere.example/",
        credential: { kind: "bearer" },
        mapping: { columns: COLUMNS },
      },
    } as Change);
    await expect(elsewhere).rejects.toMatchObject({
      cause: { details: { fields: [{ path: "to.credential.secret" }] } },
    });
    process.env.HELIU_UPSTREAMS = "http://127.0.0.0/8";
  });

  it("under another secret of the deployment opens nothing, and is said so", async () => {
    const at = await mounted("/rows", {}, bearer);
    const before = upstream.asked.length;
    process.env.HELIU_SEAL_KEY = Buffer.alloc(32, 9).toString("base64url");
    const response = await read(at);
    process.env.HELIU_SEAL_KEY = Buffer.alloc(32, 7).toString("base64url");
    expect([response.status, (await response.json()).why, upstream.asked.length]).toEqual([502, "credential", before]);
    expect(await outcomes(at.entry)).toMatchObject([{ outcome: "credential" }]);
  });
});

describe("a test call", () => {
  const test = (entryId: string, path: string, rest: object = {}) =>
    as(city.provider).mounts.test({
      idempotencyKey: randomUUID(),
      entryId,
      address: `${upstream.origin}${path}`,
      credential: NONE,
      ...rest,
    });

  it("names what was found and shows no value", async () => {
    const { entry } = await mounted("/rows");
    const found = await test(entry, "/paged", { rows: "data.items" });
    expect(found).toMatchObject({ why: null, rows: 3, columns: ["code", "名称", "tel", "money", "day", "secret"] });
    expect(JSON.stringify(found)).not.toContain("甲公司");
    expect(await test(entry, "/fails")).toMatchObject({ why: "status", status: 500, columns: [] });
    expect(await test(entry, "/object")).toMatchObject({ why: "not-rows" });
    expect(await test(entry, "/rows", { address: "https://169.254.169.254/" })).toMatchObject({ why: "not-allowed" });
  });

  it("is the provider's alone", async () => {
    const { entry } = await mounted("/rows");
    const before = upstream.asked.length;
    await expect(
      as(city.consumer).mounts.test({
        idempotencyKey: randomUUID(),
        entryId: entry,
        address: `${upstream.origin}/rows`,
        credential: NONE,
      }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(upstream.asked.length).toBe(before);
  });
});

import { randomUUID } from "node:crypto";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createServer } from "@/server/main";
import { type City, type Office, PURPOSE, plantCity, plantEntry, plantGrant } from "@/tests/delivery/city";
import { COMPANY_ITEMS, companies } from "@/tests/delivery/companies";
import { testDatabase } from "@/tests/harness/database";

const database = testDatabase();
const server = createServer();
let origin: string;
let city: City;

beforeAll(async () => {
  origin = `http://127.0.0.1:${await server.listen(0, "127.0.0.1")}`;
  city = await plantCity(database.admin, "fushun");
});
afterAll(() => server.close());

const get = (path: string, office?: Office, headers: Record<string, string> = {}) =>
  fetch(`${origin}${path}`, { headers: { ...headers, ...(office ? { cookie: `heliu=${office.token}` } : {}) } });

/** As a spreadsheet or csv-parse reads it; the mark of UTF-8 is taken off. */
const records = (text: string) => parse(text.replace(/^\uFEFF/, ""), { relax_column_count: false }) as string[][];

describe("downloading what a grant allows", () => {
  it("gives every granted row under the Chinese labels, and leaves an export's record first", async () => {
    const entry = await plantEntry(database.admin, city, COMPANY_ITEMS, companies(5_000));
    const grant = await plantGrant(database.admin, city, entry, {
      columns: ["uscc", "phone", "capital", "registered_on", "active"],
      rowFilter: [{ column: "district", op: "eq", value: "望花区" }],
    });
    const response = await get(`/download/grants/${grant}.csv?purpose=${PURPOSE}`, city.consumer);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toContain("text/csv; charset=utf-8");
    expect(response.headers.get("cache-control")).toBe("no-store");
    const id = response.headers.get("heliu-access-record") ?? "";
    expect(response.headers.get("content-disposition")).toBe(
      `attachment; filename="data-${id.slice(0, 8)}.csv"; filename*=UTF-8''${encodeURIComponent("企业登记信息")}-${id.slice(0, 8)}.csv`,
    );
    const { rows: record } = await database.admin.query(
      "select way, medium, person_id from app.access_record where id = $1",
      [id],
    );
    expect(record).toEqual([{ way: "export", medium: "csv", person_id: city.consumer.personId }]);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    const [header, ...rows] = records(bytes.toString());
    expect(header).toEqual(["列uscc", "列phone", "列capital", "列registered_on", "列active"]);
    expect(rows).toHaveLength([...companies(5_000)].filter((row) => row[6] === "望花区").length);
    expect(rows[0]).toEqual(["91210400000000002X", "138****0002", "74", "1992-03-03", "true"]);
  });

  it("narrows by the conditions of the screen, and says what is wrong with one", async () => {
    const entry = await plantEntry(database.admin, city, COMPANY_ITEMS, companies(100));
    const grant = await plantGrant(database.admin, city, entry, { columns: ["uscc", "phone"] });
    const ask = (filter: unknown) =>
      get(
        `/download/grants/${grant}.csv?purpose=${PURPOSE}&columns=uscc&filter=${encodeURIComponent(JSON.stringify(filter))}`,
        city.consumer,
      );
    const one = await ask([{ column: "uscc", op: "eq", value: "91210400000000007X" }]);
    expect(records(await one.text())).toEqual([["列uscc"], ["91210400000000007X"]]);
    const masked = await ask([{ column: "phone", op: "eq", value: "13800000007" }]);
    expect(masked.status).toBe(400);
    expect(await masked.text()).toContain("“phone”列经脱敏后提供，不能作为筛选条件。");
    expect((await get(`/download/grants/${grant}.csv?filter=nonsense`, city.consumer)).status).toBe(400);
    expect((await get(`/download/grants/${grant}.csv?extra=1`, city.consumer)).status).toBe(400);
  });

  it("escapes what a spreadsheet would run, and leaves numbers numbers", async () => {
    const items = [
      { name: "a", type: "text" },
      { name: "n", type: "decimal" },
    ] as const;
    const cells = [
      "=1+1",
      "+86",
      "-5",
      "@SUM(A1)",
      "\t=1",
      "\r=1",
      "＝1",
      "plain",
      'say "hi", now',
      "two\nlines",
      "",
      "'=1",
    ];
    const entry = await plantEntry(
      database.admin,
      city,
      [...items],
      cells.map((cell) => [cell, -1.5]),
    );
    const grant = await plantGrant(database.admin, city, entry, { columns: ["a", "n"] });
    const [, ...rows] = records(
      await (await get(`/download/grants/${grant}.csv?purpose=${PURPOSE}`, city.consumer)).text(),
    );
    expect(rows.map(([text]) => text)).toEqual([
      "'=1+1",
      "'+86",
      "'-5",
      "'@SUM(A1)",
      "'\t=1",
      "'\r=1",
      "'＝1",
      "plain",
      'say "hi", now',
      "two\nlines",
      "",
      "'=1",
    ]);
    expect(new Set(rows.map(([, number]) => number))).toEqual(new Set(["-1.5"]));
  });

  it("is refused to everyone else, and looks the same for foreign and missing", async () => {
    const entry = await plantEntry(database.admin, city, COMPANY_ITEMS, companies(5));
    const grant = await plantGrant(database.admin, city, entry, { columns: ["uscc"] });
    expect((await get(`/download/grants/${grant}.csv`)).status).toBe(401);
    expect((await get(`/download/grants/${grant}.csv`, { ...city.consumer, token: "x".repeat(43) })).status).toBe(401);
    const texts = await Promise.all(
      [grant, randomUUID(), "nonsense"].map(async (id) => {
        const response = await get(`/download/grants/${id}.csv`, city.stranger);
        return [response.status, (await response.text()).replace(/[0-9a-f]{16}$/, "")];
      }),
    );
    expect(new Set(texts.map((text) => JSON.stringify(text))).size).toBe(1);
    expect(texts[0]?.[0]).toBe(404);
    expect(
      (await get(`/download/grants/${grant}.csv?purpose=${PURPOSE}`, city.consumer, { "sec-fetch-site": "cross-site" }))
        .status,
    ).toBe(403);
    await database.admin.query("update app.data_grant set suspended_at = now() where id = $1", [grant]);
    expect((await get(`/download/grants/${grant}.csv?purpose=${PURPOSE}`, city.consumer)).status).toBe(403);
  });

  it("is cut when the grant is revoked while it runs, so that half a file never looks whole", async () => {
    const entry = await plantEntry(database.admin, city, COMPANY_ITEMS, companies(120_000));
    const grant = await plantGrant(database.admin, city, entry, { columns: COMPANY_ITEMS.map(({ name }) => name) });
    const response = await get(`/download/grants/${grant}.csv?purpose=${PURPOSE}`, city.consumer);
    const reader = response.body?.getReader();
    if (!reader) throw new Error("no body");
    let bytes = (await reader.read()).value?.length ?? 0;
    await new Promise((soon) => setTimeout(soon, 500));
    await database.admin.query("update app.data_grant set revoked_at = now() where id = $1", [grant]);
    const rest = async () => {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        bytes += value.length;
      }
    };
    await expect(rest()).rejects.toThrow(/terminated/);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(15_000_000);
  });

  it("streams a hundred thousand rows in flat memory", async () => {
    const entry = await plantEntry(database.admin, city, COMPANY_ITEMS, companies(100_000));
    const grant = await plantGrant(database.admin, city, entry, { columns: COMPANY_ITEMS.map(({ name }) => name) });
    const before = process.memoryUsage().rss;
    const response = await get(`/download/grants/${grant}.csv?purpose=${PURPOSE}`, city.consumer);
    let lines = 0;
    let peak = 0;
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      for (const byte of chunk) if (byte === 10) lines++;
      peak = Math.max(peak, process.memoryUsage().rss);
    }
    expect(lines).toBe(100_001);
    expect(peak - before).toBeLessThan(150_000_000);
  });
});

describe("downloading open data", () => {
  it("needs no name, hides what is not open, and is counted", async () => {
    const open = await plantEntry(database.admin, city, COMPANY_ITEMS, companies(3_000), "unconditional");
    const response = await get(`/open/fushun/${open}.csv`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-disposition")).toContain(encodeURIComponent("企业登记信息"));
    const [header, ...rows] = records(await response.text());
    expect(header).not.toContain("列citizen_id");
    expect(rows).toHaveLength(3_000);
    const { rows: use } = await database.admin.query("select way, times::int from app.open_use where entry_id = $1", [
      open,
    ]);
    expect(use).toEqual([{ way: "export", times: 1 }]);
  });

  it("keeps no place and counts no use for those who ask for headers only", async () => {
    const open = await plantEntry(database.admin, city, COMPANY_ITEMS, companies(3), "unconditional");
    for (let asked = 0; asked < 30; asked++) {
      expect((await fetch(`${origin}/open/fushun/${open}.csv`, { method: "HEAD" })).status).toBe(405);
    }
    const { rows: use } = await database.admin.query("select 1 from app.open_use where entry_id = $1", [open]);
    expect(use).toEqual([]);
    expect((await get(`/open/fushun/${open}.csv`)).status).toBe(200);
  });

  it("does not know what is closed, another city's, or no city's", async () => {
    const closed = await plantEntry(database.admin, city, COMPANY_ITEMS, companies(3));
    for (const path of [
      `/open/fushun/${closed}.csv`,
      `/open/fushun/${randomUUID()}.csv`,
      "/open/fushun/x.csv",
      `/open/nowhere/${closed}.csv`,
    ]) {
      expect((await get(path)).status, path).toBe(404);
    }
  });
});

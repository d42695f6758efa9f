import { randomUUID } from "node:crypto";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createServer } from "@/server/main";
import { type City, plantCity, plantEntry, plantGrant, plantKey, type Terms } from "@/tests/delivery/city";
import { COMPANY_ITEMS, companies } from "@/tests/delivery/companies";
import { testDatabase } from "@/tests/harness/database";

const database = testDatabase();
const server = createServer();
let origin: string;
let city: City;
let entry: string;
let key: string;

beforeAll(async () => {
  origin = `http://127.0.0.1:${await server.listen(0, "127.0.0.1")}`;
  city = await plantCity(database.admin, "fushun");
  entry = await plantEntry(database.admin, city, COMPANY_ITEMS, companies(2_500));
  ({ key } = await granted({ columns: ["uscc", "name", "phone", "capital", "registered_on"] }));
});
afterAll(() => server.close());

async function granted(terms: Terms) {
  const grant = await plantGrant(database.admin, city, entry, terms);
  return { grant, key: await plantKey(database.admin, city, grant) };
}

const get = (path: string, headers: Record<string, string> = {}, token: string | null = key) =>
  fetch(`${origin}${path}`, { headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers } });
const rows = (query = "", headers: Record<string, string> = {}, token?: string | null) =>
  get(`/api/v1/resources/${entry}/rows${query}`, headers, token);

describe("GET /api/v1/resources/{id}/rows", () => {
  it("pages through everything granted, following next", async () => {
    const seen: string[] = [];
    let path: string | null = `/api/v1/resources/${entry}/rows?limit=1000&columns=uscc,phone`;
    while (path) {
      const response: Response = await get(path);
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
      const page = await response.json();
      expect(page).toMatchObject({ resource: entry, version: 1 });
      expect(page.accessRecord).toBe(response.headers.get("heliu-access-record"));
      for (const row of page.rows) {
        expect(Object.keys(row)).toEqual(["uscc", "phone"]);
        expect(row.phone).toMatch(/^138\*{4}\d{4}$/);
        seen.push(row.uscc);
      }
      const link = response.headers.get("link");
      expect(link === null).toBe(page.next === null);
      path = link?.match(/^<([^>]+)>; rel="next"$/)?.[1] ?? null;
      if (path) expect(path).toContain(`after=${page.next}`);
    }
    expect(seen).toEqual([...companies(2_500)].map(([uscc]) => uscc));
  });

  it("filters, and numbers are numbers", async () => {
    const response = await rows(
      `?filter.registered_on.gte=2000-01-01&filter.capital.lte=1000&filter.uscc.prefix=9121&filter.uscc.in=91210400000000010X,91210400000000012X,x`,
    );
    const page = await response.json();
    expect(page.rows).toEqual([
      {
        uscc: "91210400000000010X",
        name: "顺城区第10号商贸有限公司",
        phone: "138****0010",
        capital: 370,
        registered_on: "2000-11-11",
      },
      {
        uscc: "91210400000000012X",
        name: "新宾县第12号商贸有限公司",
        phone: "138****0012",
        capital: 444,
        registered_on: "2002-01-13",
      },
    ]);
    expect(page.next).toBeNull();
  });

  it("answers CSV to who accepts it", async () => {
    const response = await rows("?limit=2&columns=uscc,capital", { accept: "text/csv" });
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(parse(await response.text())).toEqual([
      ["uscc", "capital"],
      ["91210400000000001X", "37"],
      ["91210400000000002X", "74"],
    ]);
    expect(response.headers.get("link")).toContain('rel="next"');
    expect((await rows("", { accept: "application/xml" })).status).toBe(406);
    expect((await rows("?limit=1", { accept: "*/*" })).headers.get("content-type")).toContain("json");
  });

  it.each([
    ["?limit=1000000000", "limit", "too_big", "超过上限 1000。"],
    ["?limit=0", "limit", "too_small", "低于下限 1。"],
    ["?limit=many", "limit", "invalid_type", "此项必填或类型不正确。"],
    ["?columns=citizen_id", "columns.0", "unknown-column", "没有“citizen_id”这一列，或授权中不含该列。"],
    ["?columns=uscc;drop", "columns", "wrong", "格式不正确。"],
    ["?filter.citizen_id=2104", "filter.0.column", "unknown-column", "没有“citizen_id”这一列，或授权中不含该列。"],
    ["?filter.phone=13800000001", "filter.0.column", "masked-column", "“phone”列经脱敏后提供，不能作为筛选条件。"],
    ["?filter.capital=lots", "filter.0.value", "filter-value", "“capital”的条件值与该列类型不符。"],
    [
      "?filter.name.like=x",
      "filter.name.like",
      "filter-op",
      "“name.like”不支持这种条件；可用 eq、ne、in、gt、gte、lt、lte、null、prefix、contains。",
    ],
    ["?fliter.name=x", "fliter.name", "unknown-parameter", "没有“fliter.name”这个参数。"],
    ["?after=nonsense", "after", "wrong", "格式不正确。"],
    ["?limit=1&limit=2", "limit", "wrong", "格式不正确。"],
  ])("says what is wrong with %s", async (query, path, name, detail) => {
    const response = await rows(query);
    expect(response.status).toBe(400);
    expect(response.headers.get("content-type")).toContain("application/problem+json");
    const body = await response.json();
    expect(body).toMatchObject({ code: "INVALID", status: 400, traceId: expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect(body.fields).toContainEqual({ path, problem: name, detail });
  });

  it("speaks English to who asks for it", async () => {
    const body = await (await rows("?filter.phone=1", { "accept-language": "en-GB,en;q=0.9,zh;q=0.1" })).json();
    expect(body.fields[0].detail).toBe("Column “phone” is masked, so it cannot be filtered on.");
  });

  it("wants a live key, and says no more", async () => {
    for (const token of [null, "x", `hk_${"x".repeat(43)}`, city.consumer.token]) {
      const response = await rows("", {}, token);
      expect(response.status).toBe(401);
      expect(response.headers.get("www-authenticate")).toContain("Bearer");
      expect((await response.json()).code).toBe("UNAUTHENTICATED");
    }
    expect(
      (await fetch(`${origin}/api/v1/resources/${entry}/rows`, { headers: { cookie: `heliu=${city.consumer.token}` } }))
        .status,
    ).toBe(401);
  });

  it("answers a key for another resource as if that did not exist", async () => {
    const elsewhere = await plantEntry(database.admin, city, COMPANY_ITEMS, companies(3));
    const bodies = await Promise.all(
      [elsewhere, randomUUID()].map(async (id) => {
        const response = await get(`/api/v1/resources/${id}/rows`);
        expect(response.status).toBe(404);
        const { traceId: _, ...body } = await response.json();
        return body;
      }),
    );
    expect(bodies[0]).toEqual(bodies[1]);
    expect((await get("/api/v1/resources/not-an-id/rows")).status).toBe(400);
  });

  it.each(["json", "csv", "ndjson", "xlsx"])(
    "says with every page as %s that a grant allows no storage, and says nothing where one does",
    async (format) => {
      const own = await granted({ columns: ["uscc"], storageAllowed: false });
      const first = await rows(`?limit=2&format=${format}`, {}, own.key);
      const next = first.headers.get("link")?.match(/^<([^>]+)>/)?.[1] ?? "";
      for (const page of [first, await get(next, {}, own.key)]) {
        expect([page.status, page.headers.get("heliu-storage")]).toEqual([200, "not-allowed"]);
        await page.arrayBuffer();
      }
      const free = await rows(`?limit=2&format=${format}`);
      expect([free.status, free.headers.get("heliu-storage")]).toEqual([200, null]);
      const document = await (await get("/api/v1/openapi.json", {}, null)).json();
      const answer = document.paths["/api/v1/resources/{id}/rows"].get.responses["200"];
      expect(answer.headers["Heliu-Storage"]).toMatchObject({ schema: { enum: ["not-allowed"] } });
    },
  );

  it("stops with the next request, and says how the grant stands", async () => {
    const own = await granted({ columns: ["uscc"] });
    expect((await rows("", {}, own.key)).status).toBe(200);
    await database.admin.query("update app.data_grant set suspended_at = now() where id = $1", [own.grant]);
    const response = await rows("", {}, own.key);
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: "GRANT_ENDED", state: "suspended" });
    expect((await get(`/api/v1/resources/${entry}`, {}, own.key)).status).toBe(403);
  });

  it("leaves its record before it answers, whatever becomes of the answer", async () => {
    const own = await granted({ columns: ["uscc"] });
    const response = await rows("?limit=5", {}, own.key);
    await response.body?.cancel();
    const { rows: records } = await database.admin.query(
      "select id, way, medium, content from app.access_record where grant_id = $1",
      [own.grant],
    );
    expect(records).toEqual([
      {
        id: response.headers.get("heliu-access-record"),
        way: "api",
        medium: "json",
        content: { columns: ["uscc"], filter: [], version: 1, after: null, limit: 5 },
      },
    ]);
  });
});

describe("GET /api/v1/resources/{id}", () => {
  it("describes what the key may read, without a record", async () => {
    const own = await granted({
      columns: ["uscc", "phone"],
      rowFilter: [{ column: "status", op: "eq", value: "存续" }],
    });
    const body = await (await get(`/api/v1/resources/${entry}`, {}, own.key)).json();
    expect(body).toMatchObject({
      id: entry,
      name: { zh: "企业登记信息", en: "Registered companies" },
      purpose: "核验企业登记状态",
      rowFilter: [{ column: "status", op: "eq", value: "存续" }],
      version: 1,
      columns: [
        { name: "uscc", label: { zh: "列uscc", en: "uscc" }, type: "text", mask: "none", filterable: true },
        { name: "phone", mask: "phone", filterable: false },
      ],
    });
    const { rowCount } = await database.admin.query("select from app.access_record where grant_id = $1", [own.grant]);
    expect(rowCount).toBe(0);
  });
});

describe("open data for programs", () => {
  it("needs no key, shows what everyone may see, and is counted", async () => {
    const open = await plantEntry(database.admin, city, COMPANY_ITEMS, companies(1_200), "unconditional");
    const base = `/api/v1/open/fushun/datasets`;
    const list = await (await get(base, {}, null)).json();
    expect(list.rows.map(({ id }: { id: string }) => id)).toEqual([open]);
    expect(
      (await (await get(`${base}/${open}`, {}, null)).json()).columns.map(({ name }: { name: string }) => name),
    ).not.toContain("citizen_id");
    const first = await get(`${base}/${open}/rows?limit=1000`, {}, null);
    expect(first.headers.get("heliu-access-record")).toBeNull();
    const page = await first.json();
    expect(page.rows).toHaveLength(1000);
    expect(page.rows[0].legal_person).toBe("李**");
    const rest = await (await get(first.headers.get("link")?.match(/^<([^>]+)>/)?.[1] ?? "", {}, null)).json();
    expect(rest).toMatchObject({ next: null });
    expect(rest.rows).toHaveLength(200);
    const few = await get(
      `${base}/${open}/rows?columns=uscc&filter.district=望花区&limit=1`,
      { accept: "text/csv" },
      null,
    );
    expect(await few.text()).toBe('uscc\r\n"91210400000000002X"\r\n');
    expect((await get(`${base}/${open}/rows?filter.legal_person.prefix=李`, {}, null)).status).toBe(400);
    const { rows: use } = await database.admin.query("select way, times::int from app.open_use where entry_id = $1", [
      open,
    ]);
    expect(use).toEqual([{ way: "api", times: 2 }]);
    for (const path of [
      `${base}/${entry}`,
      `${base}/${entry}/rows`,
      `/api/v1/open/leshan/datasets/${open}/rows`,
      "/api/v1/open/nowhere/datasets",
    ]) {
      expect((await get(path, {}, null)).status, path).toBe(404);
    }
  });
});

describe("the rest of /api/v1", () => {
  it("describes itself in OpenAPI", async () => {
    const document = await (await get("/api/v1/openapi.json", {}, null)).json();
    expect(document.openapi).toBe("3.1.0");
    const operation = document.paths["/api/v1/resources/{id}/rows"].get;
    expect(operation.parameters.map(({ name }: { name: string }) => name)).toEqual([
      "id",
      "columns",
      "limit",
      "after",
      "sort",
      "count",
      "format",
      "purpose",
      "filter",
    ]);
    expect(Object.keys(operation.responses["200"].content)).toEqual([
      "application/json",
      "text/csv",
      "application/x-ndjson",
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ]);
    expect(document.components.securitySchemes.key.scheme).toBe("bearer");
  });

  it("answers an unknown path as a problem", async () => {
    const response = await get("/api/v1/nothing/here");
    expect(response.status).toBe(404);
    expect(response.headers.get("content-type")).toContain("application/problem+json");
  });
});

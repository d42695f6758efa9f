import { createHash, randomUUID } from "node:crypto";
import http from "node:http";
import { parse } from "csv-parse/sync";
import { readXlsx } from "hucre/xlsx";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rootRouter } from "@/server/api/root";
import { createCallerFactory, requestContext } from "@/server/api/trpc";
import {
  type Asked,
  finishExport,
  openExport,
  type Reader,
  readExport,
  readPage,
} from "@/server/delivery/gate.repository";
import { createServer } from "@/server/main";
import { type City, PURPOSE, plantCity, plantEntry, plantGrant, plantKey, type Terms } from "@/tests/delivery/city";
import { COMPANY_ITEMS, companies } from "@/tests/delivery/companies";
import { testDatabase } from "@/tests/harness/database";

const database = testDatabase();
const server = createServer();
const ROWS = 600;
let port: number;
let city: City;
let entry: string;

beforeAll(async () => {
  port = await server.listen(0, "127.0.0.1");
  city = await plantCity(database.admin, "fushun");
  entry = await plantEntry(database.admin, city, COMPANY_ITEMS, companies(ROWS));
});
afterAll(() => server.close());

const COLUMNS = ["uscc", "name", "phone", "district", "employees", "registered_on"];

async function granted(terms: Partial<Terms> = {}, on = entry) {
  const grant = await plantGrant(database.admin, city, on, { columns: COLUMNS, ...terms });
  const key = await plantKey(database.admin, city, grant);
  const byKey: Reader = { by: "key", token: key, entryId: on };
  const read = (asked: Partial<Asked> = {}) =>
    readPage(byKey, "api", "json", { columns: null, filter: [], after: null, limit: 100, ...asked });
  return { grant, key, byKey, read };
}

interface Answered {
  status: number;
  headers: http.IncomingHttpHeaders;
  trailers: NodeJS.Dict<string>;
  body: Buffer;
}

/** Node's own client, because fetch hides trailers. */
function get(path: string, headers: Record<string, string>): Promise<Answered> {
  return new Promise((resolve, reject) => {
    http
      .get({ port, host: "127.0.0.1", path, headers }, (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("error", reject);
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            trailers: response.trailers,
            body: Buffer.concat(parts),
          }),
        );
      })
      .on("error", reject);
  });
}
const bearer = (key: string, more: Record<string, string> = {}) => ({ authorization: `Bearer ${key}`, ...more });
const rowsOf = (body: string | null) => JSON.parse(body ?? "null") as Record<string, string | number>[];

describe("the order of rows", () => {
  it.each(["uscc", "-uscc", "name"])("is that of %s over all pages, each row once", async (sort) => {
    const { read } = await granted();
    const found: string[] = [];
    let after: string | null = null;
    do {
      const page = await read({ sort, after, limit: 70 });
      expect(page.status).toBe("ok");
      found.push(...rowsOf(page.body).map((row) => String(row[sort.replace("-", "")])));
      after = page.next;
    } while (after);
    expect(found).toHaveLength(ROWS);
    expect(new Set(found).size).toBe(ROWS);
    const bytes = found.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(found).toEqual(sort.startsWith("-") ? bytes.reverse() : bytes);
  });

  it("keeps equal and empty values in it, in the order of the table", async () => {
    const items = [
      { name: "day", type: "date" },
      { name: "n", type: "integer" },
    ] as const;
    const values = Array.from({ length: 400 }, (_, i) => [
      i % 9 === 0 ? null : `2020-01-${String((i % 3) + 1).padStart(2, "0")}`,
      i,
    ]);
    const on = await plantEntry(database.admin, city, [...items], values);
    const { rows } = await database.admin.query("select relation from app.hosted_table where entry_id = $1", [on]);
    await database.admin.query(`create index on data.${rows[0].relation} (day, row_no)`);
    const { read } = await granted({ columns: ["day", "n"] }, on);
    for (const sort of ["day", "-day"]) {
      const found: number[] = [];
      let after: string | null = null;
      do {
        const page = await read({ sort, after, limit: 37 });
        found.push(...rowsOf(page.body).map((row) => Number(row.n)));
        after = page.next;
      } while (after);
      const down = sort === "-day" ? -1 : 1;
      const rank = ([day]: (typeof values)[number]) => (day === null ? (down === 1 ? "z" : "") : String(day));
      const wanted = values.toSorted((a, b) => down * (rank(a).localeCompare(rank(b)) || Number(a[1]) - Number(b[1])));
      expect(found).toEqual(wanted.map(([, n]) => n));
    }
  });

  it.each([
    ["a column without an index", "district", "not-sortable"],
    ["a masked column", "phone", "masked-column"],
    ["a column that is not granted", "citizen_id", "not-sortable"],
    ["an expression", "uscc, (select 1)", "not-sortable"],
  ])("cannot be that of %s", async (_, sort, problem) => {
    const { read } = await granted();
    expect(await read({ sort })).toMatchObject({ status: "invalid", detail: `sort|${problem}|${sort}`, body: null });
    expect((await read({ sort: "uscc" })).status).toBe("ok");
  });
});

describe("a cursor", () => {
  it("belongs to its question, its version and its grant", async () => {
    const { read } = await granted();
    const other = await granted();
    const filter = [{ column: "district", op: "eq" as const, value: "望花区" }];
    const after = (await read({ filter, limit: 5 })).next;
    expect((await read({ filter, limit: 50, after })).status).toBe("ok");
    const refused = { status: "invalid", detail: "after|other-question|", body: null };
    expect(await read({ after })).toMatchObject(refused);
    expect(await read({ filter, sort: "uscc", after })).toMatchObject(refused);
    expect(await read({ filter, columns: ["uscc"], after })).toMatchObject(refused);
    expect(await other.read({ filter, after })).toMatchObject(refused);
    const [version, row, mark] = (after ?? "").split("-");
    expect(await read({ filter, after: `${version}-${Number(row) + 1}-${mark}` })).toMatchObject(refused);
    expect(await read({ filter, after: `2-${row}-${mark}` })).toMatchObject({ status: "moved-on", body: null });
    for (const wrong of [
      "",
      "x",
      "1-1-",
      `1-1-${"0".repeat(23)}`,
      `1-0-${"0".repeat(24)}`,
      `1-1-${"0".repeat(24)}' or true`,
    ]) {
      expect(await read({ filter, after: wrong })).toMatchObject({ status: "invalid", detail: "after|wrong|" });
    }
  });
});

describe("a count", () => {
  it("is exact while it is small, and counts granted rows only", async () => {
    const { read } = await granted({ rowFilter: [{ column: "district", op: "eq", value: "望花区" }] });
    const truth = [...companies(ROWS)].filter((row) => row[6] === "望花区").length;
    const page = await read({ limit: 1, count: true });
    expect(page).toMatchObject({ total: truth, exact: true });
    expect(await read({ limit: 1 })).toMatchObject({ total: null, exact: null });
    const { rows } = await database.admin.query("select content from app.access_record where id = $1", [
      page.accessRecordId,
    ]);
    expect(rows[0].content.count).toBe(true);
  });

  it("is a floor beyond ten thousand", async () => {
    const on = await plantEntry(
      database.admin,
      city,
      [{ name: "n", type: "integer" }],
      Array.from({ length: 10_500 }, (_, i) => [i]),
    );
    const { read } = await granted({ columns: ["n"] }, on);
    const filter = [{ column: "n", op: "gte" as const, value: 0 }];
    expect(await read({ limit: 1, count: true, filter })).toMatchObject({ total: 10_000, exact: false });
    expect(await read({ limit: 1, count: true })).toMatchObject({ total: 10_500, exact: true });
  });
});

describe("conditions", () => {
  it.each([
    ["ne", { column: "district", op: "ne", value: "望花区" }, (row: unknown[]) => row[6] !== "望花区"],
    ["gt", { column: "employees", op: "gt", value: 490 }, (row: unknown[]) => Number(row[9]) > 490],
    [
      "lt",
      { column: "registered_on", op: "lt", value: "1992-01-01" },
      (row: unknown[]) => String(row[10]) < "1992-01-01",
    ],
    ["null", { column: "name", op: "null", value: true }, () => false],
    ["not null", { column: "name", op: "null", value: false }, () => true],
    ["contains", { column: "name", op: "contains", value: "第7" }, (row: unknown[]) => String(row[1]).includes("第7")],
  ] as const)("%s", async (_, condition, holds) => {
    const { read } = await granted();
    const page = await read({ filter: [condition], limit: 1000 });
    expect(rowsOf(page.body)).toHaveLength([...companies(ROWS)].filter(holds).length);
  });

  it("cannot contain one character, compare a truth, or be twenty-one", async () => {
    const { read } = await granted({ columns: [...COLUMNS, "active"] });
    const one = { column: "name", op: "contains" as const, value: "第" };
    expect(await read({ filter: [one] })).toMatchObject({
      status: "invalid",
      detail: "filter.0.value|filter-short|name",
    });
    const greater = { column: "active", op: "gt" as const, value: true };
    expect(await read({ filter: [greater] })).toMatchObject({
      status: "invalid",
      detail: "filter.0.op|filter-op|active",
    });
    const same = { column: "active", op: "eq" as const, value: true };
    expect((await read({ filter: Array(21).fill(same) })).detail).toBe("filter|wrong|");
    expect((await read({ filter: Array(20).fill(same) })).status).toBe("ok");
  });
});

describe("the mask keep:n,m", () => {
  it("keeps both ends and hides what is not longer; anything else of that kind is never read", async () => {
    const masks = { uscc: "keep:3,4", district: "keep:2,2", name: "keep:3,x", phone: "keep:30,4" };
    const { read } = await granted({ masks: masks as never });
    const [row] = rowsOf((await read({ limit: 1 })).body);
    expect(row).toMatchObject({ uscc: "912***001X", district: "***" });
    expect(Object.keys(row ?? {})).toEqual(["uscc", "district", "employees", "registered_on"]);
  });
});

describe("the purpose", () => {
  // covers: LS-33-1b
  it("is stated by a person, matches the grant, and stands in the record", async () => {
    const { grant } = await granted();
    const rows = createCallerFactory(rootRouter)(requestContext(city.consumer.token)).grants;
    const { purposeCode } = await rows.byId({ grantId: grant });
    for (const purpose of [PURPOSE, purposeCode]) {
      const { accessRecordId } = await rows.rows({ grantId: grant, limit: 1, purpose });
      const { rows: record } = await database.admin.query(
        "select purpose, stated_purpose from app.access_record where id = $1",
        [accessRecordId],
      );
      expect(record).toEqual([{ purpose: PURPOSE, stated_purpose: purpose }]);
    }
    const bySession: Reader = { by: "session", token: city.consumer.token, grantId: grant };
    const asked = { columns: null, filter: [], after: null, limit: 1 };
    expect(await readPage(bySession, "preview", "screen", asked)).toMatchObject({
      status: "purpose-missing",
      body: null,
    });
    expect((await openExport(bySession, { ...asked, purpose: "营销" })).status).toBe("purpose-differs");
    await expect(rows.rows({ grantId: grant, purpose: "营销" })).rejects.toMatchObject({ code: "FORBIDDEN" });
    const { rows: denied } = await database.admin.query(
      "select detail->>'why' as why from app.audit_record where subject_id = $1 and denied order by why",
      [grant],
    );
    expect(denied.map(({ why }) => why)).toEqual(["purpose-differs", "purpose-differs", "purpose-missing"]);
  });

  it("is stood for by a key, unless the grant demands it of systems too; what is stated must match", async () => {
    const plain = await granted();
    const strict = await granted({ purposeDemanded: true });
    const path = `/api/v1/resources/${entry}/rows?limit=1`;
    const status = async (key: string, purpose?: string) =>
      (await get(path, bearer(key, purpose ? { "heliu-purpose": encodeURIComponent(purpose) } : {}))).status;
    expect(await status(plain.key)).toBe(200);
    expect(await status(plain.key, PURPOSE)).toBe(200);
    expect(await status(plain.key, "营销")).toBe(403);
    expect(await status(strict.key)).toBe(403);
    expect(await status(strict.key, PURPOSE)).toBe(200);
    const said = await get(path, bearer(strict.key, { "accept-language": "en" }));
    expect(said.headers["content-type"]).toContain("application/problem+json");
    expect(JSON.parse(said.body.toString())).toMatchObject({ code: "PURPOSE", why: "purpose-missing" });
  });
});

describe("limits of a grant", () => {
  it("turn away what is too often with 429 and when to come again", async () => {
    const { key } = await granted({ requestsPerMinute: 3 });
    const other = await granted();
    const path = `/api/v1/resources/${entry}/rows?limit=1`;
    const statuses: number[] = [];
    try {
      await database.setClock("2026-11-25T10:00:20+08:00");
      for (let n = 0; n < 4; n++) statuses.push((await get(path, bearer(key))).status);
      expect(statuses).toEqual([200, 200, 200, 429]);
      const refused = await get(path, bearer(key));
      expect(refused.headers["retry-after"]).toBe("40");
      expect(JSON.parse(refused.body.toString())).toMatchObject({ code: "LIMIT", limit: "requests", retryAfter: 40 });
      expect((await get(path, bearer(other.key))).status).toBe(200);
      await database.setClock("2026-11-25T10:01:00+08:00");
      expect((await get(path, bearer(key))).status).toBe(200);
    } finally {
      await database.setClock(null);
    }
  });

  it("count the rows of a day, and give back what a short page did not use, once", async () => {
    const { read, byKey } = await granted({ rowsPerDay: 210 });
    const one = [{ column: "uscc", op: "eq" as const, value: "91210400000000007X" }];
    for (let n = 0; n < 5; n++) expect(rowsOf((await read({ filter: one })).body)).toHaveLength(1);
    expect(rowsOf((await read({ limit: 100 })).body)).toHaveLength(100);
    expect(rowsOf((await read({ limit: 100 })).body)).toHaveLength(100);
    expect((await read({ limit: 100 })).status).toBe("too-much");
    expect((await read({ limit: 5 })).status).toBe("ok");
    const opened = await openExport(byKey, { columns: null, filter: [], after: null, limit: null }, "json");
    expect(opened.status).toBe("too-much");
  });

  it("cut an export that would go beyond the rows of a day", async () => {
    const { key, byKey } = await granted({ rowsPerDay: 250 });
    const opened = await openExport(byKey, { columns: null, filter: [], after: null, limit: null }, "json");
    const first = await readExport(byKey, opened.accessRecordId ?? "", "0", 200);
    expect(first).toMatchObject({ status: "ok", taken: 200 });
    expect(await readExport(byKey, opened.accessRecordId ?? "", first.last ?? "", 200)).toMatchObject({
      status: "too-much",
      body: null,
    });
    await expect(get(`/api/v1/resources/${entry}/export`, bearer(key))).resolves.toMatchObject({ status: 429 });
  });

  it("are narrowed by the provider with a reason, never widened, and shown with what was used", async () => {
    const { grant, key, read } = await granted();
    await read({ limit: 7 });
    const as = (token: string) => createCallerFactory(rootRouter)(requestContext(token)).grants;
    const before = await as(city.provider.token).byId({ grantId: grant });
    expect(before.limits).toMatchObject({ requestsPerMinute: 6000, used: { requestsThisMinute: 1, rowsToday: 7 } });
    const narrow = (token: string, limits: Record<string, unknown>, version = 1) =>
      as(token).narrow({ idempotencyKey: randomUUID(), grantId: grant, version, reason: "用量过大", ...limits });
    await expect(narrow(city.consumer.token, { requestsPerMinute: 2 })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(narrow(city.provider.token, { requestsPerMinute: 6001 })).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
    expect(await narrow(city.provider.token, { requestsPerMinute: 1, purposeDemanded: true })).toMatchObject({
      version: 2,
    });
    const after = await as(city.consumer.token).byId({ grantId: grant });
    expect(after.limits).toMatchObject({ requestsPerMinute: 1, rowsPerDay: 20_000_000, purposeDemanded: true });
    expect(after.acts).toMatchObject([{ act: "narrow", reason: "用量过大" }]);
    await expect(
      database.admin.query("update app.data_grant set requests_per_minute = 5 where id = $1", [grant]),
    ).rejects.toThrow(/only narrowed/);
    expect((await get(`/api/v1/resources/${entry}/rows?limit=1`, bearer(key))).status).toBe(403);
  });
});

describe("formats", () => {
  it.each([
    [
      "application/x-ndjson",
      (body: Buffer) =>
        body
          .toString()
          .trimEnd()
          .split("\n")
          .map((line) => JSON.parse(line).uscc),
    ],
    ["application/json", (body: Buffer) => JSON.parse(body.toString()).rows.map(({ uscc }: { uscc: string }) => uscc)],
    ["text/csv", (body: Buffer) => (parse(body, { columns: true }) as { uscc: string }[]).map(({ uscc }) => uscc)],
    [
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      async (body: Buffer) => (await readXlsx(body)).sheets[0]?.rows.slice(1).map(([uscc]) => uscc),
    ],
  ])("%s gives a page and a whole export of the same rows, with figures behind the file", async (accept, uscc) => {
    const { key } = await granted({ columns: ["uscc", "employees"] });
    const page = await get(`/api/v1/resources/${entry}/rows?limit=3`, bearer(key, { accept }));
    expect(page.headers["content-type"]).toContain(accept);
    const firsts = [...companies(3)].map(([code]) => code);
    expect(await uscc(page.body)).toEqual(firsts);
    const file = await get(`/api/v1/resources/${entry}/export`, bearer(key, { accept }));
    expect(file.status).toBe(200);
    const body = accept === "application/json" ? Buffer.from(`{"rows":${file.body}}`) : file.body;
    expect(await uscc(body)).toEqual([...companies(ROWS)].map(([code]) => code));
    const sha256 = createHash("sha256").update(file.body).digest("hex");
    expect(file.trailers).toEqual({ "heliu-rows": String(ROWS), "heliu-sha256": sha256 });
    const { rows } = await database.admin.query(
      "select rows::int, bytes::int, sha256 from app.access_outcome where access_id = $1",
      [file.headers["heliu-access-record"]],
    );
    expect(rows).toEqual([{ rows: ROWS, bytes: file.body.length, sha256 }]);
  });

  it.each(["csv", "json", "ndjson", "xlsx"] as const)(
    "of data that may not be stored begin with who took it, for what and when: %s",
    async (format) => {
      const { key } = await granted({ columns: ["uscc", "employees"], storageAllowed: false });
      const open = await granted({ columns: ["uscc", "employees"] });
      const take = (by: string) => get(`/api/v1/resources/${entry}/export?format=${format}`, bearer(by));
      const records = async (body: Buffer): Promise<unknown[]> => {
        if (format === "csv") return parse(body, { columns: true });
        if (format === "json") return JSON.parse(body.toString());
        if (format === "xlsx") return (await readXlsx(body)).sheets[0]?.rows.slice(1) ?? [];
        return body
          .toString()
          .trimEnd()
          .split("\n")
          .map((line) => JSON.parse(line));
      };
      const file = await take(key);
      expect(file.headers["heliu-storage"]).toBe("not-allowed");
      const [mark, ...rows] = await records(file.body);
      const said = JSON.stringify(mark);
      const record = String(file.headers["heliu-access-record"]);
      const { rows: facts } = await database.admin.query(
        `select c.number, r.at from app.access_record r join app.data_grant g on g.id = r.grant_id
           join app."case" c on c.id = g.case_id where r.id = $1`,
        [record],
      );
      for (const word of ["不得留存", facts[0].number, "consumer局", PURPOSE, record]) expect(said).toContain(word);
      expect(rows).toHaveLength(ROWS);
      // The mark is one more record before the rows, which the figures do not count and the hash covers.
      const sha256 = createHash("sha256").update(file.body).digest("hex");
      expect(file.trailers).toEqual({ "heliu-rows": String(ROWS), "heliu-sha256": sha256 });

      const plain = await take(open.key);
      expect(plain.headers["heliu-storage"]).toBeUndefined();
      expect(await records(plain.body)).toEqual(rows);
    },
  );

  it("name the person in the mark of a file taken from the page, under the header that Excel reads", async () => {
    const { grant } = await granted({ columns: ["uscc", "employees"], storageAllowed: false });
    const path = `/download/grants/${grant}.csv?purpose=${encodeURIComponent(PURPOSE)}`;
    const file = await get(path, { cookie: `heliu=${city.consumer.token}` });
    expect(file.status).toBe(200);
    const lines = file.body.toString().split("\n");
    expect(lines[0]).toBe('\uFEFF"列uscc","列employees"');
    expect(lines[1]).toMatch(
      /^# 仅限在线使用，不得留存；授权：.*取用：consumer科员；时间：20\d\d-\d\d-\d\d \d\d:\d\d；使用记录：[0-9a-f-]{36},$/,
    );
  });

  it("offers no others", async () => {
    const { key } = await granted();
    expect((await get(`/api/v1/resources/${entry}/rows`, bearer(key, { accept: "application/pdf" }))).status).toBe(406);
    expect((await get(`/api/v1/resources/${entry}/rows?format=pdf`, bearer(key))).status).toBe(400);
  });

  it("keep an export's order and conditions", async () => {
    const { key } = await granted();
    const file = await get(
      `/api/v1/resources/${entry}/export?format=csv&sort=-uscc&columns=uscc&filter.district=${encodeURIComponent("望花区")}`,
      bearer(key),
    );
    const codes = [...companies(ROWS)].filter((row) => row[6] === "望花区").map(([code]) => code);
    expect((parse(file.body, { columns: true }) as { uscc: string }[]).map(({ uscc }) => uscc)).toEqual(
      codes.reverse(),
    );
  });

  it("give no figures for an export that is cut, nor for somebody else's", async () => {
    const { byKey, grant } = await granted();
    const stranger = await granted();
    const opened = await openExport(byKey, { columns: null, filter: [], after: null, limit: null }, "json");
    const id = opened.accessRecordId ?? "";
    const figures = { rows: 1, bytes: 2, sha256: "0".repeat(64) };
    const kept = async () =>
      (await database.admin.query("select from app.access_outcome where access_id = $1", [id])).rowCount;
    await finishExport(stranger.byKey, id, figures);
    expect(await kept()).toBe(0);
    await database.admin.query("update app.data_grant set revoked_at = now() where id = $1", [grant]);
    expect(await readExport(byKey, id, "0", 100)).toMatchObject({ status: "revoked", body: null });
    expect(await kept()).toBe(0);
  });
});

describe("bounded refusals over REST", () => {
  it("a cursor from another query, or from another grant", async () => {
    const [one, other] = [await granted(), await granted()];
    const rows = `/api/v1/resources/${entry}/rows?limit=5`;
    const after = `&after=${JSON.parse((await get(rows, bearer(one.key))).body.toString()).next}`;
    expect((await get(rows + after, bearer(one.key))).status).toBe(200);
    for (const [path, key] of [
      [`${rows}&filter.district=x${after}`, one.key],
      [`${rows}&columns=uscc${after}`, one.key],
      [rows + after, other.key],
    ] as const) {
      const answer = await get(path, bearer(key));
      expect(answer.status).toBe(400);
      expect(JSON.parse(answer.body.toString()).fields).toMatchObject([{ path: "after", problem: "other-question" }]);
    }
  });

  it.each([
    ["limit=1000000000", "limit", "too_big"],
    ["limit=0", "limit", "too_small"],
    ["columns=nothing", "columns.0", "unknown-column"],
    ["after=abc", "after", "wrong"],
    ["sort=district", "sort", "not-sortable"],
    ["filter.name.contains=x", "filter.0.value", "filter-short"],
    [Array.from({ length: 21 }, () => "filter.district=x").join("&"), "filter", "wrong"],
  ])("%s", async (query, path, problem) => {
    const { key } = await granted();
    const answer = await get(`/api/v1/resources/${entry}/rows?${query}`, bearer(key));
    expect(answer.status).toBe(400);
    expect(answer.headers["content-type"]).toContain("application/problem+json");
    expect(JSON.parse(answer.body.toString()).fields).toContainEqual(expect.objectContaining({ path, problem }));
    expect((await get(`/api/v1/resources/${entry}/rows`, bearer(key))).status).toBe(200);
  });
});

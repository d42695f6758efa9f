import { randomUUID } from "node:crypto";
import type pg from "pg";
import { beforeAll, describe, expect, it } from "vitest";
import type { RowFilter } from "@/server/cases/case.schema";
import { LOGINS } from "@/server/db/connections";
import {
  type Answer,
  type Asked,
  describeGrant,
  openExport,
  type Reader,
  readExport,
  readPage,
} from "@/server/delivery/gate.repository";
import { type City, PURPOSE, plantCity, plantEntry, plantGrant, plantKey, type Terms } from "@/tests/delivery/city";
import { COMPANY_ITEMS, companies } from "@/tests/delivery/companies";
import { testDatabase } from "@/tests/harness/database";

const database = testDatabase();
const ROWS = 3_000;
let city: City;
let other: City;
let entry: string;
let relation: string;
let grant: string;
let key: string;

const GRANTED = ["uscc", "name", "legal_person", "phone", "district", "registered_on", "capital", "employees"];

beforeAll(async () => {
  city = await plantCity(database.admin, "fushun");
  other = await plantCity(database.admin, "leshan");
  entry = await plantEntry(database.admin, city, COMPANY_ITEMS, companies(ROWS));
  ({ grant, key } = await granted({
    columns: GRANTED,
    masks: { phone: "phone", legal_person: "name" },
    rowFilter: [{ column: "status", op: "eq", value: "存续" }],
  }));
  const { rows } = await database.admin.query("select relation from app.hosted_table where entry_id = $1", [entry]);
  relation = rows[0].relation;
});

async function granted(terms: Terms, on = entry) {
  const id = await plantGrant(database.admin, city, on, terms);
  return { grant: id, key: await plantKey(database.admin, city, id) };
}

const ask = (asked: Partial<Asked> = {}): Asked => ({
  columns: null,
  filter: [],
  after: null,
  purpose: PURPOSE,
  limit: 100,
  ...asked,
});
const byKey = (token = key, entryId = entry): Reader => ({ by: "key", token, entryId });
const bySession = (token = city.consumer.token, grantId = grant): Reader => ({ by: "session", token, grantId });
const read = (asked?: Partial<Asked>, reader = byKey()) => readPage(reader, "api", "json", ask(asked));
const rowsOf = (answer: Answer): Record<string, unknown>[] => JSON.parse(answer.body ?? "null");

async function readAll(reader = byKey(), filter: RowFilter = []) {
  const all: Record<string, unknown>[] = [];
  let after: string | null = null;
  do {
    const page: Answer = await read({ after, limit: 1000, filter }, reader);
    expect(page.status).toBe("ok");
    all.push(...rowsOf(page));
    after = page.next;
  } while (after);
  return all;
}

async function records(grantId = grant): Promise<Record<string, unknown>[]> {
  const { rows } = await database.admin.query(
    "select * from app.access_record where grant_id = $1 order by at desc, id",
    [grantId],
  );
  return rows;
}

describe("what a grant lets through", () => {
  it("gives the granted columns, masked, and the granted rows, all of them and no other", async () => {
    const rows = await readAll();
    const { rows: truth } = await database.admin.query(
      `select uscc, legal_person, phone from data.${relation} where status = '存续' order by row_no`,
    );
    expect(truth.length).toBeGreaterThan(1000);
    expect(truth.length).toBeLessThan(ROWS);
    expect(rows.map((row) => row.uscc)).toEqual(truth.map((row) => row.uscc));
    expect(Object.keys(rows[0] ?? {})).toEqual(GRANTED.toSorted((a, b) => order(a) - order(b)));
    expect(rows[0]?.phone).toBe(`${truth[0].phone.slice(0, 3)}****${truth[0].phone.slice(-4)}`);
    expect(rows[0]?.legal_person).toBe(`${truth[0].legal_person[0]}**`);
  });

  const order = (name: string) => COMPANY_ITEMS.findIndex((item) => item.name === name);

  it("gives only the columns asked for", async () => {
    const page = await read({ columns: ["district", "uscc"], limit: 1 });
    expect(page.shown).toEqual(["uscc", "district"]);
    expect(Object.keys(rowsOf(page)[0] ?? {})).toEqual(["uscc", "district"]);
  });

  it.each([
    ["another column of the table", ["uscc", "citizen_id"], "columns.1|unknown-column|citizen_id"],
    ["the row number", ["row_no"], "columns.0|unknown-column|row_no"],
    ["a system column", ["ctid"], "columns.0|unknown-column|ctid"],
    ["an expression", ["uscc) t, (select 1"], "columns.0|unknown-column|uscc) t, (select 1"],
  ])("does not know %s, and leaves no record of a reading", async (_, columns, detail) => {
    const before = (await records()).length;
    expect(await read({ columns })).toMatchObject({ status: "invalid", detail, body: null });
    expect((await records()).length).toBe(before);
  });

  it("gives at most a thousand rows, however many are asked for", async () => {
    expect(rowsOf(await read({ limit: 1_000_000_000 })).length).toBe(1000);
    expect(rowsOf(await read({ limit: -5 })).length).toBe(1);
    const preview = await readPage(bySession(), "preview", "screen", ask({ limit: 1_000_000_000 }));
    expect(rowsOf(preview).length).toBe(100);
  });

  it("hides every row when the decision's own condition cannot be understood", async () => {
    const broken = await granted({ columns: ["uscc"], rowFilter: [{ column: "gone", op: "eq", value: "x" }] });
    expect(rowsOf(await read({}, byKey(broken.key)))).toEqual([]);
    const strange = await granted({ columns: ["uscc"], rowFilter: [{ column: "status", op: "or", value: "x" }] });
    expect(rowsOf(await read({}, byKey(strange.key)))).toEqual([]);
  });

  it("masks by the item's own mask where the grant names none, and hides what it does not know", async () => {
    const plain = await granted({ columns: ["uscc", "citizen_id", "phone"] });
    const row = rowsOf(await read({ limit: 1 }, byKey(plain.key)))[0];
    expect(row?.citizen_id).toMatch(/^2104\d{2}\*{10}\d{2}$/);
    expect(row?.phone).toMatch(/^138\*{4}\d{4}$/);
    const odd = await granted({ columns: ["uscc", "citizen_id"], masks: { citizen_id: "hidden" } });
    expect(Object.keys(rowsOf(await read({ limit: 1 }, byKey(odd.key)))[0] ?? {})).toEqual(["uscc"]);
    const unheard = await granted({ columns: ["uscc", "citizen_id"], masks: { citizen_id: "rot13" as "hash" } });
    expect(Object.keys(rowsOf(await read({ limit: 1 }, byKey(unheard.key)))[0] ?? {})).toEqual(["uscc"]);
  });

  it("hashes equal values alike within a grant and differently in another", async () => {
    const masks = { citizen_id: "hash", registered_on: "year", address: "address" } as const;
    const columns = ["citizen_id", "registered_on", "address"];
    const one = await granted({ columns, masks });
    const two = await granted({ columns, masks });
    const [a] = rowsOf(await read({ limit: 1 }, byKey(one.key)));
    const [again] = rowsOf(await read({ limit: 1 }, byKey(one.key)));
    const [b] = rowsOf(await read({ limit: 1 }, byKey(two.key)));
    expect(a?.citizen_id).toMatch(/^[0-9a-f]{16}$/);
    expect(again).toEqual(a);
    expect(b?.citizen_id).not.toBe(a?.citizen_id);
    expect(a).toMatchObject({ registered_on: 1991, address: "辽宁省抚顺市***" });
  });
});

describe("conditions of the reader's own", () => {
  it.each<[string, RowFilter, (row: Record<string, unknown>) => boolean]>([
    ["equal", [{ column: "district", op: "eq", value: "望花区" }], (row) => row.district === "望花区"],
    [
      "one of",
      [{ column: "district", op: "in", value: ["望花区", "东洲区"] }],
      (row) => row.district === "望花区" || row.district === "东洲区",
    ],
    ["at least, by number", [{ column: "capital", op: "gte", value: 50_000 }], (row) => Number(row.capital) >= 50_000],
    [
      "at most, by day",
      [{ column: "registered_on", op: "lte", value: "2000-06-30" }],
      (row) => String(row.registered_on) <= "2000-06-30",
    ],
    [
      "beginning with",
      [{ column: "name", op: "prefix", value: "望花区第1" }],
      (row) => String(row.name).startsWith("望花区第1"),
    ],
    [
      "several at once",
      [
        { column: "district", op: "eq", value: "望花区" },
        { column: "employees", op: "lte", value: "100" },
      ],
      (row) => row.district === "望花区" && Number(row.employees) <= 100,
    ],
  ])("narrows by %s", async (_, filter, holds) => {
    const all = await readAll();
    const narrowed = await readAll(byKey(), filter);
    expect(narrowed).toEqual(all.filter(holds));
    expect(narrowed.length).toBeGreaterThan(0);
    expect(narrowed.length).toBeLessThan(all.length);
  });

  it("takes signs of patterns and of SQL as plain text", async () => {
    for (const value of ["%", "_", "\\", "'", "' or true --", "\\' or true --", "x') or true --"]) {
      expect(await readAll(byKey(), [{ column: "name", op: "prefix", value }])).toEqual([]);
      expect(await readAll(byKey(), [{ column: "district", op: "eq", value }])).toEqual([]);
      expect(await readAll(byKey(), [{ column: "district", op: "in", value: [value] }])).toEqual([]);
    }
  });

  it.each<[string, unknown, string]>([
    [
      "a masked column, which would answer guesses",
      [{ column: "phone", op: "eq", value: "13800000001" }],
      "filter.0.column|masked-column|phone",
    ],
    [
      "a masked column by prefix",
      [{ column: "legal_person", op: "prefix", value: "王某" }],
      "filter.0.column|masked-column|legal_person",
    ],
    [
      "a column outside the grant",
      [{ column: "citizen_id", op: "prefix", value: "2104" }],
      "filter.0.column|unknown-column|citizen_id",
    ],
    [
      "the column that only the decision may use",
      [{ column: "status", op: "eq", value: "注销" }],
      "filter.0.column|unknown-column|status",
    ],
    [
      "a column that is SQL",
      [{ column: "name) or (true", op: "eq", value: "x" }],
      "filter.0.column|unknown-column|name) or (true",
    ],
    ["an unknown operator", [{ column: "name", op: "like", value: "%" }], "filter.0.op|filter-op|name"],
    ["a prefix of a number", [{ column: "capital", op: "prefix", value: "1" }], "filter.0.op|filter-op|capital"],
    [
      "a value of another type",
      [{ column: "capital", op: "gte", value: "many" }],
      "filter.0.value|filter-value|capital",
    ],
    [
      "a day that does not exist",
      [{ column: "registered_on", op: "eq", value: "2026-02-30" }],
      "filter.0.value|filter-value|registered_on",
    ],
    [
      "a number beyond the type",
      [{ column: "employees", op: "eq", value: "9999999999999999999" }],
      "filter.0.value|filter-value|employees",
    ],
    ["no value", [{ column: "name", op: "eq", value: null }], "filter.0.value|filter-value|name"],
    ["no list", { column: "name" }, "filter|wrong|"],
  ])("refuses %s", async (_, filter, detail) => {
    expect(await read({ filter: filter as RowFilter })).toMatchObject({ status: "invalid", detail, body: null });
  });
});

describe("whose door it is", () => {
  it("looks the same for a foreign and for a missing resource or grant", async () => {
    const elsewhere = await plantEntry(database.admin, city, COMPANY_ITEMS, companies(3));
    const foreign = await plantEntry(database.admin, other, COMPANY_ITEMS, companies(3));
    const shape = {
      status: "missing",
      detail: null,
      body: null,
      shown: null,
      next: null,
      version: null,
      accessRecordId: null,
      total: null,
      exact: null,
    };
    for (const id of [elsewhere, foreign, randomUUID()]) expect(await read({}, byKey(key, id))).toEqual(shape);
    const foreignGrant = await plantGrant(database.admin, other, foreign, { columns: ["uscc"] });
    for (const id of [foreignGrant, randomUUID()]) {
      expect(await readPage(bySession(city.consumer.token, id), "preview", "screen", ask())).toEqual(shape);
    }
    expect((await readPage(bySession(other.consumer.token, foreignGrant), "preview", "screen", ask())).status).toBe(
      "ok",
    );
  });

  it("opens to nobody but the consumer's people", async () => {
    for (const { token } of [city.provider, city.stranger, city.authority, other.consumer]) {
      expect((await readPage(bySession(token), "preview", "screen", ask())).status).toBe("missing");
    }
    expect((await readPage(bySession(), "preview", "screen", ask())).status).toBe("ok");
  });

  it("knows no forged, ended or expired key and no ended session", async () => {
    expect((await read({}, byKey(`hk_${"x".repeat(43)}`))).status).toBe("no-session");
    const short = await granted({ columns: ["uscc"] });
    expect((await read({}, byKey(short.key))).status).toBe("ok");
    await database.admin.query("update app.api_key set revoked_at = now() where grant_id = $1", [short.grant]);
    expect((await read({}, byKey(short.key))).status).toBe("no-session");
    await database.admin.query("update app.api_key set revoked_at = null, expires_at = now() where grant_id = $1", [
      short.grant,
    ]);
    expect((await read({}, byKey(short.key))).status).toBe("no-session");
    expect((await readPage(bySession("nobody"), "preview", "screen", ask())).status).toBe("no-session");
  });

  it("does not take a key for a person or a session for a system", async () => {
    expect((await readPage({ by: "key", token: key, entryId: entry }, "preview", "screen", ask())).status).toBe(
      "missing",
    );
    expect((await readPage(bySession(key), "preview", "screen", ask())).status).toBe("no-session");
    expect((await readPage(bySession(), "api", "json", ask())).status).toBe("missing");
  });

  it("records a denial in the audit, and nothing as a reading", async () => {
    const before = (await records()).length;
    await readPage(bySession(city.stranger.token), "preview", "screen", ask());
    const { rows } = await database.admin.query(
      "select * from app.audit_record where denied and subject_id = $1 and person_id = $2",
      [grant, city.stranger.personId],
    );
    expect(rows[0]).toMatchObject({ act: "data.preview", detail: { why: "missing" } });
    expect((await records()).length).toBe(before);
  });
});

describe("time and stops", () => {
  it("reads only within the days of the grant, by the database's clock", async () => {
    const days = await granted({
      columns: ["uscc"],
      validFrom: "2026-03-01T00:00:00+08:00",
      validUntil: "2026-04-01T00:00:00+08:00",
    });
    const at = async (instant: string) => {
      await database.setClock(instant);
      return (await read({ limit: 1 }, byKey(days.key))).status;
    };
    try {
      expect(await at("2026-02-28T23:59:59+08:00")).toBe("not-begun");
      expect(await at("2026-03-01T00:00:00+08:00")).toBe("ok");
      expect(await at("2026-03-31T23:59:59+08:00")).toBe("ok");
      expect(await at("2026-04-01T00:00:00+08:00")).toBe("expired");
    } finally {
      await database.setClock(null);
    }
  });

  it("stops with the very next request, and goes on when resumed", async () => {
    const own = await granted({ columns: ["uscc"] });
    const set = (change: string) =>
      database.admin.query(`update app.data_grant set ${change} where id = $1`, [own.grant]);
    const status = async () => [
      (await read({ limit: 1 }, byKey(own.key))).status,
      (await readPage(bySession(city.consumer.token, own.grant), "preview", "screen", ask())).status,
    ];
    expect(await status()).toEqual(["ok", "ok"]);
    await set("suspended_at = now()");
    expect(await status()).toEqual(["suspended", "suspended"]);
    await set("suspended_at = null");
    expect(await status()).toEqual(["ok", "ok"]);
    await set("revoked_at = now()");
    expect(await status()).toEqual(["revoked", "revoked"]);
  });

  it("reads nothing of an entry that was taken off, whatever became of the grants on it", async () => {
    const on = await plantEntry(database.admin, city, COMPANY_ITEMS, companies(700));
    const { grant: id, key: token } = await granted({ columns: ["uscc"] }, on);
    const readers = [byKey(token, on), bySession(undefined, id)];
    const asks = () =>
      Promise.all([
        ...readers.map((reader) => describeGrant(reader)),
        readPage(byKey(token, on), "api", "json", ask()),
        readPage(bySession(undefined, id), "preview", "screen", ask()),
        openExport(bySession(undefined, id), ask()),
      ]).then((answers) => answers.map(({ status }) => status));
    expect(await asks()).toEqual(["ok", "ok", "ok", "ok", "open"]);
    const opened = await openExport(bySession(undefined, id), ask());
    const record = opened.accessRecordId ?? "";
    expect((await readExport(bySession(undefined, id), record, "0", 500)).status).toBe("ok");
    const before = (await records(id)).length;

    await database.admin.query("update app.catalogue_entry set retired_at = now() where id = $1", [on]);
    expect(await asks()).toEqual(Array(5).fill("retired"));
    // An export that was running is cut, and what was refused left no evidence of a reading.
    expect(await readExport(bySession(undefined, id), record, "500", 500)).toMatchObject({
      status: "retired",
      body: null,
    });
    expect((await records(id)).length).toBe(before);
    expect((await read()).status).toBe("ok");
  });

  it("cuts an export between two batches", async () => {
    const own = await granted({ columns: ["uscc", "name"] });
    const reader = bySession(city.consumer.token, own.grant);
    const opened = await openExport(reader, ask());
    expect(opened.status).toBe("open");
    const id = opened.accessRecordId ?? "";
    const first = await readExport(reader, id, "0", 500);
    expect(first.status).toBe("ok");
    expect(first.body?.split("\r\n").length).toBe(501);
    await database.admin.query("update app.data_grant set suspended_at = now() where id = $1", [own.grant]);
    expect(await readExport(reader, id, first.last ?? "0", 500)).toMatchObject({
      status: "suspended",
      body: null,
      last: null,
    });
  });
});

describe("evidence", () => {
  // covers: LS-33-1b
  it("names purpose, user, approver, content, time, way and medium", async () => {
    const filter: RowFilter = [{ column: "district", op: "eq", value: "望花区" }];
    const page = await read({ columns: ["uscc", "name"], filter, limit: 7 });
    const record = (await records()).find(({ id }) => id === page.accessRecordId);
    expect(record).toMatchObject({
      purpose: "核验企业登记状态",
      person_id: null,
      approved_by: city.provider.personId,
      consumer_department_id: city.consumer.departmentId,
      content: { columns: ["uscc", "name"], filter, version: 1, after: null, limit: 7 },
      way: "api",
      medium: "json",
    });
    expect(record?.api_key_id).not.toBeNull();
    expect(record?.at).toBeInstanceOf(Date);
  });

  it("stands although the reading that it was for never came", async () => {
    const opened = await openExport(bySession(), ask());
    expect((await records()).map(({ id }) => id)).toContain(opened.accessRecordId);
  });

  it("is there before data: a session that rolls back what it began has read nothing", async () => {
    await database.as("heliu_workspace", async (client) => {
      await client.query("begin");
      const opened = await open(client);
      expect(opened.status).toBe("open");
      const attempt = await readBack(client, opened.access_id);
      expect(attempt).toMatchObject({ status: "missing", body: null });
      await client.query("savepoint s");
      const nested = await open(client);
      expect(await readBack(client, nested.access_id)).toMatchObject({ status: "missing", body: null });
      await client.query("rollback");
      expect(await readBack(client, opened.access_id)).toMatchObject({ status: "missing", body: null });
      // And it can: once the record is committed, the same call reads.
      const committed = await open(client);
      expect(await readBack(client, committed.access_id)).toMatchObject({ status: "ok" });
    });
  });

  it("cannot be read in one transaction with the call that does both", async () => {
    await database.as("heliu_workspace", async (client) => {
      const call = () =>
        client.query(`call gate.rows('key', $1, $2, 'api', 'json', null, null, null, null, 10)`, [key, entry]);
      expect((await call()).rows[0].status).toBe("ok");
      const before = (await records()).length;
      await client.query("begin");
      await expect(call()).rejects.toThrow(/invalid transaction termination/);
      await client.query("rollback");
      await expect(
        client.query(
          `begin; call gate.rows('key', '${key}', '${entry}', 'api', 'json', null, null, null, null, 10); rollback`,
        ),
      ).rejects.toThrow(/invalid transaction termination/);
      await client.query("rollback");
      expect((await records()).length).toBe(before);
    });
  });

  it("serves its own reader only, and its own page only", async () => {
    const own = await readPage(bySession(), "preview", "screen", ask({ limit: 3 }));
    const id = own.accessRecordId ?? "";
    await database.as("heliu_workspace", async (client) => {
      const wider = await client.query("select status, body from gate.read_access('session', $1, $2, 0, 100000)", [
        city.consumer.token,
        id,
      ]);
      expect(wider.rows[0].body).toBe(own.body);
      for (const token of [city.provider.token, city.stranger.token, other.consumer.token]) {
        const { rows } = await client.query("select status, body from gate.read_access('session', $1, $2, 0, 10)", [
          token,
          id,
        ]);
        expect(rows[0]).toEqual({ status: "missing", body: null });
      }
      const { rows } = await client.query("select status, body from gate.read_access('key', $1, $2, 0, 10)", [key, id]);
      expect(rows[0]).toEqual({ status: "missing", body: null });
    });
  });

  it("grows old: a page's record reads nothing a minute later", async () => {
    const page = await readPage(bySession(), "preview", "screen", ask({ limit: 3 }));
    const again = () =>
      database.as("heliu_workspace", (client) =>
        readBack(client, page.accessRecordId ?? "", ["session", city.consumer.token]),
      );
    expect(await again()).toMatchObject({ status: "ok" });
    try {
      await database.setClock(new Date(Date.now() + 61_000));
      expect(await again()).toMatchObject({ status: "missing", body: null });
    } finally {
      await database.setClock(null);
    }
  });

  const open = async (client: pg.Client) =>
    (
      await client.query("select * from gate.open_access('key', $1, $2, 'api', 'json', null, null, null, null, 10)", [
        key,
        entry,
      ])
    ).rows[0];
  const readBack = async (client: pg.Client, id: string, by: [string, string] = ["key", key]) =>
    (await client.query("select * from gate.read_access($1, $2, $3, null, 10)", [...by, id])).rows[0];
});

// covers: FS-10-1d, FS-20-1, SZ-12-1a
describe("SQL as an application login with a live token", () => {
  it("finds no table of data and none of the door's own", async () => {
    const { rows } = await database.admin.query(`select count(*)::int as n from data.${relation}`);
    expect(rows[0].n).toBe(ROWS);
    for (const login of LOGINS) {
      for (const table of [`data.${relation}`, "gate.reading", "gate.secret"]) {
        for (const attack of [
          `select * from ${table}`,
          `table ${table}`,
          `copy ${table} to stdout`,
          `delete from ${table}`,
          `truncate ${table}`,
        ]) {
          await expect(
            withToken(login, (client) => client.query(attack)),
            `${login}: ${attack}`,
          ).rejects.toThrow(/permission denied/);
        }
      }
    }
  });

  // covers: FS-3-4, HF-2-3, CQ-2-5
  it("may call the door's entrances and none of its tools", async () => {
    const { rows } = await database.admin.query<{ login: string; name: string }>(
      `select l as login, p.proname as name from pg_proc p, unnest($1::text[]) l
        where p.pronamespace = 'gate'::regnamespace and p.prokind in ('f', 'p') and p.prorettype <> 'trigger'::regtype
          and has_function_privilege(l, p.oid, 'execute')`,
      [LOGINS],
    );
    const mine = [
      "describe",
      "open_access",
      "read_access",
      "rows",
      "read_open",
      "open_rows",
      "begin_mount",
      "finish_mount",
    ];
    const tools = ["compile", "conditions", "csv_cell", "literal", "masked", "run_page", "select_columns", "within"];
    const may = (login: string) =>
      rows
        .filter((row) => row.login === login && [...mine, ...tools].includes(row.name))
        .map((row) => row.name)
        .sort();
    expect(may("heliu_workspace")).toEqual(["describe", "open_access", "read_access", "rows"]);
    expect(may("heliu_portal")).toEqual(["open_rows", "read_open"]);
    expect(may("heliu_ingest")).toEqual(["begin_mount", "finish_mount"]);
    for (const login of ["heliu_province", "heliu_worker", "heliu_signin"]) expect(may(login)).toEqual([]);
  });

  it("leaves no privilege on any table of data to any login", async () => {
    const { rows } = await database.admin.query(
      `select l, c.relname from pg_class c, unnest($1::text[]) l where c.relnamespace = 'data'::regnamespace and c.relkind = 'r'
        and (has_table_privilege(l, c.oid, 'select, insert, update, delete, truncate, references, trigger') or has_any_column_privilege(l, c.oid, 'select'))`,
      [LOGINS],
    );
    expect(rows).toEqual([]);
    const { rows: open } = await database.admin.query(
      "select relname from pg_class where relnamespace = 'data'::regnamespace and relkind = 'r' and not (relrowsecurity and relforcerowsecurity)",
    );
    expect(open).toEqual([]);
  });

  it("keeps the tables shut even to the door when no context of the city is minted", async () => {
    const count = async (mint: string | null) => {
      const client = await database.admin.connect();
      try {
        await client.query("begin");
        if (mint) await client.query("select ctx.mint($1)", [mint]);
        await client.query("set local role heliu_gate");
        return (await client.query(`select count(*)::int as n from data.${relation}`)).rows[0].n;
      } finally {
        await client.query("rollback");
        client.release();
      }
    };
    expect(await count(null)).toBe(0);
    expect(await count(other.consumer.token)).toBe(0);
    expect(await count(city.consumer.token)).toBe(ROWS);
  });

  it("cannot write evidence, versions or counts by hand", async () => {
    for (const attack of [
      "insert into app.access_record select * from app.access_record limit 0",
      "update app.access_record set purpose = 'x'",
      "delete from app.access_record",
      "update app.hosted_table set active = true",
      "delete from app.hosted_table",
      "insert into app.open_use values ('fushun', gen_random_uuid(), now(), 'preview', 1)",
    ]) {
      for (const login of LOGINS) {
        await expect(
          withToken(login, (client) => client.query(attack)),
          `${login}: ${attack}`,
        ).rejects.toThrow(/permission denied/);
      }
    }
  });

  async function withToken(login: (typeof LOGINS)[number], work: (client: pg.Client) => Promise<unknown>) {
    return database.as(login, async (client) => {
      await client.query("begin");
      if (login === "heliu_workspace" || login === "heliu_ingest")
        await client.query("select ctx.mint($1)", [city.consumer.token]);
      return work(client);
    });
  }
});

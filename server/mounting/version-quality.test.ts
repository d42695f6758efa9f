import { beforeAll, describe, expect, it } from "vitest";
import { mountHostedTable, type SourceValue } from "@/server/mounting/mount-hosted-table";
import { restoreVersion } from "@/server/mounting/restore-version";
import { citizenIdCheck } from "@/server/shared/identifiers";
import { type City, type Item, plantCity, plantEntry } from "@/tests/delivery/city";
import { testDatabase } from "@/tests/harness/database";

const database = testDatabase();
let city: City;
let elsewhere: City;

beforeAll(async () => {
  city = await plantCity(database.admin, "fushun");
  elsewhere = await plantCity(database.admin, "leshan");
});

interface Demands {
  label?: string;
  required?: boolean;
  rule?: string;
  codes?: string[];
  longest?: number;
  key?: boolean;
}

/** An entry with what its items demand and are called. */
async function entryOf(items: (Item & Demands)[], opening: "unconditional" | "conditional" = "conditional") {
  const entry = await plantEntry(database.admin, city, items, null, opening);
  for (const { name, label, required = false, rule = "none", codes, longest = null, key = false } of items) {
    await database.admin.query(
      `update app.data_item set label_zh = coalesce($3, label_zh), required = $4, rule = $5, code_list = $6, max_length = $7, is_key = $8
        where entry_id = $1 and name = $2`,
      [entry, name, label ?? null, required, rule, codes ? JSON.stringify(codes) : null, longest, key],
    );
  }
  return entry;
}

const mount = (entry: string, rows: SourceValue[][]) => mountHostedTable(city.provider.token, entry, rows);

interface Quality {
  version: number;
  rows: string;
  completeness: string;
  required: string;
  validity: string;
  consistency: string;
  columns: { name: string; filled: number; checked: number; valid: number }[];
  rules: Record<string, string>;
}

/** What was counted of a version, each as `good/of`; of the one in use when none is named. */
async function qualityOf(entry: string, version: number | null = null): Promise<Quality | undefined> {
  const { rows } = await database.admin.query(
    `select q.version, rows_measured || '/' || rows_total as rows, filled || '/' || cells as completeness,
       required_filled || '/' || required_cells as required, valid || '/' || checked as validity,
       consistent || '/' || related as consistency, q.columns,
       (select coalesce(jsonb_object_agg(r ->> 'rule' || ' ' || (r ->> 'columns'), (r ->> 'consistent') || '/' || (r ->> 'related')), '{}')
          from jsonb_array_elements(q.rules) r) as rules
     from app.version_quality q join app.hosted_table h using (tenant_id, entry_id, version)
     where q.entry_id = $1 and case when $2::int is null then h.active else q.version = $2 end`,
    [entry, version],
  );
  return rows[0];
}

/** The one rule of an entry with these columns, as `good/of`, after these rows. */
async function ruleOf(items: (Item & Demands)[], rows: SourceValue[][]): Promise<string[]> {
  const entry = await entryOf(items);
  await mount(entry, rows);
  return Object.values((await qualityOf(entry))?.rules ?? {});
}

const GOOD_ID = "11010519491231002X"; // a woman, born on the last day of 1949
const withCheck = (body: string) => body + citizenIdCheck(body);

describe("completeness", () => {
  it("counts cells with a value, blanks not among them, and those of required columns alone", async () => {
    const entry = await entryOf([
      { name: "a", type: "text", required: true },
      { name: "b", type: "text" },
      { name: "n", type: "integer" },
    ]);
    await mount(entry, [
      ["x", "y", 0],
      ["", " 　\t", null],
      ["z", null, 3],
    ]);
    expect(await qualityOf(entry)).toMatchObject({ rows: "3/3", completeness: "5/9", required: "2/3" });
  });

  it("is nothing of nothing where a version has no rows", async () => {
    const entry = await entryOf([{ name: "a", type: "text", required: true, key: true }]);
    await mount(entry, []);
    expect(await qualityOf(entry)).toMatchObject({
      rows: "0/0",
      completeness: "0/0",
      required: "0/0",
      validity: "0/0",
    });
  });
});

describe("validity", () => {
  it.each<[string, Demands, string[], string[]]>([
    [
      "a citizen id",
      { rule: "citizen-id" },
      [GOOD_ID, GOOD_ID.toLowerCase(), withCheck("11010520000229002")],
      ["110105194912310021", withCheck("11010519490230002"), "11010519491231002", "身份证丢失"],
    ],
    ["a leap day", { rule: "citizen-id" }, [], [withCheck("11010519000229002"), withCheck("11010520010229002")]],
    [
      "a credit code",
      { rule: "credit-code" },
      ["91110000100000000R"],
      ["91110000100000000A", "9111000010000000R", "I1110000100000000R"],
    ],
    ["a mobile number", { rule: "phone" }, ["13800138000"], ["12800138000", "1380013800", "138001380001"]],
    ["a code list", { codes: ["甲", "it's"] }, ["甲", "it's"], ["丙", "甲乙"]],
    ["a greatest length", { longest: 3 }, ["一二三"], ["一二三四"]],
  ])("tells by %s what keeps to it from what does not", async (_, demands, good, bad) => {
    const entry = await entryOf([
      { name: "a", type: "text", ...demands },
      { name: "free", type: "text" },
    ]);
    await mount(
      entry,
      [...good, ...bad, "", null].map((value) => [value, "anything"]),
    );
    const quality = await qualityOf(entry);
    expect(quality?.validity).toBe(`${good.length}/${good.length + bad.length}`);
    expect(quality?.columns).toMatchObject([{ name: "a" }, { name: "free", checked: 0, valid: 0 }]);
  });
});

describe("consistency", () => {
  it("finds rows without a key", async () => {
    const keys: (Item & Demands)[] = [
      { name: "a", type: "text", key: true },
      { name: "n", type: "integer", key: true },
    ];
    expect(
      await ruleOf(keys, [
        ["x", 1],
        ["x", 2],
      ]),
    ).toEqual(["2/2"]);
    expect(
      await ruleOf(keys, [
        ["x", 1],
        ["x", null],
        ["", 3],
      ]),
    ).toEqual(["1/3"]);
  });

  it("finds repeated keys in a version from before there was one", async () => {
    const entry = await entryOf([{ name: "a", type: "text" }]);
    await mount(entry, [["x"], ["x"], ["y"]]);
    await database.admin.query("update app.data_item set is_key = true where entry_id = $1", [entry]);
    await mount(entry, [["x"], ["y"]]);
    expect((await qualityOf(entry))?.rules).toEqual({ 'key ["a"]': "2/2" });
    await restoreVersion(city.provider.token, { idempotencyKey: crypto.randomUUID(), entryId: entry, version: 1 });
    expect((await qualityOf(entry))?.rules).toEqual({ 'key ["a"]': "2/3" });
  });

  const id = { name: "id", type: "text", rule: "citizen-id", label: "公民身份号码" } as const;
  it.each<[string, Item, SourceValue[], SourceValue[]]>([
    ["birth date", { name: "born", type: "date" }, ["1949-12-31"], ["1949-12-30"]],
    ["birth date in words", { name: "born", type: "text" }, ["1949年12月31日", "1949/12/31"], ["19491230"]],
  ])("holds a citizen id against a %s", async (_, item, good, bad) => {
    const rows = [...good, ...bad].map((value) => [GOOD_ID, value]);
    const items = [id, { ...item, label: "出生日期" }];
    expect(await ruleOf(items, [...rows, [GOOD_ID, null], [null, good[0] ?? null]])).toEqual([
      `${good.length}/${good.length + bad.length}`,
    ]);
  });

  it("holds a citizen id against the sex", async () => {
    const rows = ["女", "2", "男", "1", "未说明", null].map((sex) => [GOOD_ID, sex]);
    expect(await ruleOf([id, { name: "sex", type: "text", label: "性别" }], rows)).toEqual(["2/4"]);
  });

  it("does not take the birthday of one person for that of another", async () => {
    const guardian = { ...id, label: "监护人身份证号码" };
    expect(
      await ruleOf([guardian, { name: "born", type: "date", label: "出生日期" }], [[GOOD_ID, "2020-01-01"]]),
    ).toEqual([]);
    expect(
      await ruleOf([guardian, { name: "born", type: "date", label: "监护人出生日期" }], [[GOOD_ID, "2020-01-01"]]),
    ).toEqual(["0/1"]);
  });

  it("knows the city's own region codes", async () => {
    const rows = ["210402", "210400000000", "211002", "2104"].map((code) => [code]);
    expect(await ruleOf([{ name: "code", type: "text", label: "行政区划代码" }], rows)).toEqual(["2/4"]);
    expect(await ruleOf([{ name: "code", type: "text", label: "户籍地行政区划代码" }], rows)).toEqual([]);
  });

  it("knows that nothing ends before it begins", async () => {
    const period: (Item & Demands)[] = [
      { name: "from", type: "date", label: "有效期起" },
      { name: "until", type: "date", label: "有效期止" },
      { name: "closed", type: "date", label: "营业截止日期" },
    ];
    const rows = [
      ["2026-01-01", "2026-01-01", "1999-01-01"],
      ["2026-01-02", "2026-01-01", "1999-01-01"],
      ["2026-01-01", null, "1999-01-01"],
    ];
    expect(await ruleOf(period, rows)).toEqual(["1/2"]);
  });
});

describe("when it is counted", () => {
  it("is counted for each version that comes into use, again when one is gone back to, and kept for the one before", async () => {
    const entry = await entryOf([{ name: "a", type: "text", longest: 3 }]);
    await mount(entry, [["x"], [null]]);
    await mount(entry, [["y"], ["z"], ["1234"]]);
    expect(await qualityOf(entry)).toMatchObject({ version: 2, completeness: "3/3", validity: "2/3" });
    expect(await qualityOf(entry, 1)).toMatchObject({ version: 1, completeness: "1/2" });
    // What the items demand may have changed since.
    await database.admin.query("update app.data_item set required = true where entry_id = $1", [entry]);
    await restoreVersion(city.provider.token, { idempotencyKey: crypto.randomUUID(), entryId: entry, version: 1 });
    expect(await qualityOf(entry)).toMatchObject({ version: 1, required: "1/2" });
    expect(await qualityOf(entry, 2)).toMatchObject({ version: 2, required: "0/0" });
  });

  it("is undone with the switch", async () => {
    const entry = await entryOf([{ name: "a", type: "text" }]);
    await mount(entry, [["x"]]);
    await expect(mount(entry, [["x"], ["a\0b"]])).rejects.toMatchObject({ code: "INVALID" });
    expect(await qualityOf(entry, 2)).toBeUndefined();
    expect(await qualityOf(entry)).toMatchObject({ version: 1, rows: "1/1" });
  });

  it("is counted on a sample of a large version, and says so", { timeout: 60_000 }, async () => {
    const entry = await entryOf([{ name: "a", type: "text" }]);
    const rows = function* (count: number): Generator<SourceValue[]> {
      for (let i = 0; i < count; i++) yield [i % 2 === 0 ? "x" : null];
    };
    await mountHostedTable(city.provider.token, entry, rows(100_000));
    expect(await qualityOf(entry)).toMatchObject({ rows: "100000/100000", completeness: "50000/100000" });
    await mountHostedTable(city.provider.token, entry, rows(300_000));
    const { rows: found } = await database.admin.query(
      "select sampled, rows_measured::int as n, filled::int, cells::int from app.version_quality where entry_id = $1 and version = 2",
      [entry],
    );
    const { sampled, n, filled, cells } = found[0];
    expect(sampled).toBe(true);
    expect(n).toBeGreaterThan(70_000);
    expect(n).toBeLessThan(130_000);
    expect(cells).toBe(n);
    expect(filled / cells).toBeCloseTo(0.5, 2);
  });
});

describe("who reads it", () => {
  const read = (login: "heliu_workspace" | "heliu_portal", begin: [string, string], entry: string, what = "filled") =>
    database.as(login, async (client) => {
      await client.query("begin");
      await client.query(`select ${begin[0]}($1)`, [begin[1]]);
      const { rowCount } = await client.query(`select ${what} from app.version_quality where entry_id = $1`, [entry]);
      return rowCount;
    });

  it("is read by every department of the city and by no other city", async () => {
    const entry = await entryOf([{ name: "a", type: "text" }]);
    await mount(entry, [["x"]]);
    for (const { token } of [city.provider, city.consumer, city.authority])
      expect(await read("heliu_workspace", ["ctx.mint", token], entry, "columns, rules")).toBe(1);
    for (const { token } of [elsewhere.provider, elsewhere.authority])
      expect(await read("heliu_workspace", ["ctx.mint", token], entry)).toBe(0);
  });

  it("is read by the public of what is open and in use, without the columns", async () => {
    const closed = await entryOf([{ name: "a", type: "text" }]);
    const open = await entryOf([{ name: "a", type: "text" }], "unconditional");
    for (const entry of [closed, open, open]) await mount(entry, [["x"]]);
    expect(await read("heliu_portal", ["ctx.mint_public", city.id], open)).toBe(1);
    expect(await read("heliu_portal", ["ctx.mint_public", city.id], closed)).toBe(0);
    expect(await read("heliu_portal", ["ctx.mint_public", elsewhere.id], open)).toBe(0);
    await expect(read("heliu_portal", ["ctx.mint_public", city.id], open, "columns")).rejects.toThrow(
      /permission denied/,
    );
  });

  it("is written by nobody's hand", async () => {
    const entry = await entryOf([{ name: "a", type: "text" }]);
    await mount(entry, [["x"]]);
    await database.as("heliu_workspace", async (client) => {
      await client.query("begin");
      await client.query("select ctx.mint($1)", [city.provider.token]);
      await expect(client.query("update app.version_quality set filled = 0")).rejects.toThrow(/permission denied/);
    });
  });
});

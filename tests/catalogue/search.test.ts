import { beforeAll, describe, expect, it } from "vitest";
import { listEntriesInput, listOpenEntriesInput } from "@/server/catalogue/catalogue.schema";
import { listEntries, listOpenEntries, readFacets, readOpenFacets } from "@/server/catalogue/list-entries";
import { inPublicContext } from "@/server/db/context";
import { listOpeningCatalogue } from "@/server/opening/list-opening-catalogue";
import { entryOf, loadCities, type Official, official, outsider } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";
import { ENTRIES, QUESTIONS } from "./search-truth";

const database = testDatabase();
let reader: Official;
const offices: Record<string, Official> = {};
const ids = new Map<string, string>();
const keyOf = new Map<string, string>();

beforeAll(async () => {
  await loadCities(database);
  await database.setClock("2026-03-02T10:00:00+08:00");
  reader = await official(database, "shuozhou", "info", "authority_officer");
  for (const entry of ENTRIES) {
    offices[entry.department] ??= await official(database, "shuozhou", entry.department, "data_officer");
    const id = await entryOf(offices[entry.department] as Official, {
      code: entry.code,
      nameZh: entry.name,
      nameEn: entry.nameEn ?? "",
      abstractZh: entry.abstract,
      theme: entry.theme,
      items: entry.items.map(([labelZh, name, labelEn]) => ({
        name,
        labelZh,
        labelEn,
        type: "text",
        grade: 1,
        mask: "none",
      })),
    });
    ids.set(entry.key, id);
    keyOf.set(id, entry.key);
  }
});

const search = (who: Official, over: Record<string, unknown>) =>
  who.asks(listEntries, listEntriesInput.parse({ pageSize: 100, ...over }));
const keys = async (over: Record<string, unknown>) =>
  (await search(reader, over)).rows.map(({ id }) => keyOf.get(id) ?? id);

describe("a search of the catalogue", () => {
  it("finds what the truth set says: recall at least 0.99 and precision at least 0.95", {
    timeout: 60_000,
  }, async () => {
    expect(QUESTIONS.length).toBeGreaterThanOrEqual(100);
    const wrong: string[] = [];
    let [hits, missed, extra] = [0, 0, 0];
    for (const [text, expected, place] of QUESTIONS) {
      const found = new Set(await keys({ text, ...(place && { in: place }) }));
      const lacks = expected.filter((key) => !found.has(key));
      const more = [...found].filter((key) => !expected.includes(key));
      hits += expected.length - lacks.length;
      missed += lacks.length;
      extra += more.length;
      if (lacks.length + more.length > 0) wrong.push(`${text}: lacks ${lacks.join()}; has ${more.join()}`);
    }
    const [recall, precision] = [hits / (hits + missed), hits / (hits + extra)];
    expect(recall, wrong.join("\n")).toBeGreaterThanOrEqual(0.99);
    expect(precision, wrong.join("\n")).toBeGreaterThanOrEqual(0.95);
  });
});

describe("the order of what is found", () => {
  const at = async (text: string) => (await search(reader, { text })).rows.map(({ name }) => name.zh);

  it("puts the exact name first, then names, then items, then abstracts, whatever their place in the alphabet", async () => {
    const office = offices["social-security"] as Official;
    const item = (labelZh: string) => [
      { name: "a", labelZh, labelEn: "A", type: "text" as const, grade: 1, mask: "none" as const },
    ];
    await entryOf(office, { nameZh: "阿 摘要有", abstractZh: "关于灯塔名单", items: item("无") });
    await entryOf(office, { nameZh: "八 数据项有", abstractZh: "无", items: item("灯塔名单") });
    await entryOf(office, { nameZh: "丙级灯塔名单", abstractZh: "无", items: item("无") });
    await entryOf(office, { nameZh: "灯塔名单", abstractZh: "无", items: item("无") });
    expect(await at("灯塔名单")).toEqual(["灯塔名单", "丙级灯塔名单", "八 数据项有", "阿 摘要有"]);
    expect((await search(reader, { text: "灯塔名单", sort: "name" })).rows.map(({ name }) => name.zh)).toEqual([
      "丙级灯塔名单",
      "八 数据项有",
      "灯塔名单",
      "阿 摘要有",
    ]);
  });

  it("names the items that have the words, and in a search for items none but these entries", async () => {
    const { rows } = await search(reader, { text: "灯塔", in: "item" });
    expect(rows.map(({ name, matchedItems }) => [name.zh, matchedItems])).toEqual([
      ["八 数据项有", [{ name: "a", label: { zh: "灯塔名单", en: "A" } }]],
    ]);
    expect((await search(reader, { text: "参保险种" })).rows[0]?.matchedItems?.map(({ label }) => label.zh)).toEqual([
      "参保险种",
    ]);
    expect((await search(reader, { text: "参保人员基本" })).rows[0]?.matchedItems).toEqual([]);
  });

  it("leafs through pages without a repetition or a gap", async () => {
    const all = (await search(reader, { text: "姓名" })).rows.map(({ id }) => id);
    const leafed: string[] = [];
    for (let page = 1; leafed.length < all.length; page++)
      leafed.push(...(await search(reader, { text: "姓名", page, pageSize: 3 })).rows.map(({ id }) => id));
    expect(leafed).toEqual(all);
    const beyond = await search(reader, { text: "姓名", page: 99, pageSize: 3 });
    expect(beyond).toMatchObject({ rows: [], total: all.length, listed: all.length, estimated: false });
  });
});

describe("what entries are narrowed by", () => {
  it("counts each value among what the other choices leave, exactly while entries are not very many", async () => {
    const chosen = { text: "登记信息", departmentId: offices.market?.departmentId };
    const facets = await reader.asks(readFacets, chosen);
    expect(facets.estimated).toBeUndefined();
    expect(facets.themes).toEqual([{ value: "市场监管", count: 2 }]);
    expect(facets.departments).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: offices.market?.departmentId, count: 2 }),
        expect.objectContaining({ id: offices["civil-affairs"]?.departmentId, count: 2 }),
      ]),
    );
    for (const { value, count } of (await reader.asks(readFacets, { text: "登记信息" })).themes)
      expect((await search(reader, { text: "登记信息", theme: value })).total, value).toBe(count);
  });

  it("has format, cycle, grade and freshness, each of which narrows the list to as many as it says", async () => {
    const facets = await reader.asks(readFacets, {});
    expect(
      facets.formats.length * facets.updateCycles.length * facets.grades.length * facets.freshness.length,
    ).toBeGreaterThan(0);
    const { total } = await search(reader, {});
    for (const [name, values] of [
      ["format", facets.formats],
      ["updateCycle", facets.updateCycles],
      ["grade", facets.grades],
      ["freshness", facets.freshness],
    ] as const) {
      expect(
        values.reduce((sum, { count }) => sum + count, 0),
        name,
      ).toBe(total);
      for (const { value, count } of values) expect((await search(reader, { [name]: value })).total, value).toBe(count);
    }
    // Data mounted today are fresh; two days later daily data are old.
    expect(facets.freshness).toEqual([{ value: "fresh", count: total }]);
    await database.setClock("2026-03-04T10:30:00+08:00");
    expect((await reader.asks(readFacets, {})).freshness).toEqual([{ value: "stale", count: total }]);
    await database.setClock("2026-03-02T10:00:00+08:00");
  });
});

describe("what an entry is found by", () => {
  const finds = async (text: string) => (await search(reader, { text })).total;

  it("follows the entry: a new name, a new item, another class, a renamed provider, its end", async () => {
    const id = await entryOf(offices["civil-affairs"] as Official, { nameZh: "殡葬服务机构", abstractZh: "无" });
    expect([await finds("殡葬服务"), await finds("陵园")]).toEqual([1, 0]);
    await database.admin.query("update app.catalogue_entry set name_zh = '陵园名册' where id = $1", [id]);
    expect([await finds("殡葬服务"), await finds("陵园")]).toEqual([0, 1]);
    await database.admin.query(
      "insert into app.data_item (tenant_id, entry_id, ordinal, name, label_zh, label_en, type) values ('shuozhou', $1, 9, 'plot', '墓位数量', 'Plots', 'integer')",
      [id],
    );
    expect((await search(reader, { text: "墓位", in: "item" })).total).toBe(1);
    await database.admin.query("update app.data_item set label_zh = '穴位数量' where entry_id = $1 and name = 'plot'", [
      id,
    ]);
    expect([await finds("墓位"), await finds("穴位")]).toEqual([0, 1]);
    await database.admin.query("delete from app.data_item where entry_id = $1 and name = 'plot'", [id]);
    expect(await finds("穴位")).toBe(0);
    await database.admin.query("update app.catalogue_entry set theme = '殡仪' where id = $1", [id]);
    expect((await search(reader, { theme: "殡仪" })).total).toBe(1);
    const { rows } = await database.admin.query<{ name: string }>(
      "update app.department set name_zh = '殡葬管理处' where tenant_id = 'shuozhou' and id = $1 returning (select name_zh from app.department d where d.tenant_id = 'shuozhou' and d.id = $1) as name",
      [offices["civil-affairs"]?.departmentId],
    );
    expect([await finds("殡葬管理处 陵园"), await finds("民政局 陵园")]).toEqual([1, 0]);
    await database.admin.query("update app.department set name_zh = $2 where tenant_id = 'shuozhou' and id = $1", [
      offices["civil-affairs"]?.departmentId,
      rows[0]?.name,
    ]);
    expect((await search(reader, { text: "陵园", catalogue: "sharing" })).total).toBe(1);
    await database.admin.query("update app.catalogue_entry set retired_at = now() where id = $1", [id]);
    expect((await search(reader, { text: "陵园", catalogue: "sharing" })).total).toBe(0);
    expect(await finds("陵园")).toBe(1); // it stands in the catalogue of resources as taken off
  });
});

describe("nobody is told of more entries than they may see", () => {
  const open = (who: Official, over: Record<string, unknown>) =>
    who.asks(listOpenEntries, listOpenEntriesInput.parse(over));

  it("finds and counts for each city its own entries, though both have the words", async () => {
    const elsewhere = await official(database, "fushun", "housing", "data_officer");
    expect(await search(elsewhere, { text: "常住人口登记信息" })).toMatchObject({ rows: [], total: 0 });
    expect((await elsewhere.asks(readFacets, {})).departments).toEqual([]);
    const id = await entryOf(elsewhere, { nameZh: "常住人口登记信息", code: "140600-GA-0001/A" });
    for (const over of [{ text: "常住人口登记信息" }, { text: "140600-GA-0001/A" }, {}])
      expect((await search(elsewhere, over)).rows.map((row) => row.id)).toEqual([id]);
    expect(await elsewhere.asks(readFacets, {})).toMatchObject({
      departments: [{ id: elsewhere.departmentId, count: 1 }],
    });
    expect(await keys({ text: "常住人口登记信息" })).toEqual(["household"]);
    expect(await search(elsewhere, { departmentId: offices.market?.departmentId })).toMatchObject({
      rows: [],
      total: 0,
    });
  });

  it("keeps what is not open from a person outside government, to find, to count or to narrow by; an official finds it", async () => {
    const person = await outsider(database, "shuozhou");
    const office = offices["social-security"] as Official;
    const shut = await entryOf(office, { nameZh: "灰名单甲" });
    const opened = await entryOf(office, { nameZh: "灰名单乙", openingClass: "conditional" });
    expect(await open(person, { text: "灰名单" })).toMatchObject({ total: 1, rows: [{ id: opened }] });
    expect((await person.asks(readOpenFacets, { text: "灰名单" })).departments).toMatchObject([{ count: 1 }]);
    expect((await search(reader, { text: "灰名单" })).rows.map(({ id }) => id)).toEqual([opened, shut]);
    // An official who looks as others do sees no more than they.
    expect((await open(reader, { text: "灰名单" })).total).toBe(1);
    // With any SQL of their own: the door answers ids of open entries only, and counts nothing of how departments share.
    const asked = (filter: object) =>
      person.asks(
        ({ tx }) =>
          tx.$queryRaw<{ id: string | null; total: number }[]>`
            select entry_id as id, total from gate.search_entries('灰名单', ${JSON.stringify(filter)}::jsonb, 'relevance', 20, 0)`,
        undefined,
      );
    expect(await asked({})).toEqual([{ id: opened, total: 1 }]);
    for (const filter of [{ sharingClass: "conditional" }, { grade: "4" }, { format: "table" }, { freshness: "fresh" }])
      expect(await asked(filter), JSON.stringify(filter)).toEqual([]);
    const counted = await person.asks(
      ({ tx }) => tx.$queryRaw<{ facet: string }[]>`select distinct facet from gate.count_entries('', '{}') order by 1`,
      undefined,
    );
    expect(counted.map(({ facet }) => facet)).toEqual(["departmentId", "theme"]);
  });

  it("tells the public of a withheld entry by its name only, and only where the city must publish why", async () => {
    const visit = async (city: string, text: string) =>
      inPublicContext(city, async (scope) => {
        const { rows, total } = await listOpeningCatalogue(scope, { text, page: 1, pageSize: 20 });
        return [total, rows.map(({ name }) => name.zh)];
      });
    for (const [city, department, seen] of [
      ["fushun", "housing", [1, ["不公开的名册"]]], // 抚顺 24
      ["shuozhou", "social-security", [0, []]],
    ] as const) {
      const office = await official(database, city, department, "data_officer");
      await entryOf(office, {
        nameZh: "不公开的名册",
        abstractZh: "内情",
        items: [{ name: "inner", labelZh: "密项", labelEn: "Inner", type: "text", grade: 1, mask: "none" }],
      });
      expect(await visit(city, "不公开的名册"), city).toEqual(seen);
      expect(await visit(city, "密项"), city).toEqual([0, []]);
      expect(await visit(city, "内情"), city).toEqual([0, []]);
      expect((await office.asks(listEntries, listEntriesInput.parse({ text: "密项" }))).total, city).toBe(1);
    }
  });

  it("answers nobody without a session, a key or a role, and shows no login the copy it searches", async () => {
    await database.as("heliu_workspace", async (client) => {
      expect((await client.query("select * from gate.search_entries('', '{}', 'name', 20, 0)")).rows).toEqual([]);
      expect((await client.query("select * from gate.count_entries('', '{}')")).rows).toEqual([]);
      for (const shut of [
        "select * from gate.entry_search",
        "select gate.index_entries('shuozhou', '{}')",
        "select gate.understand('shuozhou', 'staff', '', '{}', '{}', true)",
      ])
        await expect(client.query(shut), shut).rejects.toMatchObject({ code: "42501" });
    });
  });
});

describe("a city with very many entries", () => {
  const MANY = 9_000;
  let governs: Official;
  beforeAll(async () => {
    governs = await official(database, "leshan", "transport", "data_officer");
    const client = await database.admin.connect();
    try {
      await client.query("set session_replication_role = replica");
      await client.query(
        `insert into app.catalogue_entry (tenant_id, id, code, department_id, region_id, name_zh, abstract_zh, theme, sharing_class, opening_class, update_cycle)
         select 'leshan', md5('many' || n)::uuid, 'M-' || n, $1, (select region_id from app.department where tenant_id = 'leshan' and id = $1),
             case when n % 3 = 0 then '客运班线' else '货运线路' end || lpad(n::text, 5, '0'), case when n % 3 = 1 then '与客运有关' else '' end,
             case when n % 100 = 0 then '桥梁' else '道路' end, 'unconditional', 'withheld', 'daily' from generate_series(1, $2::int) n`,
        [governs.departmentId, MANY],
      );
      await client.query(
        "select gate.index_entries('leshan', array(select md5('many' || n)::uuid from generate_series(1, $1::int) n))",
        [MANY],
      );
      await client.query("analyze gate.entry_search");
    } finally {
      await client.query("set session_replication_role = origin");
      client.release();
    }
  });

  it("is counted exactly as a whole and where few are found, and estimated, and said to be, where very many are", async () => {
    expect(await search(governs, {})).toMatchObject({ total: MANY, listed: MANY, estimated: false });
    expect(await search(governs, { text: "客运班线00003" })).toMatchObject({ total: 1, estimated: false });
    expect(await search(governs, { text: "班线00" })).toMatchObject({ total: 333, listed: 333, estimated: false });
    const many = await search(governs, { text: "线" });
    expect(many).toMatchObject({ estimated: true, listed: 2000 });
    expect(Math.abs(many.total / MANY - 1)).toBeLessThan(0.25);
    const facets = await governs.asks(readFacets, {});
    expect(facets.estimated).toBe(true);
    expect(Math.abs((facets.themes[0]?.count ?? 0) / MANY - 1)).toBeLessThan(0.25);
    expect(await governs.asks(readFacets, { text: "班线00" })).toMatchObject({
      themes: [
        { value: "道路", count: 330 },
        { value: "桥梁", count: 3 },
      ],
    });
  });

  it("lists names first and then the rest, page by page without a repetition, and a narrowed list in order", async () => {
    const first = (await search(governs, { text: "运" })).rows;
    expect(first.map(({ name }) => name.zh)).toEqual([...first].map(({ name }) => name.zh).sort());
    const both = await search(governs, { text: "客运" });
    expect(both.rows.every(({ name }) => name.zh.startsWith("客运"))).toBe(true);
    const seen = new Set<string>();
    for (let page = 1; page <= 20; page++)
      for (const { id } of (await search(governs, { text: "线", page })).rows) seen.add(id);
    expect(seen.size).toBe(2000);
    const narrowed = await search(governs, { theme: "桥梁" });
    expect(narrowed).toMatchObject({ total: MANY / 100, estimated: false });
    expect((await search(governs, { sort: "newest", pageSize: 5 })).rows).toHaveLength(5);
  });
});

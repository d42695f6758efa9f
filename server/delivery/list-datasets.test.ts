import { beforeAll, describe, expect, it } from "vitest";
import { rootRouter } from "@/server/api/root";
import { createCallerFactory, requestContext } from "@/server/api/trpc";
import { entryOf, loadCities, type Official, official } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";

const database = testDatabase();
const portal = createCallerFactory(rootRouter)(requestContext(null)).portal;
let transport: Official;
const item = (labelZh: string, over: object = {}) => ({
  name: "a",
  labelZh,
  labelEn: "A",
  type: "text" as const,
  grade: 1,
  mask: "none" as const,
  ...over,
});

beforeAll(async () => {
  await loadCities(database);
  await database.setClock("2026-03-02T09:00:00+08:00");
  transport = await official(database, "fushun", "transport", "data_officer");
  const security = await official(database, "fushun", "social-security", "data_officer");
  const open = { openingClass: "unconditional" as const, openingBasis: "", abstractZh: "无" };
  await entryOf(transport, {
    ...open,
    code: "JT-0001",
    nameZh: "公交线路信息",
    theme: "交通运输",
    items: [item("首末班车时间")],
  });
  await database.setClock("2026-03-02T10:00:00+08:00");
  await entryOf(transport, {
    ...open,
    nameZh: "停车场信息",
    abstractZh: "靠近公交站的停车场",
    theme: "城乡建设",
    items: [item("泊位数")],
  });
  await database.setClock("2026-03-02T11:00:00+08:00");
  await entryOf(security, {
    ...open,
    nameZh: "定点医院名单",
    theme: "社会保障",
    items: [item("院名"), item("经办电话", { name: "b", grade: 3 }), item("暗号", { name: "c", mask: "hidden" })],
  });
  await entryOf(transport, { nameZh: "公交司机信息", openingClass: "conditional", openingBasis: "依据" });
  await entryOf(transport, { nameZh: "公交卡流水", openingClass: "withheld", openingBasis: "依据" });
});

const names = async (over: object) =>
  (await portal.datasets({ city: "fushun", ...over })).rows.map(({ name }) => name.zh);

describe("a visitor's search of open data", () => {
  it("finds by parts of names, abstracts, codes, shown items and the provider, names first where relevance is asked", async () => {
    expect(await names({ text: "公交", sort: "relevance" })).toEqual(["公交线路信息", "停车场信息"]);
    expect(await names({ text: "公交" })).toEqual(["停车场信息", "公交线路信息"]);
    expect(await names({ text: "交线路" })).toEqual(["公交线路信息"]);
    expect(await names({ text: "jt0001" })).toEqual(["公交线路信息"]);
    expect(await names({ text: "泊位" })).toEqual(["停车场信息"]);
    expect(await names({ text: "公交 班车" })).toEqual(["公交线路信息"]);
    expect((await names({ text: "交通运输局", sort: "name" })).sort()).toEqual(["停车场信息", "公交线路信息"].sort());
  });

  it("finds nothing that is not open to everyone now, nor anything by an item that a visitor is not shown", async () => {
    for (const text of ["司机", "流水", "公交卡", "经办", "经办电话", "暗号", "没有"]) {
      expect(await portal.datasets({ city: "fushun", text }), text).toMatchObject({ rows: [], total: 0, listed: 0 });
    }
    expect(await names({ text: "院名" })).toEqual(["定点医院名单"]);
    const rows = await database.admin.query<{ id: string }>(
      "update app.catalogue_entry set opening_suspended_at = now() where name_zh = '定点医院名单' returning id",
    );
    expect(await names({ text: "医院" })).toEqual([]);
    await database.admin.query("update app.catalogue_entry set opening_suspended_at = null where id = $1", [
      rows.rows[0]?.id,
    ]);
    expect(await names({ text: "医院" })).toEqual(["定点医院名单"]);
  });

  it("lists everything newest first, page by page, with themes counted among what the words find", async () => {
    const first = await portal.datasets({ city: "fushun", pageSize: 2 });
    expect(first.rows.map(({ name }) => name.zh)).toEqual(["定点医院名单", "停车场信息"]);
    expect(first).toMatchObject({ total: 3, listed: 3, estimated: false });
    expect(await names({ pageSize: 2, page: 2 })).toEqual(["公交线路信息"]);
    expect(await names({ pageSize: 2, page: 3 })).toEqual([]);
    expect((await portal.datasets({ city: "fushun", theme: "交通运输" })).rows.map(({ name }) => name.zh)).toEqual([
      "公交线路信息",
    ]);
    expect(await names({ departmentId: transport.departmentId, sort: "name" })).toHaveLength(2);
    expect(first.themes.map(({ value }) => value).sort()).toEqual(["社会保障", "城乡建设", "交通运输"].sort());
    const { themes } = await portal.datasets({ city: "fushun", text: "线路", theme: "城乡建设" });
    expect(themes).toEqual([{ value: "交通运输", count: 1 }]);
  });

  it("counts very many open data exactly while nothing narrows them, and all of their themes", async () => {
    const leshan = await official(database, "leshan", "transport", "data_officer");
    const client = await database.admin.connect();
    try {
      await client.query("set session_replication_role = replica");
      await client.query(
        `insert into app.catalogue_entry (tenant_id, id, code, department_id, region_id, name_zh, theme, sharing_class, opening_class, update_cycle, published_at)
         select 'leshan', md5('open' || n)::uuid, 'M-' || n, $1, (select region_id from app.department where tenant_id = 'leshan' and id = $1),
             '道路' || lpad(n::text, 5, '0'), case when n = 7 then '桥梁' else '道路' end, 'unconditional',
             case when n % 10 = 0 then 'withheld' else 'unconditional' end, 'daily', timestamptz '2026-01-01' + n * interval '1 minute'
           from generate_series(1, 5000) n`,
        [leshan.departmentId],
      );
      await client.query(
        "select gate.index_entries('leshan', array(select md5('open' || n)::uuid from generate_series(1, 5000) n))",
      );
      await client.query("analyze gate.entry_search");
    } finally {
      await client.query("set session_replication_role = origin");
      client.release();
    }
    const page = await portal.datasets({ city: "leshan", pageSize: 3, page: 1500 });
    expect(page).toMatchObject({ total: 4500, listed: 4500, estimated: false });
    expect(page.rows.map(({ name }) => name.zh)).toEqual(["道路00003", "道路00002", "道路00001"]);
    expect(page.themes).toEqual([
      { value: "道路", count: 4499 },
      { value: "桥梁", count: 1 },
    ]);
    const many = await portal.datasets({ city: "leshan", text: "道路", sort: "relevance" });
    expect(many).toMatchObject({ estimated: true, listed: 2000 });
    expect(many.rows[0]?.name.zh).toBe("道路00001");
  });
});

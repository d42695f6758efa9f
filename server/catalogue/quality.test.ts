import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { exportQuality } from "@/server/catalogue/export-quality";
import { listQuality } from "@/server/catalogue/list-quality";
import { listQualityInput } from "@/server/catalogue/quality.schema";
import { readOpenQuality, readQuality } from "@/server/catalogue/read-quality";
import { inContext, inPublicContext } from "@/server/db/context";
import { mountHostedTable, type SourceValue } from "@/server/mounting/mount-hosted-table";
import { type City, type Office, plantCity, plantEntry } from "@/tests/delivery/city";
import { testDatabase } from "@/tests/harness/database";

const database = testDatabase();
const TODAY = "2026-03-02T10:00:00+08:00";
let city: City;
let elsewhere: City;
/** Daily and complete, mounted today; monthly and half empty; nothing mounted; kept by its provider; of a county. */
let good: string;
let half: string;
let bare: string;
let live: string;
let county: string;

beforeAll(async () => {
  await database.setClock(TODAY);
  city = await plantCity(database.admin, "fushun");
  elsewhere = await plantCity(database.admin, "leshan");
  await database.admin.query(
    `insert into app.region (tenant_id, id, name_zh, name_en, level, parent_id) values ($1, '210402', '县', 'County', 'county', '210400')`,
    [city.id],
  );
  good = await entryOf("甲", "daily", [["x", "ab"]]);
  half = await entryOf("乙", "monthly", [
    ["x", "abcd"],
    ["y", null],
    [null, null],
  ]);
  bare = await entryOf("丙", "irregular", null);
  live = await entryOf("丁", "daily", null);
  county = await entryOf("戊", "daily", [["x", "y"]], "210402");
  await database.admin.query(
    `insert into app.mount (tenant_id, entry_id, seq, kind, address, person_id, department_id)
     values ($1, $2, 1, 'upstream', 'https://upstream.example/rows', $3, $4)`,
    [city.id, live, city.provider.personId, city.provider.departmentId],
  );
});

beforeEach(() => database.setClock(TODAY));

async function entryOf(name: string, cycle: string, rows: SourceValue[][] | null, region = "210400"): Promise<string> {
  const items = [
    { name: "a", type: "text" },
    { name: "b", type: "text" },
  ] as const;
  const entry = await plantEntry(
    database.admin,
    city,
    [...items],
    null,
    name === "甲" ? "unconditional" : "conditional",
  );
  await database.admin.query(
    "update app.catalogue_entry set name_zh = $2, update_cycle = $3, region_id = $4 where id = $1",
    [entry, `${name}目录`, cycle, region],
  );
  await database.admin.query(
    "update app.data_item set required = name = 'a', max_length = case name when 'b' then 3 end where entry_id = $1",
    [entry],
  );
  if (rows) await mountHostedTable(city.provider.token, entry, rows);
  return entry;
}

const read = ({ token }: Office, entryId: string) =>
  inContext(token, { readOnly: true }, (scope) => readQuality(scope, { entryId }));
const list = ({ token }: Office, asked: Record<string, unknown> = {}) =>
  inContext(token, { readOnly: true }, (scope) => listQuality(scope, listQualityInput.parse(asked)));
const names = (page: Awaited<ReturnType<typeof list>>) => page.rows.map(({ name }) => name.zh[0]).join("");

describe("the quality of an entry", () => {
  it("is told in total, by column and by rule to every department of the city", async () => {
    for (const office of [city.provider, city.consumer, city.authority]) {
      const { mounted, measures } = await read(office, half);
      expect(mounted).toBe("table");
      expect(measures).toMatchObject({
        version: 1,
        rowsTotal: 3,
        rowsMeasured: 3,
        sampled: false,
        measuredAt: new Date(TODAY),
        completeness: { good: 3, of: 6 },
        required: { good: 2, of: 3 },
        validity: { good: 0, of: 1 },
        consistency: { good: 0, of: 0 },
        columns: [
          { name: "a", label: { zh: "列a", en: "a" }, required: true, filled: { good: 2, of: 3 } },
          { name: "b", required: false, validity: { good: 0, of: 1 } },
        ],
      });
    }
    for (const office of [elsewhere.provider, elsewhere.authority])
      await expect(read(office, half)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("is fresh until the cycle's last day has passed, by the day on which it is read", async () => {
    expect((await read(city.consumer, half)).freshness).toEqual({
      standing: "current",
      cycle: "monthly",
      at: new Date(TODAY),
      renewBy: "2026-04-02",
      daysLate: 0,
    });
    await database.setClock("2026-04-02T23:59:00+08:00");
    expect((await read(city.consumer, half)).freshness).toMatchObject({ standing: "current" });
    await database.setClock("2026-04-05T00:00:00+08:00");
    expect((await read(city.consumer, half)).freshness).toMatchObject({ standing: "late", daysLate: 3 });
  });

  it("is nothing where no table is mounted, and says why", async () => {
    expect(await read(city.consumer, bare)).toMatchObject({
      mounted: "nothing",
      freshness: { standing: "nothing", at: null },
      measures: null,
    });
    expect(await read(city.consumer, live)).toMatchObject({
      mounted: "upstream",
      freshness: { standing: "live", renewBy: null },
      measures: null,
    });
  });

  it("is told to the public in total, of what is open", async () => {
    const open = (tenant: string, entry: string) => inPublicContext(tenant, (scope) => readOpenQuality(scope, entry));
    const { measures } = await open(city.id, good);
    expect(measures).toMatchObject({ completeness: { good: 2, of: 2 }, validity: { good: 1, of: 1 } });
    expect(measures).not.toHaveProperty("columns");
    const closed: [string, string][] = [
      [city.id, half],
      [elsewhere.id, good],
      [city.id, randomUUID()],
    ];
    for (const [tenant, entry] of closed)
      await expect(open(tenant, entry)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("the office's list", () => {
  it("holds every entry of its regions, the latest data first, and the departments together", async () => {
    await database.setClock("2026-03-05T10:00:00+08:00");
    const page = await list(city.authority);
    expect(page.total).toBe(5);
    expect(page.rows.slice(0, 2).map(({ freshness }) => [freshness.standing, freshness.daysLate])).toEqual([
      ["late", 2],
      ["late", 2],
    ]);
    expect(page.departments).toMatchObject([
      {
        department: { id: city.provider.departmentId },
        entries: 5,
        mounted: 4,
        late: 2,
        measured: 3,
        completeness: { good: 7, of: 10 },
      },
    ]);
  });

  it("is ordered by any measure, what has none last, and narrowed by freshness and department", async () => {
    expect(names(await list(city.authority, { sort: "completeness", direction: "asc" })).slice(0, 1)).toBe("乙");
    const best = names(await list(city.authority, { sort: "completeness", direction: "desc" }));
    expect(best.slice(2, 3)).toBe("乙");
    expect([...best.slice(3)].sort()).toEqual([..."丁丙"].sort());
    expect(names(await list(city.authority, { standing: "nothing" }))).toBe("丙");
    expect(names(await list(city.authority, { standing: "live" }))).toBe("丁");
    const { departmentId } = city.consumer;
    expect(await list(city.authority, { departmentId })).toMatchObject({ rows: [], total: 0 });
    const second = await list(city.authority, { sort: "name", pageSize: 2, page: 2 });
    expect([second.rows.length, second.total]).toEqual([2, 5]);
  });

  it("is not a department's, and ends at the office's own regions", async () => {
    for (const office of [city.provider, city.consumer])
      await expect(list(office)).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await list(elsewhere.authority)).toMatchObject({ rows: [], total: 0, departments: [] });
    await database.admin.query("update app.department set region_id = '210402' where tenant_id = $1 and id = $2", [
      city.id,
      city.authority.departmentId,
    ]);
    expect(names(await list(city.authority))).toBe("戊");
    await database.admin.query("update app.department set region_id = '210400' where tenant_id = $1 and id = $2", [
      city.id,
      city.authority.departmentId,
    ]);
  });

  it("leaves as a table in the order of the page, with its audit row", async () => {
    const text = async (office: Office, asked = {}) => {
      const { page: _, pageSize: __, ...question } = listQualityInput.parse(asked);
      const { pieces } = await exportQuality(office.token, question);
      let all = "";
      for await (const piece of pieces) all += piece;
      return all;
    };
    const lines = (await text(city.authority, { sort: "completeness", direction: "asc" })).trim().split("\r\n");
    expect(lines).toHaveLength(6);
    expect(lines[0]).toContain('"完整性：符合数","完整性：检查数"');
    expect(lines[1]).toMatch(/"乙目录".*"在更新周期内","2026-04-02","","3","3","","3","6","2","3","0","1","0","0"$/);
    const { rows } = await database.admin.query(
      "select detail from app.audit_record where act = 'quality.export' and tenant_id = $1",
      [city.id],
    );
    expect(rows).toEqual([{ detail: { rows: 5 } }]);
    await expect(text(city.provider)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(text({ ...city.provider, token: "nobody" })).rejects.toThrow("no session");
    expect(entriesCounted(lines)).toEqual([good, half, bare, live, county].sort());
  });
});

/** Codes are ids in planted entries. */
function entriesCounted(lines: string[]): string[] {
  return lines
    .slice(1)
    .map((line) => line.split('"')[1] as string)
    .sort();
}

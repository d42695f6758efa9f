import fs from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rootRouter } from "@/server/api/root";
import { createCallerFactory, requestContext } from "@/server/api/trpc";
import { departmentIdOf, syncTenants } from "@/server/db/sync-tenants";
import { forgetTenants, loadTenants } from "@/server/law";
import { administer } from "../harness/cluster";
import { testDatabase } from "../harness/database";
import { arrangeCity, type FictionalCity, fileCases, openSession } from "./fictional-cases";
import { fictionalCity, PROVINCE, writeFictionalProvince } from "./fictional-province";
import { findable, type Released } from "./subtraction-attack";

const CITIES = 12;
const COUNTIES = 4;
const NOW = "2026-08-20T04:00:00Z";
const QUARTERS = ["2025-07-01", "2025-10-01", "2026-01-01", "2026-04-01", "2026-07-01"];
const PROCEDURES = ["sharing.conditional", "sharing.unconditional", "sharing.dispute"];
const COUNTS = ["filed", "decided", "granted", "refused", "overdue", "open_overdue"] as const;

describe("a province of a dozen cities", () => {
  const database = testDatabase();
  const cities: FictionalCity[] = [];
  let folder: string;
  let overseer: string;
  let authority: string;

  beforeAll(async () => {
    folder = writeFictionalProvince(CITIES, COUNTIES);
    process.env.TENANTS_PATH = folder;
    forgetTenants();
    const { books, provinces } = loadTenants();
    await administer(database.adminUrl, (client) => syncTenants(client, books.values(), provinces));
    await database.setClock(NOW);
    for (let n = 1; n <= CITIES; n++) {
      const { id, regions } = fictionalCity(n, COUNTIES);
      cities.push(await arrangeCity(database.admin, id, regions));
    }
    overseer = await openSession(database.admin, {
      tenantId: PROVINCE,
      departmentId: departmentIdOf(PROVINCE, "oversight"),
      roles: ["province_overseer"],
    });
    authority = await openSession(database.admin, {
      tenantId: "fiction-1",
      departmentId: departmentIdOf("fiction-1", "data-990100"),
      roles: ["authority_officer"],
    });
  });
  afterAll(() => {
    delete process.env.TENANTS_PATH;
    forgetTenants();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  /** What a login may have by SQL, after minting. */
  async function released(token: string, by: "city" | "region"): Promise<Released[]> {
    return database.as("heliu_province", async (client) => {
      await client.query("begin");
      await client.query("select ctx.mint($1)", [token]);
      const { rows } = await client.query<Released>(
        `select tenant_id, region_id, to_char(quarter, 'YYYY-MM-DD') as quarter, procedure, filed, decided, granted, refused,
           overdue, open_overdue, on_time_at_least, on_time_at_most from gate.compare($1)`,
        [by],
      );
      await client.query("rollback");
      return rows;
    });
  }
  const caller = (token: string) => createCallerFactory(rootRouter)(requestContext(token));

  it("counts what happens, city by city, and shows nothing filed as nothing", async () => {
    const [first, second] = cities as [FictionalCity, FictionalCity];
    const county = first.regions[1];
    await fileCases(database.admin, first, { count: 12, filedAt: "2026-05-05T02:00:00Z", outcome: "granted" });
    await fileCases(database.admin, first, { count: 11, filedAt: "2026-05-06T02:00:00Z", outcome: "refused" });
    await fileCases(database.admin, first, { count: 15, filedAt: "2026-02-06T02:00:00Z", region: county, late: true });
    await fileCases(database.admin, second, {
      count: 3,
      filedAt: "2026-05-06T02:00:00Z",
      outcome: "refused",
      onTime: false,
    });

    const answer = await caller(overseer).oversight.compare({ by: "city" });
    expect(answer.rows).toHaveLength(CITIES);
    expect(answer.quarters.map(({ start }) => start)).toEqual(QUARTERS);
    const row = (id: string) => answer.rows.find(({ tenantId }) => tenantId === id);
    expect(row("fiction-1")).toMatchObject({
      name: { zh: "虚构1市" },
      filed: 38,
      decided: 23,
      granted: 12,
      refused: 11,
      overdue: 15,
      openOverdue: 15,
      onTimeRate: { atLeast: 1, atMost: 1 },
      suppressed: false,
    });
    expect(row("fiction-1")?.quarters.map(({ filed }) => filed)).toEqual([0, 0, 15, 23, 0]);
    expect(row("fiction-2")).toMatchObject({
      filed: null,
      decided: null,
      refused: null,
      onTimeRate: null,
      suppressed: true,
    });
    expect(row("fiction-2")?.quarters.every(({ filed }) => filed === null)).toBe(true);
    expect(row("fiction-3")).toMatchObject({ filed: 0, overdue: 0, suppressed: false });
  });

  it("gives a province its counties in total, and a city its own with quarters", async () => {
    const counties = await caller(overseer).oversight.compare({ by: "region", city: "fiction-1" });
    expect(counties.rows).toHaveLength(COUNTIES + 1);
    expect(counties.rows.map(({ filed }) => filed)).toEqual([23, 15, 0, 0, 0]);
    expect(counties.rows.every(({ quarters }) => quarters.length === 0)).toBe(true);

    const own = await caller(authority).oversight.compare({ by: "region" });
    expect(own.rows.map(({ tenantId }) => tenantId)).toEqual(Array(COUNTIES + 1).fill("fiction-1"));
    expect(own.rows[1]?.quarters.map(({ filed }) => filed)).toEqual([0, 0, 15, 0, 0]);
    expect((await caller(authority).oversight.compare({ by: "city" })).rows).toEqual([]);
    expect((await caller(authority).oversight.compare({ by: "region", city: "fiction-2" })).rows).toEqual([]);
  });

  it("lets a county's authority see its county alone", async () => {
    const county = fictionalCity(1, COUNTIES).regions[1] ?? "";
    const token = await openSession(database.admin, {
      tenantId: "fiction-1",
      departmentId: departmentIdOf("fiction-1", `data-${county}`),
      roles: ["authority_officer"],
    });
    const { rows } = await caller(token).oversight.compare({ by: "region" });
    expect(rows.map(({ regionId, filed }) => [regionId, filed])).toEqual([[county, 15]]);
    expect((await released(token, "region")).every(({ region_id }) => region_id === county)).toBe(true);
  });

  it("refuses those who oversee nothing", async () => {
    const clerk = await openSession(database.admin, {
      tenantId: "fiction-1",
      departmentId: departmentIdOf("fiction-1", "data-990100"),
      roles: ["data_officer"],
    });
    await expect(caller(clerk).oversight.compare({ by: "region" })).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await released(clerk, "city")).toEqual([]);
    expect(await released(clerk, "region")).toEqual([]);
    const other = await openSession(database.admin, {
      tenantId: "province-anhui",
      departmentId: null,
      roles: ["province_overseer"],
    });
    expect((await released(other, "city")).filter(({ tenant_id }) => tenant_id.startsWith("fiction"))).toEqual([]);
  });

  it("never shows a count from one to nine, and none can be found by subtraction", async () => {
    for (let round = 0; round < 6; round++) {
      await fillRollups(round);
      const truth = await everything();
      for (const [token, views] of [
        [overseer, ["city", "region"]],
        [authority, ["region"]],
      ] as const) {
        const shown = (await Promise.all(views.map((by) => released(token, by)))).flat();
        expect(shown.length).toBeGreaterThan(20);
        for (const cell of shown) {
          for (const count of COUNTS) {
            const value = cell[count];
            expect(value === null || value === 0 || value >= 10, `${count} = ${value}`).toBe(true);
          }
        }
        expect(shown.some((cell) => COUNTS.some((count) => cell[count] === null))).toBe(true);
        expect(shown.some(({ filed }) => (filed ?? 0) > 0)).toBe(true);
        expect(findable(shown, truth)).toEqual([]);
      }
    }
  });

  it("tells neither how many ended by a settlement nor how many by silence, where they are few", async () => {
    await database.admin.query("truncate app.rollup");
    const [first, second, third] = cities as [FictionalCity, FictionalCity, FictionalCity];
    const may = { filedAt: "2026-05-05T02:00:00Z", outcome: "granted" } as const;
    const totals = async () => {
      const cells = (await released(overseer, "city")).filter(({ quarter, procedure }) => !quarter && !procedure);
      return new Map(cells.map(({ tenant_id, filed, decided, granted }) => [tenant_id, { filed, decided, granted }]));
    };
    for (const city of [first, second, third]) await fileCases(database.admin, city, { ...may, count: 30 });
    const settled = { filedAt: may.filedAt, procedure: "sharing.dispute", outcome: "settled" } as const;
    await fileCases(database.admin, first, { ...settled, count: 4 });
    await fileCases(database.admin, second, { ...settled, count: 12 });
    await fileCases(database.admin, third, { ...may, count: 4, deemed: true });
    const seen = await totals();
    // Four settlements: 34 decided and 30 granted would tell them.
    expect(seen.get(first.tenantId)).toEqual({ filed: 34, decided: 34, granted: null });
    // Twelve may be known.
    expect(seen.get(second.tenantId)).toEqual({ filed: 42, decided: 42, granted: 30 });
    // Four granted by silence are among those filed, like any that are still open, and in no other number.
    expect(seen.get(third.tenantId)).toEqual({ filed: 34, decided: 30, granted: 30 });
  });

  it("proves that the attack would find a number hidden alone", () => {
    const cell = {
      tenant_id: "c",
      region_id: null,
      procedure: null,
      decided: 0,
      granted: 0,
      refused: 0,
      overdue: 0,
      open_overdue: 0,
    };
    const truth = [
      { ...cell, quarter: null, filed: 24 },
      { ...cell, quarter: "2026-01-01", filed: 4 },
      { ...cell, quarter: "2026-04-01", filed: 20 },
    ];
    const shown = truth.map((one) => (one.filed === 4 ? { ...one, filed: null } : one));
    expect(findable(shown, truth)).toHaveLength(1);
  });

  it("keeps a rate wide enough for three counts", async () => {
    const { rows } = await database.admin.query<{ whole: number; part: number; low: number; high: number }>(
      `select w as whole, p as part, gate.rate_floor(p, w) as low, gate.rate_ceiling(p, w) as high
         from generate_series(10, 400, 7) w, generate_series(0, w) p`,
    );
    for (const { whole, part, low, high } of rows) {
      if (part === 0 || part === whole) expect([low, high]).toEqual(part === 0 ? [0, 0] : [100, 100]);
      else {
        const possible = Array.from({ length: whole }, (_, k) => k).filter(
          (k) => k * 100 >= low * whole && k * 100 < high * whole,
        );
        expect(possible.length).toBeGreaterThanOrEqual(3);
        expect(possible).toContain(part);
      }
    }
  });

  it("keeps the province's login from every other table", async () => {
    const { rows: tables } = await database.admin.query<{ name: string }>(
      `select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('app', 'ctx', 'data', 'gate', 'public') and c.relkind in ('r', 'p', 'v', 'm')`,
    );
    expect(tables.map(({ name }) => name)).toContain("app.rollup");
    await database.as("heliu_province", async (client) => {
      for (const { name } of tables) {
        await client.query("begin");
        await client.query("select ctx.mint($1)", [overseer]);
        const read = client.query(`select * from ${name}`);
        if (name === "app.tenant") expect((await read).rows.map(({ id }) => id)).toEqual([PROVINCE]);
        else if (name === "app.person") expect((await read).rows.map(({ tenant_id }) => tenant_id)).toEqual([PROVINCE]);
        else await expect(read, name).rejects.toThrow(/permission denied/);
        await client.query("rollback");
      }
    });
    // They are really there.
    expect((await database.admin.query('select from app."case"')).rowCount).toBeGreaterThan(30);
  });

  it("costs the same after thirty times the cases", async () => {
    await database.admin.query("truncate app.rollup");
    const cost = async () => {
      await database.admin.query("vacuum analyze app.rollup");
      return database.as("heliu_province", async (client) => {
        await client.query("begin");
        await client.query("select ctx.mint($1)", [overseer]);
        await client.query("select from gate.compare('city')");
        const { rows } = await client.query<{ "QUERY PLAN": [{ Plan: Record<string, number> }] }>(
          "explain (analyze, buffers, format json) select * from gate.compare('city')",
        );
        const plan = rows[0]?.["QUERY PLAN"][0].Plan ?? {};
        return (plan["Shared Hit Blocks"] ?? 0) + (plan["Shared Read Blocks"] ?? 0);
      });
    };
    const fill = async (count: number) => {
      for (const city of cities) {
        await fileCases(database.admin, city, { count, filedAt: "2026-05-05T02:00:00Z", outcome: "granted" });
      }
    };
    await fill(10);
    const few = await cost();
    await fill(300);
    expect(await cost()).toBeLessThan(few * 1.5 + 10);
  });

  /** Rollup rows as a year could leave them: many small cells beside large ones; different in every round. */
  async function fillRollups(round: number): Promise<void> {
    const random = generator(round + 1);
    const rows: unknown[] = [];
    for (const city of cities) {
      for (const region of city.regions) {
        const busy = random() < 0.4;
        for (const quarter of QUARTERS) {
          for (const procedure of PROCEDURES) {
            if (random() < 0.3) continue;
            const filed = Math.floor(random() ** 3 * (busy ? 60 : 8)) + 1;
            const decided = Math.floor(filed * random());
            const settled = random() < 0.5 ? 0 : Math.floor(decided * random());
            const granted = Math.floor((decided - settled) * random());
            rows.push({
              tenant_id: city.tenantId,
              region_id: region,
              department_id: city.providers.get(region)?.departmentId,
              month: quarter,
              procedure,
              filed,
              decided,
              on_time: Math.floor(decided * random()),
              granted,
              refused: decided - settled - granted,
              went_overdue: Math.floor(filed * random()),
              open_overdue: Math.floor((filed - decided) * random()),
            });
          }
        }
      }
    }
    await database.admin.query("truncate app.rollup");
    await database.admin.query("insert into app.rollup select * from jsonb_populate_recordset(null::app.rollup, $1)", [
      JSON.stringify(rows.map((row) => ({ ended_otherwise: 0, ...(row as object) }))),
    ]);
  }

  /** The same cells as released, with nothing hidden. */
  async function everything(): Promise<Released[]> {
    const { rows } = await database.admin.query<Released>(
      `select tenant_id, region_id, to_char(month, 'YYYY-MM-DD') as quarter, procedure, sum(filed)::int filed, sum(decided)::int decided,
         sum(granted)::int granted, sum(refused)::int refused,
         sum(decided - granted - refused)::int settled, sum(went_overdue)::int overdue, sum(open_overdue)::int open_overdue
       from app.rollup group by grouping sets ((tenant_id), (tenant_id, month), (tenant_id, procedure),
         (tenant_id, region_id), (tenant_id, region_id, month), (tenant_id, region_id, procedure))`,
    );
    return rows;
  }
});

/** A small generator (mulberry32), so that a failure can be repeated. */
function generator(seed: number): () => number {
  let state = seed * 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

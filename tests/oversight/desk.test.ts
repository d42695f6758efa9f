import { beforeAll, describe, expect, it } from "vitest";
import { rootRouter } from "@/server/api/root";
import { createCallerFactory, requestContext } from "@/server/api/trpc";
import { signInAsDemo } from "@/server/identity/sign-in-as-demo";
import { testDatabase } from "../harness/database";

describe("the desk of an authority and of a government", () => {
  const database = testDatabase({ seeded: true });
  const at = async (tenantId: string, login: string) => {
    const { token } = await signInAsDemo({ tenantId, login: `${tenantId}-${login}` });
    return createCallerFactory(rootRouter)(requestContext(token));
  };
  type Caller = Awaited<ReturnType<typeof at>>;
  let city: Caller;
  let county: Caller;

  beforeAll(async () => {
    city = await at("leshan", "digital-economy-authority");
    county = await at("leshan", "shizhong-data-authority");
  });

  it("counts by providing department what the cases themselves say", async () => {
    const desk = await city.oversight.desk({});
    expect(desk).toMatchObject({ as: "authority", office: { zh: "乐山市数字经济局" } });
    const { rows } = await database.admin.query<{ open: string; overdue: string; returned: string }>(
      `select count(*) as open, count(*) filter (where due_at < now()) as overdue, count(*) filter (where stage = 'completion') as returned
         from app."case" where tenant_id = 'leshan' and stage is not null`,
    );
    expect(desk.totals).toMatchObject({
      open: Number(rows[0]?.open),
      overdue: Number(rows[0]?.overdue),
      returned: Number(rows[0]?.returned),
    });
    expect(desk.totals.overdue).toBeGreaterThan(0);
    expect(desk.departments.reduce((sum, { open }) => sum + open, 0)).toBe(desk.totals.open);
    const overdue = desk.departments.map((department) => department.overdue);
    expect(overdue).toEqual([...overdue].sort((a, b) => b - a));
    expect(desk.departments.every(({ department }) => department.name.zh !== "")).toBe(true);
  });

  it("lists what waits on this desk, disputes, late and returned ones, the most urgent first", async () => {
    const { queues, asOf } = await city.oversight.desk({});
    const queue = (id: string) => queues.find((one) => one.id === id);
    expect(queues.map(({ id }) => id)).toEqual(["mine", "disputes", "overdue", "returned"]);
    expect(queue("mine")?.total).toBeGreaterThan(0);
    expect(queue("mine")?.rows.every(({ waitingOn }) => waitingOn.includes("authority"))).toBe(true);
    expect(queue("disputes")?.rows.every(({ procedure }) => procedure === "sharing.dispute")).toBe(true);
    for (const row of queue("overdue")?.rows ?? []) {
      expect(row).toMatchObject({ overdue: true, tone: "red" });
      expect(row.dueAt && row.dueAt < asOf).toBe(true);
      expect(row.stageTitle.zh).not.toBe("");
    }
    const due = (queue("overdue")?.rows ?? []).map(({ dueAt }) => dueAt?.getTime() ?? 0);
    expect(due).toEqual([...due].sort((a, b) => a - b));
  });

  it("shows a county's authority its county alone", async () => {
    const desk = await county.oversight.desk({});
    expect(new Set(desk.departments.map(({ region }) => region.name.zh))).toEqual(new Set(["市中区"]));
    const whole = await city.oversight.desk({});
    expect(whole.totals.open).toBeGreaterThan(desk.totals.open);
    expect(desk.totals.open).toBeGreaterThan(0);
  });

  it("shows a government what waits for its decision", async () => {
    const desk = await (await at("leshan", "gov-government")).oversight.desk({});
    expect(desk.as).toBe("government");
    const mine = desk.queues.find(({ id }) => id === "mine");
    expect(mine?.rows.every(({ waitingOn }) => waitingOn.includes("government"))).toBe(true);
    expect(mine?.total).toBeGreaterThan(0);
  });

  it("is not for a department's officer, nor for a province", async () => {
    for (const [tenant, login] of [
      ["leshan", "water-officer"],
      ["province-sichuan", "overseer"],
    ] as const) {
      const caller = await at(tenant, login);
      await expect(caller.oversight.desk({})).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
  });

  it("keeps rollups that say what counting the cases says", async () => {
    const counted = (rows: string, columns: string) =>
      database.admin.query(
        `select tenant_id, region_id, procedure, ${columns} from ${rows} group by 1, 2, 3 order by 1, 2, 3`,
      );
    const kept = await counted(
      "app.rollup",
      `sum(filed)::int filed, sum(decided)::int decided, sum(on_time)::int on_time, sum(granted)::int granted, sum(refused)::int refused,
       sum(went_overdue)::int late, sum(open_overdue)::int open_late`,
    );
    const counts = await counted(
      'app."case" where sent_at is not null',
      `count(*)::int filed, count(decided_on_time)::int decided, count(*) filter (where decided_on_time)::int on_time,
       count(*) filter (where outcome = 'granted')::int granted, count(*) filter (where outcome in ('refused', 'rejected'))::int refused,
       count(overdue_at)::int late, count(*) filter (where overdue_at is not null and stage is not null)::int open_late`,
    );
    expect(kept.rows.length).toBeGreaterThan(20);
    expect(kept.rows).toEqual(counts.rows);
  });

  it("compares the demonstration's counties, and hides the small ones", async () => {
    const own = await city.oversight.compare({ by: "region" });
    expect(own.rows).toHaveLength(5);
    expect(own.rows.filter(({ filed }) => (filed ?? 0) >= 10).length).toBeGreaterThanOrEqual(2);
    expect(own.rows.filter(({ filed }) => filed === null).length).toBeGreaterThanOrEqual(2);
    const overseer = await at("province-sichuan", "overseer");
    const cities = await overseer.oversight.compare({ by: "city" });
    expect(cities.rows.map(({ tenantId }) => tenantId)).toEqual(["leshan"]);
    expect(cities.rows[0]?.filed).toBeGreaterThanOrEqual(60);
    expect(cities.rows[0]?.onTimeRate).not.toBeNull();
  });
});

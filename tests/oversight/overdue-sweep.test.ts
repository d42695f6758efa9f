import { afterEach, describe, expect, it } from "vitest";
import { sweepOverdue } from "@/server/jobs/overdue-sweep";
import { type Jobs, startJobs } from "@/server/jobs/start-jobs";
import { testDatabase } from "../harness/database";
import { arrangeCity, fileCases } from "./fictional-cases";

describe("the overdue sweep", () => {
  const database = testDatabase();
  let jobs: Jobs | undefined;
  afterEach(() => jobs?.stop());

  it("notes a late step once, not a second before its last day has ended", async () => {
    const city = await arrangeCity(database.admin, "sweep-city");
    await fileCases(database.admin, city, { count: 1, filedAt: "2026-03-02T02:00:00Z", dueAt: "2026-03-09T15:59:59Z" });
    const overdue = async () =>
      (await database.admin.query<{ at: Date | null }>('select overdue_at as at from app."case"')).rows[0]?.at ?? null;

    await database.setClock("2026-03-09T15:59:59Z");
    expect(await sweepOverdue()).toBe(0);
    expect(await overdue()).toBeNull();

    await database.setClock("2026-03-09T16:00:00Z");
    expect(await sweepOverdue()).toBe(1);
    expect(await overdue()).toEqual(new Date("2026-03-09T15:59:59Z"));
    expect(await sweepOverdue()).toBe(0);
    const { rows } = await database.admin.query("select went_overdue, open_overdue from app.rollup");
    expect(rows).toEqual([{ went_overdue: 1, open_overdue: 1 }]);
  });

  it("runs at once when the server starts, and survives a failure", async () => {
    const city = await arrangeCity(database.admin, "start-city");
    await fileCases(database.admin, city, { count: 2, filedAt: "2026-03-02T02:00:00Z", dueAt: "2026-03-05T15:59:59Z" });
    await database.admin.query("revoke execute on function gate.mark_overdue() from heliu_worker");
    jobs = startJobs(50);
    await new Promise((resolve) => setTimeout(resolve, 120));
    await database.admin.query("grant execute on function gate.mark_overdue() to heliu_worker");
    await expect
      .poll(async () => (await database.admin.query('select from app."case" where overdue_at is null')).rowCount)
      .toBe(0);
  });
});

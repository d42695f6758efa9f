import { expect, it } from "vitest";
import { bindingLimit, countedDays, monthsOf } from "@/app/policy/simulate/month-days";
import { loadTenants } from "@/server/law";
import { addDays } from "@/server/law/civil-date";
import type { Simulation } from "@/server/policy/policy.schema";
import { simulateStep, stepNamed } from "@/server/policy/rules/simulate-step";
import { bookOf } from "@/tests/law/cases";

const { calendar } = loadTenants();

/** Chongqing's catalogue update after a change on 16 September 2026: 15 working days, of which the nation allows 10. */
function simulation(): Simulation {
  const given = { "law-changed": new Date("2026-09-16T10:00:00+08:00") };
  const count = (written: boolean) => {
    const book = written ? bookOf("chongqing").asWritten() : bookOf("chongqing");
    const procedure = book.on("2026-09-16").procedure("catalogue.change");
    const stage = stepNamed(procedure, "update");
    if (!stage) throw new Error("no step");
    return simulateStep(procedure, stage, { given }, calendar);
  };
  const days = Array.from({ length: 28 }, (_, index) => calendar.day(addDays("2026-09-16", index)));
  const title = { zh: "目录更新", en: "Catalogue change" };
  return {
    procedure: { id: "catalogue.change", title },
    mode: "stricter-of",
    applied: count(false),
    written: count(true),
    days,
  };
}

it("the days of the limit that binds are numbered, and the other last day is marked", () => {
  const days = countedDays(simulation());
  expect(bindingLimit(simulation())?.article).toBe("17");
  expect(days.get("2026-09-16")).toMatchObject({ start: true, number: null, due: false });
  expect(days.get("2026-09-17")).toMatchObject({ start: false, number: 1 });
  expect(days.get("2026-09-19")).toMatchObject({ number: null, working: false });
  expect(days.get("2026-09-20")).toMatchObject({ number: 3, kind: "make-up-workday" });
  expect(days.get("2026-09-30")).toMatchObject({ number: 10, due: true, otherDue: false });
  expect(days.get("2026-10-08")).toMatchObject({ number: null, due: false });
  expect(days.get("2026-10-13")).toMatchObject({ number: null, otherDue: true });
  expect([...days.values()].filter(({ number }) => number !== null)).toHaveLength(10);
});

it("months are those that the days touch", () => {
  expect(monthsOf(["2026-12-30", "2026-12-31", "2027-01-01"])).toEqual([
    { year: 2026, month: 12 },
    { year: 2027, month: 1 },
  ]);
});

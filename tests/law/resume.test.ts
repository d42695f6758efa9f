import { describe, expect, it } from "vitest";
import type { OpenClock } from "@/server/cases/rules";
import { extendClock } from "@/server/cases/rules/clock";
import { annualDeadline, deadlineOf, extendDeadline, loadTenants, type StageExtension } from "@/server/law";
import { resumeDeadline } from "@/server/law/deadline";
import { at } from "./cases";

const { calendar } = loadTenants();
const MONDAY = at("2026-03-02T10:00:00+08:00");
const resumed = (original: ReturnType<typeof deadlineOf>, paused: string, again: string) =>
  resumeDeadline(original, at(paused), at(again), calendar);

describe("a period that stood still", () => {
  it.each([
    // Five working days from Monday: 3, 4, 5, 6 and 9 March.
    ["on the day of its start", "2026-03-02T15:00:00+08:00", "2026-03-23"],
    ["in its middle; that day is not used up", "2026-03-05T11:00:00+08:00", "2026-03-19"],
    ["on its last day", "2026-03-09T23:00:00+08:00", "2026-03-17"],
    ["after it had run out", "2026-03-12T09:00:00+08:00", "2026-03-17"],
  ])("has what was left when it stopped %s", (_name, paused, lastDay) => {
    const five = deadlineOf(MONDAY, { amount: 5, unit: "working-days" }, calendar);
    expect(resumed(five, paused, "2026-03-16T09:00:00+08:00").lastDay).toBe(lastDay);
  });

  it("has what was left of the extension and of the period that it prolongs", () => {
    const five = deadlineOf(MONDAY, { amount: 5, unit: "working-days" }, calendar);
    const seven = extendDeadline(five, { amount: 2, unit: "working-days" }, calendar);
    expect(seven.lastDay).toBe("2026-03-11");
    // Stopped on the second of seven days: six are left.
    expect(resumed(seven, "2026-03-04T09:00:00+08:00", "2026-03-16T09:00:00+08:00").lastDay).toBe("2026-03-24");
  });

  it("has the hours that were left, and one where none was", () => {
    const four = deadlineOf(MONDAY, { amount: 4, unit: "hours" }, calendar);
    const again = "2026-03-03T09:00:00+08:00";
    expect(resumed(four, "2026-03-02T13:59:30+08:00", again).dueAt).toEqual(at("2026-03-03T09:00:30+08:00"));
    expect(resumed(four, "2026-03-02T18:00:00+08:00", again).dueAt).toEqual(at("2026-03-03T10:00:00+08:00"));
  });

  it("stays where it is when it is a fixed day of the year", () => {
    const january = annualDeadline(MONDAY, { month: 1, day: "last" }, calendar);
    expect(resumed(january, "2026-05-01T09:00:00+08:00", "2026-06-01T09:00:00+08:00")).toEqual(january);
  });
});

it("a minimum period that is prolonged is still one that nobody can miss", () => {
  const minimum = { amount: 20, unit: "natural-days", minimum: true } as const;
  const within = { value: minimum, from: "2026-01-01", article: "1", basis: "law" } as const;
  const own = deadlineOf(MONDAY, minimum, calendar);
  const clock: OpenClock = {
    ...{ stage: "transition", start: "announced", startedAt: MONDAY, within, key: "local.transition", target: false },
    ...{ deadline: own, bound: "own", own, cap: null, extensions: [], asked: null },
    notBefore: at("2026-03-23T00:00:00+08:00"),
  };
  const extension: StageExtension = {
    ...{ article: "1", basis: "law", key: "local.longer", by: ["authority"], times: 1, tells: [] },
    within: { ...within, value: { amount: 5, unit: "natural-days", consent: { zh: "局", en: "bureau" } } },
  };
  const given = { amount: 5, unit: "natural-days", at: MONDAY, by: "authority" } as const;
  const longer = extendClock(clock, extension, given, calendar);
  // 22 March and five days more; a minimum does not roll off the weekend.
  expect(longer).toMatchObject({ deadline: { lastDay: "2026-03-27" }, notBefore: at("2026-03-28T00:00:00+08:00") });
});

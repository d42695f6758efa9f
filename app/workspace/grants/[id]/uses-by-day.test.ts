import { expect, it } from "vitest";
import { usesByDay } from "@/app/workspace/grants/[id]/uses-by-day";

it("counts uses on the Shanghai day they happened, over thirty days that end today", () => {
  const days = usesByDay(
    [new Date("2026-11-21T16:30:00Z"), new Date("2026-11-22T03:00:00Z"), new Date("2026-10-01T00:00:00Z")],
    new Date("2026-11-22T04:00:00Z"),
  );
  expect(days).toHaveLength(30);
  expect(days[0]?.day).toBe("2026-10-24");
  expect(days.at(-1)).toEqual({ day: "2026-11-22", count: 2 });
  expect(days.reduce((sum, { count }) => sum + count, 0)).toBe(2);
});

import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import {
  type Duration,
  deadlineOf,
  explain,
  isOverdue,
  loadTenants,
  mainlandCalendar,
  shanghaiDate,
} from "@/server/law";
import { bookOf } from "./cases";

const { calendar } = loadTenants();
const fiveWorkingDays: Duration = { amount: 5, unit: "working-days", starts: "received" };
const start = new Date("2026-12-29T10:00:00+08:00");

describe("the calendar", () => {
  it("knows a holiday, its make-up Saturday and a plain weekend apart", () => {
    expect(calendar.day("2026-02-16")).toMatchObject({
      working: false,
      kind: "holiday",
      name: { zh: "春节", en: "Spring Festival" },
    });
    expect(calendar.day("2026-02-14")).toMatchObject({ working: true, kind: "make-up-workday", name: { zh: "春节" } });
    expect(calendar.day("2026-03-07")).toMatchObject({ working: false, kind: "weekend" });
    expect(calendar.day("2026-03-09")).toMatchObject({ working: true, kind: "workday", published: true });
  });

  it("has a schedule for every year that it calls published", () => {
    for (const year of calendar.publishedYears) expect(calendar.day(`${year}-10-01`).kind).toBe("holiday");
  });

  it("refuses a day that does not exist", () => {
    expect(() => calendar.day("2026-02-30")).toThrow(/not a civil date/);
  });

  it("counts the same in every time zone of the process", () => {
    const script = `import { deadlineOf, mainlandCalendar } from "./server/law";
      const due = deadlineOf(new Date("2025-03-06T00:30:00+08:00"), { amount: 5, unit: "working-days" }, mainlandCalendar([2025]));
      console.log(due.lastDay);`;
    const env = { ...process.env, TZ: "America/New_York" };
    const answer = execFileSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
      env,
      encoding: "utf8",
    });
    expect(answer.trim()).toBe("2025-03-13");
  });
});

describe("a deadline in a year that is not published", () => {
  it("is provisional, counted on the plain week and says so", () => {
    const due = deadlineOf(start, fiveWorkingDays, calendar);
    expect(due).toMatchObject({ provisional: true, unpublishedYears: [2027], lastDay: "2027-01-05" });
    expect(explain(due).lines.at(-1)?.zh).toContain("2027年放假安排尚未公布");
  });

  it("is settled once the year is loaded", () => {
    const loaded = mainlandCalendar([2025, 2026]);
    const early = mainlandCalendar([2025]);
    const december = new Date("2025-12-29T10:00:00+08:00");
    expect(deadlineOf(december, fiveWorkingDays, early)).toMatchObject({ provisional: true, lastDay: "2026-01-05" });
    expect(deadlineOf(december, fiveWorkingDays, loaded)).toMatchObject({ provisional: false, lastDay: "2026-01-06" });
  });

  it("is not provisional where no rest day is asked for", () => {
    const minimum: Duration = { amount: 20, unit: "natural-days", minimum: true };
    expect(deadlineOf(start, minimum, calendar).provisional).toBe(false);
    expect(deadlineOf(start, { amount: 2, unit: "hours" }, calendar)).toMatchObject({ provisional: false });
  });
});

describe("an explanation", () => {
  it("names the days counted, the holiday skipped and the make-up day", () => {
    const due = deadlineOf(new Date("2026-02-12T09:00:00+08:00"), fiveWorkingDays, calendar);
    const why = explain(due, bookOf("fushun").on("2026-02-12").value("sharing.answer.within"));
    expect(why.counted.map(({ date }) => date)).toEqual([
      "2026-02-13",
      "2026-02-14",
      "2026-02-24",
      "2026-02-25",
      "2026-02-26",
    ]);
    expect(why.skipped).toEqual([
      { from: "2026-02-15", to: "2026-02-23", days: 9, name: { zh: "春节", en: "Spring Festival" } },
    ]);
    expect(why.madeUp.map(({ date }) => date)).toEqual(["2026-02-14"]);
    const en = why.lines.map((line) => line.en).join(" ");
    expect(en).toContain("2026-02-12, the day of receipt, is day 0");
    expect(en).toContain("Article 21 (as the text says)");
  });

  it("tells why a natural-day period rolled", () => {
    const due = deadlineOf(new Date("2026-02-05T10:00:00+08:00"), { amount: 10, unit: "natural-days" }, calendar);
    expect(due).toMatchObject({ rolledFrom: "2026-02-15", lastDay: "2026-02-24" });
    expect(
      explain(due)
        .lines.map(({ zh }) => zh)
        .join(""),
    ).toContain("顺延至 2026-02-24");
  });
});

describe("the clock of a day", () => {
  it("ends at 23:59:59 Beijing time and is overdue a second later", () => {
    const due = deadlineOf(new Date("2026-03-02T10:00:00+08:00"), fiveWorkingDays, calendar);
    expect(isOverdue(due, new Date("2026-03-09T23:59:59+08:00"))).toBe(false);
    expect(isOverdue(due, new Date("2026-03-10T00:00:00+08:00"))).toBe(true);
  });

  it("takes the Shanghai date of an instant", () => {
    expect(shanghaiDate(new Date("2025-03-05T16:30:00Z"))).toBe("2025-03-06");
  });

  it("ends months on the corresponding day, or the month's last", () => {
    expect(deadlineOf(new Date("2026-01-31T10:00:00+08:00"), { amount: 1, unit: "months" }, calendar)).toMatchObject({
      lastDay: "2026-02-28",
    });
  });
});

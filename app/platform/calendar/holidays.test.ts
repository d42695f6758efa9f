import { describe, expect, it } from "vitest";
import { weeksOf } from "@/app/components/weeks-of";
import { holidaysOf } from "@/app/platform/calendar/holidays";
import { DAYS_2027 } from "@/tests/law/fictional-2027";

describe("the holidays of a year", () => {
  it("are runs of days with the weekend days worked for them", () => {
    const holidays = holidaysOf(DAYS_2027);
    expect(holidays.map(({ name, first, days }) => `${name.zh} ${first} ${days}`)).toEqual([
      "元旦 2027-01-01 3",
      "春节 2027-02-05 9",
      "清明 2027-04-03 3",
      "劳动节 2027-05-01 5",
      "端午 2027-06-09 1",
      "中秋 2027-09-15 1",
      "国庆节 2027-10-01 7",
    ]);
    expect(holidays[1]?.makeUp).toEqual(["2027-01-31", "2027-02-20"]);
    expect(holidays.flatMap(({ makeUp }) => makeUp)).toHaveLength(5);
  });

  it("of one name at both ends of a year stay two, each with its own make-up day", () => {
    const name = { zh: "元旦", en: "New Year's Day" };
    const holidays = holidaysOf([
      { date: "2027-01-01", kind: "holiday", name },
      { date: "2027-01-03", kind: "make-up-workday", name },
      { date: "2027-12-26", kind: "make-up-workday", name },
      { date: "2027-12-31", kind: "holiday", name },
    ]);
    expect(holidays.map(({ first, makeUp }) => [first, makeUp])).toEqual([
      ["2027-01-01", ["2027-01-03"]],
      ["2027-12-31", ["2027-12-26"]],
    ]);
  });

  it("keep a make-up day whose holiday is not named", () => {
    const name = { zh: "调休", en: "Make-up" };
    expect(holidaysOf([{ date: "2027-01-03", kind: "make-up-workday", name }])).toMatchObject([
      { days: 0, makeUp: ["2027-01-03"] },
    ]);
  });
});

describe("a month", () => {
  it("is drawn in weeks from Monday, none of its days lost", () => {
    expect(weeksOf(2027, 1)[0]).toEqual([null, null, null, null, "2027-01-01", "2027-01-02", "2027-01-03"]);
    expect(weeksOf(2027, 2)).toHaveLength(4);
    const days = Array.from({ length: 12 }, (_, month) => weeksOf(2028, month + 1)).flat(2);
    expect(days.filter(Boolean)).toHaveLength(366);
    expect(weeksOf(2028, 2).flat().filter(Boolean).at(-1)).toBe("2028-02-29");
  });
});

import { describe, expect, it } from "vitest";
import { checkSchedule, countKinds, type ScheduleGround } from "@/server/calendar/rules/check-schedule";
import { statutoryHolidays } from "@/server/law";
import { CSV_2027, DAYS_2027 } from "@/tests/law/fictional-2027";

const ground: ScheduleGround = { year: 2027, published: false, statutory: statutoryHolidays(2027) };
const heading = "date,kind,name_zh,name_en";
const check = (text: string, over: Partial<ScheduleGround> = {}) => checkSchedule(text, { ...ground, ...over });
/** The good schedule with one more line at its end. */
const problemsWith = (line: string) => check(`${CSV_2027}\n${line}`).problems;
const LAST = DAYS_2027.length + 2;

describe("a schedule", () => {
  it("is read from CSV, from a spreadsheet's paste, and from JSON, alike", () => {
    const json = JSON.stringify(
      DAYS_2027.map(({ date, kind, name }) => ({ date, kind, name_zh: name.zh, name_en: name.en })),
    );
    for (const text of [
      CSV_2027,
      `\uFEFF${CSV_2027.replaceAll("\n", "\r\n")}\r\n`,
      CSV_2027.replaceAll(",", "\t"),
      json,
      `{"days": ${json}}`,
      CSV_2027.replaceAll(",holiday,", ",放假,").replaceAll(",make-up-workday,", ",上班,"),
    ]) {
      expect(check(text)).toEqual({ problems: [], days: DAYS_2027 });
    }
    expect(countKinds(DAYS_2027)).toEqual({ holidays: 29, makeUpDays: 5 });
  });

  it("is put into the order of the days", () => {
    const [head = "", ...lines] = CSV_2027.split("\n");
    expect(check([head, ...lines.reverse()].join("\n")).days).toEqual(DAYS_2027);
  });

  it.each([
    ["not-a-date", "2027-02-30,holiday,元旦,New Year", "2027-02-30"],
    ["not-a-date", "2027/3/1,holiday,元旦,New Year", "2027/3/1"],
    ["not-a-date", ",holiday,元旦,New Year", ""],
    ["other-year", "2028-01-01,holiday,元旦,New Year", "2028-01-01"],
    ["kind", "2027-03-01,rest,元旦,New Year", "rest"],
    ["weekday-make-up", "2027-03-01,make-up-workday,元旦,New Year", "2027-03-01"],
    ["name", "2027-03-01,holiday,,New Year", ""],
    ["name", "2027-03-01,holiday,元旦,", ""],
  ])("is told by row, value and rule %s of %s", (rule, line, value) => {
    const problems = problemsWith(line);
    expect(problems).toMatchObject([{ row: LAST, value, rule }]);
  });

  it("names the row in which a day stood first", () => {
    expect(problemsWith("2027-01-01,holiday,元旦,New Year's Day")).toEqual([
      { row: LAST, value: "2027-01-01", rule: "duplicate", params: { row: 2 } },
    ]);
    expect(problemsWith("2027-01-01,make-up-workday,元旦,New Year's Day")).toMatchObject([{ rule: "duplicate" }]);
  });

  it("may give a weekend off or let it be worked, and a weekday off", () => {
    expect(problemsWith("2027-03-06,holiday,纪念日,Memorial day")).toEqual([]);
    expect(problemsWith("2027-03-06,make-up-workday,纪念日,Memorial day")).toEqual([]);
    expect(problemsWith("2027-03-05,holiday,纪念日,Memorial day")).toEqual([]);
  });

  it("needs at least the holidays that the law gives, and says which law", () => {
    const lines = CSV_2027.split("\n").filter((line) => line.includes(",holiday,"));
    expect(check([heading, ...lines.slice(0, 13)].join("\n")).problems).toEqual([]);
    const [problem] = check([heading, ...lines.slice(0, 12)].join("\n")).problems;
    expect(problem).toMatchObject({ row: null, rule: "too-few", params: { count: 12, least: 13, article: "2" } });
    expect(problem?.params.law?.zh).toContain("全国年节及纪念日放假办法");
    expect(check([heading, ...lines.slice(0, 12)].join("\n"), { statutory: null }).problems).toEqual([]);
  });

  it("is refused for a year that a file publishes, with its other problems", () => {
    expect(check(CSV_2027, { published: true }).problems).toMatchObject([{ row: null, rule: "published" }]);
    expect(check(`${CSV_2027}\nx,holiday,a,b`, { published: true }).problems).toHaveLength(2);
  });

  it.each([
    ["unreadable", '[{"date": '],
    ["unreadable", "[1, 2]"],
    ["unreadable", '{"years": []}'],
    ["unreadable", `${heading}\n"2027-01-01,holiday`],
    ["columns", "date,kind\n2027-01-01,holiday"],
    ["columns", '[{"date": "2027-01-01", "kind": "holiday"}]'],
    ["columns", "   "],
    ["empty", heading],
    ["empty", "[]"],
    ["too-many", [heading, ...Array.from({ length: 367 }, () => "2027-01-01,holiday,a,b")].join("\n")],
  ])("that is no schedule is %s: %.40s", (rule, text) => {
    expect(check(text)).toMatchObject({ problems: [{ row: null, rule }], days: [] });
  });

  it("never repeats a long value at length", () => {
    const [problem] = problemsWith(`2027-03-01,${"x".repeat(5_000)},元旦,New Year`);
    expect(problem?.value).toHaveLength(41);
  });
});

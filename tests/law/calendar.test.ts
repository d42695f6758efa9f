import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import {
  calendarFor,
  calendarMark,
  type Duration,
  deadlineOf,
  explain,
  forgetTenants,
  isOverdue,
  loadTenants,
  mainlandCalendar,
  nationalCalendar,
  readTenants,
  setImportedYears,
  shanghaiDate,
  statutoryHolidays,
} from "@/server/law";
import { bookOf } from "./cases";
import { YEAR_2027 } from "./fictional-2027";
import { ANNOUNCED, announcedKind, daysOf } from "./state-council";

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

  it("agrees with the State Council's own notices on every day of every published year", () => {
    expect(Object.keys(ANNOUNCED).map(Number)).toEqual(calendar.publishedYears);
    const compared = Object.entries(ANNOUNCED).flatMap(([year, announcement]) =>
      daysOf(Number(year)).map((date) => {
        const { kind, working } = calendar.day(date);
        const announced = announcedKind(date, announcement);
        const works = announced === "workday" || announced === "make-up-workday";
        return { date, kind, announced, agrees: kind === announced && working === works };
      }),
    );
    expect(compared).toHaveLength(366 + 365 + 365);
    expect(compared.filter(({ agrees }) => !agrees)).toEqual([]);
    const named = compared.filter(({ announced }) => announced !== "workday" && announced !== "weekend");
    expect(named).toHaveLength(28 + 8 + 28 + 5 + 33 + 6);
  });

  it("knows from the law how many holidays a year has at least", () => {
    expect(statutoryHolidays(2024)).toMatchObject({ value: 11, article: "2", basis: "law" });
    expect(statutoryHolidays(2027)).toMatchObject({ value: 13, article: "2", basis: "law" });
    expect(statutoryHolidays(2013)).toBeNull();
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

describe("a year imported on this deployment", () => {
  afterEach(() => {
    setImportedYears([]);
    forgetTenants();
  });

  it("settles a provisional deadline on the right day and names its holiday", () => {
    expect(deadlineOf(start, fiveWorkingDays, calendarFor("fushun"))).toMatchObject({
      provisional: true,
      lastDay: "2027-01-05",
    });
    expect(setImportedYears([YEAR_2027])).toBe(true);
    const due = deadlineOf(start, fiveWorkingDays, calendarFor("fushun"));
    expect(due).toMatchObject({ provisional: false, unpublishedYears: [], lastDay: "2027-01-06" });
    expect(explain(due).skipped).toEqual([
      { from: "2027-01-01", to: "2027-01-03", days: 3, name: { zh: "元旦", en: "New Year's Day" } },
    ]);
    expect(explain(due).lines.some(({ zh }) => zh.includes("尚未公布"))).toBe(false);
  });

  it("counts its make-up days, and follows the plain week where the schedule names nothing", () => {
    setImportedYears([YEAR_2027]);
    const { day, publishedYears } = nationalCalendar();
    expect(publishedYears).toEqual([2024, 2025, 2026, 2027]);
    expect(day("2027-05-08")).toMatchObject({ working: true, kind: "make-up-workday", published: true });
    expect(day("2027-05-15")).toMatchObject({ working: false, kind: "weekend", published: true });
    expect(day("2027-05-17")).toMatchObject({ working: true, kind: "workday", published: true });
    expect(day("2028-05-01")).toMatchObject({ working: true, kind: "workday", published: false });
  });

  it("is known to every city, and gone when it is taken back", () => {
    setImportedYears([YEAR_2027]);
    for (const city of loadTenants().books.keys()) expect(calendarFor(city).day("2027-10-04").kind).toBe("holiday");
    setImportedYears([]);
    for (const city of loadTenants().books.keys()) expect(calendarFor(city).day("2027-10-04").published).toBe(false);
  });

  it("changes the mark with each version, and not when the same is handed in again", () => {
    const before = calendarMark();
    setImportedYears([YEAR_2027]);
    const first = calendarMark();
    expect(first).not.toBe(before);
    expect(setImportedYears([{ ...YEAR_2027 }])).toBe(false);
    expect(calendarMark()).toBe(first);
    expect(setImportedYears([{ ...YEAR_2027, version: 2 }])).toBe(true);
    expect(calendarMark()).not.toBe(first);
  });

  it("gives way to a file that publishes the same year", () => {
    const false2026 = { year: 2026, version: 1, days: [] };
    expect(mainlandCalendar([2026], [false2026]).day("2026-10-01").kind).toBe("holiday");
    expect(mainlandCalendar([2025], [false2026]).day("2026-10-01").kind).toBe("workday");
  });
});

describe("a city's own days", () => {
  const made: string[] = [];
  afterEach(() => {
    for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
    delete process.env.TENANTS_PATH;
    forgetTenants();
  });

  /** 抚顺 as a fictional city 云州 with a calendar of its own. */
  function cityWith(days: string): string {
    const root = mkdtempSync(join(tmpdir(), "calendar-"));
    made.push(root);
    const city = join(root, "yunzhou");
    cpSync("tenants/fushun", city, { recursive: true });
    const profile = join(city, "city.yaml");
    writeFileSync(profile, readFileSync(profile, "utf8").replace("id: fushun", "id: yunzhou"));
    writeFileSync(join(city, "calendar.yaml"), `days:\n${days}`);
    return root;
  }
  const SPORTS = `  - { date: 2026-05-14, working: false, name: { zh: 运动会, en: Sports day }, source: { zh: 云政办发〔2026〕3号, en: Yunzhou notice 3 of 2026 } }\n`;
  const SATURDAY = `  - { date: 2026-05-16, working: true, name: { zh: 运动会, en: Sports day }, cites: "9" }\n`;
  const received = new Date("2026-05-12T10:00:00+08:00");

  it("count in that city and in no other, and the explanation names them with their notice", () => {
    process.env.TENANTS_PATH = cityWith(SPORTS + SATURDAY);
    forgetTenants();
    expect(calendarFor("yunzhou").day("2026-05-14")).toMatchObject({ working: false, kind: "holiday" });
    expect(calendarFor("yunzhou").day("2026-05-16")).toMatchObject({ working: true, kind: "make-up-workday" });
    expect(calendarFor("fushun").day("2026-05-14")).toMatchObject({ working: true, kind: "workday" });

    const own = deadlineOf(received, { amount: 3, unit: "working-days" }, calendarFor("yunzhou"));
    expect(own).toMatchObject({ lastDay: "2026-05-16", provisional: false });
    expect(explain(own).skipped).toEqual([
      { from: "2026-05-14", to: "2026-05-14", days: 1, name: { zh: "运动会", en: "Sports day" } },
    ]);
    const [zh = "", en = ""] = (["zh", "en"] as const).map((language) =>
      explain(own)
        .lines.map((line) => line[language])
        .join(" "),
    );
    expect(zh).toContain(
      "本市另行安排：2026-05-14 放假（运动会，云政办发〔2026〕3号）、2026-05-16 上班（运动会，第9条）",
    );
    expect(en).toContain("2026-05-14 a day off (Sports day, Yunzhou notice 3 of 2026)");
    const elsewhere = deadlineOf(received, { amount: 3, unit: "working-days" }, calendarFor("fushun"));
    expect(elsewhere.lastDay).toBe("2026-05-15");
    expect(explain(elsewhere).lines.some(({ zh }) => zh.includes("本市另行安排"))).toBe(false);
  });

  it("leave a year that is not published provisional", () => {
    process.env.TENANTS_PATH = cityWith(SPORTS.replaceAll("2026-05-14", "2027-05-14"));
    forgetTenants();
    expect(calendarFor("yunzhou").day("2027-05-14")).toMatchObject({ working: false, published: false });
    const due = deadlineOf(new Date("2027-05-12T10:00:00+08:00"), fiveWorkingDays, calendarFor("yunzhou"));
    expect(due).toMatchObject({ provisional: true, lastDay: "2027-05-20" });
  });

  it.each([
    [
      "neither an article nor a notice",
      SPORTS.replace(/, source.*\}\n/, " }\n"),
      "days.0.source",
      /no article is cited/,
    ],
    ["a day given twice", SPORTS + SPORTS, "days.1.date", /is given twice/],
    [
      "a day that is so already",
      SPORTS.replace("working: false", "working: true"),
      "days.0.working",
      /changes nothing: 2026-05-14 is a working day already/,
    ],
    ["a day that does not exist", SPORTS.replace("2026-05-14", "2026-05-32"), "days.0.date", /existing day/],
  ])("are refused with file, line and field when they name %s", (_name, days, field, sentence) => {
    const root = cityWith(days);
    expect(() => readTenants(["tenants", root])).toThrow(sentence);
    expect(() => readTenants(["tenants", root])).toThrow(new RegExp(`yunzhou/calendar\\.yaml:[23] ${field}`));
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

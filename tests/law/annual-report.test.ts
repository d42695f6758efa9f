import { describe, expect, it } from "vitest";
import { explain, isOverdue, ProcedureUnknownError } from "@/server/law";
import { CITIES, person, viewOf } from "./cases";
import { codeOf, does, opened, workedRows } from "./forms";

const begun = (kind: string, year: string, report = "unit", at = `${Number(year) + 1}-01-10T09:00:00+08:00`) =>
  opened("chongqing", "report.annual", { at, said: { year, report }, by: person(kind) });

// covers: CQ-37-1, CQ-37-2
describe("the annual report of Chongqing", () => {
  it.each(workedRows("annual report").map((row) => [row.case_id, row] as const))(
    "%s: the engine's own clock agrees, in January and before",
    (_id, row) => {
      const unit = row.step.startsWith("districts");
      const year = row.start.slice(0, 4);
      for (const at of [row.start, `${Number(year) + 1}-01-20T09:00:00+08:00`]) {
        const driven = begun(unit ? "provider" : "authority", year, unit ? "unit" : "city", at);
        expect(driven.state?.clock?.deadline?.dueAt).toEqual(new Date(row.expected_due));
        expect(driven.state?.clock?.deadline?.provisional).toBe(false);
      }
    },
  );

  it("is owed on the same day however late it is begun", () => {
    const driven = begun("provider", "2025", "unit", "2026-02-05T09:00:00+08:00");
    const deadline = driven.state?.clock?.deadline;
    expect(deadline?.lastDay).toBe("2026-01-31");
    expect(deadline && isOverdue(deadline, driven.now)).toBe(true);
    const early = begun("provider", "2025").state?.clock?.deadline;
    expect(early && isOverdue(early, new Date("2026-01-31T23:59:59+08:00"))).toBe(false);
  });

  it("ends February on the 29th in a leap year", () => {
    expect(begun("authority", "2027", "city").state?.clock?.deadline?.lastDay).toBe("2028-02-29");
    expect(begun("authority", "2026", "city").state?.clock?.deadline?.lastDay).toBe("2027-02-28");
  });

  it("of a department is submitted by itself, of a district by its authority, of the city by the city's", () => {
    const department = begun("provider", "2025");
    expect(department.state).toMatchObject({ stage: "unit-report", waitingOn: ["provider"] });
    expect(codeOf(() => does(department, "authority", "submit")).code).toBe("WRONG_ACTOR");
    expect(does(department, "provider", "submit").state?.end).toBe("submitted");

    const district = begun("authority", "2025");
    expect(district.state).toMatchObject({ stage: "unit-report", waitingOn: ["authority"] });
    expect(codeOf(() => does(district, "provider", "submit")).code).toBe("WRONG_ACTOR");
    expect(does(district, "authority", "submit").state?.end).toBe("submitted");

    const city = begun("authority", "2025", "city");
    expect(city.state).toMatchObject({ stage: "city-report", waitingOn: ["authority"] });
    expect(does(city, "authority", "submit").state?.end).toBe("submitted");
  });

  it("of the whole city cannot be begun in a department's name", () => {
    expect(begun("provider", "2025", "city").state).toMatchObject({ stage: "unit-report", waitingOn: ["provider"] });
    expect(codeOf(() => begun("requester", "2025")).code).toBe("WRONG_ACTOR");
  });

  it("says its year, and what was shared and opened", () => {
    expect(codeOf(() => begun("provider", "去年", "unit", "2026-01-10T09:00:00+08:00")).missing).toEqual(["year"]);
    expect(codeOf(() => begun("provider", "2025").acts("provider", "submit")).missing).toEqual(["sharing", "opening"]);
  });

  it("registered by mistake may be taken back, by whoever registered it", () => {
    expect(begun("provider", "2025").withdraws(person("provider")).state?.end).toBe("withdrawn");
    expect(codeOf(() => begun("provider", "2025").withdraws(person("authority"))).code).toBe("WRONG_ACTOR");
  });

  it("is explained as a fixed day, not as a period", () => {
    const clock = begun("provider", "2025").state?.clock;
    if (!clock?.deadline) throw new Error("no clock runs");
    const lines = explain(clock.deadline, clock.within, clock.start).lines.map(({ en }) => en);
    expect(lines[0]).toMatch(/fixed day of the year, ending 2026-01-31/);
    expect(lines.join(" ")).not.toMatch(/day 0|1 year/);
  });
});

it("no other city's text asks for one by a fixed day", () => {
  for (const city of CITIES.filter((one) => one !== "chongqing"))
    expect(() => viewOf(city).procedure("report.annual"), city).toThrow(ProcedureUnknownError);
});

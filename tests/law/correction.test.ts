import { describe, expect, it } from "vitest";
import { isOverdue, ProcedureUnknownError } from "@/server/law";
import { CITIES, FULL, person, viewOf } from "./cases";
import { codeOf, does, opened, workedRows } from "./forms";

const reported = (city: string, at = "2026-03-02T10:00:00+08:00", written = false) =>
  opened(city, "correction.sharing", { at, written });

describe.each(CITIES)("a doubt about shared data in %s", (city) => {
  it("goes to the provider, who corrects and reports back what was done", () => {
    const driven = reported(city);
    expect(driven.procedure.about).toBe("entry");
    expect(driven.state).toMatchObject({ stage: "check", waitingOn: ["provider"], clock: { start: "received" } });
    expect(codeOf(() => driven.acts("provider", "correct"))).toMatchObject({
      code: "CONTENT_MISSING",
      missing: ["done"],
    });
    does(driven, "provider", "correct");
    expect(driven.state).toMatchObject({ end: "corrected", waitingOn: [] });
    expect(driven.last?.effects).toContainEqual({ type: "ended", end: "corrected", outcome: "done" });
  });

  it("may be found unfounded, with reasons", () => {
    expect(codeOf(() => reported(city).acts("provider", "uphold", {}))).toMatchObject({ missing: ["reason"] });
    expect(reported(city).acts("provider", "uphold").last?.effects).toContainEqual({
      type: "ended",
      end: "upheld",
      outcome: "rejected",
    });
  });

  it("is decided by nobody but the provider", () => {
    for (const kind of ["requester", "authority", "government", "provider-head"])
      expect(codeOf(() => reported(city).acts(kind, "uphold")).code, kind).toBe("WRONG_ACTOR");
    const own = { ...person("provider"), department: "civil-affairs" };
    expect(codeOf(() => reported(city).acts("provider", "uphold", FULL, own)).code).toBe("TWO_SIDES");
    expect(reported(city).offers("provider")).toEqual(expect.arrayContaining(["correct", "uphold"]));
    expect(reported(city).offers("authority")).toEqual([]);
  });

  it("is reported by a requester who says what is wrong", () => {
    const at = "2026-03-02T10:00:00+08:00";
    expect(codeOf(() => opened(city, "correction.sharing", { at, said: { problem: undefined } })).missing).toEqual([
      "problem",
    ]);
    expect(codeOf(() => opened(city, "correction.sharing", { at, by: person("provider") })).code).toBe("WRONG_ACTOR");
  });

  it("may be taken back by the reporter until the answer", () => {
    expect(reported(city).withdraws().state?.end).toBe("withdrawn");
    expect(codeOf(() => reported(city).withdraws(person("provider"))).code).toBe("WRONG_ACTOR");
  });

  it("knows its last day only for now where it runs into a year without a calendar", () => {
    expect(reported(city, "2026-12-25T10:00:00+08:00").state?.clock?.deadline).toMatchObject({
      provisional: true,
      unpublishedYears: [2027],
    });
    expect(reported(city).state?.clock?.deadline?.provisional).toBe(false);
  });
});

// covers: SZ-17-1b, HF-10-3b, LS-18-1c, CQ-20-2b
describe("the last day of a correction", () => {
  it.each([
    // Received on the eve of the October holiday; Saturday the 11th is a make-up working day.
    ["fushun", "2025-09-30", "2025-10-21", "cap", "2025-10-14"],
    ["shuozhou", "2025-09-30", "2025-10-14", "own", "2025-10-14"],
    ["hefei-etdz", "2025-09-30", "2025-10-14", "own", "2025-10-14"],
    ["leshan", "2025-09-30", "2025-10-21", "cap", "2025-10-28"],
    ["chongqing", "2025-09-30", "2025-10-21", "own", "2025-10-21"],
    // Received before the Spring Festival: 14 and 28 February are make-up working days.
    ["fushun", "2026-02-13", "2026-03-05", "cap", "2026-02-27"],
    ["shuozhou", "2026-02-13", "2026-02-27", "own", "2026-02-27"],
    ["leshan", "2026-02-13", "2026-03-05", "cap", "2026-03-12"],
  ])("in %s, received %s, is %s (%s); as written %s", (city, day, last, bound, written) => {
    const at = `${day}T10:00:00+08:00`;
    expect(reported(city, at).state?.clock).toMatchObject({ bound, target: false, deadline: { lastDay: last } });
    expect(reported(city, at, true).state?.clock).toMatchObject({ cap: null, deadline: { lastDay: written } });
  });

  it("is a target of ours where the text is silent, and the national limit where one stands above", () => {
    for (const city of ["fushun", "leshan"]) {
      expect(reported(city, undefined, true).state?.clock).toMatchObject({
        target: true,
        within: { basis: "default" },
      });
      expect(reported(city).state?.clock).toMatchObject({ target: false, cap: { within: { article: "26" } } });
    }
    for (const city of ["shuozhou", "hefei-etdz", "chongqing"])
      expect(reported(city, undefined, true).state?.clock?.target, city).toBe(false);
  });

  const plain = workedRows("correction").filter(({ step }) => !step.includes("extended"));
  it.each(plain.map((row) => [row.case_id, row] as const))("%s: the engine's own clock agrees", (_id, row) => {
    expect(reported(row.city, row.start, true).state?.clock?.deadline?.dueAt).toEqual(new Date(row.expected_due));
  });
});

// covers: HF-10-3a
it("Hefei's doubt is about the data or the catalogue, and the form asks which", () => {
  const at = "2026-03-02T10:00:00+08:00";
  for (const object of ["data", "catalogue"])
    expect(opened("hefei-etdz", "correction.sharing", { at, said: { object } }).state?.stage).toBe("check");
  for (const object of [undefined, "weather"])
    expect(codeOf(() => opened("hefei-etdz", "correction.sharing", { at, said: { object } }))).toMatchObject({
      code: "CONTENT_MISSING",
      missing: ["object"],
      article: "10",
    });
});

// covers: CQ-20-2c
describe("Chongqing's extension", () => {
  const extended = (extensionDays: number, written = true) =>
    reported("chongqing", "2025-09-30T10:00:00+08:00", written).acts("provider-head", "extend", {
      reason: "须现场核实",
      extensionDays,
    });

  it.each(
    workedRows("correction")
      .filter(({ step }) => step.includes("extended"))
      .map((row) => [row.case_id, row] as const),
  )("%s: the engine's own clock agrees", (_id, row) => {
    const days = Number(/extended by (\d+)/.exec(row.step)?.[1] ?? 15);
    const driven = reported(row.city, row.start, true).acts("provider-head", "extend", {
      reason: "须现场核实",
      extensionDays: days,
    });
    expect(driven.state?.clock?.deadline?.dueAt).toEqual(new Date(row.expected_due));
  });

  it("is consented to by the provider's head, who may act unasked, once, for at most 15 days", () => {
    expect(extended(15).state?.clock?.deadline?.lastDay).toBe("2025-11-11");
    expect(codeOf(() => extended(16))).toMatchObject({ code: "EXTENSION_TOO_LONG", atMost: 15 });
    expect(codeOf(() => extended(5).acts("provider-head", "extend")).code).toBe("EXTENSION_USED_UP");
    for (const kind of ["provider", "authority", "requester"])
      expect(codeOf(() => reported("chongqing").acts(kind, "extend")).code, kind).toBe("WRONG_ACTOR");
  });

  it("may be asked for by the provider's officer, and refused", () => {
    const driven = reported("chongqing").acts("provider", "ask-extension");
    expect(driven.state?.waitingOn).toEqual(["provider", "provider-head"]);
    expect(driven.acts("provider-head", "refuse-extension").state?.clock).toMatchObject({
      asked: null,
      extensions: [],
    });
  });

  it("comes too late once the period has run out", () => {
    const late = (at: string) =>
      codeOf(() => reported("chongqing", undefined, true).at(at).acts("provider-head", "extend"));
    expect(late("2026-03-16T23:59:59+08:00").code).toBe("ALLOWED");
    expect(late("2026-03-17T00:00:00+08:00").code).toBe("EXTENSION_TOO_LATE");
  });

  it("does not move the national day, and says so before it is given", () => {
    const driven = extended(15, false);
    expect(driven.state?.clock).toMatchObject({
      bound: "cap",
      deadline: { lastDay: "2025-10-21" },
      own: { lastDay: "2025-11-11" },
    });
    const causes = (written: boolean) =>
      reported("chongqing", undefined, written).procedure.stages[0]?.acts.extend?.causes.en;
    expect(causes(false)).toMatch(/the national limit stays/);
    expect(causes(true)).not.toMatch(/national/);
  });

  it("is known to no other city", () => {
    for (const city of CITIES.filter((one) => one !== "chongqing"))
      expect(codeOf(() => reported(city).acts("provider-head", "extend")).code, city).toBe("ACT_NOT_ALLOWED");
  });
});

it.each([
  ["shuozhou", true],
  ["chongqing", true],
  ["fushun", true],
  ["hefei-etdz", false],
  ["leshan", false],
])("in %s the report says that counters go on meanwhile: %s", (city, said) => {
  expect(viewOf(city).procedure("correction.sharing").filing.causes.zh.includes("照常办理")).toBe(said);
  expect(viewOf(city).value("correction.continuing_service").value === true).toBe(said);
});

describe("a doubt about open data", () => {
  const open = (at: string, kind = "applicant") => opened("leshan", "correction.open", { at, by: person(kind) });

  // covers: LS-31-2
  it("in Leshan is checked in principle within 15 working days; late is marked and nothing else", () => {
    const driven = open("2026-05-25T10:00:00+08:00");
    expect(driven.state?.clock).toMatchObject({ bound: "own", target: false, deadline: { lastDay: "2026-06-15" } });
    driven.at("2026-07-01T10:00:00+08:00");
    const deadline = driven.state?.clock?.deadline;
    expect(deadline && isOverdue(deadline, driven.now)).toBe(true);
    expect(driven.procedure.overdue).toMatchObject({ basis: "reading", article: "31" });
    expect(does(driven, "provider", "correct").state?.end).toBe("corrected");
  });

  it.each(workedRows("correction of open data").map((row) => [row.case_id, row] as const))(
    "%s: the engine's own clock agrees",
    (_id, row) => expect(open(row.start).state?.clock?.deadline?.dueAt).toEqual(new Date(row.expected_due)),
  );

  it("may come from the public or from a department, and goes to the provider alone", () => {
    expect(open("2026-03-02T10:00:00+08:00", "requester").state?.waitingOn).toEqual(["provider"]);
    expect(codeOf(() => open("2026-03-02T10:00:00+08:00", "provider")).code).toBe("WRONG_ACTOR");
    for (const kind of ["applicant", "authority"])
      expect(codeOf(() => open("2026-03-02T10:00:00+08:00").acts(kind, "uphold")).code).toBe("WRONG_ACTOR");
    const upheld = open("2026-03-02T10:00:00+08:00").acts("provider", "uphold");
    expect(upheld.state?.end).toBe("upheld");
    expect(open("2026-03-02T10:00:00+08:00").withdraws(person("applicant")).state?.end).toBe("withdrawn");
  });

  it("is in no other city's text", () => {
    for (const city of CITIES.filter((one) => one !== "leshan"))
      expect(() => viewOf(city).procedure("correction.open"), city).toThrow(ProcedureUnknownError);
  });
});

describe("data of the same kind that disagree", () => {
  const raised = () => opened("leshan", "correction.inconsistency", { at: "2026-03-02T10:00:00+08:00" });

  // covers: LS-11-3a
  it("are negotiated by the departments in Leshan; either may give way", () => {
    const driven = raised();
    expect(driven.state).toMatchObject({ stage: "negotiation", waitingOn: ["requester", "provider"], clock: null });
    expect(driven.offers("provider")).toEqual(["adopt", "fail"]);
    expect(driven.offers("requester")).toEqual(["accept", "fail", "withdraw"]);
    expect(does(raised(), "provider", "adopt").state?.end).toBe("agreed");
    expect(does(raised(), "requester", "accept").state?.end).toBe("agreed");
    expect(codeOf(() => does(raised(), "requester", "adopt")).code).toBe("WRONG_ACTOR");
    expect(codeOf(() => does(raised(), "authority", "fail")).code).toBe("WRONG_ACTOR");
    expect(raised().withdraws().state?.end).toBe("withdrawn");
  });

  // covers: LS-11-3b
  it("come before the authority where there is no agreement, which records the value settled", () => {
    const driven = raised().acts("requester", "fail");
    expect(driven.state).toMatchObject({ stage: "coordination", waitingOn: ["authority"] });
    expect(codeOf(() => driven.withdraws()).code).toBe("WITHDRAWAL_NOT_ALLOWED");
    expect(driven.offers("requester")).toEqual([]);
    expect(codeOf(() => driven.acts("authority", "settle")).missing).toEqual(["consulted", "result"]);
    expect(codeOf(() => does(driven, "provider", "settle")).code).toBe("WRONG_ACTOR");
    does(driven, "authority", "settle", { result: "以公安户籍数据为准" });
    expect(driven.state).toMatchObject({ end: "settled", values: { result: "以公安户籍数据为准" } });
  });

  it("have no procedure in the other cities", () => {
    for (const city of CITIES.filter((one) => one !== "leshan"))
      expect(() => viewOf(city).procedure("correction.inconsistency"), city).toThrow(ProcedureUnknownError);
  });
});

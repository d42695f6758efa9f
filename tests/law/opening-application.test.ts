import { describe, expect, it } from "vitest";
import { fold } from "@/server/cases/rules";
import { loadTenants } from "@/server/law";
import { type CaseDriver, CITIES, FULL, person, viewOf } from "./cases";
import { codeOf, does, opened, outreachOf, type WorkedRow, workedRows } from "./forms";

type Said = Record<string, string | undefined>;

const AT = "2026-03-02T09:00:00+08:00";
const { calendar } = loadTenants();

/** Somebody from the public applies for an entry. */
function applied(city: string, said: Said = {}, at = AT): CaseDriver {
  return opened(city, "opening.application", {
    at,
    said: { "written-reply": "false", "large-scale": "false", ...said },
  });
}

/** To the stage in which it is answered. */
function atAnswer(city: string, said: Said = {}, at = AT): CaseDriver {
  const driven = applied(city, said, at);
  return city === "hefei-etdz" ? driven.acts("provider", "accept") : driven;
}

/** Everybody who answers declines. */
function declined(driven: CaseDriver, city: string): CaseDriver {
  if (city === "leshan") driven.acts("authority", "decline");
  return driven.acts("provider", "decline");
}

/** The data reaches the applicant. */
function delivered(driven: CaseDriver, city: string): CaseDriver {
  switch (city) {
    case "shuozhou":
    case "hefei-etdz":
      return driven.acts("provider", "open");
    case "leshan":
      driven.acts("authority", "agree").acts("provider", "agree");
      return does(driven, "applicant", "sign").acts("provider", "open");
    default:
      return driven.acts("provider", "agree").acts("provider", "open");
  }
}

const lastDay = ({ state }: CaseDriver) => state?.clock?.deadline?.lastDay;
const missing = (run: () => unknown) => codeOf(run).missing ?? [];

describe.each(CITIES)("an application for open data in %s", (city) => {
  it("is filed by somebody from the public, about an entry, and by nobody inside government", () => {
    expect(applied(city).procedure).toMatchObject({ about: "entry", filing: { by: ["applicant"] } });
    for (const kind of ["requester", "provider", "authority"])
      expect(codeOf(() => opened(city, "opening.application", { at: AT, by: person(kind) })).code).toBe("WRONG_ACTOR");
  });

  // covers: FS-24-2a, SZ-24-2, HF-18-2
  it("goes to whoever the text names", () => {
    const waiting = { leshan: ["authority", "provider"] } as Record<string, string[]>;
    expect(applied(city).state?.waitingOn).toEqual(waiting[city] ?? ["provider"]);
    const { value } = viewOf(city).value("opening.application.receiver");
    expect(applied(city).state?.waitingOn[0]).toBe(value);
  });

  it("gives the applicant the data in the end", () => {
    const driven = delivered(atAnswer(city), city);
    expect(driven.state).toMatchObject({ end: "opened", clock: null });
    expect(driven.effects).toContain("grant");
    expect(fold(driven.procedure, driven.events, calendar)).toEqual(driven.state);
  });

  it("that is declined gives nothing", () => {
    const driven = declined(atAnswer(city), city);
    expect(driven.state?.end).toBe("declined");
    expect(driven.effects).not.toContain("grant");
    expect(outreachOf(driven)).toEqual([]);
  });

  it("is not answered by the applicant, another department or the government", () => {
    const act = Object.keys(atAnswer(city).procedure.stages.find(({ id }) => id === "answer")?.acts ?? {})[0] ?? "";
    for (const kind of ["applicant", "requester", "government"])
      expect(codeOf(() => atAnswer(city).acts(kind, act)).code, kind).toBe("WRONG_ACTOR");
    expect(codeOf(() => atAnswer(city).acts("provider", act)).code).toBe("ALLOWED");
  });

  it("that lacks something goes back to the applicant, and its resubmission starts a new period", () => {
    const driven = applied(city);
    const first = lastDay(driven) ?? "";
    expect(codeOf(() => driven.acts("provider", "return", {}))).toMatchObject({ missing: ["missing-items"] });
    driven.later(1).acts("provider", "return");
    expect(driven.state).toMatchObject({ stage: "completion", waitingOn: ["applicant"], clock: null });
    expect(driven.offers("applicant")).toEqual(["resubmit", "withdraw"]);
    expect(driven.offers("requester")).toEqual([]);
    driven.later(6).resubmits();
    expect(driven.state).toMatchObject({ round: 2, clock: { deadline: { dayZero: "2026-03-09" } } });
    expect((lastDay(driven) ?? "") > first).toBe(true);
  });

  it("may be withdrawn by the applicant, and by nobody else", () => {
    expect(applied(city).withdraws().state?.end).toBe("withdrawn");
    expect(codeOf(() => applied(city).withdraws(person("provider"))).code).toBe("WRONG_ACTOR");
    const another = { ...person("applicant"), department: "another-company" };
    expect(codeOf(() => applied(city).withdraws(another)).code).toBe("WRONG_ACTOR");
  });

  it("that nobody answers stays open: silence decides nothing", () => {
    const driven = atAnswer(city).at("2026-12-01T09:00:00+08:00");
    expect(driven.procedure.overdue.reason?.zh).toMatch(/^D11/);
    expect(driven.procedure.stages.every(({ expiry }) => expiry === null)).toBe(true);
    expect(delivered(driven, city).state?.end).toBe("opened");
  });
});

// covers: FS-24-2c, SZ-24-3b, HF-18-3b, CQ-24-3b
describe("a refusal to open must contain", () => {
  it.each([
    ["fushun", ["reason"], "24", "law"],
    ["shuozhou", ["reason", "legal-basis"], "24", "law"],
    ["hefei-etdz", ["reason", "legal-basis"], "18", "law"],
    ["leshan", ["reason"], "26", "default"],
    ["chongqing", ["reason"], "24", "law"],
  ])("in %s %s (article %s, %s)", (city, items, article, basis) => {
    expect(codeOf(() => atAnswer(city).acts("provider", "decline", {}))).toMatchObject({ missing: items, article });
    const { acts } = atAnswer(city).procedure.stages.find(({ id }) => id === "answer") ?? {};
    expect(acts?.decline?.requires.map(({ basis }) => basis)).toEqual(items.map(() => basis));
    expect(codeOf(() => atAnswer(city).acts("provider", "decline", FULL)).code).toBe("ALLOWED");
    const { value } = viewOf(city).value("opening.refusal.must_contain");
    expect(value).toEqual(items);
  });
});

// covers: FS-24-2b, SZ-24-3c, HF-18-3c, CQ-24-2a, CQ-24-2b
describe("the engine's own clock agrees with the worked rows", () => {
  const rows = workedRows("opening application");
  it("of four cities; Leshan's draft has no figure to work with", () =>
    expect([...new Set(rows.map(({ city }) => city))].sort()).toEqual([
      "chongqing",
      "fushun",
      "hefei-etdz",
      "shuozhou",
    ]));

  it.each(rows.map((row) => [row.case_id, row.city, row.step, row] as const))(
    "%s: %s, %s",
    (_id, _city, _step, row) => {
      const { state } = clockOf(row);
      expect(state?.clock?.deadline?.dueAt.toISOString()).toBe(new Date(row.expected_due).toISOString());
      expect(state?.clock).toMatchObject({ target: false, deadline: { provisional: false } });
    },
  );

  function clockOf({ city, step, start }: WorkedRow): CaseDriver {
    const driven = atAnswer(city, {}, start);
    return step.includes("extended by the maximum")
      ? driven.acts("provider-head", "extend", { reason: "数据量大", extensionDays: 15 })
      : driven;
  }
});

describe.each([
  ["fushun", "2026-03-09", { amount: 5, unit: "working-days" }, false],
  ["shuozhou", "2026-03-16", { amount: 10, unit: "working-days" }, false],
  ["hefei-etdz", "2026-03-12", { amount: 10, unit: "natural-days" }, false],
  ["leshan", "2026-03-16", { amount: 10, unit: "working-days" }, true],
  ["chongqing", "2026-03-23", { amount: 15, unit: "working-days" }, false],
] as const)("the answer in %s", (city, day, duration, target) => {
  it(`is due on ${day}${target ? ", as a target" : ""}`, () => {
    const { state } = atAnswer(city);
    expect(state?.clock).toMatchObject({ key: "opening.answer.within", target, deadline: { lastDay: day, duration } });
  });

  it("is provisional where it runs into a year whose holidays are not published", () => {
    const driven = atAnswer(city, {}, "2026-12-30T09:00:00+08:00");
    expect(driven.state?.clock?.deadline).toMatchObject({ provisional: true, unpublishedYears: [2027] });
    expect(atAnswer(city).state?.clock?.deadline?.provisional).toBe(false);
  });
});

it("skips the seven days of October and counts the Saturday that makes up for them", () => {
  const deadline = atAnswer("shuozhou", {}, "2026-09-30T09:00:00+08:00").state?.clock?.deadline;
  expect(deadline?.lastDay).toBe("2026-10-20");
  const holidays = Array.from({ length: 7 }, (_, index) => `2026-10-0${index + 1}`);
  expect(deadline?.skipped.map(({ date }) => date)).toEqual(expect.arrayContaining(holidays));
  expect(deadline?.counted.find(({ date }) => date === "2026-10-10")?.kind).toBe("make-up-workday");
});

describe("Fushun", () => {
  // The reply itself is asked for; its number and its paper are the application's.
  it("owes a written reply only where the applicant ticked it, on both answers", () => {
    for (const act of ["agree", "decline"]) {
      const asked = () => atAnswer("fushun", { "written-reply": "true" });
      expect(codeOf(() => asked().acts("provider", act, FULL))).toMatchObject({ missing: ["reply"], article: "24" });
      const answered = does(asked(), "provider", act, { reply: "关于开放申请的答复" });
      expect(answered.state?.values).toEqual({ reply: "关于开放申请的答复" });
      expect(codeOf(() => atAnswer("fushun").acts("provider", act, FULL)).code).toBe("ALLOWED");
      expect(codeOf(() => atAnswer("fushun", { "written-reply": undefined }).acts("provider", act, FULL)).code).toBe(
        "ALLOWED",
      );
    }
  });

  it("opens what it agreed to within a target of ten working days", () => {
    const driven = atAnswer("fushun").later(2).acts("provider", "agree");
    expect(driven.state).toMatchObject({
      stage: "opening",
      waitingOn: ["provider"],
      clock: { start: "agreed", target: true, deadline: { dayZero: "2026-03-04", lastDay: "2026-03-18" } },
    });
    expect(codeOf(() => driven.acts("applicant", "open")).code).toBe("WRONG_ACTOR");
    expect(driven.acts("provider", "open").effects).toContain("grant");
  });
});

describe.each(["shuozhou", "hefei-etdz"])("%s", (city) => {
  it("has the period end with the data itself, not with an answer (A29)", () => {
    const driven = atAnswer(city);
    const answer = driven.procedure.stages.find(({ id }) => id === "answer");
    expect(answer).toMatchObject({ basis: "reading" });
    expect(answer?.reason?.zh).toMatch(/^A29/);
    expect(viewOf(city).value("opening.answer.covers_delivery").value).toBe(true);
    expect(Object.keys(answer?.acts ?? {}).sort()).toEqual(["decline", "open", "return"]);
    expect(driven.acts("provider", "open").state?.end).toBe("opened");
  });
});

describe("Hefei", () => {
  // covers: HF-18-3a
  it("keeps receipt and acceptance apart, with a target for the one and the law's days from the other", () => {
    const driven = applied("hefei-etdz");
    expect(driven.state).toMatchObject({
      stage: "acceptance",
      clock: { start: "received", target: true, key: "opening.acceptance.within", deadline: { lastDay: "2026-03-04" } },
    });
    driven.later(3).acts("provider", "accept");
    expect(driven.state?.clock).toMatchObject({
      start: "accepted",
      target: false,
      deadline: { dayZero: "2026-03-05" },
    });
    const milestones = driven.state?.milestones;
    expect(milestones?.received).not.toEqual(milestones?.accepted);
  });

  it("asks large-scale, continuous users for their real-name registration", () => {
    expect(codeOf(() => applied("hefei-etdz", { "large-scale": "true", "real-name": undefined }))).toMatchObject({
      missing: ["real-name"],
      article: "23",
    });
    expect(applied("hefei-etdz", { "large-scale": "true", "real-name": "已登记" }).state?.stage).toBe("acceptance");
    expect(applied("hefei-etdz", { "real-name": undefined }).state?.stage).toBe("acceptance");
  });
});

describe("Leshan", () => {
  const agreed = () => atAnswer("leshan").acts("authority", "agree").acts("provider", "agree");

  // covers: LS-26-3a
  it("goes to the city's authority, which decides together with the provider", () => {
    const driven = applied("leshan");
    const [answer] = driven.procedure.stages;
    expect(answer).toMatchObject({ joint: true, seat: { value: "city", article: "26", basis: "law" } });
    driven.acts("authority", "agree");
    expect(driven.state).toMatchObject({ stage: "answer", waitingOn: ["provider"] });
    expect(driven.acts("provider", "agree").state).toMatchObject({ stage: "agreement", waitingOn: ["applicant"] });
  });

  it("ends with a refusal where one of the two does not agree", () => {
    for (const [first, second] of [
      ["agree", "decline"],
      ["decline", "agree"],
    ] as const) {
      const driven = applied("leshan").acts("authority", first).acts("provider", second);
      expect(driven.state?.end).toBe("declined");
      expect(driven.effects).not.toContain("grant");
    }
  });

  // covers: LS-26-3b
  it("asks for purpose, scenario and security measures, and calls its ten days a target", () => {
    for (const field of ["purpose", "scenario", "security-measures"])
      expect(codeOf(() => applied("leshan", { [field]: undefined }))).toMatchObject({
        missing: [field],
        article: "26",
      });
    expect(applied("leshan").state?.clock).toMatchObject({ target: true, within: { basis: "default" } });
    expect(applied("leshan").state?.clock?.within.reason?.zh).toMatch(/^D10/);
  });

  it("asks for capability and credit", () => {
    for (const field of ["capability", "credit"])
      expect(codeOf(() => applied("leshan", { [field]: undefined }))).toMatchObject({
        missing: [field],
        article: "25",
      });
  });

  // covers: LS-28-1b
  it("opens nothing before the applicant has signed all six clauses", () => {
    const clauses = agreed()
      .procedure.stages.find(({ id }) => id === "agreement")
      ?.acts.sign?.fields.map(({ id, article }) => [id, article] as const);
    expect(clauses?.map(([, article]) => article)).toEqual([..."一二三四五六"].map((item) => `28(${item})`));
    for (const [clause, article] of clauses ?? []) {
      const unsigned = { missing: [clause], article };
      expect(codeOf(() => does(agreed(), "applicant", "sign", { [clause]: undefined }))).toMatchObject(unsigned);
      expect(codeOf(() => does(agreed(), "applicant", "sign", { [clause]: "false" }))).toMatchObject(unsigned);
    }
    expect(codeOf(() => does(agreed(), "provider", "sign")).code).toBe("WRONG_ACTOR");
    expect(codeOf(() => agreed().acts("provider", "open")).code).toBe("ACT_NOT_ALLOWED");
    const signed = does(agreed(), "applicant", "sign");
    expect(signed.state).toMatchObject({ stage: "opening", waitingOn: ["provider"], clock: { deadline: null } });
    expect(signed.effects).not.toContain("grant");
  });

  it("enters the applicant in the public register with the opening, and only then", () => {
    const signed = does(agreed(), "applicant", "sign");
    expect(outreachOf(signed)).toEqual([]);
    expect(outreachOf(signed.acts("provider", "open"))).toEqual(["register-applicant"]);
    for (const city of CITIES.filter((id) => id !== "leshan"))
      expect(outreachOf(delivered(atAnswer(city), city)), city).toEqual([]);
  });
});

// covers: CQ-24-2b
describe("Chongqing", () => {
  const extended = (days: number, kind = "provider-head") =>
    atAnswer("chongqing").acts(kind, "extend", { reason: "数据量大", extensionDays: days });

  it("extends the answer by up to fifteen working days with the head's consent, and tells the applicant", () => {
    const driven = extended(15);
    expect(lastDay(driven)).toBe("2026-04-14");
    expect(driven.last?.effects[0]).toMatchObject({ type: "extended", tells: ["applicant"], given: { amount: 15 } });
    expect(driven.state).toMatchObject({ stage: "answer", waitingOn: ["provider"] });
    expect(codeOf(() => extended(16))).toMatchObject({ code: "EXTENSION_TOO_LONG", article: "24" });
  });

  it("extends once, with a reason, by the head alone and while the period runs", () => {
    expect(codeOf(() => extended(5).acts("provider-head", "extend", { reason: "再延", extensionDays: 5 })).code).toBe(
      "EXTENSION_USED_UP",
    );
    expect(missing(() => atAnswer("chongqing").acts("provider-head", "extend", { extensionDays: 5 }))).toEqual([
      "reason",
    ]);
    for (const kind of ["provider", "authority", "applicant"])
      expect(codeOf(() => extended(5, kind)).code, kind).toBe("WRONG_ACTOR");
    const overdue = atAnswer("chongqing").at("2026-03-24T00:00:00+08:00");
    expect(codeOf(() => overdue.acts("provider-head", "extend", FULL)).code).toBe("EXTENSION_TOO_LATE");
    expect(codeOf(() => extended(5)).code).toBe("ALLOWED");
  });

  it("lets the officer ask the head, who may say no", () => {
    const driven = atAnswer("chongqing").acts("provider", "ask-extension", { reason: "数据量大", extensionDays: 5 });
    expect(driven.state?.waitingOn).toContain("provider-head");
    driven.acts("provider-head", "refuse-extension", { reason: "可以按期" });
    expect(driven.state).toMatchObject({ waitingOn: ["provider"], clock: { extensions: [], asked: null } });
    expect(lastDay(driven)).toBe("2026-03-23");
  });

  it("opens promptly what it agreed to: a stage of its own, without a figure", () => {
    const driven = atAnswer("chongqing").acts("provider", "agree");
    expect(driven.state).toMatchObject({ stage: "opening", clock: { start: "agreed", deadline: null } });
    expect(driven.state?.clock?.within).toMatchObject({ value: "not-stipulated", article: "24", basis: "law" });
    expect(viewOf("chongqing").value("opening.delivery.within").value).toBe("promptly");
  });

  it("alone may extend", () => {
    for (const city of CITIES.filter((id) => id !== "chongqing"))
      expect(codeOf(() => atAnswer(city).acts("provider-head", "extend", FULL)).code, city).toBe("ACT_NOT_ALLOWED");
  });
});

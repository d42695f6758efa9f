import { describe, expect, it } from "vitest";
import { fold } from "@/server/cases/rules";
import { isStipulated, loadTenants } from "@/server/law";
import { type CaseDriver, CITIES, FULL, person, viewOf } from "./cases";
import { codeOf, does, opened } from "./forms";

type Said = Record<string, string | undefined>;
interface Found {
  said?: Said;
  days?: string;
  at?: string;
}

const AT = "2026-03-02T09:00:00+08:00";

/** The department is told to correct within ten working days; in Chongqing the superior organ orders it. */
function ordered(city: string, { said, days = "10", at = AT }: Found = {}): CaseDriver {
  const driven = opened(city, "rectification", { at, said: { "limit-days": days, ...said } });
  return city === "chongqing" ? does(driven, "government", "order", { "limit-days": days }) : driven;
}

const corrected = (driven: CaseDriver) => does(driven, "provider", "report");
const lastDay = ({ state }: CaseDriver) => state?.clock?.deadline?.lastDay;
const endOf = ({ procedure, state }: CaseDriver) => procedure.ends.find(({ id }) => id === state?.end);

/** Who takes the city's next step once the limit has passed, and where it leads. */
const NEXT_RUNG: Record<string, [who: string, act: string, to: { stage?: string; end?: string }, article: string]> = {
  fushun: ["authority", "report-government", { stage: "government" }, "30"],
  shuozhou: ["authority", "not-corrected", { end: "not-corrected" }, "33(八)"],
  "hefei-etdz": ["authority", "report-leading-group", { end: "reported" }, "5"],
  leshan: ["authority", "refer", { end: "referred" }, "39"],
  chongqing: ["government", "refer", { end: "referred" }, "40"],
};

describe.each(CITIES)("a rectification in %s", (city) => {
  const [who, act, to, article] = NEXT_RUNG[city] ?? ["", "", {}, ""];

  it("is about a department, which is told and not asked to file", () => {
    const { procedure, state } = ordered(city);
    expect(procedure).toMatchObject({ about: "department", sides: { provider: expect.anything() } });
    expect(state).toMatchObject({ stage: "correction", waitingOn: ["provider"] });
    for (const kind of ["provider", "requester", "applicant"])
      expect(codeOf(() => opened(city, "rectification", { at: AT, by: person(kind) })).code, kind).toBe("WRONG_ACTOR");
  });

  it("names the violation and the facts", () => {
    for (const field of ["item", "facts"])
      expect(codeOf(() => ordered(city, { said: { [field]: undefined } })).missing).toContain(field);
  });

  it("runs for as many working days as the notice says, over holidays", () => {
    expect(lastDay(ordered(city))).toBe("2026-03-16");
    expect(lastDay(ordered(city, { days: "3" }))).toBe("2026-03-05");
    // 1 to 5 May are off, Saturday the 9th is worked.
    expect(lastDay(ordered(city, { days: "5", at: "2026-04-29T09:00:00+08:00" }))).toBe("2026-05-09");
    expect(ordered(city).state?.clock).toMatchObject({ target: false, within: { basis: "default" } });
    for (const wrong of ["0", "soon", "", "1.5"])
      expect(codeOf(() => ordered(city, { days: wrong })).missing, wrong).toEqual(["limit-days"]);
  });

  it("suggests fifteen working days where the notice has to say how many (D8)", () => {
    const limit = viewOf(city).value("rectification.limit");
    expect(limit).toMatchObject({ value: { amount: 15, unit: "working-days" }, basis: "default" });
    expect(limit.reason?.zh).toMatch(/^D8/);
  });

  it("is provisional where it runs into a year whose holidays are not published", () => {
    const driven = ordered(city, { at: "2026-12-28T09:00:00+08:00" });
    expect(driven.state?.clock?.deadline).toMatchObject({ provisional: true, unpublishedYears: [2027] });
    expect(ordered(city).state?.clock?.deadline?.provisional).toBe(false);
  });

  it("is closed once the department has reported and the correction is checked", () => {
    const driven = ordered(city).later(2);
    expect(codeOf(() => does(driven, "provider", "report", { measures: undefined })).missing).toEqual(["measures"]);
    corrected(driven);
    expect(driven.state).toMatchObject({ stage: "check", values: { measures: expect.anything() } });
    expect(codeOf(() => driven.acts("provider", "close")).code).toBe("WRONG_ACTOR");
    driven.acts("authority", "close");
    expect(endOf(driven)).toMatchObject({ id: "closed", outcome: "done" });
    expect(fold(driven.procedure, driven.events, loadTenants().calendar)).toEqual(driven.state);
  });

  it("goes back where it is not yet corrected, and the same limit runs on", () => {
    const driven = corrected(ordered(city).later(2)).later(1);
    expect(codeOf(() => driven.acts("authority", "send-back", {})).missing).toEqual(["reason"]);
    driven.acts("authority", "send-back");
    expect(driven.state).toMatchObject({ stage: "correction", waitingOn: ["provider"] });
    expect(lastDay(driven)).toBe("2026-03-16");
  });

  it("reaches the city's next rung only when the limit has passed, and by nobody but whom the text names", () => {
    const early = ordered(city).at("2026-03-16T23:59:59+08:00");
    expect(codeOf(() => early.acts(who, act))).toMatchObject({
      code: "TOO_EARLY",
      article,
      notBefore: new Date("2026-03-17T00:00:00+08:00"),
    });
    const late = () => ordered(city).at("2026-03-17T00:00:00+08:00");
    expect(codeOf(() => late().acts("provider", act)).code).toBe("WRONG_ACTOR");
    expect(codeOf(() => late().acts(who, act, {})).missing).toEqual(["reason"]);
    expect(late().acts(who, act).state).toMatchObject({ stage: null, end: null, ...to });
  });

  it("opens the next rung too where a reported correction is found wanting after the limit, and not before", () => {
    const reported = () => corrected(ordered(city).later(2));
    expect(codeOf(() => reported().at("2026-03-16T23:59:59+08:00").acts(who, act))).toMatchObject({
      code: "TOO_EARLY",
      article,
      notBefore: new Date("2026-03-17T00:00:00+08:00"),
    });
    const late = () => reported().at("2026-03-17T00:00:00+08:00");
    expect(late().state).toMatchObject({ stage: "check" });
    expect(codeOf(() => late().acts("provider", act)).code).toBe("WRONG_ACTOR");
    expect(codeOf(() => late().acts(who, act, {})).missing).toEqual(["reason"]);
    const driven = late().acts(who, act);
    expect(driven.state).toMatchObject({ stage: null, end: null, ...to });
    expect(fold(driven.procedure, driven.events, loadTenants().calendar)).toEqual(driven.state);
  });

  it("shows the next rung from the first day, with the day from which it is open", () => {
    const driven = ordered(city);
    expect(driven.offers(who as "authority")).toContain(act);
    expect(driven.state?.waitingOn).toEqual(["provider"]);
  });

  it("deems nothing corrected from silence, and a late correction still counts", () => {
    const driven = ordered(city).at("2026-05-06T09:00:00+08:00");
    expect(driven.procedure.overdue.reason?.zh).toMatch(/^D11/);
    expect(corrected(driven).acts("authority", "close").state?.end).toBe("closed");
  });

  it("does not let the department's own people sit as the authority", () => {
    const both = { ...person("authority"), person: "li" };
    expect(codeOf(() => corrected(ordered(city)).acts("authority", "close", FULL, both)).code).toBe("TWO_SIDES");
  });
});

// covers: FS-30-1.9
describe("the list of violations", () => {
  it.each([
    ["fushun", 9, "30"],
    ["shuozhou", 9, "33"],
    ["leshan", 9, "39"],
    ["chongqing", 8, "40、41"],
  ] as const)("of %s is the city's own, %i items in the words of its book", (city, count, article) => {
    const item = viewOf(city)
      .procedure("rectification")
      .filing.application.find(({ id }) => id === "item");
    const book = viewOf(city).value("rectification.violations");
    if (!isStipulated(book)) throw new Error(`${city} lists no violations`);
    const offered = item?.options.filter(({ value }) => value !== "operator");
    expect(offered?.map(({ value, title }) => [value, title.zh])).toEqual(
      book.value.map(({ item, title }) => [item, `（${item}）${title.zh}`]),
    );
    expect(offered).toHaveLength(count);
    expect(item).toMatchObject({ required: true, article, basis: "law" });
    expect(codeOf(() => ordered(city, { said: { item: "十" } })).missing).toEqual(["item"]);
  });

  it("counts late answers in Leshan and Chongqing only; Fushun's last item must name the rule breached (A12)", () => {
    const late = (city: string) =>
      viewOf(city)
        .procedure("rectification")
        .filing.application.find(({ id }) => id === "item")
        ?.options.find(({ title }) => title.zh.includes("答复"))?.value;
    expect(CITIES.map((city) => [city, late(city)])).toEqual([
      ["fushun", undefined],
      ["shuozhou", undefined],
      ["hefei-etdz", undefined],
      ["leshan", "七"],
      ["chongqing", "七"],
    ]);
    expect(codeOf(() => ordered("fushun", { said: { item: "九", "breached-rule": undefined } }))).toMatchObject({
      missing: ["breached-rule"],
    });
    expect(ordered("fushun", { said: { item: "六", "breached-rule": undefined } }).state?.stage).toBe("correction");
  });

  it("lets Leshan rely on item 6 only where a responsibility list is named (A20)", () => {
    expect(codeOf(() => ordered("leshan", { said: { item: "六", "responsibility-list": undefined } }))).toMatchObject({
      missing: ["responsibility-list"],
      article: "39(六)",
    });
    expect(ordered("leshan", { said: { item: "五", "responsibility-list": undefined } }).state?.stage).toBe(
      "correction",
    );
  });
});

/** What a violation must be filed with beside its facts: the record it rests on, or what makes it that violation. */
const WITH: [city: string, item: string, field: string, article: string][] = [
  ["fushun", "四", "reconciliation", "30(四)"],
  ["fushun", "七", "incident", "30(七)"],
  ["fushun", "八", "security-record", "30(八)"],
  ["fushun", "九", "breached-rule", "30"],
  ["shuozhou", "三", "collection-record", "33(三)"],
  ["shuozhou", "四", "intent", "33(四)"],
  ["shuozhou", "六", "incident", "33(六)"],
  ["shuozhou", "九", "breached-article", "33(九)"],
  ["shuozhou", "九", "consequence", "33(九)"],
  ["leshan", "六", "responsibility-list", "39(六)"],
  ["leshan", "八", "complaint", "39(八)"],
  ["leshan", "九", "breached-article", "39(九)"],
  ["chongqing", "五", "security-record", "40(五)"],
  ["chongqing", "八", "breached-article", "40(八)"],
];

// covers: FS-30-1.7, SZ-33-1.6, SZ-33-1.9, LS-39-1.8, LS-39-1.9, CQ-40-1.8
describe("a violation that rests on a record, or on more than its facts", () => {
  it.each(WITH)("in %s, item %s: is filed with %s (article %s), which no other item asks for", (...row) => {
    const [city, item, field, article] = row;
    expect(codeOf(() => ordered(city, { said: { item, [field]: undefined } }))).toMatchObject({
      missing: [field],
      article,
    });
    const driven = ordered(city, { said: { item, [field]: "2026年第3号" } });
    expect(driven.state).toMatchObject({ stage: "correction", application: { item, [field]: "2026年第3号" } });
    expect(ordered(city, { said: { item: "二", [field]: undefined } }).state?.stage).toBe("correction");
  });
});

describe("Fushun", () => {
  const escalated = () => ordered("fushun").at("2026-03-17T09:00:00+08:00").acts("authority", "report-government");
  const again = (days = "5") => does(escalated(), "government", "order", { "order-days": days });

  // covers: FS-30-1a
  it("notifies with the item, the limit and the person responsible", () => {
    for (const field of ["item", "limit-days", "responsible"])
      expect(codeOf(() => ordered("fushun", { said: { [field]: undefined } })).missing).toContain(field);
    expect(ordered("fushun").state?.clock).toMatchObject({ start: "notified" });
  });

  // covers: FS-30-1b
  it("reports to the government of the level, which orders correction within a limit of its own", () => {
    expect(escalated().state).toMatchObject({ stage: "government", waitingOn: ["government"], clock: null });
    expect(codeOf(() => does(escalated(), "authority", "order")).code).toBe("WRONG_ACTOR");
    expect(codeOf(() => does(escalated(), "government", "order", { "order-days": undefined })).missing).toEqual([
      "order-days",
    ]);
    const driven = again();
    expect(driven.state).toMatchObject({
      stage: "ordered",
      waitingOn: ["provider"],
      clock: { deadline: { dayZero: "2026-03-17", lastDay: "2026-03-24" } },
    });
    corrected(driven).acts("authority", "send-back");
    expect(lastDay(driven)).toBe("2026-03-24");
    expect(corrected(driven).acts("authority", "close").state?.end).toBe("closed");
    expect(escalated().acts("government", "close").state?.end).toBe("closed");
    const seats = driven.procedure.stages.map(({ seat }) => seat?.value);
    expect(new Set(seats)).toEqual(new Set(["provider-region"]));
  });

  // covers: FS-30-1c
  it("may raise a serious case at any stage (A18), and a crime too", () => {
    const everywhere = () => [
      ordered("fushun"),
      corrected(ordered("fushun")),
      escalated(),
      again(),
      corrected(again()),
    ];
    expect(everywhere().map(({ state }) => state?.stage)).toEqual(
      ordered("fushun").procedure.stages.map(({ id }) => id),
    );
    for (const [act, end] of [
      ["refer", "referred"],
      ["judicial", "judicial"],
    ] as const)
      for (const driven of everywhere()) expect(driven.acts("authority", act).state?.end, act).toBe(end);
    for (const driven of everywhere()) {
      expect(codeOf(() => driven.acts("provider", "refer")).code).toBe("WRONG_ACTOR");
      expect(codeOf(() => driven.acts("authority", "refer", {})).missing).toEqual(["reason"]);
    }
  });

  it("may revoke its notice until the government has been asked, and not afterwards", () => {
    expect(ordered("fushun").withdraws().state?.end).toBe("withdrawn");
    expect(codeOf(() => again().withdraws()).code).toBe("WITHDRAWAL_NOT_ALLOWED");
    expect(again().offers("authority")).not.toContain("withdraw");
    expect(codeOf(() => ordered("fushun").withdraws(person("provider"))).code).toBe("WRONG_ACTOR");
  });
});

describe("Shuozhou", () => {
  // covers: SZ-33-1a
  it("circulates in writing and orders correction with item and limit", () => {
    for (const field of ["item", "circular", "limit-days"])
      expect(codeOf(() => ordered("shuozhou", { said: { [field]: undefined } })).missing).toEqual([field]);
    expect(ordered("shuozhou").state?.clock).toMatchObject({ start: "ordered" });
  });

  // covers: SZ-33-1b
  it("refers serious bad consequences at any stage (A18)", () => {
    for (const driven of [ordered("shuozhou"), corrected(ordered("shuozhou"))])
      expect(driven.acts("authority", "refer").state?.end).toBe("referred");
    expect(codeOf(() => ordered("shuozhou").acts("authority", "refer", {})).missing).toEqual(["reason"]);
  });

  // covers: SZ-33-1.8
  it("offers a refusal to correct as item 8, a violation of its own", () => {
    const driven = ordered("shuozhou").at("2026-03-17T09:00:00+08:00").acts("authority", "not-corrected");
    expect(driven.last?.effects.at(-1)).toMatchObject({
      procedure: "rectification",
      by: ["authority"],
      automatic: false,
    });
    expect(endOf(driven)?.follows).toMatchObject({ article: "33(八)" });
    expect(ordered("shuozhou", { said: { item: "八" } }).state?.stage).toBe("correction");
  });
});

describe("Hefei", () => {
  it("has no rectification in its text: every step is a default of ours, and none is a sanction (D9)", () => {
    const { procedure } = ordered("hefei-etdz");
    expect(procedure).toMatchObject({ basis: "default", filing: { basis: "default" } });
    expect(procedure.reason?.zh).toMatch(/^D9/);
    for (const stage of procedure.stages) {
      expect(stage.basis).toBe("default");
      for (const each of Object.values(stage.acts)) expect(each.basis, each.id).toBe("default");
    }
    expect(procedure.ends.map(({ id }) => id)).toEqual(["closed", "reported", "withdrawn"]);
    expect(procedure.filing.application.find(({ id }) => id === "item")?.kind).toBe("text");
  });
});

describe("Leshan", () => {
  // covers: LS-39-1a
  it("orders correction with item, limit and circular", () => {
    for (const field of ["item", "circular", "limit-days"])
      expect(codeOf(() => ordered("leshan", { said: { [field]: undefined } })).missing).toEqual([field]);
  });

  // covers: LS-39-1b
  it("asks the competent bodies only after the limit, with the facts of the case", () => {
    const driven = ordered("leshan").at("2026-03-17T09:00:00+08:00").acts("authority", "refer");
    expect(endOf(driven)).toMatchObject({ id: "referred", article: "39" });
    expect(driven.state?.application.facts).toBeTruthy();
    expect(codeOf(() => corrected(ordered("leshan")).acts("authority", "refer")).code).toBe("TOO_EARLY");
  });
});

describe("Chongqing", () => {
  const raised = (said: Said = {}, by = person("authority")) =>
    opened("chongqing", "rectification", { at: AT, said, by });
  const operator = () => raised({ item: "operator" });
  const operatorOrdered = () => does(operator(), "authority", "order", { "operator-days": "10" });

  // covers: CQ-40-1a
  it("lets the superior or supervisory organ order, not the data authority, which may only raise it", () => {
    for (const kind of ["authority", "government"])
      expect(raised({}, person(kind)).state).toMatchObject({ stage: "order", waitingOn: ["government"], clock: null });
    expect(codeOf(() => does(raised(), "authority", "order")).code).toBe("WRONG_ACTOR");
    for (const field of ["limit-days", "circular"])
      expect(codeOf(() => does(raised(), "government", "order", { [field]: undefined })).missing).toEqual([field]);
    expect(ordered("chongqing").state?.clock).toMatchObject({ start: "ordered", deadline: { dayZero: "2026-03-02" } });
    expect(raised().acts("government", "dismiss").state?.end).toBe("dismissed");
  });

  // covers: CQ-40-1b
  it("refers for discipline when overdue, by the organ that ordered", () => {
    const late = () => ordered("chongqing").at("2026-03-17T09:00:00+08:00");
    expect(codeOf(() => late().acts("authority", "refer")).code).toBe("WRONG_ACTOR");
    expect(late().acts("government", "refer").state?.end).toBe("referred");
  });

  // covers: CQ-41-1
  it("has a path of its own for operators and storage units, ordered by the data authority", () => {
    const driven = operator();
    expect(driven.state).toMatchObject({ stage: "operator-order", waitingOn: ["authority"] });
    expect(driven.last?.effects[0]).toMatchObject({ type: "stage-skipped", source: { article: "41" } });
    expect(codeOf(() => does(operator(), "government", "order")).code).toBe("WRONG_ACTOR");
    expect(operatorOrdered().state).toMatchObject({ stage: "operator-correction", waitingOn: ["provider"] });
    expect(lastDay(operatorOrdered())).toBe("2026-03-16");
    const checked = corrected(operatorOrdered());
    expect(checked.state).toMatchObject({ stage: "operator-check", waitingOn: ["authority"] });
    expect(checked.acts("authority", "close").state?.end).toBe("closed");
    expect(corrected(operatorOrdered()).acts("authority", "send-back").state?.stage).toBe("operator-correction");
    expect(operatorOrdered().acts("authority", "handle").state?.end).toBe("handled");
    expect(operator().acts("authority", "dismiss").state?.end).toBe("dismissed");
  });

  // covers: CQ-42-1
  it("transfers an offence or a suspected crime to the police or the judiciary from every stage", () => {
    const everywhere = () => [
      raised(),
      ordered("chongqing"),
      corrected(ordered("chongqing")),
      operator(),
      operatorOrdered(),
      corrected(operatorOrdered()),
    ];
    expect(everywhere().map(({ state }) => state?.stage)).toEqual(raised().procedure.stages.map(({ id }) => id));
    for (const kind of ["authority", "government"])
      for (const driven of everywhere()) expect(driven.acts(kind, "judicial").state?.end).toBe("judicial");
  });

  it("may be taken back by the authority that raised it until the organ has ordered", () => {
    expect(raised().withdraws().state?.end).toBe("withdrawn");
    expect(codeOf(() => ordered("chongqing").withdraws()).code).toBe("WITHDRAWAL_NOT_ALLOWED");
  });
});

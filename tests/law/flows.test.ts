import { describe, expect, it } from "vitest";
import { CaseRuleError, fold } from "@/server/cases/rules";
import { loadTenants } from "@/server/law";
import { APPLICATION, bookOf, CaseDriver, CITIES, FULL, person, viewOf } from "./cases";

const conditional = (city: string) => new CaseDriver(viewOf(city).procedure("sharing.conditional"));
const dispute = (city: string) => new CaseDriver(viewOf(city).procedure("sharing.dispute"));
const unconditional = (city: string) => new CaseDriver(viewOf(city).procedure("sharing.unconditional"));

/** Brings a filed request to the stage in which it is answered. */
function atAnswer(city: string): CaseDriver {
  const driven = conditional(city).files();
  if (city === "shuozhou") driven.acts("authority", "pass");
  if (city === "hefei-etdz") driven.acts("provider", "accept");
  return driven;
}

/** Everybody who must answer gives the same answer. */
function answered(city: string, act: string): CaseDriver {
  const driven = atAnswer(city).acts("provider", act);
  return city === "leshan" ? driven.acts("authority", act) : driven;
}

function codeOf(run: () => unknown): { code: string; missing?: string[]; article?: string } {
  try {
    run();
  } catch (error) {
    if (error instanceof CaseRuleError) return { code: error.code, ...error.details };
    throw error;
  }
  return { code: "ALLOWED" };
}

describe.each(CITIES)("in %s", (city) => {
  // covers: FS-21-3a, LS-17-1e
  it("an approved request ends with a grant", () => {
    const driven = answered(city, "approve");
    expect(driven.state).toMatchObject({ stage: null, end: "granted", waitingOn: [], clock: null });
    expect(driven.effects).toContain("grant");
  });

  it("a refused request ends without a grant and opens the way to a dispute", () => {
    const driven = answered(city, "refuse");
    expect(driven.state?.end).toBe("refused");
    expect(driven.effects).not.toContain("grant");
    expect(driven.last?.effects.at(-1)).toMatchObject({
      type: "dispute-open",
      procedure: "sharing.dispute",
      automatic: false,
    });
  });

  it("an incomplete application goes back, and its resubmission starts a new period", () => {
    const filed = conditional(city).files();
    const first = filed.state?.clock?.deadline?.lastDay ?? "";
    const returner = city === "shuozhou" ? "authority" : "provider";
    const driven = filed.later(1).acts(returner, "return");
    expect(driven.state).toMatchObject({ stage: "completion", waitingOn: ["requester"], clock: null });
    expect(driven.last?.effects[0]).toEqual({ type: "returned", missingItems: FULL.missingItems });
    expect(driven.offers("requester")).toEqual(["resubmit", "withdraw"]);
    driven.later(6).resubmits();
    expect(driven.state?.round).toBe(2);
    expect(driven.state?.stage).toBe(filed.procedure.resubmission?.to);
    expect(driven.state?.clock?.deadline?.dayZero).toBe("2026-03-09");
    expect(driven.state?.clock?.deadline?.lastDay.localeCompare(first)).toBe(1);
  });

  it("a return without the list of what is missing is refused", () => {
    const returner = city === "shuozhou" ? "authority" : "provider";
    expect(codeOf(() => conditional(city).files().acts(returner, "return", {}))).toMatchObject({
      code: "CONTENT_MISSING",
      missing: ["missing-items"],
    });
  });

  it("the requester may withdraw until the decision, nobody else may", () => {
    expect(conditional(city).files().withdraws().state?.end).toBe("withdrawn");
    expect(codeOf(() => conditional(city).files().withdraws(person("provider"))).code).toBe("WRONG_ACTOR");
    expect(codeOf(() => answered(city, "approve").withdraws()).code).toBe("ENDED");
  });

  it("a decision can happen once", () => {
    expect(codeOf(() => answered(city, "approve").acts("provider", "approve")).code).toBe("ENDED");
    expect(codeOf(() => conditional(city).files().files()).code).toBe("ALREADY_FILED");
  });

  it("the wrong side may not act", () => {
    expect(codeOf(() => atAnswer(city).acts("requester", "approve")).code).toBe("WRONG_ACTOR");
    expect(codeOf(() => atAnswer(city).acts("government", "approve")).code).toBe("WRONG_ACTOR");
    expect(codeOf(() => atAnswer(city).acts("provider", "bless")).code).toBe("ACT_NOT_ALLOWED");
    expect(atAnswer(city).offers("government")).toEqual([]);
  });

  it("nobody acts for two sides", () => {
    const own = { ...person("provider"), person: "zhang" };
    const ownDepartment = { ...person("provider"), department: "civil-affairs" };
    expect(codeOf(() => atAnswer(city).acts("provider", "approve", FULL, own)).code).toBe("TWO_SIDES");
    expect(codeOf(() => atAnswer(city).acts("provider", "approve", FULL, ownDepartment)).code).toBe("TWO_SIDES");
  });

  it("an approval states scope and purpose", () => {
    expect(codeOf(() => atAnswer(city).acts("provider", "approve", { scope: "姓名" }))).toMatchObject({
      code: "CONTENT_MISSING",
      missing: ["purpose"],
    });
  });

  it("an application without purpose is refused", () => {
    const { purpose: _left, ...rest } = APPLICATION;
    expect(codeOf(() => conditional(city).files({}, rest))).toMatchObject({
      code: "CONTENT_MISSING",
      missing: ["purpose"],
    });
    expect(codeOf(() => unconditional(city).files({}, { ...rest, purpose: "  " }))).toMatchObject({
      missing: ["purpose"],
    });
  });

  it("what happens before it has happened is refused", () => {
    const driven = conditional(city).files();
    expect(codeOf(() => driven.later(-1).withdraws()).code).toBe("OUT_OF_ORDER");
  });

  it("a dispute that the authority settles for sharing ends with a grant", () => {
    const driven = dispute(city).files().acts("provider", "fail");
    driven.acts("authority", "settle-share");
    expect(driven.state?.end).toBe("settled-share");
    expect(driven.effects).toContain("grant");
  });

  it("says beside every stage which article it rests on and whether it is law", () => {
    for (const procedure of viewOf(city).procedures()) {
      for (const stage of procedure.stages) {
        expect(stage.article).not.toBe("");
        for (const act of Object.values(stage.acts)) expect(act.causes.zh && act.causes.en && act.article).toBeTruthy();
      }
    }
  });
});

// covers: FS-21-3b, SZ-14-1.1c, SZ-15-1.2e, HF-14-2e, CQ-19-2e
describe("a refusal must contain", () => {
  it.each([
    ["fushun", ["legal-basis"], "21"],
    ["shuozhou", ["reason", "legal-basis"], "15(二)"],
    ["hefei-etdz", ["reason", "legal-basis"], "14"],
    ["leshan", ["reason"], "17"],
    ["chongqing", ["reason"], "19"],
  ])("in %s %s (article %s)", (city, missing, article) => {
    expect(codeOf(() => atAnswer(city).acts("provider", "refuse", {}))).toMatchObject({
      code: "CONTENT_MISSING",
      missing,
      article,
    });
  });

  it.each([
    ["fushun", "national-provision", "BASIS_NOT_ACCEPTED"],
    ["fushun", "internal-rule", "BASIS_NOT_ACCEPTED"],
    ["fushun", "rule", "ALLOWED"],
    ["shuozhou", "internal-rule", "BASIS_NOT_ACCEPTED"],
    ["shuozhou", "municipal-document", "ALLOWED"],
    ["hefei-etdz", "internal-rule", "BASIS_NOT_ACCEPTED"],
    ["hefei-etdz", "municipal-document", "ALLOWED"],
    ["chongqing", "internal-rule", "ALLOWED"],
  ] as const)("in %s a basis of the kind %s is %s", (city, kind, code) => {
    const content = { reason: "超出范围", legalBasis: [{ kind, citation: "某文件" }] };
    expect(codeOf(() => atAnswer(city).acts("provider", "refuse", content)).code).toBe(code);
  });
});

// covers: FS-21-1, HF-14-1, LS-17-1a, CQ-19-2a
describe("unconditional data", () => {
  it.each(["fushun", "hefei-etdz", "leshan", "chongqing"])("is granted at once in %s, the purpose declared", (city) => {
    const driven = unconditional(city).files({}, { purpose: "低保审批" });
    expect(driven.state).toMatchObject({ end: "granted", version: 1 });
    expect(driven.effects).toEqual(["ended", "grant"]);
  });

  // covers: SZ-15-1.1a, SZ-15-1.1b
  it("passes in Shuozhou a conformity review of two working days first", () => {
    const driven = unconditional("shuozhou").files();
    expect(driven.state).toMatchObject({ stage: "conformity", waitingOn: ["authority"] });
    expect(driven.state?.clock).toMatchObject({
      start: "submitted",
      target: false,
      within: { value: { amount: 2 }, article: "15(一)", basis: "reading" },
    });
    expect(driven.acts("authority", "pass").state?.end).toBe("granted");
    expect(codeOf(() => unconditional("shuozhou").files({}, { purpose: "低保审批" }))).toMatchObject({
      missing: ["scenario"],
      article: "15(一)",
    });
  });
});

describe("Shuozhou", () => {
  // covers: SZ-16-1.3b
  it("shares at once with a department on the dedicated list", () => {
    const driven = conditional("shuozhou").files({ dedicatedListed: true });
    expect(driven.state?.end).toBe("granted");
    expect(driven.effects).toEqual(["stage-skipped", "stage-skipped", "stage-skipped", "ended", "grant"]);
  });

  // covers: SZ-16-1.1
  it("lets a delegate answer only where one was appointed", () => {
    const appointed = conditional("shuozhou").files({ delegateAppointed: true }).acts("authority", "pass");
    expect(appointed.state?.waitingOn).toEqual(["provider", "delegate"]);
    expect(appointed.acts("delegate", "approve").state?.end).toBe("granted");
    expect(atAnswer("shuozhou").state?.waitingOn).toEqual(["provider"]);
    expect(codeOf(() => atAnswer("shuozhou").acts("delegate", "approve")).code).toBe("WRONG_ACTOR");
  });

  it("counts the provider's days from the forwarding", () => {
    const driven = conditional("shuozhou").files().later(2).acts("authority", "pass");
    expect(driven.state?.clock).toMatchObject({ start: "forwarded", deadline: { dayZero: "2026-03-04" } });
  });

  // covers: SZ-15-1.3a, SZ-15-1.3b
  it("negotiates first, then coordinates; its own text knows no further step", () => {
    const driven = new CaseDriver(bookOf("shuozhou").asWritten().on("2026-03-02").procedure("sharing.dispute")).files();
    expect(driven.state).toMatchObject({
      stage: "negotiation",
      waitingOn: ["requester", "provider"],
      clock: { target: true },
    });
    expect(driven.offers("requester")).toEqual(["accept-refusal", "fail", "withdraw"]);
    expect(driven.offers("provider")).toEqual(["agree", "fail"]);
    driven.acts("requester", "fail").acts("authority", "fail");
    expect(driven.state?.end).toBe("not-settled");
    expect(dispute("shuozhou").files().acts("provider", "agree").effects).toContain("grant");
    expect(dispute("shuozhou").files().acts("requester", "accept-refusal").state?.end).toBe("settled-refusal");
  });
});

describe("Hefei", () => {
  // covers: HF-14-2b
  it("counts natural days from acceptance; acceptance itself has only a target", () => {
    const driven = conditional("hefei-etdz").files();
    expect(driven.state?.clock).toMatchObject({ start: "received", target: true, within: { basis: "default" } });
    driven.later(1).acts("provider", "accept");
    expect(driven.state?.clock).toMatchObject({
      start: "accepted",
      target: false,
      deadline: { dayZero: "2026-03-03", lastDay: "2026-03-13" },
    });
  });

  // covers: HF-14-2f
  it("opens a dispute only for a requester who says why duty needs the data", () => {
    const { duty: _left, ...rest } = APPLICATION;
    expect(codeOf(() => dispute("hefei-etdz").files({}, rest))).toMatchObject({ missing: ["duty"], article: "14" });
    expect(codeOf(() => dispute("hefei-etdz").files({}, APPLICATION, person("provider"))).code).toBe("WRONG_ACTOR");
  });
});

// covers: LS-17-1c
describe("Leshan", () => {
  it("waits for both reviewers and lets each speak once", () => {
    const driven = atAnswer("leshan").acts("provider", "approve");
    expect(driven.state).toMatchObject({
      stage: "answer",
      waitingOn: ["authority"],
      opinions: [{ kind: "provider", act: "approve" }],
    });
    expect(driven.effects).toEqual(["opinion-noted"]);
    expect(driven.offers("provider")).toEqual([]);
    expect(codeOf(() => driven.acts("provider", "refuse")).code).toBe("ALREADY_ACTED");
    expect(driven.acts("authority", "approve").effects).toEqual(["opinion-noted", "stage-skipped", "ended", "grant"]);
  });

  it("sends a disagreement to the dispute by itself, whichever side refuses", () => {
    for (const [first, second] of [
      ["approve", "refuse"],
      ["refuse", "approve"],
    ] as const) {
      const driven = atAnswer("leshan").acts("provider", first).acts("authority", second);
      expect(driven.state?.end).toBe("disputed");
      expect(driven.state?.opinions).toHaveLength(2);
      expect(driven.last?.effects.at(-1)).toMatchObject({ type: "dispute-open", automatic: true });
      expect(driven.effects).not.toContain("grant");
    }
  });

  it("does not let one person speak for both reviewers", () => {
    const both = { ...person("authority"), person: "li" };
    expect(
      codeOf(() => atAnswer("leshan").acts("provider", "approve").acts("authority", "approve", FULL, both)).code,
    ).toBe("TWO_SIDES");
  });

  it("forgets an opinion when the application went back", () => {
    const driven = atAnswer("leshan").acts("provider", "approve").acts("authority", "return").resubmits();
    expect(driven.state).toMatchObject({
      stage: "answer",
      waitingOn: ["authority", "provider"],
      opinions: [],
      round: 2,
    });
  });

  // covers: LS-18-2
  it("brings a failed coordination before the government, whose decision has no limit in the text", () => {
    const driven = dispute("leshan").files().acts("provider", "fail").acts("authority", "fail");
    expect(driven.state).toMatchObject({
      stage: "decision",
      waitingOn: ["government"],
      clock: { deadline: null, within: { value: "not-stipulated" } },
    });
    expect(driven.acts("government", "decide-share").effects).toContain("grant");
    const refused = dispute("leshan").files().acts("requester", "fail").acts("authority", "fail");
    expect(refused.acts("government", "decide-refusal").state?.end).toBe("decided-refusal");
  });
});

// covers: FS-21-4, CQ-19-3
describe("Fushun and Chongqing", () => {
  it.each(["fushun", "chongqing"])("let either side in %s bring a dispute to the authority, once", (city) => {
    const own = bookOf(city).asWritten().on("2026-03-02").procedure("sharing.dispute");
    const driven = new CaseDriver(own).files({}, APPLICATION, person("provider"));
    expect(driven.state).toMatchObject({ stage: "coordination", waitingOn: ["authority"], clock: { target: true } });
    expect(driven.acts("authority", "fail").state?.end).toBe("not-settled");
    expect(driven.procedure.ends.find(({ id }) => id === "not-settled")?.follows).toBeUndefined();
  });

  // covers: CQ-34-1.5
  it("Chongqing alone asks for the storage consent", () => {
    const offers = (city: string) =>
      viewOf(city)
        .procedure("sharing.conditional")
        .stages.flatMap((stage) => stage.acts.approve?.offers.map(({ item, article }) => `${item} ${article}`) ?? []);
    expect(offers("chongqing")).toEqual(["storage-consent 34(五)"]);
    expect(offers("fushun")).toEqual([]);
  });
});

it("a case is the fold of its events", () => {
  const driven = conditional("hefei-etdz")
    .files()
    .later(1)
    .acts("provider", "return")
    .later(3)
    .resubmits()
    .acts("provider", "accept")
    .acts("provider", "approve");
  expect(fold(driven.procedure, driven.events, loadTenants().calendar)).toEqual(driven.state);
  expect(driven.state?.version).toBe(driven.events.length);
});

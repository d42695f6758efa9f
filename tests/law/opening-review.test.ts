import { describe, expect, it } from "vitest";
import { actsFor, type CaseState } from "@/server/cases/rules";
import { type CaseDriver, CITIES, person, viewOf } from "./cases";
import { codeOf, does, opened, outreachOf } from "./forms";

type Said = Record<string, string | undefined>;

const AT = "2026-03-02T09:00:00+08:00";
const NO_BANS = {
  "state-secrets": "none",
  "commercial-secrets": "none",
  "personal-privacy": "none",
  "endangers-security": "none",
  "secrets-privacy": "none",
  "agreement-ip": "none",
  "barred-by-law": "none",
  "legal-question": "false",
  "expert-question": "false",
  "secrecy-question": "false",
};

/** A department proposes an entry of its own; nothing stands in the way unless it is said. */
function proposed(city: string, said: Said = {}): CaseDriver {
  return opened(city, "opening.review", { at: AT, said: { class: "unconditional", ...NO_BANS, ...said } });
}

/** Everybody who reviews agrees, in the class proposed. */
const AGREED: Record<string, [who: string, act: string][]> = {
  fushun: [["authority", "list"]],
  shuozhou: [
    ["provider-head", "settle"],
    ["provider-head", "pass"],
  ],
  "hefei-etdz": [
    ["government", "settle"],
    ["authority", "pass"],
  ],
  leshan: [
    ["provider-head", "assess"],
    ["authority", "approve"],
  ],
  chongqing: [["provider-head", "pass"]],
};
const agreed = (driven: CaseDriver, city: string) =>
  (AGREED[city] ?? []).reduce((on, [who, act]) => does(on, who, act), driven);

/** Who decides where a department would rather not open. */
const WITHHOLDS: Record<string, [stage: string, who: string, act: string]> = {
  fushun: ["withholding", "authority", "confirm"],
  shuozhou: ["withholding", "provider-head", "confirm"],
  "hefei-etdz": ["withholding", "government", "confirm"],
  leshan: ["filing", "authority", "record"],
  chongqing: ["withholding", "provider-head", "confirm"],
};

const missing = (run: () => unknown) => codeOf(run).missing ?? [];
const lastSkip = ({ last }: CaseDriver) => last?.effects.find(({ type }) => type === "stage-skipped");

describe.each(CITIES)("an opening review in %s", (city) => {
  it("opens the data when everybody has agreed, and not before", () => {
    const driven = proposed(city);
    expect(driven.procedure.about).toBe("own-entry");
    expect(driven.effects).not.toContain("outreach");
    agreed(driven, city);
    expect(driven.state?.end).toBe("listed");
    expect(outreachOf(driven)).toEqual(["open-entry"]);
  });

  it("is filed by the department whose data it is, and not decided by its officer", () => {
    for (const kind of ["requester", "authority", "government", "applicant", "provider-head"])
      expect(codeOf(() => opened(city, "opening.review", { at: AT, by: person(kind) })).code, kind).toBe("WRONG_ACTOR");
    const [first] = AGREED[city] ?? [];
    expect(codeOf(() => does(proposed(city), "provider", first?.[1] ?? "")).code).toBe("WRONG_ACTOR");
    expect(proposed(city).offers("provider")).toEqual(["withdraw"]);
  });

  it("is blocked by a state secret: nobody is asked and nothing is opened", () => {
    const driven = proposed(city, { "state-secrets": "involved" });
    expect(driven.state).toMatchObject({ end: "barred", waitingOn: [] });
    expect(driven.procedure.ends.find(({ id }) => id === "barred")?.outcome).toBe("rejected");
    expect(outreachOf(driven)).toEqual([]);
    expect(actsFor(driven.procedure, driven.state as CaseState, ["authority", "provider-head"])).toEqual([]);
    expect(proposed(city, { "state-secrets": "none" }).state?.end).toBeNull();
  });

  it("does not take an answer to the ban that its form does not offer", () => {
    expect(missing(() => proposed(city, { "state-secrets": "perhaps" }))).toEqual(["state-secrets"]);
    expect(missing(() => proposed(city, { "state-secrets": undefined }))).toEqual(["state-secrets"]);
  });

  it("withholds what a ban forbids, on a basis, and closes what was open", () => {
    const withheld = { class: "withheld", "state-secrets": "involved" };
    const [stage, who, act] = WITHHOLDS[city] ?? ["", "", ""];
    const driven = proposed(city, withheld);
    expect(driven.state).toMatchObject({ stage, waitingOn: [who] });
    expect(does(driven, who, act).state?.end).toBe("withheld");
    expect(outreachOf(driven)).toEqual(["close-entry"]);
    expect(missing(() => proposed(city, { ...withheld, basis: undefined }))).toEqual(["basis"]);
    expect(proposed(city, { basis: undefined }).state?.end).toBeNull();
  });

  it("asks conditional data for its conditions", () => {
    expect(missing(() => proposed(city, { class: "conditional", conditions: " " }))).toEqual(["conditions"]);
    expect(proposed(city, { conditions: undefined }).state?.end).toBeNull();
  });

  it("offers the three classes in the city's own words", () => {
    const options = viewOf(city)
      .procedure("opening.review")
      .filing.application.find(({ id }) => id === "class")?.options;
    const { words } = viewOf(city).city;
    expect(options?.map(({ value, title }) => [value, title.zh])).toEqual(
      Object.entries(words.opening).map(([value, title]) => [value, title.zh]),
    );
  });

  it("goes back to the department for completion and enters again", () => {
    const [first] = AGREED[city] ?? [];
    const driven = proposed(city).acts(first?.[0] ?? "", "return");
    expect(driven.state).toMatchObject({ stage: "completion", waitingOn: ["provider"] });
    expect(driven.offers("requester")).toEqual([]);
    expect(driven.later(1).resubmits().state).toMatchObject({ round: 2, waitingOn: [first?.[0]] });
    expect(agreed(driven, city).state?.end).toBe("listed");
  });

  it("may be withdrawn by the department until it is decided", () => {
    expect(proposed(city).withdraws().state?.end).toBe("withdrawn");
    expect(codeOf(() => proposed(city).withdraws(person("authority"))).code).toBe("WRONG_ACTOR");
    expect(codeOf(() => agreed(proposed(city), city).withdraws()).code).toBe("ENDED");
  });

  it("is rejected with reasons", () => {
    const [first] = AGREED[city] ?? [];
    const who = first?.[0] ?? "";
    expect(missing(() => proposed(city).acts(who, "reject", {}))).toEqual(["reason"]);
    const driven = proposed(city).acts(who, "reject");
    expect(driven.state?.end).toBe("rejected");
    expect(outreachOf(driven)).toEqual([]);
  });
});

describe("Fushun", () => {
  // covers: FS-23-1a
  it.each([
    ["state-secrets", "involved"],
    ["cybersecurity", "conflicts"],
    ["personal-information", "conflicts"],
    ["disclosure", "conflicts"],
  ])("checks the proposal against four laws and keeps the answers: %s", (law, answer) => {
    expect(missing(() => proposed("fushun", { [law]: undefined }))).toEqual([law]);
    const blocked = proposed("fushun", { [law]: answer });
    expect(blocked.state).toMatchObject({ end: "barred", application: { [law]: answer } });
    expect(lastSkip(blocked)).toMatchObject({ source: { article: "23" } });
    expect(proposed("fushun").state?.stage).toBe("review");
  });

  it("asks restricted as well as withheld data for the basis that is published", () => {
    for (const restricted of ["conditional", "withheld"])
      expect(
        codeOf(() => proposed("fushun", { class: restricted, conditions: "实名", basis: undefined })),
      ).toMatchObject({
        missing: ["basis"],
        article: "24",
      });
  });

  it("has the city's authority review the catalogue of every level", () => {
    const [review] = viewOf("fushun").procedure("opening.review").stages;
    expect(review).toMatchObject({ id: "review", seat: { value: "city" }, article: "9", basis: "law", clock: null });
  });
});

describe.each([
  ["shuozhou", "provider-head", "provider-head", "23"],
  ["hefei-etdz", "government", "authority", "16"],
] as const)("%s", (city, first, second, article) => {
  // covers: SZ-23-2a, HF-16-2a
  it.each(["commercial-secrets", "personal-privacy"])("does not open %s without an exception", (ban) => {
    const blocked = proposed(city, { [ban]: "involved" });
    expect(blocked.state?.end).toBe("barred");
    expect(lastSkip(blocked)).toMatchObject({ source: { article, basis: "law" } });
    expect(proposed(city, { [ban]: "none" }).state?.stage).toBe("openness-review");
  });

  // covers: SZ-23-2b, HF-16-2b
  it.each([
    ["commercial-secrets", "commercial-exception"],
    ["personal-privacy", "privacy-exception"],
  ])(
    "opens %s with the holder's consent or for the public interest, with the proof and the recipients",
    (ban, proof) => {
      for (const exception of ["holder-consents", "public-interest"]) {
        const said = { class: "conditional", recipients: "某高校", [ban]: exception };
        expect(codeOf(() => proposed(city, { ...said, [proof]: undefined }))).toMatchObject({
          missing: [proof],
          article,
        });
        const driven = proposed(city, { ...said, [proof]: "同意书" });
        does(driven, first, "settle", { "settled-class": "conditional" });
        expect(does(driven, second, "pass").state).toMatchObject({
          end: "listed",
          application: { [proof]: "同意书", recipients: "某高校" },
        });
      }
      expect(missing(() => proposed(city, { "state-secrets": "public-interest" }))).toEqual(["state-secrets"]);
    },
  );

  it("lets the reviewer settle another class, with what that class needs", () => {
    const to = (settled: string, said: Said) =>
      does(proposed(city), first, "settle", { "settled-class": settled, ...said });
    expect(missing(() => to("conditional", { "settled-conditions": undefined }))).toEqual(["settled-conditions"]);
    expect(to("conditional", {}).state?.values).toMatchObject({ "settled-class": "conditional" });
    expect(missing(() => to("withheld", { "settled-basis": undefined }))).toEqual(["settled-basis"]);
    const withheld = to("withheld", {});
    expect(withheld.state?.end).toBe("withheld");
    expect(outreachOf(withheld)).toEqual(["close-entry"]);
    expect(missing(() => does(proposed(city), first, "settle", { "settled-class": undefined }))).toContain(
      "settled-class",
    );
  });

  it("asks again for the conditions only where the class changed, as the act's own form says", () => {
    const fields = (said: Said) => {
      const { procedure, state } = proposed(city, said);
      return actsFor(procedure, state as CaseState, [first]).find(({ act }) => act === "settle")?.fields ?? [];
    };
    const conditions = (said: Said) => fields(said).find(({ id }) => id === "settled-conditions");
    expect(conditions({})?.when).toEqual({ attribute: "settled-class", equals: "conditional" });
    expect(conditions({ class: "conditional", conditions: "实名" })).toBeUndefined();
  });
});

// covers: SZ-23-1c
it("Shuozhou settles the class in the openness review before the secrecy review, both signed by the head", () => {
  const driven = proposed("shuozhou");
  expect(driven.state).toMatchObject({ stage: "openness-review", waitingOn: ["provider-head"] });
  expect(codeOf(() => does(proposed("shuozhou"), "authority", "settle")).code).toBe("WRONG_ACTOR");
  does(driven, "provider-head", "settle");
  expect(driven.state).toMatchObject({ stage: "secrecy-review", waitingOn: ["provider-head"], end: null });
  expect(driven.procedure.stages.find(({ id }) => id === "secrecy-review")?.article).toBe("26");
  expect(codeOf(() => does(driven, "provider", "pass")).code).toBe("WRONG_ACTOR");
  expect(codeOf(() => driven.acts("provider-head", "reject", {}))).toMatchObject({ missing: ["reason"] });
  expect(driven.acts("provider-head", "reject").state?.end).toBe("rejected");
});

// covers: HF-16-1b, HF-23-2a
it("Hefei has the openness body settle the class and the bureau assess the risk, which it must record", () => {
  const driven = proposed("hefei-etdz");
  expect(driven.state).toMatchObject({ stage: "openness-review", waitingOn: ["government"] });
  expect(driven.procedure.sides.government?.zh).toBe("政务公开机构");
  expect(codeOf(() => does(proposed("hefei-etdz"), "authority", "settle")).code).toBe("WRONG_ACTOR");
  does(driven, "government", "settle");
  expect(driven.state).toMatchObject({ stage: "risk-assessment", waitingOn: ["authority"] });
  expect(codeOf(() => does(driven, "government", "pass")).code).toBe("WRONG_ACTOR");
  expect(codeOf(() => does(driven, "authority", "pass", { assessment: undefined }))).toMatchObject({
    missing: ["assessment"],
    article: "23",
  });
  expect(driven.acts("authority", "reject").state?.end).toBe("rejected");
});

describe("Leshan", () => {
  const review = (said: Said = {}) => proposed("leshan", said);

  // covers: LS-22-2
  it("asks for the department's assessment by grade and the approval of the authority of its level", () => {
    const driven = review();
    expect(driven.state).toMatchObject({ stage: "assessment", waitingOn: ["provider-head"] });
    expect(missing(() => does(driven, "provider-head", "assess", { assessment: undefined }))).toEqual(["assessment"]);
    does(driven, "provider-head", "assess");
    expect(driven.state).toMatchObject({ stage: "approval", waitingOn: ["authority"], end: null });
    const approval = driven.procedure.stages.find(({ id }) => id === "approval");
    expect(approval?.seat).toMatchObject({ value: "provider-region", article: "22", basis: "law" });
    expect(codeOf(() => does(driven, "provider-head", "approve")).code).toBe("WRONG_ACTOR");
    expect(driven.acts("authority", "approve", { fields: {} }).state?.end).toBe("listed");
  });

  // covers: LS-23-1.1, LS-23-1.2, LS-23-1.3, LS-23-1.4
  it.each([
    ["legality", { "legal-question": "true" }, ["legality-opinion"], "23(一)"],
    ["expert", { "expert-question": "true" }, ["experts", "expert-date", "expert-opinion"], "23(二)"],
    ["secrecy", { "secrecy-question": "true" }, ["secrecy-reviewer", "secrecy-opinion"], "23(三)"],
    ["privacy", { "secrets-privacy": "desensitised" }, ["privacy-rules", "privacy-opinion"], "23(四)"],
  ])("holds the review of %s where the answers call for it, and only then", (stage, trigger, asked, article) => {
    const driven = does(review(trigger), "provider-head", "assess");
    expect(driven.state).toMatchObject({ stage, waitingOn: ["provider-head"] });
    expect(codeOf(() => driven.acts("provider-head", "pass", { fields: {} }))).toMatchObject({
      missing: asked,
      article,
    });
    expect(codeOf(() => does(driven, "authority", "pass")).code).toBe("WRONG_ACTOR");
    expect(does(driven, "provider-head", "pass").state?.stage).toBe("approval");
    expect(does(review(), "provider-head", "assess").state?.stage).toBe("approval");
    const failed = does(review(trigger), "provider-head", "assess").acts("provider-head", "fail");
    expect(failed.state?.end).toBe("rejected");
  });

  it("holds all four in the order of the article", () => {
    const driven = review({
      "legal-question": "true",
      "expert-question": "true",
      "secrecy-question": "true",
      "secrets-privacy": "public-interest",
    });
    does(driven, "provider-head", "assess");
    const passed: (string | null | undefined)[] = [];
    while (driven.state?.stage !== "approval") {
      passed.push(driven.state?.stage);
      does(driven, "provider-head", "pass");
    }
    expect(passed).toEqual(["legality", "expert", "secrecy", "privacy"]);
  });

  // covers: LS-24-1.1, LS-24-1.2, LS-24-1.3, LS-24-1.4, LS-24-1.5
  it.each([
    ["state-secrets", "24(一)"],
    ["endangers-security", "24(二)"],
    ["secrets-privacy", "24(三)"],
    ["agreement-ip", "24(四)"],
    ["barred-by-law", "24(五)"],
  ])("blocks what is banned: %s, article %s", (ban, article) => {
    const blocked = review({ [ban]: "involved" });
    expect(blocked.state?.end).toBe("barred");
    expect(lastSkip(blocked)).toMatchObject({ source: { article, basis: "law" } });
    expect(review({ [ban]: "none" }).state?.stage).toBe("assessment");
  });

  it("has the agreement or the rule named that stands in the way", () => {
    expect(missing(() => review({ "agreement-ip": "involved", "agreement-claim": undefined }))).toEqual([
      "agreement-claim",
    ]);
    expect(missing(() => review({ "barred-by-law": "involved", "barring-rule": undefined }))).toEqual(["barring-rule"]);
  });

  // covers: LS-24-2
  it("lets items 3 and 5 return after desensitisation, with its record, and the others not", () => {
    for (const [ban, record] of [
      ["secrets-privacy", "secrets-desensitisation"],
      ["barred-by-law", "law-desensitisation"],
    ] as const) {
      expect(codeOf(() => review({ [ban]: "desensitised", [record]: undefined }))).toMatchObject({
        missing: [record],
        article: "24",
      });
      expect(review({ [ban]: "desensitised" }).state?.stage).toBe("assessment");
    }
    for (const ban of ["state-secrets", "endangers-security", "agreement-ip"])
      expect(missing(() => review({ [ban]: "desensitised" }))).toEqual([ban]);
  });

  // covers: LS-24-3
  it("opens item 3 for the public interest only with the authority's own finding", () => {
    const driven = does(review({ "secrets-privacy": "public-interest" }), "provider-head", "assess");
    does(driven, "provider-head", "pass");
    expect(codeOf(() => driven.acts("authority", "approve", { fields: {} }))).toMatchObject({
      missing: ["public-interest"],
      article: "24",
    });
    expect(does(driven, "authority", "approve", { "public-interest": "经审查成立" }).state?.end).toBe("listed");
  });

  // covers: LS-25-1.1, LS-25-1.2, LS-25-1.3
  it.each([
    ["一", "holder-consent", "25(一)"],
    ["二", "load-estimate", "25(二)"],
    ["三", "value-and-risk", "25(三)"],
  ])("asks conditional data for one of three criteria and its proof: %s", (criterion, proof, article) => {
    const said = { class: "conditional", criterion };
    expect(codeOf(() => review({ ...said, [proof]: undefined }))).toMatchObject({ missing: [proof], article });
    expect(review(said).state).toMatchObject({ stage: "assessment", application: { criterion } });
    expect(missing(() => review({ class: "conditional", criterion: "四" }))).toEqual(["criterion"]);
  });

  it("lets what its holder consents to be conditional, never unconditional", () => {
    const consented = { "secrets-privacy": "holder-consents" };
    expect(review({ ...consented, class: "unconditional" }).state?.end).toBe("barred");
    expect(review({ ...consented, class: "conditional" }).state?.stage).toBe("assessment");
  });

  // covers: LS-21-4
  it("has the basis of what is withheld cited by its kind and filed with the authority", () => {
    expect(missing(() => review({ class: "withheld", "basis-kind": "internal-rule" }))).toEqual(["basis-kind"]);
    const driven = review({ class: "withheld", "basis-kind": "rule" });
    expect(driven.state).toMatchObject({ stage: "filing", waitingOn: ["authority"], end: null });
    expect(codeOf(() => does(driven, "provider-head", "record")).code).toBe("WRONG_ACTOR");
    expect(does(driven, "authority", "record").state?.end).toBe("withheld");
  });
});

describe("Chongqing", () => {
  // covers: CQ-22-3
  it("opens sensitive information only after desensitisation, with conditions and range", () => {
    const sensitive = (state: string) => proposed("chongqing", { class: "conditional", sensitive: state });
    expect(sensitive("involved").state?.end).toBe("barred");
    expect(lastSkip(sensitive("involved"))).toMatchObject({ source: { article: "22", basis: "law" } });
    const driven = sensitive("desensitised");
    expect(driven.state?.application.conditions).toBeTruthy();
    expect(does(driven, "provider-head", "pass").state?.end).toBe("listed");
  });

  it("publishes nothing before the secrecy review, and asks no authority", () => {
    const driven = proposed("chongqing", { sensitive: "none" });
    expect(driven.state).toMatchObject({ stage: "secrecy-review", waitingOn: ["provider-head"] });
    expect(driven.procedure.stages.flatMap(({ actors }) => actors)).not.toContain("authority");
    expect(codeOf(() => does(driven, "authority", "pass")).code).toBe("WRONG_ACTOR");
    expect(does(driven, "provider-head", "pass").state?.end).toBe("listed");
  });
});

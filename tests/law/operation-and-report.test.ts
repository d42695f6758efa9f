import { describe, expect, it } from "vitest";
import { ProcedureUnknownError } from "@/server/law";
import { type CaseDriver, CITIES, person, viewOf } from "./cases";
import { codeOf, does, opened, outreachOf } from "./forms";

type Said = Record<string, string | undefined>;

const AT = "2026-03-02T09:00:00+08:00";
const proposed = (said: Said = {}, by = person("provider")) =>
  opened("leshan", "opening.operation", { at: AT, said: { "high-value": "false", ...said }, by });
const reported = (said: Said = {}) => opened("leshan", "opening.report", { at: AT, said });

const assessed = (driven = proposed()) => does(driven, "authority", "report");
const authorised = (driven = proposed()) => does(assessed(driven), "government", "consent");
/** Ends of a procedure that nobody may act on any more. */
const outcomeOf = ({ procedure, state }: CaseDriver) => procedure.ends.find(({ id }) => id === state?.end)?.outcome;

describe.each(CITIES.filter((city) => city !== "leshan"))("the text of %s", (city) => {
  it.each(["opening.operation", "opening.report"])("knows no %s, and says so", (id) => {
    expect(() => viewOf(city).procedure(id)).toThrow(ProcedureUnknownError);
    expect(viewOf("leshan").procedure(id).city).toBe("leshan");
  });
});

describe("authorised operation in Leshan", () => {
  // covers: LS-30-2a
  it("is proposed by a department or a government, with a plan, and by nobody else", () => {
    for (const kind of ["provider", "government"]) expect(proposed({}, person(kind)).state?.stage).toBe("assessment");
    for (const kind of ["requester", "authority", "applicant", "delegate"])
      expect(codeOf(() => proposed({}, person(kind))).code, kind).toBe("WRONG_ACTOR");
    expect(codeOf(() => proposed({ plan: undefined }))).toMatchObject({ missing: ["plan"], article: "30" });
    expect(proposed().procedure.about).toBe("none");
  });

  // covers: LS-30-1
  it("names the organisation, its scope and its term, and stands where it stands", () => {
    for (const field of ["operator", "scope", "term"])
      expect(codeOf(() => proposed({ [field]: undefined })).missing).toEqual([field]);
    const driven = authorised(proposed({ operator: "某数据公司", scope: "景区客流", term: "2026年至2028年" }));
    expect(driven.state).toMatchObject({
      stage: "operation",
      application: { operator: "某数据公司", scope: "景区客流", term: "2026年至2028年" },
    });
  });

  // covers: LS-30-4a
  it("asks for the organisation's secrecy and network-security rules", () => {
    for (const field of ["secrecy-rules", "network-rules"])
      expect(codeOf(() => proposed({ [field]: undefined }))).toMatchObject({ missing: [field], article: "30" });
  });

  it("asks for the way of allotment where the data is of great value", () => {
    const valuable = (said: Said) => proposed({ "high-value": "true", ...said });
    expect(codeOf(() => valuable({ allocation: undefined })).missing).toEqual(["allocation"]);
    expect(valuable({ allocation: "公开招标" }).state?.stage).toBe("assessment");
    expect(proposed({ allocation: undefined }).state?.stage).toBe("assessment");
  });

  // covers: LS-30-2b
  it("has the city's authority record the experts' assessment before the government decides", () => {
    const driven = proposed();
    expect(driven.state).toMatchObject({ stage: "assessment", waitingOn: ["authority"] });
    expect(driven.procedure.stages[0]?.seat).toMatchObject({ value: "city", basis: "law" });
    expect(codeOf(() => proposed().acts("government", "consent")).code).toBe("ACT_NOT_ALLOWED");
    expect(codeOf(() => does(driven, "authority", "report", { "expert-assessment": undefined }))).toMatchObject({
      missing: ["expert-assessment"],
      article: "30",
    });
    expect(codeOf(() => does(driven, "provider", "report")).code).toBe("WRONG_ACTOR");
    expect(assessed(driven).state).toMatchObject({ stage: "consent", waitingOn: ["government"] });
  });

  // covers: LS-30-2c
  it("goes ahead with the city government's documented consent alone", () => {
    const driven = assessed();
    for (const kind of ["authority", "provider"])
      expect(codeOf(() => does(driven, kind, "consent")).code, kind).toBe("WRONG_ACTOR");
    expect(codeOf(() => does(driven, "government", "consent", { "consent-document": undefined })).missing).toEqual([
      "consent-document",
    ]);
    expect(driven.state?.stage).toBe("consent");
    expect(does(driven, "government", "consent").state?.stage).toBe("operation");
  });

  it("must not go ahead where the assessment fails or the government refuses", () => {
    for (const driven of [
      proposed().acts("authority", "reject"),
      assessed().acts("government", "refuse"),
      proposed().withdraws(),
    ]) {
      expect(driven.state?.waitingOn).toEqual([]);
      expect(["rejected", "withdrawn"]).toContain(outcomeOf(driven));
      expect(codeOf(() => does(driven, "government", "consent")).code).toBe("ENDED");
    }
    expect(codeOf(() => assessed().acts("government", "refuse", {})).missing).toEqual(["reason"]);
  });

  // covers: LS-30-4b
  it("passes data to a third party only with the sector authority's approval and then the city authority's", () => {
    const asked = (said: Said = {}) => does(authorised(), "provider", "ask-release", said);
    for (const field of ["third-party", "release-scope", "sector-authority", "sector-approval"])
      expect(codeOf(() => asked({ [field]: undefined }))).toMatchObject({ missing: [field], article: "30" });
    const driven = asked();
    expect(driven.state).toMatchObject({ stage: "release", waitingOn: ["authority"] });
    expect(codeOf(() => driven.acts("provider", "approve-release")).code).toBe("WRONG_ACTOR");
    expect(codeOf(() => proposed().acts("authority", "approve-release")).code).toBe("ACT_NOT_ALLOWED");
    expect(driven.acts("authority", "approve-release").state?.stage).toBe("operation");
    expect(asked().acts("authority", "refuse-release").state?.stage).toBe("operation");
  });

  it("waits for whoever proposed it, and the authority may end it", () => {
    expect(authorised().state?.waitingOn).toEqual(["provider"]);
    const county = authorised(proposed({}, { ...person("government"), department: "shizhong-gov", person: "he" }));
    expect(county.state?.waitingOn).toEqual(["government"]);
    expect(codeOf(() => does(county, "provider", "ask-release")).code).toBe("WRONG_ACTOR");
    expect(authorised().offers("authority")).toEqual(["end"]);
    expect(authorised().acts("authority", "end").state?.end).toBe("ended");
  });

  it("is the proposer's to take back until the government has decided, not after", () => {
    expect(assessed().withdraws().state?.end).toBe("withdrawn");
    expect(codeOf(() => authorised().withdraws()).code).toBe("WITHDRAWAL_NOT_ALLOWED");
    expect(authorised().offers("provider")).toEqual(["ask-release"]);
  });
});

describe("a public report in Leshan", () => {
  // covers: LS-31-1a
  it("comes from anybody, about an entry, with evidence", () => {
    expect(reported().procedure).toMatchObject({ about: "entry", filing: { by: ["applicant"] } });
    expect(codeOf(() => reported({ evidence: undefined }))).toMatchObject({ missing: ["evidence"], article: "31" });
    expect(codeOf(() => reported({ misuse: " " })).missing).toEqual(["misuse"]);
    expect(reported({ user: undefined }).state).toMatchObject({ stage: "receipt", waitingOn: ["authority"] });
  });

  // covers: LS-31-1b
  it("lets the authority suspend the opening at once, with a reason, while it verifies", () => {
    expect(codeOf(() => reported().acts("authority", "suspend", {})).missing).toEqual(["reason"]);
    const driven = reported().acts("authority", "suspend");
    expect(outreachOf(driven)).toEqual(["suspend-opening"]);
    expect(driven.state).toMatchObject({ stage: "suspended", waitingOn: ["authority"] });
    expect(driven.state?.milestones.suspended).toEqual(new Date(AT));
    for (const kind of ["provider", "applicant", "government"])
      expect(codeOf(() => reported().acts(kind, "suspend")).code, kind).toBe("WRONG_ACTOR");
  });

  it("leaves the data open where suspending is not necessary, and may still suspend later", () => {
    const driven = reported().acts("authority", "verify");
    expect(outreachOf(driven)).toEqual([]);
    expect(driven.state?.stage).toBe("verification");
    expect(outreachOf(driven.acts("authority", "suspend"))).toEqual(["suspend-opening"]);
    expect(driven.state?.stage).toBe("suspended");
  });

  it.each([
    ["suspend", "unfounded", ["resume-opening"]],
    ["suspend", "handle", ["resume-opening"]],
    ["suspend", "close", ["close-entry"]],
    ["verify", "unfounded", []],
    ["verify", "handle", []],
    ["verify", "close", ["close-entry"]],
  ])("after %s and %s the opening is left as it should be: %j", (first, second, outreach) => {
    const driven = reported().acts("authority", first);
    expect(codeOf(() => does(driven, "authority", second, { measures: undefined })).missing).toEqual(["measures"]);
    expect(outreachOf(does(driven, "authority", second))).toEqual(outreach);
    expect(driven.state).toMatchObject({ stage: "feedback", end: null, waitingOn: ["authority"] });
  });

  // covers: LS-31-1c
  it("ends with what the reporter is told, promptly and without a figure", () => {
    const driven = does(reported().acts("authority", "suspend"), "authority", "unfounded");
    expect(driven.state?.clock).toMatchObject({ start: "handled", deadline: null, key: "public.report.feedback" });
    expect(codeOf(() => driven.acts("authority", "feed-back", {})).missing).toEqual(["feedback"]);
    does(driven, "authority", "feed-back", { feedback: "经核实不属实" });
    expect(driven.state).toMatchObject({ end: "fed-back", values: { feedback: "经核实不属实" } });
  });

  it("once made is the authority's to deal with: the reporter does not take it back", () => {
    expect(codeOf(() => reported().withdraws()).code).toBe("WITHDRAWAL_NOT_ALLOWED");
    expect(reported().offers("applicant")).toEqual([]);
    expect(reported().offers("authority")).toEqual(["suspend", "verify"]);
  });
});

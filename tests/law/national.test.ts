import { describe, expect, it } from "vitest";
import { fold } from "@/server/cases/rules";
import { seatOf } from "@/server/cases/seat";
import { loadTenants, PARAMETERS, type ParameterKey } from "@/server/law";
import { bookOf, CaseDriver, CITIES, FULL, person, viewOf } from "./cases";
import { codeOf, does, opened } from "./forms";

const { books, national } = loadTenants();

function latest(key: ParameterKey) {
  const entry = national?.values[key]?.at(-1);
  return entry && { value: entry.value, cites: entry.article, from: entry.from };
}

describe("the national regulation as data", () => {
  it("is in force since August 2025 by its article 44, and is no city", () => {
    expect(national?.instrument.effective).toMatchObject({ value: "2025-08-01", article: "44", basis: "law" });
    expect(books.has("national")).toBe(false);
    expect(books.has("fushun")).toBe(true);
  });

  it("gives every value from its first day, as law with its article", () => {
    const values = Object.entries(national?.values ?? {});
    expect(values.length).toBeGreaterThan(50);
    for (const [key, entries] of values) {
      expect(PARAMETERS[key as ParameterKey], key).toBeDefined();
      expect(
        entries.map(({ from, basis }) => [from, basis]),
        key,
      ).toEqual([["2025-08-01", "law"]]);
      expect(entries[0]?.article, key).toMatch(/^\d+/);
    }
  });

  it.each<[ParameterKey, string, unknown]>([
    ["sharing.basis.withheld", "14(三)", ["law", "administrative-regulation", "state-council-decision"]],
    ["catalogue.assessments", "13", ["secrecy-risk", "personal-information-impact"]],
    ["catalogue.approved_by_head", "13", true],
    ["catalogue.update.within", "17", { amount: 10, unit: "working-days", starts: "law-changed" }],
    ["catalogue.update.extension", "17", expect.objectContaining({ amount: 5, unit: "working-days" })],
    ["catalogue.review.within", "17", { amount: 2, unit: "working-days", starts: "received" }],
    ["sharing.application.fields", "20", ["basis", "scenario", "scope", "manner", "term"]],
    ["sharing.sign_off.required", "20", true],
    ["sharing.answer.sign_off", "20", true],
    ["sharing.unconditional.answer.within", "21", { amount: 1, unit: "working-days", starts: "received" }],
    ["sharing.answer.within", "21", { amount: 10, unit: "working-days", starts: "received" }],
    [
      "sharing.answer.extension",
      "21",
      expect.objectContaining({ amount: 10, told: { zh: "需求部门", en: "the requester" } }),
    ],
    ["sharing.completion.told_once", "21", true],
    ["sharing.refusal.must_contain", "21", ["reason"]],
    ["sharing.delivery.within", "22", { amount: 20, unit: "working-days", starts: "consented" }],
    ["sharing.third_party", "25", "only-if-authorised"],
    ["correction.sharing.within", "26", { amount: 10, unit: "working-days", starts: "received" }],
    ["correction.sharing.extension", "26", "not-stipulated"],
    ["use.violation.ladder", "27", ["suspend", "rectify", "terminate"]],
    ["service.termination.negotiated", "27", true],
    ["service.termination.filed", "27", true],
    ["dispute.ladder", "28", ["negotiation", "authority", "government"]],
    ["use.records.retention", "29", { at_least: 3, unit: "years" }],
    ["use.records.fields", "29", ["scenario", "process", "effect", "storage", "destruction"]],
  ])("%s by article %s", (key, cites, value) => {
    expect(latest(key)).toEqual({ value, cites, from: "2025-08-01" });
  });

  it.each<[ParameterKey]>([
    ["sharing.storage"],
    ["opening.classes"],
    ["opening.answer.within"],
    ["sharing.free_of_charge"],
  ])("says nothing of %s", (key) => expect(latest(key)).toBeUndefined());

  it("has a direction wherever a city's period may be looser than the national one", () => {
    for (const key of ["catalogue.update.within", "catalogue.review.within", "sharing.delivery.within"] as const)
      expect(PARAMETERS[key].stricter).toBe("shorter");
    expect(PARAMETERS["use.records.retention"].stricter).toBe("longer");
  });
});

describe("the cities' own answers to the national steps", () => {
  it.each([
    ["fushun", ["authority"], "21"],
    ["shuozhou", ["negotiation", "authority"], "15(三)"],
    ["hefei-etdz", ["authority"], "14"],
    ["leshan", ["authority", "government"], "18"],
    ["chongqing", ["authority"], "19"],
  ])("%s: the ladder of a dispute", (city, ladder, article) => {
    expect(viewOf(city).value("dispute.ladder")).toMatchObject({ value: ladder, article, basis: "law" });
  });

  it("are silent where only the nation speaks", () => {
    for (const city of ["fushun", "shuozhou", "hefei-etdz", "leshan", "chongqing"])
      for (const key of ["sharing.delivery.within", "sharing.answer.extension", "use.records.retention"] as const)
        expect(viewOf(city).value(key).value, `${city} ${key}`).toBe("not-stipulated");
  });

  it("hold Shuozhou's two days for unconditional data as a reading, which is looser than the nation's one", () => {
    expect(viewOf("shuozhou").value("sharing.unconditional.answer.within")).toMatchObject({
      value: { amount: 2, unit: "working-days", starts: "submitted" },
      basis: "reading",
    });
    expect(viewOf("fushun").value("sharing.unconditional.answer.within").value).toBe("not-stipulated");
  });

  it("know a withdrawal of use in Shuozhou and a filing of ended services in Leshan", () => {
    expect(viewOf("shuozhou").value("use.violation.ladder")).toMatchObject({ value: ["revoke"], article: "27" });
    expect(viewOf("leshan").value("service.termination.filed")).toMatchObject({ value: true, article: "15" });
    expect(viewOf("leshan").value("service.termination.negotiated").value).toBe("not-stipulated");
  });
});

describe("the ladder of a dispute under article 28", () => {
  const disputeOf = (city: string, date = "2026-03-02") => viewOf(city, date).procedure("sharing.dispute");
  const disputed = (city: string, date?: string) => new CaseDriver(disputeOf(city, date)).files();

  it.each(CITIES)("%s: negotiation, then the authority, then the government, each rung once", (city) => {
    const driven = disputed(city);
    expect(driven.state).toMatchObject({ stage: "negotiation", waitingOn: ["requester", "provider"] });
    expect(driven.acts("requester", "fail").state).toMatchObject({ stage: "coordination", waitingOn: ["authority"] });
    expect(driven.acts("authority", "fail").state).toMatchObject({ stage: "decision", waitingOn: ["government"] });
    expect(driven.acts("government", "decide-share").effects).toContain("grant");
    expect(driven.procedure.stages.map(({ id }) => id)).toEqual(["negotiation", "coordination", "decision"]);
  });

  it.each(CITIES)("%s: an agreement of the two sides grants, and an accepted refusal ends it", (city) => {
    expect(disputed(city).acts("provider", "agree").effects).toContain("grant");
    const refused = disputed(city).acts("requester", "accept-refusal");
    expect(refused.effects).not.toContain("grant");
    expect(disputeOf(city).ends.find(({ id }) => id === refused.state?.end)?.outcome).toBe("settled");
  });

  it.each([
    ["fushun", ["negotiation", "decision"], "21"],
    ["shuozhou", ["decision"], "15(三)"],
    ["hefei-etdz", ["negotiation", "decision"], "14"],
    ["leshan", ["negotiation"], "18"],
    ["chongqing", ["negotiation", "decision"], "19"],
  ])("%s: adds the rungs that its own text lacks, with both articles", (city, added, article) => {
    const brought = disputeOf(city).stages.filter(({ instrument }) => instrument);
    expect(brought.map(({ id }) => id)).toEqual(added);
    for (const stage of brought)
      expect(stage).toMatchObject({
        article: "28",
        instrument: { zh: "国务院令第809号" },
        beside: { article },
      });
    for (const stage of disputeOf(city).stages.filter(({ id }) => !added.includes(id)))
      expect(stage.beside, stage.id).toBeNull();
  });

  it.each(CITIES)("%s: lets the common superior coordinate across levels, and the same level otherwise", (city) => {
    const book = bookOf(city);
    const stages = disputeOf(city).stages.filter(({ seat }) => seat);
    expect(stages).toHaveLength(2);
    const own = book.city.regionCode;
    const county = book.departments.find(({ region, kind }) => region !== own && kind === "authority")?.region;
    for (const stage of stages) {
      expect(seatOf(book, stage, { regionId: own, requesterRegionId: own }), stage.id).toBe(own);
      if (!county) continue;
      expect(seatOf(book, stage, { regionId: county, requesterRegionId: own }), stage.id).toBe(own);
      if (stage.id === "coordination")
        expect(seatOf(book, stage, { regionId: county, requesterRegionId: county })).toBe(county);
    }
  });

  it("binds from August 2025 and in a city run as its text is written not at all", () => {
    expect(disputed("fushun", "2025-07-31").state?.stage).toBe("coordination");
    expect(disputed("fushun", "2025-08-01").state?.stage).toBe("negotiation");
    const written = bookOf("chongqing").asWritten().on("2026-03-02").procedure("sharing.dispute");
    const driven = new CaseDriver(written).files();
    expect(driven.state?.stage).toBe("coordination");
    expect(driven.acts("authority", "fail").state?.end).toBe("not-settled");
  });
});

describe("the head's agreement to an answer under article 20", () => {
  const asked = (city: string, written = false) => {
    const book = written ? bookOf(city).asWritten() : bookOf(city);
    const driven = new CaseDriver(book.on("2026-03-02").procedure("sharing.conditional")).files();
    if (city === "shuozhou") driven.acts("authority", "pass");
    if (city === "hefei-etdz") driven.acts("provider", "accept");
    return driven;
  };
  const officer = person("provider");
  const head = person("provider-head");
  const proposed = (city: string, act = "approve") => asked(city).acts("provider", act, FULL, officer);

  it.each(CITIES)("%s: an officer's answer waits for the head, takes no effect, and its period runs on", (city) => {
    const before = asked(city).state?.clock?.deadline?.lastDay;
    const driven = proposed(city);
    expect(driven.state).toMatchObject({ end: null, pending: { act: "approve", by: { person: "li" } } });
    expect(driven.state?.waitingOn).toContain("provider-head");
    expect(driven.state?.waitingOn).not.toContain("provider");
    expect(driven.state?.clock?.deadline?.lastDay).toBe(before);
    expect(driven.effects).toEqual(["proposed"]);
    expect(driven.offers("provider")).not.toContain("approve");
    expect(driven.offers("provider-head")).toEqual(expect.arrayContaining(["sign-answer", "send-answer-back"]));
    const { signOff } = driven.procedure.stages.find(({ id }) => id === driven.state?.stage)?.acts.approve ?? {};
    expect(signOff).toMatchObject({ article: "20", basis: "law", instrument: { zh: "国务院令第809号" } });
  });

  it.each(CITIES)("%s: with the head's word it is given as it was put forward", (city) => {
    const driven = proposed(city).acts("provider-head", "sign-answer", {}, head);
    if (city === "leshan") {
      expect(driven.state).toMatchObject({
        waitingOn: ["authority"],
        opinions: [{ kind: "provider", act: "approve" }],
      });
      driven.acts("authority", "approve");
    }
    expect(driven.state).toMatchObject({ end: "granted", pending: null });
    expect(driven.effects).toContain("grant");
    expect(fold(driven.procedure, driven.events, loadTenants().calendar)).toEqual(driven.state);
  });

  it.each(CITIES)("%s: sent back with reasons, it was never given, and may be drafted anew", (city) => {
    const driven = proposed(city);
    expect(codeOf(() => driven.acts("provider-head", "send-answer-back", {}, head)).code).toBe("CONTENT_MISSING");
    driven.acts("provider-head", "send-answer-back", { reason: "范围过宽" }, head);
    expect(driven.state).toMatchObject({ end: null, pending: null });
    expect(driven.state?.waitingOn).toContain("provider");
    driven.acts("provider", "refuse", FULL, officer).acts("provider-head", "sign-answer", {}, head);
    if (city === "leshan") driven.acts("authority", "refuse");
    expect(driven.state?.end).toBe("refused");
  });

  it.each(CITIES)("%s: a head answers at once, and nobody signs for an answer that was not put forward", (city) => {
    const driven = asked(city).acts("provider-head", "approve", FULL, head);
    if (city === "leshan") driven.acts("authority", "approve");
    expect(driven.state?.end).toBe("granted");
    expect(asked(city).offers("provider-head")).not.toContain("sign-answer");
    expect(codeOf(() => asked(city).acts("provider-head", "sign-answer", {}, head)).code).toBe("ACT_NOT_ALLOWED");
    expect(codeOf(() => proposed(city).acts("provider", "sign-answer", {}, officer)).code).toBe("WRONG_ACTOR");
    expect(codeOf(() => proposed(city).acts("provider", "approve", FULL, officer)).code).toBe("ALREADY_ACTED");
  });

  it("is not asked of a delegate, nor in a city run as its text is written, nor before August 2025", () => {
    const delegated = new CaseDriver(viewOf("shuozhou").procedure("sharing.conditional")).files({
      delegateAppointed: true,
    });
    delegated.acts("authority", "pass").acts("delegate", "approve");
    expect(delegated.state?.end).toBe("granted");
    expect(asked("fushun", true).acts("provider", "approve", FULL, officer).state?.end).toBe("granted");
    const early = new CaseDriver(viewOf("fushun", "2025-07-31").procedure("sharing.conditional")).files();
    expect(early.acts("provider", "approve", FULL, officer).state?.end).toBe("granted");
  });

  it("returns an incomplete application without the head, because nothing is answered", () => {
    expect(asked("fushun").acts("provider", "return", FULL, officer).state?.stage).toBe("completion");
  });
});

describe("the head's approval of a catalogue entry under article 13", () => {
  const noted = (city: string) => opened(city, "catalogue.change", { at: "2026-03-02T09:00:00+08:00" });
  const officer = person("provider");
  const head = person("provider-head");

  it.each(CITIES)("%s: comes before the change goes to the authority, and the update's period runs on", (city) => {
    const before = noted(city).state?.clock?.deadline?.lastDay;
    const driven = does(noted(city), "provider", "submit", {}, FULL, officer);
    expect(driven.state).toMatchObject({ stage: "update", waitingOn: ["provider-head"] });
    expect(driven.state?.clock?.deadline?.lastDay).toBe(before);
    const { signOff } = driven.procedure.stages.find(({ id }) => id === "update")?.acts.submit ?? {};
    expect(signOff).toMatchObject({ article: "13", instrument: { zh: "国务院令第809号" } });
    expect(driven.acts("provider-head", "sign-answer", {}, head).state).toMatchObject({
      stage: "review",
      waitingOn: ["authority"],
    });
  });

  it.each(CITIES)("%s: may be withheld, and a head who submits has approved", (city) => {
    const sent = does(noted(city), "provider", "submit", {}, FULL, officer);
    expect(sent.acts("provider-head", "send-answer-back", FULL, head).state).toMatchObject({
      stage: "update",
      waitingOn: ["provider"],
    });
    expect(does(noted(city), "provider", "submit", {}, FULL, head).state?.stage).toBe("review");
  });
});

import { describe, expect, it } from "vitest";
import { seatOf } from "@/server/cases/seat";
import { loadTenants, PARAMETERS, type ParameterKey } from "@/server/law";
import { bookOf, CaseDriver, CITIES, viewOf } from "./cases";

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
  const opened = (city: string, date?: string) => new CaseDriver(disputeOf(city, date)).files();

  it.each(CITIES)("%s: negotiation, then the authority, then the government, each rung once", (city) => {
    const driven = opened(city);
    expect(driven.state).toMatchObject({ stage: "negotiation", waitingOn: ["requester", "provider"] });
    expect(driven.acts("requester", "fail").state).toMatchObject({ stage: "coordination", waitingOn: ["authority"] });
    expect(driven.acts("authority", "fail").state).toMatchObject({ stage: "decision", waitingOn: ["government"] });
    expect(driven.acts("government", "decide-share").effects).toContain("grant");
    expect(driven.procedure.stages.map(({ id }) => id)).toEqual(["negotiation", "coordination", "decision"]);
  });

  it.each(CITIES)("%s: an agreement of the two sides grants, and an accepted refusal ends it", (city) => {
    expect(opened(city).acts("provider", "agree").effects).toContain("grant");
    const refused = opened(city).acts("requester", "accept-refusal");
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
    expect(opened("fushun", "2025-07-31").state?.stage).toBe("coordination");
    expect(opened("fushun", "2025-08-01").state?.stage).toBe("negotiation");
    const written = bookOf("chongqing").asWritten().on("2026-03-02").procedure("sharing.dispute");
    const driven = new CaseDriver(written).files();
    expect(driven.state?.stage).toBe("coordination");
    expect(driven.acts("authority", "fail").state?.end).toBe("not-settled");
  });
});

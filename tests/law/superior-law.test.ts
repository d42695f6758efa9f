import { describe, expect, it } from "vitest";
import {
  compare,
  type Duration,
  type LegalValue,
  loadTenants,
  PARAMETER_KEYS,
  type ParameterKey,
  stricterOf,
} from "@/server/law";
import { policyBook, type ValueHistories } from "@/server/law/policy-book";
import {
  type Binding,
  REPORT_RELATIONS,
  type ReportRelation,
  superiorLawReport,
} from "@/server/law/superior-law-report";
import { superiorLawLines } from "@/server/law/superior-law-text";
import { bookOf, CITIES } from "./cases";

const TODAY = "2026-11-25";
const report = (city: string, date = TODAY) => superiorLawReport(bookOf(city), date);
const row = (city: string, key: ParameterKey, date = TODAY) => report(city, date).rows.find((each) => each.key === key);

/** A city's place in one line of the table of conflicts: relation, which rule is applied, both articles. */
type Place = [city: string, relation: ReportRelation, binds: Binding, own: string, national: string];

function expectPlaces(key: ParameterKey, places: Place[]): void {
  const found = places.map(([city]) => {
    const each = row(city, key);
    return [city, each?.relation, each?.binds, each?.own.article, each?.national.article];
  });
  expect(found).toEqual(places);
}

describe("the cities under Order 809, line by line of the table of conflicts", () => {
  it("unconditional: one working day fills the four that give data directly, and binds Shuozhou's two", () => {
    expectPlaces("sharing.unconditional.answer.within", [
      ["fushun", "filled", "national", "21", "21"],
      ["shuozhou", "looser", "national", "15(一)", "21"],
      ["hefei-etdz", "filled", "national", "14", "21"],
      ["leshan", "filled", "national", "17", "21"],
      ["chongqing", "filled", "national", "19", "21"],
    ]);
    expect(row("shuozhou", "sharing.unconditional.answer.within")).toMatchObject({
      own: { value: { amount: 2, unit: "working-days" }, basis: "reading" },
      effective: { value: { amount: 1, unit: "working-days" } },
    });
  });

  it("conditional reply: stricter in Fushun, the earlier day in Shuozhou and Hefei, the same in the other two", () => {
    expectPlaces("sharing.answer.within", [
      ["fushun", "stricter", "own", "21", "21"],
      ["shuozhou", "earlier", "earlier", "15(二)", "21"],
      ["hefei-etdz", "earlier", "earlier", "14", "21"],
      ["leshan", "same", "own", "17", "21"],
      ["chongqing", "same", "own", "19", "21"],
    ]);
    expect(row("hefei-etdz", "sharing.answer.within")?.note.en).toContain("the earlier day binds");
  });

  it.each<[ParameterKey, string]>([
    ["sharing.delivery.within", "22"],
    ["sharing.answer.extension", "21"],
    ["sharing.sign_off.required", "20"],
    ["sharing.completion.told_once", "21"],
    ["catalogue.update.extension", "17"],
    ["catalogue.review.within", "17"],
    ["dispute.cross_city", "28"],
    ["use.records.retention", "29"],
  ])("%s: every city is silent and article %s fills the place", (key, article) => {
    for (const city of CITIES) {
      expect(row(city, key), city).toMatchObject({
        relation: "filled",
        binds: "national",
        own: { value: "not-stipulated" },
        national: { article },
        since: "2025-08-01",
      });
    }
  });

  it("catalogue update: 15 days become 10 in Shuozhou, Leshan and Chongqing, Hefei's 10 stay, Fushun's default yields", () => {
    expectPlaces("catalogue.update.within", [
      ["fushun", "filled", "national", "9", "17"],
      ["shuozhou", "looser", "national", "7", "17"],
      ["hefei-etdz", "same", "own", "10", "17"],
      ["leshan", "looser", "national", "7", "17"],
      ["chongqing", "looser", "national", "9", "17"],
    ]);
    for (const city of ["shuozhou", "leshan", "chongqing"]) {
      const found = row(city, "catalogue.update.within");
      expect(found?.own.value, city).toMatchObject({ amount: 15 });
      expect(found?.effective.value, city).toMatchObject({ amount: 10 });
    }
    expect(row("fushun", "catalogue.update.within")?.own.basis).toBe("default");
  });

  it("correction: ten days fill Fushun and Leshan, five are stricter, and Chongqing's extension does not move the limit", () => {
    expectPlaces("correction.sharing.within", [
      ["fushun", "filled", "national", "10", "26"],
      ["shuozhou", "stricter", "own", "17", "26"],
      ["hefei-etdz", "stricter", "own", "10", "26"],
      ["leshan", "filled", "national", "18", "26"],
      ["chongqing", "same", "own", "20", "26"],
    ]);
    expectPlaces("correction.sharing.extension", [["chongqing", "looser", "national", "20", "26"]]);
    expect(row("chongqing", "correction.sharing.extension")).toMatchObject({
      own: { value: { amount: 15 } },
      national: { value: "not-stipulated" },
    });
    for (const city of CITIES.filter((each) => each !== "chongqing"))
      expect(row(city, "correction.sharing.extension"), city).toBeUndefined();
  });

  it("grounds for withholding: wider everywhere, and only what both accept is good enough", () => {
    for (const city of CITIES) {
      const found = row(city, "sharing.basis.withheld");
      expect(found, city).toMatchObject({ relation: "looser", national: { article: "14(三)" } });
      expect(["law", "administrative-regulation", "state-council-decision"], city).toEqual(
        expect.arrayContaining(found?.effective.value as string[]),
      );
    }
    expect(row("chongqing", "sharing.basis.withheld")?.own.value).toContain("central-policy");
    expect(row("leshan", "sharing.basis.withheld")).toMatchObject({
      binds: "both",
      effective: { value: ["law", "administrative-regulation"] },
    });
  });

  it("disputes: no city has all three rungs, and the national ladder binds", () => {
    const ladders = CITIES.map((city) => row(city, "dispute.ladder"));
    expect(ladders.map((each) => each?.own.value)).toEqual([
      ["authority"],
      ["negotiation", "authority"],
      ["authority"],
      ["authority", "government"],
      ["authority"],
    ]);
    for (const each of ladders) {
      expect(each).toMatchObject({ relation: "looser", binds: "national", national: { article: "28" } });
      expect(each?.effective.value).toEqual(["negotiation", "authority", "government"]);
    }
  });

  it("requirements of both texts stand together where the city's list is short", () => {
    expect(row("fushun", "sharing.refusal.must_contain")).toMatchObject({
      relation: "looser",
      binds: "both",
      effective: { value: ["reason", "legal-basis"] },
    });
    expect(row("hefei-etdz", "sharing.refusal.must_contain")).toMatchObject({ relation: "stricter", binds: "own" });
  });
});

describe("what the superior law does to the procedures", () => {
  const added = (city: string, procedure: string) =>
    report(city)
      .additions.filter((each) => each.procedure === procedure)
      .map(({ kind, stage, source }) => [kind, stage?.id ?? null, source.article]);

  it("adds sign-off, delivery, extension, limit and the single return to conditional sharing", () => {
    for (const city of CITIES) {
      expect(added(city, "sharing.conditional"), city).toEqual([
        ["stage", "sign-off", "20"],
        ["extension", "answer", "21"],
        ["limit", "answer", "21"],
        ["stage", "delivery", "22"],
        ["returned-once", null, "21"],
      ]);
    }
  });

  it("adds nothing to data taken directly, and everything to Shuozhou's application", () => {
    expect(added("fushun", "sharing.unconditional")).toEqual([]);
    expect(added("shuozhou", "sharing.unconditional")).toContainEqual(["limit", "conformity", "21"]);
    expect(added("shuozhou", "sharing.unconditional")).toContainEqual(["stage", "delivery", "22"]);
  });

  it("leaves Chongqing's extension of a correction under a limit that stands still", () => {
    expect(added("chongqing", "correction.sharing")).toEqual([
      ["limit", "check", "26"],
      ["unmoved", "check", "26"],
    ]);
    expect(added("shuozhou", "correction.sharing")).toEqual([["limit", "check", "26"]]);
  });
});

describe("a report on a date", () => {
  it("is empty on the eve of the superior law and whole from its first day", () => {
    expect(report("chongqing", "2025-07-31")).toMatchObject({ national: null, rows: [], additions: [] });
    const first = report("chongqing", "2025-08-01");
    expect(first.national?.short.zh).toBe("国务院令第809号");
    expect(first.rows.length).toBeGreaterThan(50);
    expect(REPORT_RELATIONS.reduce((sum, relation) => sum + first.counts[relation], 0)).toBe(first.rows.length);
  });

  it("of a city that is run as written compares all the same, and applies the city's own", () => {
    const { city, departments, history } = bookOf("leshan");
    const values = Object.fromEntries(PARAMETER_KEYS.map((key) => [key, history(key)])) as ValueHistories;
    const { national } = loadTenants();
    const modes = [{ from: "2026-01-01", mode: "as-written" as const }];
    const book = policyBook({ city, departments, values, local: {}, procedures: {}, registers: {}, national, modes });
    const update = (date: string) =>
      superiorLawReport(book, date).rows.find(({ key }) => key === "catalogue.update.within");
    expect(update("2025-12-31")).toMatchObject({ relation: "looser", binds: "national", since: "2025-08-01" });
    expect(update("2026-06-01")).toMatchObject({
      relation: "looser",
      binds: "own",
      effective: { value: { amount: 15 } },
      since: "2026-01-01",
    });
    expect(superiorLawReport(book, "2026-06-01")).toMatchObject({ mode: "as-written", modeFrom: "2026-01-01" });
    expect(superiorLawReport(book, "2026-06-01").rows.every(({ binds }) => binds === "own")).toBe(true);
  });

  it("reads in lines: looser and filled ones by name, numbers for the rest", () => {
    const lines = superiorLawLines(report("shuozhou"), "zh");
    expect(lines[0]).toMatch(/国务院令第809号（从严适用）：宽于 7，先届满 1，补充 \d+/);
    expect(lines.some((line) => /catalogue\.update\.within: .*15个工作日内.*10个工作日内/.test(line))).toBe(true);
    expect(lines.some((line) => line.includes("sharing.delivery.within"))).toBe(true);
    expect(lines.some((line) => line.includes("correction.sharing.within:"))).toBe(false);
    expect(superiorLawLines(report("shuozhou", "2025-07-31"), "en")).toEqual([
      "  superior law: none in force on this date",
    ]);
  });
});

describe("comparing two values", () => {
  const days = (amount: number, unit: Duration["unit"], starts: Duration["starts"] = "received"): Duration => ({
    amount,
    unit,
    ...(starts && { starts }),
  });

  it.each<[string, Duration, Duration, string]>([
    ["fewer days of the same kind", days(5, "working-days"), days(10, "working-days"), "stricter"],
    ["more days of the same kind", days(15, "working-days"), days(10, "working-days"), "looser"],
    ["a submission that is received at once", days(1, "working-days", "submitted"), days(1, "working-days"), "same"],
    ["as many natural days, which never end later", days(10, "natural-days"), days(10, "working-days"), "stricter"],
    ["more natural days, which may end on either side", days(12, "natural-days"), days(10, "working-days"), "earlier"],
    ["as many working days against natural ones", days(10, "working-days"), days(10, "natural-days"), "looser"],
    ["fewer days from a later start", days(5, "working-days", "forwarded"), days(10, "working-days"), "earlier"],
    ["as many days from a later start", days(10, "working-days", "accepted"), days(10, "working-days"), "looser"],
    ["hours against days", days(24, "hours"), days(1, "working-days"), "earlier"],
    ["starts that have no order", days(5, "working-days", "law-changed"), days(10, "working-days"), "earlier"],
  ])("%s", (_, own, national, relation) => expect(compare(own, national, "shorter")).toBe(relation));

  it("tells a longer retention from a shorter one, in whatever unit", () => {
    const keep = (at_least: number, unit: string) => ({ at_least, unit });
    expect(compare(keep(5, "years"), keep(3, "years"), "longer")).toBe("stricter");
    expect(compare(keep(6, "months"), keep(3, "years"), "longer")).toBe("looser");
    expect(compare(keep(40, "months"), keep(3, "years"), "longer")).toBe("stricter");
  });

  it("does not care for the order of choices, and ranks no words", () => {
    expect(compare(["provider", "authority"], ["authority", "provider"], undefined)).toBe("same");
    expect(compare(["provider"], ["authority", "provider"], undefined)).toBe("unlike");
    expect(compare({ zh: "甲", en: "a" }, { zh: "乙", en: "b" }, undefined)).toBe("unlike");
  });

  it("keeps an extension possible under a national text that knows none, and says that the limit stays", () => {
    const own: LegalValue<unknown> = {
      value: { amount: 15, unit: "working-days", consent: { zh: "负责人", en: "the head" } },
      from: "2018-05-05",
      article: "20",
      basis: "law",
    };
    const none: LegalValue<unknown> = { value: "not-stipulated", from: "2025-08-01", article: "26", basis: "law" };
    expect(stricterOf("correction.sharing.extension", own, none)).toMatchObject({
      relation: "looser",
      bound: "national",
      value: { value: { amount: 15 } },
    });
    const silent = { ...own, value: "not-stipulated" };
    expect(stricterOf("correction.sharing.extension", silent, none).relation).toBe("alone");
    expect(stricterOf("correction.sharing.extension", own, null).relation).toBe("alone");
  });
});

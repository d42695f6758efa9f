import { describe, expect, it } from "vitest";
import type { ParameterKey } from "@/server/law";
import { bookOf, CITIES, viewOf } from "./cases";
import { type City, expectAnswers } from "./expect-answers";

const SEVEN = [
  "classification",
  "format",
  "attributes",
  "update-limit",
  "sharing-type",
  "sharing-method",
  "use-requirements",
];
const EIGHT = ["classification", "responsible-party", ...SEVEN.slice(1)];

describe("the catalogue", () => {
  it("has the required fields of the text: seven in Shuozhou, eight in Hefei and Leshan", () => {
    expectAnswers("catalogue.required_fields", [
      ["shuozhou", "6", SEVEN],
      ["hefei-etdz", "8", EIGHT],
      ["leshan", "6", EIGHT],
    ]);
    expect([SEVEN.length, EIGHT.length]).toEqual([7, 8]);
  });

  it("is of the kinds that the text names", () => {
    expectAnswers("catalogue.kinds", [
      ["fushun", "9", ["department", "sharing", "opening"]],
      ["shuozhou", "6", ["resource"]],
      ["hefei-etdz", "8", ["resource", "sharing", "opening"]],
      ["leshan", "7", ["resource", "opening"]],
      ["chongqing", "8", ["resource", "opening"]],
    ]);
  });

  it("is compiled by each department and drawn together by the authority", () => {
    const articles = ["9", "6", "8", "7", "9"];
    expectAnswers(
      "catalogue.owner",
      CITIES.map((city, index) => [city, articles[index] ?? "", "each-department"]),
    );
    const drawn = ["9", "8", "8", "7", "10"];
    expectAnswers(
      "catalogue.city.compiled_by",
      CITIES.map((city, index) => [city, drawn[index] ?? "", "authority"]),
    );
    expectAnswers("catalogue.city.review", [["fushun", "9", true]]);
    expectAnswers("catalogue.file_with_province", [["shuozhou", "8", true]]);
  });

  it("has its base catalogues with the lead department, but in Leshan with the authority", () => {
    expectAnswers("catalogue.basic.owner", [
      ["shuozhou", "6", "lead-department"],
      ["leshan", "8", "authority"],
      ["chongqing", "17", "lead-department"],
    ]);
    expectAnswers("catalogue.theme.owner", [
      ["shuozhou", "6", "lead-department"],
      ["leshan", "8", "lead-department"],
      ["chongqing", "17", "lead-department"],
    ]);
  });

  it("is updated when law or function change; in Hefei only when it is affected", () => {
    const events = ["law-changed", "function-changed"];
    expectAnswers("catalogue.update.trigger", [
      ["shuozhou", "7", { events }],
      ["hefei-etdz", "10", { events, only_if_affected: true }],
      ["leshan", "7", { events }],
      ["chongqing", "9", { events }],
    ]);
  });

  it("is maintained regularly in Hefei and Leshan, every 12 months by default", () => {
    expectAnswers("catalogue.periodic_maintenance", [
      ["hefei-etdz", "10", { amount: 12, unit: "months" }],
      ["leshan", "5", { amount: 12, unit: "months" }],
    ]);
    for (const city of ["hefei-etdz", "leshan"])
      expect(viewOf(city).value("catalogue.periodic_maintenance")).toMatchObject({
        basis: "default",
        reason: { zh: expect.stringMatching(/^D13：/) },
      });
  });

  it("knows base and theme databases", () => {
    const hefei = ["population", "legal-persons", "natural-resources-geospatial", "e-licences"];
    expectAnswers("catalogue.basic_databases", [
      ["shuozhou", "6", ["population", "legal-persons", "public-credit", "macro-economy", "geospatial", "e-licences"]],
      ["hefei-etdz", "13", hefei],
      ["leshan", "8", hefei],
      [
        "chongqing",
        "17(二)",
        [
          "natural-persons",
          "legal-persons",
          "natural-resources-geospatial",
          "investment-projects",
          "public-security-governance",
        ],
      ],
    ]);
    const themes = (city: City) => {
      const { value } = viewOf(city).value("catalogue.theme_databases");
      return Array.isArray(value) ? value.length : value;
    };
    expect(CITIES.map(themes)).toEqual(["not-stipulated", "not-stipulated", 13, 11, 7]);
    expect(viewOf("chongqing").value("catalogue.theme_databases").value).toContain("tax");
  });

  it("asks for none of the national assessments by itself", () => {
    for (const key of ["catalogue.assessments", "catalogue.approved_by_head", "catalogue.review.within"] as const)
      expectAnswers(key, []);
  });
});

describe("the sharing classes", () => {
  // covers: LS-13-1, CQ-16-1, HF-12-1
  it.each<[City, string]>([
    ["hefei-etdz", "12"],
    ["leshan", "13"],
    ["chongqing", "16"],
  ])("%s has three, by who can have the data, with the labels of its text", (city, article) => {
    const { sharing } = bookOf(city).city.words;
    expect(sharing.unconditional.zh).toMatch(/^无条件共享/);
    expect(sharing.conditional.zh).toMatch(/^有条件共享/);
    expect(sharing.withheld.zh).toMatch(/^不予共享/);
    expect(viewOf(city).value("sharing.classes").value).toEqual(["unconditional", "conditional", "withheld"]);
    const keys = ["unconditional", "conditional", "none"].map(
      (name) => `sharing.class.${name}.definition` as ParameterKey,
    );
    for (const key of keys) {
      const legal = viewOf(city).value(key);
      expect(legal).toMatchObject({ article, basis: "law" });
      if (city === "hefei-etdz") expect(legal.value).toMatchObject({ zh: expect.stringContaining("市、区属部门") });
    }
  });

  it("are not defined in Fushun", () => {
    for (const name of ["unconditional", "conditional", "none"])
      expect(viewOf("fushun").value(`sharing.class.${name}.definition` as ParameterKey).value).toBe("not-stipulated");
  });

  it("hold base items unconditional in three cities, and online in real time in Chongqing", () => {
    expectAnswers("sharing.basic_items.unconditional", [
      ["hefei-etdz", "13", true],
      ["leshan", "14", true],
      ["chongqing", "17(二)", true],
    ]);
    expectAnswers("sharing.basic_items.realtime", [["chongqing", "17(二)", true]]);
  });

  it("are reassessed in Leshan; Shuozhou's reasons for withholding go to the authority", () => {
    expectAnswers("sharing.reassessment", [["leshan", "15", { amount: 12, unit: "months" }]]);
    expect(viewOf("leshan").value("sharing.reassessment").basis).toBe("default");
    expectAnswers("sharing.basis.notice_to_authority", [["shuozhou", "14(一)", true]]);
    expectAnswers("sharing.desensitised.allowed", [["leshan", "14", true]]);
  });
});

describe("the review before publication", () => {
  it("has seven contents in Shuozhou and none elsewhere", () => {
    expectAnswers("publishing.internal_review.fields", [
      [
        "shuozhou",
        "11",
        [
          "sharing-attribute",
          "delivery-method",
          "scenario",
          "consumer-identity",
          "region",
          "scope-of-knowledge",
          "scope-of-use",
        ],
      ],
    ]);
    for (const key of ["publishing.grading.required", "publishing.review_published"] as const)
      expectAnswers(key, [["shuozhou", "11", true]]);
  });

  it("looks at secrecy in three cities; Chongqing's covers sharing by a reading", () => {
    expectAnswers("publishing.secrecy_review.required", [
      ["shuozhou", "26", true],
      ["leshan", "33", true],
      ["chongqing", "30", true],
    ]);
    expect(viewOf("chongqing").value("publishing.secrecy_review.before")).toMatchObject({
      value: ["sharing", "opening"],
      basis: "reading",
      reason: { zh: expect.stringMatching(/^A22：/) },
    });
    expect(viewOf("shuozhou").value("publishing.secrecy_review.before")).toMatchObject({ basis: "law" });
  });
});

describe("projects, assessment, audit and training", () => {
  it("make the catalogue a condition of projects in three cities", () => {
    expectAnswers("project.catalogue.approval_prerequisite", [
      ["hefei-etdz", "9", "fiscal-it-projects"],
      ["leshan", "9", "new-business-systems"],
      ["chongqing", "38", "government-it-projects"],
    ]);
    expectAnswers("project.catalogue.acceptance_prerequisite", [
      ["hefei-etdz", "9", ["catalogue"]],
      ["leshan", "9", ["data-in-city-catalogue"]],
      ["chongqing", "38", ["catalogue-on-platform", "system-connected"]],
    ]);
  });

  it("let Shuozhou suspend funds and make Chongqing refuse them", () => {
    expectAnswers("project.funding_suspension", [
      ["shuozhou", "32", "discretionary"],
      ["chongqing", "38", "mandatory"],
    ]);
    expectAnswers("project.approval_denied", [["chongqing", "38", true]]);
  });

  it("assess every year but in Hefei, which is silent", () => {
    const yearly = { amount: 1, unit: "years" };
    expectAnswers("assessment.cycle", [
      ["fushun", "5", yearly],
      ["shuozhou", "30", yearly],
      ["leshan", "38", yearly],
      ["chongqing", "35", yearly],
    ]);
    expectAnswers("assessment.dimensions", [
      ["leshan", "38", ["catalogue", "aggregation", "update", "sharing", "opening", "use", "security"]],
    ]);
    expectAnswers("assessment.publication", [
      ["fushun", "6", ["review-results"]],
      ["shuozhou", "30", ["assessment-results"]],
      ["chongqing", "36", ["review-results", "improvement-opinions"]],
    ]);
    expectAnswers("assessment.third_party", [
      ["fushun", "6", "optional"],
      ["chongqing", "36", "optional"],
    ]);
  });

  it("audit in Chongqing and train in Shuozhou", () => {
    expectAnswers("audit.by", [["chongqing", "39", expect.objectContaining({ zh: "审计机关" })]]);
    expectAnswers("training.periodic", [["shuozhou", "20", { amount: 12, unit: "months" }]]);
    expect(viewOf("shuozhou").value("training.periodic").basis).toBe("default");
    expectAnswers("training.audience", [["shuozhou", "20", ["managers", "technicians"]]]);
  });
});

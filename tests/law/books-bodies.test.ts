import { describe, expect, it } from "vitest";
import { bookOf, viewOf } from "./cases";
import { type City, expectAnswers } from "./expect-answers";

/** Names of the rules above a city's own, with the articles that name them. */
function higherRules(city: City) {
  const { value } = viewOf(city).value("tenant.instrument.higher_rules");
  return Array.isArray(value) ? value : [];
}

describe("the instruments", () => {
  // covers: SZ-0-1, CQ-0-1
  it("keep kind, number and the days of adoption and publication", () => {
    expectAnswers("tenant.instrument.dates", [
      [
        "fushun",
        "题注",
        [
          expect.objectContaining({ act: "adopted", on: "2022-11-04" }),
          expect.objectContaining({ act: "approved", on: "2022-11-29" }),
        ],
      ],
      [
        "shuozhou",
        "题注",
        [expect.objectContaining({ act: "dated", on: "2022-05-17" }), { act: "published", on: "2022-05-21" }],
      ],
      [
        "chongqing",
        "题注",
        [
          expect.objectContaining({ act: "adopted", on: "2018-03-30" }),
          expect.objectContaining({ act: "promulgated", on: "2018-05-05" }),
        ],
      ],
    ]);
    expect(bookOf("shuozhou").city.instrument.kind.zh).toContain("朔政办发〔2022〕14号");
    expect(bookOf("chongqing").city.instrument.kind.zh).toContain("320");
    expect(bookOf("chongqing").city.level).toBe("municipality");
  });

  // covers: FS-1-1, SZ-1-1, HF-1-1, LS-1-1, CQ-1-1
  it.each<[City, string[]]>([
    [
      "fushun",
      ["数据安全法", "辽宁省大数据发展条例", "保守国家秘密法", "网络安全法", "个人信息保护法", "政府信息公开条例"],
    ],
    [
      "shuozhou",
      ["晋政办发〔2021〕87号", "山西省政务数据管理和应用办法", "目录编制指南", "保守国家秘密法", "政府信息公开条例"],
    ],
    [
      "hefei-etdz",
      [
        "皖政办〔2017〕17号",
        "合政办〔2018〕6号",
        "目录编制指南",
        "保守国家秘密法",
        "政府信息公开条例",
        "网络安全法",
        "等级保护",
      ],
    ],
    [
      "leshan",
      ["网络安全法", "国发〔2015〕50号", "国发〔2016〕51号", "国办发〔2017〕39号", "电子签名法", "政府信息公开条例"],
    ],
    ["chongqing", ["网络安全法", "目录编制指南", "保守国家秘密法", "政府信息公开条例"]],
  ])("%s keeps the list of its higher rules", (city, names) => {
    const rules = higherRules(city);
    expect(rules).toHaveLength(names.length);
    names.forEach((name, index) => {
      expect(rules[index]?.zh).toContain(name);
    });
    for (const { article, kind } of rules) expect([article, kind].every(Boolean)).toBe(true);
  });

  it("flag the parent documents of the Hefei zone for review, and no law", () => {
    const reviewed = higherRules("hefei-etdz").filter(({ review }) => review);
    expect(reviewed.map(({ kind }) => kind)).toEqual(["provincial-document", "municipal-document"]);
    expect(reviewed[1]?.review?.zh).toContain("合政办〔2020〕15号");
  });

  // The policy workbench lists every value of the book by article, the interpreting body among them.
  // covers: SZ-35-1, HF-26-1
  it("name who interprets them, where the text does", () => {
    expectAnswers("tenant.instrument.interpreted_by", [
      ["shuozhou", "35", expect.objectContaining({ zh: "政务信息管理局" })],
      ["hefei-etdz", "26", expect.objectContaining({ zh: "区数据资源局" })],
    ]);
  });

  it("say how they stand to other rules", () => {
    expectAnswers("tenant.instrument.precedence", [
      ["shuozhou", "36", expect.objectContaining({ zh: expect.stringContaining("以本办法为准") })],
      ["leshan", "41", expect.objectContaining({ zh: expect.stringContaining("从其规定") })],
      ["chongqing", "42", expect.objectContaining({ zh: expect.stringContaining("网络安全法") })],
    ]);
    expect(viewOf("shuozhou").value("tenant.instrument.precedence")).toMatchObject({ basis: "reading" });
    expectAnswers("tenant.instrument.precedence.statistics_geo", [["leshan", "43", expect.anything()]]);
  });

  it("say what becomes of secrets and of information disclosure", () => {
    expectAnswers("tenant.scope.classified_data", [
      ["fushun", "23", "secrecy-law"],
      ["shuozhou", "2", "excluded"],
      ["hefei-etdz", "6", "intranet-only"],
      ["leshan", "33", "barred-from-platform"],
      ["chongqing", "14", "intranet-only"],
    ]);
    expectAnswers("tenant.scope.disclosure", [
      ["fushun", "23", "followed"],
      ["shuozhou", "23", "followed"],
      ["hefei-etdz", "16", "followed"],
      ["leshan", "45", "separate"],
      ["chongqing", "43", "separate"],
    ]);
  });

  it("hold the default of sharing in every city, and of opening in Chongqing too", () => {
    expectAnswers("principle.sharing_default", [
      ["fushun", "11", "share"],
      ["shuozhou", "14(一)", "share"],
      ["hefei-etdz", "11", "share"],
      ["leshan", "14", "share"],
      ["chongqing", "3", "share-and-open"],
    ]);
  });
});

describe("bodies and departments", () => {
  // covers: SZ-4-3, LS-5-3, CQ-5-2
  it.each<[City, string]>([
    ["shuozhou", "4"],
    ["leshan", "5"],
    ["chongqing", "5"],
  ])("%s: every county names its own authority", (city, article) => {
    expect(viewOf(city).value("org.authority.county")).toMatchObject({
      value: "named-by-county",
      article,
      basis: "law",
    });
    const { departments } = bookOf(city);
    const authorities = departments.filter(({ kind }) => kind === "authority");
    expect(new Set(authorities.map(({ names }) => names.zh)).size).toBe(authorities.length);
    expect(authorities.length).toBeGreaterThan(3);
  });

  // covers: CQ-5-3
  it("Chongqing calls the bodies of both levels by one name", () => {
    expect(bookOf("chongqing").city.words.authority.zh).toBe("政务信息资源主管部门");
    expectAnswers("terms.authority.also", [
      ["shuozhou", "4", expect.arrayContaining([expect.objectContaining({ zh: "政务数据管理部门" })])],
      ["leshan", "5", [expect.objectContaining({ zh: "市数字经济局" })]],
      ["chongqing", "5", [expect.objectContaining({ zh: "市发展改革部门" })]],
    ]);
  });

  it("know the kinds of department and who joins by reference", () => {
    const authorised = ["government-departments", "authorised-institutions", "authorised-social-organisations"];
    expectAnswers("org.department.kinds", [
      ["fushun", "3", authorised],
      ["shuozhou", "3", ["government-departments", "party-bodies", "authorised-organisations"]],
      ["hefei-etdz", "2", ["government-departments", "city-departments"]],
      [
        "leshan",
        "2",
        ["governments", "government-departments", "dispatched-agencies", "townships", ...authorised.slice(1)],
      ],
      ["chongqing", "2", authorised],
    ]);
    const value = (city: City) => viewOf(city).value("org.participants.by_reference").value;
    expect(value("leshan")).toContain("heat");
    expect(value("leshan")).not.toContain("public-resource-trading");
    expect(value("chongqing")).toContain("central-units");
    expect(value("chongqing")).not.toContain("heat");
    expect(value("fushun")).toBe("not-stipulated");
  });

  it("know whom a department must name, and what it files", () => {
    expectAnswers("org.department.contacts", [
      ["fushun", "28", ["security-officer"]],
      ["shuozhou", "4", ["responsible-unit", "responsible-person"]],
      ["hefei-etdz", "24", ["implementing-body"]],
      ["leshan", "5", ["implementing-body", "secrecy-reviewer"]],
      ["chongqing", "6", ["dedicated-body", "dedicated-staff"]],
    ]);
    expectAnswers("org.department.contact.filing", [["shuozhou", "4", true]]);
    expectAnswers("org.department.cdo", [["fushun", "9", "encouraged"]]);
    expectAnswers("org.secrecy_reviewer.required", [["leshan", "5", true]]);
    expectAnswers("org.department.head_is_first_responsible", [
      ["shuozhou", "30", true],
      ["hefei-etdz", "24", true],
      ["chongqing", "6", true],
    ]);
  });
});

describe("platforms", () => {
  it("stand at one level or at two, and only Fushun bars the counties", () => {
    expectAnswers("platform.topology", [
      ["fushun", "7", "single-level"],
      ["shuozhou", "12", "single-level"],
      ["hefei-etdz", "6", "single-level"],
      ["leshan", "4", "single-level"],
      ["chongqing", "15", "two-levels"],
    ]);
    expectAnswers("platform.county_build.allowed", [
      ["fushun", "7", false],
      ["chongqing", "15", true],
    ]);
    expectAnswers("platform.opening.count", [
      ["fushun", "7", 1],
      ["chongqing", "21", 1],
    ]);
  });

  it("run on the networks that the text names", () => {
    expectAnswers("platform.networks", [
      ["fushun", "7", ["extranet"]],
      ["hefei-etdz", "6", ["intranet", "extranet"]],
      ["chongqing", "14", ["intranet", "extranet"]],
    ]);
    expectAnswers("platform.source_system.network", [
      ["fushun", "8", ["extranet"]],
      ["chongqing", "14", ["intranet", "extranet"]],
    ]);
  });

  it("are the one way, and old exchanges migrate", () => {
    expectAnswers("platform.bypass.prohibited", [
      ["fushun", "20", true],
      ["shuozhou", "12", true],
      ["hefei-etdz", "11", true],
      ["leshan", "4", true],
      ["chongqing", "15", true],
    ]);
    expectAnswers("platform.own_exchange.allowed", [
      ["shuozhou", "12", false],
      ["leshan", "4", false],
      ["chongqing", "15", false],
    ]);
    expectAnswers("platform.legacy.migration", [
      ["fushun", "20", "gradual"],
      ["shuozhou", "12", "gradual"],
      ["hefei-etdz", "7", "gradual"],
      ["chongqing", "15", "mandatory"],
    ]);
  });

  it("ask for real time in Chongqing and for interfaces in Leshan", () => {
    expectAnswers("publishing.realtime", [["chongqing", "18", true]]);
    expectAnswers("publishing.interface_mode.mandatory_when", [
      ["leshan", "16", ["frequently-changing", "time-critical", "parallel-approval"]],
    ]);
  });
});

import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { type CompileEntryInput, compileEntryInput } from "@/server/catalogue/catalogue.schema";
import { compileEntry } from "@/server/catalogue/compile-entry";
import { keepParticulars } from "@/server/catalogue/keep-particulars";
import { listDatabases } from "@/server/catalogue/list-databases";
import { type ParticularsInput, particularsInput } from "@/server/catalogue/particulars.schema";
import { proposeOwner } from "@/server/catalogue/propose-owner";
import { readEntry } from "@/server/catalogue/read-entry";
import { checkParticulars } from "@/server/catalogue/rules/check-particulars";
import { getBook, readTenants } from "@/server/law";
import { mountHostedTable } from "@/server/mounting/mount-hosted-table";
import { DomainError } from "@/server/shared/errors";
import { loadCities, type Official, official } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";
import { edit, tenantsOf } from "@/tests/law/tenant-folder";

type City = "fushun" | "shuozhou" | "hefei-etdz" | "leshan" | "chongqing";
const database = testDatabase();
/** Two departments of each city that compile. */
const OFFICES: Record<City, [string, string]> = {
  fushun: ["transport", "housing"],
  shuozhou: ["social-security", "market"],
  "hefei-etdz": ["market", "social"],
  leshan: ["transport", "market"],
  chongqing: ["market", "health"],
};
const CITIES = Object.keys(OFFICES) as City[];
const first = {} as Record<City, Official>;
const second = {} as Record<City, Official>;

beforeAll(async () => {
  await loadCities(database);
  await database.setClock("2026-03-02T10:00:00+08:00");
  for (const city of CITIES) {
    first[city] = await official(database, city, OFFICES[city][0], "data_officer");
    second[city] = await official(database, city, OFFICES[city][1], "data_officer");
  }
});

/** What no city misses anything in. */
const WHOLE = {
  format: "table",
  attributes: "结构化数据",
  method: "interface",
  useRequirements: "仅限履行职责使用",
  function: "行业管理",
} satisfies Partial<Record<keyof ParticularsInput, string>>;

type Over = Omit<Partial<CompileEntryInput>, "particulars"> & { particulars?: Record<string, unknown> };

function entry({ particulars = {}, ...over }: Over = {}): CompileEntryInput {
  return compileEntryInput.parse({
    idempotencyKey: randomUUID(),
    code: randomUUID(),
    nameZh: "经营情况",
    abstractZh: "经营情况的记录",
    theme: "市场监管",
    sharingBasisKind: "law",
    openingClass: "unconditional",
    updateCycle: "daily",
    items: [
      { name: "name", labelZh: "名称", labelEn: "Name", type: "text" },
      { name: "phone", labelZh: "联系电话", labelEn: "Phone", type: "text" },
    ],
    ...over,
    particulars: { ...WHOLE, ...particulars },
  });
}

const compile = (city: City, over: Over = {}, by = first[city]) => by.does(compileEntry, entry(over));

/** `path: problem` of everything that keeps the entry out; empty when it is taken. */
async function problems(city: City, over: Over, by = first[city]): Promise<string[]> {
  try {
    await compile(city, over, by);
    return [];
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== "INVALID") throw error;
    return (error.details.fields ?? []).map(({ path, problem }) => `${path}: ${problem}`);
  }
}

/** What is kept out where, and with what it is taken: one line a demand of one city's text. */
type Case = readonly [city: City, why: string, refused: Over, as: string, taken: Over];

async function judge([city, , refused, as, taken]: Case) {
  expect(await problems(city, refused)).toEqual([as]);
  expect(await problems(city, taken)).toEqual([]);
}

const given = (particulars: Record<string, unknown>): Over => ({ particulars });

describe("what an entry must state", () => {
  // covers: SZ-6-2b, HF-8-2b, LS-6-1
  it.each(
    (["shuozhou", "hefei-etdz", "leshan"] as const).flatMap((city) =>
      (["format", "attributes", "method", "useRequirements"] as const).map((field) => [city, field] as const),
    ),
  )("%s: no entry without %s, beside what every entry has", async (city, field) => {
    expect(await problems(city, given({ [field]: field === "format" || field === "method" ? null : "" }))).toEqual([
      `particulars.${field}: required`,
    ]);
    const { entryId } = await compile(city);
    // Classification, responsible party, time of update and type of sharing no entry can be without.
    expect(await first[city].asks(readEntry, { entryId })).toMatchObject({
      theme: "市场监管",
      department: { id: first[city].departmentId },
      updateCycle: "daily",
      sharingClass: "unconditional",
      particulars: { version: 1, value: WHOLE },
    });
    const fields = getBook(city).on("2026-03-02").value("catalogue.required_fields").value;
    expect(fields).toEqual(expect.arrayContaining(["classification", "format", "attributes", "use-requirements"]));
  });

  // covers: SZ-6-2a, HF-8-2a, CQ-9-1
  it.each(["shuozhou", "hefei-etdz", "chongqing"] as const)(
    "%s: an entry has the national guide's core metadata",
    async (city) => {
      expect(await problems(city, { abstractZh: "" })).toEqual(["abstractZh: required"]);
      expect(await problems(city, given({ format: null }))).toEqual(["particulars.format: required"]);
      expect(await problems(city, given({ method: null }))).toEqual(["particulars.method: required"]);
      const conditional = { sharingClass: "conditional", sharingBasis: "《个人信息保护法》" } as const;
      expect(await problems(city, conditional)).toEqual(["sharingCondition: required"]);
      expect(await problems(city, { ...conditional, sharingCondition: "因履职需要" })).toEqual([]);
      expect(await problems(city, { openingClass: "conditional" })).toEqual(["openingBasis: required"]);
    },
  );

  // covers: FS-9-2a
  it("Fushun links every entry to the statutory function it arises from, at first and when it is edited", async () => {
    await judge(["fushun", "9", given({ function: "" }), "particulars.function: required", {}]);
    const { entryId } = await compile("fushun");
    const edited = { entryId, after: 1, particulars: particularsInput.parse({ ...WHOLE, function: "" }) };
    await expect(first.fushun.does(keepParticulars, { ...edited, idempotencyKey: randomUUID() })).rejects.toMatchObject(
      { details: { fields: [{ path: "particulars.function", problem: "required" }] } },
    );
    expect(await problems("chongqing", given({ function: "" }))).toEqual([]);
  });

  // covers: HF-14-2g
  it("follows a changed standard from its day on by a dated entry of the city's file, without a change of code", () => {
    const root = tenantsOf("hefei-etdz");
    edit(root, "hefei-etdz/policy/catalogue.yaml", (text) =>
      text.replace(
        /( {2}catalogue\.guide\.elements:\n(?:.*\n)*?)( {2}catalogue\.guidance)/,
        '$1    - { from: 2026-07-01, cites: "14", basis: law, value: [name, abstract] }\n$2',
      ),
    );
    const book = readTenants([root]).books.get("hefei-etdz");
    const bare = entry({ sharingClass: "conditional", sharingBasis: "《统计法》" });
    const asked = (day: string) => {
      const view = book?.on(day);
      return (
        view &&
        checkParticulars(view, { ...bare, openingClass: "withheld" }, bare.particulars, []).map(({ path }) => path)
      );
    };
    expect(asked("2026-06-30")).toEqual(["sharingCondition"]);
    expect(asked("2026-07-01")).toEqual([]);
  });

  it("asks in Chongqing the reason for anything narrower than shared and open, which nobody need say", async () => {
    const silent = (city: City) => problems(city, { openingClass: undefined });
    expect(await silent("chongqing")).toEqual([]);
    expect(await silent("fushun")).toEqual(["openingBasis: required"]);
    await judge([
      "chongqing",
      "3",
      { openingClass: "withheld" },
      "openingBasis: required",
      { openingClass: "withheld", openingBasis: "《反不正当竞争法》" },
    ]);
    await judge([
      "chongqing",
      "3",
      { sharingClass: "withheld" },
      "sharingBasis: required",
      { sharingClass: "withheld", sharingBasis: "《反不正当竞争法》" },
    ]);
  });
});

describe("form and origin", () => {
  // covers: FS-3-1, CQ-2-2, LS-2-2
  it.each<[City, string[], string]>([
    ["fushun", ["文字", "数字", "图表", "图像", "音频", "视频", "电子证照", "电子档案"], "符号"],
    ["leshan", ["文件", "资料", "图表", "数据"], "电子证照"],
    ["chongqing", ["文件", "资料", "图表", "数据"], "电子档案"],
  ])("%s lists every form of its text and no other", async (city, forms, other) => {
    for (const form of forms) expect(await problems(city, given({ form })), form).toEqual([]);
    expect(await problems(city, given({ form: other }))).toEqual(["particulars.form: unknown"]);
  });

  // covers: FS-3-1, SZ-3-1, HF-2-1, CQ-2-2
  it.each<[City, string[], string]>([
    ["fushun", ["made-in-duty", "obtained-in-duty", "authorised", "system-generated"], "franchise"],
    ["shuozhou", ["obtained-in-duty", "franchise", "purchased-service"], "authorised"],
    ["hefei-etdz", ["made-in-duty", "obtained-in-duty", "authorised", "system-generated"], "purchased-service"],
    ["chongqing", ["made-in-duty", "obtained-in-duty", "authorised", "system-generated"], "franchise"],
  ])("%s lists every origin of its text and no other", async (city, origins, other) => {
    for (const origin of origins) expect(await problems(city, given({ origin })), origin).toEqual([]);
    expect(await problems(city, given({ origin: other }))).toEqual(["particulars.origin: unknown"]);
    if (city === "shuozhou") return;
    const collection = {
      items: ["phone"],
      duty: "市场监管",
      basis: "《市场主体登记管理条例》",
      scope: "全市",
      procedure: "登记",
    };
    for (const origin of ["collected-directly", "third-party"])
      expect(await problems(city, given({ origin, collection })), origin).toEqual([]);
  });

  it("call the resource by the city's own word", () => {
    const word = (city: City) => getBook(city).city.words.dataResource.zh;
    expect([word("leshan"), word("chongqing")]).toEqual(["数据资源", "政务信息资源"]);
  });

  // covers: LS-10-1.1
  it("Leshan: what is collected under law names that law", async () => {
    const collection = { items: ["phone"], scope: "全市经营者", procedure: "登记", necessity: "核实身份" };
    await judge([
      "leshan",
      "10(一)",
      given({ origin: "lawful-collection", collection }),
      "particulars.collection.basis: required",
      given({ origin: "lawful-collection", collection: { ...collection, basis: "《市场主体登记管理条例》" } }),
    ]);
  });

  // covers: LS-10-1.2
  it.each(["system", "monitoring", "measuring", "audio", "video"])(
    "Leshan: what arises in duty says how it was captured, such as by %s",
    (capture) =>
      judge([
        "leshan",
        "10(二)",
        given({ origin: "generated-in-duty" }),
        "particulars.capture: required",
        given({ origin: "generated-in-duty", capture }),
      ]),
  );

  // covers: LS-10-1.3
  it("Leshan: what is had by agreement keeps the agreement and its limits", async () => {
    const agreement = { party: "某物流公司", on: "2026-01-05", limits: "仅用于路况分析，不得开放" };
    await judge([
      "leshan",
      "10(三)",
      given({ origin: "by-agreement" }),
      "particulars.agreement: required",
      given({ origin: "by-agreement", agreement }),
    ]);
    expect(await problems("chongqing", given({ origin: "by-agreement", agreement }))).toEqual([
      "particulars.origin: unknown",
    ]);
  });

  // covers: LS-5-2e
  it("Leshan: the bureau that builds the data centre catalogues data of companies and the internet with its agreement", async () => {
    const centre = await official(database, "leshan", "digital-economy", "data_officer");
    const agreement = { party: "某互联网平台公司", on: "2026-01-05", limits: "仅供交通治理分析" };
    const { entryId } = await compile("leshan", given({ origin: "by-agreement", agreement }), centre);
    expect(await second.leshan.asks(readEntry, { entryId })).toMatchObject({
      department: { id: centre.departmentId },
      particulars: { value: { origin: "by-agreement", agreement } },
    });
    expect(getBook("leshan").on("2026-03-02").value("platform.data_centre")).toMatchObject({
      article: "5",
      basis: "law",
    });
  });

  // covers: FS-10-2
  it("Fushun: an entry from a vertical system names it and the copy that stays in the city", async () => {
    const vertical = { system: "全国道路运输信息系统", level: "national" };
    await judge([
      "fushun",
      "10",
      given({ vertical }),
      "particulars.vertical.retainedCopy: required",
      given({ vertical: { ...vertical, retainedCopy: "市级前置库，每日同步" } }),
    ]);
  });

  // covers: FS-12-1
  it("Fushun: proposes the owner that the text names for a subject, and tells whoever enters it in another's place", async () => {
    const proposed = async (text: string) => (await first.fushun.asks(proposeOwner, { text })).owner;
    expect(await proposed("城市供水管网")).toMatchObject({ code: "housing", article: "12" });
    expect(await proposed("停车场建设台账")).toMatchObject({ code: "housing", article: "12" });
    expect(await proposed("出租车驾驶员")).toMatchObject({ code: "transport", article: "13" });
    expect(await proposed("养老机构")).toBeNull();
    expect((await first.fushun.asks(proposeOwner, { text: "养老机构" })).fallback).toBe("19");
    const supply = { nameZh: "城市供热用户" };
    expect((await compile("fushun", supply)).owner).toMatchObject({ code: "housing", article: "12" });
    expect((await compile("fushun", supply, second.fushun)).owner).toBeNull();
    expect((await first.leshan.asks(proposeOwner, { text: "城市供热用户" })).owner).toBeNull();
  });
});

describe("what stays out", () => {
  // covers: SZ-2-1, LS-43-1a
  it.each(CITIES)("%s keeps out what touches state secrets, from a system marked so", async (city) => {
    expect(getBook(city).on("2026-03-02").value("tenant.scope.classified_data").basis).toBe("law");
    await judge([
      city,
      "",
      given({ classified: true }),
      "particulars.classified: kept-out",
      given({ classified: false }),
    ]);
    const { entryId } = await compile(city);
    const secret = { entryId, after: 1, particulars: particularsInput.parse({ ...WHOLE, classified: true }) };
    await expect(first[city].does(keepParticulars, { ...secret, idempotencyKey: randomUUID() })).rejects.toMatchObject({
      details: { fields: [{ path: "particulars.classified", problem: "kept-out" }] },
    });
  });

  // covers: HF-6-2a
  it("the Hefei zone knows the network of each resource, and no row of the intranet comes onto the extranet's platform", async () => {
    expect(await problems("hefei-etdz", given({ network: "intranet" }))).toEqual(["openingClass: intranet-only"]);
    const { entryId: inside } = await compile("hefei-etdz", {
      openingClass: "withheld",
      openingBasis: "《保守国家秘密法》",
      ...given({ network: "intranet" }),
    });
    const { entryId: outside } = await compile("hefei-etdz");
    const rows = [["某公司", "0551-0000000"]];
    await expect(mountHostedTable(first["hefei-etdz"].token, inside, rows)).rejects.toMatchObject({
      details: { fields: [{ path: "entryId", problem: "intranet-only" }] },
    });
    expect(await mountHostedTable(first["hefei-etdz"].token, outside, rows)).toMatchObject({ rowCount: 1 });
    // Nor does it become one of the extranet by a later edit.
    const moved = { entryId: inside, after: 1, particulars: particularsInput.parse(WHOLE) };
    await expect(
      first["hefei-etdz"].does(keepParticulars, { ...moved, idempotencyKey: randomUUID() }),
    ).rejects.toMatchObject({ details: { fields: [{ path: "particulars.network", problem: "settled" }] } });
    expect(
      await problems("fushun", {
        openingClass: "withheld",
        openingBasis: "《条例》",
        ...given({ network: "intranet" }),
      }),
    ).toEqual(["particulars.network: unknown"]);
  });

  // covers: LS-43-1b
  it("Leshan: an entry may name the special rule on statistics or geography that replaces a value of the measure", async () => {
    const specialRule = {
      instrument: "《中华人民共和国统计法》",
      article: "9",
      parameter: "sharing.answer.within",
      replacement: "统计资料的提供依统计法办理",
    };
    await judge([
      "leshan",
      "43",
      given({ specialRule: { ...specialRule, parameter: "sharing.nothing" } }),
      "particulars.specialRule.parameter: unknown",
      given({ specialRule }),
    ]);
    const { entryId } = await compile("leshan", given({ specialRule }));
    expect((await second.leshan.asks(readEntry, { entryId })).particulars?.value.specialRule).toEqual(specialRule);
    expect(await problems("fushun", given({ specialRule }))).toEqual(["particulars.specialRule: no-special-rules"]);
  });
});

describe("重庆", () => {
  // covers: CQ-17-2
  it("leads of base and theme databases are assigned, and the authority sees when each reported through the platform", async () => {
    expect(getBook("chongqing").on("2026-03-02").value("catalogue.lead.reports_via_platform").value).toBe(true);
    const lead = second.chongqing;
    const authority = await official(database, "chongqing", "ndrc", "authority_officer");
    const seen = async (name: string) =>
      (await authority.asks(listDatabases, undefined)).find(({ database: each }) => each === name);
    const base = { base: "investment-projects", leadDepartmentId: lead.departmentId };
    const { entryId } = await compile("chongqing", { updateCycle: "real-time", ...given(base) });
    const theme = { themeDatabase: "traffic", leadDepartmentId: lead.departmentId };
    await compile("chongqing", given(theme), lead);
    // Entered by a department that contributes, it is not yet reported by the lead.
    expect(await seen("investment-projects")).toMatchObject({
      kind: "base",
      lead: { id: lead.departmentId },
      reportedAt: null,
    });
    expect(await seen("traffic")).toMatchObject({
      kind: "theme",
      lead: { id: lead.departmentId },
      reportedAt: expect.any(Date),
    });
    await lead.does(keepParticulars, {
      idempotencyKey: randomUUID(),
      entryId,
      after: 1,
      particulars: particularsInput.parse({ ...WHOLE, ...base }),
    });
    expect(await seen("investment-projects")).toMatchObject({ reportedAt: new Date("2026-03-02T10:00:00+08:00") });
  });
});

describe("base and theme databases", () => {
  const narrower = { sharingClass: "conditional", sharingCondition: "因履职需要", sharingBasis: "《统计法》" } as const;

  // covers: HF-13-1, LS-14-2
  it.each<[City, string[]]>([
    ["hefei-etdz", ["population", "legal-persons", "natural-resources-geospatial", "e-licences"]],
    ["leshan", ["population", "legal-persons", "natural-resources-geospatial", "e-licences"]],
  ])("%s: an entry of a base database is shared without condition", async (city, bases) => {
    for (const base of bases) {
      expect(await problems(city, { ...narrower, ...given({ base }) })).toEqual(["sharingClass: base-unconditional"]);
      expect(await problems(city, given({ base }))).toEqual([]);
    }
    expect(await problems(city, given({ base: "tax" }))).toEqual(["particulars.base: unknown"]);
    expect(await problems(city, narrower)).toEqual([]);
  });

  // covers: CQ-17-1.2
  it.each([
    "natural-persons",
    "legal-persons",
    "natural-resources-geospatial",
    "investment-projects",
    "public-security-governance",
  ])("Chongqing: %s is shared without condition, online and in real time", async (base) => {
    const realTime = { updateCycle: "real-time" } as const;
    expect(await problems("chongqing", { ...realTime, ...narrower, ...given({ base }) })).toEqual([
      "sharingClass: base-unconditional",
    ]);
    expect(await problems("chongqing", given({ base }))).toEqual(["updateCycle: base-real-time"]);
    expect(await problems("chongqing", { ...realTime, ...given({ base, method: "file" }) })).toEqual([
      "particulars.method: base-real-time",
    ]);
    expect(await problems("chongqing", { ...realTime, ...given({ base }) })).toEqual([]);
  });

  // covers: HF-13-2, LS-14-3, CQ-17-1.3
  it.each<[City, string, string]>([
    ["hefei-etdz", "poverty-relief", "tax"],
    ["leshan", "business-environment", "poverty-relief"],
    ["chongqing", "tax", "business-environment"],
  ])("%s: the themes are those of its text, and theme data is withheld by law only", async (city, theme, other) => {
    const withheld = { sharingClass: "withheld", ...given({ themeDatabase: theme }) } as const;
    expect(await problems(city, withheld)).toContain("sharingBasis: theme-shared");
    expect(await problems(city, { ...withheld, sharingBasis: "《中华人民共和国税收征收管理法》第八条" })).toEqual([]);
    expect(await problems(city, given({ themeDatabase: other }))).toEqual(["particulars.themeDatabase: unknown"]);
  });

  // covers: SZ-6-3
  it("Shuozhou: a base entry is marked, and kept by its lead department beside its own", async () => {
    const lead = second.shuozhou;
    const stranger = await official(database, "shuozhou", "health", "data_officer");
    const base = given({ base: "public-credit", leadDepartmentId: lead.departmentId });
    const { entryId } = await compile("shuozhou", base);
    const next = (after: number) => ({
      idempotencyKey: randomUUID(),
      entryId,
      after,
      particulars: particularsInput.parse({ ...WHOLE, ...base.particulars, attributes: `第${after + 1}版` }),
    });
    await expect(stranger.does(keepParticulars, next(1))).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await lead.does(keepParticulars, next(1))).toMatchObject({ version: 2 });
    await expect(first.shuozhou.does(keepParticulars, next(1))).rejects.toMatchObject({ code: "STALE" });
    expect(await first.shuozhou.does(keepParticulars, next(2))).toMatchObject({ version: 3 });
    expect((await stranger.asks(readEntry, { entryId })).particulars).toMatchObject({
      value: { base: "public-credit", attributes: "第3版" },
      lead: { id: lead.departmentId },
    });
    for (const each of ["population", "legal-persons", "macro-economy", "geospatial", "e-licences"])
      expect(await problems("shuozhou", given({ base: each })), each).toEqual([]);
  });

  // covers: LS-8-1a
  it("Leshan: the authority keeps the base entries, and no others", async () => {
    const authority = await official(database, "leshan", "digital-economy", "authority_officer");
    const county = await official(database, "leshan", "shawan-data", "authority_officer");
    const keep = (by: Official, entryId: string, particulars: Record<string, unknown>) =>
      by.does(keepParticulars, {
        idempotencyKey: randomUUID(),
        entryId,
        after: 1,
        particulars: particularsInput.parse({ ...WHOLE, ...particulars }),
      });
    const { entryId: base } = await compile("leshan", given({ base: "legal-persons" }));
    const { entryId: plain } = await compile("leshan");
    await expect(keep(county, base, { base: "legal-persons" })).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await keep(authority, base, { base: "legal-persons" })).toMatchObject({ version: 2 });
    await expect(keep(authority, plain, {})).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  // covers: SZ-6-4, LS-8-1b
  it.each<[City, string]>([
    ["shuozhou", "一网通办主题库"],
    ["leshan", "ecology"],
  ])(
    "%s: a theme has one lead, several that contribute, and stands in the city's catalogue",
    async (city, themeDatabase) => {
      const led = given({ themeDatabase, leadDepartmentId: first[city].departmentId });
      const { entryId } = await compile(city, led);
      await compile(city, given({ themeDatabase }), second[city]);
      const rival = given({ themeDatabase, leadDepartmentId: second[city].departmentId });
      expect(await problems(city, rival, second[city])).toEqual(["particulars.leadDepartmentId: one-lead"]);
      const sets = await second[city].asks(listDatabases, undefined);
      expect(sets.find(({ database: name }) => name === themeDatabase)).toMatchObject({
        lead: { id: first[city].departmentId },
        entries: 2,
        departments: expect.arrayContaining([
          expect.objectContaining({ id: first[city].departmentId }),
          expect.objectContaining({ id: second[city].departmentId }),
        ]),
      });
      expect((await second[city].asks(readEntry, { entryId })).particulars?.value.themeDatabase).toBe(themeDatabase);
    },
  );
});

describe("collection", () => {
  const collection = (over: Record<string, unknown> = {}, more: Record<string, unknown> = {}) =>
    given({ collection: { items: ["phone"], ...over }, ...more });
  const lawful = {
    duty: "市场监管职责",
    basis: "《市场主体登记管理条例》",
    scope: "全市",
    procedure: "登记时",
    necessity: "核实身份",
  };

  // covers: SZ-9-1a
  it("Shuozhou: names the statutory duty of what a department collects", () =>
    judge([
      "shuozhou",
      "9",
      collection(),
      "particulars.collection.duty: required",
      collection({ duty: "市场监管职责" }),
    ]));

  // covers: SZ-10-1a, LS-11-1, CQ-12-2
  it.each<[City, (keyof typeof lawful)[]]>([
    ["shuozhou", ["duty", "basis", "procedure"]],
    ["leshan", ["scope", "procedure", "necessity"]],
    ["chongqing", ["scope", "basis"]],
  ])("%s: a collection from the public records what its text asks for", async (city, fields) => {
    for (const field of fields)
      expect(await problems(city, collection({ ...lawful, [field]: "", fromPublic: true })), field).toEqual([
        `particulars.collection.${field}: required`,
      ]);
    const { entryId } = await compile(
      city,
      collection({ ...lawful, fromPublic: true }, { repeats: [{ item: "phone", law: "《统计法》" }] }),
    );
    expect((await second[city].asks(readEntry, { entryId })).particulars?.value.collection).toMatchObject(lawful);
  });

  // covers: SZ-10-1b
  it("Shuozhou: without a law, a collection keeps the consent with its scope, day and evidence", async () => {
    const without = { ...lawful, basis: "", fromPublic: true };
    const consent = { scope: "联系电话，用于年报提醒", on: "2026-02-01", evidence: "电子同意书第1号" };
    await judge([
      "shuozhou",
      "10",
      collection(without),
      "particulars.collection.basis: required",
      collection({ ...without, consent }, { repeats: [{ item: "phone", law: "《统计法》" }] }),
    ]);
  });

  it("belongs to items of the entry", () =>
    judge([
      "chongqing",
      "",
      collection({ ...lawful, items: ["nobody"] }),
      "particulars.collection.items: unknown-item",
      collection(lawful),
    ]));

  const fresh = {
    items: [{ name: "water_use", labelZh: "用水量", labelEn: "Water use", type: "decimal", grade: 1, mask: "none" }],
  } satisfies Over;
  const collects = (more: Record<string, unknown> = {}): Over => ({
    ...fresh,
    ...given({ collection: { ...lawful, items: ["water_use"] }, ...more }),
  });

  // covers: SZ-9-1b
  it("Shuozhou: nothing that another department collects and shares is collected again without a law", async () => {
    await compile("shuozhou", collects());
    expect(await problems("shuozhou", collects(), second.shuozhou)).toEqual(["particulars.repeats: collected-already"]);
    const reason = [{ item: "water_use", reason: "口径不同" }];
    expect(await problems("shuozhou", collects({ repeats: reason }), second.shuozhou)).toEqual([
      "particulars.repeats: collected-already",
    ]);
    const law = [{ item: "water_use", law: "《中华人民共和国统计法》第十一条" }];
    expect(await problems("shuozhou", collects({ repeats: law }), second.shuozhou)).toEqual([]);
  });

  // covers: LS-11-2
  it("Leshan: warns of what another collects already, and keeps the reason given", async () => {
    const { entryId: source } = await compile("leshan", collects());
    const repeats = [{ item: "water_use", law: "", reason: "需按日核对" }];
    const again = await compile("leshan", collects({ repeats }), second.leshan);
    expect(again.repeats).toEqual([
      { item: "water_use", entryId: source, source: expect.objectContaining({ id: first.leshan.departmentId }) },
    ]);
    expect((await first.leshan.asks(readEntry, { entryId: again.entryId })).particulars?.value.repeats).toEqual(
      repeats,
    );
  });
});

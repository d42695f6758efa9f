import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fileProcedureInput } from "@/server/cases/case.schema";
import { fileProcedure } from "@/server/cases/file-procedure";
import { listEntriesInput } from "@/server/catalogue/catalogue.schema";
import {
  callCampaign,
  listCampaigns,
  listEditions,
  publishEdition,
  readEdition,
} from "@/server/catalogue/keep-editions";
import { keepParticulars } from "@/server/catalogue/keep-particulars";
import { checkEntry, listStandards, publishStandard } from "@/server/catalogue/keep-standards";
import { listEntries } from "@/server/catalogue/list-entries";
import { listTasks } from "@/server/catalogue/list-tasks";
import { particularsInput } from "@/server/catalogue/particulars.schema";
import { readEntry } from "@/server/catalogue/read-entry";
import type { UpkeepTask } from "@/server/catalogue/upkeep.schema";
import { getBook } from "@/server/law";
import { mountHostedTable } from "@/server/mounting/mount-hosted-table";
import { fileProfile } from "@/server/people/department-profile";
import { CONTACT_ROLES, DOCUMENT_ROLES, profileInput } from "@/server/people/profile.schema";
import { entryOf, loadCities, type Official, official } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";
import { record } from "@/tests/harness/records";

type City = "fushun" | "shuozhou" | "hefei-etdz" | "leshan" | "chongqing";
const database = testDatabase();
/** The city's authority, a county's authority where there is one, and two departments. */
const PEOPLE: Record<City, [authority: string, county: string | null, one: string, other: string]> = {
  fushun: ["big-data", "xinfu-data", "transport", "housing"],
  shuozhou: ["info", "shanyin-info", "social-security", "market"],
  "hefei-etdz": ["data", null, "market", "social"],
  leshan: ["digital-economy", "shawan-data", "transport", "market"],
  chongqing: ["ndrc", "yubei-data", "market", "health"],
};
const CITIES = Object.keys(PEOPLE) as City[];
const authority = {} as Record<City, Official>;
const one = {} as Record<City, Official>;
const other = {} as Record<City, Official>;
const TODAY = "2026-03-02T10:00:00+08:00";

beforeAll(async () => {
  await loadCities(database);
  await database.setClock(TODAY);
  for (const city of CITIES) {
    authority[city] = await official(database, city, PEOPLE[city][0], "authority_officer");
    one[city] = await official(database, city, PEOPLE[city][2], "data_officer");
    other[city] = await official(database, city, PEOPLE[city][3], "data_officer");
  }
});

beforeEach(() => database.setClock(TODAY));

const key = () => ({ idempotencyKey: randomUUID() });
const standard = (over: Record<string, unknown> = {}) => ({
  ...key(),
  code: "DQ-1",
  after: 0,
  title: "数据质量规范",
  level: "municipal" as const,
  topic: "quality" as const,
  body: "名称不得为空。",
  ...over,
});

/** Keeps an entry's particulars once more without a change, as a periodic review does. */
async function look(by: Official, entryId: string) {
  const { particulars } = await by.asks(readEntry, { entryId });
  if (!particulars) throw new Error("the entry has no particulars");
  const { version: after, value } = particulars;
  return by.does(keepParticulars, { ...key(), entryId, after, particulars: value });
}

const tasks = async (by: Official, entryId: string | null): Promise<UpkeepTask[]> =>
  (await by.asks(listTasks, undefined)).filter(({ entry }) => (entry?.id ?? null) === entryId);
const kinds = async (by: Official, entryId: string | null) => (await tasks(by, entryId)).map(({ kind }) => kind);

describe("standards", () => {
  // covers: SZ-21-1, CQ-5-1a
  it.each(["shuozhou", "chongqing"] as const)(
    "%s: the city's authority, and no other office, publishes them version by version, and checks name the version",
    async (city) => {
      const county = await official(database, city, PEOPLE[city][1] ?? "", "authority_officer");
      expect(getBook(city).departments.find(({ code }) => code === PEOPLE[city][0])?.names.zh).toBe(
        city === "shuozhou" ? "朔州市政务信息管理局" : "重庆市发展和改革委员会",
      );
      for (const no of [county, one[city]])
        await expect(no.does(publishStandard, standard())).rejects.toMatchObject({ code: "FORBIDDEN" });
      for (const topic of ["management", "technology", "security", "quality", "content"] as const)
        await authority[city].does(publishStandard, standard({ topic, code: topic }));
      expect(await authority[city].does(publishStandard, standard())).toEqual({ version: 1 });
      const entryId = await entryOf(one[city]);
      const check = { entryId, result: "conforms" as const, note: "" };
      await other[city].does(checkEntry, { ...key(), ...check, standard: { code: "DQ-1", version: 1 } });
      await expect(authority[city].does(publishStandard, standard())).rejects.toMatchObject({ code: "STALE" });
      expect(await authority[city].does(publishStandard, standard({ after: 1, body: "名称、代码不得为空。" }))).toEqual(
        { version: 2 },
      );
      const versions = (await one[city].asks(listStandards, undefined)).filter(({ code }) => code === "DQ-1");
      expect(versions.map(({ version, current }) => [version, current])).toEqual([
        [2, true],
        [1, false],
      ]);
      // The old check stays with the version it was made against; a new one needs the current version.
      expect((await one[city].asks(readEntry, { entryId })).checks[0]?.standard).toMatchObject({
        code: "DQ-1",
        version: 1,
      });
      await expect(
        other[city].does(checkEntry, { ...key(), ...check, standard: { code: "DQ-1", version: 1 } }),
      ).rejects.toMatchObject({ details: { fields: [{ path: "standard", problem: "unknown" }] } });
      await other[city].does(checkEntry, { ...key(), ...check, standard: { code: "DQ-1", version: 2 } });
    },
  );

  // covers: LS-6-1
  it("Leshan: the authority publishes the guide for compiling catalogues, version by version", async () => {
    const guide = standard({ code: "GUIDE", topic: "guide", title: "目录编制指南", body: "分类、责任方、格式……" });
    await authority.leshan.does(publishStandard, guide);
    await authority.leshan.does(publishStandard, { ...guide, ...key(), after: 1, body: "修订" });
    const seen = (await one.leshan.asks(listStandards, undefined)).filter(({ topic }) => topic === "guide");
    expect(seen.map(({ version, body }) => [version, body.slice(0, 2)])).toEqual([
      [2, "修订"],
      [1, "分类"],
    ]);
  });

  // covers: SZ-14-1.3a, CQ-12-1
  it.each(["shuozhou", "chongqing"] as const)(
    "%s: an item has one source, and several parties record their checks of it",
    async (city) => {
      for (const level of ["national", "provincial", "municipal"] as const)
        await authority[city].does(publishStandard, standard({ code: `L-${level}`, level }));
      const collection = {
        items: ["household_no"],
        duty: "登记",
        basis: "《户口登记条例》",
        scope: "全市",
        procedure: "登记",
      };
      const described = (await one[city].asks(readEntry, { entryId: await entryOf(one[city]) })).particulars?.value;
      if (!described) throw new Error("no particulars");
      const particulars = {
        ...described,
        collection: { ...collection, fromPublic: false, necessity: "", consent: null },
      };
      const items = [
        {
          name: "household_no",
          labelZh: "户号",
          labelEn: "Household",
          type: "text" as const,
          grade: 1,
          mask: "none" as const,
        },
      ];
      const entryId = await entryOf(one[city], { items, particulars });
      for (const [by, level, result, note] of [
        [one[city], "municipal", "conforms", ""],
        [other[city], "provincial", "deviates", "第三项与本部门登记不一致"],
        [authority[city], "national", "conforms", ""],
      ] as const)
        await by.does(checkEntry, { ...key(), entryId, standard: { code: `L-${level}`, version: 1 }, result, note });
      const { checks } = await one[city].asks(readEntry, { entryId });
      expect(checks.map(({ department, result }) => [department.id, result])).toEqual(
        expect.arrayContaining([
          [one[city].departmentId, "conforms"],
          [other[city].departmentId, "deviates"],
          [authority[city].departmentId, "conforms"],
        ]),
      );
      await expect(
        other[city].does(checkEntry, {
          ...key(),
          entryId,
          standard: { code: "L-national", version: 1 },
          result: "deviates",
          note: "",
        }),
      ).rejects.toMatchObject({ details: { fields: [{ path: "note", problem: "required" }] } });
      // Whoever collects the same item later is told whose source it is.
      const repeats = [{ item: "household_no", law: "《统计法》", reason: "" }];
      const again = await entryOf(other[city], { items, particulars: { ...particulars, repeats } });
      await expect(look(other[city], again)).resolves.toMatchObject({
        repeats: [{ item: "household_no", entryId, source: { id: one[city].departmentId } }],
      });
    },
  );
});

describe("guidance of the authority", () => {
  // covers: FS-6-3b
  it("抚顺: gives a template, hints at what an entry lacks, and talks with the department about its draft", async () => {
    const { fushun } = authority;
    await fushun.does(
      publishStandard,
      standard({ code: "TEMPLATE", topic: "guide", title: "共享目录模板", body: "名称：……" }),
    );
    const template = (await one.fushun.asks(listStandards, undefined)).find(({ code }) => code === "TEMPLATE");
    expect(template).toMatchObject({ topic: "guide", body: "名称：……", current: true });
    // What is missing is named field by field.
    await expect(entryOf(one.fushun, { particulars: particularsInput.parse({}) })).rejects.toMatchObject({
      details: { fields: expect.arrayContaining([{ path: "particulars.function", problem: "required" }]) },
    });
    const entryId = await entryOf(one.fushun, { published: false });
    const word = { entryId, standard: { code: "TEMPLATE", version: 1 }, result: "comment" as const };
    await fushun.does(checkEntry, { ...key(), ...word, note: "请按职责补充数据项说明" });
    await database.setClock("2026-03-03T10:00:00+08:00");
    await one.fushun.does(checkEntry, { ...key(), ...word, note: "已补充，请复核" });
    await expect(one.fushun.does(checkEntry, { ...key(), ...word, note: "" })).rejects.toMatchObject({
      code: "INVALID",
    });
    const { checks, publishedAt } = await one.fushun.asks(readEntry, { entryId });
    expect(publishedAt).toBeNull();
    expect(checks.map(({ department, note }) => [department.id, note])).toEqual([
      [one.fushun.departmentId, "已补充，请复核"],
      [fushun.departmentId, "请按职责补充数据项说明"],
    ]);
  });
});

describe("the city's catalogue", () => {
  // covers: SZ-8-1a, HF-8-3, CQ-10-1
  it.each(["shuozhou", "hefei-etdz", "chongqing"] as const)(
    "%s: the authority assembles it from the departments', cross-checks it, publishes dated editions and calls for updates",
    async (city) => {
      const first = await entryOf(one[city], { nameZh: "首期目录" });
      await entryOf(other[city], { nameZh: "另一部门目录" });
      const number = (await authority[city].asks(listEditions, undefined))[0]?.number ?? 0;
      await expect(one[city].does(publishEdition, { ...key(), after: number })).rejects.toMatchObject({
        code: "FORBIDDEN",
      });
      await authority[city].does(publishStandard, standard({ code: `X-${city}` }));
      const fault = {
        entryId: first,
        standard: { code: `X-${city}`, version: 1 },
        result: "deviates" as const,
        note: "缺少单位",
      };
      await other[city].does(checkEntry, { ...key(), ...fault });
      await authority[city].does(publishEdition, { ...key(), after: number });
      const edition = await one[city].asks(readEdition, { number: number + 1 });
      const departments = new Set(edition.entries.map(({ department }) => department.id));
      expect([departments.has(one[city].departmentId), departments.has(other[city].departmentId)]).toEqual([
        true,
        true,
      ]);
      expect(edition.at).toEqual(new Date(TODAY));
      expect(edition.findings).toContainEqual({ kind: "deviates", entryIds: [first], detail: "缺少单位" });
      // What comes later is in the next edition; the published one stays as it was.
      await database.setClock("2026-06-01T10:00:00+08:00");
      const late = await entryOf(one[city], { nameZh: "后来目录" });
      await authority[city].does(publishEdition, { ...key(), after: number + 1 });
      const has = async (which: number) =>
        (await one[city].asks(readEdition, { number: which })).entries.some(({ id }) => id === late);
      expect([await has(number + 1), await has(number + 2)]).toEqual([false, true]);
      expect((await one[city].asks(listEditions, undefined))[0]?.at).toEqual(new Date("2026-06-01T10:00:00+08:00"));
      await authority[city].does(callCampaign, {
        ...key(),
        title: "目录更新",
        guidance: "逐条核对",
        dueOn: "2026-06-30",
      });
      expect(await tasks(one[city], first)).toContainEqual(
        expect.objectContaining({ kind: "campaign", dueOn: "2026-06-30", overdue: false }),
      );
    },
  );

  // covers: SZ-8-1a
  it("Shuozhou: the cross-check finds an item that two departments collect", async () => {
    const described = (await one.shuozhou.asks(readEntry, { entryId: await entryOf(one.shuozhou) })).particulars?.value;
    if (!described) throw new Error("no particulars");
    const items = [
      { name: "gas_use", labelZh: "用气量", labelEn: "Gas", type: "decimal" as const, grade: 1, mask: "none" as const },
    ];
    const collection = {
      items: ["gas_use"],
      duty: "供气管理",
      basis: "",
      scope: "",
      procedure: "",
      necessity: "",
      fromPublic: false,
      consent: null,
    };
    await entryOf(one.shuozhou, { items, particulars: { ...described, collection } });
    const repeats = [{ item: "gas_use", law: "《统计法》", reason: "" }];
    await entryOf(other.shuozhou, { items, particulars: { ...described, collection, repeats } });
    const number = (await authority.shuozhou.asks(listEditions, undefined))[0]?.number ?? 0;
    await authority.shuozhou.does(publishEdition, { ...key(), after: number });
    const { findings } = await one.shuozhou.asks(readEdition, { number: number + 1 });
    expect(
      findings.find(({ kind, detail }) => kind === "collected-twice" && detail === "用气量")?.entryIds,
    ).toHaveLength(2);
  });

  // covers: HF-5-2c, LS-5-2b
  it.each(["hefei-etdz", "leshan"] as const)(
    "%s: the authority calls departments to compile by a template and sees how far each has come",
    async (city) => {
      const before = await entryOf(one[city]);
      await database.setClock("2026-07-01T10:00:00+08:00");
      const call = { title: "年度目录编制", guidance: "模板：名称、分类、数据项、更新周期……", dueOn: "2026-08-31" };
      await expect(one[city].does(callCampaign, { ...key(), ...call })).rejects.toMatchObject({ code: "FORBIDDEN" });
      const past = { ...key(), ...call, dueOn: "2026-06-30" };
      await expect(authority[city].does(callCampaign, past)).rejects.toMatchObject({ code: "INVALID" });
      const { campaignId } = await authority[city].does(callCampaign, { ...key(), ...call });
      const progress = async () => {
        const campaign = (await authority[city].asks(listCampaigns, undefined)).find(({ id }) => id === campaignId);
        expect(campaign).toMatchObject({ guidance: call.guidance, dueOn: "2026-08-31" });
        return campaign?.progress.find(({ department }) => department.id === one[city].departmentId);
      };
      const start = await progress();
      if (!start) throw new Error("the department is not among those called");
      expect(await kinds(one[city], before)).toContain("campaign");
      await look(one[city], before);
      expect(await progress()).toEqual({ ...start, kept: start.kept + 1 });
      expect(await kinds(one[city], before)).not.toContain("campaign");
    },
  );

  // covers: HF-8-1
  it("of the Hefei zone is three views of one entry, each with a state of its own", async () => {
    const both = await entryOf(one["hefei-etdz"], { nameZh: "三目录甲", openingClass: "unconditional" });
    const closed = await entryOf(one["hefei-etdz"], { nameZh: "三目录乙", sharingClass: "withheld" });
    const seen = async (catalogue: "resource" | "sharing" | "opening") => {
      const { rows } = await other["hefei-etdz"].asks(
        listEntries,
        listEntriesInput.parse({ text: "三目录", catalogue }),
      );
      return rows.map(({ id }) => id).sort();
    };
    expect(getBook("hefei-etdz").on("2026-03-02").value("catalogue.kinds").value).toEqual([
      "resource",
      "sharing",
      "opening",
    ]);
    expect([await seen("resource"), await seen("sharing"), await seen("opening")]).toEqual([
      [both, closed].sort(),
      [both],
      [both],
    ]);
    // Suspended on the opening platform, it is shared between departments as before.
    await database.admin.query("update app.catalogue_entry set opening_suspended_at = ctx.now() where id = $1", [both]);
    expect([await seen("sharing"), await seen("opening")]).toEqual([[both], []]);
  });
});

describe("the work list of a department", () => {
  // covers: SZ-4-4d, HF-5-3b, LS-5-4b
  it.each(["shuozhou", "hefei-etdz", "leshan"] as const)(
    "%s: tells what to catalogue, connect, supply, renew and secure, and nothing of another department",
    async (city) => {
      const office = await official(
        database,
        city,
        { shuozhou: "energy", "hefei-etdz": "ecology", leshan: "water" }[city],
        "data_officer",
      );
      const entryId = await entryOf(office, { updateCycle: "daily" });
      await database.admin.query("delete from app.entry_particulars where entry_id = $1", [entryId]);
      await database.admin.query("update app.hosted_table set active = false where entry_id = $1", [entryId]);
      expect(await kinds(office, entryId)).toEqual(expect.arrayContaining(["describe", "supply"]));
      const lacking = (await tasks(office, null)).flatMap(({ register }) => register ?? []);
      expect(lacking.map(({ id }) => id)).toContain(
        { shuozhou: "security-rules", "hefei-etdz": "security-rules", leshan: "management-rules" }[city],
      );
      // Leshan asks for nothing that is not on a register.
      expect(new Set(await kinds(office, null))).toEqual(
        new Set(city === "leshan" ? ["register"] : ["security", "register"]),
      );
      expect(await kinds(one[city], entryId)).toEqual([]);
      const { particulars } = await one[city].asks(readEntry, { entryId: await entryOf(one[city]) });
      if (!particulars) throw new Error("no particulars");
      await office.does(keepParticulars, { ...key(), entryId, after: 0, particulars: particulars.value });
      await mountHostedTable(office.token, entryId, [["甲", "110", 2020]]);
      const profile = profileInput.parse({
        head: "李明",
        contacts: CONTACT_ROLES.map((role) => ({ role, name: "王芳" })),
        documents: DOCUMENT_ROLES.map((role) => ({ role, title: "制度", issuedOn: "2026-01-05", body: "全文" })),
      });
      await office.does(fileProfile, { ...key(), after: 0, profile });
      for (const { id } of lacking) await record(office, id);
      // What the authority called for in another test is no matter of this one.
      const own = (await office.asks(listTasks, undefined)).filter(({ kind }) => kind !== "campaign");
      expect(own).toEqual([]);
      await database.setClock("2026-03-05T10:00:00+08:00");
      expect(await tasks(office, entryId)).toContainEqual(expect.objectContaining({ kind: "refresh", overdue: true }));
    },
  );

  // covers: HF-8-4, HF-10-1
  it("of the Hefei zone raises a periodic review of each entry in each of its three catalogues", async () => {
    const open = await entryOf(one["hefei-etdz"], { openingClass: "unconditional" });
    const shared = await entryOf(one["hefei-etdz"]);
    const withheld = await entryOf(one["hefei-etdz"], { sharingClass: "withheld" });
    const review = async (entryId: string) =>
      (await tasks(one["hefei-etdz"], entryId))
        .filter(({ kind }) => kind === "review")
        .map(({ dueOn, overdue, catalogues }) => [dueOn, overdue, catalogues]);
    expect(await review(open)).toEqual([]);
    await database.setClock("2027-02-20T10:00:00+08:00");
    expect(await review(open)).toEqual([["2027-03-02", false, ["resource", "sharing", "opening"]]]);
    expect(await review(shared)).toEqual([["2027-03-02", false, ["resource", "sharing"]]]);
    expect(await review(withheld)).toEqual([["2027-03-02", false, ["resource"]]]);
    expect((await tasks(one["hefei-etdz"], open)).find(({ kind }) => kind === "review")?.source).toMatchObject({
      article: "10",
    });
    await database.setClock("2027-03-05T10:00:00+08:00");
    expect(await review(open)).toEqual([["2027-03-02", true, ["resource", "sharing", "opening"]]]);
    await look(one["hefei-etdz"], open);
    expect(await review(open)).toEqual([]);
  });

  // covers: SZ-7-1a, FS-9-1b
  it.each<[City, string]>([
    ["shuozhou", "7"],
    ["fushun", "9"],
  ])(
    "%s: a change of law makes an update task of the department that compiled, within the city's own period",
    async (city, article) => {
      const entryId = await entryOf(one[city]);
      const fields = { event: "law-changed", "changed-on": "2026-02-27", ground: "法律修订", changes: "新增字段" };
      const { caseId } = await one[city].does(
        fileProcedure,
        fileProcedureInput.parse({ ...key(), procedure: "catalogue.change", entryId, fields }),
      );
      const [task] = (await tasks(one[city], entryId)).filter(({ kind }) => kind === "update");
      expect(task).toMatchObject({ kind: "update", caseId, overdue: false, dueOn: expect.stringMatching(/^2026-03-/) });
      expect((await tasks(other[city], entryId)).length).toBe(0);
      expect(getBook(city).on("2026-03-02").value("catalogue.update.within")).toMatchObject({
        article,
        basis: city === "fushun" ? "default" : "law",
      });
      // What the update writes is the entry's next version; the one before stays.
      expect(await look(one[city], entryId)).toMatchObject({ version: 2 });
      const { rows } = await database.admin.query(
        "select version from app.entry_particulars where entry_id = $1 order by 1",
        [entryId],
      );
      expect(rows.map(({ version }) => version)).toEqual([1, 2]);
    },
  );
});

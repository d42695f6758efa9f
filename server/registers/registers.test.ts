import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { Role } from "@/server/db/actor";
import { inPublicContext } from "@/server/db/context";
import { readGrant } from "@/server/delivery/read-grant";
import { listNotices } from "@/server/notices/list-notices";
import { entryOf, loadCities, type Official, official } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";
import { daysFrom, filled, pageOf, record, renew, rowOf, say, viewOf } from "@/tests/harness/records";
import { addRecord } from "./add-record";
import { changeRecord, withdrawRecord } from "./change-record";
import { exportRegister } from "./export-register";
import { readOverview } from "./read-overview";
import { readPublicRegisters } from "./read-public-registers";
import { addRecordInput, changeRecordInput, readPublicRegisterInput, withdrawRecordInput } from "./registers.schema";

const database = testDatabase();
const TODAY = "2026-11-25";

type City = "fushun" | "shuozhou" | "hefei-etdz" | "leshan" | "chongqing";

/** Of each city: two departments, the city's authority, a county's, the government. */
const OFFICES: Record<City, { one: string; other: string; authority: string; county: string; government: string }> = {
  fushun: { one: "market", other: "ecology", authority: "big-data", county: "xinfu-data", government: "gov" },
  shuozhou: { one: "energy", other: "market", authority: "info", county: "pinglu-info", government: "gov" },
  "hefei-etdz": { one: "economy", other: "market", authority: "data", county: "", government: "committee" },
  leshan: { one: "water", other: "transport", authority: "digital-economy", county: "shawan-data", government: "gov" },
  chongqing: { one: "tax", other: "transport", authority: "ndrc", county: "yubei-data", government: "gov" },
};
type Who = "one" | "other" | "authority" | "county" | "government";
const ROLES: Record<Who, Role> = {
  one: "data_officer",
  other: "department_head",
  authority: "authority_officer",
  county: "authority_officer",
  government: "government_officer",
};

const people = new Map<string, Official>();
function who(city: City, whom: Who): Official {
  return people.get(`${city} ${whom}`) as Official;
}

beforeAll(async () => {
  await loadCities(database);
  await database.setClock(`${TODAY}T10:00:00+08:00`);
  for (const [city, offices] of Object.entries(OFFICES)) {
    for (const [whom, code] of Object.entries(offices)) {
      if (code) people.set(`${city} ${whom}`, await official(database, city, code, ROLES[whom as Who]));
    }
  }
});

const missingIn = async (city: City, register: string) =>
  (await who(city, "authority").asks(readOverview, undefined)).lacks.filter(
    (lack) => lack.register.id === register && lack.standing === "missing",
  );
const names = async (city: City, register: string) =>
  (await missingIn(city, register)).map(({ department }) => department.id);

describe("a register that every one of them must keep", () => {
  it.each([
    // covers: FS-28-1b
    ["fushun", "security-officer", "one"],
    ["shuozhou", "implementation-rules", "one"],
    // covers: HF-24-1a
    ["hefei-etdz", "work-plan", "one"],
    ["hefei-etdz", "management-rules", "one"],
    // covers: LS-5-4a
    ["leshan", "management-rules", "one"],
    // covers: CQ-6-2b
    ["chongqing", "body-and-staff", "one"],
    // covers: CQ-30-1
    ["chongqing", "secrecy-review", "one"],
    // covers: CQ-28-1a
    ["chongqing", "security-body", "county"],
  ] as const)(
    "in %s, %s: is missing for its keeper and the authority until it is on record",
    async (city, register, by) => {
      const keeper = who(city, by);
      expect(await rowOf(keeper, register)).toMatchObject({ standing: "missing", register: { mandatory: true } });
      expect(await names(city, register)).toContain(keeper.departmentId);
      await record(keeper, register);
      expect(await rowOf(keeper, register)).toMatchObject({ standing: "kept", own: 1 });
      expect(await names(city, register)).not.toContain(keeper.departmentId);
      expect((await names(city, register)).length).toBeGreaterThan(0);
    },
  );

  it("asks an authority for its own security body and officer, which every department can look up", async () => {
    // covers: SZ-29-1b
    const authority = who("shuozhou", "authority");
    expect((await rowOf(authority, "security-body"))?.standing).toBe("missing");
    for (const field of ["body", "officer"]) {
      await expect(record(authority, "security-body", { [field]: "" })).rejects.toMatchObject({
        code: "INVALID",
        details: { fields: [{ path: `fields.${field}`, problem: "required" }] },
      });
    }
    await record(authority, "security-body", { officer: "李安" });
    expect((await rowOf(authority, "security-body"))?.standing).toBe("kept");
    const { rows } = await pageOf(who("shuozhou", "one"), "security-body");
    expect(rows.map(({ fields }) => fields.officer)).toEqual(["李安"]);
  });

  it("is a head of whom nobody else is asked, and an optional post stays optional", async () => {
    // covers: FS-9-2b
    const market = who("fushun", "one");
    expect(await rowOf(market, "chief-data-officer")).toMatchObject({
      standing: "empty",
      register: { mandatory: false },
    });
    await record(market, "chief-data-officer", { person: "王数" });
    const { rows } = await pageOf(who("fushun", "other"), "chief-data-officer", { departmentId: market.departmentId });
    expect(rows.map(({ fields }) => fields.person)).toEqual(["王数"]);
  });
});

describe("what a form asks", () => {
  it.each([
    // covers: SZ-9-1a
    ["shuozhou", "collection-items", "one", ["item", "duty"], {}],
    // covers: SZ-10-1a
    [
      "shuozhou",
      "collection-items",
      "one",
      ["scope", "procedure"],
      { "from-public": "yes", consent: "no", basis: "《户口登记条例》第四条" },
    ],
    // covers: SZ-10-1b
    [
      "shuozhou",
      "collection-items",
      "one",
      ["consent-scope", "consent-on", "consent-evidence"],
      { "from-public": "yes", consent: "yes" },
    ],
    // covers: LS-10-1.1
    ["leshan", "collection-items", "one", ["basis"], { origin: "collected" }],
    // covers: LS-10-1.2
    ["leshan", "collection-items", "one", ["mode"], { origin: "generated" }],
    // covers: LS-10-1.3
    ["leshan", "collection-items", "one", ["agreement", "limits"], { origin: "agreed" }],
    // covers: LS-11-1
    ["leshan", "collection-items", "one", ["scope", "necessity", "procedure"], {}],
    // covers: CQ-12-2
    ["chongqing", "collection-items", "one", ["boundary", "range", "ground", "ground-text"], {}],
    // covers: CQ-30-1
    ["chongqing", "secrecy-review", "other", ["steps", "duty"], {}],
    // covers: CQ-33-1
    ["chongqing", "storage-units", "one", ["unit", "rules", "measures"], {}],
    // covers: FS-20-2a
    ["fushun", "source-systems", "one", ["shares", "through-platform"], { shares: "yes", network: "extranet" }],
    // covers: HF-7-1b
    [
      "hefei-etdz",
      "source-systems",
      "one",
      ["needs-others", "through-platform"],
      { "is-new": "yes", "needs-others": "yes" },
    ],
    // covers: LS-37-1a
    [
      "leshan",
      "connected-systems",
      "one",
      ["security-report", "performance-report"],
      { secret: "no", connection: "connected" },
    ],
    // covers: LS-37-1b
    ["leshan", "project-catalogues", "one", ["filing-receipt"], { stage: "acceptance" }],
    // covers: HF-21-1b
    ["hefei-etdz", "hazards", "one", ["owner", "closed-on"], { state: "closed" }],
    // covers: SZ-31-1
    ["shuozhou", "assessment-schemes", "authority", ["version", "indicators", "weights"], {}],
    // covers: LS-30-3b
    ["leshan", "market-allotments", "authority", ["method", "notice"], { result: "成交" }],
    // covers: LS-40-1.4
    ["leshan", "use-incidents", "one", ["user", "missing"], {}],
    // covers: SZ-20-1c
    ["shuozhou", "security-courses", "one", ["person", "course", "completed-on"], { state: "done" }],
  ] as const)(
    "in %s, %s: the %s must state %j, and it is kept as it was stated",
    async (city, register, by, asked, over) => {
      const keeper = who(city, by);
      const given = { ...over, ...(register === "collection-items" && { item: `采集项${asked.join()}` }) };
      for (const field of asked) {
        const fields = filled(city, register, given);
        delete fields[field];
        const input = addRecordInput.parse({ idempotencyKey: randomUUID(), register, fields });
        await expect(keeper.does(addRecord, input), field).rejects.toMatchObject({
          code: "INVALID",
          details: { fields: expect.arrayContaining([{ path: `fields.${field}`, problem: "required" }]) },
        });
      }
      const saved = await record(keeper, register, given);
      const { fields } = (await viewOf(keeper, saved)).record;
      expect(fields).toEqual(filled(city, register, given));
      for (const field of asked) expect(fields[field], field).toBeTruthy();
    },
  );

  it("asks for nothing that does not apply: a planned system needs no test report yet", async () => {
    const { record: kept } = await viewOf(
      who("leshan", "one"),
      await record(who("leshan", "one"), "connected-systems", { secret: "no", connection: "planned" }),
    );
    expect(Object.keys(kept.fields).sort()).toEqual(["connection", "secret", "system"]);
  });

  it("keeps a ministry's special requirements with the system that they bind", async () => {
    // covers: CQ-14-3b
    const saved = await record(who("chongqing", "one"), "source-systems", {
      network: "extranet",
      connection: "connected",
      ministry: "金税系统数据不出税务专网",
    });
    const { rows } = await pageOf(who("chongqing", "authority"), "source-systems", { text: "不出税务专网" });
    expect(rows.map(({ id }) => id)).toEqual([saved.recordId]);
  });

  it("takes no day that does not exist, no choice off the list, no field that is not asked, no department elsewhere", async () => {
    const market = who("fushun", "one");
    const wrong = (fields: Record<string, string>) =>
      expect(
        market.does(
          addRecord,
          addRecordInput.parse({
            idempotencyKey: randomUUID(),
            register: "drills",
            fields: { ...filled("fushun", "drills"), ...fields },
          }),
        ),
      ).rejects.toMatchObject({ code: "INVALID" });
    await wrong({ "held-on": "2026-02-30" });
    await wrong({ kind: "party" });
    await wrong({ "not-a-field": "x" });
    await expect(
      record(who("shuozhou", "authority"), "inspections", { department: market.departmentId }),
    ).rejects.toMatchObject({
      code: "INVALID",
      details: { fields: [{ path: "fields.department", problem: "wrong" }] },
    });
  });

  it.each([
    // covers: SZ-9-1b
    ["shuozhou", "身份证件号码"],
    // covers: LS-11-2
    ["leshan", "河道水位"],
    // covers: CQ-12-1
    ["chongqing", "纳税人名称"],
  ] as const)(
    "in %s: an item that is in the catalogue or collected already needs a justification",
    async (city, item) => {
      const [one, other] = [who(city, "one"), who(city, "other")];
      await record(other, "collection-items", { item });
      const again = record(one, "collection-items", { item });
      await expect(again).rejects.toMatchObject({
        code: "INVALID",
        details: { fields: [{ path: "fields.exception", problem: "on-record" }] },
      });
      await record(one, "collection-items", { item, exception: "法律规定由本部门另行采集" });
      await entryOf(other, {
        items: [{ name: "x", labelZh: `${item}（目录）`, labelEn: "x", type: "text", grade: 1, mask: "none" }],
      });
      await expect(record(one, "collection-items", { item: `${item}（目录）` })).rejects.toMatchObject({
        code: "INVALID",
      });
      await record(one, "collection-items", { item: `${item}（另一项）` });
    },
  );
});

describe("versions", () => {
  it.each([
    // covers: FS-26-1a
    ["fushun", "city-security-rules", "authority", "one", null],
    // covers: FS-28-1a
    ["fushun", "security-rules", "one", "authority", "other"],
    // covers: FS-27-1b
    ["fushun", "platform-emergency-plan", "authority", "government", "one"],
    // covers: FS-28-1c, FS-29-1b
    ["fushun", "emergency-plan", "other", "authority", "one"],
    // covers: SZ-4-4a
    ["shuozhou", "internal-rules", "one", "authority", "other"],
    // covers: SZ-28-1a
    ["shuozhou", "security-rules", "one", "authority", "other"],
    // covers: SZ-29-1c
    ["shuozhou", "platform-emergency-plan", "authority", "government", "one"],
    // covers: HF-21-1a
    ["hefei-etdz", "security-rules", "one", "authority", "other"],
    // covers: CQ-28-1b
    ["chongqing", "platform-emergency-plan", "county", "authority", "one"],
    // covers: CQ-5-1a
    ["chongqing", "standards", "authority", "one", null],
  ] as const)(
    "in %s, %s: %s renews it, %s reads every version, %s reads none",
    async (city, register, by, reader, stranger) => {
      const first = await record(who(city, by), register, { version: "2024版" });
      const second = await renew(who(city, by), first, { version: "2026版", content: "新的正文" });
      expect(second).toMatchObject({ recordId: first.recordId, version: 2 });
      const { record: standing, history } = await viewOf(who(city, reader), second);
      expect(standing).toMatchObject({ version: 2, fields: { version: "2026版", content: "新的正文" } });
      expect(history.map(({ version, act, fields }) => [version, act, fields.version])).toEqual([
        [2, "renewed", "2026版"],
        [1, "recorded", "2024版"],
      ]);
      if (stranger) await expect(viewOf(who(city, stranger), second)).rejects.toMatchObject({ code: "NOT_FOUND" });
    },
  );

  it("of a department's rules say for which side they are, and checks are kept by side too", async () => {
    // covers: SZ-28-1a
    const energy = who("shuozhou", "one");
    for (const side of ["provider", "consumer"]) {
      await record(energy, "security-rules", { side });
      await record(energy, "security-checks", { side, "follow-up": "closed" });
    }
    const sides = async (register: string) =>
      new Set((await pageOf(energy, register)).rows.map(({ fields }) => fields.side));
    expect(await sides("security-rules")).toEqual(new Set(["provider", "consumer"]));
    expect(await sides("security-checks")).toEqual(new Set(["provider", "consumer"]));
  });

  it("are kept of procedures, management rules and accountability rules each", async () => {
    // covers: CQ-6-2c
    const tax = who("chongqing", "one");
    for (const kind of ["procedure", "management", "accountability"]) {
      await renew(tax, await record(tax, "internal-rules", { kind }), { version: `${kind} 2` });
    }
    const { rows } = await pageOf(who("chongqing", "authority"), "internal-rules", { departmentId: tax.departmentId });
    expect(rows.map(({ fields, version }) => [fields.kind, version]).sort()).toEqual([
      ["accountability", 2],
      ["management", 2],
      ["procedure", 2],
    ]);
  });

  it("are written by whoever has seen the last, with a reason where it was wrong, and a withdrawal keeps them all", async () => {
    const market = who("fushun", "one");
    const saved = await record(market, "emergency-plan", { name: "预案甲" });
    const change = (over: object) =>
      market.does(
        changeRecord,
        changeRecordInput.parse({
          idempotencyKey: randomUUID(),
          act: "correct",
          recordId: saved.recordId,
          version: 1,
          fields: filled("fushun", "emergency-plan", { name: "预案乙" }),
          reason: "名称有误",
          ...over,
        }),
      );
    expect(() => change({ reason: "" })).toThrow(/required/);
    await change({});
    await expect(change({})).rejects.toMatchObject({ code: "STALE" });
    const withdraw = (version: number) =>
      market.does(
        withdrawRecord,
        withdrawRecordInput.parse({
          idempotencyKey: randomUUID(),
          recordId: saved.recordId,
          version,
          reason: "重复登记",
        }),
      );
    await expect(withdraw(1)).rejects.toMatchObject({ code: "STALE" });
    await withdraw(2);
    const view = await viewOf(market, saved);
    expect(view.history.map(({ act, reason }) => [act, reason])).toEqual([
      ["withdrawn", "重复登记"],
      ["corrected", "名称有误"],
      ["recorded", ""],
    ]);
    expect(view.may).toMatchObject({ change: false, replies: [] });
    expect((await pageOf(market, "emergency-plan", { state: "withdrawn" })).rows.map(({ id }) => id)).toEqual([
      saved.recordId,
    ]);
    await expect(change({ version: 3 })).rejects.toMatchObject({ code: "STALE" });
  });

  it("happen once a key, and each leaves its audit row", async () => {
    const market = who("fushun", "one");
    const input = addRecordInput.parse({
      idempotencyKey: randomUUID(),
      register: "backups",
      fields: filled("fushun", "backups", { extent: "仅此一次" }),
    });
    expect(await market.does(addRecord, input)).toEqual(await market.does(addRecord, input));
    expect((await pageOf(market, "backups", { text: "仅此一次" })).total).toBe(1);
    const { rows } = await database.admin.query(
      "select count(*)::int as n from app.audit_record where act = 'registers.add' and detail ->> 'register' = 'backups' and person_id = $1",
      [market.personId],
    );
    expect(rows[0]?.n).toBe(1);
  });
});

describe("what is due again", () => {
  it.each([
    // covers: FS-28-1d
    ["fushun", "backups", "other", { "ran-on": daysFrom(TODAY, -1) }, 1],
    // covers: FS-28-1e
    ["fushun", "drills", "other", { "held-on": TODAY, findings: "弱口令" }, 365],
    // covers: FS-7-1b
    ["fushun", "county-platforms", "county", { target: daysFrom(TODAY, 30), status: "under-way" }, 30],
    // covers: SZ-20-1b
    [
      "shuozhou",
      "trainings",
      "authority",
      { attendance: "12个部门36人", materials: "课件", "next-on": daysFrom(TODAY, 90) },
      90,
    ],
    // covers: LS-36-1b
    ["leshan", "drills", "authority", { "held-on": TODAY, findings: "无" }, 365],
    // covers: CQ-28-1c
    ["chongqing", "drills", "county", { "held-on": TODAY, "next-on": daysFrom(TODAY, 200), findings: "无" }, 200],
    // covers: HF-23-1
    ["hefei-etdz", "platform-rules", "authority", { "next-review": daysFrom(TODAY, 60), kind: "plan" }, 60],
  ] as const)(
    "in %s, %s of the %s: is in order until its day is over, and due again after it",
    async (city, register, by, over, days) => {
      const keeper = who(city, by);
      const saved = await record(keeper, register, over);
      const dueOn = daysFrom(TODAY, register === "backups" ? 0 : days);
      expect((await viewOf(keeper, saved)).record).toMatchObject({ dueOn, due: false });
      expect((await rowOf(keeper, register))?.standing).toBe("kept");
      try {
        await database.setClock(`${daysFrom(dueOn, 1)}T00:00:01+08:00`);
        expect((await rowOf(keeper, register))?.standing).toBe("due");
        expect((await pageOf(keeper, register, { state: "due" })).rows.map(({ id }) => id)).toContain(saved.recordId);
      } finally {
        await database.setClock(`${TODAY}T10:00:00+08:00`);
      }
    },
  );

  it("of runs that follow one another only the last counts, and the authority sees whose has lapsed", async () => {
    const market = who("fushun", "one");
    await record(market, "backups", { "ran-on": daysFrom(TODAY, -9) });
    await record(market, "backups", { "ran-on": TODAY });
    expect((await rowOf(market, "backups"))?.standing).toBe("kept");
    const xinfu = await official(database, "fushun", "xinfu-housing", "data_officer");
    await record(xinfu, "backups", { "ran-on": daysFrom(TODAY, -9) });
    const { lacks } = await who("fushun", "authority").asks(readOverview, undefined);
    const lapsed = lacks.filter(({ register, standing }) => register.id === "backups" && standing === "due");
    expect(lapsed.map(({ department, dueOn }) => [department.id, dueOn])).toEqual([
      [xinfu.departmentId, daysFrom(TODAY, -8)],
    ]);
  });

  it("both keepers of the zone's platform rules read what the other keeps", async () => {
    // covers: HF-23-1
    const committee = who("hefei-etdz", "government");
    const byCommittee = await record(committee, "platform-rules", { kind: "rules" });
    expect((await viewOf(who("hefei-etdz", "authority"), byCommittee)).record.fields.kind).toBe("rules");
    const byBureau = await record(who("hefei-etdz", "authority"), "platform-rules", { kind: "plan" });
    expect((await viewOf(committee, byBureau)).record.fields.kind).toBe("plan");
    await expect(record(who("hefei-etdz", "one"), "platform-rules")).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("a recovery test is kept with its plan and result", async () => {
    // covers: SZ-29-1c
    const saved = await record(who("shuozhou", "authority"), "recovery-tests", { result: "四小时恢复" });
    expect((await viewOf(who("shuozhou", "government"), saved)).record.fields.result).toBe("四小时恢复");
  });

  it.each([
    // covers: FS-20-2b
    ["fushun", "one"],
    // covers: SZ-12-1c
    ["shuozhou", "one"],
    // covers: HF-7-1c
    ["hefei-etdz", "one"],
    // covers: CQ-15-2b
    ["chongqing", "one"],
  ] as const)("in %s: a migration has a status and falls due, until it is done", async (city, by) => {
    const keeper = who(city, by);
    const late = await record(keeper, "legacy-exchanges", { status: "under-way", target: daysFrom(TODAY, -1) });
    expect((await viewOf(who(city, "authority"), late)).record).toMatchObject({
      fields: { status: "under-way" },
      due: true,
    });
    await renew(keeper, late, { status: "done" });
    expect((await viewOf(who(city, "authority"), late)).record).toMatchObject({
      fields: { status: "done" },
      dueOn: null,
      due: false,
    });
  });
});

describe("what is not as it must be", () => {
  it.each([
    // covers: FS-8-1a, FS-8-1b
    [
      "fushun",
      "source-systems",
      { classification: "non-classified", network: "private", migration: "under-way" },
      { network: "extranet", migration: "done" },
    ],
    // covers: HF-7-1a
    ["hefei-etdz", "source-systems", { connection: "not-connected" }, { connection: "connected" }],
    // covers: SZ-4-4c
    ["shuozhou", "connections", { status: "not-connected" }, { status: "connected" }],
    // covers: HF-5-3a
    ["hefei-etdz", "connections", { status: "not-connected" }, { status: "connected" }],
    // covers: CQ-14-3a
    [
      "chongqing",
      "source-systems",
      { network: "private", connection: "not-connected" },
      { network: "intranet", connection: "connected" },
    ],
    // covers: SZ-28-1b
    ["shuozhou", "security-checks", { "follow-up": "open", findings: "未脱敏" }, { "follow-up": "closed" }],
    // covers: HF-21-1b
    ["hefei-etdz", "hazards", { state: "open" }, { state: "closed", "closed-on": TODAY }],
  ] as const)(
    "in %s, %s: is marked for the keeper and the authority until it is mended",
    async (city, register, bad, good) => {
      const keeper = who(city, "other");
      const saved = await record(keeper, register, bad);
      const marked = async (reader: Official) =>
        (await pageOf(reader, register, { state: "marked" })).rows.some(({ id }) => id === saved.recordId);
      expect([await marked(keeper), await marked(who(city, "authority"))]).toEqual([true, true]);
      expect((await viewOf(keeper, saved)).record.marks.every(({ says }) => says.zh && says.en)).toBe(true);
      await renew(keeper, saved, good);
      expect([await marked(keeper), await marked(who(city, "authority"))]).toEqual([false, false]);
    },
  );

  it("keeps a classified system on record without a warning, wherever it runs", async () => {
    const saved = await record(who("fushun", "one"), "source-systems", {
      classification: "classified",
      network: "private",
    });
    expect((await viewOf(who("fushun", "one"), saved)).record.marks).toEqual([]);
  });

  it("keeps a system that touches state secrets out, and the same system without them in", async () => {
    // covers: LS-43-1a
    const water = who("leshan", "one");
    await expect(record(water, "connected-systems", { secret: "yes", connection: "planned" })).rejects.toMatchObject({
      code: "RULE",
      details: { rule: "REGISTER_REFUSED", article: "43" },
    });
    expect((await pageOf(water, "connected-systems", { text: "涉密甲" })).total).toBe(0);
    await record(water, "connected-systems", { system: "防汛系统", secret: "no", connection: "planned" });
    expect((await pageOf(water, "connected-systems", { text: "防汛系统" })).total).toBe(1);
  });

  it.each([
    // covers: HF-9-1a, HF-9-1b
    ["hefei-etdz"],
    // covers: LS-9-1a, LS-9-1b
    ["leshan"],
    // covers: CQ-38-2a, CQ-38-2b
    ["chongqing"],
  ] as const)(
    "in %s: a project's catalogue is registered for its approval and held against what was delivered",
    async (city) => {
      const keeper = who(city, "one");
      const saved = await record(keeper, "project-catalogues", {
        stage: "approval",
        planned: "企业名称\n经营范围\n注册地址",
      });
      const before = await viewOf(keeper, saved);
      expect(before.register.certificate?.title.zh).toContain("证明");
      expect([before.record.fields.delivered, before.record.marks]).toEqual([undefined, []]);
      const accepted = { stage: "acceptance", ...(city === "leshan" && { "filing-receipt": "备〔2026〕1号" }) };
      await renew(keeper, saved, { ...accepted, delivered: "企业名称\n注册地址" });
      const compared = await viewOf(who(city, "authority"), saved);
      expect(compared.record.marks).toMatchObject([{ id: "undelivered", about: ["经营范围"] }]);
      await renew(keeper, { ...saved, version: 2 }, { delivered: "注册地址\n经营范围\n企业名称" });
      expect((await viewOf(who(city, "authority"), saved)).record.marks).toEqual([]);
    },
  );
});

describe("what others say to a record", () => {
  it("a policy document is read by every department, and the authority sees who has not", async () => {
    // covers: SZ-20-1a
    const [info, energy, market] = [who("shuozhou", "authority"), who("shuozhou", "one"), who("shuozhou", "other")];
    const saved = await record(info, "policy-documents");
    const owing = async () => (await viewOf(info, saved)).outstanding[0]?.departments.map(({ id }) => id) ?? [];
    expect(await owing()).toEqual(expect.arrayContaining([energy.departmentId, market.departmentId]));
    expect((await rowOf(energy, "policy-documents"))?.awaited).toBe(1);
    await say(energy, saved, "read");
    expect(await owing()).not.toContain(energy.departmentId);
    expect(await owing()).toContain(market.departmentId);
    expect((await viewOf(info, saved)).replies).toMatchObject([{ reply: "read", at: expect.any(Date) }]);
    expect((await rowOf(energy, "policy-documents"))?.awaited).toBe(0);
    await renew(info, saved, { version: "2" });
    expect((await rowOf(energy, "policy-documents"))?.awaited).toBe(1);
  });

  it("security rules are adopted department by department", async () => {
    // covers: LS-32-1
    const [authority, water] = [who("leshan", "authority"), who("leshan", "one")];
    const saved = await record(authority, "city-security-rules");
    expect((await viewOf(water, saved)).record.fields.content).toBeTruthy();
    await expect(say(water, saved, "adopted")).rejects.toMatchObject({ code: "INVALID" });
    await say(water, saved, "adopted", "已印发落实办法");
    const { outstanding, replies } = await viewOf(authority, saved);
    expect(replies).toMatchObject([{ words: "已印发落实办法" }]);
    const owing = outstanding[0]?.departments.map(({ id }) => id) ?? [];
    expect(owing).toContain(who("leshan", "other").departmentId);
    expect(owing).not.toContain(water.departmentId);
  });

  it("an item has one source, and other departments record that they checked it", async () => {
    // covers: CQ-12-1
    const saved = await record(who("chongqing", "one"), "collection-items", { item: "纳税信用等级" });
    await say(who("chongqing", "other"), saved, "check", "与本部门掌握的一致");
    expect((await viewOf(who("chongqing", "one"), saved)).replies).toMatchObject([{ words: "与本部门掌握的一致" }]);
  });

  it.each([
    // covers: HF-5-2c
    ["hefei-etdz"],
    // covers: LS-5-2b
    ["leshan"],
  ] as const)(
    "in %s: a campaign comes with its template, and its progress is seen department by department",
    async (city) => {
      const [authority, one, other] = [who(city, "authority"), who(city, "one"), who(city, "other")];
      const saved = await record(authority, "catalogue-campaigns", { template: "编目模板第三版" });
      expect((await viewOf(one, saved)).record.fields.template).toBe("编目模板第三版");
      await say(one, saved, "done", "已编目12条");
      const { outstanding, replies } = await viewOf(authority, saved);
      const owing = outstanding[0]?.departments.map(({ id }) => id) ?? [];
      expect([owing.includes(one.departmentId), owing.includes(other.departmentId)]).toEqual([false, true]);
      expect(replies).toMatchObject([{ words: "已编目12条" }]);
    },
  );

  it.each([
    // covers: HF-22-1c
    ["hefei-etdz", "republication-consents", "other", "provider", "consent"],
    // covers: CQ-17-2
    ["chongqing", "theme-leads", "authority", "lead", "reported"],
  ] as const)(
    "in %s, %s: waits for the department that it names, and for no other",
    async (city, register, by, field, reply) => {
      const [keeper, one] = [who(city, by), who(city, "one")];
      const saved = await record(keeper, register, { [field]: one.departmentId });
      expect((await viewOf(keeper, saved)).outstanding).toMatchObject([{ departments: [{ id: one.departmentId }] }]);
      expect((await rowOf(one, register))?.awaited).toBe(1);
      await expect(say(keeper, saved, reply, "自己答复")).rejects.toMatchObject({ code: "FORBIDDEN" });
      await say(one, saved, reply, "同意");
      expect((await viewOf(keeper, saved)).outstanding).toEqual([]);
      expect((await rowOf(one, register))?.awaited).toBe(0);
    },
  );

  it.each([
    // covers: SZ-12-1b
    ["shuozhou"],
    // covers: CQ-15-2a
    ["chongqing"],
  ] as const)(
    "in %s: an exchange facility is on record for all to see, and the authority questions it",
    async (city) => {
      const saved = await record(who(city, "one"), "exchange-facilities", { facility: "前置机交换通道" });
      expect((await viewOf(who(city, "other"), saved)).record.fields.facility).toBe("前置机交换通道");
      await say(who(city, "authority"), saved, "question", "请说明为何不迁移");
      expect((await viewOf(who(city, "one"), saved)).replies).toMatchObject([{ words: "请说明为何不迁移" }]);
      await expect(say(who(city, "other"), saved, "question", "问")).rejects.toMatchObject({ code: "FORBIDDEN" });
    },
  );

  it("platforms between departments are on record for all to see before another is built", async () => {
    // covers: LS-4-1b
    const saved = await record(who("leshan", "one"), "cross-platforms", { platform: "河长制平台" });
    expect((await pageOf(who("leshan", "other"), "cross-platforms", { text: "河长制" })).rows[0]?.id).toBe(
      saved.recordId,
    );
  });

  it("the security bodies read every department's security and comment, and change nothing", async () => {
    // covers: FS-26-1c
    const cyberspace = await official(database, "fushun", "cyberspace", "data_officer");
    const police = await official(database, "fushun", "public-security", "data_officer");
    const saved = await record(who("fushun", "one"), "security-rules");
    for (const body of [cyberspace, police, who("fushun", "authority")]) {
      const view = await viewOf(body, saved);
      expect(view.may).toMatchObject({ change: false, replies: ["comment"] });
      await say(body, saved, "comment", "补充数据出境要求");
      await expect(renew(body, saved, { version: "x" })).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
    expect((await viewOf(who("fushun", "one"), saved)).replies).toHaveLength(3);
    await expect(say(who("fushun", "other"), saved, "comment", "x")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("the regulator of Leshan reads what departments say of their security, and comments", async () => {
    // covers: LS-36-1a
    const regulator = await official(database, "leshan", "public-security", "data_officer");
    const saved = await record(who("leshan", "one"), "security-state", { findings: "三个高危漏洞" });
    expect((await viewOf(regulator, saved)).record.fields.findings).toBe("三个高危漏洞");
    await say(regulator, saved, "comment", "限期修复");
    expect((await viewOf(who("leshan", "one"), saved)).replies).toMatchObject([{ words: "限期修复" }]);
    await expect(viewOf(who("leshan", "other"), saved)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("guidance notes reach every department and operator; the authority sees how their security stands", async () => {
    // covers: CQ-27-1
    const ndrc = who("chongqing", "authority");
    const saved = await record(ndrc, "guidance-notes", { name: "平台安全指引" });
    for (const reader of ["one", "other", "county"] as const) {
      expect((await viewOf(who("chongqing", reader), saved)).record.fields.name, reader).toBe("平台安全指引");
    }
    const plan = await record(who("chongqing", "county"), "platform-emergency-plan");
    const storage = await record(who("chongqing", "other"), "storage-units");
    for (const kept of [plan, storage]) expect((await viewOf(ndrc, kept)).record.id).toBe(kept.recordId);
    await expect(record(who("chongqing", "one"), "guidance-notes")).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("an incident", () => {
  it("graded major waits in the queue of the security bodies, an ordinary one does not", async () => {
    // covers: FS-26-1b
    const cyberspace = await official(database, "fushun", "cyberspace", "data_officer");
    const police = await official(database, "fushun", "public-security", "data_officer");
    const bodies = [cyberspace, police, who("fushun", "authority")];
    await record(who("fushun", "one"), "incidents", { grade: "general" });
    for (const body of bodies) expect((await rowOf(body, "incidents"))?.awaited).toBe(0);
    const saved = await record(who("fushun", "one"), "incidents", { grade: "major" });
    for (const body of bodies) {
      expect((await rowOf(body, "incidents"))?.awaited).toBe(1);
      const notices = await body.asks(listNotices, { unreadOnly: true, page: 1, pageSize: 50 });
      expect(notices.rows.filter(({ kind }) => kind === "record-told").map(({ subject }) => subject)).toEqual([
        { kind: "record", id: saved.recordId },
      ]);
      await say(body, saved, "coordinate", "立即断开连接");
      expect((await rowOf(body, "incidents"))?.awaited).toBe(0);
    }
  });

  it("that a department of Hefei cannot handle is reported at once to the bureau and public security", async () => {
    // covers: HF-21-1c
    const [data, police] = [
      who("hefei-etdz", "authority"),
      await official(database, "hefei-etdz", "public-security", "data_officer"),
    ];
    const told = async (body: Official) =>
      (await body.asks(listNotices, { unreadOnly: true, page: 1, pageSize: 50 })).rows
        .filter(({ kind }) => kind === "record-told")
        .map(({ subject }) => subject.id);
    await record(who("hefei-etdz", "one"), "incidents");
    expect([await told(data), await told(police)]).toEqual([[], []]);
    const saved = await record(who("hefei-etdz", "one"), "incidents", { escalated: "true" });
    expect([await told(data), await told(police)]).toEqual([[saved.recordId], [saved.recordId]]);
    await say(police, saved, "received");
    expect((await viewOf(who("hefei-etdz", "one"), saved)).outstanding).toMatchObject([
      { departments: [{ id: data.departmentId }] },
    ]);
  });

  it.each([
    // covers: CQ-28-2
    ["chongqing", "county"],
    // covers: FS-29-1c
    ["fushun", "one"],
  ] as const)(
    "in %s is declared by the %s with the plan that was started, and its measures stand with their time",
    async (city, by) => {
      const keeper = who(city, by);
      const saved = await record(keeper, "incidents", { grade: "general", plan: "网络安全事件应急预案" });
      await database.setClock(`${TODAY}T10:05:00+08:00`);
      await say(keeper, saved, "action", "断开受影响的接口");
      await database.setClock(`${TODAY}T10:20:00+08:00`);
      await say(keeper, saved, "action", "更换密钥");
      await database.setClock(`${TODAY}T10:00:00+08:00`);
      const { replies, record: kept } = await viewOf(who(city, "authority"), saved);
      expect(kept.fields.plan).toBe("网络安全事件应急预案");
      expect(replies.map(({ words, at }) => [words, at.toISOString()])).toEqual([
        ["断开受影响的接口", `${TODAY}T02:05:00.000Z`],
        ["更换密钥", `${TODAY}T02:20:00.000Z`],
      ]);
    },
  );

  it("cuts off every grant of the department in the same act, and no grant of another", async () => {
    // covers: FS-29-1c
    const [market, ecology] = [who("fushun", "one"), who("fushun", "other")];
    const given = [await grantFrom(market, ecology), await grantFrom(market, ecology)];
    const foreign = await grantFrom(ecology, market);
    const stateOf = async (grantId: string) => (await market.asks(readGrant, grantId)).state;
    expect(await Promise.all([...given, foreign].map(stateOf))).toEqual(["live", "live", "live"]);
    const saved = await record(market, "incidents", {}, { suspendGrants: true });
    expect(saved.suspended).toBe(2);
    expect(await Promise.all([...given, foreign].map(stateOf))).toEqual(["suspended", "suspended", "live"]);
    expect((await viewOf(market, saved)).replies).toMatchObject([
      { title: { zh: "紧急停用授权" }, at: expect.any(Date) },
    ]);
    const bad = addRecordInput.parse({
      idempotencyKey: randomUUID(),
      register: "incidents",
      fields: { what: "缺少其他栏目" },
      suspendGrants: true,
    });
    await expect(ecology.does(addRecord, bad)).rejects.toMatchObject({ code: "INVALID" });
    expect(await stateOf(foreign)).toBe("live");
  });

  it("names the unit and the staff that answer for it, and that unit reads it", async () => {
    // covers: SZ-27-1e
    const [energy, market] = [who("shuozhou", "one"), who("shuozhou", "other")];
    const housing = await official(database, "shuozhou", "housing-fund", "data_officer");
    await expect(record(energy, "use-incidents", { unit: market.departmentId, staff: "" })).rejects.toMatchObject({
      code: "INVALID",
    });
    const saved = await record(energy, "use-incidents", { unit: market.departmentId, staff: "赵某" });
    expect((await viewOf(market, saved)).record.fields).toMatchObject({ unit: market.departmentId, staff: "赵某" });
    await expect(viewOf(housing, saved)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it.each([
    // covers: HF-25-1
    ["hefei-etdz", {}],
    // covers: LS-35-1.3
    ["leshan", { kind: "crime" }],
    // covers: LS-40-1.2
    ["leshan", { kind: "rights" }],
    // covers: LS-40-1.3
    ["leshan", { kind: "illegal-gains" }],
    // covers: LS-40-1.5
    ["leshan", { kind: "other" }],
    // covers: CQ-34-1.3
    ["chongqing", {}],
  ] as const)(
    "in %s: misuse %j is kept with its evidence and exported for whoever deals with it",
    async (city, over) => {
      const keeper = who(city, "one");
      const evidence = `下载日志第${randomUUID()}页`;
      await expect(record(keeper, "misuse", { ...over, evidence: "" })).rejects.toMatchObject({ code: "INVALID" });
      const saved = await record(keeper, "misuse", { ...over, evidence });
      const police = await official(database, city, "public-security", "data_officer");
      expect((await viewOf(police, saved)).record.fields).toMatchObject({ ...over, evidence });
      const text = await csvOf(police.token, "misuse");
      expect(text).toContain(evidence);
      await expect(viewOf(who(city, "other"), saved)).rejects.toMatchObject({ code: "NOT_FOUND" });
    },
  );
});

describe("a record that concerns a department", () => {
  it.each([
    // covers: SZ-4-2b
    ["shuozhou", "inspections", "authority", { findings: "目录未更新", task: "补齐目录", "follow-up": "open" }],
    // covers: SZ-32-1c
    [
      "shuozhou",
      "funding-suspensions",
      "authority",
      { recommendation: "暂停运维经费", evidence: "三次无正当理由拒绝" },
    ],
    // covers: CQ-38-1b
    ["chongqing", "compliance", "authority", { period: "2026", result: "failed", evidence: "目录缺失清单" }],
    // covers: CQ-39-2
    ["chongqing", "audit-results", "government", { year: "2026", result: "资金使用合规" }],
  ] as const)(
    "in %s, %s: %s writes it, that department reads it and no other does",
    async (city, register, by, over) => {
      const { concerns } = await concernsOf(city, register);
      const one = who(city, "one");
      const saved = await record(who(city, by), register, { ...over, [concerns]: one.departmentId });
      expect((await viewOf(one, saved)).record.fields).toMatchObject(over);
      expect((await viewOf(one, saved)).may.change).toBe(false);
      await expect(viewOf(who(city, "other"), saved)).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(record(one, register, { ...over, [concerns]: one.departmentId })).rejects.toMatchObject({
        code: "FORBIDDEN",
      });
    },
  );

  it("an inspection's task is answered by the inspected, and stays open until it is closed", async () => {
    // covers: SZ-4-2b
    const [info, energy] = [who("shuozhou", "authority"), who("shuozhou", "one")];
    const saved = await record(info, "inspections", {
      department: energy.departmentId,
      "follow-up": "open",
      "task-due": daysFrom(TODAY, -1),
    });
    await say(energy, saved, "answer", "已补齐");
    expect((await viewOf(info, saved)).record).toMatchObject({ due: true, marks: [{ id: "open-finding" }] });
    await renew(info, saved, { "follow-up": "closed" });
    expect((await viewOf(info, saved)).record).toMatchObject({ due: false, marks: [] });
  });

  it("a joint result reaches the finance department with its evidence, ready to be exported", async () => {
    // covers: CQ-38-1d
    const finance = await official(database, "chongqing", "finance", "data_officer");
    await record(who("chongqing", "authority"), "compliance", {
      department: who("chongqing", "other").departmentId,
      result: "failed",
      evidence: "三项目录逾期清单",
    });
    const text = await csvOf(finance.token, "compliance");
    expect(text).toContain("重庆市交通运输委员会");
    expect(text).toContain("不符合要求");
    expect(text).toContain("三项目录逾期清单");
  });

  it("assessment results are exported with names and words, and rewards are kept beside them", async () => {
    // covers: LS-38-1b
    const authority = who("leshan", "authority");
    await record(authority, "assessment-results", { department: who("leshan", "one").departmentId, result: "优秀" });
    await record(authority, "rewards", { who: "乐山市水务局", reward: "通报表扬" });
    const text = await csvOf(authority.token, "assessment-results");
    expect(text.split("\r\n")[0]).toContain('"被评价单位"');
    expect(text).toContain('"乐山市水务局","2026","优秀"');
    expect((await pageOf(who("leshan", "government"), "rewards")).rows[0]?.fields.reward).toBe("通报表扬");
  });
});

describe("what everybody reads", () => {
  const openOf = async (city: City, register: string) =>
    inPublicContext(city, (scope) => readPublicRegisters(scope, readPublicRegisterInput.parse({ register })));

  it.each([
    // covers: CQ-36-1
    ["chongqing", "assessment-results", "government", { result: "共享及时率98%", opinion: "加快更新" }],
    // covers: CQ-26-2
    ["chongqing", "use-cases", "one", { name: "企业信用画像" }],
    // covers: HF-19-1
    ["hefei-etdz", "use-cases", "authority", { kind: "contest", name: "数据应用竞赛" }],
    // covers: LS-28-1a
    ["leshan", "use-cases", "one", { name: "景区客流研究" }],
    // covers: LS-27-1.4
    ["leshan", "free-data", "authority", { data: "天气预报", rule: "气象法第二十二条" }],
  ] as const)(
    "in %s, %s: is on the portal with what was stated, and gone when it is withdrawn",
    async (city, register, by, over) => {
      const saved = await record(who(city, by), register, over);
      const shown = (await openOf(city, register)).shown;
      expect(shown?.rows.find(({ id }) => id === saved.recordId)?.fields).toMatchObject(over);
      await who(city, by).does(
        withdrawRecord,
        withdrawRecordInput.parse({
          idempotencyKey: randomUUID(),
          recordId: saved.recordId,
          version: 1,
          reason: "误登",
        }),
      );
      expect((await openOf(city, register)).shown?.rows.map(({ id }) => id)).not.toContain(saved.recordId);
    },
  );

  it("a case that is being collected is not open, a published one is, and one that was taken back no more", async () => {
    // covers: SZ-20-1d
    const energy = who("shuozhou", "one");
    const saved = await record(energy, "sharing-cases", { state: "draft", name: "一件事一次办" });
    const open = async () => (await openOf("shuozhou", "sharing-cases")).shown?.rows.map(({ id }) => id) ?? [];
    expect(await open()).not.toContain(saved.recordId);
    await renew(energy, saved, { state: "published" });
    expect(await open()).toContain(saved.recordId);
    await renew(energy, { ...saved, version: 2 }, { state: "draft" });
    expect(await open()).not.toContain(saved.recordId);
  });

  it("no register is open that its law does not open", async () => {
    await expect(openOf("fushun", "security-rules")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(openOf("chongqing", "audit-results")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("who sees registers at all", () => {
  it("lets the auditor and the security officer read where the law names them, and write nowhere", async () => {
    const auditor = await official(database, "fushun", "big-data", "auditor");
    const saved = await record(who("fushun", "one"), "drills", { findings: "审计可见" });
    expect((await viewOf(auditor, saved)).record.fields.findings).toBe("审计可见");
    expect((await viewOf(auditor, saved)).may).toEqual({ change: false, suspend: false, replies: [] });
    await expect(record(auditor, "drills")).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("gives the overview to an authority and a government over their own region, and to nobody else", async () => {
    const { lacks } = await who("fushun", "county").asks(readOverview, undefined);
    expect(new Set(lacks.map(({ region }) => region.zh))).toEqual(new Set(["新抚区"]));
    const whole = await who("fushun", "government").asks(readOverview, undefined);
    expect(whole.asked).toBeGreaterThan(lacks.length);
    await expect(who("fushun", "one").asks(readOverview, undefined)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("is no business of the platform's operator", async () => {
    const operator = await official(database, "platform", "operator", "platform_operator");
    await expect(rowOf(operator, "drills")).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

async function concernsOf(city: City, register: string): Promise<{ concerns: string }> {
  const { register: law } = await pageOf(who(city, "authority"), register);
  return { concerns: law.concerns ?? "" };
}

async function csvOf(token: string, register: string): Promise<string> {
  const { pieces } = await exportRegister(token, register);
  let text = "";
  for await (const piece of pieces) text += piece;
  return text;
}

/** A live grant from one department to another, as if a case had led to it. */
async function grantFrom(provider: Official, consumer: Official): Promise<string> {
  const entryId = await entryOf(provider);
  const { rows } = await database.admin.query<{ id: string }>(
    `with c as (insert into app."case" (tenant_id, id, number, procedure, book_date, entry_id, region_id, requester_department_id,
         requester_person_id, provider_department_id, application, outcome, waiting_on, filed_at, stage_since, version)
       values ('fushun', gen_random_uuid(), $1, 'sharing.conditional', '2026-01-05', $2, '210400', $3, $4, $5, '{}', 'granted', '{}',
         now(), now(), 1) returning *)
     insert into app.data_grant (tenant_id, id, case_id, entry_id, region_id, consumer_department_id, provider_department_id, approved_by,
         columns, purpose, valid_from, valid_until)
       select tenant_id, gen_random_uuid(), id, entry_id, region_id, requester_department_id, provider_department_id, $4,
         '{full_name}', '核验', '2026-01-01', '2027-12-31' from c returning id`,
    [randomUUID().slice(0, 12), entryId, consumer.departmentId, consumer.personId, provider.departmentId],
  );
  return rows[0]?.id ?? "";
}

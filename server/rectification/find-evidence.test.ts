import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { actOnCase } from "@/server/cases/act-on-case";
import { actOnCaseInput, fileProcedureInput } from "@/server/cases/case.schema";
import { fileProcedure } from "@/server/cases/file-procedure";
import { readCase } from "@/server/cases/read-case";
import { startFiling } from "@/server/cases/start-filing";
import { compileEntryInput } from "@/server/catalogue/catalogue.schema";
import { compileEntry } from "@/server/catalogue/compile-entry";
import { readGrant } from "@/server/delivery/read-grant";
import { suspendGrant } from "@/server/delivery/stop-grant";
import type { ProcedureId } from "@/server/law";
import { findEvidence } from "@/server/rectification/find-evidence";
import { submitRequest } from "@/server/sharing/submit-request";
import { type CityId, grantedBy, type Offices, openOffices } from "@/tests/cities/offices";
import { entryOf, loadCities, type Official, outsider } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";
import { act, actInFull, application, refusal } from "@/tests/harness/requests";

const database = testDatabase();
const START = "2026-03-02T09:00:00+08:00";
const LATER = "2026-06-01T09:00:00+08:00";
beforeAll(async () => {
  await loadCities(database);
});

const file = (who: Official, procedure: ProcedureId, about: Record<string, string>, fields: Record<string, string>) =>
  who.does(fileProcedure, fileProcedureInput.parse({ idempotencyKey: randomUUID(), procedure, ...about, fields }));

async function says(who: Official, caseId: string, actId: string, fields: Record<string, string>, content = {}) {
  const { version } = await who.asks(readCase, { caseId });
  return who.does(
    actOnCase,
    actOnCaseInput.parse({
      idempotencyKey: randomUUID(),
      caseId,
      version,
      act: actId,
      content: { ...content, fields },
    }),
  );
}

/** What the authority's form shows beside one violation of a department. */
async function shown(who: Official, of: Official, item: string | null): Promise<string[]> {
  const { evidence } = await who.asks(startFiling, { procedure: "rectification", departmentId: of.departmentId });
  return evidence.find((each) => each.item === item)?.rows.map(({ text }) => text.zh) ?? [];
}

const unmounted = (who: Official, over: object = {}) =>
  who.does(
    compileEntry,
    compileEntryInput.parse({
      idempotencyKey: randomUUID(),
      code: `U-${randomUUID().slice(0, 8)}`,
      nameZh: "未接入的数据",
      abstractZh: "尚未接入平台的数据",
      theme: "社会保障",
      sharingClass: "unconditional",
      openingClass: "withheld",
      openingBasis: "《个人信息保护法》",
      updateCycle: "daily",
      items: [{ name: "year", labelZh: "年份", labelEn: "Year", type: "integer" }],
      particulars: {
        format: "table",
        attributes: "结构化数据",
        method: "interface",
        useRequirements: "仅限履行职责使用",
        function: "社会保险经办",
      },
      ...over,
    }),
  );

describe.each([
  ["fushun", "一", "二"],
  ["shuozhou", "一", "五"],
  ["leshan", "二", "三"],
  ["chongqing", "一", "二"],
] as const)("in %s, the list of violations", (city, catalogue, freshness) => {
  let offices: Offices;
  let entryId: string;
  beforeAll(async () => {
    await database.setClock(START);
    offices = await openOffices(database, city as CityId);
    entryId = await entryOf(offices.gives);
  });

  // covers: FS-30-1.1, SZ-33-1.1, LS-39-1.2
  it(`shows at item ${catalogue} the catalogue updates that the department has let pass their day`, async () => {
    const { authority, gives } = offices;
    await database.setClock(START);
    expect(await shown(authority, gives, catalogue)).toEqual([]);
    const { caseId } = await file(gives, "catalogue.change", { entryId }, await changeForm(gives, entryId));
    const { number } = await gives.asks(readCase, { caseId });
    expect(await shown(authority, gives, catalogue), "not yet late").toEqual([]);
    await database.setClock(LATER);
    expect(await shown(authority, gives, catalogue)).toEqual([
      expect.stringMatching(new RegExp(`^${number}《参保人员基本信息》：期限2026-.{5}，逾期未办$`)),
    ]);
    expect(await shown(authority, offices.asks, catalogue), "another department").toEqual([]);
  });

  // covers: FS-30-1.2, LS-39-1.3, CQ-40-1.2
  it(`shows at item ${freshness} data that is older than its own update cycle`, async () => {
    const { authority, gives } = offices;
    await database.setClock(LATER);
    await entryOf(gives, { nameZh: "每日更新的数据", updateCycle: "daily" });
    await entryOf(gives, { nameZh: "每年更新的数据", updateCycle: "yearly" });
    const rows = () => shown(authority, gives, freshness);
    expect((await rows()).filter((row) => row.includes("每日更新的数据"))).toEqual([]);
    await database.setClock("2026-06-03T09:00:00+08:00");
    expect((await rows()).filter((row) => row.includes("更新的数据"))).toEqual([
      expect.stringContaining("每日更新的数据"),
    ]);
  });
});

describe("overdue catalogue timers", () => {
  // covers: SZ-33-1.5
  it("are shown in Shuozhou at item 5 as well, because publishing and updating late is a violation of its own", async () => {
    await database.setClock(START);
    const { authority, gives } = await openOffices(database, "shuozhou");
    const entryId = await entryOf(gives, { updateCycle: "yearly" });
    const { caseId } = await file(gives, "catalogue.change", { entryId }, await changeForm(gives, entryId));
    const { number } = await gives.asks(readCase, { caseId });
    expect((await shown(authority, gives, "五")).filter((row) => row.startsWith(number))).toEqual([]);
    await database.setClock(LATER);
    expect((await shown(authority, gives, "五")).filter((row) => row.startsWith(number))).toHaveLength(1);
  });

  // covers: CQ-40-1.1
  it("hold in Chongqing the update and, once it is published, the upward report", async () => {
    await database.setClock(START);
    const { authority, gives } = await openOffices(database, "chongqing");
    const entryId = await entryOf(gives);
    const { caseId } = await file(gives, "catalogue.change", { entryId }, await changeForm(gives, entryId));
    const { number } = await gives.asks(readCase, { caseId });
    const rows = async () => (await shown(authority, gives, "一")).filter((row) => row.startsWith(number));
    await database.setClock("2026-03-17T09:00:00+08:00");
    expect(await rows(), "the update is late").toHaveLength(1);
    await actInFull(gives, caseId, "submit");
    expect(await rows(), "submitted").toEqual([]);
    await actInFull(authority, caseId, "publish");
    expect(await rows(), "the report is not due yet").toEqual([]);
    await database.setClock(LATER);
    expect(await rows(), "the report is late").toEqual([expect.stringContaining("逾期未办")]);
    await actInFull(gives, caseId, "report");
    expect(await rows(), "reported late").toEqual([expect.stringContaining("办结，已逾期")]);
  });
});

/** A change form with something in every field that the city asks. */
async function changeForm(who: Official, entryId: string): Promise<Record<string, string>> {
  const { fields } = await who.asks(startFiling, { procedure: "catalogue.change", entryId });
  return Object.fromEntries(
    fields.map(({ id, kind, options }) => [
      id,
      kind === "date" ? "2026-03-02" : (options[0]?.value ?? (kind === "flag" ? "true" : "更新内容")),
    ]),
  );
}

describe("overdue answers", () => {
  // covers: LS-39-1.7, CQ-40-1.7
  it.each(["leshan", "chongqing"] as const)(
    "are shown in %s at item 7, requests and corrections alike",
    async (city) => {
      await database.setClock(START);
      const { asks, gives, authority } = await openOffices(database, city);
      const entryId = await entryOf(gives);
      const open = await entryOf(gives, { openingClass: "conditional", openingBasis: "市级目录" });
      const { caseId } = await asks.does(submitRequest, application(entryId));
      const corrected = await file(asks, "correction.sharing", { entryId }, { problem: "地址有误" });
      const citizen = await outsider(database, city);
      const form = await citizen.asks(startFiling, { procedure: "opening.application", entryId: open });
      const applied = await file(
        citizen,
        "opening.application",
        { entryId: open },
        Object.fromEntries(
          form.fields.map(({ id, kind, options }) => [id, options[0]?.value ?? (kind === "flag" ? "true" : "研究")]),
        ),
      );
      expect(await shown(authority, gives, "七")).toEqual([]);
      await database.setClock(LATER);
      const numbers = await Promise.all(
        [caseId, corrected.caseId, applied.caseId].map(
          async (id) => (await authority.asks(readCase, { caseId: id })).number,
        ),
      );
      const rows = await shown(authority, gives, "七");
      for (const number of city === "chongqing" ? numbers : numbers.slice(0, 2))
        expect(
          rows.filter((row) => row.startsWith(number)),
          number,
        ).toHaveLength(1);
      await says(gives, corrected.caseId, "correct", { done: "已更正" });
      expect((await shown(authority, gives, "七")).find((row) => row.startsWith(numbers[1] ?? "?"))).toContain(
        "已逾期",
      );
    },
  );

  it("are no violation in Fushun (A12), and nobody outside the authority is shown anything", async () => {
    await database.setClock(START);
    const { asks, gives, authority } = await openOffices(database, "fushun");
    await asks.does(submitRequest, application(await entryOf(gives)));
    await database.setClock(LATER);
    const { evidence } = await authority.asks(startFiling, {
      procedure: "rectification",
      departmentId: gives.departmentId,
    });
    expect(
      evidence.flatMap(({ rows }) => rows.map(({ text }) => text.zh)).filter((row) => row.includes("共享申请")),
    ).toEqual([]);
    await expect(
      asks.asks(startFiling, { procedure: "rectification", departmentId: gives.departmentId }),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("what is known of entries, corrections and refusals", () => {
  // covers: SZ-33-1.2
  it("shows in Shuozhou at item 2 entries without data and the refusals given", async () => {
    await database.setClock(START);
    const { asks, gives, authority } = await openOffices(database, "shuozhou");
    await unmounted(gives);
    const { caseId } = await asks.does(submitRequest, application(await entryOf(gives)));
    await act(authority, caseId, "pass", {});
    expect(await shown(authority, gives, "二")).toEqual([expect.stringContaining("从未接入平台")]);
    await act(gives, caseId, "refuse", refusal);
    const { number } = await gives.asks(readCase, { caseId });
    expect(await shown(authority, gives, "二")).toContainEqual(expect.stringContaining(number));
  });

  // covers: LS-39-1.1, CQ-40-1.3
  it.each([
    ["leshan", "一"],
    ["chongqing", "三"],
  ] as const)("shows in %s at item %s how each shared entry was connected, and since when", async (city, item) => {
    await database.setClock(START);
    const { authority, asks: of } = await openOffices(database, city);
    await unmounted(of);
    await entryOf(of, { nameZh: "已接入的数据" });
    const rows = await shown(authority, of, item);
    expect(rows).toContainEqual(expect.stringContaining("从未接入平台"));
    expect(rows).toContainEqual(expect.stringMatching(/已接入的数据.*2026-03-02接入，更新1次，最近2026-03-02，在用$/));
  });

  // covers: SZ-33-1.4, LS-39-1.5
  it.each([
    ["shuozhou", "四"],
    ["leshan", "五"],
  ] as const)("shows in %s at item %s what a correction found wrong, and not what it upheld", async (city, item) => {
    await database.setClock(START);
    const { asks, gives, authority } = await openOffices(database, city);
    const entryId = await entryOf(gives);
    const [wrong, right] = [
      await file(asks, "correction.sharing", { entryId }, { problem: "地址有误" }),
      await file(asks, "correction.sharing", { entryId }, { problem: "姓名有误" }),
    ];
    await says(gives, wrong.caseId, "correct", { done: "已更正" });
    await says(gives, right.caseId, "uphold", {}, { reason: "核实无误" });
    const { number } = await gives.asks(readCase, { caseId: wrong.caseId });
    const upheld = (await gives.asks(readCase, { caseId: right.caseId })).number;
    const rows = await shown(authority, gives, item);
    expect(rows.filter((row) => row.startsWith(number))).toHaveLength(1);
    expect(rows.filter((row) => row.startsWith(upheld))).toEqual([]);
  });

  // covers: LS-39-1.4
  it("shows in Leshan at item 4 catalogue changes that are noted and not reported", async () => {
    await database.setClock(START);
    const { gives, authority } = await openOffices(database, "leshan");
    const entryId = await entryOf(gives);
    const before = await shown(authority, gives, "四");
    const { caseId } = await file(gives, "catalogue.change", { entryId }, await changeForm(gives, entryId));
    const { number } = await gives.asks(readCase, { caseId });
    const after = await shown(authority, gives, "四");
    expect(after.filter((row) => !before.includes(row))).toEqual([
      expect.stringMatching(new RegExp(`^${number}.*目录更新尚未报送，期限2026-03-16$`)),
    ]);
  });

  // covers: CQ-40-1.4
  it("shows in Chongqing at item 4 data listed as open that nobody can get, and open applications past their day", async () => {
    await database.setClock(START);
    const { gives, authority } = await openOffices(database, "chongqing");
    const { entryId: listed } = await unmounted(gives, { nameZh: "列入开放的数据" });
    await gives.opens(listed, "conditional");
    const open = await entryOf(gives, { openingClass: "conditional" });
    const citizen = await outsider(database, "chongqing");
    const form = await citizen.asks(startFiling, { procedure: "opening.application", entryId: open });
    const { caseId } = await file(
      citizen,
      "opening.application",
      { entryId: open },
      Object.fromEntries(
        form.fields.map(({ id, kind, options }) => [id, options[0]?.value ?? (kind === "flag" ? "true" : "研究")]),
      ),
    );
    const { number } = await gives.asks(readCase, { caseId });
    expect((await shown(authority, gives, "四")).filter((row) => row.startsWith(number))).toEqual([]);
    await database.setClock(LATER);
    const rows = await shown(authority, gives, "四");
    expect(rows.filter((row) => row.includes("列入开放的数据"))).toEqual([expect.stringContaining("数据未接入")]);
    expect(rows.filter((row) => row.startsWith(number))).toHaveLength(1);
  });
});

describe("the use of shared data", () => {
  // covers: FS-30-1.5, SZ-33-1.7, CQ-40-1.6
  it.each([
    ["fushun", "五"],
    ["shuozhou", "七"],
    ["chongqing", "六"],
  ] as const)(
    "is shown in %s at item %s: purpose, storage, readings, and why a grant was stopped",
    async (city, item) => {
      await database.setClock(START);
      const offices = await openOffices(database, city);
      const { asks, gives, authority } = offices;
      const { grantId } = await grantedBy(city, offices, await entryOf(gives));
      const rows = () => shown(authority, asks, item);
      expect(await rows()).toContainEqual(
        expect.stringMatching(/授权用途“核验待遇资格”，未同意存储；调用0次，其中导出0次$/),
      );
      expect((await rows()).filter((row) => row.includes("暂停授权"))).toEqual([]);
      const { version } = await gives.asks(readGrant, grantId);
      await gives.does(suspendGrant, { idempotencyKey: randomUUID(), grantId, version, reason: "超出授权用途使用" });
      expect(await rows()).toContainEqual(expect.stringMatching(/2026-03-02暂停授权：超出授权用途使用$/));
    },
  );

  it("is told to nobody who may not read the records of use", async () => {
    await database.setClock(START);
    const offices = await openOffices(database, "chongqing");
    await grantedBy("chongqing", offices, await entryOf(offices.gives));
    const found = await offices.government.asks(findEvidence, offices.asks.departmentId);
    expect(found.flatMap(({ rows }) => rows.map(({ text }) => text.zh)).filter((row) => row.includes("调用"))).toEqual(
      [],
    );
  });
});

describe("a rectification that was not obeyed", () => {
  it("leads in Shuozhou to item 8, filled in from the case, by the authority alone", async () => {
    await database.setClock(START);
    const { gives, authority } = await openOffices(database, "shuozhou");
    const { caseId } = await file(
      authority,
      "rectification",
      { departmentId: gives.departmentId },
      { item: "二", facts: "未提供共享", circular: "通报", "limit-days": "5" },
    );
    await says(gives, caseId, "report", { measures: "正在整改" });
    await database.setClock("2026-03-16T09:00:00+08:00");
    await says(authority, caseId, "not-corrected", {}, { reason: "仍未提供" });
    const page = await authority.asks(readCase, { caseId });
    expect(page.followOffer).toMatchObject({
      procedure: "rectification",
      article: "33(八)",
      about: { departmentId: gives.departmentId },
    });
    expect((await gives.asks(readCase, { caseId })).followOffer).toBeNull();
    const start = await authority.asks(startFiling, {
      procedure: "rectification",
      departmentId: gives.departmentId,
      after: caseId,
    });
    expect(start.given).toEqual({ item: "八" });
    expect(await shown(authority, gives, "八")).toEqual([expect.stringContaining(page.number)]);
  });

  it("offers nothing after a correction that was closed", async () => {
    await database.setClock(START);
    const { gives, authority } = await openOffices(database, "shuozhou");
    const { caseId } = await file(
      authority,
      "rectification",
      { departmentId: gives.departmentId },
      { item: "二", facts: "未提供共享", circular: "通报", "limit-days": "5" },
    );
    await says(gives, caseId, "report", { measures: "已整改" });
    await says(authority, caseId, "close", {});
    expect((await authority.asks(readCase, { caseId })).followOffer).toBeNull();
  });
});

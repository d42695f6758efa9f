import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { rootRouter } from "@/server/api/root";
import { createCallerFactory, requestContext } from "@/server/api/trpc";
import { findFilingEntry } from "@/server/cases/filing.repository";
import { compileEntryInput, listEntriesInput } from "@/server/catalogue/catalogue.schema";
import { compileEntry } from "@/server/catalogue/compile-entry";
import { listDedicatedDepartment } from "@/server/catalogue/list-dedicated-department";
import { listEntries, readFacets } from "@/server/catalogue/list-entries";
import { readEntry } from "@/server/catalogue/read-entry";
import { listNotices } from "@/server/notices/list-notices";
import { markRead } from "@/server/notices/mark-read";
import { submitRequest } from "@/server/sharing/submit-request";
import { entryOf, loadCities, type Official, official, outsider } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";
import { act, application, consent } from "@/tests/harness/requests";

const database = testDatabase();
let asks: Official;
let gives: Official;
let other: Official;

beforeAll(async () => {
  await loadCities(database);
  await database.setClock("2026-03-02T10:00:00+08:00");
  asks = await official(database, "shuozhou", "civil-affairs", "department_head");
  gives = await official(database, "shuozhou", "social-security", "department_head");
  other = await official(database, "shuozhou", "market", "data_officer");
});

const list = (over: Record<string, unknown> = {}) => asks.asks(listEntries, listEntriesInput.parse(over));

describe("the catalogue", () => {
  let ids: Record<string, string>;
  beforeAll(async () => {
    ids = {
      conditional: await entryOf(gives, { nameZh: "甲 参保信息", theme: "社会保障" }),
      unconditional: await entryOf(gives, { nameZh: "乙 企业名录", sharingClass: "unconditional", theme: "市场监管" }),
      withheld: await entryOf(other, { nameZh: "丙 100%_案卷", sharingClass: "withheld", theme: "市场监管" }),
      dedicated: await entryOf(gives, { nameZh: "丁 专用数据", dedicated: true }),
      own: await entryOf(asks, { nameZh: "戊 本部门数据" }),
    };
    const listing = {
      idempotencyKey: randomUUID(),
      entryId: ids.dedicated ?? "",
      departmentId: asks.departmentId,
      listed: true,
    };
    await gives.does(listDedicatedDepartment, listing);
  });

  it("says of each entry what the reader's own department may do with it", async () => {
    const kinds = Object.fromEntries((await list()).rows.map(({ id, access }) => [id, access.kind]));
    expect(kinds).toEqual({
      [ids.conditional ?? ""]: "apply",
      [ids.unconditional ?? ""]: "apply", // 朔州 15(一): by application, even unconditional
      [ids.withheld ?? ""]: "withheld",
      [ids.dedicated ?? ""]: "dedicated",
      [ids.own ?? ""]: "own",
    });
    const auditor = await official(database, "shuozhou", "gov", "auditor");
    expect((await auditor.asks(readEntry, { entryId: ids.conditional ?? "" })).access.kind).toBe("none");
  });

  // covers: SZ-6-1
  it("finds by name, provider and nothing that a wildcard would let in", async () => {
    expect((await list({ text: "企业名录" })).rows.map(({ id }) => id)).toEqual([ids.unconditional]);
    expect((await list({ text: "%_" })).rows.map(({ id }) => id)).toEqual([ids.withheld]);
    const page = await list({ sharingClass: "conditional", sort: "name", pageSize: 1, page: 2 });
    expect([page.total, page.rows.length]).toEqual([3, 1]);
    expect(await list({ theme: "市场监管" })).toMatchObject({ total: 2 });
    const facets = await asks.asks(readFacets, { text: undefined });
    expect(facets.sharingClass).toContainEqual({ value: "conditional", count: 3 });
    expect(facets.departments[0]).toMatchObject({ id: gives.departmentId, count: 3 });
  });

  it("tells who uses an entry to its provider only", async () => {
    const entryId = ids.dedicated ?? "";
    await asks.does(submitRequest, application(entryId));
    const seen = await gives.asks(readEntry, { entryId });
    expect(seen.users).toMatchObject([
      { department: { id: asks.departmentId }, purpose: "核验待遇资格", state: "not-begun" },
    ]);
    expect(seen.dedicatedDepartments.map(({ id }) => id)).toEqual([asks.departmentId]);
    const reader = await asks.asks(readEntry, { entryId });
    expect(reader.users).toBeNull();
    expect(reader.access).toMatchObject({ kind: "granted", grantId: expect.any(String) });
    expect((await other.asks(readEntry, { entryId })).dedicatedDepartments).toEqual([]);
  });

  it("shows another city's entry as little as one that does not exist", async () => {
    const elsewhere = await official(database, "fushun", "housing", "data_officer");
    for (const entryId of [ids.conditional ?? "", randomUUID()]) {
      await expect(elsewhere.asks(readEntry, { entryId })).rejects.toMatchObject({ code: "NOT_FOUND", details: {} });
      await expect(elsewhere.does(submitRequest, application(entryId))).rejects.toMatchObject({
        code: "NOT_FOUND",
        details: {},
      });
    }
  });
});

describe("a person outside government", () => {
  const OPENING = [
    "abstract",
    "code",
    "department",
    "id",
    "itemCount",
    "name",
    "openingClass",
    "publishedAt",
    "theme",
    "updateCycle",
  ];
  const caller = (who: Official) => createCallerFactory(rootRouter)(requestContext(who.token)).catalogue;
  let person: Official;
  let entryId: string;
  let shut: string;
  beforeAll(async () => {
    person = await outsider(database, "shuozhou");
    const open = {
      sharingClass: "conditional",
      openingClass: "conditional",
      openingBasis: "《条例》",
      dedicated: true,
    } as const;
    entryId = await entryOf(gives, { ...open, nameZh: "己 依申请开放", theme: "旅游" });
    shut = await entryOf(gives, { nameZh: "庚 不开放", theme: "旅游" });
  });

  it("is told how an entry is open, over tRPC, and nothing of how departments share it", async () => {
    const entry = await caller(person).openEntry({ entryId });
    expect(Object.keys(entry).sort()).toEqual([...OPENING, "items", "openingBasis", "regionName", "underCheck"].sort());
    expect(entry).toMatchObject({ openingClass: "conditional", openingBasis: "《条例》", itemCount: 3 });
    expect(entry.items.map((item) => Object.keys(item).sort())).toEqual(Array(3).fill(["label", "name", "type"]));
    const { rows, total } = await caller(person).openList({ text: "放" });
    expect([total, rows.map(({ id }) => id)]).toEqual([1, [entryId]]);
    expect(Object.keys(rows[0] ?? {}).sort()).toEqual(OPENING);
    expect(await caller(person).openFacets({})).toEqual({
      departments: [{ id: gives.departmentId, name: expect.anything(), count: 1 }],
      themes: [{ value: "旅游", count: 1 }],
    });
    expect(JSON.stringify([entry, rows])).not.toMatch(/sharing|dedicated|delegate|access|mask|grade/i);
  });

  it("has no other door: what departments read is closed, and neither class nor grade can be searched by", async () => {
    for (const work of [
      () => caller(person).entry({ entryId }),
      () => caller(person).list({}),
      () => caller(person).list({ sharingClass: "withheld" }),
      () => caller(person).facets({}),
    ])
      await expect(work()).rejects.toMatchObject({ message: "FORBIDDEN" });
    await expect(caller(person).openList({ sharingClass: "withheld" } as object)).rejects.toThrow();
    for (const missing of [shut, randomUUID()])
      await expect(caller(person).openEntry({ entryId: missing })).rejects.toMatchObject({ message: "NOT_FOUND" });
    // A department reads all of it through its own door.
    expect(await caller(asks).entry({ entryId })).toMatchObject({ sharingClass: "conditional", dedicated: true });
    expect((await caller(asks).list({ theme: "旅游" })).total).toBe(2);
  });

  it("files with the same facts as anybody: data that is mounted counts as mounted", async () => {
    const mounted = async (who: Official, id: string) =>
      who.asks(
        (scope) => findFilingEntry(scope.tx, scope.actor.tenantId, id).then((entry) => entry?.mounted),
        undefined,
      );
    expect([await mounted(person, entryId), await mounted(asks, entryId)]).toEqual([true, true]);
    const bare = await entryOf(gives, { openingClass: "conditional", openingBasis: "《条例》" });
    for (const table of ["version_quality", "hosted_table"])
      await database.admin.query(`delete from app.${table} where entry_id = $1`, [bare]);
    expect([await mounted(person, bare), await mounted(asks, bare)]).toEqual([false, false]);
  });
});

describe("compiling", () => {
  const entry = compileEntryInput.parse({
    idempotencyKey: randomUUID(),
    code: "SZ-REPEAT",
    nameZh: "重复编码",
    abstractZh: "同一编码的目录",
    theme: "其他",
    sharingCondition: "因履行职责需要",
    sharingClass: "unconditional",
    openingClass: "withheld",
    openingBasis: "《条例》",
    updateCycle: "yearly",
    items: [{ name: "a", labelZh: "甲", labelEn: "A", type: "text" }],
    particulars: {
      format: "table",
      attributes: "结构化数据",
      method: "file",
      useRequirements: "仅限履行职责使用",
      function: "社会保险经办",
    },
  });

  it("takes a code once, and a repeated key as one request", async () => {
    const first = await gives.does(compileEntry, entry);
    expect(await gives.does(compileEntry, entry)).toEqual(first);
    await expect(gives.does(compileEntry, { ...entry, idempotencyKey: randomUUID() })).rejects.toMatchObject({
      code: "CONFLICT",
    });
  });

  it("asks a basis of every class but the unconditional", async () => {
    for (const sharingClass of ["conditional", "withheld"] as const) {
      const without = {
        ...entry,
        idempotencyKey: randomUUID(),
        code: randomUUID(),
        sharingClass,
        sharingBasisKind: "law" as const,
      };
      await expect(gives.does(compileEntry, without)).rejects.toMatchObject({
        details: { fields: [{ path: "sharingBasis", problem: "required" }] },
      });
    }
  });

  // covers: FS-11-1b, FS-11-1c, HF-13-3, LS-14-1b, LS-14-1c, CQ-17-1.1a, CQ-17-1.1b
  it.each([
    ["fushun", "social-security", "conditional", ["law", "local-regulation"], ["rule", "internal-rule"]],
    ["fushun", "social-security", "withheld", ["law"], ["rule", "internal-rule"]],
    ["hefei-etdz", "hr", "withheld", ["law"], ["internal-rule"]],
    ["leshan", "medical-insurance", "conditional", ["law", "rule"], ["municipal-document"]],
    ["leshan", "medical-insurance", "withheld", ["law"], ["municipal-document"]],
    [
      "chongqing",
      "public-security",
      "conditional",
      ["law", "central-policy"],
      ["local-regulation", "rule", "municipal-document"],
    ],
    ["chongqing", "public-security", "withheld", ["law"], ["local-regulation", "rule", "municipal-document"]],
  ] as const)("in %s lets %s publish %s data only on a source of a kind that is good enough", async (...row) => {
    const [city, department, sharingClass, good, bad] = row;
    const who = await official(database, city, department, "data_officer");
    const compile = (sharingBasisKind?: string) =>
      who.does(
        compileEntry,
        compileEntryInput.parse({
          ...entry,
          idempotencyKey: randomUUID(),
          code: randomUUID(),
          sharingClass,
          sharingBasis: "《统计法》第二十五条",
          ...(sharingBasisKind && { sharingBasisKind }),
        }),
      );
    for (const kind of good) await expect(compile(kind), kind).resolves.toMatchObject({ entryId: expect.any(String) });
    for (const kind of bad)
      await expect(compile(kind), kind).rejects.toMatchObject({
        details: { fields: [{ path: "sharingBasisKind", problem: "not-accepted" }] },
      });
    await expect(compile()).rejects.toMatchObject({
      details: { fields: [{ path: "sharingBasisKind", problem: "required" }] },
    });
  });

  it("opens nothing to society, whatever class is proposed: by the form, and by no other door", async () => {
    for (const openingClass of ["unconditional", "conditional"] as const) {
      const proposed = { ...entry, idempotencyKey: randomUUID(), code: randomUUID(), openingClass };
      const { entryId } = await gives.does(compileEntry, proposed);
      expect((await gives.asks(readEntry, { entryId })).openingClass).toBe("withheld");
    }
    const forged = (openingClass: string) =>
      gives.does(
        ({ tx, actor }) =>
          tx.$executeRaw`insert into app.catalogue_entry (tenant_id, code, department_id, region_id, name_zh, theme, sharing_class, opening_class, update_cycle)
            values (${actor.tenantId}, ${randomUUID()}, ${actor.departmentId}::uuid, ${actor.regionId}, '伪造', '其他', 'unconditional', ${openingClass}, 'yearly')`,
        undefined,
      );
    await expect(forged("unconditional")).rejects.toThrow(/42501|row-level security/);
    await expect(forged("withheld")).resolves.toBe(1);
  });

  it("is for departments, and the 专用 list for the provider", async () => {
    const authority = await official(database, "shuozhou", "info", "authority_officer");
    await expect(authority.does(compileEntry, { ...entry, idempotencyKey: randomUUID() })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    const entryId = await entryOf(gives, { dedicated: true });
    const listing = { idempotencyKey: randomUUID(), entryId, departmentId: other.departmentId, listed: true };
    await expect(other.does(listDedicatedDepartment, listing)).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await gives.does(listDedicatedDepartment, listing)).toEqual({ listed: true });
    await gives.does(listDedicatedDepartment, { ...listing, idempotencyKey: randomUUID(), listed: false });
    expect((await other.asks(readEntry, { entryId })).access.kind).toBe("apply");
  });
});

it("keeps a department's notices to itself, counts the unread and marks them", async () => {
  const platform = await official(database, "shuozhou", "info", "authority_officer");
  const { caseId } = await asks.does(submitRequest, application(await entryOf(gives)));
  await act(platform, caseId, "pass");
  await act(gives, caseId, "approve", consent);
  const inbox = { unreadOnly: true, page: 1, pageSize: 100 };
  const told = (await asks.asks(listNotices, inbox)).rows.filter(({ subject }) => subject.id === caseId);
  expect(told.map(({ kind }) => kind)).toEqual(["case-granted"]);
  expect((await other.asks(listNotices, inbox)).rows).toEqual([]);
  expect(await other.does(markRead, { idempotencyKey: randomUUID(), ids: [told[0]?.id ?? ""] })).toEqual({ marked: 0 });
  expect((await asks.does(markRead, { idempotencyKey: randomUUID(), all: true })).marked).toBeGreaterThan(0);
  expect(await asks.asks(listNotices, inbox)).toMatchObject({ rows: [], total: 0, unread: 0 });
});

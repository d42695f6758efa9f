import { randomUUID } from "node:crypto";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { actContentInput } from "@/server/cases/case.schema";
import { readCase } from "@/server/cases/read-case";
import { compileEntryInput } from "@/server/catalogue/catalogue.schema";
import { describeCity } from "@/server/cities/describe-city";
import { inPublicContext } from "@/server/db/context";
import { isStipulated, readTenants, type SharingClass } from "@/server/law";
import { createServer } from "@/server/main";
import { mountHostedTable } from "@/server/mounting/mount-hosted-table";
import { submitRequestInput } from "@/server/sharing/sharing.schema";
import { submitRequest } from "@/server/sharing/submit-request";
import { entryOf, loadCities } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";
import { act, application, consent } from "@/tests/harness/requests";
import { viewOf } from "@/tests/law/cases";
import { CITIES, type CityId, type Offices, openOffices } from "./offices";

const database = testDatabase();
const server = createServer();
const offices = {} as Record<CityId, Offices>;
let origin: string;

beforeAll(async () => {
  origin = `http://127.0.0.1:${await server.listen(0, "127.0.0.1")}`;
  await loadCities(database);
  await database.setClock("2026-03-02T10:00:00+08:00");
  for (const city of CITIES) offices[city] = await openOffices(database, city);
});
afterAll(() => server.close());

const get = (path: string, accept?: string) => fetch(`${origin}${path}`, accept ? { headers: { accept } } : {});
const json = async (path: string) => (await get(path)).json();

async function dataset({ gives }: Offices, openingClass: SharingClass, over: object = {}): Promise<string> {
  const items = [
    { name: "line", labelZh: "线路", labelEn: "Line", type: "text" as const, grade: 1, mask: "none" as const },
    { name: "stops", labelZh: "站数", labelEn: "Stops", type: "integer" as const, grade: 1, mask: "none" as const },
  ];
  const entryId = await entryOf(gives, { nameZh: "公交线路信息", theme: "交通运输", openingClass, items, ...over });
  await mountHostedTable(gives.token, entryId, [
    ["101路", 24],
    ["102路", 31],
  ]);
  return entryId;
}

describe("data that a city opens unconditionally", () => {
  // covers: FS-24-1a, FS-24-1b, SZ-24-1, HF-18-1, LS-21-1, LS-26-2
  it.each(CITIES)("is in %s for everyone to find, see, download and program with, without a name", async (city) => {
    const id = await dataset(offices[city], "unconditional");
    const base = `/api/v1/open/${city}/datasets`;
    const list = await json(base);
    expect(list.rows.map((row: { id: string }) => row.id)).toEqual([id]);
    expect(await json(`${base}/${id}`)).toMatchObject({ name: { zh: "公交线路信息" }, rowCount: 2 });
    const rows = [
      { line: "101路", stops: 24 },
      { line: "102路", stops: 31 },
    ];
    expect((await json(`${base}/${id}/rows`)).rows).toEqual(rows);
    expect(parse(await (await get(`${base}/${id}/rows`, "text/csv")).text(), { columns: true })).toEqual(
      rows.map(({ line, stops }) => ({ line, stops: String(stops) })),
    );
    const download = await get(`/open/${city}/${id}.csv`);
    expect(download.headers.get("content-type")).toContain("text/csv");
    expect(parse((await download.text()).replace(/^\uFEFF/, ""))).toEqual([
      ["线路", "站数"],
      ["101路", "24"],
      ["102路", "31"],
    ]);
    // Nothing but formats that a machine reads.
    for (const format of ["application/pdf", "application/xml", "text/html"])
      expect((await get(`${base}/${id}/rows`, format)).status, format).toBe(406);
  });

  // covers: LS-22-1c
  it.each(CITIES)(
    "is all that a visitor of %s gets: what is conditional, banned or unpublished is not there",
    async (city) => {
      const open = await dataset(offices[city], "unconditional");
      const closed = [
        await dataset(offices[city], "conditional"),
        await dataset(offices[city], "withheld"),
        await dataset(offices[city], "unconditional", { published: false }),
      ];
      const base = `/api/v1/open/${city}/datasets`;
      const listed = (await json(`${base}?pageSize=100`)).rows.map((row: { id: string }) => row.id);
      expect(listed).toContain(open);
      for (const id of closed) {
        expect(listed).not.toContain(id);
        for (const path of [`${base}/${id}`, `${base}/${id}/rows`, `/open/${city}/${id}.csv`])
          expect((await get(path)).status, path).toBe(404);
      }
    },
  );
});

describe("the classes", () => {
  // covers: FS-23-1b, SZ-23-1b, HF-16-1a, LS-21-1, LS-13-1, CQ-16-1
  it.each([
    ["fushun", ["无条件共享", "有条件共享", "不予共享"], ["无条件开放", "有条件开放", "不予开放"]],
    ["shuozhou", ["无条件共享", "有条件共享", "不予共享"], ["无条件开放", "依申请开放", "依法不予开放"]],
    ["hefei-etdz", ["无条件共享", "有条件共享", "不予共享"], ["无条件开放", "依申请开放", "依法不予开放"]],
    ["leshan", ["无条件共享", "有条件共享", "不予共享"], ["无条件开放", "有条件开放", "不予开放"]],
    ["chongqing", ["无条件共享", "有条件共享", "不予共享"], ["无条件开放", "有条件开放", "不予开放"]],
  ] as const)("are three in %s, in the words of its text", async (city, sharing, opening) => {
    const { words } = await inPublicContext(city, async (scope) => describeCity(scope));
    expect(Object.values(words.sharing).map(({ zh }) => zh)).toEqual(sharing);
    expect(Object.values(words.opening).map(({ zh }) => zh)).toEqual(opening);
    for (const key of ["sharing.classes", "opening.classes"] as const) {
      const legal = viewOf(city).value(key);
      expect(isStipulated(legal) && legal.value).toEqual(["unconditional", "conditional", "withheld"]);
    }
    for (const openingClass of Object.keys(words.opening) as SharingClass[]) await dataset(offices[city], openingClass);
    await expect(dataset(offices[city], "secret" as SharingClass)).rejects.toThrow(/Invalid option/);
  });
});

describe("money", () => {
  // covers: SZ-14-1.2b, HF-4-1, LS-27-1.1
  it("has no place in sharing or opening: no form takes a price and no table keeps one", async () => {
    const entry = {
      idempotencyKey: randomUUID(),
      code: "T-1",
      nameZh: "公交线路信息",
      theme: "交通运输",
      sharingClass: "unconditional",
      openingClass: "unconditional",
      updateCycle: "daily",
      items: [{ name: "line", labelZh: "线路", labelEn: "Line", type: "text" }],
    };
    const forms = [
      [compileEntryInput, entry],
      [submitRequestInput, application(randomUUID())],
      [actContentInput, { scope: "全部", purpose: "核验", grant: { columns: ["line"] } }],
    ] as const;
    for (const [form, given] of forms) {
      expect(form.safeParse(given).success).toBe(true);
      for (const word of ["price", "fee", "charge"])
        expect(form.safeParse({ ...given, [word]: 1 }).success).toBe(false);
    }
    const { rows: columns } = await database.admin.query<{ name: string }>(
      `select table_name || '.' || column_name as name from information_schema.columns where table_schema = 'app'
         and table_name in ('catalogue_entry', 'data_item', 'hosted_table', 'case', 'data_grant', 'api_key', 'access_record', 'open_use')`,
    );
    expect(columns.length).toBeGreaterThan(80);
    expect(columns.filter(({ name }) => /price|[._]fee|charge|payment/.test(name))).toEqual([]);
  });

  // covers: SZ-14-1.2b
  it("aside, the time that a provider of Shuozhou takes to answer is kept from the forwarding on", async () => {
    const { asks, gives, authority } = offices.shuozhou;
    await database.setClock("2026-03-02T10:00:00+08:00");
    const { caseId } = await asks.does(submitRequest, application(await entryOf(gives)));
    await database.setClock("2026-03-03T11:00:00+08:00");
    await act(authority, caseId, "pass");
    await database.setClock("2026-03-05T15:30:00+08:00");
    await act(gives, caseId, "approve", consent);
    const page = await authority.asks(readCase, { caseId });
    expect(page.stages.find(({ id }) => id === "answer")?.enteredAt).toEqual(new Date("2026-03-03T11:00:00+08:00"));
    expect(page).toMatchObject({ decidedAt: new Date("2026-03-05T15:30:00+08:00"), decidedOnTime: true });
  });
});

describe("a city's platform and portal", () => {
  // covers: FS-7-1a, LS-4-1a, CQ-21-2a
  it.each(["fushun", "leshan", "chongqing"])(
    "are the only ones of %s: a second folder of that name is refused",
    (city) => {
      const root = mkdtempSync(join(tmpdir(), "second-"));
      try {
        cpSync(join("tenants", city), join(root, city), { recursive: true });
        expect(() => readTenants(["tenants", root])).toThrow(`a city "${city}" is already loaded from another folder`);
        const { words } = readTenants(["tenants"]).books.get(city)?.city ?? {};
        expect([words?.sharingPlatform.zh, words?.openingPlatform.zh]).toEqual([
          expect.stringMatching(/共享(交换)?平台$/),
          expect.stringMatching(/开放平台$/),
        ]);
      } finally {
        rmSync(root, { recursive: true, force: true });
      }
    },
  );
});

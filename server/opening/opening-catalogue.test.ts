import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { rootRouter } from "@/server/api/root";
import { createCallerFactory, requestContext } from "@/server/api/trpc";
import { actOnCase } from "@/server/cases/act-on-case";
import { actOnCaseInput, fileProcedureInput } from "@/server/cases/case.schema";
import { fileProcedure } from "@/server/cases/file-procedure";
import { readCase } from "@/server/cases/read-case";
import { startFiling } from "@/server/cases/start-filing";
import { compileEntryInput } from "@/server/catalogue/catalogue.schema";
import { compileEntry } from "@/server/catalogue/compile-entry";
import { type ApplicationField, getBook } from "@/server/law";
import { priorityAreas } from "@/server/opening/rules/priority-areas";
import { entryOf, loadCities, type Official, official, outsider } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";

const database = testDatabase();
const visitorOf = createCallerFactory(rootRouter)(requestContext(null));
const visitor = visitorOf.opening;
const CLASSES = ["unconditional", "conditional", "withheld"] as const;
const DEPARTMENT = { fushun: "social-security", chongqing: "transport", leshan: "transport" } as const;
type City = keyof typeof DEPARTMENT;
const gives = {} as Record<City, Official>;
const entries = {} as Record<City, Record<(typeof CLASSES)[number], string>>;

beforeAll(async () => {
  await loadCities(database);
  await database.setClock("2026-03-02T09:00:00+08:00");
  for (const city of ["fushun", "chongqing", "leshan"] as const) {
    gives[city] = await official(database, city, DEPARTMENT[city], "data_officer", "department_head");
    entries[city] = {} as Record<(typeof CLASSES)[number], string>;
    for (const openingClass of CLASSES) {
      const openingBasis = openingClass === "unconditional" ? "" : `依据：${openingClass}`;
      entries[city][openingClass] = await entryOf(gives[city], {
        nameZh: `目录 ${openingClass}`,
        openingClass,
        openingBasis,
      });
    }
  }
});

const rowsIn = async (city: City, over: object = {}) => (await visitor.catalogue({ city, ...over })).rows;

describe("the catalogue of opening, for everybody", () => {
  // covers: FS-7-3, FS-24-3
  it("names in 抚顺 the basis of every entry that is restricted or withheld, without a name or a key", async () => {
    const rows = await rowsIn("fushun");
    expect(new Map(rows.map(({ id, openingClass, openingBasis }) => [id, [openingClass, openingBasis]]))).toEqual(
      new Map([
        [entries.fushun.unconditional, ["unconditional", ""]],
        [entries.fushun.conditional, ["conditional", "依据：conditional"]],
        [entries.fushun.withheld, ["withheld", "依据：withheld"]],
      ]),
    );
    expect(JSON.stringify(rows)).not.toMatch(/sharing|full_name|citizen/);
    for (const openingClass of ["conditional", "withheld"] as const) {
      expect((await rowsIn("fushun", { openingClass })).map(({ id }) => id)).toEqual([entries.fushun[openingClass]]);
    }
  });

  // covers: CQ-22-2
  it("holds in 重庆 what is open at once and on application, which anybody with an account applies for; no withheld entry", async () => {
    expect((await rowsIn("chongqing")).map(({ id }) => id).sort()).toEqual(
      [entries.chongqing.unconditional, entries.chongqing.conditional].sort(),
    );
    const person = await outsider(database, "chongqing");
    const procedure = "opening.application" as const;
    const entryId = entries.chongqing.conditional;
    const { fields } = await person.asks(startFiling, { procedure, entryId });
    const filled = Object.fromEntries(
      fields.filter(({ required }) => required).map(({ id, options }) => [id, options[0]?.value ?? "研究"]),
    );
    const input = { idempotencyKey: randomUUID(), procedure, entryId, fields: filled };
    const { caseId } = await person.does(fileProcedure, fileProcedureInput.parse(input));
    expect((await gives.chongqing.asks(readCase, { caseId })).entry?.id).toBe(entryId);
  });

  // covers: LS-22-3a, LS-26-1a
  it("is dated in 乐山: every entry by its last reviewed change, the catalogue by its latest", async () => {
    const before = await visitor.catalogue({ city: "leshan" });
    expect(before.updatedAt).toEqual(new Date("2026-03-02T09:00:00+08:00"));
    await database.admin.query(
      "update app.catalogue_entry set changed_at = '2026-03-02T10:00:00+08:00' where id = $1",
      [entries.leshan.conditional],
    );
    const { rows, updatedAt } = await visitor.catalogue({ city: "leshan" });
    expect(updatedAt).toEqual(new Date("2026-03-02T10:00:00+08:00"));
    expect(rows[0]).toMatchObject({ id: entries.leshan.conditional, changedAt: updatedAt });
    expect(rows.map(({ id }) => id)).toContain(entries.leshan.unconditional);
  });

  it("leaves out what is suspended, taken off or not yet published, and another city's", async () => {
    const [suspended, retired, later] = await Promise.all(
      [1, 2, 3].map(() => entryOf(gives.leshan, { openingClass: "conditional" })),
    );
    await database.admin.query("update app.catalogue_entry set opening_suspended_at = now() where id = $1", [
      suspended,
    ]);
    await database.admin.query("update app.catalogue_entry set retired_at = now() where id = $1", [retired]);
    await database.admin.query("update app.catalogue_entry set published_at = '2026-03-03' where id = $1", [later]);
    const ids = (await rowsIn("leshan")).map(({ id }) => id);
    for (const hidden of [suspended, retired, later, entries.fushun.unconditional]) expect(ids).not.toContain(hidden);
    await database.setClock("2026-03-04T09:00:00+08:00");
    expect((await rowsIn("leshan")).map(({ id }) => id)).toContain(later);
  });

  // covers: SZ-22-1
  it("runs in 朔州 on published copies, without a way into what departments share", async () => {
    const shares = await official(database, "shuozhou", "social-security", "data_officer");
    const [open, shared] = [
      await entryOf(shares, { openingClass: "unconditional", openingBasis: "" }),
      await entryOf(shares, { openingClass: "withheld" }),
    ];
    await database.as("heliu_portal", async (client) => {
      const attempt = async (sql: string) => {
        await client.query("begin");
        await client.query("select ctx.mint_public('shuozhou')");
        const answer = await client.query(sql).then(
          ({ rows }) => rows,
          (error: { code?: string }) => error.code,
        );
        await client.query("rollback");
        return answer;
      };
      const copyOf = (id: string) =>
        attempt(
          `select status from gate.read_open('shuozhou', '${id}', 'preview', 'screen', null, null, null, null, 10)`,
        );
      expect([await copyOf(open), await copyOf(shared)]).toEqual([[{ status: "ok" }], [{ status: "missing" }]]);
      for (const shut of [
        "select from app.data_grant",
        `select from app."case"`,
        "select from app.access_record",
        "select from app.api_key",
        "select gate.describe('key', 'x', gen_random_uuid())",
        "select gate.open_access('key', 'x', gen_random_uuid(), 'api', 'json', null, null, null, null, 1)",
        "select gate.read_access('key', 'x', gen_random_uuid(), null, 1)",
      ])
        expect(await attempt(shut), shut).toBe("42501");
    });
  });

  it("is read through its door alone: the portal's login reads no restricted entry, nor another city's catalogue", async () => {
    await database.as("heliu_portal", async (client) => {
      await client.query("begin");
      await client.query("select ctx.mint_public('fushun')");
      const seen = async (sql: string) => (await client.query<{ id: string }>(sql)).rows.map(({ id }) => id);
      expect(await seen("select id from app.catalogue_entry")).toEqual([entries.fushun.unconditional]);
      expect(await seen("select id from gate.opening_catalogue('fushun')")).toHaveLength(3);
      expect(await seen("select id from gate.opening_catalogue('leshan')")).toEqual([]);
      await client.query("rollback");
    });
  });
});

describe("an area in which opening comes first", () => {
  const compile = async (
    city: City,
    priorityArea: string | null,
    over: { openingClass?: string; openingBasis?: string } = {},
  ) => {
    const { entryId } = await gives[city].does(
      compileEntry,
      compileEntryInput.parse({
        idempotencyKey: randomUUID(),
        code: randomUUID(),
        nameZh: "优先开放数据",
        abstractZh: "优先向社会开放的数据",
        theme: "其他",
        openingClass: "unconditional",
        updateCycle: "daily",
        priorityArea,
        items: [{ name: "a", labelZh: "甲", labelEn: "A", type: "text" }],
        particulars: {
          format: "table",
          attributes: "结构化数据",
          method: "file",
          useRequirements: "注明来源",
          function: "公共服务",
        },
        ...over,
      }),
    );
    await gives[city].opens(entryId, over.openingClass ?? "unconditional");
  };

  // covers: FS-25-1, LS-29-1.1, LS-29-1.2, LS-29-1.3
  it.each(["fushun", "leshan"] as const)(
    "is tagged in %s on the entry, found by, and reported with what is open of it",
    async (city) => {
      const areas = priorityAreas(getBook(city).on("2026-03-02"));
      expect(areas.length).toBeGreaterThan(3);
      for (const { zh } of areas) {
        await compile(city, zh);
        await compile(city, zh, { openingClass: "conditional", openingBasis: "《条例》" });
        const found = await visitor.catalogue({ city, area: zh });
        expect(found.rows.map(({ priorityArea }) => priorityArea)).toEqual([zh, zh]);
      }
      await compile(city, areas[0]?.zh ?? "");
      expect((await visitor.catalogue({ city })).areas).toEqual(
        areas.map((area, index) => ({ area, unconditional: index === 0 ? 2 : 1, conditional: 1, withheld: 0 })),
      );
    },
  );

  it("is one that the city's text names", async () => {
    for (const [city, area] of [
      ["fushun", "旅游"],
      ["chongqing", "交通"],
    ] as const)
      await expect(compile(city, area)).rejects.toMatchObject({ details: { fields: [{ path: "priorityArea" }] } });
    expect((await visitor.catalogue({ city: "chongqing" })).areas).toEqual([]);
  });

  // covers: LS-22-1a
  it("or any other: whatever is not said to be open must give its reason", async () => {
    for (const openingClass of ["conditional", "withheld", undefined] as const)
      await expect(compile("leshan", null, { openingClass })).rejects.toMatchObject({
        details: { fields: [{ path: "openingBasis", problem: "required" }] },
      });
    await compile("leshan", null, { openingClass: "withheld", openingBasis: "《条例》第二十二条" });
  });
});

describe("an opening review", () => {
  /** Answers every question that a form must have answered, so that nothing stands in the way. */
  const filledIn = (fields: readonly ApplicationField[], said: Record<string, string>) =>
    Object.fromEntries(
      fields
        .filter(({ required, when }) => required && !when)
        .map(({ id, kind, options }) => {
          const none = options.find(({ value }) => value === "none" || value === "false")?.value;
          return [id, said[id] ?? none ?? options[0]?.value ?? (kind === "flag" ? "false" : "说明")];
        }),
    );

  // covers: HF-17-1b
  it("that ends in the catalogue of 合肥 publishes the entry by itself: the visitor has it without another act", async () => {
    const asks = await official(database, "hefei-etdz", "market", "data_officer", "department_head");
    const committee = await official(database, "hefei-etdz", "committee", "government_officer");
    const authority = await official(database, "hefei-etdz", "data", "authority_officer");
    const entryId = await entryOf(asks, { nameZh: "市场主体名录", openingClass: "withheld" });
    const city = "hefei-etdz";
    const procedure = "opening.review" as const;
    const listed = async () => (await visitor.catalogue({ city })).rows.map(({ id }) => id);
    const readable = () =>
      visitorOf.portal.dataset({ city, entryId }).then(
        ({ id }) => id,
        (error: Error) => error.message,
      );
    const { fields } = await asks.asks(startFiling, { procedure, entryId });
    const said = { class: "unconditional" };
    const input = { idempotencyKey: randomUUID(), procedure, entryId, fields: filledIn(fields, said) };
    const { caseId } = await asks.does(fileProcedure, fileProcedureInput.parse(input));
    const does = async (who: Official, id: string) => {
      const page = await who.asks(readCase, { caseId });
      const chosen = page.acts.find(({ act: each }) => each === id);
      const content = { fields: filledIn(chosen?.fields ?? [], { "settled-class": "unconditional" }) };
      return who.does(
        actOnCase,
        actOnCaseInput.parse({ idempotencyKey: randomUUID(), caseId, version: page.version, act: id, content }),
      );
    };
    await does(committee, "settle");
    expect([await listed(), await readable()]).toEqual([[], "NOT_FOUND"]);
    expect(await does(authority, "pass")).toMatchObject({ outcome: "done" });
    expect([await listed(), await readable()]).toEqual([[entryId], entryId]);
  });
});

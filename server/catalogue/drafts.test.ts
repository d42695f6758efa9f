import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { fileProcedureInput } from "@/server/cases/case.schema";
import { fileProcedure } from "@/server/cases/file-procedure";
import { listEntriesInput } from "@/server/catalogue/catalogue.schema";
import type { Finding, TypedEntry } from "@/server/catalogue/draft.schema";
import { entryHistory } from "@/server/catalogue/entry-history";
import { discardDraft, judgeDraft, listDrafts, saveDraft, submitDraft } from "@/server/catalogue/keep-drafts";
import { keepParticulars } from "@/server/catalogue/keep-particulars";
import { listEntries, readFacets } from "@/server/catalogue/list-entries";
import { parseEntry } from "@/server/catalogue/parse-entry";
import { readEntry } from "@/server/catalogue/read-entry";
import { nameKey } from "@/server/catalogue/rules/clean-text";
import { startDraft } from "@/server/catalogue/start-draft";
import { entryOf, loadCities, type Official, official } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";
import { actInFull } from "@/tests/harness/requests";

type City = "fushun" | "shuozhou" | "hefei-etdz" | "leshan" | "chongqing";
const database = testDatabase();
/** A department, another, and the authority of each city. */
const OFFICES: Record<City, [string, string, string]> = {
  fushun: ["transport", "housing", "big-data"],
  shuozhou: ["social-security", "market", "info"],
  "hefei-etdz": ["market", "social", "data"],
  leshan: ["transport", "market", "digital-economy"],
  chongqing: ["market", "health", "ndrc"],
};
const CITIES = Object.keys(OFFICES) as City[];
const one = {} as Record<City, Official>;
const other = {} as Record<City, Official>;
const authority = {} as Record<City, Official>;

beforeAll(async () => {
  await loadCities(database);
  await database.setClock("2026-03-02T10:00:00+08:00");
  for (const city of CITIES) {
    one[city] = await official(database, city, OFFICES[city][0], "department_head");
    other[city] = await official(database, city, OFFICES[city][1], "data_officer");
    authority[city] = await official(database, city, OFFICES[city][2], "authority_officer");
  }
});

const PARTICULARS = {
  format: "table",
  attributes: "结构化数据",
  method: "interface",
  useRequirements: "仅限履行职责使用",
  function: "行业管理",
};
const ITEMS = [
  { name: "company", labelZh: "企业名称", labelEn: "Company", type: "text" },
  { name: "issued_on", labelZh: "发证日期", labelEn: "Issued on", type: "date" },
];
/** An entry that every city takes; names differ from call to call. */
function typed(over: Record<string, unknown> = {}): TypedEntry {
  const { particulars = {}, ...rest } = over;
  return {
    nameZh: `经营许可 ${randomUUID()}`,
    abstractZh: "经营许可的记录",
    theme: "市场监管",
    sharingClass: "unconditional",
    openingClass: "unconditional",
    updateCycle: "daily",
    items: ITEMS,
    ...rest,
    particulars: { ...PARTICULARS, ...(particulars as object) },
  } as TypedEntry;
}

const key = () => ({ idempotencyKey: randomUUID() });
const save = (by: Official, entry: TypedEntry, over: Record<string, unknown> = {}) =>
  by.does(saveDraft, { ...key(), draftId: null, entryId: null, after: 0, entry, why: "新增业务", ...over });
const submit = (by: Official, draftId: string, after = 1) => by.does(submitDraft, { ...key(), draftId, after });
const found = (by: Official, entry: TypedEntry, entryId: string | null = null) =>
  by.asks(judgeDraft, { entryId, entry });
/** `severity path: problem` of everything found. */
const lines = (findings: readonly Finding[]) =>
  findings.map(({ severity, path, problem }) => `${severity} ${path}: ${problem}`);
const judged = async (by: Official, over: Record<string, unknown> = {}) => lines(await found(by, typed(over)));

async function review(city: City, entryId: string, changes = "按报送内容更新"): Promise<string> {
  const { caseId } = await one[city].does(
    fileProcedure,
    fileProcedureInput.parse({
      ...key(),
      procedure: "catalogue.change",
      entryId,
      fields: {
        event: "other",
        "changed-on": "2026-03-02",
        changes,
        ...(city === "hefei-etdz" && { catalogues: "resource" }),
      },
    }),
  );
  return caseId;
}
describe("judging an entry", () => {
  it.each(CITIES)("%s: finds nothing wrong with one that is whole", async (city) => {
    expect(await judged(one[city])).toEqual([]);
  });

  it("names every field that is missing, of the wrong kind or too long, before anything is judged", () => {
    const { entry, findings } = parseEntry({
      nameZh: "甲",
      theme: " ",
      updateCycle: "hourly",
      sharingCondition: "长".repeat(1_001),
      items: [{ name: "1st", labelZh: "", labelEn: "First", type: "money" }],
      other: 1,
    });
    expect(entry).toBeNull();
    expect(lines(findings).sort()).toEqual(
      [
        "error nameZh: too-short",
        "error theme: required",
        "error updateCycle: choose",
        "error sharingCondition: too-long",
        "error items.0.name: item-name",
        "error items.0.labelZh: required",
        "error items.0.type: choose",
        "error : invalid",
      ].sort(),
    );
    expect(lines(parseEntry({}).findings)).toEqual([
      "error nameZh: required",
      "error theme: required",
      "error updateCycle: required",
      "error items: required",
    ]);
    for (const { words } of findings) expect(words.zh).not.toBe(words.en);
  });

  it("finds control characters, characters without ink and mark-up wherever they stand, and lets plain words be", async () => {
    for (const [text, problem] of [
      ["许可\u0007记录", "control-characters"],
      ["许可\u200b记录", "invisible-characters"],
      ["<b>许可</b>记录", "mark-up"],
      ["许可&nbsp;记录", "mark-up"],
    ] as const) {
      expect(await judged(one.fushun, { abstractZh: text }), text).toEqual([`error abstractZh: ${problem}`]);
      const items = [{ ...ITEMS[0], labelZh: text }];
      expect(await judged(one.fushun, { items }), text).toEqual([`error items.0.labelZh: ${problem}`]);
      expect(await judged(one.fushun, { particulars: { function: text } }), text).toEqual([
        `error particulars.function: ${problem}`,
      ]);
    }
    expect(await judged(one.fushun, { abstractZh: "许可\n记录 <5 年，《条例》A&B" })).toEqual([]);
    expect(await judged(one.fushun, { nameZh: `许可\t${randomUUID()}` })).toEqual(["error nameZh: control-characters"]);
  });

  it("refuses a name that differs from another only by width, capitals, spaces or what cannot be seen; the same name is told", async () => {
    const name = `许可Ａ证（${randomUUID()}）`;
    await entryOf(other.leshan, { nameZh: name });
    for (const alike of [
      name.replace("Ａ", "A"),
      name.replace("Ａ", "a"),
      name.replace("（", "("),
      `许 ${name.slice(1)}`,
    ]) {
      const findings = await found(one.leshan, typed({ nameZh: alike }));
      expect(lines(findings), alike).toEqual(["error nameZh: look-alike"]);
      expect(findings[0]?.words.zh).toContain(`“${name}”`);
    }
    expect(await judged(one.leshan, { nameZh: name })).toEqual(["warning nameZh: same-name"]);
    expect(await judged(one.leshan, { nameZh: `${name}二` })).toEqual([]);
    // Another city's names are its own affair.
    expect(await judged(one.fushun, { nameZh: name.replace("Ａ", "A") })).toEqual([]);
    const { rows } = await database.admin.query<{ name_zh: string; name_key: string }>(
      "select name_zh, name_key from app.catalogue_entry where name_zh = $1",
      [name],
    );
    expect(rows.map((row) => nameKey(row.name_zh))).toEqual(rows.map((row) => row.name_key));
  });

  it("wants a basis of a kind that the city accepts, and takes a department's internal rules nowhere", async () => {
    const conditional = { sharingClass: "conditional", sharingCondition: "因履职需要" };
    for (const city of CITIES) {
      expect(await judged(one[city], conditional), city).toContain("error sharingBasis: required");
      for (const sharingClass of ["conditional", "withheld"]) {
        const internal = { ...conditional, sharingClass, sharingBasis: "本局规定", sharingBasisKind: "internal-rule" };
        expect(await judged(one[city], internal), city).toEqual(["error sharingBasisKind: never-basis"]);
        const lawful = { ...internal, sharingBasis: "《个人信息保护法》", sharingBasisKind: "law" };
        expect(await judged(one[city], lawful), city).toEqual([]);
      }
    }
    // 重庆 17(一): a municipal document alone is not enough; 合肥经开区 13 takes one for withholding.
    const document = {
      sharingClass: "withheld",
      sharingBasis: "市政府文件",
      sharingBasisKind: "municipal-document",
    };
    const findings = await found(one.chongqing, typed(document));
    expect(lines(findings)).toEqual(["error sharingBasisKind: not-accepted"]);
    expect(findings[0]?.source).not.toBeNull();
    expect(findings[0]?.words.zh).toContain("法律");
    expect(await judged(one.fushun, { openingClass: "conditional" })).toEqual(["error openingBasis: required"]);
  });

  it("wants base data shared without condition where the city's text says so, and says under which article", async () => {
    const base = { particulars: { base: "population" } };
    const conditional = {
      ...base,
      sharingClass: "conditional",
      sharingCondition: "因履职需要",
      sharingBasis: "《居民身份证法》",
      sharingBasisKind: "law",
    };
    const findings = await found(one.leshan, typed(conditional));
    expect(lines(findings)).toEqual(["error sharingClass: base-unconditional"]);
    expect(findings[0]?.source?.article).toBeTruthy();
    expect(await judged(one.leshan, base)).toEqual([]);
    // 朔州 6 names the base databases and has no such rule.
    expect(await judged(one.shuozhou, conditional)).toEqual([]);
  });

  it("asks for the city's fields by their article, and only recommends the national core where the text asks for none", async () => {
    const bare = { particulars: { format: null, method: null } };
    const asked = await found(one.shuozhou, typed(bare));
    expect(lines(asked)).toEqual(["error particulars.format: required", "error particulars.method: required"]);
    expect(asked[0]?.source?.article).toBe("6");
    // 抚顺 9 lists nothing: what Order 809 asks for is asked, the rest of the national guide told.
    const national = await found(one.fushun, typed({ ...bare, abstractZh: "" }));
    expect(lines(national)).toEqual([
      "error particulars.format: required",
      "error particulars.method: required",
      "warning abstractZh: recommended",
    ]);
    expect(national[0]?.source).toMatchObject({ article: "13", instrument: { en: "State Council Order 809" } });
  });

  it("finds departments that do not work in the city, also another city's", async () => {
    for (const id of [randomUUID(), one.leshan.departmentId]) {
      expect(await judged(one.fushun, { delegateDepartmentId: id })).toEqual([
        "error delegateDepartmentId: unknown-department",
      ]);
      expect(await judged(one.fushun, { particulars: { contributors: [id] } })).toEqual([
        "error particulars.contributors: unknown-department",
      ]);
    }
    expect(await judged(one.fushun, { delegateDepartmentId: other.fushun.departmentId })).toEqual([]);
  });

  it("finds items that repeat or only look different, and asks again where a type or a mask sounds wrong", async () => {
    const item = (name: string, labelZh: string, over: Record<string, unknown> = {}) => ({
      name,
      labelZh,
      labelEn: name,
      type: "text",
      ...over,
    });
    expect(
      await judged(one.fushun, {
        items: [item("a", "编号"), item("a", "名称"), item("c", "编号"), item("d", "编 号")],
      }),
    ).toEqual([
      "error items.1.name: repeated",
      "error items.2.labelZh: repeated",
      "error items.3.labelZh: item-look-alike",
    ]);
    expect(
      await judged(one.fushun, {
        items: [
          item("a", "发证日期"),
          item("b", "公民身份号码", { grade: 4 }),
          item("c", "联系电话", { grade: 3, mask: "phone" }),
        ],
      }),
    ).toEqual(["warning items.0.type: date-as-text", "warning items.1.mask: unmasked"]);
  });

  it("tells a second collector whose source an item is, and leaves it open for one that only uses it", async () => {
    const label = `编号${randomUUID().slice(0, 8)}`;
    const items = [
      { name: "number", labelZh: label, labelEn: "Number", type: "text" as const, grade: 1, mask: "none" as const },
    ];
    const collection = {
      items: ["number"],
      duty: "登记",
      basis: "《登记条例》",
      scope: "全市",
      procedure: "登记",
      necessity: "登记所需",
    };
    const { entryId } = { entryId: await entryOf(other.shuozhou, { items }) };
    await database.admin.query(
      "update app.entry_particulars set particulars = jsonb_set(particulars, '{collection}', $2) where entry_id = $1",
      [entryId, JSON.stringify(collection)],
    );
    const second = await found(one.shuozhou, typed({ items, particulars: { collection } }));
    const told = second.find(({ problem }) => problem === "second-collector");
    expect(told).toMatchObject({ severity: "warning", path: "items.0.labelZh" });
    const { department, code } = await other.shuozhou.asks(readEntry, { entryId });
    expect(told?.words.zh).toContain(department.name.zh);
    expect(told?.words.zh).toContain(code);
    expect(lines(await found(one.shuozhou, typed({ items })))).toEqual([]);
    // What the reader may not see is not named.
    await database.admin.query("update app.catalogue_entry set published_at = null where id = $1", [entryId]);
    expect(lines(await found(one.shuozhou, typed({ items, particulars: { collection } })))).toEqual([]);
  });

  it("changes nothing, and is for those who compile", async () => {
    const before = await one.fushun.asks(listDrafts, undefined);
    await found(one.fushun, typed());
    expect(await one.fushun.asks(listDrafts, undefined)).toEqual(before);
    await expect(found(authority.fushun, typed())).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("a draft", () => {
  it("may be half written, is its own department's, and is saved by one person at a time", async () => {
    const { draftId, saved } = await save(one.fushun, { nameZh: "半" });
    expect(saved).toBe(1);
    const again = { draftId, entryId: null, after: 1, why: "" };
    expect(await one.fushun.does(saveDraft, { ...key(), ...again, entry: { nameZh: "半成" } })).toEqual({
      draftId,
      saved: 2,
    });
    await expect(one.fushun.does(saveDraft, { ...key(), ...again, entry: { nameZh: "旧页" } })).rejects.toMatchObject({
      code: "STALE",
    });
    expect((await one.fushun.asks(startDraft, { draftId })).entry).toEqual({ nameZh: "半成" });
    expect((await one.fushun.asks(listDrafts, undefined)).map(({ id }) => id)).toContain(draftId);
    for (const stranger of [other.fushun, one.shuozhou]) {
      await expect(stranger.asks(startDraft, { draftId })).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(submit(stranger, draftId, 2)).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(stranger.does(discardDraft, { ...key(), draftId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
    await expect(submit(one.fushun, draftId, 2)).rejects.toMatchObject({
      code: "INVALID",
      details: { fields: expect.arrayContaining([{ path: "theme", problem: "required" }]) },
    });
    await one.fushun.does(discardDraft, { ...key(), draftId });
    await expect(one.fushun.asks(startDraft, { draftId })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("that is sent twice under one key is one draft, and one entry", async () => {
    const input = { ...key(), draftId: null, entryId: null, after: 0, entry: typed(), why: "" };
    const first = await one.fushun.does(saveDraft, input);
    expect(await one.fushun.does(saveDraft, input)).toEqual(first);
    const handed = { ...key(), draftId: first.draftId, after: 1 };
    const entry = await one.fushun.does(submitDraft, handed);
    expect(await one.fushun.does(submitDraft, handed)).toEqual(entry);
  });

  it.each(CITIES)(
    "%s: becomes an entry with a code, seen by its department and the authority until the review publishes it",
    async (city) => {
      const nameZh = `许可台账 ${randomUUID()}`;
      const { draftId } = await save(one[city], typed({ nameZh }));
      const { entryId, code } = await submit(one[city], draftId);
      expect(code).toMatch(/^3\d{2}\d{3}\/\d+$/);
      const seenBy = async (who: Official) => {
        const { rows } = await who.asks(listEntries, listEntriesInput.parse({ text: nameZh }));
        const { themes } = await who.asks(readFacets, { text: nameZh });
        return [rows.map(({ id }) => id), themes.map(({ count }) => count)];
      };
      for (const who of [one[city], authority[city]]) expect(await seenBy(who)).toEqual([[entryId], [1]]);
      expect(await seenBy(other[city])).toEqual([[], []]);
      await expect(other[city].asks(readEntry, { entryId })).rejects.toMatchObject({ code: "NOT_FOUND" });

      const caseId = await review(city, entryId);
      await actInFull(one[city], caseId, "submit");
      // While the authority has it, it stands still.
      expect(await one[city].asks(startDraft, { draftId })).toMatchObject({ locked: true, caseId });
      await expect(
        one[city].does(saveDraft, { ...key(), draftId, entryId, after: 1, entry: typed(), why: "" }),
      ).rejects.toMatchObject({ code: "STALE" });
      await actInFull(authority[city], caseId, "publish");
      expect(await seenBy(other[city])).toEqual([[entryId], [1]]);
      expect(await other[city].asks(readEntry, { entryId })).toMatchObject({
        code,
        name: { zh: nameZh },
        openingClass: "withheld",
        particulars: { value: { useRequirements: "仅限履行职责使用" } },
      });
      await expect(one[city].asks(startDraft, { draftId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    },
  );

  it("that changes an entry is in force once it is published, and not before; the code stays", async () => {
    const entryId = await entryOf(one.fushun);
    const before = await one.fushun.asks(readEntry, { entryId });
    const { entry } = await one.fushun.asks(startDraft, { entryId });
    const changed = {
      ...entry,
      nameZh: `参保人员（修订）${randomUUID()}`,
      sharingBasisKind: "law",
      items: [...(entry.items as object[]).slice(0, 1), ITEMS[0] ?? {}],
    } as TypedEntry;
    await expect(save(other.fushun, changed, { entryId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const { draftId } = await save(one.fushun, changed, { entryId, why: "职能调整" });
    await expect(save(one.fushun, changed, { entryId })).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await submit(one.fushun, draftId)).toEqual({ entryId, code: before.code });
    const caseId = await review("fushun", entryId);
    await actInFull(one.fushun, caseId, "submit");
    expect((await other.fushun.asks(readEntry, { entryId })).name).toEqual(before.name);
    const proposed = async (who: Official) => (await who.asks(entryHistory, { entryId })).pending;
    for (const who of [one.fushun, authority.fushun])
      expect(await proposed(who)).toMatchObject({
        why: "职能调整",
        changes: expect.arrayContaining([expect.objectContaining({ field: "nameZh", after: changed.nameZh })]),
      });
    expect(await proposed(other.fushun)).toBeNull();
    await actInFull(authority.fushun, caseId, "publish");
    const after = await other.fushun.asks(readEntry, { entryId });
    expect(after).toMatchObject({ code: before.code, name: { zh: changed.nameZh } });
    expect(after.items.map(({ name }) => name)).toEqual(["full_name", "company"]);
    const { versions, pending } = await other.fushun.asks(entryHistory, { entryId });
    expect(pending).toBeNull();
    expect(versions.map(({ version, cause, why }) => [version, cause, why])).toEqual([
      [2, "publish-entry", "职能调整"],
      [1, "compiled", ""],
    ]);
    expect(versions[0]?.changes).toEqual(
      expect.arrayContaining([
        { field: "nameZh", item: null, itemField: null, before: before.name.zh, after: changed.nameZh },
        { field: "items", item: "公民身份号码", itemField: null, before: "公民身份号码", after: null },
        { field: "items", item: "企业名称", itemField: null, before: null, after: "企业名称" },
      ]),
    );
    // The case belongs to its parties: who reads the entry is told that there was a change, not led into it.
    expect([versions[0]?.caseId, (await one.fushun.asks(entryHistory, { entryId })).versions[0]?.caseId]).toEqual([
      null,
      caseId,
    ]);
    // What kind its basis is of is known the next time.
    expect((await one.fushun.asks(startDraft, { entryId })).entry.sharingBasisKind).toBe("law");
  });

  it("gets a code of its own when many are submitted at once", async () => {
    const drafts = await Promise.all(Array.from({ length: 8 }, () => save(one.leshan, typed({ theme: "交通运输" }))));
    const codes = await Promise.all(drafts.map(({ draftId }) => submit(one.leshan, draftId)));
    expect(new Set(codes.map(({ code }) => code)).size).toBe(8);
    expect(new Set(codes.map(({ code }) => code.split("/")[0])).size).toBe(1);
  });
});

describe("the history of an entry", () => {
  it("has a version for each change of its particulars, with who and when, and none where nothing changed", async () => {
    const entryId = await entryOf(one.chongqing);
    const kept = async (over: Record<string, unknown>) => {
      const { particulars } = await one.chongqing.asks(readEntry, { entryId });
      if (!particulars) throw new Error("no particulars");
      const { version: after, value } = particulars;
      await one.chongqing.does(keepParticulars, { ...key(), entryId, after, particulars: { ...value, ...over } });
    };
    await kept({ useRequirements: "仅限核验" });
    await kept({});
    const { versions } = await other.chongqing.asks(entryHistory, { entryId });
    expect(versions.map(({ version, cause }) => [version, cause])).toEqual([
      [2, "particulars"],
      [1, "compiled"],
    ]);
    expect(versions[0]?.department).toEqual((await one.chongqing.asks(readEntry, { entryId })).department.name);
    expect(versions[0]?.changes).toEqual([
      {
        field: "particulars.useRequirements",
        item: null,
        itemField: null,
        before: "仅限履行职责使用",
        after: "仅限核验",
      },
    ]);
    expect((await one.fushun.asks(entryHistory, { entryId })).versions).toEqual([]);
  });
});

import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { fileProcedureInput } from "@/server/cases/case.schema";
import { fileProcedure } from "@/server/cases/file-procedure";
import { listInbox } from "@/server/cases/list-inbox";
import type { TypedEntry } from "@/server/catalogue/draft.schema";
import { entryHistory } from "@/server/catalogue/entry-history";
import { judgeDraft, saveDraft, submitDraft } from "@/server/catalogue/keep-drafts";
import { readEntry } from "@/server/catalogue/read-entry";
import { submitRequest } from "@/server/sharing/submit-request";
import { entryOf, loadCities, type Official, official } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";
import { act, actInFull, application, consent } from "@/tests/harness/requests";

type City = "shuozhou" | "leshan" | "chongqing";
const database = testDatabase();
const OFFICES: Record<City, [provider: string, other: string, authority: string]> = {
  shuozhou: ["social-security", "market", "info"],
  leshan: ["transport", "market", "digital-economy"],
  chongqing: ["market", "health", "ndrc"],
};
const provider = {} as Record<City, Official>;
const other = {} as Record<City, Official>;
const authority = {} as Record<City, Official>;

beforeAll(async () => {
  await loadCities(database);
  await database.setClock("2026-03-02T10:00:00+08:00");
  for (const city of ["shuozhou", "leshan", "chongqing"] as const) {
    const [provides, uses, reviews] = OFFICES[city];
    provider[city] = await official(database, city, provides, "department_head");
    other[city] = await official(database, city, uses, "data_officer", "department_head");
    authority[city] = await official(database, city, reviews, "authority_officer");
  }
});

/** A change of an entry, filed by its department. */
const changed = (city: City, entryId: string) =>
  provider[city].does(
    fileProcedure,
    fileProcedureInput.parse({
      idempotencyKey: randomUUID(),
      procedure: "catalogue.change",
      entryId,
      fields: { event: "other", "changed-on": "2026-03-02", changes: "更新" },
    }),
  );

/** An entry whose change was reviewed and published; what its department said of the review. */
async function published(city: City, said: Record<string, string> = {}): Promise<{ entryId: string; caseId: string }> {
  const entryId = await entryOf(provider[city]);
  const { caseId } = await changed(city, entryId);
  await actInFull(provider[city], caseId, "submit", said);
  await actInFull(authority[city], caseId, "publish");
  return { entryId, caseId };
}

const reviewFor = async (who: Official, entryId: string) => (await who.asks(readEntry, { entryId })).review;
const answersFor = async (who: Official, entryId: string) =>
  Object.fromEntries((await reviewFor(who, entryId))?.answers.map(({ id, said }) => [id, said.zh]) ?? []);

describe("the review before publication", () => {
  // covers: SZ-11-1e
  it("is published with the resource in 朔州: every department reads each answer with its article", async () => {
    const { entryId } = await published("shuozhou", { "review-knowledge": "仅限经办人员", "secrecy-review": "不涉密" });
    for (const reader of [provider.shuozhou, other.shuozhou, authority.shuozhou])
      expect(await answersFor(reader, entryId)).toMatchObject({
        "review-knowledge": "仅限经办人员",
        "secrecy-review": "不涉密",
        "security-agreement": "须签订",
        "personal-information": "不涉及个人信息",
        "check-lawful": "符合",
      });
    const review = await reviewFor(other.shuozhou, entryId);
    expect(review).toMatchObject({ open: true });
    expect(review?.answers.find(({ id }) => id === "review-knowledge")).toMatchObject({ article: "11", basis: "law" });
    expect(review?.answers.find(({ id }) => id === "secrecy-review")).toMatchObject({ article: "26", basis: "law" });
    // A question that the answers left unasked has no answer.
    expect(review?.answers.map(({ id }) => id)).not.toContain("personal-information-measures");
  });

  it("stays with the department and the authority where the text does not publish it", async () => {
    const { entryId } = await published("chongqing", { "secrecy-review": "不涉密" });
    for (const reader of [provider.chongqing, authority.chongqing])
      expect(await answersFor(reader, entryId)).toMatchObject({ "secrecy-review": "不涉密", "check-complete": "符合" });
    expect(await reviewFor(other.chongqing, entryId)).toBeNull();
  });

  it("of a later publication takes the place of the one before, whose record stays", async () => {
    const { entryId } = await published("shuozhou", { grading: "二级" });
    expect(await answersFor(other.shuozhou, entryId)).toMatchObject({ grading: "二级" });
    await database.setClock("2026-03-03T10:00:00+08:00");
    const { caseId } = await changed("shuozhou", entryId);
    await actInFull(provider.shuozhou, caseId, "submit", { grading: "三级" });
    await actInFull(authority.shuozhou, caseId, "publish");
    expect(await answersFor(other.shuozhou, entryId)).toMatchObject({ grading: "三级" });
    const kept = "select count(*)::int as n from app.entry_review where entry_id = $1";
    expect((await database.admin.query(kept, [entryId])).rows[0].n).toBe(2);
  });
});

describe("an entry that is not shared without condition", () => {
  const typed = (sharingClass: string, sharingBasis: string): TypedEntry => ({
    nameZh: `执法检查记录 ${randomUUID()}`,
    abstractZh: "执法检查的记录",
    theme: "市场监管",
    sharingClass,
    sharingCondition: sharingClass === "conditional" ? "仅限履行职责" : "",
    sharingBasis,
    ...(sharingBasis && { sharingBasisKind: "law" }),
    openingClass: "withheld",
    openingBasis: "《中华人民共和国个人信息保护法》第十三条",
    updateCycle: "daily",
    items: [{ name: "company", labelZh: "企业名称", labelEn: "Company", type: "text" }],
    particulars: {
      format: "table",
      attributes: "结构化数据",
      method: "interface",
      useRequirements: "仅限履行职责使用",
      function: "行业管理",
    },
  });
  const BASIS = "《中华人民共和国行政处罚法》第五十条";
  const errors = async (who: Official, entry: TypedEntry) =>
    (await who.asks(judgeDraft, { entryId: null, entry })).flatMap(({ severity, path }) =>
      severity === "error" ? [path] : [],
    );

  // covers: SZ-13-1.3b
  it("is not handed in before its reasons and basis are stated", async () => {
    for (const [who, kind] of [
      [provider.shuozhou, "withheld"],
      [provider.leshan, "withheld"],
      [provider.leshan, "conditional"],
    ] as const) {
      expect(await errors(who, typed(kind, "")), kind).toContain("sharingBasis");
      expect(await errors(who, typed(kind, BASIS)), kind).toEqual([]);
    }
  });

  // covers: SZ-14-1.1b, LS-14-1d
  it.each([
    ["shuozhou", "withheld"],
    ["leshan", "withheld"],
    ["leshan", "conditional"],
  ] as const)(
    "in %s (%s) reaches the authority with its reasons, whose answer stays with the entry",
    async (city, kind) => {
      const by = provider[city];
      const key = () => ({ idempotencyKey: randomUUID() });
      const entry = typed(kind, BASIS);
      const { draftId } = await by.does(saveDraft, {
        ...key(),
        draftId: null,
        entryId: null,
        after: 0,
        entry,
        why: "涉及执法秘密",
      });
      const { entryId } = await by.does(submitDraft, { ...key(), draftId, after: 1 });
      const { caseId } = await changed(city, entryId);
      await actInFull(by, caseId, "submit");
      expect((await authority[city].asks(listInbox, undefined)).waitingOnMe.map(({ id }) => id)).toContain(caseId);
      expect(await authority[city].asks(readEntry, { entryId })).toMatchObject({
        sharingClass: kind,
        sharingBasis: BASIS,
      });
      await actInFull(authority[city], caseId, "publish");
      const { versions } = await by.asks(entryHistory, { entryId });
      expect(versions[0]).toMatchObject({ cause: "publish-entry", caseId, why: "涉及执法秘密" });
      expect(await by.asks(readEntry, { entryId })).toMatchObject({ sharingBasis: BASIS });
    },
  );
});

describe("a security agreement that the review asks for", () => {
  async function asked(said: Record<string, string>): Promise<string> {
    const { entryId } = await published("shuozhou", said);
    const { caseId } = await other.shuozhou.does(submitRequest, application(entryId));
    await act(authority.shuozhou, caseId, "pass");
    return caseId;
  }

  // covers: SZ-11-1c
  it("keeps the provider from consenting until it names the agreement that was signed", async () => {
    const caseId = await asked({ "security-agreement": "needed" });
    await expect(act(provider.shuozhou, caseId, "approve", consent)).rejects.toMatchObject({
      code: "CONTENT_MISSING",
      details: { missing: ["agreement-signed"], article: "11" },
    });
    const signed = { "agreement-signed": "朔数协〔2026〕3号，2026年3月2日签订" };
    const moved = await actInFull(provider.shuozhou, caseId, "approve", signed, consent);
    expect(moved.stage).not.toBe("answer");
  });

  it("is not asked for where the review needs none", async () => {
    const caseId = await asked({ "security-agreement": "not-needed" });
    expect((await act(provider.shuozhou, caseId, "approve", consent)).stage).not.toBe("answer");
  });
});

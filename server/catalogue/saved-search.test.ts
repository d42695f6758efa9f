import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import {
  listSearches,
  removeSearch,
  saveSearch,
  subscribeSearch,
  tellSearches,
} from "@/server/catalogue/keep-searches";
import { saveSearchInput } from "@/server/catalogue/saved-search.schema";
import { listNotices } from "@/server/notices/list-notices";
import { entryOf, loadCities, type Official, official, outsider } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";

const database = testDatabase();
let asks: Official;
let gives: Official;
let minute = 0;

beforeAll(async () => {
  await loadCities(database);
  await later();
  asks = await official(database, "shuozhou", "civil-affairs", "data_officer");
  gives = await official(database, "shuozhou", "social-security", "data_officer");
});

/** Five minutes go by. */
async function later(): Promise<void> {
  minute += 5;
  await database.setClock(new Date(Date.parse("2026-03-02T10:00:00+08:00") + minute * 60_000));
}

const keep = (who: Official, name: string, question: object, subscribed = true) =>
  who.does(saveSearch, saveSearchInput.parse({ idempotencyKey: randomUUID(), name, question, subscribed }));
const told = async (who: Official) =>
  (await who.asks(listNotices, { unreadOnly: false, page: 1, pageSize: 100 })).rows
    .filter(({ kind }) => kind === "search-found")
    .map(({ subject, detail }) => [subject.id, detail.entryName?.zh, detail.found]);

describe("a person's own searches", () => {
  it("are kept with their words and values, listed for nobody else, and forgotten", async () => {
    const { searchId } = await keep(asks, "低保", { text: "低保", sharingClass: "conditional" }, false);
    expect(await asks.asks(listSearches, undefined)).toEqual([
      { id: searchId, name: "低保", question: { text: "低保", sharingClass: "conditional" }, subscribed: false },
    ]);
    const colleague = await official(database, "shuozhou", "civil-affairs", "data_officer");
    expect(await colleague.asks(listSearches, undefined)).toEqual([]);
    const key = { idempotencyKey: randomUUID(), searchId };
    await expect(colleague.does(subscribeSearch, { ...key, subscribed: true })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(await colleague.does(removeSearch, key)).toEqual({ gone: false });
    await expect(keep(asks, "低保", { text: "低保" })).rejects.toMatchObject({
      details: { fields: [{ path: "name", problem: "taken" }] },
    });
    expect(await asks.does(removeSearch, key)).toEqual({ gone: true });
    expect(await asks.asks(listSearches, undefined)).toEqual([]);
  });

  it("are thirty at most", async () => {
    const many = await official(database, "shuozhou", "civil-affairs", "data_officer");
    for (let n = 1; n <= 30; n++) await keep(many, `第${n}个`, { text: "甲" }, false);
    await expect(keep(many, "再一个", { text: "甲" })).rejects.toMatchObject({
      details: { fields: [{ path: "name", problem: "too-many-searches" }] },
    });
  });
});

describe("whoever follows a search", () => {
  it("is told once of a new or changed entry that meets it, from then on, and not after they stop", async () => {
    await entryOf(gives, { nameZh: "失业登记旧目录" });
    await later();
    const { searchId } = await keep(asks, "失业", { text: "失业登记" });
    await later();
    await tellSearches();
    expect(await told(asks), "what was there before").toEqual([]);
    const entryId = await entryOf(gives, { nameZh: "失业登记信息" });
    await entryOf(gives, { nameZh: "就业登记信息" });
    await tellSearches();
    expect(await told(asks), "the last minute is left to the next look").toEqual([]);
    await later();
    await tellSearches();
    await tellSearches();
    expect(await told(asks)).toEqual([[searchId, "失业", 1]]);
    await database.admin.query("update app.catalogue_entry set changed_at = ctx.now() where id = $1", [entryId]);
    await later();
    await tellSearches();
    expect(await told(asks)).toHaveLength(2);
    await asks.does(subscribeSearch, { idempotencyKey: randomUUID(), searchId, subscribed: false });
    await entryOf(gives, { nameZh: "失业登记新目录" });
    await later();
    await tellSearches();
    expect(await told(asks)).toHaveLength(2);
    await asks.does(subscribeSearch, { idempotencyKey: randomUUID(), searchId, subscribed: true });
    await later();
    await tellSearches();
    expect(await told(asks), "what came while they did not follow").toHaveLength(2);
  });

  it("is told of what they may see now: an account of what is open, the disabled and the other city of nothing", async () => {
    const person = await outsider(database, "shuozhou");
    const gone = await official(database, "shuozhou", "market", "data_officer");
    const elsewhere = await official(database, "fushun", "housing", "data_officer");
    for (const who of [person, gone, elsewhere]) await keep(who, "房屋", { text: "房屋租赁" });
    await database.admin.query("update app.person set disabled_at = ctx.now() where id = $1", [gone.personId]);
    await later();
    await entryOf(gives, { nameZh: "房屋租赁内部台账" });
    await later();
    await tellSearches();
    const rows = async () =>
      (
        await database.admin.query<{ person: string; detail: { found: number } }>(
          "select person_id as person, detail from app.notice where kind = 'search-found' and person_id = any ($1)",
          [[person.personId, gone.personId, elsewhere.personId]],
        )
      ).rows.map(({ person: who, detail }) => [who, detail.found]);
    expect(await rows()).toEqual([]);
    await entryOf(gives, { nameZh: "房屋租赁公开名录", openingClass: "unconditional" });
    await later();
    await tellSearches();
    expect(await rows()).toEqual([[person.personId, 1]]);
    expect((await told(person)).map(([, name]) => name)).toEqual(["房屋"]);
  });
});

import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { rootRouter } from "@/server/api/root";
import { createCallerFactory, requestContext } from "@/server/api/trpc";
import { readPage } from "@/server/delivery/gate.repository";
import { type City, type Office, PURPOSE, plantCity, plantEntry, plantGrant } from "@/tests/delivery/city";
import { COMPANY_ITEMS, companies } from "@/tests/delivery/companies";
import { testDatabase } from "@/tests/harness/database";

const database = testDatabase();
const caller = createCallerFactory(rootRouter);
const as = ({ token }: Pick<Office, "token">) => caller(requestContext(token)).grants;
let city: City;
let other: City;
let entry: string;

beforeAll(async () => {
  city = await plantCity(database.admin, "fushun");
  other = await plantCity(database.admin, "leshan");
  entry = await plantEntry(database.admin, city, COMPANY_ITEMS, companies(200));
});

const grantOf = (validUntil?: string) =>
  plantGrant(database.admin, city, entry, {
    columns: ["uscc", "name", "phone"],
    rowFilter: [{ column: "status", op: "eq", value: "存续" }],
    ...(validUntil ? { validUntil } : {}),
  });
const key = () => randomUUID();
const status = (token: string) =>
  readPage({ by: "key", token, entryId: entry }, "api", "json", {
    columns: null,
    filter: [],
    after: null,
    limit: 1,
  }).then((answer) => answer.status);

describe("a grant on the screen", () => {
  it("says its scope in words and what each side may do", async () => {
    const grantId = await grantOf();
    const consumer = await as(city.consumer).byId({ grantId });
    expect(consumer).toMatchObject({
      state: "live",
      sides: ["consumer"],
      approvedBy: "provider科员",
      may: { read: true, manageKeys: true, suspend: false, resume: false, revoke: false },
      mounted: { version: 1, rowCount: 200 },
      keys: [],
    });
    expect(consumer.scopeInWords.zh).toContain(
      "3 个数据项（列uscc、列name、列phone），其中 1 项脱敏；仅限“列status”等于“存续”的行",
    );
    expect(consumer.columns.map(({ name, mask, filterable }) => [name, mask, filterable])).toEqual([
      ["uscc", "none", true],
      ["name", "none", true],
      ["phone", "phone", false],
    ]);
    const provider = await as(city.provider).byId({ grantId });
    expect(provider).toMatchObject({
      sides: ["provider"],
      keys: null,
      may: { read: false, manageKeys: false, suspend: true, resume: false, revoke: true },
    });
    expect((await as(city.authority).byId({ grantId })).sides).toEqual(["authority"]);
  });

  it("is missing for everybody else, as an id that never was", async () => {
    const grantId = await grantOf();
    for (const eyes of [city.stranger, other.consumer, other.provider]) {
      await expect(as(eyes).byId({ grantId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
    await expect(as(city.consumer).byId({ grantId: randomUUID() })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await as(city.consumer).byId({ grantId })).id).toBe(grantId);
  });

  it("is listed by side, state and words", async () => {
    const grantId = await grantOf();
    const mine = await as(city.consumer).list({ side: "consumer", state: "live", text: "登记", pageSize: 100 });
    expect(mine.rows.map(({ id }) => id)).toContain(grantId);
    expect(mine.total).toBe(mine.rows.length);
    expect((await as(city.consumer).list({ side: "provider" })).total).toBe(0);
    expect((await as(city.consumer).list({ text: "100%" })).total).toBe(0);
    expect((await as(city.stranger).list({})).total).toBe(0);
    expect((await as(other.consumer).list({})).total).toBe(0);
    expect((await as(city.authority).list({ side: "authority", pageSize: 100 })).rows.map(({ id }) => id)).toContain(
      grantId,
    );
  });

  it("previews rows page by page, each with its record, and refuses a condition on a masked column", async () => {
    const grantId = await grantOf();
    const first = await as(city.consumer).rows({ grantId, purpose: PURPOSE, limit: 100 });
    expect(first.rows).toHaveLength(100);
    expect(first.columns.map(({ name }) => name)).toEqual(["uscc", "name", "phone"]);
    expect(first.rows[0]?.phone).toMatch(/^138\*{4}\d{4}$/);
    const second = await as(city.consumer).rows({ grantId, purpose: PURPOSE, limit: 100, after: first.next });
    expect(second.next).toBeNull();
    expect(new Set([...first.rows, ...second.rows].map(({ uscc }) => uscc)).size).toBe(100 + second.rows.length);
    const masked = as(city.consumer).rows({
      grantId,
      purpose: PURPOSE,
      filter: [{ column: "phone", op: "prefix", value: "138" }],
    });
    await expect(masked).rejects.toMatchObject({
      code: "BAD_REQUEST",
      cause: {
        details: { fields: [{ path: "filter.0.column", problem: "masked-column", params: { column: "phone" } }] },
      },
    });
    await expect(
      as(city.consumer).rows({ grantId, purpose: PURPOSE, after: "bm90LWEtY3Vyc29y" }),
    ).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
    await expect(as(city.provider).rows({ grantId, purpose: PURPOSE })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const use = await as(city.provider).use({ grantId });
    expect(use.rows.map(({ id }) => id)).toEqual([second.accessRecordId, first.accessRecordId]);
    expect(use.rows[0]).toMatchObject({
      by: { kind: "person", name: "consumer科员" },
      approvedBy: "provider科员",
      purpose: "核验企业登记状态",
      columns: ["uscc", "name", "phone"],
      way: "preview",
      medium: "screen",
    });
    expect((await as(city.consumer).byId({ grantId })).use).toMatchObject({ total: 2, last30Days: 2 });
    expect((await as(city.stranger).use({ grantId })).total).toBe(0);
    expect((await as(other.provider).use({})).total).toBe(0);
  });

  it("asks for the first page again when the data was mounted anew", async () => {
    const own = await plantEntry(database.admin, city, COMPANY_ITEMS, companies(30));
    const grantId = await plantGrant(database.admin, city, own, { columns: ["uscc"] });
    const { next } = await as(city.consumer).rows({ grantId, purpose: PURPOSE, limit: 10 });
    const { mountHostedTable } = await import("@/server/mounting/mount-hosted-table");
    await mountHostedTable(city.provider.token, own, companies(40));
    await expect(as(city.consumer).rows({ grantId, purpose: PURPOSE, after: next })).rejects.toMatchObject({
      cause: { details: { fields: [{ path: "after", problem: "dataMovedOn" }] } },
    });
    expect((await as(city.consumer).rows({ grantId, purpose: PURPOSE, limit: 100 })).rows).toHaveLength(40);
  });
});

describe("keys", () => {
  it("shows the token once, stores its hash only, and answers a double click without it", async () => {
    const grantId = await grantOf();
    const idempotencyKey = key();
    const created = await as(city.consumer).createKey({ idempotencyKey, grantId, label: "大厅系统" });
    expect(created.token).toMatch(/^hk_[A-Za-z0-9_-]{43}$/);
    expect(created.hint).toBe(created.token?.slice(-4));
    expect(await status(created.token ?? "")).toBe("ok");
    const again = await as(city.consumer).createKey({ idempotencyKey, grantId, label: "大厅系统" });
    expect(again).toMatchObject({ id: created.id, token: null });
    const { rows } = await database.admin.query("select row_to_json(k)::text as row from app.api_key k where id = $1", [
      created.id,
    ]);
    expect(rows[0].row).not.toContain(created.token);
    expect((await as(city.consumer).byId({ grantId })).keys).toHaveLength(1);
  });

  it("never outlives the grant, and ends with the next request when revoked", async () => {
    const grantId = await grantOf("2030-01-01T00:00:00+08:00");
    const create = (validUntil?: string) =>
      as(city.consumer).createKey({
        idempotencyKey: key(),
        grantId,
        label: "k",
        ...(validUntil ? { validUntil } : {}),
      });
    expect((await create()).expiresAt.toISOString()).toBe("2029-12-31T16:00:00.000Z");
    expect((await create("2029-12-31")).expiresAt.toISOString()).toBe("2029-12-31T16:00:00.000Z");
    for (const [day, problem] of [
      ["2030-01-01", "after-grant-end"],
      ["2020-01-01", "past"],
    ] as const) {
      await expect(create(day)).rejects.toMatchObject({
        cause: { details: { fields: [{ path: "validUntil", problem }] } },
      });
    }
    const { id: keyId, token } = await create();
    expect(await status(token ?? "")).toBe("ok");
    await as(city.consumer).revokeKey({ idempotencyKey: key(), grantId, keyId });
    expect(await status(token ?? "")).toBe("no-session");
    await as(city.consumer).revokeKey({ idempotencyKey: key(), grantId, keyId });
  });

  it("are named in the record of use, for the provider too, and known to nobody", async () => {
    const grantId = await grantOf();
    const made = await as(city.consumer).createKey({ idempotencyKey: key(), grantId, label: "政务服务系统" });
    expect(await status(made.token ?? "")).toBe("ok");
    for (const who of [city.consumer, city.provider, city.authority]) {
      const { rows } = await as(who).use({ grantId });
      expect(rows).toMatchObject([{ by: { kind: "key", name: "政务服务系统" }, way: "api" }]);
      expect(JSON.stringify(rows)).not.toContain(made.token);
    }
    expect((await as(city.stranger).use({ grantId })).rows).toEqual([]);
    expect((await as(city.provider).byId({ grantId })).keys).toBeNull();
  });

  it("are the consumer's alone", async () => {
    const grantId = await grantOf();
    const { id: keyId } = await as(city.consumer).createKey({ idempotencyKey: key(), grantId, label: "k" });
    for (const eyes of [city.provider, city.stranger, other.consumer]) {
      await expect(as(eyes).createKey({ idempotencyKey: key(), grantId, label: "k" })).rejects.toMatchObject({
        code: "NOT_FOUND",
      });
      await expect(as(eyes).revokeKey({ idempotencyKey: key(), grantId, keyId })).rejects.toMatchObject({
        code: "NOT_FOUND",
      });
    }
    await expect(as(city.authority).createKey({ idempotencyKey: key(), grantId, label: "k" })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  it("are at most twenty alive", async () => {
    const grantId = await grantOf();
    for (let i = 0; i < 20; i++) await as(city.consumer).createKey({ idempotencyKey: key(), grantId, label: `k${i}` });
    await expect(
      as(city.consumer).createKey({ idempotencyKey: key(), grantId, label: "one more" }),
    ).rejects.toMatchObject({
      cause: { code: "LIMIT" },
    });
  });
});

describe("the terms of use", () => {
  it("are the law's of the grant's day, accepted by the consumer, once, and recorded as they were shown", async () => {
    const grantId = await grantOf();
    const shown = await as(city.consumer).byId({ grantId });
    const titles = shown.terms.map(({ title, text }) => `${title.zh}：${text.zh}`);
    expect(titles).toEqual(
      expect.arrayContaining([expect.stringMatching(/^提供给第三方：/), expect.stringMatching(/^用于其他目的：/)]),
    );
    expect(shown).toMatchObject({ accepted: null, may: { accept: true } });
    for (const eyes of [city.provider, city.stranger])
      await expect(as(eyes).accept({ idempotencyKey: key(), grantId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(as(city.authority).accept({ idempotencyKey: key(), grantId })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await Promise.all([1, 2].map(() => as(city.consumer).accept({ idempotencyKey: key(), grantId })));
    const { rows } = await database.admin.query("select * from app.grant_acceptance where grant_id = $1", [grantId]);
    expect(rows).toMatchObject([{ person_id: city.consumer.personId, terms: shown.terms }]);
    const after = await as(city.provider).byId({ grantId });
    expect(after).toMatchObject({ accepted: { at: rows[0].at }, may: { accept: false } });
  });

  // covers: SZ-27-1b
  it("name in 朔州 the ban on commercial use, before the consumer accepts", async () => {
    const shuozhou = await plantCity(database.admin, "shuozhou");
    const on = await plantEntry(database.admin, shuozhou, COMPANY_ITEMS, companies(5));
    const grantId = await plantGrant(database.admin, shuozhou, on, { columns: ["uscc"] });
    const { terms } = await as(shuozhou.consumer).byId({ grantId });
    expect(terms).toContainEqual(
      expect.objectContaining({ title: expect.objectContaining({ zh: "商业用途" }), article: "27" }),
    );
    await as(shuozhou.consumer).accept({ idempotencyKey: key(), grantId });
    const { rows } = await database.admin.query("select terms from app.grant_acceptance where grant_id = $1", [
      grantId,
    ]);
    expect(rows[0].terms).toEqual(terms);
    expect((await as(shuozhou.consumer).byId({ grantId })).accepted).not.toBeNull();
  });
});

describe("stopping", () => {
  // covers: SZ-27-1f
  it("acts on the next request, tells the consumer, and leaves reason, act and audit", async () => {
    const grantId = await grantOf();
    const { token } = await as(city.consumer).createKey({ idempotencyKey: key(), grantId, label: "k" });
    const move = (act: "suspend" | "resume" | "revoke", version: number, eyes = city.provider) =>
      as(eyes)[act]({ idempotencyKey: key(), grantId, version, reason: `因为${act}` });
    expect(await status(token ?? "")).toBe("ok");
    expect(await move("suspend", 1)).toEqual({ grantId, state: "suspended", version: 2 });
    expect(await status(token ?? "")).toBe("suspended");
    await expect(as(city.consumer).rows({ grantId, purpose: PURPOSE })).rejects.toMatchObject({
      cause: { code: "GRANT_ENDED", details: { state: "suspended" } },
    });
    expect(await move("resume", 2)).toMatchObject({ state: "live", version: 3 });
    expect(await status(token ?? "")).toBe("ok");
    expect(await move("revoke", 3, city.authority)).toMatchObject({ state: "revoked", version: 4 });
    expect(await status(token ?? "")).toBe("revoked");
    const grant = await as(city.consumer).byId({ grantId });
    expect(grant.acts.map(({ act, reason, person }) => [act, reason, person])).toEqual([
      ["suspend", "因为suspend", "provider科员"],
      ["resume", "因为resume", "provider科员"],
      ["revoke", "因为revoke", "authority科员"],
    ]);
    expect(grant.may).toMatchObject({ read: false, manageKeys: false });
    const notices = await database.admin.query(
      "select department_id, kind from app.notice where subject_id = $1 and subject_kind = 'grant' order by at",
      [grantId],
    );
    expect(notices.rows.filter(({ department_id }) => department_id === city.consumer.departmentId)).toHaveLength(3);
    expect(notices.rows.filter(({ department_id }) => department_id === city.provider.departmentId)).toHaveLength(1);
    const audit = await database.admin.query(
      "select act from app.audit_record where subject_id = $1 and not denied and act like 'grants.%'",
      [grantId],
    );
    expect(audit.rows.map(({ act }) => act).sort()).toEqual([
      "grants.createKey",
      "grants.resume",
      "grants.revoke",
      "grants.suspend",
    ]);
  });

  it("happens once however many ask at the same time, and a repeated request gets the same answer", async () => {
    const grantId = await grantOf();
    const idempotencyKey = key();
    const suspend = (idempotent: string) =>
      as(city.provider).suspend({ idempotencyKey: idempotent, grantId, version: 1, reason: "x" });
    const answers = await Promise.allSettled([
      suspend(idempotencyKey),
      ...Array.from({ length: 5 }, () => suspend(key())),
    ]);
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const answer of answers) {
      if (answer.status === "rejected")
        expect(answer.reason).toMatchObject({ code: "CONFLICT", cause: { code: "STALE" } });
    }
    const { rows } = await database.admin.query("select count(*)::int as n from app.grant_act where grant_id = $1", [
      grantId,
    ]);
    expect(rows[0].n).toBe(1);
  });

  it("answers a repeated request as the first", async () => {
    const grantId = await grantOf();
    const input = { idempotencyKey: key(), grantId, version: 1, reason: "x" };
    const first = await as(city.provider).suspend(input);
    expect(await as(city.provider).suspend(input)).toEqual(first);
  });

  it("is not the consumer's, a stranger's or another city's, and needs a reason", async () => {
    const grantId = await grantOf();
    const input = { idempotencyKey: key(), grantId, version: 1, reason: "x" };
    await expect(as(city.consumer).suspend(input)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(as(city.stranger).suspend(input)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(as(other.authority).suspend(input)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(as(city.provider).suspend({ ...input, reason: "  " })).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await expect(as(city.provider).resume(input)).rejects.toMatchObject({ code: "CONFLICT" });
    expect((await as(city.provider).byId({ grantId })).state).toBe("live");
  });
});

describe("the portal", () => {
  it("lists, describes and previews what a city has opened, and nothing else", async () => {
    const open = await plantEntry(database.admin, city, COMPANY_ITEMS, companies(30), "unconditional");
    const portal = caller(requestContext(null)).portal;
    const page = await portal.datasets({ city: "fushun" });
    expect(page.rows.map(({ id }) => id)).toEqual([open]);
    expect(page).toMatchObject({ total: 1, themes: [{ value: "市场监管", count: 1 }], rows: [{ rowCount: 30 }] });
    expect((await portal.datasets({ city: "fushun", text: "不存在" })).total).toBe(0);
    expect((await portal.datasets({ city: "leshan" })).total).toBe(0);
    const rows = await portal.rows({ city: "fushun", entryId: open, limit: 20 });
    expect(rows.rows).toHaveLength(20);
    expect(rows.columns.map(({ name }) => name)).not.toContain("citizen_id");
    expect(Object.keys(rows.rows[0] ?? {})).toEqual(rows.columns.map(({ name }) => name));
    expect((await portal.rows({ city: "fushun", entryId: open, after: rows.next })).rows).toHaveLength(10);
    expect(await portal.dataset({ city: "fushun", entryId: open })).toMatchObject({
      use: { previews: 1, downloads: 0 },
      version: 1,
      downloadPath: `/open/fushun/${open}.csv`,
    });
    for (const input of [
      { city: "fushun", entryId: entry },
      { city: "leshan", entryId: open },
      { city: "fushun", entryId: randomUUID() },
    ]) {
      await expect(portal.dataset(input)).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(portal.rows(input)).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
  });
});

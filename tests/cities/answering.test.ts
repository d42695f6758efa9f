import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { listAuditInput } from "@/server/audit/audit.schema";
import { listAudit } from "@/server/audit/list-audit";
import { openExport, readPage } from "@/server/delivery/gate.repository";
import { type GrantDetail, listUseInput, readRowsInput } from "@/server/delivery/grant.schema";
import { listUse } from "@/server/delivery/list-use";
import { previewRows } from "@/server/delivery/preview-rows";
import { readGrant } from "@/server/delivery/read-grant";
import { resumeGrant, revokeGrant, suspendGrant } from "@/server/delivery/stop-grant";
import { mountHostedTable } from "@/server/mounting/mount-hosted-table";
import { entryOf, loadCities, type Official, official } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";
import { consent } from "@/tests/harness/requests";
import { CITIES, type CityId, grantedBy, keyFor, type Offices, openOffices } from "./offices";

const database = testDatabase();
const offices = {} as Record<CityId, Offices>;
const ROWS: [string, string, number][] = [
  ["王小明", "210402199003071234", 2019],
  ["李四", "210402198512120011", 2021],
  ["赵敏", "210402199106060022", 2023],
];

beforeAll(async () => {
  await loadCities(database);
  for (const city of CITIES) offices[city] = await openOffices(database, city);
});

/** An entry of the provider with its three rows. */
async function mounted({ gives }: Offices): Promise<string> {
  await database.setClock("2026-03-02T10:00:00+08:00");
  const entryId = await entryOf(gives);
  await mountHostedTable(gives.token, entryId, ROWS);
  return entryId;
}

async function read(token: string, entryId: string, columns: string[] | null = null) {
  const asked = { columns, filter: [], after: null, limit: 100 };
  const { status, body, accessRecordId } = await readPage({ by: "key", token, entryId }, "api", "json", asked);
  return { status, rows: JSON.parse(body ?? "null"), accessRecordId };
}

describe("an answer", () => {
  // covers: FS-21-3a, SZ-15-1.2d, HF-14-2d, LS-17-1e, CQ-19-2d
  it.each(CITIES)("becomes in %s a grant with its limits, and nothing beyond them is read", async (city) => {
    const entryId = await mounted(offices[city]);
    const { grantId } = await grantedBy(
      city,
      offices[city],
      entryId,
      {
        columns: ["full_name"],
        rowFilter: [{ column: "insured_year", op: "gte", value: 2020 }],
        validFrom: "2026-03-16",
        validUntil: "2026-04-30",
      },
      { dataItems: ["full_name", "citizen_id", "insured_year"] },
    );
    const grant = await offices[city].asks.asks(readGrant, grantId);
    expect(grant).toMatchObject({ purpose: consent.purpose, columns: [{ name: "full_name", mask: "name" }] });
    const key = await keyFor(offices[city], grantId);
    const at = async (instant: string) => {
      await database.setClock(instant);
      return read(key, entryId);
    };
    expect((await at("2026-03-15T23:59:59+08:00")).status).toBe("not-begun");
    expect((await at("2026-03-16T00:00:00+08:00")).rows).toEqual([{ full_name: "李**" }, { full_name: "赵**" }]);
    expect((await read(key, entryId, ["citizen_id"])).status).toBe("invalid");
    expect((await read(key, entryId, ["insured_year"])).status).toBe("invalid");
    expect((await at("2026-04-30T23:59:59+08:00")).status).toBe("ok");
    expect((await at("2026-05-01T00:00:00+08:00")).status).toBe("no-session"); // the key ended with its grant
    const bySession = { by: "session", token: offices[city].asks.token, grantId } as const;
    const asked = { columns: null, filter: [], after: null, limit: 100, purpose: consent.purpose };
    expect((await readPage(bySession, "preview", "screen", asked)).status).toBe("expired");
  });
});

describe("an access", () => {
  // covers: SZ-27-1c, LS-33-1b
  it.each(CITIES)("is found again in %s by purpose, user, approver, content, time, way and medium", async (city) => {
    const { asks, gives, authority } = offices[city];
    const entryId = await mounted(offices[city]);
    const { grantId } = await grantedBy(city, offices[city], entryId);
    const key = await keyFor(offices[city], grantId);
    await database.setClock("2026-03-10T09:00:00+08:00");
    const byPerson = await asks.asks(
      (scope, input) => previewRows(scope, asks.token, input),
      readRowsInput.parse({ grantId, columns: ["full_name"], purpose: consent.purpose }),
    );
    await database.setClock("2026-03-10T09:05:00+08:00");
    const byKey = await read(key, entryId);
    for (const who of [asks, gives, authority]) {
      const { rows } = await who.asks(listUse, listUseInput.parse({ entryId }));
      expect(rows).toMatchObject([
        {
          id: byKey.accessRecordId,
          by: { kind: "key" },
          consumer: { id: asks.departmentId },
          at: new Date("2026-03-10T09:05:00+08:00"),
          columns: ["full_name", "insured_year"],
          way: "api",
          medium: "json",
        },
        {
          id: byPerson.accessRecordId,
          by: { kind: "person", name: await nameOf(asks) },
          consumer: { id: asks.departmentId },
          approvedBy: await nameOf(gives),
          purpose: consent.purpose,
          columns: ["full_name"],
          at: new Date("2026-03-10T09:00:00+08:00"),
          way: "preview",
          medium: "screen",
        },
      ]);
      const narrowed = await who.asks(listUse, listUseInput.parse({ grantId, way: "preview" }));
      expect(narrowed.rows.map(({ id }) => id)).toEqual([byPerson.accessRecordId]);
    }
    const other = await official(database, city, OTHER[city], "data_officer");
    expect((await other.asks(listUse, listUseInput.parse({ entryId }))).rows).toEqual([]);
  });
});

/** A department that has no part in the requests. */
const OTHER: Record<CityId, string> = {
  fushun: "transport",
  shuozhou: "market",
  "hefei-etdz": "market",
  leshan: "water",
  chongqing: "tax",
};

async function nameOf({ personId }: Official): Promise<string> {
  const { rows } = await database.admin.query("select name from app.person where id = $1", [personId]);
  return rows[0].name;
}

describe("an analysis", () => {
  // covers: SZ-26-1b
  it("in Shuozhou is on record with its purpose, and sees protected items under their masks only", async () => {
    const entryId = await mounted(offices.shuozhou);
    const purpose = "参保结构统计分析";
    const { grantId } = await grantedBy(
      "shuozhou",
      offices.shuozhou,
      entryId,
      { purpose, masks: { citizen_id: "hash" } },
      { dataItems: ["full_name", "citizen_id", "insured_year"] },
    );
    const key = await keyFor(offices.shuozhou, grantId);
    await database.setClock("2026-03-10T09:00:00+08:00");
    const { rows, accessRecordId } = await read(key, entryId);
    expect(rows.map((row: Record<string, unknown>) => [row.full_name, row.insured_year])).toEqual([
      ["王**", 2019],
      ["李**", 2021],
      ["赵**", 2023],
    ]);
    for (const row of rows) expect(row.citizen_id).toMatch(/^[0-9a-f]{16}$/);
    const { rows: records } = await database.admin.query("select purpose from app.access_record where id = $1", [
      accessRecordId,
    ]);
    expect(records).toEqual([{ purpose }]);
  });
});

describe("a grant", () => {
  // covers: SZ-27-1f
  it.each(CITIES)("is stopped in %s by provider and by authority, each with a reason and at once", async (city) => {
    const { asks, gives, authority } = offices[city];
    const entryId = await mounted(offices[city]);
    const { grantId } = await grantedBy(city, offices[city], entryId);
    const key = await keyFor(offices[city], grantId);
    await database.setClock("2026-03-10T09:00:00+08:00");
    const stop = async (who: Official, useCase: typeof suspendGrant, reason: string): Promise<GrantDetail["state"]> => {
      const { version } = await who.asks(readGrant, grantId);
      return (await who.does(useCase, { idempotencyKey: randomUUID(), grantId, version, reason })).state;
    };
    expect((await read(key, entryId)).status).toBe("ok");
    expect(await stop(gives, suspendGrant, "超出用途使用")).toBe("suspended");
    expect((await read(key, entryId)).status).toBe("suspended");
    expect(await stop(gives, resumeGrant, "已说明")).toBe("live");
    expect((await read(key, entryId)).status).toBe("ok");
    await expect(stop(asks, revokeGrant, "不再使用")).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await stop(authority, revokeGrant, "违规使用")).toBe("revoked");
    expect((await read(key, entryId)).status).toBe("revoked");
    expect((await asks.asks(readGrant, grantId)).acts.map(({ act, reason }) => [act, reason])).toEqual([
      ["suspend", "超出用途使用"],
      ["resume", "已说明"],
      ["revoke", "违规使用"],
    ]);
  });
});

describe("what happens to data", () => {
  // covers: FS-20-3a, SZ-27-1a, HF-22-1a, LS-19-1a, CQ-34-1.4a
  it.each(CITIES)("in %s is given for the purpose granted, to those who asked, and for nothing else", async (city) => {
    const { asks, gives } = offices[city];
    const entryId = await mounted(offices[city]);
    const { grantId } = await grantedBy(city, offices[city], entryId);
    await database.setClock("2026-03-10T09:00:00+08:00");
    const asked = { columns: null, filter: [], after: null, limit: 10 };
    const statusFor = async (who: Official, purpose?: string) => {
      const by = { by: "session", token: who.token, grantId } as const;
      return (await readPage(by, "preview", "screen", { ...asked, ...(purpose && { purpose }) })).status;
    };
    const recorded = async () =>
      (await gives.asks(listUse, listUseInput.parse({ entryId }))).rows.map(({ purpose }) => purpose);
    expect(await statusFor(asks, consent.purpose)).toBe("ok");
    expect(await statusFor(asks, "客户营销")).toBe("purpose-differs");
    expect(await statusFor(asks)).toBe("purpose-missing");
    const neighbour = await official(database, city, "market", "data_officer");
    expect(await statusFor(neighbour, consent.purpose)).toBe("missing");
    expect(await recorded()).toEqual([consent.purpose]);
  });

  // covers: HF-22-1f
  it("names the person and the department of every reading, download and act on a grant", async () => {
    const { asks, gives } = offices["hefei-etdz"];
    const entryId = await mounted(offices["hefei-etdz"]);
    const { grantId } = await grantedBy("hefei-etdz", offices["hefei-etdz"], entryId);
    const key = await keyFor(offices["hefei-etdz"], grantId);
    await database.setClock("2026-03-10T09:00:00+08:00");
    const asked = { columns: null, filter: [], after: null, limit: 10, purpose: consent.purpose };
    const bySession = { by: "session", token: asks.token, grantId } as const;
    expect((await readPage(bySession, "preview", "screen", asked)).status).toBe("ok");
    expect((await openExport(bySession, asked)).status).toBe("open");
    expect((await read(key, entryId)).status).toBe("ok");
    const { rows: accesses } = await database.admin.query(
      `select r.way, coalesce(r.person_id, k.created_by) as person, r.consumer_department_id as department
         from app.access_record r left join app.api_key k on k.tenant_id = r.tenant_id and k.id = r.api_key_id
        where r.grant_id = $1 order by r.way`,
      [grantId],
    );
    expect(accesses).toEqual(
      ["api", "export", "preview"].map((way) => ({ way, person: asks.personId, department: asks.departmentId })),
    );
    await gives.does(suspendGrant, { idempotencyKey: randomUUID(), grantId, version: 1, reason: "核查" });
    const auditor = await official(database, "hefei-etdz", "committee", "auditor");
    const { rows: acts } = await auditor.asks(listAudit, listAuditInput.parse({ subjectId: grantId }));
    expect(acts.map(({ act, person, department }) => [act, person?.id, department?.en]).toSorted()).toEqual([
      ["grants.createKey", asks.personId, "Social Development Bureau"],
      ["grants.suspend", gives.personId, "Human Resources Bureau"],
    ]);
  });

  // covers: SZ-14-1.4b
  it("is on record from its collection to its use, each step with a person and a time", async () => {
    const { asks, gives } = offices.shuozhou;
    const entryId = await mounted(offices.shuozhou);
    const { caseId, grantId } = await grantedBy("shuozhou", offices.shuozhou, entryId);
    const key = await keyFor(offices.shuozhou, grantId);
    await database.setClock("2026-03-10T09:00:00+08:00");
    await read(key, entryId);
    const auditor = await official(database, "shuozhou", "gov", "auditor");
    const acts = async (subjectId: string) =>
      (await auditor.asks(listAudit, listAuditInput.parse({ subjectId }))).rows.map(({ act, person }) => [
        act,
        person?.id,
      ]);
    expect(await acts(entryId)).toEqual([["entry.compiled", gives.personId]]);
    const { rows: mounts } = await database.admin.query(
      "select mounted_by, mounted_at is not null as timed from app.hosted_table where entry_id = $1",
      [entryId],
    );
    expect(mounts.length).toBeGreaterThan(0);
    for (const mount of mounts) expect(mount).toEqual({ mounted_by: gives.personId, timed: true });
    expect((await acts(caseId)).toSorted()).toEqual(
      [
        ["sharing.conditional.filed", asks.personId],
        ["sharing.conditional.pass", offices.shuozhou.authority.personId],
        ["sharing.conditional.approve", gives.personId],
      ].toSorted(),
    );
    expect(await acts(grantId)).toEqual([["grants.createKey", asks.personId]]);
    const { rows: use } = await auditor.asks(listUse, listUseInput.parse({ grantId }));
    expect(use).toMatchObject([{ by: { kind: "key" }, way: "api", at: new Date("2026-03-10T09:00:00+08:00") }]);
  });
});

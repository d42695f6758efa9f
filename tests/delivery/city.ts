import { createHash, randomBytes, randomUUID } from "node:crypto";
import type pg from "pg";
import type { ItemType, Mask } from "@/server/catalogue/catalogue.schema";
import { syncRoleRules } from "@/server/identity/roles";
import { mountHostedTable, type SourceValue } from "@/server/mounting/mount-hosted-table";

/** A city with four departments and one person in each, planted as the administrator; data is mounted by its provider. */
export interface City {
  id: string;
  provider: Office;
  consumer: Office;
  stranger: Office;
  authority: Office;
}

export interface Office {
  departmentId: string;
  personId: string;
  /** A live session's token. */
  token: string;
}

export interface Item {
  name: string;
  type: ItemType;
  mask?: Mask;
  grade?: number;
}

/** Plants a city `id`. Sessions end in 2099, so that tests may move the clock. */
export async function plantCity(admin: pg.Pool, id: string): Promise<City> {
  const client = await admin.connect();
  await syncRoleRules(client).finally(() => client.release());
  await admin.query(
    `insert into app.tenant (id, kind, name_zh, name_en, province) values ('province-test', 'province', '测试省', 'Test', 'province-test')
     on conflict do nothing`,
  );
  await admin.query(
    "insert into app.tenant (id, kind, name_zh, name_en, province) values ($1, 'city', $1, $1, 'province-test')",
    [id],
  );
  await admin.query(
    "insert into app.region (tenant_id, id, name_zh, name_en, level) values ($1, '210400', '市', 'City', 'city')",
    [id],
  );
  const office = (code: string, kind: string, role: string) => plantOffice(admin, id, code, kind, role);
  return {
    id,
    provider: await office("provider", "department", "data_officer"),
    consumer: await office("consumer", "department", "data_officer"),
    stranger: await office("stranger", "department", "data_officer"),
    authority: await office("authority", "authority", "authority_officer"),
  };
}

async function plantOffice(admin: pg.Pool, city: string, code: string, kind: string, role: string): Promise<Office> {
  const office = { departmentId: randomUUID(), personId: randomUUID(), token: randomBytes(32).toString("base64url") };
  await admin.query(
    `insert into app.department (tenant_id, id, code, region_id, kind, name_zh, name_en) values ($1, $2, $3, '210400', $4, $5, $3)`,
    [city, office.departmentId, code, kind, `${code}局`],
  );
  await admin.query("insert into app.person (tenant_id, id, department_id, login, name) values ($1, $2, $3, $4, $5)", [
    city,
    office.personId,
    office.departmentId,
    code,
    `${code}科员`,
  ]);
  await admin.query("insert into app.role_assignment (tenant_id, person_id, role) values ($1, $2, $3)", [
    city,
    office.personId,
    role,
  ]);
  await admin.query(
    `insert into ctx.session (token_hash, tenant_id, person_id, factor, opened_at, expires_at)
     values ($1, $2, $3, 'totp', '2020-01-01', '2099-01-01')`,
    [sha256(office.token), city, office.personId],
  );
  return office;
}

/** A catalogue entry of the provider, with its data mounted when rows are given. */
export async function plantEntry(
  admin: pg.Pool,
  city: City,
  items: Item[],
  rows: Iterable<readonly SourceValue[]> | null,
  opening: "unconditional" | "conditional" = "conditional",
): Promise<string> {
  const id = randomUUID();
  await admin.query(
    `insert into app.catalogue_entry (tenant_id, id, code, department_id, region_id, name_zh, name_en, theme, sharing_class, opening_class,
       update_cycle, published_at)
     values ($1, $2::uuid, $2::text, $3, '210400', '企业登记信息', 'Registered companies', '市场监管', 'conditional', $4, 'daily', '2020-01-01')`,
    [city.id, id, city.provider.departmentId, opening],
  );
  for (const [index, item] of items.entries()) {
    await admin.query(
      `insert into app.data_item (tenant_id, entry_id, ordinal, name, label_zh, label_en, type, grade, mask)
       values ($1, $2, $3, $4::text, '列' || $4::text, $4::text, $5, $6, $7)`,
      [city.id, id, index + 1, item.name, item.type, item.grade ?? 1, item.mask ?? "none"],
    );
  }
  if (rows) await mountHostedTable(city.provider.token, id, rows);
  return id;
}

export interface Terms {
  columns: string[];
  masks?: Record<string, Mask>;
  rowFilter?: { column: string; op: string; value: unknown }[];
  validFrom?: string;
  validUntil?: string;
  /** Without these what the platform gives. */
  requestsPerMinute?: number;
  rowsPerDay?: number;
  purposeDemanded?: boolean;
  /** True unless a test is about data that may not be stored. */
  storageAllowed?: boolean;
}

/** What every planted grant is for. */
export const PURPOSE = "核验企业登记状态";

/** A grant to the consumer, as a decision would leave it. */
export async function plantGrant(admin: pg.Pool, city: City, entryId: string, terms: Terms): Promise<string> {
  const caseId = randomUUID();
  await admin.query(
    `insert into app."case" (tenant_id, id, number, procedure, book_date, entry_id, region_id, requester_department_id, requester_person_id,
       provider_department_id, application, outcome, filed_at, stage_since, decided_at, decided_on_time, version)
     values ($1, $2::uuid, $2::text, 'sharing.conditional', '2026-01-01', $3, '210400', $4, $5, $6, '{}', 'granted', now(), now(), now(), true, 2)`,
    [city.id, caseId, entryId, city.consumer.departmentId, city.consumer.personId, city.provider.departmentId],
  );
  const { rows } = await admin.query<{ id: string }>(
    `insert into app.data_grant (tenant_id, case_id, entry_id, region_id, consumer_department_id, provider_department_id, approved_by,
       columns, masks, row_filter, valid_from, valid_until, purpose, requests_per_minute, rows_per_day, purpose_demanded, storage_allowed)
     values ($1, $2, $3, '210400', $4, $5, $6, $7, $8, $9, $10, $11, $12, coalesce($13, 6000), coalesce($14::bigint, 20000000), $15, $16) returning id`,
    [
      city.id,
      caseId,
      entryId,
      city.consumer.departmentId,
      city.provider.departmentId,
      city.provider.personId,
      terms.columns,
      JSON.stringify(terms.masks ?? {}),
      JSON.stringify(terms.rowFilter ?? []),
      terms.validFrom ?? "2020-01-01",
      terms.validUntil ?? "2090-01-01",
      PURPOSE,
      terms.requestsPerMinute,
      terms.rowsPerDay,
      terms.purposeDemanded ?? false,
      terms.storageAllowed ?? true,
    ],
  );
  return rows[0]?.id as string;
}

/** A key of the consumer for a grant; returns the token. */
export async function plantKey(admin: pg.Pool, city: City, grantId: string): Promise<string> {
  const token = `hk_${randomBytes(32).toString("base64url")}`;
  await admin.query(
    `insert into app.api_key (tenant_id, grant_id, label, token_hash, token_hint, created_by, expires_at)
     values ($1, $2, 'test', $3, $4, $5, '2099-01-01')`,
    [city.id, grantId, sha256(token), token.slice(-4), city.consumer.personId],
  );
  return token;
}

export function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

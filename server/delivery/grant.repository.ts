import type { RowFilter } from "@/server/cases/case.schema";
import type { GrantTerms } from "@/server/cases/grant-terms";
import type { ItemType, Mask, NamedDepartment } from "@/server/catalogue/catalogue.schema";
import type { Tx } from "@/server/db/context";
import { Prisma } from "@/server/db/generated/client";
import type { GrantActRow, GrantDetail, GrantLimits, UseTerm } from "@/server/delivery/grant.schema";
import type { Text } from "@/server/law/types";

export interface NewGrant extends GrantTerms {
  id: string;
  caseId: string;
  entryId: string;
  regionId: string;
  consumerDepartmentId: string;
  providerDepartmentId: string;
  approvedBy: string;
  grantedAt: Date;
}

/** True when the entry was taken off: no grant comes into being on it. */
export async function isRetired(tx: Tx, tenantId: string, entryId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<{ retired: boolean }[]>`
    select e.retired_at is not null as retired from app.catalogue_entry e where e.tenant_id = ${tenantId} and e.id = ${entryId}::uuid`;
  return rows[0]?.retired ?? false;
}

/** True when the entry's data are there to be read. */
export async function isMounted(tx: Tx, tenantId: string, entryId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    select from app.hosted_table h where h.tenant_id = ${tenantId} and h.entry_id = ${entryId}::uuid and h.active
    union all
    select from app.mount m where m.tenant_id = ${tenantId} and m.entry_id = ${entryId}::uuid and m.kind <> 'table'
      and m.seq = (select max(x.seq) from app.mount x where x.tenant_id = ${tenantId} and x.entry_id = ${entryId}::uuid)`;
  return rows.length > 0;
}

/** Inserts one grant. */
export async function saveGrant(tx: Tx, tenantId: string, grant: NewGrant): Promise<void> {
  await tx.$executeRaw`
    insert into app.data_grant (tenant_id, id, case_id, entry_id, region_id, consumer_department_id, provider_department_id, approved_by,
      columns, masks, row_filter, purpose, storage_allowed, valid_from, valid_until, granted_at,
      requests_per_minute, rows_per_day, purpose_demanded)
    values (${tenantId}, ${grant.id}::uuid, ${grant.caseId}::uuid, ${grant.entryId}::uuid, ${grant.regionId},
      ${grant.consumerDepartmentId}::uuid, ${grant.providerDepartmentId}::uuid, ${grant.approvedBy}::uuid, ${grant.columns}::text[],
      ${JSON.stringify(grant.masks)}::jsonb, ${JSON.stringify(grant.rowFilter)}::jsonb, ${grant.purpose}, ${grant.storageAllowed},
      ${grant.validFrom}::timestamptz, ${grant.validUntil}::timestamptz, ${grant.grantedAt}::timestamptz,
      ${orDefault(grant.requestsPerMinute)}, ${orDefault(grant.rowsPerDay)}, ${grant.purposeDemanded})`;
}

/** What nobody decided is as the platform has it: the column's own default. */
function orDefault(limit: number | null): Prisma.Sql {
  return limit === null ? Prisma.sql`default` : Prisma.sql`${limit}::bigint`;
}

/** A grant with what stands around it, as the database lets this person see it. */
export interface StoredGrant {
  tenantId: string;
  id: string;
  version: number;
  caseId: string;
  caseNumber: string;
  entry: { id: string; code: string; name: Text };
  /** Open corrections of the entry. */
  checking: number;
  items: { name: string; label: Text; type: ItemType; grade: number; mask: Mask }[];
  regionId: string;
  consumer: NamedDepartment;
  provider: NamedDepartment;
  /** Null where the law deems it granted: nobody decided. */
  approvedBy: string | null;
  columns: string[];
  masks: Record<string, Mask>;
  rowFilter: RowFilter;
  purpose: string;
  storageAllowed: boolean;
  validFrom: Date;
  validUntil: Date;
  grantedAt: Date;
  suspendedAt: Date | null;
  revokedAt: Date | null;
  /** When the entry was taken off. */
  retiredAt: Date | null;
  requestsPerMinute: number;
  rowsPerDay: number;
  purposeDemanded: boolean;
  mounted: { version: number; rowCount: number; mountedAt: string } | null;
  /** How it is mounted, where that is not the hosted table. */
  elsewhere: (Omit<NonNullable<GrantDetail["elsewhere"]>, "at"> & { at: string }) | null;
  acts: (Omit<GrantActRow, "at"> & { at: string })[];
}

const named = (alias: string) =>
  Prisma.raw(
    `jsonb_build_object('id', ${alias}.id, 'name', jsonb_build_object('zh', ${alias}.name_zh, 'en', ${alias}.name_en))`,
  );

/** One grant, or null when it is missing or not for these eyes. */
export async function findGrant(tx: Tx, tenantId: string, id: string): Promise<StoredGrant | null> {
  const rows = await tx.$queryRaw<StoredGrant[]>`
    select g.tenant_id as "tenantId", g.id, g.version, g.case_id as "caseId",
      coalesce((select c.number from app."case" c where c.tenant_id = g.tenant_id and c.id = g.case_id), '') as "caseNumber",
      ${named("e")} || jsonb_build_object('code', e.code) as entry, e.checking,
      (select jsonb_agg(jsonb_build_object('name', i.name, 'label', jsonb_build_object('zh', i.label_zh, 'en', i.label_en),
          'type', i.type, 'grade', i.grade, 'mask', i.mask) order by i.ordinal)
        from app.data_item i where i.tenant_id = g.tenant_id and i.entry_id = g.entry_id) as items,
      g.region_id as "regionId", ${named("cd")} as consumer, ${named("pd")} as provider, case when g.approved_by is not null then coalesce(ap.name, '') end as "approvedBy",
      g.columns, g.masks, g.row_filter as "rowFilter", g.purpose, g.storage_allowed as "storageAllowed", g.valid_from as "validFrom",
      g.valid_until as "validUntil", g.granted_at as "grantedAt", g.suspended_at as "suspendedAt", g.revoked_at as "revokedAt",
      e.retired_at as "retiredAt", g.requests_per_minute as "requestsPerMinute", g.rows_per_day::float8 as "rowsPerDay",
      g.purpose_demanded as "purposeDemanded",
      (select jsonb_build_object('version', h.version, 'rowCount', h.row_count, 'mountedAt', h.mounted_at)
        from app.hosted_table h where h.tenant_id = g.tenant_id and h.entry_id = g.entry_id and h.active) as mounted,
      (select jsonb_build_object('kind', m.kind, 'at', m.at, 'missing', m.missing,
          'file', case when m.kind = 'file' then jsonb_build_object('name', m.file_name, 'size', m.file_size, 'sha256', m.file_sha256) end) from app.mount m
        where m.tenant_id = g.tenant_id and m.entry_id = g.entry_id and m.kind <> 'table'
          and m.seq = (select max(x.seq) from app.mount x where x.tenant_id = g.tenant_id and x.entry_id = g.entry_id)) as elsewhere,
      (select coalesce(jsonb_agg(jsonb_build_object('seq', a.seq, 'act', a.act, 'reason', a.reason, 'person', coalesce(p.name, ''),
          'department', jsonb_build_object('zh', d.name_zh, 'en', d.name_en), 'at', a.at) order by a.seq), '[]')
        from app.grant_act a
        join app.department d on d.tenant_id = a.tenant_id and d.id = a.department_id
        left join app.person p on p.tenant_id = a.tenant_id and p.id = a.person_id
       where a.tenant_id = g.tenant_id and a.grant_id = g.id) as acts
    from app.data_grant g
    join app.catalogue_entry e on e.tenant_id = g.tenant_id and e.id = g.entry_id
    join app.department cd on cd.tenant_id = g.tenant_id and cd.id = g.consumer_department_id
    join app.department pd on pd.tenant_id = g.tenant_id and pd.id = g.provider_department_id
    left join app.person ap on ap.tenant_id = g.tenant_id and ap.id = g.approved_by
    where g.tenant_id = ${tenantId} and g.id = ${id}::uuid`;
  return rows[0] ?? null;
}

/** Who of the consumer has accepted the terms of a grant; null while nobody has. */
export async function findAcceptance(
  tx: Tx,
  tenantId: string,
  grantId: string,
): Promise<{ person: string; at: Date } | null> {
  const rows = await tx.$queryRaw<{ person: string; at: Date }[]>`
    select coalesce(p.name, '') as person, a.at
      from app.grant_acceptance a left join app.person p on p.tenant_id = a.tenant_id and p.id = a.person_id
     where a.tenant_id = ${tenantId} and a.grant_id = ${grantId}::uuid`;
  return rows[0] ?? null;
}

/** Records an acceptance; of two at the same moment the first stands. */
export async function saveAcceptance(
  tx: Tx,
  tenantId: string,
  { grantId, terms, personId, departmentId, at }: NewAcceptance,
): Promise<void> {
  await tx.$executeRaw`
    insert into app.grant_acceptance (tenant_id, grant_id, terms, person_id, department_id, at)
    values (${tenantId}, ${grantId}::uuid, ${JSON.stringify(terms)}::jsonb, ${personId}::uuid, ${departmentId}::uuid, ${at}::timestamptz)
    on conflict (tenant_id, grant_id) do nothing`;
}

export interface NewAcceptance {
  grantId: string;
  /** What was shown. */
  terms: UseTerm[];
  personId: string;
  departmentId: string;
  at: Date;
}

/** Who stops or resumes a grant, and why. */
export interface NewGrantAct {
  act: GrantActRow["act"];
  reason: string;
  personId: string;
  departmentId: string;
  at: Date;
}

/**
 * The one conditional write of a stop: the grant moves only from the version that was judged, and the fact is added only
 * if it did. False = somebody was faster; nothing is written then.
 */
export async function saveGrantAct(
  tx: Tx,
  tenantId: string,
  id: string,
  version: number,
  { act, reason, personId, departmentId, at }: NewGrantAct,
): Promise<boolean> {
  const added = await tx.$executeRaw`
    with moved as (
      update app.data_grant set version = version + 1,
        suspended_at = case ${act}::text when 'suspend' then ${at}::timestamptz when 'resume' then null else suspended_at end,
        revoked_at = case ${act}::text when 'revoke' then ${at}::timestamptz else revoked_at end
      where tenant_id = ${tenantId} and id = ${id}::uuid and version = ${version}::int and revoked_at is null
        and case ${act}::text when 'suspend' then suspended_at is null when 'resume' then suspended_at is not null else true end
      returning tenant_id, id, version)
    insert into app.grant_act (tenant_id, grant_id, seq, act, reason, person_id, department_id, at)
    select tenant_id, id, version - 1, ${act}, ${reason}, ${personId}::uuid, ${departmentId}::uuid, ${at}::timestamptz from moved`;
  return added === 1;
}

/**
 * The one conditional write of a narrowing. The database refuses a limit that grows.
 * @returns false when somebody was faster; nothing is written then
 */
export async function saveNarrowing(
  tx: Tx,
  tenantId: string,
  id: string,
  version: number,
  limits: GrantLimits,
  { reason, personId, departmentId, at }: Omit<NewGrantAct, "act">,
): Promise<boolean> {
  const added = await tx.$executeRaw`
    with moved as (
      update app.data_grant set version = version + 1, requests_per_minute = ${limits.requestsPerMinute}::int,
        rows_per_day = ${limits.rowsPerDay}::bigint, purpose_demanded = ${limits.purposeDemanded}::boolean
      where tenant_id = ${tenantId} and id = ${id}::uuid and version = ${version}::int and revoked_at is null
      returning tenant_id, id, version)
    insert into app.grant_act (tenant_id, grant_id, seq, act, reason, person_id, department_id, at)
    select tenant_id, id, version - 1, 'narrow', ${reason}, ${personId}::uuid, ${departmentId}::uuid, ${at}::timestamptz from moved`;
  return added === 1;
}

/** What was used of a grant in this minute and today; null for eyes of neither side. */
export async function findUsed(
  tx: Tx,
  grantId: string,
): Promise<{ requestsThisMinute: number; rowsToday: number } | null> {
  const rows = await tx.$queryRaw<{ requestsThisMinute: number | null; rowsToday: number }[]>`
    select in_minute::int as "requestsThisMinute", on_day::float8 as "rowsToday" from gate.used_of_grant(${grantId}::uuid)`;
  const used = rows[0];
  return used && used.requestsThisMinute !== null
    ? { requestsThisMinute: used.requestsThisMinute, rowsToday: used.rowsToday }
    : null;
}

/** Tells departments that a grant was stopped, resumed or ended, in the transaction that does it. */
export async function saveGrantNotices(
  tx: Tx,
  tenantId: string,
  departmentIds: string[],
  grant: { id: string; number: string; entryName: Text },
  at: Date,
): Promise<void> {
  if (departmentIds.length === 0) return;
  await tx.notice.createMany({
    data: departmentIds.map((departmentId) => ({
      tenantId,
      departmentId,
      kind: "grant-stopped",
      subjectKind: "grant",
      subjectId: grant.id,
      detail: { number: grant.number, entryName: { ...grant.entryName } },
      at,
    })),
  });
}

/** The grants on an entry that have not ended, as far as this person may see them. */
export async function listLiveGrants(
  tx: Tx,
  tenantId: string,
  entryId: string,
  now: Date,
): Promise<{ id: string; version: number }[]> {
  return tx.$queryRaw<{ id: string; version: number }[]>`
    select g.id, g.version from app.data_grant g
     where g.tenant_id = ${tenantId} and g.entry_id = ${entryId}::uuid and g.revoked_at is null and g.valid_until > ${now}::timestamptz
     order by g.id`;
}

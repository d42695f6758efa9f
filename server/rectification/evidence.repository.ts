import type { Tx } from "@/server/db/context";
import type { Text } from "@/server/law";

/** A case of the department that speaks for a violation. */
export interface FoundCase {
  id: string;
  number: string;
  procedure: string;
  about: Text;
  endId: string | null;
  dueAt: Date | null;
  decidedAt: Date | null;
}

/** An entry of the department with what is known of its data. */
export interface FoundEntry {
  id: string;
  code: string;
  name: Text;
  updateCycle: string;
  shared: boolean;
  open: boolean;
  suspended: boolean;
  /** Data versions mounted so far, the first of them, the last, and whether one is in use. */
  versions: number;
  firstMountedAt: Date | null;
  lastMountedAt: Date | null;
  mounted: boolean;
  /** The last version is older than the update cycle of the entry allows. */
  stale: boolean;
}

/** A grant that the department holds, and what was done under it. */
export interface FoundGrant {
  id: string;
  number: string;
  entryName: Text;
  purpose: string;
  storageAllowed: boolean;
  suspendedAt: Date | null;
  revokedAt: Date | null;
  /** Why it was last stopped. */
  reason: string | null;
  readings: number;
  exports: number;
  lastReadAt: Date | null;
}

const MOST = 50;

/**
 * Cases put to a department that are open and wait for it past their day, or that it answered late; newest first, as far
 * as this person may see them.
 */
export async function listOverdueCases(
  tx: Tx,
  tenantId: string,
  departmentId: string,
  procedures: readonly string[],
  now: Date,
): Promise<FoundCase[]> {
  return tx.$queryRaw<FoundCase[]>`
    select c.id, c.number, c.procedure, c.end_id as "endId", coalesce(c.due_at, c.overdue_at) as "dueAt", c.decided_at as "decidedAt",
      jsonb_build_object('zh', coalesce(e.name_zh, ''), 'en', coalesce(e.name_en, '')) as about
    from app."case" c left join app.catalogue_entry e on e.tenant_id = c.tenant_id and e.id = c.entry_id
    where c.tenant_id = ${tenantId} and c.provider_department_id = ${departmentId}::uuid and c.procedure = any (${procedures}::text[])
      and case when c.stage is not null then c.due_at < ${now}::timestamptz and c.waiting_on && array['provider', 'provider-head']
        else c.decided_on_time = false and exists (select from app.case_event v where v.tenant_id = c.tenant_id and v.case_id = c.id
          and v.seq = c.version and v.acted_as in ('provider', 'provider-head', 'delegate')) end
    order by c.filed_at desc limit ${MOST}`;
}

/** Cases put to a department that ended in one of these ways, newest first. */
export async function listEndedCases(
  tx: Tx,
  tenantId: string,
  departmentId: string,
  {
    procedures,
    ends,
    outcomes,
  }: { procedures: readonly string[]; ends: readonly string[]; outcomes: readonly string[] },
): Promise<FoundCase[]> {
  return tx.$queryRaw<FoundCase[]>`
    select c.id, c.number, c.procedure, c.end_id as "endId", c.due_at as "dueAt", c.decided_at as "decidedAt",
      jsonb_build_object('zh', coalesce(e.name_zh, ''), 'en', coalesce(e.name_en, '')) as about
    from app."case" c left join app.catalogue_entry e on e.tenant_id = c.tenant_id and e.id = c.entry_id
    where c.tenant_id = ${tenantId} and c.provider_department_id = ${departmentId}::uuid and c.procedure = any (${procedures}::text[])
      and (c.end_id = any (${ends}::text[]) or c.outcome = any (${outcomes}::text[]))
    order by c.filed_at desc limit ${MOST}`;
}

/** Catalogue changes that the department noted and has not submitted yet. */
export async function listOpenUpdates(tx: Tx, tenantId: string, departmentId: string): Promise<FoundCase[]> {
  return tx.$queryRaw<FoundCase[]>`
    select c.id, c.number, c.procedure, c.end_id as "endId", c.due_at as "dueAt", c.decided_at as "decidedAt",
      jsonb_build_object('zh', coalesce(e.name_zh, ''), 'en', coalesce(e.name_en, '')) as about
    from app."case" c left join app.catalogue_entry e on e.tenant_id = c.tenant_id and e.id = c.entry_id
    where c.tenant_id = ${tenantId} and c.provider_department_id = ${departmentId}::uuid and c.procedure = 'catalogue.change'
      and c.stage is not null and c.waiting_on && array['provider', 'provider-head']
    order by c.filed_at limit ${MOST}`;
}

/** Every entry of a department that is not taken off, with the history of its data. */
export async function listEntriesOf(tx: Tx, tenantId: string, departmentId: string, now: Date): Promise<FoundEntry[]> {
  return tx.$queryRaw<FoundEntry[]>`
    select e.id, e.code, jsonb_build_object('zh', e.name_zh, 'en', e.name_en) as name, e.update_cycle as "updateCycle",
      e.sharing_class <> 'withheld' as shared, e.opening_class <> 'withheld' as open, e.opening_suspended_at is not null as suspended,
      coalesce(h.versions, 0)::int as versions, h.first as "firstMountedAt", h.last as "lastMountedAt", coalesce(h.active, false) as mounted,
      coalesce(h.active and h.last + case e.update_cycle when 'daily' then interval '1 day' when 'weekly' then interval '7 days'
        when 'monthly' then interval '1 month' when 'quarterly' then interval '3 months' when 'yearly' then interval '1 year' end
        < ${now}::timestamptz, false) as stale
    from app.catalogue_entry e
    left join lateral (select count(*) as versions, min(v.mounted_at) as first, max(v.mounted_at) as last, bool_or(v.active) as active
      from app.hosted_table v where v.tenant_id = e.tenant_id and v.entry_id = e.id) h on true
    where e.tenant_id = ${tenantId} and e.department_id = ${departmentId}::uuid and e.retired_at is null
    order by e.name_zh limit ${MOST}`;
}

/** The grants that a department holds or held, with their use; readings only where this person may see the records. */
export async function listGrantsOf(tx: Tx, tenantId: string, departmentId: string): Promise<FoundGrant[]> {
  return tx.$queryRaw<FoundGrant[]>`
    select g.id, coalesce(c.number, '') as number, jsonb_build_object('zh', e.name_zh, 'en', e.name_en) as "entryName", g.purpose,
      g.storage_allowed as "storageAllowed", g.suspended_at as "suspendedAt", g.revoked_at as "revokedAt",
      (select a.reason from app.grant_act a where a.tenant_id = g.tenant_id and a.grant_id = g.id and a.act <> 'resume'
        order by a.seq desc limit 1) as reason,
      u.readings, u.exports, u.last as "lastReadAt"
    from app.data_grant g
    join app.catalogue_entry e on e.tenant_id = g.tenant_id and e.id = g.entry_id
    left join app."case" c on c.tenant_id = g.tenant_id and c.id = g.case_id
    cross join lateral (select count(*)::int as readings, (count(*) filter (where r.way = 'export'))::int as exports, max(r.at) as last
      from app.access_record r where r.tenant_id = g.tenant_id and r.grant_id = g.id) u
    where g.tenant_id = ${tenantId} and g.consumer_department_id = ${departmentId}::uuid
    order by g.granted_at desc limit ${MOST}`;
}

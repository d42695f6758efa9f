import type { StoredItem } from "@/server/cases/stored-case";
import type { Tx } from "@/server/db/context";
import type { OpeningClass, SharingClass, Text } from "@/server/law";

/** An entry that a case may be about, as the law asks of it. */
export interface FilingEntry {
  id: string;
  code: string;
  name: Text;
  regionId: string;
  departmentId: string;
  departmentName: Text;
  departmentRegionId: string;
  sharingClass: SharingClass;
  openingClass: OpeningClass;
  items: StoredItem[];
  mounted: boolean;
  /** Somebody holds a live grant on it. */
  inUse: boolean;
  retired: boolean;
  suspended: boolean;
}

/** The entry, as this person may see it; null when it is missing or not for these eyes. */
export async function findFilingEntry(tx: Tx, tenantId: string, entryId: string): Promise<FilingEntry | null> {
  const rows = await tx.$queryRaw<FilingEntry[]>`
    select e.id, e.code, jsonb_build_object('zh', e.name_zh, 'en', e.name_en) as name, e.region_id as "regionId",
      d.id as "departmentId", jsonb_build_object('zh', d.name_zh, 'en', d.name_en) as "departmentName", d.region_id as "departmentRegionId",
      e.sharing_class as "sharingClass", e.opening_class as "openingClass",
      coalesce((select jsonb_agg(jsonb_build_object('name', i.name, 'label', jsonb_build_object('zh', i.label_zh, 'en', i.label_en),
          'type', i.type, 'grade', i.grade, 'mask', i.mask) order by i.ordinal)
        from app.data_item i where i.tenant_id = e.tenant_id and i.entry_id = e.id), '[]') as items,
      exists (select from app.hosted_table h where h.tenant_id = e.tenant_id and h.entry_id = e.id and h.active)
        or coalesce((select m.kind <> 'table' from app.mount m where m.tenant_id = e.tenant_id and m.entry_id = e.id order by m.seq desc limit 1), false) as mounted,
      exists (select from app.data_grant g where g.tenant_id = e.tenant_id and g.entry_id = e.id and g.revoked_at is null
        and g.valid_until > (select ctx.now())) as "inUse",
      e.retired_at is not null as retired, e.opening_suspended_at is not null as suspended
    from app.catalogue_entry e join app.department d on d.tenant_id = e.tenant_id and d.id = e.department_id
    where e.tenant_id = ${tenantId} and e.id = ${entryId}::uuid and d.retired_at is null`;
  return rows[0] ?? null;
}

/** A grant that a case may stop: where it belongs, and who holds it. */
export interface FilingGrant {
  id: string;
  regionId: string;
  consumerDepartmentId: string;
  providerDepartmentId: string;
  consumer: FilingDepartment;
  /** Suspended, ended, or past its last day: there is nothing to stop. */
  stopped: boolean;
}

/** The grant, as this person may see it; null when it is missing or not for these eyes. */
export async function findFilingGrant(tx: Tx, tenantId: string, grantId: string): Promise<FilingGrant | null> {
  const rows = await tx.$queryRaw<FilingGrant[]>`
    select g.id, g.region_id as "regionId", g.consumer_department_id as "consumerDepartmentId",
      g.provider_department_id as "providerDepartmentId",
      jsonb_build_object('id', d.id, 'name', jsonb_build_object('zh', d.name_zh, 'en', d.name_en), 'regionId', d.region_id) as consumer,
      g.suspended_at is not null or g.revoked_at is not null or g.valid_until <= (select ctx.now()) as stopped
    from app.data_grant g join app.department d on d.tenant_id = g.tenant_id and d.id = g.consumer_department_id
    where g.tenant_id = ${tenantId} and g.id = ${grantId}::uuid`;
  return rows[0] ?? null;
}

/** A department of the city that a case may be put to. */
export interface FilingDepartment {
  id: string;
  name: Text;
  regionId: string;
}

/** The departments of the city by name; `id` asks for one. */
export async function listFilingDepartments(tx: Tx, tenantId: string, id?: string): Promise<FilingDepartment[]> {
  return tx.$queryRaw<FilingDepartment[]>`
    select d.id, jsonb_build_object('zh', d.name_zh, 'en', d.name_en) as name, d.region_id as "regionId"
      from app.department d
     where d.tenant_id = ${tenantId} and d.retired_at is null and d.kind = 'department'
       and (${id ?? null}::uuid is null or d.id = ${id ?? null}::uuid)
     order by d.region_id, d.name_zh`;
}

/** Entries of one department that a case in its own affair may be about. */
export async function listOwnEntries(
  tx: Tx,
  tenantId: string,
  departmentId: string,
): Promise<{ id: string; code: string; name: Text }[]> {
  return tx.$queryRaw<{ id: string; code: string; name: Text }[]>`
    select e.id, e.code, jsonb_build_object('zh', e.name_zh, 'en', e.name_en) as name from app.catalogue_entry e
     where e.tenant_id = ${tenantId} and e.department_id = ${departmentId}::uuid and e.retired_at is null
     order by e.name_zh limit 500`;
}

import type { StoredItem } from "@/server/cases/stored-case";
import type { NamedDepartment } from "@/server/catalogue/catalogue.schema";
import type { Tx } from "@/server/db/context";
import type { SharingClass, Text } from "@/server/law";

/** An entry as an applicant's department meets it. */
export interface RequestedEntry {
  id: string;
  code: string;
  name: Text;
  regionId: string;
  department: NamedDepartment & { retired: boolean };
  sharingClass: SharingClass;
  sharingCondition: string;
  sharingBasis: string;
  delegate: NamedDepartment | null;
  items: StoredItem[];
  /** Marked 专用 with this department on its list. */
  dedicatedToUs: boolean;
  /** There is data behind it that can be taken. */
  mounted: boolean;
  /** Taken off: nothing is asked for any more. */
  retired: boolean;
  /** What the review before publication says of a security agreement; null where it says nothing. */
  securityAgreement: string | null;
  /** An application of this department that is under way. */
  openCaseId: string | null;
}

/** The entry that is asked for, seen from one department; null when there is no such entry in the city. */
export async function findRequestedEntry(
  tx: Tx,
  tenantId: string,
  entryId: string,
  departmentId: string | null,
): Promise<RequestedEntry | null> {
  const rows = await tx.$queryRaw<RequestedEntry[]>`
    select e.id, e.code, jsonb_build_object('zh', e.name_zh, 'en', e.name_en) as name, e.region_id as "regionId",
      jsonb_build_object('id', d.id, 'name', jsonb_build_object('zh', d.name_zh, 'en', d.name_en), 'retired', d.retired_at is not null) as department,
      e.sharing_class as "sharingClass", e.sharing_condition as "sharingCondition", e.sharing_basis as "sharingBasis",
      case when g.id is not null then jsonb_build_object('id', g.id, 'name', jsonb_build_object('zh', g.name_zh, 'en', g.name_en)) end as delegate,
      coalesce((select jsonb_agg(jsonb_build_object('name', i.name, 'label', jsonb_build_object('zh', i.label_zh, 'en', i.label_en),
          'type', i.type, 'grade', i.grade, 'mask', i.mask) order by i.ordinal)
        from app.data_item i where i.tenant_id = e.tenant_id and i.entry_id = e.id), '[]') as items,
      e.dedicated and exists (select from app.dedicated_department l
        where l.tenant_id = e.tenant_id and l.entry_id = e.id and l.department_id = ${departmentId}::uuid) as "dedicatedToUs",
      exists (select from app.hosted_table h where h.tenant_id = e.tenant_id and h.entry_id = e.id and h.active)
        or coalesce((select m.kind <> 'table' from app.mount m where m.tenant_id = e.tenant_id and m.entry_id = e.id order by m.seq desc limit 1), false) as mounted,
      e.retired_at is not null as retired,
      (select (select a ->> 'value' from jsonb_array_elements(r.answers) a where a ->> 'id' = 'security-agreement')
        from app.entry_review r where r.tenant_id = e.tenant_id and r.entry_id = e.id order by r.at desc limit 1) as "securityAgreement",
      (select c.id from app."case" c where c.tenant_id = e.tenant_id and c.entry_id = e.id and c.stage is not null
        and c.procedure in ('sharing.conditional', 'sharing.unconditional') and c.parent_id is null and c.requester_department_id = ${departmentId}::uuid order by c.filed_at desc limit 1) as "openCaseId"
    from app.catalogue_entry e
    join app.department d on d.tenant_id = e.tenant_id and d.id = e.department_id
    left join app.department g on g.tenant_id = e.tenant_id and g.id = e.delegate_department_id and g.retired_at is null
    where e.tenant_id = ${tenantId} and e.id = ${entryId}::uuid`;
  return rows[0] ?? null;
}

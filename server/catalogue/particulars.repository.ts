import type { NamedDepartment } from "@/server/catalogue/catalogue.schema";
import type { ParticularsInput, ParticularsView, RepeatedItem } from "@/server/catalogue/particulars.schema";
import type { Scope, Tx } from "@/server/db/context";
import type { JudgedEntry } from "./rules/check-particulars";

/** Adds a version after the one its author looked at; false when another came first. */
export async function saveParticulars(
  tx: Tx,
  { tenantId, personId, departmentId }: Scope["actor"],
  entryId: string,
  after: number,
  particulars: ParticularsInput,
): Promise<boolean> {
  const added = await tx.$executeRaw`
    insert into app.entry_particulars (tenant_id, entry_id, version, particulars, person_id, department_id)
    select ${tenantId}, ${entryId}::uuid, ${after}::int + 1, ${JSON.stringify(particulars)}::jsonb, ${personId}::uuid, ${departmentId}::uuid
     where ${after}::int = (select coalesce(max(p.version), 0) from app.entry_particulars p
       where p.tenant_id = ${tenantId} and p.entry_id = ${entryId}::uuid)
    on conflict do nothing`;
  return added === 1;
}

/** The last version with the names of the departments in it; null when there is none. */
export async function findParticulars(tx: Tx, tenantId: string, entryId: string): Promise<ParticularsView | null> {
  const rows = await tx.$queryRaw<ParticularsView[]>`
    select p.version, p.at, p.particulars as value,
        case when l.id is not null then jsonb_build_object('id', l.id, 'name', jsonb_build_object('zh', l.name_zh, 'en', l.name_en)) end as lead,
        (select coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'name', jsonb_build_object('zh', d.name_zh, 'en', d.name_en)) order by d.name_zh), '[]')
          from app.department d where d.tenant_id = p.tenant_id
           and d.id in (select c::uuid from jsonb_array_elements_text(p.particulars -> 'contributors') c)) as contributors
      from app.entry_particulars p
      join app.catalogue_entry e on e.tenant_id = p.tenant_id and e.id = p.entry_id
      left join app.department l on l.tenant_id = e.tenant_id and l.id = e.lead_department_id
     where p.tenant_id = ${tenantId} and p.entry_id = ${entryId}::uuid
     order by p.version desc limit 1`;
  return rows[0] ?? null;
}

/**
 * Which of these items, by their Chinese labels, another department collects already and shares: the entry that was
 * compiled first is an item's one source.
 */
export async function findCollected(
  tx: Tx,
  tenantId: string,
  departmentId: string,
  items: readonly { name: string; labelZh: string }[],
): Promise<RepeatedItem[]> {
  if (items.length === 0) return [];
  return tx.$queryRaw<RepeatedItem[]>`
    select distinct on (w.name) w.name as item, e.id as "entryId",
        jsonb_build_object('id', d.id, 'name', jsonb_build_object('zh', d.name_zh, 'en', d.name_en)) as source
      from jsonb_to_recordset(${JSON.stringify(items)}::jsonb) as w(name text, "labelZh" text)
      join app.data_item i on i.tenant_id = ${tenantId} and i.label_zh = w."labelZh"
      join app.catalogue_entry e on e.tenant_id = i.tenant_id and e.id = i.entry_id and e.department_id <> ${departmentId}::uuid
       and e.sharing_class <> 'withheld' and e.retired_at is null
      join app.department d on d.tenant_id = e.tenant_id and d.id = e.department_id
      join lateral (select p.particulars from app.entry_particulars p where p.tenant_id = e.tenant_id and p.entry_id = e.id
        order by p.version desc limit 1) p on p.particulars -> 'collection' -> 'items' ? i.name
     order by w.name, e.created_at, e.id`;
}

/** Who leads a base or theme database already, on the entry compiled first; null when nobody does. */
export async function findDatabaseLead(
  tx: Tx,
  tenantId: string,
  kind: "base" | "themeDatabase",
  database: string,
  exceptEntry: string,
): Promise<string | null> {
  const rows = await tx.$queryRaw<{ lead: string }[]>`
    select e.lead_department_id as lead from app.catalogue_entry e
      join lateral (select p.particulars from app.entry_particulars p where p.tenant_id = e.tenant_id and p.entry_id = e.id
        order by p.version desc limit 1) p on p.particulars ->> ${kind} = ${database}
     where e.tenant_id = ${tenantId} and e.id <> ${exceptEntry}::uuid and e.lead_department_id is not null
     order by e.created_at, e.id limit 1`;
  return rows[0]?.lead ?? null;
}

/** The authority of the whole city; null in a city without one. */
export async function findCityAuthority(tx: Tx, tenantId: string): Promise<string | null> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select d.id from app.department d join app.region r on r.tenant_id = d.tenant_id and r.id = d.region_id and r.parent_id is null
     where d.tenant_id = ${tenantId} and d.kind = 'authority' and d.retired_at is null order by d.code limit 1`;
  return rows[0]?.id ?? null;
}

/** Which of these departments work in the city. */
export async function countDepartments(tx: Tx, tenantId: string, ids: readonly string[]): Promise<number> {
  return tx.department.count({ where: { tenantId, id: { in: [...ids] }, retiredAt: null } });
}

/** An entry as its particulars are judged, with whose it is; null when there is none. */
export async function findJudged(
  tx: Tx,
  tenantId: string,
  entryId: string,
): Promise<
  | (JudgedEntry & {
      departmentId: string;
      leadDepartmentId: string | null;
      network: string;
      items: { name: string; labelZh: string }[];
    })
  | null
> {
  const found = await tx.catalogueEntry.findUnique({
    where: { tenantId_id: { tenantId, id: entryId } },
    select: {
      departmentId: true,
      leadDepartmentId: true,
      network: true,
      abstractZh: true,
      sharingClass: true,
      sharingCondition: true,
      sharingBasis: true,
      openingClass: true,
      openingBasis: true,
      updateCycle: true,
      items: { select: { name: true, labelZh: true } },
    },
  });
  return found as Awaited<ReturnType<typeof findJudged>>;
}

/** A base or theme database of the city: who leads it, who contributes, and what it holds. */
export interface DatabaseSet {
  kind: "base" | "theme";
  database: string;
  lead: NamedDepartment | null;
  departments: NamedDepartment[];
  entries: number;
  /** When its lead last kept the particulars of an entry of it on the platform; null where it never did. */
  reportedAt: Date | null;
}

/** The base and theme databases of the city with their lead, every department that contributes, and the lead's last report. */
export async function listDatabaseSets(tx: Tx, tenantId: string): Promise<DatabaseSet[]> {
  return tx.$queryRaw<DatabaseSet[]>`
    with latest as (
      select distinct on (p.entry_id) p.entry_id, p.particulars from app.entry_particulars p where p.tenant_id = ${tenantId}
       order by p.entry_id, p.version desc),
    sets as (
      select e.id, e.department_id, e.lead_department_id, l.particulars, d.kind, d.database
        from latest l join app.catalogue_entry e on e.tenant_id = ${tenantId} and e.id = l.entry_id and e.retired_at is null
        cross join lateral (values ('base', l.particulars ->> 'base'), ('theme', l.particulars ->> 'themeDatabase')) as d(kind, database)
       where d.database <> '')
    select s.kind, s.database, count(distinct s.id)::int as entries,
        (select jsonb_build_object('id', d.id, 'name', jsonb_build_object('zh', d.name_zh, 'en', d.name_en))
          from app.department d where d.tenant_id = ${tenantId} and d.id = (array_agg(s.lead_department_id) filter (where s.lead_department_id is not null))[1]) as lead,
        (select coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'name', jsonb_build_object('zh', d.name_zh, 'en', d.name_en)) order by d.name_zh), '[]')
          from app.department d where d.tenant_id = ${tenantId} and d.id in (
            select x.department_id from sets x where (x.kind, x.database) = (s.kind, s.database)
            union select c::uuid from sets x, jsonb_array_elements_text(x.particulars -> 'contributors') c
              where (x.kind, x.database) = (s.kind, s.database))) as departments,
        (select max(p.at) from app.entry_particulars p join sets x on x.id = p.entry_id and (x.kind, x.database) = (s.kind, s.database)
          where p.tenant_id = ${tenantId} and p.department_id = x.lead_department_id) as "reportedAt"
      from sets s group by s.kind, s.database order by s.kind, s.database`;
}

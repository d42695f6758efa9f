import type { NamedDepartment } from "@/server/catalogue/catalogue.schema";
import type { DraftRow, EntryHistory, TypedEntry } from "@/server/catalogue/draft.schema";
import type { NamedEntry } from "@/server/catalogue/rules/judge-entry";
import type { Scope, Tx } from "@/server/db/context";
import { Prisma } from "@/server/db/generated/client";

type Actor = Scope["actor"];

const named = (alias: string) =>
  Prisma.raw(
    `jsonb_build_object('id', ${alias}.id, 'name', jsonb_build_object('zh', ${alias}.name_zh, 'en', ${alias}.name_en))`,
  );

/** A draft to be written: of a new entry, or of a change of one. */
export interface NewDraft {
  id: string;
  entryId: string | null;
  entry: TypedEntry;
  why: string;
}

/** Adds drafts of the actor's own department. */
export async function insertDrafts(tx: Tx, actor: Actor, rows: readonly NewDraft[]): Promise<void> {
  await tx.$executeRaw`
    insert into app.entry_draft (tenant_id, id, entry_id, department_id, region_id, entry, why, person_id)
    select ${actor.tenantId}, r.id, r."entryId", ${actor.departmentId}::uuid, ${actor.regionId}, r.entry, r.why, ${actor.personId}::uuid
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, "entryId" uuid, entry jsonb, why text)`;
}

/** Changes drafts that were saved so often, and no oftener; how many were changed. */
export async function updateDrafts(
  tx: Tx,
  actor: Actor,
  rows: readonly (Omit<NewDraft, "entryId"> & { after: number })[],
): Promise<number> {
  return tx.$executeRaw`
    update app.entry_draft d set entry = r.entry, why = r.why, saved = d.saved + 1, person_id = ${actor.personId}::uuid, at = (select ctx.now())
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, entry jsonb, why text, after int)
     where d.tenant_id = ${actor.tenantId} and d.id = r.id and d.saved = r.after and d.applied_at is null and d.dropped_at is null`;
}

/** Notes that a draft was submitted, as the entry that it changes or became; false when it may not be any more. */
export async function markSubmitted(
  tx: Tx,
  { tenantId, personId }: Actor,
  { id, entryId, after }: { id: string; entryId: string; after: number },
): Promise<boolean> {
  const changed = await tx.$executeRaw`
    update app.entry_draft d set entry_id = ${entryId}::uuid, submitted_at = (select ctx.now()), person_id = ${personId}::uuid
     where d.tenant_id = ${tenantId} and d.id = ${id}::uuid and d.saved = ${after}::int and d.applied_at is null and d.dropped_at is null`;
  return changed === 1;
}

/** Drops a draft; false when there is none that may be. */
export async function dropDraft(tx: Tx, { tenantId, personId }: Actor, id: string): Promise<boolean> {
  const changed = await tx.$executeRaw`
    update app.entry_draft d set dropped_at = (select ctx.now()), person_id = ${personId}::uuid
     where d.tenant_id = ${tenantId} and d.id = ${id}::uuid and d.applied_at is null and d.dropped_at is null`;
  return changed === 1;
}

export type StoredDraft = DraftRow & { entry: TypedEntry; why: string; saved: number };

const draftColumns = Prisma.sql`
  d.id, d.entry ->> 'nameZh' as "nameZh", coalesce(d.entry ->> 'nameEn', '') as "nameEn", d.entry_id as "entryId", e.code,
  e.published_at is not null as published, d.at, coalesce(p.name, '') as person, d.submitted_at as "submittedAt", c.id as "caseId",
  d.submitted_at is not null and coalesce('authority' = any (c.waiting_on), false) as locked`;
const draftTables = (tenantId: string) => Prisma.sql`
  app.entry_draft d
    left join app.catalogue_entry e on e.tenant_id = d.tenant_id and e.id = d.entry_id
    left join app.person p on p.tenant_id = d.tenant_id and p.id = d.person_id
    left join lateral (select c.id, c.waiting_on from app."case" c where c.tenant_id = d.tenant_id and c.entry_id = d.entry_id
      and c.procedure = 'catalogue.change' and c.stage is not null order by c.filed_at desc limit 1) c on true
   where d.tenant_id = ${tenantId} and d.applied_at is null and d.dropped_at is null`;

/** Drafts on a page of the list. */
const LISTED = 200;

/** The department's drafts that are not in force yet, the last saved first. */
export async function listDraftRows(tx: Tx, { tenantId, departmentId }: Actor): Promise<DraftRow[]> {
  return tx.$queryRaw<DraftRow[]>`
    select ${draftColumns} from ${draftTables(tenantId)} and d.department_id = ${departmentId}::uuid
     order by d.at desc, d.id limit ${LISTED}`;
}

/** One draft that the reader may see, by its own id or by the entry that it changes; null when there is none. */
export async function findDraft(
  tx: Tx,
  tenantId: string,
  by: { draftId: string } | { entryId: string },
): Promise<(StoredDraft & { departmentId: string }) | null> {
  const which = "draftId" in by ? Prisma.sql`d.id = ${by.draftId}::uuid` : Prisma.sql`d.entry_id = ${by.entryId}::uuid`;
  const rows = await tx.$queryRaw<(StoredDraft & { departmentId: string })[]>`
    select ${draftColumns}, d.entry, d.why, d.saved, d.department_id as "departmentId" from ${draftTables(tenantId)} and ${which}`;
  return rows[0] ?? null;
}

/** An entry of one's own as a draft of its change begins; null when it is not one's own. */
export async function findOwnEntry(
  tx: Tx,
  tenantId: string,
  departmentId: string,
  entryId: string,
): Promise<{ entry: TypedEntry; code: string; published: boolean } | null> {
  const rows = await tx.$queryRaw<{ entry: TypedEntry; code: string; published: boolean }[]>`
    select e.code, e.published_at is not null as published, jsonb_strip_nulls(jsonb_build_object('nameZh', e.name_zh, 'nameEn', e.name_en,
        'abstractZh', e.abstract_zh, 'abstractEn', e.abstract_en, 'theme', e.theme, 'sharingClass', e.sharing_class,
        'sharingCondition', e.sharing_condition, 'sharingBasis', e.sharing_basis,
        -- The entry does not keep of what kind its basis is; the draft that it came from does.
        'sharingBasisKind', (select a.entry ->> 'sharingBasisKind' from app.entry_draft a where a.tenant_id = e.tenant_id and a.entry_id = e.id
          and a.applied_at is not null order by a.applied_at desc limit 1),
        'openingClass', e.opening_class, 'openingBasis', e.opening_basis, 'priorityArea', e.priority_area, 'dedicated', e.dedicated,
        'updateCycle', e.update_cycle, 'delegateDepartmentId', e.delegate_department_id,
        'items', (select coalesce(jsonb_agg(jsonb_build_object('name', i.name, 'labelZh', i.label_zh, 'labelEn', i.label_en, 'type', i.type,
            'grade', i.grade, 'mask', i.mask, 'required', i.required, 'maxLength', i.max_length, 'codeList', i.code_list, 'rule', i.rule,
            'isKey', i.is_key) order by i.ordinal), '[]')
          from app.data_item i where i.tenant_id = e.tenant_id and i.entry_id = e.id),
        'particulars', coalesce((select p.particulars from app.entry_particulars p where p.tenant_id = e.tenant_id and p.entry_id = e.id
          order by p.version desc limit 1), '{}'))) as entry
      from app.catalogue_entry e
     where e.tenant_id = ${tenantId} and e.id = ${entryId}::uuid and e.department_id = ${departmentId}::uuid and e.retired_at is null`;
  return rows[0] ?? null;
}

/** Which of these departments work in the city. */
export async function knownDepartments(tx: Tx, tenantId: string, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await tx.department.findMany({
    where: { tenantId, id: { in: [...ids] }, retiredAt: null },
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

/** Entries that the reader sees under these keys of names; those of one's own department first. */
export async function findByNameKeys(
  tx: Tx,
  { tenantId, departmentId }: Actor,
  keys: readonly string[],
): Promise<(NamedEntry & { key: string })[]> {
  if (keys.length === 0) return [];
  return tx.$queryRaw<(NamedEntry & { key: string })[]>`
    select e.id, e.code, e.name_zh as "nameZh", e.name_key as key, ${named("d")} as department
      from app.catalogue_entry e join app.department d on d.tenant_id = e.tenant_id and d.id = e.department_id
     where e.tenant_id = ${tenantId} and e.name_key = any (${[...keys]}::text[]) and e.retired_at is null
     order by e.department_id = ${departmentId}::uuid desc, e.created_at, e.id limit 2000`;
}

/** Who leads base and theme databases, on the entry compiled first. */
export async function findLeads(tx: Tx, tenantId: string): Promise<{ database: string; lead: NamedDepartment }[]> {
  return tx.$queryRaw<{ database: string; lead: NamedDepartment }[]>`
    select distinct on (x.database) x.database, ${named("d")} as lead
      from app.catalogue_entry e
      join app.department d on d.tenant_id = e.tenant_id and d.id = e.lead_department_id
      join lateral (select p.particulars from app.entry_particulars p where p.tenant_id = e.tenant_id and p.entry_id = e.id
        order by p.version desc limit 1) p on true
      cross join lateral (select case when p.particulars ->> 'base' <> '' then 'base ' || (p.particulars ->> 'base')
        else 'theme ' || (p.particulars ->> 'themeDatabase') end as database) x
     where e.tenant_id = ${tenantId} and e.lead_department_id is not null and x.database is not null
     order by x.database, e.created_at, e.id`;
}

/** Networks and leads of entries, settled when they were compiled. */
export async function findSettled(
  tx: Tx,
  tenantId: string,
  ids: readonly string[],
): Promise<{ id: string; network: string; leadDepartmentId: string | null }[]> {
  if (ids.length === 0) return [];
  return tx.catalogueEntry.findMany({
    where: { tenantId, id: { in: [...ids] } },
    select: { id: true, network: true, leadDepartmentId: true },
  });
}

/** Codes of entries by their ids. */
export async function findCodes(tx: Tx, tenantId: string, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.catalogueEntry.findMany({
    where: { tenantId, id: { in: [...ids] } },
    select: { id: true, code: true },
  });
  return new Map(rows.map(({ id, code }) => [id, code]));
}

/** Gives codes by the city's rule, one for each front asked for, in order. */
export async function assignCodes(
  tx: Tx,
  fronts: readonly (readonly string[])[],
  widths: readonly number[],
  separator: string,
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ ordinal: number; code: string }[]>`
    select ordinal, code from gate.assign_codes(${JSON.stringify(fronts)}::jsonb, ${[...widths]}::int[], ${separator}) order by ordinal`;
  return rows.map(({ code }) => code);
}

/** Themes that the city's entries have, and the departments that work there. */
export async function listFormChoices(
  tx: Tx,
  tenantId: string,
): Promise<{ themes: string[]; departments: NamedDepartment[] }> {
  const rows = await tx.$queryRaw<{ themes: string[]; departments: NamedDepartment[] }[]>`
    select (select coalesce(jsonb_agg(t.theme order by t.theme), '[]')
        from (select distinct e.theme from app.catalogue_entry e where e.tenant_id = ${tenantId} limit 200) t) as themes,
      (select coalesce(jsonb_agg(${named("d")} order by d.name_zh), '[]') from app.department d
        where d.tenant_id = ${tenantId} and d.retired_at is null) as departments`;
  return rows[0] ?? { themes: [], departments: [] };
}

/** Versions of an entry on its page. */
const VERSIONS = 50;

/** The states of an entry as they were kept, newest first. */
export async function listVersionRows(
  tx: Tx,
  tenantId: string,
  entryId: string,
): Promise<(Omit<EntryHistory["versions"][number], "changes"> & { entry: Record<string, unknown> })[]> {
  return tx.$queryRaw`
    select v.version, v.cause, v.why, v.at, v.entry, coalesce(p.name, '') as person,
        case when d.id is not null then jsonb_build_object('zh', d.name_zh, 'en', d.name_en) end as department, c.id as "caseId"
      from app.entry_version v
      left join app.person p on p.tenant_id = v.tenant_id and p.id = v.person_id
      left join app.department d on d.tenant_id = p.tenant_id and d.id = p.department_id
      left join app."case" c on c.tenant_id = v.tenant_id and c.id = v.case_id
     where v.tenant_id = ${tenantId} and v.entry_id = ${entryId}::uuid order by v.version desc limit ${VERSIONS + 1}`;
}

/** Chinese names of departments by their ids. */
export async function nameDepartments(tx: Tx, tenantId: string, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.department.findMany({
    where: { tenantId, id: { in: [...ids] } },
    select: { id: true, nameZh: true },
  });
  return new Map(rows.map(({ id, nameZh }) => [id, nameZh]));
}

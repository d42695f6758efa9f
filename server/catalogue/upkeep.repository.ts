import type { KeptEntry } from "@/server/catalogue/rules/upkeep-tasks";
import type {
  Campaign,
  CheckEntryInput,
  Edition,
  EditionEntry,
  EditionFinding,
  EntryCheck,
  PublishStandardInput,
  StandardView,
} from "@/server/catalogue/upkeep.schema";
import type { Scope, Tx } from "@/server/db/context";
import { withConnection } from "@/server/db/context";
import { Prisma } from "@/server/db/generated/client";
import type { CivilDate, Text } from "@/server/law/types";

type Actor = Scope["actor"];

/** Adds a version of a standard; false when another came first or `after` is not its last. */
export async function saveStandard(
  tx: Tx,
  { tenantId, personId, departmentId }: Actor,
  { code, after, title, level, topic, body }: PublishStandardInput,
): Promise<boolean> {
  const added = await tx.$executeRaw`
    insert into app.standard (tenant_id, code, version, title, level, topic, body, person_id, department_id)
    select ${tenantId}, ${code}, ${after}::int + 1, ${title}, ${level}, ${topic}, ${body}, ${personId}::uuid, ${departmentId}::uuid
     where ${after}::int = (select coalesce(max(s.version), 0) from app.standard s where s.tenant_id = ${tenantId} and s.code = ${code})
    on conflict do nothing`;
  return added === 1;
}

/** Every version of every standard, the current ones first. */
export async function listStandardRows(tx: Tx, tenantId: string): Promise<StandardView[]> {
  return tx.$queryRaw<StandardView[]>`
    select s.code, s.version, s.title, s.level, s.topic, s.body, s.at,
        s.version = max(s.version) over (partition by s.code) as current
      from app.standard s where s.tenant_id = ${tenantId} order by current desc, s.code, s.version desc`;
}

/** Adds a check of an entry. */
export async function saveCheck(
  tx: Tx,
  { tenantId, personId, departmentId }: Actor,
  id: string,
  { entryId, standard, result, note }: CheckEntryInput,
): Promise<void> {
  await tx.$executeRaw`
    insert into app.entry_check (tenant_id, id, entry_id, standard_code, standard_version, result, note, person_id, department_id)
      values (${tenantId}, ${id}::uuid, ${entryId}::uuid, ${standard.code}, ${standard.version}, ${result}, ${note},
        ${personId}::uuid, ${departmentId}::uuid)`;
}

const named = (alias: string) =>
  Prisma.raw(
    `jsonb_build_object('id', ${alias}.id, 'name', jsonb_build_object('zh', ${alias}.name_zh, 'en', ${alias}.name_en))`,
  );

/** The checks of an entry, newest first. */
export async function listChecks(tx: Tx, tenantId: string, entryId: string): Promise<EntryCheck[]> {
  return tx.$queryRaw<EntryCheck[]>`
    select c.id, jsonb_build_object('code', s.code, 'version', s.version, 'title', s.title) as standard, c.result, c.note,
        ${named("d")} as department, coalesce(p.name, '') as person, c.at
      from app.entry_check c
      join app.standard s on s.tenant_id = c.tenant_id and s.code = c.standard_code and s.version = c.standard_version
      join app.department d on d.tenant_id = c.tenant_id and d.id = c.department_id
      left join app.person p on p.tenant_id = c.tenant_id and p.id = c.person_id
     where c.tenant_id = ${tenantId} and c.entry_id = ${entryId}::uuid order by c.at desc, c.id`;
}

const latest = (tenantId: string) => Prisma.sql`
  select distinct on (p.entry_id) p.entry_id, p.version, p.at, p.particulars from app.entry_particulars p
   where p.tenant_id = ${tenantId} order by p.entry_id, p.version desc`;

/** The whole catalogue as it stands: every published entry that is not retired. */
export async function assembleEntries(tx: Tx, tenantId: string): Promise<EditionEntry[]> {
  return tx.$queryRaw<EditionEntry[]>`
    with latest as (${latest(tenantId)})
    select e.id, e.code, jsonb_build_object('zh', e.name_zh, 'en', e.name_en) as name, ${named("d")} as department,
        e.sharing_class as "sharingClass", e.opening_class as "openingClass",
        coalesce(l.particulars ->> 'themeDatabase', '') as "themeDatabase", coalesce(l.particulars ->> 'base', '') as base,
        coalesce(l.version, 0) as version
      from app.catalogue_entry e
      join app.department d on d.tenant_id = e.tenant_id and d.id = e.department_id
      left join latest l on l.entry_id = e.id
     where e.tenant_id = ${tenantId} and e.retired_at is null and e.published_at is not null
     order by d.name_zh, e.code`;
}

/** What does not fit together in the whole catalogue. */
export async function crossCheck(tx: Tx, tenantId: string): Promise<EditionFinding[]> {
  return tx.$queryRaw<EditionFinding[]>`
    with latest as (${latest(tenantId)}),
    live as (select e.* from app.catalogue_entry e where e.tenant_id = ${tenantId} and e.retired_at is null and e.published_at is not null)
    select 'collected-twice' as kind, jsonb_agg(distinct e.id) as "entryIds", i.label_zh as detail
      from live e join latest l on l.entry_id = e.id
      join app.data_item i on i.tenant_id = e.tenant_id and i.entry_id = e.id and l.particulars -> 'collection' -> 'items' ? i.name
     group by i.label_zh having count(distinct e.department_id) > 1
    union all
    select 'not-described', jsonb_build_array(e.id), e.name_zh from live e where not exists (select from latest l where l.entry_id = e.id)
    union all
    select 'deviates', jsonb_build_array(c.entry_id), c.note
      from (select distinct on (c.entry_id, c.standard_code) c.* from app.entry_check c where c.tenant_id = ${tenantId} and c.result <> 'comment'
        order by c.entry_id, c.standard_code, c.at desc) c join live e on e.id = c.entry_id where c.result = 'deviates'
    order by 1, 3`;
}

/** Adds an edition; false when another came first. */
export async function saveEdition(
  tx: Tx,
  { tenantId, personId, departmentId }: Actor,
  number: number,
  entries: EditionEntry[],
  findings: EditionFinding[],
): Promise<boolean> {
  const added = await tx.$executeRaw`
    insert into app.catalogue_edition (tenant_id, number, entries, findings, person_id, department_id)
    select ${tenantId}, ${number}::int, ${JSON.stringify(entries)}::jsonb, ${JSON.stringify(findings)}::jsonb, ${personId}::uuid, ${departmentId}::uuid
     where ${number}::int = (select coalesce(max(c.number), 0) + 1 from app.catalogue_edition c where c.tenant_id = ${tenantId})
    on conflict do nothing`;
  return added === 1;
}

/** Numbers and days of all editions, newest first. */
export async function listEditionRows(tx: Tx, tenantId: string): Promise<Pick<Edition, "number" | "at">[]> {
  return tx.$queryRaw<Pick<Edition, "number" | "at">[]>`
    select number, at from app.catalogue_edition where tenant_id = ${tenantId} order by number desc`;
}

/** One edition in full; null when there is none. */
export async function findEdition(tx: Tx, tenantId: string, number: number): Promise<Edition | null> {
  const rows = await tx.$queryRaw<Edition[]>`
    select number, at, entries, findings from app.catalogue_edition where tenant_id = ${tenantId} and number = ${number}`;
  return rows[0] ?? null;
}

/** Adds a campaign. */
export async function saveCampaign(
  tx: Tx,
  { tenantId, personId, departmentId }: Actor,
  id: string,
  { title, guidance, dueOn }: { title: string; guidance: string; dueOn: CivilDate },
): Promise<void> {
  await tx.$executeRaw`
    insert into app.catalogue_campaign (tenant_id, id, title, guidance, due_on, person_id, department_id)
      values (${tenantId}, ${id}::uuid, ${title}, ${guidance}, ${dueOn}::date, ${personId}::uuid, ${departmentId}::uuid)`;
}

/** All campaigns, newest first, with how far each department has come. */
export async function listCampaignRows(tx: Tx, tenantId: string): Promise<Campaign[]> {
  return tx.$queryRaw<Campaign[]>`
    with latest as (${latest(tenantId)})
    select c.id, c.title, c.guidance, to_char(c.due_on, 'YYYY-MM-DD') as "dueOn", c.at as "calledAt",
        (select coalesce(jsonb_agg(p order by p -> 'department' -> 'name' ->> 'zh'), '[]') from (
          select jsonb_build_object('department', ${named("d")}, 'entries', count(e.id)::int,
              'kept', count(e.id) filter (where l.at >= c.at)::int) as p
            from app.department d
            left join app.catalogue_entry e on e.tenant_id = d.tenant_id and e.department_id = d.id and e.retired_at is null
            left join latest l on l.entry_id = e.id
           where d.tenant_id = ${tenantId} and d.retired_at is null and d.kind = 'department'
           group by d.id, d.name_zh, d.name_en) x) as progress
      from app.catalogue_campaign c where c.tenant_id = ${tenantId} order by c.at desc, c.id`;
}

/** The department's own entries that are not retired, and those whose database it leads. */
export async function listUpkeepRows(tx: Tx, tenantId: string, departmentId: string): Promise<KeptEntry[]> {
  return tx.$queryRaw<KeptEntry[]>`
    with latest as (${latest(tenantId)})
    select e.id, jsonb_build_object('zh', e.name_zh, 'en', e.name_en) as name, e.sharing_class as "sharingClass",
        e.opening_class as "openingClass", e.update_cycle as "updateCycle", e.network, l.at as "keptAt",
        coalesce((select h.mounted_at from app.hosted_table h where h.tenant_id = e.tenant_id and h.entry_id = e.id and h.active),
          -- What stays with its provider is as new as the provider's own; a file is as old as the day it was given.
          (select case m.kind when 'upstream' then ctx.now() when 'file' then m.at end from app.mount m
            where m.tenant_id = e.tenant_id and m.entry_id = e.id order by m.seq desc limit 1)) as "mountedAt"
      from app.catalogue_entry e left join latest l on l.entry_id = e.id
     where e.tenant_id = ${tenantId} and e.department_id = ${departmentId}::uuid and e.retired_at is null
     order by e.name_zh, e.id`;
}

/** Changes of the department's catalogue that are under way. */
export async function listOpenChanges(
  tx: Tx,
  tenantId: string,
  departmentId: string,
): Promise<{ caseId: string; entryId: string | null; name: Text | null; dueAt: Date | null }[]> {
  return tx.$queryRaw`
    select c.id as "caseId", c.entry_id as "entryId", c.due_at as "dueAt",
        case when e.id is not null then jsonb_build_object('zh', e.name_zh, 'en', e.name_en) end as name
      from app."case" c left join app.catalogue_entry e on e.tenant_id = c.tenant_id and e.id = c.entry_id
     where c.tenant_id = ${tenantId} and c.procedure = 'catalogue.change' and c.stage is not null
       and c.provider_department_id = ${departmentId}::uuid
     order by c.due_at nulls last, c.id`;
}

/** Tells departments which of their data are older than their cycle; how many were told. */
export async function saveStaleNotices(days: Readonly<Record<string, number>>): Promise<number> {
  return withConnection("heliu_worker", async (client) => {
    const { rows } = await client.query<{ told: number }>("select gate.tell_stale_data($1) as told", [
      JSON.stringify(days),
    ]);
    return rows[0]?.told ?? 0;
  });
}

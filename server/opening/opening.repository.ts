import type { Tx } from "@/server/db/context";
import type { Text } from "@/server/law";
import type { ListOpeningCatalogueInput, OpeningCatalogueRow } from "@/server/opening/opening.schema";

/** Adds one line to the public register; a case is entered once. The applicant's name is the account's. */
export async function saveRegistration(
  tx: Tx,
  tenantId: string,
  { caseId, entryId, purpose, at }: { caseId: string; entryId: string; purpose: string; at: Date },
): Promise<void> {
  await tx.$executeRaw`
    insert into app.opening_register (tenant_id, case_id, entry_id, entry_zh, entry_en, applicant, purpose, at)
    select c.tenant_id, c.id, e.id, e.name_zh, e.name_en, p.name, ${purpose}, ${at}::timestamptz
      from app."case" c join app.catalogue_entry e on e.tenant_id = c.tenant_id and e.id = ${entryId}::uuid
      join app.person p on p.tenant_id = c.tenant_id and p.id = c.requester_person_id
     where c.tenant_id = ${tenantId} and c.id = ${caseId}::uuid
    on conflict (tenant_id, case_id) do nothing`;
}

/** A line of the public register. */
export interface RegistrationRow {
  caseId: string;
  entryId: string;
  entryName: Text;
  applicant: string;
  purpose: string;
  at: Date;
}

/** One page of the city's register, newest first, with the full count. */
export async function listRegistrations(
  tx: Tx,
  tenantId: string,
  page: { number: number; size: number },
): Promise<{ rows: RegistrationRow[]; total: number }> {
  const rows = await tx.$queryRaw<(RegistrationRow & { total: number })[]>`
    select r.case_id as "caseId", r.entry_id as "entryId", r.applicant, r.purpose, r.at, count(*) over ()::int as total,
      jsonb_build_object('zh', r.entry_zh, 'en', r.entry_en) as "entryName"
    from app.opening_register r
    where r.tenant_id = ${tenantId} order by r.at desc, r.case_id
    limit ${page.size} offset ${(page.number - 1) * page.size}`;
  return { rows: rows.map(({ total: _, ...row }) => row), total: rows[0]?.total ?? 0 };
}

/** One page of the catalogue of opening, newest first, with the full count and its last date. */
export async function listCatalogueRows(
  tx: Tx,
  tenantId: string,
  { text, openingClass, area, page, pageSize }: ListOpeningCatalogueInput,
): Promise<{ rows: OpeningCatalogueRow[]; total: number; updatedAt: Date | null }> {
  const like = text ? `%${text.replace(/[\\%_]/g, "\\$&")}%` : null;
  const rows = await tx.$queryRaw<(OpeningCatalogueRow & { total: number })[]>`
    select o.id, o.code, jsonb_build_object('zh', o.name_zh, 'en', coalesce(nullif(o.name_en, ''), o.name_zh)) as name,
      jsonb_build_object('zh', o.department_zh, 'en', o.department_en) as department, o.theme, o.priority_area as "priorityArea",
      o.opening_class as "openingClass", o.opening_basis as "openingBasis", o.published_at as "publishedAt", o.changed_at as "changedAt",
      count(*) over ()::int as total
    from gate.opening_catalogue(${tenantId}) o
    where (${openingClass ?? null}::text is null or o.opening_class = ${openingClass ?? null}::text)
      and (${area ?? null}::text is null or o.priority_area = ${area ?? null}::text)
      and (${like}::text is null or o.name_zh ilike ${like} or o.name_en ilike ${like} or o.department_zh ilike ${like})
    order by coalesce(o.changed_at, o.published_at) desc, o.id limit ${pageSize} offset ${(page - 1) * pageSize}`;
  const last = await tx.$queryRaw<{ at: Date | null }[]>`
    select max(coalesce(o.changed_at, o.published_at)) as at from gate.opening_catalogue(${tenantId}) o`;
  return {
    rows: rows.map(({ total: _, ...row }) => row),
    total: rows[0]?.total ?? 0,
    updatedAt: last[0]?.at ?? null,
  };
}

/** Entries of each priority area by class; `zh` is the name of the area. */
export async function countAreas(
  tx: Tx,
  tenantId: string,
): Promise<{ zh: string; unconditional: number; conditional: number; withheld: number }[]> {
  return tx.$queryRaw`
    select o.priority_area as zh, count(*) filter (where o.opening_class = 'unconditional')::int as unconditional,
      count(*) filter (where o.opening_class = 'conditional')::int as conditional,
      count(*) filter (where o.opening_class = 'withheld')::int as withheld
    from gate.opening_catalogue(${tenantId}) o where o.priority_area is not null group by 1`;
}

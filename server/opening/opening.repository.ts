import type { Tx } from "@/server/db/context";
import type { MountKind } from "@/server/delivery/upstream/upstream.schema";
import type { OpeningClass, Text } from "@/server/law/types";
import type { ListOpeningCatalogueInput, OpeningCatalogueRow, ScannedVersion } from "@/server/opening/opening.schema";

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

/** One page of the catalogue of opening, newest first, with how many there are. */
export async function listCatalogueRows(
  tx: Tx,
  tenantId: string,
  { text, openingClass, area, page, pageSize }: ListOpeningCatalogueInput,
): Promise<{ rows: OpeningCatalogueRow[]; total: number; estimated: boolean }> {
  const filter = JSON.stringify({ ...(openingClass && { openingClass }), ...(area && { area }) });
  const found = await tx.$queryRaw<
    (Omit<OpeningCatalogueRow, "id"> & { id: string | null; total: number; estimated: boolean })[]
  >`
    with s as materialized (
      select * from gate.search_entries(${text ?? ""}, ${filter}::jsonb, 'changed', ${pageSize}::int, ${(page - 1) * pageSize}::int))
    select o.id, o.code, jsonb_build_object('zh', o.name_zh, 'en', coalesce(nullif(o.name_en, ''), o.name_zh)) as name,
      jsonb_build_object('zh', o.department_zh, 'en', o.department_en) as department, o.theme, o.priority_area as "priorityArea",
      o.opening_class as "openingClass", o.opening_basis as "openingBasis", o.published_at as "publishedAt", o.changed_at as "changedAt",
      s.total, s.estimated
    from s left join gate.opening_entries(${tenantId}, array(select entry_id from s)) o on o.id = s.entry_id
    order by s.place`;
  const rows = found.flatMap(({ id, total: _, estimated: __, ...row }) => (id === null ? [] : [{ id, ...row }]));
  return { rows, total: found[0]?.total ?? 0, estimated: found[0]?.estimated ?? false };
}

/** When the catalogue of opening was last changed, and its entries of each priority area by class; `zh` is the name of the area. */
export async function countOpening(
  tx: Tx,
  tenantId: string,
): Promise<{ updatedAt: Date | null; areas: ({ zh: string } & Record<OpeningClass, number>)[] }> {
  const counted = await tx.$queryRaw<
    { updatedAt: Date | null; zh: string | null; openingClass: OpeningClass; n: number }[]
  >`
    select updated_at as "updatedAt", priority_area as zh, opening_class as "openingClass", n from gate.opening_numbers(${tenantId})`;
  const areas = new Map<string, Record<OpeningClass, number>>();
  for (const { zh, openingClass, n } of counted) {
    if (zh === null) continue;
    areas.set(zh, { ...(areas.get(zh) ?? { unconditional: 0, conditional: 0, withheld: 0 }), [openingClass]: n });
  }
  return { updatedAt: counted[0]?.updatedAt ?? null, areas: [...areas].map(([zh, counts]) => ({ zh, ...counts })) };
}

export interface FoundScan {
  mount: MountKind;
  versions: (Omit<ScannedVersion, "at" | "personal"> & {
    at: string;
    scan: Record<string, Record<string, number>> | null;
  })[];
  stopped: { at: string; refusal: "secret" | "personal"; found: { column: string | null; rule: string }[] }[];
}

/** What the scan at ingest met in an entry under opening review; null where there is none or it is not for these eyes. */
export async function findScan(tx: Tx, entryId: string): Promise<FoundScan | null> {
  const rows = await tx.$queryRaw<{ found: FoundScan | null }[]>`select gate.scan_of_entry(${entryId}::uuid) as found`;
  return rows[0]?.found ?? null;
}

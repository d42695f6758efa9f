import type { Tx } from "@/server/db/context";
import type { Text } from "@/server/law";

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

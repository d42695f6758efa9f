import type pg from "pg";
import type { ImportYearInput } from "@/server/calendar/calendar.schema";
import type { Scope, Tx } from "@/server/db/context";
import type { ScheduledDay, ScheduledYear, Text } from "@/server/law/types";

/** The version of an imported year that is in use. */
export interface ImportedYear {
  year: number;
  version: number;
  days: ScheduledDay[];
  source: Text;
  importedAt: Date;
  importedBy: string | null;
}

/** The imported years in use, oldest first. Names of people show only to their colleagues. */
export async function listImported(tx: Tx): Promise<ImportedYear[]> {
  return tx.$queryRaw<ImportedYear[]>`
    select distinct on (y.year) y.year, y.version, y.days, jsonb_build_object('zh', y.source_zh, 'en', y.source_en) as source,
        y.imported_at as "importedAt", p.name as "importedBy"
      from app.calendar_year y left join app.person p on p.tenant_id = y.tenant_id and p.id = y.imported_by
     order by y.year, y.version desc`;
}

/** Adds a version. A version that somebody else added first is a unique violation. */
export async function saveImported(
  tx: Tx,
  { tenantId, personId }: Scope["actor"],
  { year, source }: ImportYearInput,
  version: number,
  days: ScheduledDay[],
): Promise<void> {
  await tx.$executeRaw`
    insert into app.calendar_year (tenant_id, year, version, days, source_zh, source_en, imported_by)
    values (${tenantId}, ${year}::int, ${version}::int, ${JSON.stringify(days)}::jsonb, ${source.zh}, ${source.en}, ${personId}::uuid)`;
}

/** Open cases of all cities that a schedule of this year would be counted again for; the operator is told the number only. */
export async function countOpenCases(tx: Tx, year: number): Promise<number> {
  const rows = await tx.$queryRaw<{ count: number }[]>`select gate.count_provisional(${year}::int) as count`;
  return rows[0]?.count ?? 0;
}

/** The imported years in use, as the deployment's processes read them. */
export async function readImportedYears(client: pg.ClientBase): Promise<ScheduledYear[]> {
  const { rows } = await client.query<ScheduledYear>("select year, version, days from gate.imported_years()");
  return rows;
}

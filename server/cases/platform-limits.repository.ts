import type { PlatformLimits } from "@/server/cases/case.schema";
import type { Tx } from "@/server/db/context";

/** The limits of a grant about which nobody decides anything: the defaults of its columns, and of nowhere else. */
export async function findPlatformLimits(tx: Tx): Promise<PlatformLimits> {
  const [limits] = await tx.$queryRaw<PlatformLimits[]>`
    select (max(d.value) filter (where d.name = 'requests_per_minute'))::int as "requestsPerMinute",
        (max(d.value) filter (where d.name = 'rows_per_day'))::float8 as "rowsPerDay"
      from (select a.attname as name, substring(pg_get_expr(f.adbin, f.adrelid) from '[0-9]+')::bigint as value
              from pg_attribute a join pg_attrdef f on f.adrelid = a.attrelid and f.adnum = a.attnum
             where a.attrelid = 'app.data_grant'::regclass and a.attname in ('requests_per_minute', 'rows_per_day')) d`;
  if (!limits) throw new Error("the columns of limits are not there");
  return limits;
}

import type { NamedDepartment } from "@/server/catalogue/catalogue.schema";
import type {
  DepartmentQuality,
  EntryQuality,
  Freshness,
  ListQualityInput,
  QualityDetail,
  QualityMeasures,
  QualityRow,
} from "@/server/catalogue/quality.schema";
import { CYCLE_DAYS } from "@/server/catalogue/rules/upkeep-tasks";
import type { Tx } from "@/server/db/context";
import { Prisma } from "@/server/db/generated/client";
import type { CivilDate, Text } from "@/server/law";

type Row = Omit<EntryQuality<QualityMeasures>, "freshness"> & Freshness;

/** A visitor is told of tables alone: how else an entry is mounted, is between departments. */
const MOUNT = {
  staff: Prisma.sql`select m.kind, m.at from app.mount m where m.tenant_id = e.tenant_id and m.entry_id = e.id order by m.seq desc limit 1`,
  visitor: Prisma.sql`select null::text as kind, null::timestamptz as at`,
} as const;

/** Entries with their table in use, its measures, and how the day stands to their update cycle. */
const from = (today: CivilDate, reader: keyof typeof MOUNT) => Prisma.sql`app.catalogue_entry e
  join app.department d on d.tenant_id = e.tenant_id and d.id = e.department_id
  left join app.hosted_table h on h.tenant_id = e.tenant_id and h.entry_id = e.id and h.active
  left join app.version_quality q on q.tenant_id = h.tenant_id and q.entry_id = h.entry_id and q.version = h.version
  left join lateral (${MOUNT[reader]}) m on true
  cross join lateral (select case when h.version is not null then 'table' when m.kind in ('file', 'upstream') then m.kind else 'nothing' end as mounted,
    case when h.version is not null then h.mounted_at when m.kind = 'file' then m.at end as at) k
  cross join lateral (select (k.at at time zone 'Asia/Shanghai')::date
    + (${JSON.stringify(CYCLE_DAYS)}::jsonb ->> e.update_cycle)::int as renew_by) c
  cross join lateral (select greatest(${today}::date - c.renew_by, 0) as days_late,
    case when k.mounted = 'nothing' then 'nothing' when k.mounted = 'upstream' then 'live' when c.renew_by is null then 'no-rhythm'
      when c.renew_by < ${today}::date then 'late' else 'current' end as standing) f`;

const share = (good: string, of: string) =>
  Prisma.raw(`jsonb_build_object('good', coalesce(${good}, 0), 'of', coalesce(${of}, 0))`);
const MEASURES = Prisma.sql`jsonb_build_object('rowsTotal', q.rows_total, 'rowsMeasured', q.rows_measured, 'sampled', q.sampled,
  'completeness', ${share("q.filled", "q.cells")}, 'required', ${share("q.required_filled", "q.required_cells")},
  'validity', ${share("q.valid", "q.checked")}, 'consistency', ${share("q.consistent", "q.related")})`;
const FACTS = Prisma.sql`k.mounted, f.standing, e.update_cycle as cycle, k.at, to_char(c.renew_by, 'YYYY-MM-DD') as "renewBy",
  coalesce(f.days_late, 0) as "daysLate", q.measured_at as "measuredAt", case when q.version is not null then ${MEASURES} end as measures`;

/** Dates inside JSON are text; the instant comes beside it. */
type Found = Row & { measuredAt: Date | null };

function inOrder<R extends Found>({ standing, cycle, at, renewBy, daysLate, measuredAt, measures, ...row }: R) {
  return {
    ...row,
    freshness: { standing, cycle, at, renewBy, daysLate },
    measures: measures && measuredAt ? { ...measures, measuredAt } : null,
  };
}

/** The quality of an entry with its columns and rules; null when there is no such entry. */
export async function findQuality(
  tx: Tx,
  tenantId: string,
  entryId: string,
  today: CivilDate,
): Promise<EntryQuality | null> {
  type Detail = Found & {
    version: number | null;
    labels: Record<string, Text>;
    rules: (Omit<QualityDetail["rules"][number], "columns" | "good" | "of"> & {
      columns: string[];
      consistent: number;
      related: number;
    })[];
    columns: { name: string; required: boolean; cells: number; filled: number; checked: number; valid: number }[];
  };
  const rows = await tx.$queryRaw<Detail[]>`
    select ${FACTS}, q.version, coalesce(q.rules, '[]') as rules, coalesce(q.columns, '[]') as columns,
      (select coalesce(jsonb_object_agg(i.name, jsonb_build_object('zh', i.label_zh, 'en', i.label_en)), '{}')
        from app.data_item i where i.tenant_id = e.tenant_id and i.entry_id = e.id) as labels
    from ${from(today, "staff")} where e.tenant_id = ${tenantId} and e.id = ${entryId}::uuid`;
  if (!rows[0]) return null;
  const { version, labels, rules, columns, ...rest } = rows[0];
  const { measures, ...row } = inOrder(rest);
  const label = (name: string) => labels[name] ?? { zh: name, en: name };
  return {
    ...row,
    measures:
      measures && version !== null
        ? {
            ...measures,
            version,
            rules: rules.map(({ rule, columns: names, consistent, related }) => ({
              rule,
              columns: names.map(label),
              good: consistent,
              of: related,
            })),
            columns: columns.map(({ name, required, cells, filled, checked, valid }) => ({
              name,
              label: label(name),
              required,
              filled: { good: filled, of: cells },
              validity: { good: valid, of: checked },
            })),
          }
        : null,
  };
}

/** The quality of what is open to everybody, without columns and rules; null when nobody may see it. */
export async function findOpenQuality(
  tx: Tx,
  tenantId: string,
  entryId: string,
  today: CivilDate,
): Promise<EntryQuality<QualityMeasures> | null> {
  const rows = await tx.$queryRaw<Found[]>`
    select ${FACTS} from ${from(today, "visitor")} where e.tenant_id = ${tenantId} and e.id = ${entryId}::uuid`;
  return rows[0] ? inOrder(rows[0]) : null;
}

const ORDER: Record<ListQualityInput["sort"], string> = {
  freshness: "f.days_late",
  completeness: "q.filled::float8 / nullif(q.cells, 0)",
  required: "q.required_filled::float8 / nullif(q.required_cells, 0)",
  validity: "q.valid::float8 / nullif(q.checked, 0)",
  consistency: "q.consistent::float8 / nullif(q.related, 0)",
  rows: "h.row_count",
  name: "e.name_zh",
  department: "d.name_zh",
};

/** What the office of these regions looks at: every entry in force of a department there. */
const looked = (tenantId: string, regionIds: readonly string[]) => Prisma.sql`e.tenant_id = ${tenantId}
  and e.region_id = any(${[...regionIds]}::text[]) and e.published_at is not null and e.retired_at is null`;

/** One page of the entries of some regions with the full count. */
export async function listQualityRows(
  tx: Tx,
  tenantId: string,
  regionIds: readonly string[],
  today: CivilDate,
  { departmentId, standing, sort, direction, page, pageSize }: ListQualityInput,
): Promise<{ rows: QualityRow[]; total: number }> {
  type Listed = Found & Pick<QualityRow, "id" | "code" | "name" | "department" | "region"> & { total: number };
  const found = await tx.$queryRaw<Listed[]>`
    select e.id, e.code, jsonb_build_object('zh', e.name_zh, 'en', e.name_en) as name,
      jsonb_build_object('id', d.id, 'name', jsonb_build_object('zh', d.name_zh, 'en', d.name_en)) as department,
      jsonb_build_object('zh', r.name_zh, 'en', r.name_en) as region, ${FACTS}, count(*) over ()::int as total
    from ${from(today, "staff")} join app.region r on r.tenant_id = e.tenant_id and r.id = e.region_id
    where ${looked(tenantId, regionIds)} and (${departmentId ?? null}::uuid is null or e.department_id = ${departmentId ?? null}::uuid)
      and (${standing ?? null}::text is null or f.standing = ${standing ?? null})
    order by ${Prisma.raw(`${ORDER[sort]} ${direction === "asc" ? "asc" : "desc"} nulls last`)}, e.name_zh, e.id
    limit ${pageSize} offset ${(page - 1) * pageSize}`;
  return { rows: found.map(({ total: _, ...row }) => inOrder(row)), total: found[0]?.total ?? 0 };
}

/** The entries of some regions by department, the latest data first. */
export async function countQuality(
  tx: Tx,
  tenantId: string,
  regionIds: readonly string[],
  today: CivilDate,
): Promise<DepartmentQuality[]> {
  const sums = (good: string, of: string) => share(`sum(q.${good})`, `sum(q.${of})`);
  return tx.$queryRaw<(DepartmentQuality & { department: NamedDepartment })[]>`
    select jsonb_build_object('id', d.id, 'name', jsonb_build_object('zh', d.name_zh, 'en', d.name_en)) as department,
      count(*)::int as entries, count(*) filter (where k.mounted <> 'nothing')::int as mounted,
      count(*) filter (where f.standing = 'late')::int as late, count(q.version)::int as measured,
      ${sums("filled", "cells")} as completeness, ${sums("required_filled", "required_cells")} as required,
      ${sums("valid", "checked")} as validity, ${sums("consistent", "related")} as consistency
    from ${from(today, "staff")} where ${looked(tenantId, regionIds)}
    group by d.id, d.name_zh, d.name_en order by late desc, d.name_zh`;
}

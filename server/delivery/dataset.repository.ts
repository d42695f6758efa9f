import type { Tx } from "@/server/db/context";
import { Prisma } from "@/server/db/generated/client";
import type { DatasetDetail, DatasetRow, ListDatasetsInput } from "@/server/delivery/portal.schema";

const ORDER = {
  newest: Prisma.raw("e.published_at desc, e.id"),
  name: Prisma.raw("e.name_zh, e.id"),
} as const;

const SHOWN = Prisma.sql`e.id, e.code, jsonb_build_object('zh', e.name_zh, 'en', e.name_en) as name,
  jsonb_build_object('zh', e.abstract_zh, 'en', e.abstract_en) as abstract,
  jsonb_build_object('id', d.id, 'name', jsonb_build_object('zh', d.name_zh, 'en', d.name_en)) as department,
  e.theme, e.update_cycle as "updateCycle", e.published_at as "publishedAt", h.row_count::int as "rowCount", h.mounted_at as "updatedAt"`;

const FROM = Prisma.sql`app.catalogue_entry e
  join app.department d on d.tenant_id = e.tenant_id and d.id = e.department_id
  left join app.hosted_table h on h.tenant_id = e.tenant_id and h.entry_id = e.id and h.active`;

/** What a city has opened to everyone; the database shows a visitor nothing else. */
export async function listDatasetRows(
  tx: Tx,
  tenantId: string,
  { text, theme, departmentId, sort, page, pageSize }: ListDatasetsInput,
): Promise<{ rows: DatasetRow[]; total: number }> {
  const like = text ? `%${text.replace(/[\\%_]/g, "\\$&")}%` : null;
  const found = await tx.$queryRaw<(DatasetRow & { total: number })[]>`
    select ${SHOWN}, count(*) over ()::int as total from ${FROM}
    where e.tenant_id = ${tenantId} and (${theme ?? null}::text is null or e.theme = ${theme ?? null}::text)
      and (${departmentId ?? null}::uuid is null or e.department_id = ${departmentId ?? null}::uuid)
      and (${like}::text is null or e.name_zh ilike ${like} or e.name_en ilike ${like} or e.abstract_zh ilike ${like}
        or e.abstract_en ilike ${like} or d.name_zh ilike ${like} or d.name_en ilike ${like})
    order by ${ORDER[sort]} limit ${pageSize} offset ${(page - 1) * pageSize}`;
  return { rows: found.map(({ total: _, ...row }) => row), total: found[0]?.total ?? 0 };
}

/** Themes of open datasets with their numbers, the largest first. */
export async function listThemes(tx: Tx, tenantId: string): Promise<{ value: string; count: number }[]> {
  return tx.$queryRaw`
    select e.theme as value, count(*)::int as count from app.catalogue_entry e
    where e.tenant_id = ${tenantId} group by e.theme order by 2 desc, 1`;
}

/** One open dataset, or null when there is none of this id that everyone may see. */
export async function findDataset(
  tx: Tx,
  tenantId: string,
  entryId: string,
): Promise<Omit<DatasetDetail, "citation" | "downloadPath"> | null> {
  const rows = await tx.$queryRaw<Omit<DatasetDetail, "citation" | "downloadPath">[]>`
    select ${SHOWN}, e.opening_basis as "openingBasis", h.version,
      (select coalesce(jsonb_agg(jsonb_build_object('name', i.name, 'label', jsonb_build_object('zh', i.label_zh, 'en', i.label_en),
          'type', i.type, 'grade', i.grade, 'mask', i.mask, 'filterable', i.mask = 'none') order by i.ordinal), '[]')
        from app.data_item i where i.tenant_id = e.tenant_id and i.entry_id = e.id and i.grade < 3 and i.mask <> 'hidden') as columns,
      (select jsonb_build_object('previews', coalesce(sum(u.times) filter (where u.way = 'preview'), 0)::int,
          'downloads', coalesce(sum(u.times) filter (where u.way = 'export'), 0)::int)
        from app.open_use u where u.tenant_id = e.tenant_id and u.entry_id = e.id) as use
    from ${FROM} where e.tenant_id = ${tenantId} and e.id = ${entryId}::uuid`;
  return rows[0] ?? null;
}

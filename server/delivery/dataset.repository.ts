import type { Tx } from "@/server/db/context";
import { Prisma } from "@/server/db/generated/client";
import type { DatasetDetail, DatasetPage, DatasetRow, ListDatasetsInput } from "@/server/delivery/portal.schema";

const ORDER = { relevance: "relevance", newest: "published", name: "name" } as const;

/** Open data are looked for through the search door of the catalogue, as a visitor may look. */
const asked = ({ text, theme, departmentId }: Partial<Pick<ListDatasetsInput, "text" | "theme" | "departmentId">>) =>
  Prisma.sql`${text ?? ""}, ${JSON.stringify({ door: "data", ...(theme && { theme }), ...(departmentId && { departmentId }) })}::jsonb`;

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
  { sort, page, pageSize, ...question }: ListDatasetsInput,
): Promise<Omit<DatasetPage, "themes">> {
  const found = await tx.$queryRaw<
    (Omit<DatasetRow, "id"> & { id: string | null; total: number; listed: number; estimated: boolean })[]
  >`
    select ${SHOWN}, s.total, s.listed, s.estimated
      from gate.search_entries(${asked(question)}, ${ORDER[sort]}, ${pageSize}::int, ${(page - 1) * pageSize}::int) s
      left join (${FROM}) on e.tenant_id = ${tenantId} and e.id = s.entry_id
     order by s.place`;
  const { total = 0, listed = 0, estimated = false } = found[0] ?? {};
  const rows = found.flatMap(({ id, total: _, listed: __, estimated: ___, ...row }) =>
    id === null ? [] : [{ id, ...row }],
  );
  return { rows, total, listed, estimated };
}

/** Themes of the open datasets that the words find, with their numbers, the largest first. */
export async function listThemes(tx: Tx, question: ListDatasetsInput): Promise<DatasetPage["themes"]> {
  return tx.$queryRaw`
    select f.value, f.n as count from gate.count_entries(${asked(question)}) f
     where f.facet = 'theme' order by f.n desc, f.value`;
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

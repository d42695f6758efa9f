import type {
  CompileEntryInput,
  DataItemView,
  EntryFacets,
  EntryFacetsInput,
  EntryPage,
  EntryRow,
  EntryUser,
  Facet,
  ListEntriesInput,
  ListOpenEntriesInput,
  MatchedItem,
  NamedDepartment,
  OpenEntryDetail,
  OpenEntryFacets,
  OpenEntryPage,
  OpenEntryRow,
  OpenFacetsInput,
} from "@/server/catalogue/catalogue.schema";
import { CYCLE_DAYS } from "@/server/catalogue/rules/upkeep-tasks";
import type { Tx } from "@/server/db/context";
import { Prisma } from "@/server/db/generated/client";
import type { SharingClass, Text } from "@/server/law";

/** Whose eyes look at the catalogue. */
export interface Reader {
  tenantId: string;
  departmentId: string | null;
}

/** A row of the catalogue with what the reader's department already has on it. */
export type CatalogueRow = Omit<EntryRow, "access" | "matchedItems"> & {
  matchedItems?: MatchedItem[];
  dedicatedToUs: boolean;
  grantId: string | null;
  caseId: string | null;
};

const named = (alias: string) =>
  Prisma.raw(
    `jsonb_build_object('id', ${alias}.id, 'name', jsonb_build_object('zh', ${alias}.name_zh, 'en', ${alias}.name_en))`,
  );

const rowColumns = (departmentId: string | null) => Prisma.sql`
  e.id, e.code, jsonb_build_object('zh', e.name_zh, 'en', e.name_en) as name,
  jsonb_build_object('zh', e.abstract_zh, 'en', e.abstract_en) as abstract, ${named("d")} as department, e.theme,
  e.sharing_class as "sharingClass", e.opening_class as "openingClass", e.dedicated, e.update_cycle as "updateCycle",
  e.published_at as "publishedAt", e.retired_at as "retiredAt",
  (select count(*)::int from app.data_item i where i.tenant_id = e.tenant_id and i.entry_id = e.id) as "itemCount",
  e.dedicated and exists (select from app.dedicated_department l
    where l.tenant_id = e.tenant_id and l.entry_id = e.id and l.department_id = ${departmentId}::uuid) as "dedicatedToUs",
  (select g.id from app.data_grant g where g.tenant_id = e.tenant_id and g.entry_id = e.id
    and g.consumer_department_id = ${departmentId}::uuid and g.revoked_at is null and g.valid_until > (select ctx.now())
    order by g.valid_until desc limit 1) as "grantId",
  (select c.id from app."case" c where c.tenant_id = e.tenant_id and c.entry_id = e.id and c.stage is not null
    and c.procedure in ('sharing.conditional', 'sharing.unconditional') and c.requester_department_id = ${departmentId}::uuid order by c.filed_at desc limit 1) as "caseId"`;

/** Which entries: the words, and the values to narrow by, as the database's door takes them. */
const asked = ({ text, ...rest }: EntryFacetsInput, more: Record<string, string> = {}) => {
  const { in: place, ...filters } = rest;
  const filter = JSON.stringify({ ...filters, ...more, ...(place === "item" && { in: place }) });
  return Prisma.sql`${text ?? ""}, ${filter}::jsonb`;
};

const DAYS = JSON.stringify(CYCLE_DAYS);

type Found<R> = R & { total: number; listed: number; estimated: boolean };

/** Rows of one page as the door answered: a page without entries is one row without an id. */
function pageOf<R extends { id: string | null }>(found: Found<R>[]): Omit<EntryPage, "rows"> & { rows: R[] } {
  const { total = 0, listed = 0, estimated = false } = found[0] ?? {};
  const rows = found.filter(({ id }) => id !== null);
  return {
    rows: rows.map(({ total: _, listed: __, estimated: ___, ...row }) => row as unknown as R),
    total,
    listed,
    estimated,
  };
}

const searched = (input: ListEntriesInput | ListOpenEntriesInput, more?: Record<string, string>) => {
  const { sort, page, pageSize, ...rest } = input;
  return Prisma.sql`gate.search_entries(${asked(rest, more)}, ${sort}, ${pageSize}::int, ${(page - 1) * pageSize}::int, ${DAYS}::jsonb) s`;
};

/** One page of the city's catalogue, with how many there are and how many can be paged through. */
export async function listCatalogue(
  tx: Tx,
  reader: Reader,
  input: ListEntriesInput,
): Promise<Omit<EntryPage, "rows"> & { rows: CatalogueRow[] }> {
  const found = await tx.$queryRaw<Found<CatalogueRow>[]>`
    select ${rowColumns(reader.departmentId)}, s.total, s.listed, s.estimated,
        (select coalesce(jsonb_agg(jsonb_build_object('name', i.name, 'label', jsonb_build_object('zh', i.label_zh, 'en', i.label_en)) order by i.ordinal), '[]')
          from app.data_item i where i.tenant_id = e.tenant_id and i.entry_id = e.id and i.ordinal = any (s.items)) as "matchedItems"
      from ${searched(input)}
      left join app.catalogue_entry e on e.tenant_id = ${reader.tenantId} and e.id = s.entry_id
      left join app.department d on d.tenant_id = e.tenant_id and d.id = e.department_id
     order by s.place`;
  return pageOf(found);
}

interface CountedValue {
  facet: string;
  value: string;
  n: number;
  estimated: boolean;
  zh: string | null;
  en: string | null;
}

const countValues = (tx: Tx, tenantId: string, input: EntryFacetsInput, more?: Record<string, string>) =>
  tx.$queryRaw<CountedValue[]>`
    select f.facet, f.value, f.n, f.estimated, d.name_zh as zh, d.name_en as en
      from gate.count_entries(${asked(input, more)}, ${DAYS}::jsonb) f
      left join app.department d on f.facet = 'departmentId' and d.tenant_id = ${tenantId} and d.id::text = f.value
     order by f.n desc, coalesce(d.name_zh, f.value)`;

function openFacetsOf(rows: CountedValue[]): OpenEntryFacets {
  return {
    departments: rows
      .filter(({ zh }) => zh !== null)
      .map(({ value, zh, en, n }) => ({ id: value, name: { zh: zh ?? "", en: en ?? "" }, count: n })),
    themes: valuesOf(rows, "theme"),
    ...(rows.some(({ estimated }) => estimated) && { estimated: true as const }),
  };
}

function valuesOf<V extends string>(rows: CountedValue[], facet: string): Facet<V>[] {
  return rows.filter((row) => row.facet === facet).map(({ value, n }) => ({ value: value as V, count: n }));
}

/** Counts by each value that entries can be narrowed by, over everything the words find and the other choices leave. */
export async function countFacets(tx: Tx, { tenantId }: Reader, input: EntryFacetsInput): Promise<EntryFacets> {
  const rows = await countValues(tx, tenantId, input);
  return {
    ...openFacetsOf(rows),
    sharingClass: valuesOf(rows, "sharingClass"),
    formats: valuesOf(rows, "format"),
    updateCycles: valuesOf(rows, "updateCycle"),
    grades: valuesOf(rows, "grade"),
    freshness: valuesOf(rows, "freshness"),
  };
}

const openColumns = Prisma.sql`
  e.id, e.code, jsonb_build_object('zh', e.name_zh, 'en', e.name_en) as name,
  jsonb_build_object('zh', e.abstract_zh, 'en', e.abstract_en) as abstract, ${named("d")} as department, e.theme,
  e.opening_class as "openingClass", e.update_cycle as "updateCycle", e.published_at as "publishedAt",
  (select count(*)::int from app.data_item i where i.tenant_id = e.tenant_id and i.entry_id = e.id) as "itemCount"`;

/** Whoever asks, only what is open now. */
const OPEN_NOW = Prisma.sql`e.opening_class in ('unconditional', 'conditional') and e.published_at <= (select ctx.now())
  and e.opening_suspended_at is null and e.retired_at is null`;

/** One page of the open entries, as a person outside government is told of them, whoever asks. */
export async function listOpenCatalogue(tx: Tx, tenantId: string, input: ListOpenEntriesInput): Promise<OpenEntryPage> {
  const found = await tx.$queryRaw<Found<OpenEntryRow>[]>`
    select ${openColumns}, s.total, s.listed, s.estimated
      from ${searched(input, { door: "open" })}
      left join app.catalogue_entry e on e.tenant_id = ${tenantId} and e.id = s.entry_id and ${OPEN_NOW}
      left join app.department d on d.tenant_id = e.tenant_id and d.id = e.department_id
     order by s.place`;
  return pageOf(found);
}

/** Counts of open entries by department and theme over everything the words find. */
export async function countOpenFacets(tx: Tx, tenantId: string, input: OpenFacetsInput): Promise<OpenEntryFacets> {
  return openFacetsOf(await countValues(tx, tenantId, input, { door: "open" }));
}

/** One open entry with what its items are; null when it is not open now. */
export async function findOpenEntry(
  tx: Tx,
  tenantId: string,
  entryId: string,
): Promise<(Omit<OpenEntryDetail, "underCheck"> & { checking: number }) | null> {
  const rows = await tx.$queryRaw<(Omit<OpenEntryDetail, "underCheck"> & { checking: number })[]>`
    select ${openColumns}, jsonb_build_object('zh', r.name_zh, 'en', r.name_en) as "regionName", e.opening_basis as "openingBasis", e.checking,
      (select coalesce(jsonb_agg(jsonb_build_object('name', i.name, 'label', jsonb_build_object('zh', i.label_zh, 'en', i.label_en),
          'type', i.type) order by i.ordinal), '[]')
        from app.data_item i where i.tenant_id = e.tenant_id and i.entry_id = e.id) as items
    from app.catalogue_entry e
    join app.department d on d.tenant_id = e.tenant_id and d.id = e.department_id
    join app.region r on r.tenant_id = e.tenant_id and r.id = e.region_id
    where e.tenant_id = ${tenantId} and e.id = ${entryId}::uuid and ${OPEN_NOW}`;
  return rows[0] ?? null;
}

/** An entry in full. */
export type CatalogueEntryRow = CatalogueRow & {
  regionId: string;
  regionName: Text;
  sharingCondition: string;
  sharingBasis: string;
  openingBasis: string;
  createdAt: Date;
  checking: number;
  retiringAt: Date | null;
  openingSuspendedAt: Date | null;
  delegate: NamedDepartment | null;
  dedicatedDepartments: NamedDepartment[];
  items: DataItemView[];
  users: (Omit<EntryUser, "validFrom" | "validUntil" | "state"> & {
    validFrom: string;
    validUntil: string;
    suspended: boolean;
    revoked: boolean;
  })[];
};

/** One entry with items, listed departments and the grants that the reader may see; null when there is none. */
export async function findEntry(
  tx: Tx,
  { tenantId, departmentId }: Reader,
  entryId: string,
): Promise<CatalogueEntryRow | null> {
  const rows = await tx.$queryRaw<CatalogueEntryRow[]>`
    select ${rowColumns(departmentId)}, e.region_id as "regionId", jsonb_build_object('zh', r.name_zh, 'en', r.name_en) as "regionName",
      e.sharing_condition as "sharingCondition", e.sharing_basis as "sharingBasis", e.opening_basis as "openingBasis",
      e.created_at as "createdAt", e.checking, e.retiring_at as "retiringAt",
      e.opening_suspended_at as "openingSuspendedAt", case when g.id is not null then ${named("g")} end as delegate,
      (select coalesce(jsonb_agg(${named("x")} order by x.name_zh), '[]') from app.dedicated_department l
        join app.department x on x.tenant_id = l.tenant_id and x.id = l.department_id
        where l.tenant_id = e.tenant_id and l.entry_id = e.id) as "dedicatedDepartments",
      (select coalesce(jsonb_agg(jsonb_build_object('name', i.name, 'label', jsonb_build_object('zh', i.label_zh, 'en', i.label_en),
          'type', i.type, 'grade', i.grade, 'mask', i.mask) order by i.ordinal), '[]')
        from app.data_item i where i.tenant_id = e.tenant_id and i.entry_id = e.id) as items,
      (select coalesce(jsonb_agg(jsonb_build_object('grantId', u.id, 'department', ${named("c")}, 'purpose', u.purpose, 'validFrom', u.valid_from,
          'validUntil', u.valid_until, 'suspended', u.suspended_at is not null, 'revoked', u.revoked_at is not null) order by u.granted_at desc), '[]')
        from app.data_grant u join app.department c on c.tenant_id = u.tenant_id and c.id = u.consumer_department_id
        where u.tenant_id = e.tenant_id and u.entry_id = e.id and u.provider_department_id = ${departmentId}::uuid) as users
    from app.catalogue_entry e
    join app.department d on d.tenant_id = e.tenant_id and d.id = e.department_id
    join app.region r on r.tenant_id = e.tenant_id and r.id = e.region_id
    left join app.department g on g.tenant_id = e.tenant_id and g.id = e.delegate_department_id
    where e.tenant_id = ${tenantId} and e.id = ${entryId}::uuid`;
  return rows[0] ?? null;
}

/** Writes an entry and its items in order. */
export async function saveEntry(
  tx: Tx,
  owner: { tenantId: string; departmentId: string; regionId: string; leadDepartmentId: string | null; at: Date },
  id: string,
  entry: CompileEntryInput & { openingClass: SharingClass },
): Promise<void> {
  const { tenantId, departmentId, regionId, leadDepartmentId, at } = owner;
  const { network } = entry.particulars;
  const { code, nameZh, nameEn, abstractZh, abstractEn, theme, updateCycle, dedicated, delegateDepartmentId } = entry;
  const { sharingClass, sharingCondition, sharingBasis, openingClass, openingBasis, priorityArea, published, items } =
    entry;
  const words = { code, nameZh, nameEn, abstractZh, abstractEn, theme, updateCycle, dedicated, delegateDepartmentId };
  const classes = { sharingClass, sharingCondition, sharingBasis, openingClass, openingBasis, priorityArea };
  const publishedAt = published ? at : null;
  await tx.catalogueEntry.createMany({
    data: [
      {
        ...words,
        ...classes,
        tenantId,
        id,
        departmentId,
        regionId,
        leadDepartmentId,
        network,
        createdAt: at,
        publishedAt,
      },
    ],
  });
  await tx.dataItem.createMany({
    data: items.map(({ name, labelZh, labelEn, type, grade, mask, ...demands }, index) => ({
      tenantId,
      entryId: id,
      ordinal: index + 1,
      name,
      labelZh,
      labelEn,
      type,
      grade,
      mask,
      required: demands.required ?? false,
      maxLength: demands.maxLength ?? null,
      ...(demands.codeList ? { codeList: demands.codeList } : {}),
      rule: demands.rule ?? "none",
      isKey: demands.isKey ?? false,
    })),
  });
}

/** Puts a department on an entry's list or takes it off. */
export async function saveDedicated(
  tx: Tx,
  tenantId: string,
  entryId: string,
  departmentId: string,
  listed: boolean,
): Promise<void> {
  const row = { tenantId, entryId, departmentId };
  if (listed) await tx.dedicatedDepartment.createMany({ data: [row], skipDuplicates: true });
  else await tx.dedicatedDepartment.deleteMany({ where: row });
}

/** Provider and mark of an entry; null when there is none. */
export async function findOwner(
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<{ departmentId: string; dedicated: boolean } | null> {
  return tx.catalogueEntry.findUnique({
    where: { tenantId_id: { tenantId, id } },
    select: { departmentId: true, dedicated: true },
  });
}

/** True when a department of this id works in the city. */
export async function departmentExists(tx: Tx, tenantId: string, id: string): Promise<boolean> {
  return (await tx.department.count({ where: { tenantId, id, retiredAt: null } })) === 1;
}

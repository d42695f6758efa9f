import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { type Column, DataTable } from "@/app/components/data-table";
import { EmptyState } from "@/app/components/empty-state";
import { FilterForm } from "@/app/components/filter-form";
import { hrefOf, type Listing, oneOf } from "@/app/components/listing";
import { FreshnessWords } from "@/app/components/quality/freshness-words";
import { ShareFigures } from "@/app/components/quality/share-words";
import { Tag } from "@/app/components/tag";
import { useText } from "@/app/i18n/use-text";
import {
  type DepartmentQuality,
  FRESHNESS,
  type QualityPage,
  type QualityRow,
} from "@/server/catalogue/quality.schema";

const SHARES = ["completeness", "required", "validity", "consistency"] as const;
const DEPARTMENT_SORTS = ["late", "entries", "mounted", ...SHARES] as const;

/** Narrows the entries to a department, or to how fresh they are. */
export function Filters({
  path,
  params,
  departments,
  all,
}: {
  path: string;
  params: Partial<Record<string, string>>;
  departments: readonly DepartmentQuality[];
  all: string;
}) {
  const t = useTranslations("quality");
  const text = useText();
  const byName = [...departments].sort((a, b) => a.department.name.zh.localeCompare(b.department.name.zh, "zh"));
  return (
    <FilterForm
      action={path}
      keep={{ sort: params.sort, dir: params.dir }}
      active={Boolean(params.department || params.standing)}
    >
      <label>
        {t("overview.department")}
        <select className="field" name="department" defaultValue={params.department ?? ""}>
          <option value="">{all}</option>
          {byName.map(({ department: { id, name } }) => (
            <option key={id} value={id}>
              {text(name)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t("overview.standing")}
        <select className="field" name="standing" defaultValue={params.standing ?? ""}>
          <option value="">{all}</option>
          {FRESHNESS.map((each) => (
            <option key={each} value={each}>
              {t(`freshness.standing.${each}`)}
            </option>
          ))}
        </select>
      </label>
    </FilterForm>
  );
}

/** One page of the entries; every heading orders the whole list. */
export function EntryTable({
  quality,
  listing,
  order,
  page,
}: {
  quality: QualityPage;
  listing: Listing;
  order: { by: string; direction: "asc" | "desc" };
  page: { number: number; size: number; total: number };
}) {
  const t = useTranslations("quality");
  const text = useText();
  const format = useFormatter();
  const severalRegions = new Set(quality.rows.map(({ region }) => region.zh)).size > 1;
  const columns: Column<QualityRow>[] = [
    {
      key: "entry",
      title: t("overview.entry"),
      lead: true,
      sort: "name",
      render: ({ id, name }) => <Link href={`/workspace/catalogue/${id}`}>{text(name)}</Link>,
    },
    {
      key: "department",
      title: t("overview.department"),
      sort: "department",
      render: ({ department }) => text(department.name),
    },
    ...(severalRegions
      ? [
          {
            key: "region",
            title: t("overview.region"),
            render: ({ region }: QualityRow) => <span className="nowrap">{text(region)}</span>,
          },
        ]
      : []),
    {
      key: "freshness",
      title: t("measure.freshness"),
      sort: "freshness",
      render: ({ freshness }) => <FreshnessWords freshness={freshness} />,
    },
    ...SHARES.map(
      (key): Column<QualityRow> => ({
        key,
        title: t(`measure.${key}`),
        sort: key,
        align: "end",
        render: ({ measures }) => (measures ? <ShareFigures share={measures[key]} /> : <span className="soft">–</span>),
      }),
    ),
    {
      key: "rows",
      title: t("overview.rows"),
      sort: "rows",
      align: "end",
      render: ({ measures }) =>
        measures ? (
          <>
            <span className="num nowrap">{format.number(measures.rowsTotal)}</span>
            {measures.sampled ? <Tag>{t("overview.sample")}</Tag> : null}
          </>
        ) : (
          <span className="soft">–</span>
        ),
    },
  ];
  return (
    <div className="card card-flush">
      <DataTable
        caption={t("overview.entriesCaption")}
        columns={columns}
        rows={quality.rows}
        rowKey={({ id }) => id}
        rowClass={({ freshness }) => (freshness.standing === "late" ? "late" : undefined)}
        listing={listing}
        order={order}
        page={page}
        empty={<EmptyState title={t("overview.empty")} text={t("overview.emptyText")} />}
      />
    </div>
  );
}

/** Every department, the one with the most stale data first unless ordered otherwise; each leads to its entries. */
export function DepartmentTable({
  departments,
  listing,
}: {
  departments: readonly DepartmentQuality[];
  listing: Listing;
}) {
  const t = useTranslations("quality");
  const text = useText();
  const by = oneOf(listing.params.sort, DEPARTMENT_SORTS) ?? "late";
  const direction = oneOf(listing.params.dir, ["asc", "desc"] as const) ?? "desc";
  const rows = [...departments].sort((a, b) => {
    const [x, y] = [numberOf(a, by), numberOf(b, by)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return direction === "asc" ? x - y : y - x;
  });
  const columns: Column<DepartmentQuality>[] = [
    {
      key: "department",
      title: t("overview.department"),
      lead: true,
      render: ({ department }) => (
        <Link href={hrefOf({ path: listing.path, params: {} }, { department: department.id })}>
          {text(department.name)}
        </Link>
      ),
    },
    ...(["entries", "mounted", "late"] as const).map(
      (key): Column<DepartmentQuality> => ({
        key,
        title: t(`overview.${key}`),
        sort: key,
        align: "end",
        render: (row) => <span className={`num${key === "late" && row.late > 0 ? " due-late" : ""}`}>{row[key]}</span>,
      }),
    ),
    ...SHARES.map(
      (key): Column<DepartmentQuality> => ({
        key,
        title: t(`measure.${key}`),
        sort: key,
        align: "end",
        render: (row) => <ShareFigures share={row[key]} />,
      }),
    ),
  ];
  return (
    <div className="card card-flush">
      <DataTable
        caption={t("overview.departmentsCaption")}
        columns={columns}
        rows={rows}
        rowKey={({ department }) => department.id}
        rowClass={({ late }) => (late > 0 ? "late" : undefined)}
        listing={listing}
        order={{ by, direction }}
        empty={<EmptyState title={t("overview.departmentsEmpty")} text={t("overview.departmentsEmptyText")} />}
      />
    </div>
  );
}

/** Null where there is nothing to judge, which comes last in either direction. */
function numberOf(row: DepartmentQuality, by: (typeof DEPARTMENT_SORTS)[number]): number | null {
  const value = row[by];
  if (typeof value === "number") return value;
  return value.of === 0 ? null : value.good / value.of;
}

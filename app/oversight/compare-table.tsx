import Link from "next/link";
import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/app/components/data-table";
import { EmptyState } from "@/app/components/empty-state";
import type { Listing } from "@/app/components/listing";
import { useText } from "@/app/i18n/use-text";
import { IndicatorCell } from "@/app/oversight/indicator-cell";
import { cellOf, INDICATORS, type IndicatorId } from "@/app/oversight/indicators";
import { Trend } from "@/app/oversight/trend";
import type { CompareRow, Comparison } from "@/server/oversight/oversight.schema";

interface CompareTableProps {
  comparison: Comparison;
  /** Already in the order asked for. */
  rows: CompareRow[];
  listing: Listing;
  order: { by: IndicatorId; direction: "asc" | "desc" };
  /** Whether a city's name leads to its counties. */
  drills: boolean;
}

/** One row a place, one column an indicator; headings order the table. */
export function CompareTable({ comparison, rows, listing, order, drills }: CompareTableProps) {
  const t = useTranslations("oversight");
  const text = useText();
  const columns: Column<CompareRow>[] = [
    {
      key: "place",
      title: t("place"),
      render: (row) =>
        drills ? (
          <Link href={`${listing.path}?city=${row.tenantId}`} aria-label={t("drill", { name: text(row.name) })}>
            {text(row.name)}
          </Link>
        ) : (
          text(row.name)
        ),
    },
    ...INDICATORS.map(
      (id): Column<CompareRow> => ({
        key: id,
        title: <abbr title={t(`indicatorHint.${id}`)}>{t(`indicator.${id}`)}</abbr>,
        label: t(`indicator.${id}`),
        sort: id,
        align: "end",
        render: (row) => <IndicatorCell cell={cellOf(row, id)} />,
      }),
    ),
    ...(comparison.rows.some(({ quarters }) => quarters.length > 0)
      ? [
          {
            key: "trend",
            title: <abbr title={t("trendLegend")}>{t("trend")}</abbr>,
            label: t("trend"),
            render: (row: CompareRow) => <Trend name={text(row.name)} quarters={row.quarters} />,
          },
        ]
      : []),
  ];
  return (
    <DataTable
      caption={t("caption")}
      columns={columns}
      rows={rows}
      rowKey={({ key }) => key}
      listing={listing}
      order={order}
      empty={<EmptyState title={t("empty")} text={t(comparison.by === "city" ? "emptyCities" : "emptyRegions")} />}
    />
  );
}

import { getLocale, getTranslations } from "next-intl/server";
import { inLanguage } from "@/app/i18n/text";
import { type Cell, cellOf, INDICATORS, toCsv } from "@/app/oversight/indicators";
import type { CompareRow, Comparison } from "@/server/oversight/oversight.schema";

/** The table as CSV in the order shown; counts stay numbers, rates are percentages with one decimal. */
export async function csvOf(comparison: Comparison, rows: readonly CompareRow[]): Promise<string> {
  const t = await getTranslations("oversight");
  const locale = await getLocale();
  const hidden = t("csvSuppressed");
  return toCsv([
    [t("place"), ...INDICATORS.map((id) => t(`indicator.${id}`)), ...comparison.quarters.map(({ label }) => label)],
    ...rows.map((row) => [
      inLanguage(row.name, locale),
      ...INDICATORS.map((id) => csvValue(cellOf(row, id), hidden)),
      ...comparison.quarters.map(({ start }) => {
        const quarter = row.quarters.find((each) => each.start === start);
        return quarter ? csvValue(cellOf(quarter, "filed"), hidden) : hidden;
      }),
    ]),
  ]);
}

function csvValue(cell: Cell, hidden: string): string | number {
  if (cell.kind === "count") return cell.value;
  if (cell.kind === "hidden") return hidden;
  if (cell.kind === "none") return "";
  const [low, high] = [percent(cell.atLeast), percent(cell.atMost)];
  return low === high ? low : `${low}–${high}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}

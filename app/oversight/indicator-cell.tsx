import { useFormatter, useTranslations } from "next-intl";
import type { Cell } from "@/app/oversight/indicators";

/** A released number, a range, `<10*` where it is suppressed, or a dash where there is nothing to take a share of. */
export function IndicatorCell({ cell, smallest }: { cell: Cell; smallest: number }) {
  const t = useTranslations("oversight");
  const text = useCellText(smallest);
  if (cell.kind === "hidden") {
    return (
      <abbr className="soft nowrap" style={{ textDecoration: "none" }} title={t("suppressedAria")}>
        {text(cell)}
      </abbr>
    );
  }
  return <span className="num nowrap">{text(cell)}</span>;
}

/** The same as words, for charts, comparisons and CSV. */
export function useCellText(smallest: number): (cell: Cell) => string {
  const t = useTranslations("oversight");
  const format = useFormatter();
  return (cell) => {
    switch (cell.kind) {
      case "count":
        return format.number(cell.value, "count");
      case "rate": {
        const low = format.number(cell.atLeast, "percent");
        const high = format.number(cell.atMost, "percent");
        return low === high ? low : t("range", { low, high });
      }
      case "hidden":
        return cell.of === "rate" ? t("suppressedRate") : t("suppressed", { smallest: String(smallest) });
      case "none":
        return t("notComputed");
    }
  };
}

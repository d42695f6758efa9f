import { useFormatter, useTranslations } from "next-intl";
import type { Cell } from "@/app/oversight/indicators";

/**
 * A released number, a range, a word where it is suppressed, or a dash where there is nothing to take a share of. The
 * word says no more than that: a count may be hidden to protect its neighbour and be a large one itself.
 */
export function IndicatorCell({ cell }: { cell: Cell }) {
  const t = useTranslations("oversight");
  const text = useCellText();
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
export function useCellText(): (cell: Cell) => string {
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
        return t("suppressed");
      case "none":
        return t("notComputed");
    }
  };
}

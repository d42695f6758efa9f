import { useTranslations } from "next-intl";
import { useCellText } from "@/app/oversight/indicator-cell";
import { cellOf, type IndicatorId, numberOf } from "@/app/oversight/indicators";
import type { QuarterCell } from "@/server/oversight/oversight.schema";

const WIDTH = 92;
const HEIGHT = 28;
const PAD = 3;

/** Filed cases by quarter as bars, with the on-time rate as a line over them; a suppressed quarter is a gap. */
export function Trend({ name, quarters }: { name: string; quarters: QuarterCell[] }) {
  const t = useTranslations("oversight");
  const words = useTrendWords();
  if (quarters.length === 0) return <span className="soft">{t("notComputed")}</span>;
  const filed = quarters.map((quarter) => numberOf(cellOf(quarter, "filed")));
  const onTime = quarters.map((quarter) => numberOf(cellOf(quarter, "onTimeRate")));
  if (filed.every((value) => value === null)) return <span className="soft nowrap">{t("suppressed")}</span>;
  const most = Math.max(1, ...filed.map((value) => value ?? 0));
  const step = WIDTH / quarters.length;
  const barHeight = (value: number) => Math.max(1, ((HEIGHT - 2 * PAD) * value) / most);
  const lineY = (rate: number) => PAD + (HEIGHT - 2 * PAD) * (1 - rate);
  const label = [
    t("trendFiled", { name, values: words(quarters, "filed") }),
    t("trendOnTime", { name, values: words(quarters, "onTimeRate") }),
  ].join(" ");
  return (
    <svg width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <title>{label}</title>
      {filed.map((value, index) =>
        value === null ? null : (
          <rect
            key={quarters[index]?.label}
            x={index * step + 2}
            width={step - 4}
            y={HEIGHT - PAD - barHeight(value)}
            height={barHeight(value)}
            fill="#a9c4ef"
          />
        ),
      )}
      <path d={pathOf(onTime, step, lineY)} fill="none" stroke="#0b3f94" strokeWidth="1.5" />
      {onTime.map((rate, index) =>
        rate === null ? null : (
          <circle key={quarters[index]?.label} cx={(index + 0.5) * step} cy={lineY(rate)} r="2" fill="#0b3f94" />
        ),
      )}
    </svg>
  );
}

/** `2026年3季度 24、2026年4季度 不公布*` */
export function useTrendWords(): (quarters: QuarterCell[], id: IndicatorId) => string {
  const t = useTranslations("oversight");
  const common = useTranslations("common");
  const text = useCellText();
  return (quarters, id) =>
    quarters
      .map((quarter) =>
        t("trendPoint", { quarter: t("quarter", quarterOf(quarter.label)), value: text(cellOf(quarter, id)) }),
      )
      .join(common("listSeparator"));
}

/** `2026Q3` → {year: "2026", quarter: "3"} */
export function quarterOf(label: string): { year: string; quarter: string } {
  const [year = label, quarter = ""] = label.split("Q");
  return { year, quarter };
}

/** Lines between neighbours that are both known. */
function pathOf(values: (number | null)[], step: number, y: (value: number) => number): string {
  return values
    .map((value, index) => {
      if (value === null) return "";
      const before = values[index - 1];
      const begins = before === null || before === undefined;
      return `${begins ? "M" : "L"}${(index + 0.5) * step} ${y(value)}`;
    })
    .join("");
}

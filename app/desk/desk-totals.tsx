import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Desk } from "@/server/oversight/oversight.schema";

const TOTALS = [
  { key: "open", href: "/workspace/cases?state=open", tone: "" },
  { key: "overdue", href: "/desk?queue=overdue#queues", tone: "is-red" },
  { key: "dueSoon", href: "/workspace/cases?state=open&sort=due&dir=asc", tone: "is-amber" },
  { key: "returned", href: "/desk?queue=returned#queues", tone: "" },
  { key: "justDecided", href: "/workspace/cases?state=ended&sort=decided&dir=desc", tone: "" },
] as const;

/** The place in five numbers, each leading to its list. */
export function DeskTotals({ totals }: { totals: Desk["totals"] }) {
  const t = useTranslations("desk");
  return (
    <nav className="counters" aria-label={t("totalsLabel")}>
      {TOTALS.map(({ key, href, tone }) => (
        <Link key={key} className={`counter ${totals[key] > 0 ? tone : ""}`} href={href} title={t(`totalHint.${key}`)}>
          <span className="counter-number">{totals[key]}</span>
          {t(`total.${key}`)}
        </Link>
      ))}
    </nav>
  );
}

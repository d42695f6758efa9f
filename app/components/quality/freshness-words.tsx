import { useTranslations } from "next-intl";
import { Tag, type TagColor } from "@/app/components/tag";
import { Day } from "@/app/components/when";
import type { Freshness, FreshnessStanding } from "@/server/catalogue/quality.schema";

const COLORS: Record<FreshnessStanding, TagColor> = {
  late: "red",
  current: "green",
  "no-rhythm": "grey",
  live: "blue",
  nothing: "grey",
};

/** Whether data is as new as its update cycle promises, and by when it has to be renewed. */
export function FreshnessWords({ freshness: { standing, renewBy, daysLate } }: { freshness: Freshness }) {
  const t = useTranslations("quality.freshness");
  return (
    <span className="row">
      <Tag color={COLORS[standing]}>{t(`standing.${standing}`)}</Tag>
      {renewBy ? (
        <span className="small">
          {standing === "late" ? t("daysLate", { days: daysLate }) : t("renewBy")} <Day date={renewBy} />
        </span>
      ) : null}
    </span>
  );
}

import { useFormatter, useTranslations } from "next-intl";
import type { Share } from "@/server/catalogue/quality.schema";

/** A share in per cent, rounded down so that only a whole one reads 100 %; a word where there is nothing to judge. */
export function SharePercent({ share: { good, of } }: { share: Share }) {
  const t = useTranslations("quality");
  const format = useFormatter();
  if (of === 0) return <span className="soft">{t("nothingToJudge")}</span>;
  return <span className="num">{format.number(Math.floor((good / of) * 1000) / 1000, "percent")}</span>;
}

/** The same with what was counted below it. */
export function ShareFigures({ share }: { share: Share }) {
  const t = useTranslations("quality");
  const format = useFormatter();
  return (
    <>
      <SharePercent share={share} />
      {share.of > 0 ? (
        <div className="small soft num nowrap">
          {t("figures", { good: format.number(share.good), of: format.number(share.of) })}
        </div>
      ) : null}
    </>
  );
}

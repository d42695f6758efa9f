import { useTranslations } from "next-intl";
import { Source } from "@/app/components/basis-tag";
import type { UnderCheck } from "@/server/catalogue/catalogue.schema";

/** Tells whoever uses the data that it is being checked, and that service goes on meanwhile where the law says so. */
export function UnderCheckNotice({ check }: { check: UnderCheck | null }) {
  const t = useTranslations("catalogue.underCheck");
  if (!check) return null;
  return (
    <div className="notice-box is-amber" role="note">
      <p className="strong">{t("title", { count: check.count })}</p>
      {check.rule ? (
        <p>
          {t("rule")} <Source citation={check.rule} />
        </p>
      ) : null}
    </div>
  );
}

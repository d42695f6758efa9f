import Link from "next/link";
import { useTranslations } from "next-intl";
import { When } from "@/app/components/when";
import type { GrantDetail } from "@/server/delivery/grant.schema";

/** How often the grant was used, and the way to every single record. */
export function GrantUse({ grantId, use }: { grantId: string; use: NonNullable<GrantDetail["use"]> }) {
  const t = useTranslations("grants.use");
  return (
    <section className="card" aria-labelledby="use">
      <div className="row-apart">
        <h2 id="use">{t("title")}</h2>
        <Link className="no-print" href={`/workspace/use?grant=${grantId}`}>
          {t("all")}
        </Link>
      </div>
      <dl className="facts facts-wide" style={{ marginTop: 12 }}>
        <div>
          <dt>{t("last30")}</dt>
          <dd className="strong">{t("times", { count: use.last30Days })}</dd>
        </div>
        <div>
          <dt>{t("total")}</dt>
          <dd className="strong">{t("times", { count: use.total })}</dd>
        </div>
        <div>
          <dt>{t("last")}</dt>
          <dd>{use.lastAt ? <When at={use.lastAt} /> : t("never")}</dd>
        </div>
      </dl>
    </section>
  );
}

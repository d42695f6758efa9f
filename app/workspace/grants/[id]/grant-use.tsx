import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import { load } from "@/app/components/load";
import { When } from "@/app/components/when";
import { type DayCount, usesByDay } from "@/app/workspace/grants/[id]/uses-by-day";
import type { GrantDetail } from "@/server/delivery/grant.schema";

/** The largest page of records that can be asked for at once. */
const LATEST = 100;

/** How often the grant was used, day by day, and the way to every single record. */
export async function GrantUse({ grantId, use }: { grantId: string; use: NonNullable<GrantDetail["use"]> }) {
  const t = await getTranslations("grants.use");
  const latest =
    use.last30Days > 0
      ? (await load((api) => api.grants.use({ grantId, pageSize: LATEST }))).rows.map(({ at }) => at)
      : [];
  return (
    <section className="card stack-s" aria-labelledby="use">
      <div className="row-apart">
        <h2 id="use">{t("title")}</h2>
        <Link className="no-print" href={`/workspace/use?grant=${grantId}`}>
          {t("all")}
        </Link>
      </div>
      <dl className="facts facts-wide">
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
      {latest.length > 0 ? <Bars days={usesByDay(latest, new Date())} /> : null}
      {use.last30Days > LATEST ? <p className="soft small">{t("latestOnly", { count: LATEST })}</p> : null}
    </section>
  );
}

/** One bar a day; each says its day and number to the pointer and to a screen reader. */
async function Bars({ days }: { days: DayCount[] }) {
  const t = await getTranslations("grants.use");
  const format = await getFormatter();
  const most = Math.max(...days.map(({ count }) => count), 1);
  return (
    <figure>
      <figcaption className="soft small">{t("byDay")}</figcaption>
      <ol className="bars">
        {days.map(({ day, count }) => {
          const said = t("onDay", { date: format.dateTime(new Date(`${day}T00:00:00+08:00`), "monthDay"), count });
          return (
            <li key={day} title={said} style={{ height: count === 0 ? 2 : `${(100 * count) / most}%` }}>
              <span className="sr-only">{said}</span>
            </li>
          );
        })}
      </ol>
    </figure>
  );
}

import type { Metadata } from "next";
import Link from "next/link";
import { getLocale, getTranslations } from "next-intl/server";
import { BasisTag } from "@/app/components/basis-tag";
import { EmptyState } from "@/app/components/empty-state";
import { hrefOf, type Listing, oneOf, readParams, type SearchParams } from "@/app/components/listing";
import { load } from "@/app/components/load";
import { PrintButton } from "@/app/components/print-button";
import { Tag } from "@/app/components/tag";
import { When } from "@/app/components/when";
import { articleIn } from "@/app/i18n/article";
import { inLanguage } from "@/app/i18n/text";
import { notOfficial, PolicyPage } from "@/app/policy/policy-page";
import { SettleReading } from "@/app/policy/readings/settle-reading";
import type { ReadingView, Settlement } from "@/server/policy/policy.schema";

const PATH = "/policy/readings";
const FILTERS = ["all", "open", "confirmed", "objected"] as const;
type Filter = (typeof FILTERS)[number];

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("policy"))("readings.title") };
}

/** The unclear articles and silences of the city's text, how each is read, and what its authority made of it. */
export default async function ReadingsPage({ searchParams }: { searchParams: SearchParams }) {
  const refused = await notOfficial();
  if (refused) return refused;
  const t = await getTranslations("policy.readings");
  const params = await readParams(searchParams, ["show"]);
  const { readings, maySettle } = await load((api) => api.policy.readings());
  const filter = oneOf(params.show, FILTERS) ?? "all";
  const shown = readings.filter((reading) => belongs(reading, filter));
  const listing: Listing = { path: PATH, params };
  return (
    <PolicyPage here="readings" note={t("note")} extra={<PrintButton />}>
      <div className="notice-box">{t("noChange")}</div>
      <nav className="tabs tabs-small no-print" aria-label={t("filter")} style={{ padding: 0 }}>
        {FILTERS.map((each) => (
          <Link
            key={each}
            href={hrefOf(listing, { show: each === "all" ? undefined : each })}
            aria-current={each === filter ? "true" : undefined}
          >
            {t("filterCount", {
              name: t(`filters.${each}`),
              count: readings.filter((reading) => belongs(reading, each)).length,
            })}
          </Link>
        ))}
      </nav>
      {shown.length === 0 ? (
        <div className="card">
          <EmptyState title={t("empty")} text={t("emptyText")} />
        </div>
      ) : (
        shown.map((reading) => <ReadingCard key={reading.id} reading={reading} maySettle={maySettle} />)
      )}
    </PolicyPage>
  );
}

function belongs({ settlements }: ReadingView, filter: Filter): boolean {
  const standing = settlements[0]?.verdict ?? "open";
  return filter === "all" || filter === standing;
}

async function ReadingCard({ reading, maySettle }: { reading: ReadingView; maySettle: boolean }) {
  const t = await getTranslations("policy.readings");
  const common = await getTranslations("common");
  const locale = await getLocale();
  const { id, kind, articles, problem, adopted, other, note, values, procedures, settlements } = reading;
  const [last] = settlements;
  return (
    <section className="card stack policy-section" id={id} aria-labelledby={`${id}-title`}>
      <div className="row-apart">
        <h2 id={`${id}-title`}>
          {id}
          {" · "}
          {articles.length > 0
            ? articles.map((article) => articleIn(article, locale)).join(common("listSeparator"))
            : t("everywhere")}
        </h2>
        <span className="row">
          <Tag color={kind === "reading" ? "amber" : "purple"} dashed>
            {t(`kind.${kind}`)}
          </Tag>
          {last ? (
            <Tag color={last.verdict === "confirmed" ? "green" : "red"}>{t(`verdict.${last.verdict}`)}</Tag>
          ) : null}
        </span>
      </div>
      <dl className="facts">
        <dt>{t("problem")}</dt>
        <dd>{inLanguage(problem, locale)}</dd>
        <dt>{t(kind === "reading" ? "adopted" : "adoptedDefault")}</dt>
        <dd className="strong">{inLanguage(adopted, locale)}</dd>
        {other ? (
          <>
            <dt>{t("other")}</dt>
            <dd>{inLanguage(other, locale)}</dd>
          </>
        ) : null}
        {note ? (
          <>
            <dt>{t("bears")}</dt>
            <dd>{inLanguage(note, locale)}</dd>
          </>
        ) : null}
        {values.length > 0 ? (
          <>
            <dt>{t("values")}</dt>
            <dd>
              <ul className="bullets">
                {values.map(({ key, title, told, basis }) => (
                  <li key={key}>
                    {inLanguage(title, locale)}
                    {" · "}
                    {inLanguage(told, locale)} <BasisTag basis={basis} />
                  </li>
                ))}
              </ul>
            </dd>
          </>
        ) : null}
        {procedures.length > 0 ? (
          <>
            <dt>{t("procedures")}</dt>
            <dd>{procedures.map(({ title }) => inLanguage(title, locale)).join(common("listSeparator"))}</dd>
          </>
        ) : null}
        <dt>{t("history")}</dt>
        <dd>{last ? <History settlements={settlements} /> : <span className="soft">{t("untouched")}</span>}</dd>
      </dl>
      {maySettle ? <SettleReading reading={id} after={last?.id ?? null} /> : null}
    </section>
  );
}

async function History({ settlements }: { settlements: Settlement[] }) {
  const t = await getTranslations("policy.readings");
  const locale = await getLocale();
  return (
    <ol className="timeline">
      {settlements.map(({ id, verdict, proposal, reason, adopted, at, person, department }) => (
        <li key={id} className={verdict === "confirmed" ? "is-green" : "is-red"}>
          <div>
            {proposal ? t("proposal", { proposal }) : t("confirmedText", { adopted: inLanguage(adopted, locale) })}
          </div>
          <div>{t("reason", { reason })}</div>
          <div className="small soft">
            {t("by", { department: department ? inLanguage(department, locale) : "", person: person ?? "" })}{" "}
            <When at={at} />
          </div>
        </li>
      ))}
    </ol>
  );
}

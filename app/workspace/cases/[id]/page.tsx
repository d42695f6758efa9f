import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { cache } from "react";
import { BasisTag } from "@/app/components/basis-tag";
import { OutcomeTag } from "@/app/components/cases/outcome-tag";
import { readsFromOutside } from "@/app/components/frame/staff";
import { Quoted } from "@/app/components/instrument-facts";
import { load } from "@/app/components/load";
import { PageHeader } from "@/app/components/page-header";
import { PrintButton } from "@/app/components/print-button";
import { Tag } from "@/app/components/tag";
import { articleIn } from "@/app/i18n/article";
import { inLanguage } from "@/app/i18n/text";
import { ActsBar } from "@/app/workspace/cases/[id]/acts-bar";
import { Agreement } from "@/app/workspace/cases/[id]/agreement";
import { Asked } from "@/app/workspace/cases/[id]/asked";
import { Facts } from "@/app/workspace/cases/[id]/facts";
import { Reply } from "@/app/workspace/cases/[id]/reply";
import { ScanCard, ScanFound } from "@/app/workspace/cases/[id]/scan-found";
import { Standing } from "@/app/workspace/cases/[id]/standing";
import type { CaseDetail } from "@/server/cases/case.schema";

type Params = Promise<{ id: string }>;

const readCase = cache((caseId: string) => load((api) => api.cases.byId({ caseId })));

export async function generateMetadata({ params }: { params: Params }): Promise<Metadata> {
  const detail = await readCase((await params).id);
  return { title: `${detail.number} ${inLanguage(detail.about, await getLocale())}` };
}

/** One layout for every procedure: where it stands and until when, what can be done, what is asked, what happened. */
export default async function CasePage({ params }: { params: Params }) {
  const detail = await readCase((await params).id);
  const t = await getTranslations("cases");
  const locale = await getLocale();
  const format = await getFormatter();
  const { entry } = detail;
  const scan =
    detail.procedure.id === "opening.review" ? await load((api) => api.opening.scan({ caseId: detail.id })) : null;
  // A person outside government applies for no data items.
  const items =
    entry && needsItems(detail) && !(await readsFromOutside())
      ? (await load((api) => api.catalogue.entry({ entryId: entry.id }))).items
      : [];
  return (
    <>
      <p className="print-only strong">{t("detail.record")}</p>
      <PageHeader
        crumbs={[{ label: t((await readsFromOutside()) ? "own.title" : "title"), href: "/workspace/cases" }]}
        title={t("detail.title", {
          procedure: inLanguage(detail.procedure.title, locale),
          entry: inLanguage(detail.about, locale),
        })}
        tags={<StatusTags detail={detail} />}
        note={<Governing detail={detail} />}
        extra={<PrintButton />}
      />
      <div className="stack">
        {detail.precedence ? (
          <p className="notice-box" role="note">
            {t("detail.precedence")} <Quoted rule={detail.precedence} />
          </p>
        ) : null}
        <Standing detail={detail} now={new Date()} />
        <Related detail={detail} />
        {detail.procedure.id === "opening.application" ? (
          <>
            <Reply caseId={detail.id} />
            <Agreement caseId={detail.id} />
          </>
        ) : null}
        {scan ? <ScanCard scan={scan} /> : null}
        <ActsBar detail={detail} items={items} aside={scan ? <ScanFound scan={scan} /> : null} />
        <div className="grid-2">
          <Asked detail={detail} items={items} />
          <Facts detail={detail} items={items} />
        </div>
        <p className="print-only small">{t("detail.printed", { time: format.dateTime(new Date(), "dateTime") })}</p>
      </div>
    </>
  );
}

/** The entry's items are asked for only where a form offers them or a condition names one that was not asked for. */
function needsItems({ acts, application }: CaseDetail): boolean {
  const asked = new Set(application.items.map(({ name }) => name));
  return (
    acts.some((act) => act.effect === "grant" || act.event === "resubmitted") ||
    application.rowFilter.some(({ column }) => !asked.has(column))
  );
}

async function StatusTags({ detail }: { detail: CaseDetail }) {
  const locale = await getLocale();
  const t = await getTranslations("cases");
  return (
    <>
      <span className="mono soft">{detail.number}</span>
      {detail.end ? (
        <OutcomeTag outcome={detail.end.outcome} title={detail.end.title} />
      ) : detail.stage ? (
        <Tag color="blue">{inLanguage(detail.stage.title, locale)}</Tag>
      ) : null}
      {detail.decidedOnTime === null ? null : (
        <Tag color={detail.decidedOnTime ? "green" : "red"}>{t(detail.decidedOnTime ? "onTime" : "late")}</Tag>
      )}
    </>
  );
}

/** Which text governs this case, and whether it may be relied on. */
async function Governing({ detail }: { detail: CaseDetail }) {
  const locale = await getLocale();
  const t = await getTranslations("cases.detail");
  const law = await getTranslations("law");
  const { instrument, procedure } = detail;
  return (
    <>
      {t("governedBy", { title: inLanguage(instrument.title, locale), article: articleIn(procedure.article, locale) })}{" "}
      <BasisTag basis={procedure.basis} reason={procedure.reason} />{" "}
      {instrument.status === "in-force" ? null : <Tag color="amber">{law(`status.${instrument.status}`)}</Tag>}{" "}
      <span className="small nowrap">{t("bookDate", { date: detail.bookDate })}</span>
    </>
  );
}

async function Related({ detail }: { detail: CaseDetail }) {
  const t = await getTranslations("cases.detail");
  const locale = await getLocale();
  const { end, grantId, aboutGrantId, parent, disputes } = detail;
  if (!end && !parent && !aboutGrantId && disputes.length === 0) return null;
  return (
    <section className={`notice-box ${grantId ? "is-green" : ""}`}>
      <div className="row">
        {end ? (
          <span>
            <span className="strong">{t("endedAs", { outcome: inLanguage(end.title, locale) })}</span>
          </span>
        ) : null}
        {grantId ? <Link href={`/workspace/grants/${grantId}`}>{t("grant")}</Link> : null}
        {aboutGrantId ? <Link href={`/workspace/grants/${aboutGrantId}`}>{t("aboutGrant")}</Link> : null}
        {parent ? <Link href={`/workspace/cases/${parent.id}`}>{t("parent", { number: parent.number })}</Link> : null}
        {disputes.map((dispute) => (
          <span key={dispute.id} className="row" style={{ gap: 6 }}>
            <Link href={`/workspace/cases/${dispute.id}`}>{t("dispute", { number: dispute.number })}</Link>
            {dispute.outcome ? <OutcomeTag outcome={dispute.outcome} /> : <Tag color="amber">{t("disputeOpen")}</Tag>}
          </span>
        ))}
      </div>
    </section>
  );
}

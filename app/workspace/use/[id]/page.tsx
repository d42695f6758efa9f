import type { Metadata } from "next";
import Link from "next/link";
import { getLocale, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { NoStorageTag } from "@/app/components/grants/no-storage-tag";
import { load } from "@/app/components/load";
import { PageHeader } from "@/app/components/page-header";
import { PrintButton } from "@/app/components/print-button";
import { When } from "@/app/components/when";
import { articleIn } from "@/app/i18n/article";
import { inLanguage } from "@/app/i18n/text";
import type { LegalEffect } from "@/server/delivery/retrieval.schema";

type Params = Promise<{ id: string }>;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("use.record"))("title") };
}

/** The record of one retrieval: what was taken, what it may support, and the code by which it can be verified. */
export default async function RetrievalPage({ params }: { params: Params }) {
  const { id } = await params;
  const record = await load((api) => api.grants.retrieval({ recordId: id }));
  const t = await getTranslations("use");
  const locale = await getLocale();
  return (
    <>
      <PageHeader
        crumbs={[{ label: t("title"), href: "/workspace/use" }]}
        title={t("record.title")}
        note={t("record.note")}
        extra={<PrintButton />}
      />
      <div className="stack">
        <section className="card stack-s" aria-labelledby="taken">
          <h2 id="taken">{t("record.taken")}</h2>
          <dl className="facts facts-wide">
            <Fact name={t("columns.entry")}>{inLanguage(record.entry.name, locale)}</Fact>
            <Fact name={t("record.provider")}>{inLanguage(record.provider.name, locale)}</Fact>
            <Fact name={t("columns.department")}>{inLanguage(record.consumer.name, locale)}</Fact>
            <Fact name={t("columns.by")}>{record.by.name || t("keyUnnamed")}</Fact>
            <Fact name={t("columns.purpose")}>{record.purpose}</Fact>
            <Fact name={t("columns.content")}>{t("columnsUsed", { count: record.columns.length })}</Fact>
            <Fact name={t("columns.way")}>
              {t(`ways.${record.way}`)} <span className="soft small">{t(`media.${record.medium}`)}</span>
            </Fact>
            {record.storageAllowed === false ? (
              <Fact name={t("record.storage")}>
                <NoStorageTag /> {t(record.medium === "file" ? "record.storageFile" : "record.storageNo")}
              </Fact>
            ) : null}
            <Fact name={t("columns.at")}>
              <When at={record.at} />
            </Fact>
            <Fact name={t("record.number")}>
              <span className="mono">{record.id}</span>
            </Fact>
            <Fact name={t("record.code")}>
              <span className="mono strong">{record.code}</span>
            </Fact>
            <Fact name={t("record.seal")}>
              {record.receipt.seal ? (
                <>
                  {t("record.sealed", { seq: record.receipt.seal.seq })}{" "}
                  <When at={new Date(record.receipt.seal.sealedAt)} />
                </>
              ) : (
                t("record.unsealed")
              )}
            </Fact>
          </dl>
          <p className="row no-print">
            <a
              className="button"
              download={`receipt-${record.id}.json`}
              href={`data:application/json;charset=utf-8,${encodeURIComponent(JSON.stringify(record.receipt, null, 2))}`}
            >
              {t("record.download")}
            </a>
            <Link
              href={`/c/${record.receipt.city}/receipts?${new URLSearchParams({ number: record.id, code: record.code })}`}
            >
              {t("record.check")}
            </Link>
          </p>
        </section>
        <Effect effect={record.effect} />
      </div>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** What the city's text makes of it, in sentences with their articles. */
async function Effect({ effect }: { effect: LegalEffect }) {
  const t = await getTranslations("use.record");
  const common = await getTranslations("common");
  const locale = await getLocale();
  const { document, equals, uses, usesFrom, excludedBy } = effect;
  const silent = !equals && uses.length === 0 && !excludedBy;
  return (
    <section className="card stack-s" aria-labelledby="effect">
      <h2 id="effect">{t("effect")}</h2>
      {document ? <p>{t("document", { kind: inLanguage(document, locale) })}</p> : null}
      {excludedBy ? <p>{t("excluded", { law: excludedBy })}</p> : null}
      {equals ? (
        <p>{t("equals", { paper: inLanguage(equals.text, locale), article: articleIn(equals.article, locale) })}</p>
      ) : null}
      {usesFrom ? (
        <p>
          {t("uses", {
            uses: uses.map((use) => inLanguage(use, locale)).join(common("listSeparator")),
            article: articleIn(usesFrom.article, locale),
          })}
        </p>
      ) : null}
      {silent ? <p className="soft">{t("silent")}</p> : null}
    </section>
  );
}

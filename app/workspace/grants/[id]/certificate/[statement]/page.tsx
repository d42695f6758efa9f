import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Source } from "@/app/components/basis-tag";
import { load } from "@/app/components/load";
import { PageHeader } from "@/app/components/page-header";
import { PrintButton } from "@/app/components/print-button";
import { lastInstant } from "@/app/components/term";
import { When } from "@/app/components/when";
import { inLanguage } from "@/app/i18n/text";

type Params = Promise<{ id: string; statement: string }>;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("grants.certificate"))("title") };
}

/** The certificate that stored copies of a grant's data were destroyed; made to be printed and signed. */
export default async function CertificatePage({ params }: { params: Params }) {
  const { id, statement } = await params;
  const certificate = await load((api) => api.usage.certificate({ grantId: id, statementId: statement }));
  const t = await getTranslations("grants.certificate");
  const register = await getTranslations("grants.register");
  const grants = await getTranslations("grants");
  const common = await getTranslations("common");
  const locale = await getLocale();
  const { entry, consumer, provider, columns, disposal, statement: said } = certificate;
  return (
    <>
      <PageHeader
        crumbs={[
          { label: grants("title"), href: "/workspace/grants" },
          { label: inLanguage(entry.name, locale), href: `/workspace/grants/${id}` },
        ]}
        title={t("title")}
        note={t("number", { number: certificate.number })}
        extra={<PrintButton />}
      />
      <section className="card stack" aria-label={t("title")}>
        <p>
          {t("sentence", {
            consumer: inLanguage(consumer.name, locale),
            provider: inLanguage(provider.name, locale),
            entry: inLanguage(entry.name, locale),
          })}{" "}
          {disposal ? <Source citation={disposal} reason={false} /> : null}
        </p>
        <dl className="facts facts-wide">
          <Fact name={t("entry")}>
            {inLanguage(entry.name, locale)} <span className="mono">{entry.code}</span>
          </Fact>
          <Fact name={t("columns")}>
            {columns.map((label) => inLanguage(label, locale)).join(common("listSeparator"))}
          </Fact>
          <Fact name={t("purpose")}>{certificate.purpose}</Fact>
          <Fact name={t("term")}>
            <When at={certificate.validFrom} dateOnly /> – <When at={lastInstant(certificate.validUntil)} dateOnly />
          </Fact>
          <Fact name={register("fields.destroyedOn")}>{said.destroyedOn}</Fact>
          <Fact name={register("fields.method")}>{said.method}</Fact>
          <Fact name={register("fields.witness")}>{said.witness}</Fact>
          <Fact name={t("statedBy")}>
            {said.person} · <When at={said.at} />
          </Fact>
        </dl>
        <p className="soft">{t("sealed")}</p>
        <p className="print-only">{t("signatures")}</p>
      </section>
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

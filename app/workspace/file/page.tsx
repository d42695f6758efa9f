import type { Metadata } from "next";
import Link from "next/link";
import { getLocale, getTranslations } from "next-intl/server";
import { Source } from "@/app/components/basis-tag";
import { EmptyState } from "@/app/components/empty-state";
import { staffOnly } from "@/app/components/frame/staff";
import { load } from "@/app/components/load";
import { PageHeader } from "@/app/components/page-header";
import { inLanguage } from "@/app/i18n/text";
import type { FileableProcedure } from "@/server/cases/case.schema";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("filing"))("title") };
}

/** Every procedure of the city's law that this person may begin, in the law's own words. */
export default async function FilePage() {
  await staffOnly();
  const t = await getTranslations("filing");
  const procedures = await load((api) => api.cases.procedures({}));
  return (
    <>
      <PageHeader title={t("title")} note={t("note")} />
      {procedures.length === 0 ? (
        <EmptyState
          title={t("empty")}
          text={t("emptyText")}
          action={{ label: t("emptyAction"), href: "/workspace/catalogue" }}
        />
      ) : (
        <ul className="plain stack">
          {procedures.map((procedure) => (
            <li key={procedure.id}>
              <Card procedure={procedure} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** What is about an entry or a grant is begun from its page. */
const BEGINS: Partial<Record<FileableProcedure["about"], string>> = {
  entry: "/workspace/catalogue",
  grant: "/workspace/grants",
};

async function Card({ procedure }: { procedure: FileableProcedure }) {
  const t = await getTranslations("filing");
  const locale = await getLocale();
  const { id, title, about, causes, filingTitle } = procedure;
  const name = inLanguage(title, locale);
  return (
    <section className="card row-apart" aria-labelledby={id}>
      <div className="stack-s">
        <h2 id={id} style={{ margin: 0 }}>
          {name}
        </h2>
        <p>{inLanguage(causes, locale)}</p>
        <p className="small soft">
          <Source citation={procedure} reason={false} /> · {t(`about.${about}`)}
        </p>
      </div>
      <div>
        <Link className="button" href={BEGINS[about] ?? `/workspace/file/${id}`}>
          {about === "entry" ? t("fromEntry") : about === "grant" ? t("fromGrant") : t("start")}
          <span className="sr-only"> {inLanguage(filingTitle, locale)}</span>
        </Link>
      </div>
    </section>
  );
}

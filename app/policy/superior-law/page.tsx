import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { Source } from "@/app/components/basis-tag";
import { type Column, DataTable } from "@/app/components/data-table";
import { EmptyState } from "@/app/components/empty-state";
import { FilterForm } from "@/app/components/filter-form";
import { readParams, type SearchParams } from "@/app/components/listing";
import { load } from "@/app/components/load";
import { PrintButton } from "@/app/components/print-button";
import { Tag } from "@/app/components/tag";
import { Day } from "@/app/components/when";
import { inLanguage } from "@/app/i18n/text";
import { notOfficial, PolicyPage } from "@/app/policy/policy-page";
import { ValueWithSource } from "@/app/policy/value-cell";
import { Applies } from "@/app/policy/value-table";
import { isCivilDate } from "@/server/law/civil-date";
import type { ProcedureAddition, ReportRelation, SuperiorRow } from "@/server/law/superior-law-report";
import type { ReportView } from "@/server/policy/policy.schema";

const PATH = "/policy/superior-law";
const SECTIONS: readonly ReportRelation[] = ["looser", "earlier", "filled", "stricter", "same", "unlike"];

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("policy"))("report.title") };
}

/** How the city's text stands under the national one on a day, question by question; made to be printed. */
export default async function SuperiorLawPage({ searchParams }: { searchParams: SearchParams }) {
  const refused = await notOfficial();
  if (refused) return refused;
  const t = await getTranslations("policy");
  const locale = await getLocale();
  const params = await readParams(searchParams, ["on"]);
  const on = params.on && isCivilDate(params.on) ? params.on : undefined;
  const view = await load((api) => api.policy.report({ on }));
  const { report } = view;
  const law = report.national ? inLanguage(report.national.short, locale) : t("report.law");
  const mode = t(report.mode === "as-written" ? "asWritten" : "stricterOf");
  return (
    <PolicyPage
      here="report"
      note={report.national ? t("report.note", { law, mode }) : t("report.noteNone")}
      extra={report.national ? <PrintButton /> : null}
    >
      <div className="card">
        <FilterForm action={PATH} active={on !== undefined} submit={t("showOn")}>
          <label>
            {t("on")}
            <input className="field" type="date" name="on" defaultValue={report.date} />
          </label>
        </FilterForm>
        <p className="print-only">
          <Day date={report.date} />
        </p>
      </div>
      {report.national ? (
        <>
          <Counts view={view} />
          {SECTIONS.map((relation) => (
            <Section key={relation} relation={relation} view={view} />
          ))}
          <Additions additions={report.additions} />
        </>
      ) : (
        <div className="card">
          <EmptyState title={t("report.none")} text={t("report.noneText", { law })} />
        </div>
      )}
    </PolicyPage>
  );
}

async function Counts({ view }: { view: ReportView }) {
  const t = await getTranslations("policy");
  return (
    <nav className="counters" aria-label={t("report.counts")}>
      {SECTIONS.map((relation) => (
        <a
          key={relation}
          className={`counter ${relation === "looser" && view.report.counts.looser > 0 ? "is-red" : ""}`}
          href={`#${relation}`}
        >
          <span className="counter-number">{view.report.counts[relation]}</span>
          {t(`relation.${relation}`)}
        </a>
      ))}
    </nav>
  );
}

async function Section({ relation, view }: { relation: ReportRelation; view: ReportView }) {
  const t = await getTranslations("policy.report");
  const rows = view.report.rows.filter((row) => row.relation === relation);
  if (rows.length === 0) return null;
  const section = t(`section.${relation}`);
  return (
    <section
      className="card card-flush policy-section policy-table"
      id={relation}
      aria-labelledby={`${relation}-title`}
    >
      <div className="card-head">
        <h2 id={`${relation}-title`}>{section}</h2>
        <span className="soft small num">{rows.length}</span>
      </div>
      <DataTable
        caption={t("caption", { section })}
        columns={await columnsOf(view)}
        rows={rows}
        rowKey={({ key }) => key}
        empty={null}
      />
    </section>
  );
}

async function columnsOf({ told }: ReportView): Promise<Column<SuperiorRow>[]> {
  const t = await getTranslations("policy.report");
  const locale = await getLocale();
  const nothing = { zh: "", en: "" };
  const words = (key: string) => told[key] ?? { own: nothing, national: nothing, effective: nothing };
  return [
    { key: "item", title: t("item"), render: ({ title }) => inLanguage(title, locale) },
    {
      key: "own",
      title: t("own"),
      render: ({ key, own }) => <ValueWithSource value={{ ...own, told: words(key).own }} reason />,
    },
    {
      key: "national",
      title: t("national"),
      render: ({ key, national }) => <ValueWithSource value={{ ...national, told: words(key).national }} />,
    },
    {
      key: "outcome",
      title: t("outcome"),
      render: ({ key, relation, binds, note, own, effective }) => (
        <div className="stack-s" style={{ gap: 2 }}>
          <Applies relation={relation} binds={binds} />
          <span className="small">{inLanguage(note, locale)}</span>
          {effective.value === own.value ? null : (
            <span className="small">
              {t("effective")}
              {" · "}
              {inLanguage(words(key).effective, locale)}
            </span>
          )}
        </div>
      ),
    },
    { key: "since", title: t("since"), render: ({ since }) => <Day date={since} /> },
  ];
}

async function Additions({ additions }: { additions: ProcedureAddition[] }) {
  const t = await getTranslations("policy.report");
  const locale = await getLocale();
  if (additions.length === 0) return null;
  const columns: Column<ProcedureAddition>[] = [
    { key: "procedure", title: t("procedure"), render: ({ title }) => inLanguage(title, locale) },
    {
      key: "step",
      title: t("step"),
      render: ({ stage }) => (stage ? inLanguage(stage.title, locale) : <span className="soft">{t("whole")}</span>),
    },
    { key: "kind", title: t("kind"), render: ({ kind }) => <Tag color="blue">{t(`kinds.${kind}`)}</Tag> },
    { key: "content", title: t("content"), render: ({ text }) => inLanguage(text, locale) },
    { key: "source", title: t("source"), render: ({ source }) => <Source citation={source} /> },
  ];
  return (
    <section className="card card-flush" aria-labelledby="additions-title">
      <div className="card-head">
        <h2 id="additions-title">{t("additions")}</h2>
      </div>
      <DataTable
        caption={t("additionsCaption")}
        columns={columns}
        rows={additions}
        rowKey={({ procedure, stage, kind }) => [procedure, stage?.id ?? "", kind].join(" ")}
        empty={null}
      />
    </section>
  );
}

import type { Metadata } from "next";
import { useFormatter, useTranslations } from "next-intl";
import { getLocale, getTranslations } from "next-intl/server";
import { cache, type ReactNode } from "react";
import { CityFrame, cityOf, loadOpen } from "@/app/c/[city]/city";
import { BasisTag } from "@/app/components/basis-tag";
import { type Column, DataTable } from "@/app/components/data-table";
import { EmptyState } from "@/app/components/empty-state";
import { DownloadOutlined } from "@/app/components/icons";
import { PageHeader } from "@/app/components/page-header";
import { QualityBlock } from "@/app/components/quality/quality-block";
import { ThemeName } from "@/app/components/theme-name";
import { When } from "@/app/components/when";
import { inLanguage } from "@/app/i18n/text";
import { useText } from "@/app/i18n/use-text";
import type { CityView } from "@/server/cities/city.schema";
import { FORMATS } from "@/server/delivery/grant.schema";
import type { DatasetDetail, DatasetRows } from "@/server/delivery/portal.schema";

const PREVIEW_ROWS = 20;
const OTHER_FORMATS = FORMATS.filter((format) => format !== "csv");

interface Props {
  params: Promise<{ city: string; id: string }>;
}

const datasetOf = cache((city: string, entryId: string) => loadOpen((api) => api.portal.dataset({ city, entryId })));

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { city, id } = await params;
  return { title: inLanguage((await datasetOf(city, id)).name, await getLocale()) };
}

/** One dataset that is open to everyone: what it is, its items, its first rows, its CSV and the terms. */
export default async function DatasetPage({ params }: Props) {
  const { city: cityId, id } = await params;
  const [city, dataset] = [await cityOf(cityId), await datasetOf(cityId, id)];
  // Reading leaves its record, so only what is there to be read is asked for.
  const preview =
    dataset.rowCount === null
      ? null
      : await loadOpen((api) => api.portal.rows({ city: city.id, entryId: id, limit: PREVIEW_ROWS }));
  const quality =
    dataset.rowCount === null ? null : await loadOpen((api) => api.quality.open({ city: city.id, entryId: id }));
  const t = await getTranslations("portal");
  const locale = await getLocale();
  return (
    <CityFrame city={city}>
      <PageHeader
        title={inLanguage(dataset.name, locale)}
        crumbs={[{ label: t("titleOf", { city: inLanguage(city.name, locale) }), href: `/c/${city.id}` }]}
        note={inLanguage(dataset.abstract, locale)}
        extra={dataset.rowCount === null ? null : <Download dataset={dataset} />}
      />
      <div className="stack">
        <Facts city={city} dataset={dataset} />
        <Preview dataset={dataset} preview={preview} />
        {quality ? <QualityBlock quality={quality} /> : null}
        <Items dataset={dataset} />
        <Terms city={city} dataset={dataset} />
      </div>
    </CityFrame>
  );
}

function Download({ dataset }: { dataset: DatasetDetail }) {
  const t = useTranslations("portal");
  return (
    <span className="row">
      <a className="button button-primary" href={dataset.downloadPath} download title={t("downloadHint")}>
        <DownloadOutlined aria-hidden />
        {t("download")}
      </a>
      {OTHER_FORMATS.map((format) => (
        <a
          key={format}
          className="button"
          href={dataset.downloadPath.replace(/csv$/, format)}
          download
          aria-label={t("downloadAs", { format: format.toUpperCase() })}
        >
          {format.toUpperCase()}
        </a>
      ))}
    </span>
  );
}

function Facts({ city, dataset }: { city: CityView; dataset: DatasetDetail }) {
  const t = useTranslations("portal");
  const text = useText();
  return (
    <section className="card" aria-labelledby="about">
      <h2 id="about">{t("metadata")}</h2>
      <dl className="facts facts-wide">
        <Fact name={t("provider")}>{text(dataset.department.name)}</Fact>
        <Fact name={t("cycle")}>{t(`updateCycle.${dataset.updateCycle}`)}</Fact>
        <Fact name={t("theme")}>
          <ThemeName theme={dataset.theme} />
        </Fact>
        <Fact name={t("openClass")}>{text(city.words.opening.unconditional)}</Fact>
        <Fact name={t("rows")}>
          {dataset.rowCount === null ? t("noRows") : t("rowCount", { count: dataset.rowCount })}
        </Fact>
        <Fact name={t("published")}>
          <When at={dataset.publishedAt} dateOnly />
        </Fact>
        {dataset.updatedAt ? (
          <Fact name={t("updated")}>
            <When at={dataset.updatedAt} dateOnly />
          </Fact>
        ) : null}
        <Fact name={t("code")}>
          <span className="mono">{dataset.code}</span>
        </Fact>
      </dl>
    </section>
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

type PreviewRow = DatasetRows["rows"][number];

function Preview({ dataset, preview }: { dataset: DatasetDetail; preview: DatasetRows | null }) {
  const t = useTranslations("portal");
  const text = useText();
  const cell = useCell();
  const columns = (preview?.columns ?? []).map(
    ({ name, label, type }): Column<PreviewRow> => ({
      key: name,
      title: text(label),
      ...(type === "integer" || type === "decimal" ? { align: "end" as const } : {}),
      render: (row) => (type === "date" ? <span className="nowrap">{cell(row[name])}</span> : cell(row[name])),
    }),
  );
  const rows = preview?.rows ?? [];
  return (
    <section className="card card-flush" aria-labelledby="preview">
      <div className="card-head">
        <h2 id="preview">{t("preview")}</h2>
        {rows.length > 0 && dataset.rowCount !== null ? (
          <span className="soft small">{t("previewCount", { shown: rows.length, total: dataset.rowCount })}</span>
        ) : null}
      </div>
      <DataTable
        caption={t("previewCaption", { name: text(dataset.name) })}
        columns={columns}
        rows={rows}
        rowKey={(row) => JSON.stringify(row)}
        cards={false}
        empty={<EmptyState title={t("noRows")} text={t("previewEmpty")} />}
      />
    </section>
  );
}

/** A value as it is; text and dates are shown as delivered, so that the preview and the CSV read alike. */
function useCell(): (value: PreviewRow[string] | undefined) => string {
  const t = useTranslations("portal");
  const format = useFormatter();
  return (value) => {
    if (value === null || value === undefined) return "";
    if (typeof value === "boolean") return value ? t("yes") : t("no");
    if (typeof value === "number") return format.number(value, { maximumFractionDigits: 20, useGrouping: false });
    return String(value);
  };
}

function Items({ dataset }: { dataset: DatasetDetail }) {
  const t = useTranslations("portal");
  const text = useText();
  return (
    <section className="card card-flush" aria-labelledby="items">
      <div className="card-head">
        <h2 id="items">{t("dataItems")}</h2>
        <span className="soft small">{t("itemCount", { count: dataset.columns.length })}</span>
      </div>
      <DataTable
        caption={t("dataItems")}
        columns={[
          { key: "label", title: t("itemLabelOther"), render: (item) => text(item.label) },
          { key: "name", title: t("itemName"), render: (item) => <span className="mono">{item.name}</span> },
          { key: "type", title: t("itemType"), render: (item) => t(`type.${item.type}`) },
          { key: "grade", title: t("itemGrade"), render: (item) => t("grade", { grade: item.grade }) },
        ]}
        rows={dataset.columns}
        rowKey={({ name }) => name}
        empty={<EmptyState title={t("noRows")} />}
      />
    </section>
  );
}

function Terms({ city, dataset }: { city: CityView; dataset: DatasetDetail }) {
  const t = useTranslations("portal");
  const text = useText();
  const instrument = text(city.instrument.title);
  return (
    <section className="card stack-s" aria-labelledby="terms">
      <h2 id="terms">{t("licenceTitle")}</h2>
      <p>{t("licence", { provider: text(dataset.department.name), instrument })}</p>
      <p>{t("citation", { text: text(dataset.citation) })}</p>
      <p className="row small">
        <span>{t("licenceArticle", { article: city.openingClasses.article })}</span>
        <BasisTag basis={city.openingClasses.basis} />
        {dataset.openingBasis ? (
          <span className="soft">
            {t("openingBasis")}: {dataset.openingBasis}
          </span>
        ) : null}
      </p>
    </section>
  );
}

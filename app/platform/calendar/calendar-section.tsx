import "@/app/platform/calendar/calendar.css";
import Link from "next/link";
import { getLocale, getTranslations } from "next-intl/server";
import { type Column, DataTable } from "@/app/components/data-table";
import { EmptyState } from "@/app/components/empty-state";
import { load } from "@/app/components/load";
import { PrintButton } from "@/app/components/print-button";
import { Tag } from "@/app/components/tag";
import { When } from "@/app/components/when";
import { inLanguage } from "@/app/i18n/text";
import { ImportYear } from "@/app/platform/calendar/import-year";
import { YearGrid } from "@/app/platform/calendar/year-grid";
import type { CalendarYear } from "@/server/calendar/calendar.schema";

/**
 * The holiday calendar of the deployment: the years loaded, one of them drawn, and the import of another.
 * @param chosen the year asked for; the latest when it is none of the loaded
 */
export async function CalendarSection({ chosen }: { chosen: string | undefined }) {
  const t = await getTranslations("landing.platform.calendar");
  const years = await load((api) => api.calendar.years());
  const latest = years.at(-1);
  const shown = years.find(({ year }) => String(year) === chosen) ?? latest;
  return (
    <>
      <section className="card card-flush" id="calendar" aria-labelledby="calendar-title">
        <div className="card-head">
          <div>
            <h2 id="calendar-title">{t("title")}</h2>
            <p className="soft small">{t("lead")}</p>
          </div>
          <span className="no-print">
            <ImportYear next={(latest?.year ?? 2026) + 1} />
          </span>
        </div>
        <DataTable
          caption={t("caption")}
          columns={await columnsOf(shown?.year)}
          rows={years}
          rowKey={({ year }) => String(year)}
          empty={<EmptyState title={t("empty")} />}
        />
      </section>
      {shown ? <ShownYear year={shown.year} /> : null}
    </>
  );
}

async function ShownYear({ year }: { year: number }) {
  const t = await getTranslations("landing.platform.calendar");
  const locale = await getLocale();
  const detail = await load((api) => api.calendar.year({ year }));
  return (
    <section className="card stack" id="year" aria-labelledby="year-title">
      <div className="row-apart">
        <div>
          <h2 id="year-title">{t("yearTitle", { year: String(year) })}</h2>
          <p className="soft small">{inLanguage(detail.source, locale)}</p>
        </div>
        <span className="no-print">
          <PrintButton />
        </span>
      </div>
      <YearGrid year={detail} />
    </section>
  );
}

async function columnsOf(shown: number | undefined): Promise<Column<CalendarYear>[]> {
  const t = await getTranslations("landing.platform.calendar");
  const locale = await getLocale();
  return [
    {
      key: "year",
      title: t("year"),
      render: ({ year }) => (
        <Link
          href={`/platform?year=${year}#year`}
          className="strong num"
          aria-current={year === shown ? "true" : undefined}
        >
          {t("yearLink", { year: String(year) })}
        </Link>
      ),
    },
    { key: "source", title: t("source"), render: ({ source }) => inLanguage(source, locale) },
    {
      key: "origin",
      title: t("origin"),
      render: ({ origin, version, importedAt, importedBy }) =>
        origin === "file" || version === null ? (
          <Tag color="green">{t("fromFile")}</Tag>
        ) : (
          <span className="row" style={{ gap: 6 }}>
            <Tag color="blue">{t("fromImport", { version })}</Tag>
            <span className="small soft">
              {importedAt ? <When at={importedAt} /> : null} {importedBy}
            </span>
          </span>
        ),
    },
    {
      key: "holidays",
      title: t("holidays"),
      align: "end",
      render: ({ holidays }) => <span className="num">{holidays}</span>,
    },
    {
      key: "makeUpDays",
      title: t("makeUpDays"),
      align: "end",
      render: ({ makeUpDays }) => <span className="num">{makeUpDays}</span>,
    },
  ];
}

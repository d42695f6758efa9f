import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { type Column, DataTable } from "@/app/components/data-table";
import { EmptyState } from "@/app/components/empty-state";
import { readStaff } from "@/app/components/frame/staff";
import { ValidityNotice } from "@/app/components/instrument-facts";
import { InstrumentStatus } from "@/app/components/instrument-status";
import { readParams, type SearchParams } from "@/app/components/listing";
import { load } from "@/app/components/load";
import { PageHeader } from "@/app/components/page-header";
import { Day } from "@/app/components/when";
import { inLanguage } from "@/app/i18n/text";
import { CalendarSection } from "@/app/platform/calendar/calendar-section";
import type { CityCard } from "@/server/cities/city.schema";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("landing.platform"))("title") };
}

/** The operator's page: which cities are connected and under which text, and the holiday calendar that they share. */
export default async function PlatformPage({ searchParams }: { searchParams: SearchParams }) {
  const { me } = await readStaff();
  if (!me.roles.includes("platform_operator")) notFound();
  const { year } = await readParams(searchParams, ["year"]);
  const cities = await load((api) => api.cities.list());
  const t = await getTranslations("landing");
  const locale = await getLocale();
  const columns: Column<CityCard>[] = [
    { key: "city", title: t("platform.city"), render: (city) => inLanguage(city.name, locale) },
    {
      key: "instrument",
      title: t("platform.instrument"),
      render: (city) => (
        <>
          {inLanguage(city.instrument.title, locale)}
          <div className="small soft">{inLanguage(city.instrument.citation, locale)}</div>
        </>
      ),
    },
    {
      key: "status",
      title: t("platform.status"),
      render: (city) => <InstrumentStatus status={city.instrument.status} />,
    },
    {
      key: "effective",
      title: t("platform.effective"),
      render: (city) => (
        <>
          {city.instrument.effective ? <Day date={city.instrument.effective} /> : t("platform.notEntered")}
          {city.instrument.effective ? null : (
            <div className="small soft">
              {t("platform.assumed")} <Day date={city.instrument.appliedFrom} />
            </div>
          )}
          <ValidityNotice instrument={city.instrument} />
        </>
      ),
    },
    {
      key: "notes",
      title: t("platform.notes"),
      render: (city) => (
        <ul className="bullets small">
          {city.instrument.notes.map((note) => (
            <li key={note.zh}>{inLanguage(note, locale)}</li>
          ))}
        </ul>
      ),
    },
  ];
  return (
    <>
      <PageHeader title={t("platform.title")} note={t("platform.lead")} />
      <div className="stack">
        <section className="card card-flush">
          <DataTable
            caption={t("platform.caption")}
            columns={columns}
            rows={cities}
            rowKey={({ id }) => id}
            empty={<EmptyState title={t("citiesEmpty")} />}
          />
        </section>
        <CalendarSection chosen={year} />
      </div>
    </>
  );
}

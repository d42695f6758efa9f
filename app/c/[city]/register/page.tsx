import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { CityFrame, cityOf, loadOpen } from "@/app/c/[city]/city";
import { Source } from "@/app/components/basis-tag";
import { type Column, DataTable } from "@/app/components/data-table";
import { EmptyState } from "@/app/components/empty-state";
import { pageOf, readParams, type SearchParams } from "@/app/components/listing";
import { When } from "@/app/components/when";
import { inLanguage } from "@/app/i18n/text";
import type { RegisterPage as Register } from "@/server/opening/opening.schema";

interface Props {
  params: Promise<{ city: string }>;
  searchParams: SearchParams;
}

const SIZE = 20;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [city, t, locale] = [await cityOf((await params).city), await getTranslations("portal"), await getLocale()];
  return { title: t("registerTitle", { city: inLanguage(city.name, locale) }) };
}

/** The public register of those who were given data that is open on application. */
export default async function RegisterPage({ params, searchParams }: Props) {
  const city = await cityOf((await params).city);
  if (!city.openingRegister) notFound();
  const number = pageOf((await readParams(searchParams, ["page"])).page);
  const t = await getTranslations("portal");
  const locale = await getLocale();
  const { rows, total } = await loadOpen((api) =>
    api.opening.register({ city: city.id, page: number, pageSize: SIZE }),
  );
  const columns: Column<Register["rows"][number]>[] = [
    { key: "dataset", title: t("dataset"), render: (row) => inLanguage(row.entryName, locale) },
    { key: "applicant", title: t("applicant"), render: (row) => row.applicant },
    { key: "purpose", title: t("purpose"), render: (row) => row.purpose },
    { key: "at", title: t("registeredAt"), render: (row) => <When at={row.at} dateOnly /> },
  ];
  const title = t("registerTitle", { city: inLanguage(city.name, locale) });
  return (
    <CityFrame city={city}>
      <div className="stack">
        <div>
          <h1>{title}</h1>
          <p className="landing-lead">{t("registerLead")}</p>
          <Source citation={city.openingRegister} />
        </div>
        <div className="card card-flush">
          <DataTable
            caption={title}
            columns={columns}
            rows={rows}
            rowKey={(row) => row.caseId}
            listing={{ path: `/c/${city.id}/register`, params: {} }}
            page={{ number, size: SIZE, total }}
            empty={<EmptyState title={t("registerEmpty")} text={t("registerEmptyText")} />}
          />
        </div>
      </div>
    </CityFrame>
  );
}

import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { homeOf } from "@/app/components/frame/home-of";
import { readStaff } from "@/app/components/frame/staff";
import { type Listing, oneOf, readParams, type SearchParams } from "@/app/components/listing";
import { load } from "@/app/components/load";
import { NotYours } from "@/app/components/not-yours";
import { PageHeader } from "@/app/components/page-header";
import { PrintButton } from "@/app/components/print-button";
import { inLanguage } from "@/app/i18n/text";
import { CompareTable } from "@/app/oversight/compare-table";
import { csvOf } from "@/app/oversight/csv-of";
import { ExportCsv } from "@/app/oversight/export-csv";
import { INDICATORS, sortRows } from "@/app/oversight/indicators";
import { TwoPlaces } from "@/app/oversight/two-places";
import type { Me } from "@/server/identity/identity.schema";
import type { CompareInput } from "@/server/oversight/oversight.schema";

interface Props {
  searchParams: SearchParams;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("frame"))("nav.oversight") };
}

/** Cities of a province, districts of a municipality or counties of a city, compared by indicators and never by rows. */
export default async function OversightPage({ searchParams }: Props) {
  const { me } = await readStaff();
  const t = await getTranslations("oversight");
  if (!me.permissions.some((permission) => permission.startsWith("rollup:read"))) {
    return <NotYours title={t("forbiddenTitle")} text={t("forbiddenText")} href={homeOf(me.roles)} />;
  }
  const params = await readParams(searchParams, ["city", "sort", "dir", "a", "b"]);
  const view = await viewOf(me, params.city);
  const comparison = await load((api) => api.oversight.compare(view.input));
  const by = oneOf(params.sort, INDICATORS) ?? "filed";
  const direction = oneOf(params.dir, ["asc", "desc"]) ?? "desc";
  const rows = sortRows(comparison.rows, by, direction);
  const listing: Listing = { path: "/oversight", params: { ...params, city: view.drilled ? params.city : undefined } };
  const format = await getFormatter();
  const day = (date: string, shift = 0) =>
    format.dateTime(new Date(Date.parse(`${date}T00:00:00+08:00`) + shift), "date");
  const lead = t("lead", { from: day(comparison.from), until: day(comparison.until, -1) });
  return (
    <>
      <PageHeader
        title={view.title}
        note={lead}
        {...(view.drilled ? { crumbs: [{ label: t("backToCities"), href: "/oversight" }] } : {})}
        extra={
          rows.length > 0 ? (
            <>
              <ExportCsv
                label={t("exportCsv")}
                fileName={`${t("csvName")}-${comparison.from}-${comparison.until}.csv`}
                csv={await csvOf(comparison, rows)}
              />
              <PrintButton />
            </>
          ) : null
        }
      />
      <div className="stack">
        <section className="card card-flush" aria-label={t("caption")}>
          <CompareTable
            comparison={comparison}
            rows={rows}
            listing={listing}
            order={{ by, direction }}
            drills={comparison.by === "city"}
          />
        </section>
        <aside className="small soft" aria-label={t("suppressedNoteTitle")}>
          <p>{t("suppressedNote", { smallest: String(comparison.smallest) })}</p>
          {comparison.rows.some(({ quarters }) => quarters.length > 0) ? (
            <p>{t("trendLegend")}</p>
          ) : comparison.by === "region" && comparison.rows.length > 0 ? (
            <p>{t("totalsOnly")}</p>
          ) : null}
        </aside>
        {rows.length > 1 ? <TwoPlaces comparison={comparison} listing={listing} a={params.a} b={params.b} /> : null}
      </div>
    </>
  );
}

interface View {
  input: CompareInput;
  title: string;
  /** Below the list of cities, so that there is a way back up. */
  drilled: boolean;
}

/** A province begins with its cities, a municipality at once with its districts, a city's own staff with its counties. */
async function viewOf(me: Me, asked: string | undefined): Promise<View> {
  const t = await getTranslations("oversight");
  const locale = await getLocale();
  const cities = await load((api) => api.cities.list());
  if (me.tenantKind === "city") {
    const own = cities.find(({ id }) => id === me.tenantId);
    if (!own) notFound();
    return {
      input: { by: "region" },
      title: t("titleRegions", { city: inLanguage(own.name, locale) }),
      drilled: false,
    };
  }
  const overseen = cities.filter(({ province }) => province.tenant === me.tenantId);
  const [only] = overseen;
  const municipality = overseen.length === 1 && only?.level === "municipality" ? only : undefined;
  const city = asked ? overseen.find(({ id }) => id === asked) : municipality;
  if (asked && !city) notFound();
  if (city) {
    return {
      input: { by: "region", city: city.id },
      title: t("titleRegions", { city: inLanguage(city.name, locale) }),
      drilled: !municipality,
    };
  }
  const { place } = await readStaff();
  return {
    input: { by: "city" },
    title: t("titleCities", { province: inLanguage(place.name, locale) }),
    drilled: false,
  };
}

import type { Metadata } from "next";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { getLocale, getTranslations } from "next-intl/server";
import { CityFrame, cityOf, loadOpen } from "@/app/c/[city]/city";
import { PageLinks } from "@/app/components/data-table";
import { EmptyState } from "@/app/components/empty-state";
import { hrefOf, type Listing, pageOf, readParams, type SearchParams } from "@/app/components/listing";
import { Tag } from "@/app/components/tag";
import { ThemeName, useThemeName } from "@/app/components/theme-name";
import { When } from "@/app/components/when";
import { inLanguage } from "@/app/i18n/text";
import { useText } from "@/app/i18n/use-text";
import type { CityView } from "@/server/cities/city.schema";
import type { DatasetPage, DatasetRow } from "@/server/delivery/portal.schema";

const PAGE_SIZE = 12;

interface Props {
  params: Promise<{ city: string }>;
  searchParams: SearchParams;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [city, t, locale] = [await cityOf((await params).city), await getTranslations("portal"), await getLocale()];
  return { title: t("titleOf", { city: inLanguage(city.name, locale) }) };
}

/** A city's public portal: what is open to everyone, found by words or theme. Works signed out. */
export default async function PortalPage({ params, searchParams }: Props) {
  const city = await cityOf((await params).city);
  const given = await readParams(searchParams, ["text", "theme", "page"]);
  const text = given.text?.trim().slice(0, 100);
  const theme = given.theme?.slice(0, 60);
  const number = pageOf(given.page);
  const found = await loadOpen((api) =>
    api.portal.datasets({
      city: city.id,
      page: number,
      pageSize: PAGE_SIZE,
      ...(text ? { text, sort: "relevance" as const } : {}),
      ...(theme ? { theme } : {}),
    }),
  );
  const t = await getTranslations("portal");
  const name = inLanguage(city.name, await getLocale());
  const listing: Listing = { path: `/c/${city.id}`, params: { text, theme } };
  const filtered = Boolean(text || theme);
  return (
    <CityFrame city={city}>
      <div className="stack">
        <div>
          <h1>{t("titleOf", { city: name })}</h1>
          {filtered ? null : <p className="landing-lead">{t("lead", { count: found.total })}</p>}
        </div>
        <Search listing={listing} text={text} theme={theme} />
        <Themes listing={listing} themes={found.themes} theme={theme} />
        <section className="card card-flush" aria-labelledby="results">
          <div className="card-head">
            <h2 id="results">{text ? t("resultsFor", { text }) : t("resultCount", { count: found.total })}</h2>
            {filtered ? <Link href={listing.path}>{t("clear")}</Link> : null}
          </div>
          {found.estimated ? <p className="soft">{t("foundAbout", { count: found.total })}</p> : null}
          {found.rows.length > 0 ? (
            <Results city={city} page={found} />
          ) : (
            <Nothing city={city} filtered={filtered || number > 1} />
          )}
          {found.listed > PAGE_SIZE ? (
            <PageLinks listing={listing} page={{ number, size: PAGE_SIZE, total: found.listed }} />
          ) : null}
        </section>
      </div>
    </CityFrame>
  );
}

/** A plain form: it searches before scripts load, and every result list has an address. */
function Search({ listing, text, theme }: { listing: Listing; text: string | undefined; theme: string | undefined }) {
  const t = useTranslations("portal");
  return (
    <search>
      <form action={listing.path} className="portal-search">
        <div>
          <label className="small soft" htmlFor="portal-text">
            {t("searchLabel")}
          </label>
          <input
            key={text}
            id="portal-text"
            name="text"
            type="search"
            className="field"
            defaultValue={text}
            maxLength={100}
            placeholder={t("searchPlaceholder")}
          />
        </div>
        {theme ? <input type="hidden" name="theme" value={theme} /> : null}
        <button type="submit" className="button button-primary">
          {t("search")}
        </button>
      </form>
    </search>
  );
}

function Themes({
  listing,
  themes,
  theme,
}: {
  listing: Listing;
  themes: DatasetPage["themes"];
  theme: string | undefined;
}) {
  const t = useTranslations("portal");
  const themeName = useThemeName();
  if (themes.length === 0) return null;
  return (
    <nav className="row themes" aria-label={t("themes")}>
      <Link className="button" aria-current={theme ? undefined : "true"} href={hrefOf(listing, { theme: undefined })}>
        {t("allThemes")}
      </Link>
      {themes.map(({ value, count }) => (
        <Link
          key={value}
          className="button"
          aria-current={value === theme ? "true" : undefined}
          href={hrefOf(listing, { theme: value })}
        >
          {t("themeCount", { theme: themeName(value), count })}
        </Link>
      ))}
    </nav>
  );
}

function Results({ city, page }: { city: CityView; page: DatasetPage }) {
  return (
    <ul className="results">
      {page.rows.map((row) => (
        <Result key={row.id} city={city} row={row} />
      ))}
    </ul>
  );
}

function Result({ city, row }: { city: CityView; row: DatasetRow }) {
  const t = useTranslations("portal");
  const text = useText();
  const abstract = text(row.abstract);
  return (
    <li className="stack-s">
      <div className="row">
        <h3>
          <Link href={`/c/${city.id}/data/${row.id}`}>{text(row.name)}</Link>
        </h3>
        <Tag>
          <ThemeName theme={row.theme} />
        </Tag>
      </div>
      {abstract ? <p>{abstract}</p> : null}
      <p className="row small soft">
        <span>{text(row.department.name)}</span>
        <span>{t(`updateCycle.${row.updateCycle}`)}</span>
        <span>{row.rowCount === null ? t("noRows") : t("rowCount", { count: row.rowCount })}</span>
        {row.updatedAt ? (
          <span>
            {t("updated")} <When at={row.updatedAt} dateOnly />
          </span>
        ) : null}
      </p>
    </li>
  );
}

function Nothing({ city, filtered }: { city: CityView; filtered: boolean }) {
  const t = useTranslations("portal");
  const text = useText();
  if (filtered) {
    return (
      <EmptyState
        title={t("noMatchTitle")}
        text={t("noMatchText")}
        action={{ label: t("clear"), href: `/c/${city.id}` }}
      />
    );
  }
  return (
    <EmptyState
      title={t("emptyTitle", { city: text(city.name) })}
      text={t("emptyText", { openClass: text(city.words.opening.unconditional) })}
    />
  );
}

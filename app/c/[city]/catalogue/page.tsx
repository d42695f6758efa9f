import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { CityFrame, cityOf, loadOpen } from "@/app/c/[city]/city";
import { ClassTag } from "@/app/components/class-tag";
import { type Column, DataTable } from "@/app/components/data-table";
import { EmptyState } from "@/app/components/empty-state";
import { FilterForm } from "@/app/components/filter-form";
import { oneOf, pageOf, readParams, type SearchParams } from "@/app/components/listing";
import { When } from "@/app/components/when";
import { inLanguage } from "@/app/i18n/text";
import type { OpeningCataloguePage } from "@/server/opening/opening.schema";

interface Props {
  params: Promise<{ city: string }>;
  searchParams: SearchParams;
}

const SIZE = 20;
const CLASSES = ["unconditional", "conditional", "withheld"] as const;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [city, t, locale] = [await cityOf((await params).city), await getTranslations("portal"), await getLocale()];
  return { title: t("catalogueTitle", { city: inLanguage(city.name, locale) }) };
}

/** The catalogue of opening: what is open at once and on application, and on what basis the rest is restricted. */
export default async function CataloguePage({ params, searchParams }: Props) {
  const city = await cityOf((await params).city);
  const asked = await readParams(searchParams, ["q", "class", "area", "page"]);
  const number = pageOf(asked.page);
  const t = await getTranslations("portal");
  const locale = await getLocale();
  const format = await getFormatter();
  const { rows, total, estimated, updatedAt, areas } = await loadOpen((api) =>
    api.opening.catalogue({
      city: city.id,
      text: asked.q?.slice(0, 100),
      openingClass: oneOf(asked.class, CLASSES),
      area: asked.area?.slice(0, 120),
      page: number,
      pageSize: SIZE,
    }),
  );
  const path = `/c/${city.id}/catalogue`;
  const title = t("catalogueTitle", { city: inLanguage(city.name, locale) });
  const columns: Column<OpeningCataloguePage["rows"][number]>[] = [
    {
      key: "name",
      title: t("dataset"),
      render: ({ id, name, openingClass }) =>
        openingClass === "unconditional" ? (
          <Link href={`/c/${city.id}/data/${id}`}>{inLanguage(name, locale)}</Link>
        ) : (
          inLanguage(name, locale)
        ),
    },
    { key: "department", title: t("provider"), render: ({ department }) => inLanguage(department, locale) },
    {
      key: "class",
      title: t("openingClass"),
      render: ({ openingClass }) => <ClassTag value={openingClass} words={city.words} kind="opening" />,
    },
    { key: "basis", title: t("restrictionBasis"), render: ({ openingBasis }) => openingBasis || t("noRestriction") },
    {
      key: "at",
      title: t("lastChanged"),
      render: ({ publishedAt, changedAt }) => <When at={changedAt ?? publishedAt} dateOnly />,
    },
  ];
  return (
    <CityFrame city={city}>
      <div className="stack">
        <div>
          <h1>{title}</h1>
          <p className="landing-lead">{t("catalogueLead")}</p>
          {updatedAt ? (
            <p className="soft">{t("catalogueUpdated", { date: format.dateTime(updatedAt, "date") })}</p>
          ) : null}
        </div>
        {areas.length > 0 ? <Areas areas={areas} path={path} chosen={asked.area} /> : null}
        <div className="card">
          <FilterForm action={path} keep={{ area: asked.area }} active={Boolean(asked.q || asked.class || asked.area)}>
            <label style={{ flex: "1 1 320px" }}>
              {t("catalogueSearch")}
              <input className="field" type="search" name="q" defaultValue={asked.q} maxLength={100} />
            </label>
            <label>
              {t("openingClass")}
              <select className="field" name="class" defaultValue={asked.class ?? ""}>
                <option value="">{t("allClasses")}</option>
                {CLASSES.map((each) => (
                  <option key={each} value={each}>
                    {inLanguage(city.words.opening[each], locale)}
                  </option>
                ))}
              </select>
            </label>
          </FilterForm>
        </div>
        {estimated ? <p className="soft">{t("catalogueAbout", { count: total })}</p> : null}
        <div className="card card-flush">
          <DataTable
            caption={title}
            columns={columns}
            rows={rows}
            rowKey={({ id }) => id}
            listing={{ path, params: asked }}
            page={{ number, size: SIZE, total }}
            empty={<EmptyState title={t("catalogueEmpty")} text={t("catalogueEmptyText")} />}
          />
        </div>
      </div>
    </CityFrame>
  );
}

/** How far each area in which opening comes first is covered. */
async function Areas({
  areas,
  path,
  chosen,
}: {
  areas: OpeningCataloguePage["areas"];
  path: string;
  chosen: string | undefined;
}) {
  const t = await getTranslations("portal");
  const locale = await getLocale();
  return (
    <section className="card" aria-labelledby="areas">
      <h2 id="areas">{t("areas")}</h2>
      <ul className="bullets">
        {areas.map(({ area, unconditional, conditional, withheld }) => (
          <li key={area.zh}>
            <Link
              href={area.zh === chosen ? path : `${path}?area=${encodeURIComponent(area.zh)}`}
              aria-current={area.zh === chosen ? "true" : undefined}
            >
              {inLanguage(area, locale)}
            </Link>{" "}
            <span className="soft">{t("areaCoverage", { unconditional, conditional, withheld })}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

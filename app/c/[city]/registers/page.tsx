import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { CityFrame, cityOf, loadOpen } from "@/app/c/[city]/city";
import { Source } from "@/app/components/basis-tag";
import { type Column, DataTable } from "@/app/components/data-table";
import { EmptyState } from "@/app/components/empty-state";
import { FilterForm } from "@/app/components/filter-form";
import { pageOf, readParams, type SearchParams } from "@/app/components/listing";
import { RecordFields } from "@/app/components/registers/record-fields";
import { When } from "@/app/components/when";
import { inLanguage } from "@/app/i18n/text";
import type { PublicRegister } from "@/server/registers/registers.schema";

interface Props {
  params: Promise<{ city: string }>;
  searchParams: SearchParams;
}

const SIZE = 20;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const city = await cityOf((await params).city);
  const t = await getTranslations("registers.public");
  return { title: t("title", { city: inLanguage(city.name, await getLocale()) }) };
}

/** What the city's law keeps on record for everybody to read: results, use cases, free data … */
export default async function PublicRegistersPage({ params, searchParams }: Props) {
  const city = await cityOf((await params).city);
  const given = await readParams(searchParams, ["register", "page"]);
  const number = pageOf(given.page);
  const t = await getTranslations("registers.public");
  const locale = await getLocale();
  const path = `/c/${city.id}/registers`;
  const { registers, shown } = await loadOpen((api) =>
    api.registers.open({ city: city.id, register: given.register, page: number, pageSize: SIZE }),
  );
  return (
    <CityFrame city={city}>
      <div className="stack">
        <div>
          <h1>{t("title", { city: inLanguage(city.name, locale) })}</h1>
          <p className="landing-lead">{t("lead")}</p>
        </div>
        {shown ? (
          <>
            {registers.length > 1 ? (
              <FilterForm action={path} active={false}>
                <label>
                  {t("choose")}
                  <select className="field" name="register" defaultValue={shown.register.id}>
                    {registers.map(({ id, title }) => (
                      <option key={id} value={id}>
                        {inLanguage(title, locale)}
                      </option>
                    ))}
                  </select>
                </label>
              </FilterForm>
            ) : null}
            <section className="card card-flush" aria-labelledby="shown">
              <div className="card-head">
                <div>
                  <h2 id="shown">{inLanguage(shown.register.title, locale)}</h2>
                  <p className="soft small">
                    {inLanguage(shown.register.description, locale)} <Source citation={shown.register} reason={false} />
                  </p>
                </div>
              </div>
              <DataTable
                caption={inLanguage(shown.register.title, locale)}
                columns={await columnsOf(shown)}
                rows={shown.rows}
                rowKey={({ id }) => id}
                listing={{ path, params: given }}
                page={{ number, size: SIZE, total: shown.total }}
                empty={<EmptyState title={t("empty")} text={t("emptyText")} />}
              />
            </section>
          </>
        ) : (
          <EmptyState title={t("none")} />
        )}
      </div>
    </CityFrame>
  );
}

type Shown = NonNullable<PublicRegister["shown"]>;

async function columnsOf({ register }: Shown): Promise<Column<Shown["rows"][number]>[]> {
  const t = await getTranslations("registers.public");
  const locale = await getLocale();
  return [
    {
      key: "record",
      title: inLanguage(register.title, locale),
      render: ({ fields }) => <RecordFields fields={register.fields} values={fields} departments={[]} />,
    },
    { key: "keeper", title: t("keeper"), render: ({ department }) => inLanguage(department, locale) },
    { key: "at", title: t("at"), render: ({ changedAt }) => <When at={changedAt} dateOnly /> },
  ];
}

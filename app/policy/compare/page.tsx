import type { Metadata } from "next";
import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { type Column, DataTable } from "@/app/components/data-table";
import { EmptyState } from "@/app/components/empty-state";
import { FilterForm } from "@/app/components/filter-form";
import { readStaff } from "@/app/components/frame/staff";
import { readParams, type SearchParams } from "@/app/components/listing";
import { load } from "@/app/components/load";
import { PrintButton } from "@/app/components/print-button";
import { Tag } from "@/app/components/tag";
import { inLanguage } from "@/app/i18n/text";
import { notOfficial, PolicyPage } from "@/app/policy/policy-page";
import { ValueWithSource } from "@/app/policy/value-cell";
import { isCivilDate } from "@/server/law/civil-date";
import type { ComparedBooks, ComparedSide, ProcedureOutline } from "@/server/policy/policy.schema";

const PATH = "/policy/compare";
type Row = ComparedBooks["subjects"][number]["rows"][number];
type ProcedureRow = ComparedBooks["procedures"][number];

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("policy"))("compare.title") };
}

/** Two cities, or one city on two days, side by side. */
export default async function ComparePage({ searchParams }: { searchParams: SearchParams }) {
  const refused = await notOfficial();
  if (refused) return refused;
  const t = await getTranslations("policy.compare");
  const params = await readParams(searchParams, ["a", "aon", "b", "bon", "all"]);
  const cities = await load((api) => api.cities.list());
  const { me } = await readStaff();
  const cityOf = (id: string | undefined, other: string) => cities.find((city) => city.id === id)?.id ?? other;
  const dayOf = (date: string | undefined) => (date && isCivilDate(date) ? date : undefined);
  const another = cities.find(({ id }) => id !== me.tenantId)?.id ?? me.tenantId;
  const a = { city: cityOf(params.a, me.tenantId), on: dayOf(params.aon) };
  const b = { city: cityOf(params.b, params.a ? a.city : another), on: dayOf(params.bon) };
  const compared = await load((api) => api.policy.compare({ a, b }));
  const everything = params.all === "1";
  return (
    <PolicyPage here="compare" note={t("note")} extra={<PrintButton />}>
      <div className="card stack">
        <Sides cities={cities} compared={compared} everything={everything} />
        <p role="status" className="strong">
          {t("summary", { count: compared.differences })}
        </p>
      </div>
      <Compared compared={compared} everything={everything} />
    </PolicyPage>
  );
}

type Cities = { id: string; name: { zh: string; en: string } }[];

async function Sides({
  cities,
  compared,
  everything,
}: {
  cities: Cities;
  compared: ComparedBooks;
  everything: boolean;
}) {
  const t = await getTranslations("policy");
  const locale = await getLocale();
  return (
    <FilterForm action={PATH} active={false} submit={t("compare.submit")}>
      {(["a", "b"] as const).map((side) => {
        const name = t(side === "a" ? "compare.sideA" : "compare.sideB");
        return (
          <fieldset key={side} className="row" style={{ border: 0, padding: 0 }}>
            <legend className="sr-only">{name}</legend>
            <label>
              {t(side === "a" ? "compare.cityA" : "compare.cityB")}
              <select className="field" name={side} defaultValue={compared[side].city.id}>
                {cities.map(({ id, name: city }) => (
                  <option key={id} value={id}>
                    {inLanguage(city, locale)}
                  </option>
                ))}
              </select>
            </label>
            <label>
              {t("on")}
              <input className="field" type="date" name={`${side}on`} defaultValue={compared[side].date} />
            </label>
          </fieldset>
        );
      })}
      <label>
        {t("compare.item")}
        <select className="field" name="all" defaultValue={everything ? "1" : ""}>
          <option value="">{t("compare.onlyDifferences")}</option>
          <option value="1">{t("book.basisAll")}</option>
        </select>
      </label>
    </FilterForm>
  );
}

async function Compared({ compared, everything }: { compared: ComparedBooks; everything: boolean }) {
  const t = await getTranslations("policy.compare");
  const locale = await getLocale();
  const titles = { a: await sideTitle(compared.a), b: await sideTitle(compared.b) };
  const subjects = compared.subjects
    .map((subject) => ({ ...subject, rows: subject.rows.filter(({ differs }) => everything || differs) }))
    .filter(({ rows }) => rows.length > 0);
  const procedures = compared.procedures.filter(({ differs }) => everything || differs);
  if (subjects.length === 0 && procedures.length === 0) {
    return (
      <div className="card">
        <EmptyState title={t("noneDiffer")} text={t("noneDifferText")} />
      </div>
    );
  }
  return (
    <>
      {subjects.map(({ id, title, rows }) => (
        <section key={id} className="card card-flush policy-table" aria-labelledby={`compare-${id}`}>
          <div className="card-head">
            <h2 id={`compare-${id}`}>{inLanguage(title, locale)}</h2>
          </div>
          <Rows caption={t("caption", { group: inLanguage(title, locale) })} titles={titles} rows={rows} />
        </section>
      ))}
      {procedures.length > 0 ? (
        <section className="card card-flush policy-table" aria-labelledby="compare-procedures">
          <div className="card-head">
            <h2 id="compare-procedures">{t("procedures")}</h2>
          </div>
          <Procedures titles={titles} rows={procedures} />
        </section>
      ) : null}
    </>
  );
}

interface Titles {
  a: string;
  b: string;
}

async function sideTitle({ city, date, mode }: ComparedSide): Promise<string> {
  const t = await getTranslations("policy");
  const format = await getFormatter();
  const day = format.dateTime(new Date(`${date}T00:00:00+08:00`), "date");
  const title = t("compare.side", { city: inLanguage(city.name, await getLocale()), date: day });
  return mode === "as-written" ? `${title} · ${t("asWritten")}` : title;
}

async function Rows({ caption, titles, rows }: { caption: string; titles: Titles; rows: Row[] }) {
  const t = await getTranslations("policy.compare");
  const locale = await getLocale();
  const columns: Column<Row>[] = [
    {
      key: "item",
      title: t("item"),
      render: ({ title, differs }) => (
        <>
          {inLanguage(title, locale)} {differs ? <Tag color="amber">{t("different")}</Tag> : null}
        </>
      ),
    },
    { key: "a", title: titles.a, render: ({ a }) => <ValueWithSource value={a} /> },
    { key: "b", title: titles.b, render: ({ b }) => <ValueWithSource value={b} /> },
  ];
  return (
    <DataTable
      caption={caption}
      columns={columns}
      rows={rows}
      rowKey={({ key }) => key}
      rowClass={({ differs }) => (differs ? "differs" : undefined)}
      empty={null}
    />
  );
}

async function Procedures({ titles, rows }: { titles: Titles; rows: ProcedureRow[] }) {
  const t = await getTranslations("policy.compare");
  const columns: Column<ProcedureRow>[] = [
    { key: "item", title: t("procedure"), render: ({ id, differs }) => <ProcedureName id={id} differs={differs} /> },
    { key: "a", title: titles.a, render: ({ a }) => <Outline outline={a} /> },
    { key: "b", title: titles.b, render: ({ b }) => <Outline outline={b} /> },
  ];
  return (
    <DataTable
      caption={t("procedures")}
      columns={columns}
      rows={rows}
      rowKey={({ id }) => id}
      rowClass={({ differs }) => (differs ? "differs" : undefined)}
      empty={null}
    />
  );
}

async function ProcedureName({ id, differs }: { id: string; differs: boolean }) {
  const t = await getTranslations();
  const key = `law.procedures.${id.replace(".", "_")}` as "law.procedures.sharing_conditional";
  return (
    <>
      {t.has(key) ? t(key) : id} {differs ? <Tag color="amber">{t("policy.compare.different")}</Tag> : null}
    </>
  );
}

async function Outline({ outline }: { outline: ProcedureOutline | null }) {
  const t = await getTranslations("policy");
  const locale = await getLocale();
  if (!outline) return <span className="silent">{t("compare.none")}</span>;
  if (outline.steps.length === 0) return <>{t("procedure.direct")}</>;
  return (
    <ol className="bullets">
      {outline.steps.map(({ title, within }) => (
        <li key={title.zh}>
          {inLanguage(title, locale)}
          {within ? <span className="small soft"> {inLanguage(within, locale)}</span> : null}
        </li>
      ))}
    </ol>
  );
}

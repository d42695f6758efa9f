import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { PageLinks } from "@/app/components/data-table";
import { EmptyState } from "@/app/components/empty-state";
import { FilterForm } from "@/app/components/filter-form";
import { readStaff, readsFromOutside } from "@/app/components/frame/staff";
import { hrefOf, type Listing, oneOf, pageOf, readParams, type SearchParams } from "@/app/components/listing";
import { load } from "@/app/components/load";
import { PageHeader } from "@/app/components/page-header";
import { readWords } from "@/app/components/words";
import { inLanguage } from "@/app/i18n/text";
import { EntryResult } from "@/app/workspace/catalogue/entry-result";
import { Facets } from "@/app/workspace/catalogue/facets";
import { SavedSearches } from "@/app/workspace/catalogue/saved-searches";
import {
  ENTRY_SORTS,
  type EntryFacetsInput,
  FRESHNESS,
  GRADES,
  SHARING_CLASSES,
  UPDATE_CYCLES,
} from "@/server/catalogue/catalogue.schema";
import { FORMATS } from "@/server/catalogue/particulars.schema";

const PATH = "/workspace/catalogue";
const SIZE = 20;
const FILTERS = ["class", "department", "theme", "format", "cycle", "grade", "fresh"] as const;
const UUID = /^[0-9a-f-]{36}$/i;

export async function generateMetadata(): Promise<Metadata> {
  return { title: await titleOf(await readsFromOutside()) };
}

async function titleOf(outside: boolean): Promise<string> {
  if (outside) return (await getTranslations("catalogue"))("open.title");
  return inLanguage((await readWords()).catalogue, await getLocale());
}

/** Search first, then facets; each result says what this department may do with it, or how it is open to society. */
export default async function CataloguePage({ searchParams }: { searchParams: SearchParams }) {
  const t = await getTranslations("catalogue");
  const outside = await readsFromOutside();
  const params = await readParams(searchParams, ["q", "in", ...FILTERS, "sort", "page", "saved"]);
  const searches = await load((api) => api.catalogue.searches());
  const opened = params.saved ? searches.find(({ id }) => id === params.saved) : undefined;
  if (opened) redirect(linkOf(opened.question));
  const compiles = (await readStaff()).me.permissions.includes("entry:compile:department");
  const text = params.q?.slice(0, 100);
  const sort = oneOf(params.sort, ENTRY_SORTS) ?? "relevance";
  const number = pageOf(params.page);
  const open = {
    text,
    in: oneOf(params.in, ["item"]),
    departmentId: params.department && UUID.test(params.department) ? params.department : undefined,
    theme: params.theme?.slice(0, 60),
    updateCycle: oneOf(params.cycle, UPDATE_CYCLES),
  };
  const inside = {
    ...open,
    sharingClass: oneOf(params.class, SHARING_CLASSES),
    format: oneOf(params.format, FORMATS),
    grade: oneOf(params.grade, GRADES),
    freshness: oneOf(params.fresh, FRESHNESS),
  };
  const paged = { sort, page: number, pageSize: SIZE };
  const [{ rows, total, listed, estimated }, facets, words] = await Promise.all([
    outside
      ? load((api) => api.catalogue.openList({ ...open, ...paged }))
      : load((api) => api.catalogue.list({ ...inside, ...paged })),
    outside ? load((api) => api.catalogue.openFacets(open)) : load((api) => api.catalogue.facets(inside)),
    readWords(),
  ]);
  const listing: Listing = { path: PATH, params };
  return (
    <>
      <PageHeader
        title={await titleOf(outside)}
        note={t(outside ? "open.note" : "note")}
        extra={compiles ? <CompileLink /> : null}
      />
      <div className="stack">
        <div className="card">
          <Search params={params} sort={sort} />
        </div>
        <SavedSearches
          saved={searches.map(({ question, ...search }) => ({ ...search, href: linkOf(question) }))}
          question={questionOf(outside ? open : inside)}
        />
        <div className="with-facets">
          <Facets facets={facets} listing={listing} params={params} words={words} />
          <section className="card card-flush" aria-labelledby="found">
            <div className="card-head">
              <h2 id="found">{t(estimated ? "foundAbout" : outside ? "open.found" : "found", { count: total })}</h2>
              {listed < total ? <p className="soft">{t("listedOnly", { count: listed })}</p> : null}
            </div>
            {rows.length === 0 ? (
              <EmptyState title={t("empty")} text={t("emptyText")} action={{ label: t("emptyAction"), href: PATH }} />
            ) : (
              <ul className="results">
                {rows.map((row) => (
                  <EntryResult key={row.id} row={row} words={words} />
                ))}
              </ul>
            )}
            {total > 0 ? <PageLinks listing={listing} page={{ number, size: SIZE, total: listed }} /> : null}
          </section>
        </div>
      </div>
    </>
  );
}

/** What can be kept: words or values; null while the whole catalogue is shown. */
function questionOf(
  asked: { [K in keyof EntryFacetsInput]?: EntryFacetsInput[K] | undefined },
): EntryFacetsInput | null {
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value)) as EntryFacetsInput;
  return Object.keys(given).length > 0 ? given : null;
}

/** The address of the catalogue with a kept question. */
function linkOf({
  text,
  sharingClass,
  departmentId,
  theme,
  format,
  updateCycle,
  grade,
  freshness,
  ...rest
}: EntryFacetsInput) {
  const values = { class: sharingClass, department: departmentId, theme, format, cycle: updateCycle, grade };
  return hrefOf({ path: PATH, params: {} }, { q: text, in: rest.in, ...values, fresh: freshness });
}

async function CompileLink() {
  const t = await getTranslations("compile");
  return (
    <Link className="button" href={`${PATH}/compile`}>
      {t("link")}
    </Link>
  );
}

async function Search({ params, sort }: { params: Partial<Record<string, string>>; sort: string }) {
  const t = await getTranslations("catalogue");
  const active = Boolean(params.q || params.in || FILTERS.some((name) => params[name]));
  return (
    <FilterForm action={PATH} keep={Object.fromEntries(FILTERS.map((name) => [name, params[name]]))} active={active}>
      <label style={{ flex: "1 1 320px" }}>
        {t("searchLabel")}
        <input
          className="field"
          type="search"
          name="q"
          defaultValue={params.q}
          maxLength={100}
          placeholder={t("search")}
        />
      </label>
      <label>
        {t("in.label")}
        <select className="field" name="in" defaultValue={params.in ?? ""}>
          <option value="">{t("in.all")}</option>
          <option value="item">{t("in.item")}</option>
        </select>
      </label>
      <label>
        {t("sort.label")}
        <select className="field" name="sort" defaultValue={sort}>
          {ENTRY_SORTS.map((key) => (
            <option key={key} value={key}>
              {t(`sort.${key}`)}
            </option>
          ))}
        </select>
      </label>
    </FilterForm>
  );
}

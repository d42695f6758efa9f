import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { EmptyState } from "@/app/components/empty-state";
import { FilterForm } from "@/app/components/filter-form";
import { InstrumentStatus } from "@/app/components/instrument-status";
import { hrefOf, type Listing, oneOf, readParams, type SearchParams } from "@/app/components/listing";
import { load } from "@/app/components/load";
import { PrintButton } from "@/app/components/print-button";
import { Day } from "@/app/components/when";
import { inLanguage } from "@/app/i18n/text";
import { BASES, byArticle, filterValues } from "@/app/policy/group-values";
import { notOfficial, PolicyPage } from "@/app/policy/policy-page";
import { ProcedureCard } from "@/app/policy/procedure-drawing";
import { ValueTable } from "@/app/policy/value-table";
import { isCivilDate } from "@/server/law/civil-date";
import type { BookSubject, BookView } from "@/server/policy/policy.schema";

const PATH = "/policy";
const VIEWS = ["subject", "article", "procedures"] as const;
type View = (typeof VIEWS)[number];

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("policy"))("book.title") };
}

/** The city's law as it stands on a day: every value by subject or article, and every procedure drawn. */
export default async function PolicyBookPage({ searchParams }: { searchParams: SearchParams }) {
  const refused = await notOfficial();
  if (refused) return refused;
  const t = await getTranslations("policy.book");
  const params = await readParams(searchParams, ["view", "on", "q", "basis"]);
  const on = params.on && isCivilDate(params.on) ? params.on : undefined;
  const book = await load((api) => api.policy.book({ on }));
  const view = oneOf(params.view, VIEWS) ?? "subject";
  const listing: Listing = { path: PATH, params: { ...params, on } };
  return (
    <PolicyPage here="book" note={await noteOf(book)} extra={<PrintButton />}>
      <div className="card stack">
        <nav className="tabs tabs-small no-print" aria-label={t("view.label")} style={{ padding: 0 }}>
          {VIEWS.map((each) => (
            <Link
              key={each}
              href={hrefOf(listing, { view: each === "subject" ? undefined : each })}
              aria-current={each === view ? "true" : undefined}
            >
              {t(`view.${each}`)}
            </Link>
          ))}
        </nav>
        <Filters view={view} params={params} date={book.date} />
        <Turns book={book} listing={listing} />
      </div>
      {view === "procedures" ? (
        <Procedures book={book} />
      ) : (
        <Values
          view={view}
          subjects={filterValues(book.subjects, { text: params.q, basis: oneOf(params.basis, BASES) })}
        />
      )}
    </PolicyPage>
  );
}

async function noteOf(book: BookView) {
  const t = await getTranslations("policy");
  const locale = await getLocale();
  const format = await getFormatter();
  const date = format.dateTime(new Date(`${book.date}T00:00:00+08:00`), "date");
  const instrument = inLanguage(book.instrument.title, locale);
  const mode = t(book.mode === "as-written" ? "asWritten" : "stricterOf");
  return (
    <>
      {book.national || book.mode === "as-written"
        ? t("book.note", { instrument, date, mode })
        : t("book.noteAlone", { instrument, date })}{" "}
      <InstrumentStatus status={book.instrument.status} />
    </>
  );
}

async function Filters({ view, params, date }: { view: View; params: Partial<Record<string, string>>; date: string }) {
  const t = await getTranslations("policy");
  const law = await getTranslations("law");
  return (
    <FilterForm
      action={PATH}
      keep={{ view: view === "subject" ? undefined : view }}
      active={Boolean(params.q || params.basis || params.on)}
      submit={t("showOn")}
    >
      <label>
        {t("on")}
        <input className="field" type="date" name="on" defaultValue={date} />
      </label>
      {view === "procedures" ? null : (
        <>
          <label>
            {t("book.search")}
            <input
              className="field"
              type="search"
              name="q"
              maxLength={100}
              defaultValue={params.q ?? ""}
              placeholder={t("book.searchHint")}
            />
          </label>
          <label>
            {t("book.basis")}
            <select className="field" name="basis" defaultValue={oneOf(params.basis, BASES) ?? ""}>
              <option value="">{t("book.basisAll")}</option>
              {BASES.map((basis) => (
                <option key={basis} value={basis}>
                  {basis === "silent" ? t("book.silentOnly") : law(`basis.${basis}`)}
                </option>
              ))}
            </select>
          </label>
        </>
      )}
    </FilterForm>
  );
}

/** The days on which the book changes, each leading to the book of that day. */
async function Turns({ book, listing }: { book: BookView; listing: Listing }) {
  const t = await getTranslations("policy");
  return (
    <p className="small no-print">
      <span className="soft">{t("book.turns")}</span>{" "}
      {book.turns.map((date) => (
        <span key={date}>
          <Link href={hrefOf(listing, { on: date })} aria-current={date === book.date ? "true" : undefined}>
            <Day date={date} />
          </Link>{" "}
        </span>
      ))}
      <Link href={hrefOf(listing, { on: undefined })}>{t("today")}</Link>
    </p>
  );
}

async function Values({ view, subjects }: { view: "subject" | "article"; subjects: BookSubject[] }) {
  const t = await getTranslations("policy.book");
  const locale = await getLocale();
  const groups =
    view === "article"
      ? byArticle(subjects).map(({ id, values }) => ({
          id: id || "heading",
          title: id ? t("article", { article: id }) : t("heading"),
          values,
        }))
      : subjects.map(({ id, title, values }) => ({ id, title: inLanguage(title, locale), values }));
  if (groups.length === 0) {
    return (
      <div className="card">
        <EmptyState title={t("empty")} text={t("emptyText")} action={{ label: t("basisAll"), href: PATH }} />
      </div>
    );
  }
  return (
    <>
      <nav className="card no-print" aria-label={t(view === "article" ? "articles" : "subjects")}>
        <ul className="policy-index">
          {groups.map(({ id, title }) => (
            <li key={id}>
              <a href={`#group-${id}`}>{title}</a>
            </li>
          ))}
        </ul>
      </nav>
      {groups.map(({ id, title, values }) => (
        <section key={id} className="card card-flush policy-section" id={`group-${id}`} aria-labelledby={`title-${id}`}>
          <div className="card-head">
            <h2 id={`title-${id}`}>{title}</h2>
            <span className="soft small">{t("count", { count: values.length })}</span>
          </div>
          <ValueTable caption={t("caption", { group: title })} values={values} />
        </section>
      ))}
    </>
  );
}

async function Procedures({ book }: { book: BookView }) {
  const t = await getTranslations("policy.book");
  const locale = await getLocale();
  if (book.procedures.length === 0) {
    return (
      <div className="card">
        <EmptyState title={t("procedureEmpty")} text={t("procedureEmptyText")} />
      </div>
    );
  }
  return (
    <>
      <nav className="card no-print" aria-label={t("view.procedures")}>
        <ul className="policy-index">
          {book.procedures.map(({ id, title }) => (
            <li key={id}>
              <a href={`#procedure-${id}`}>{inLanguage(title, locale)}</a>
            </li>
          ))}
        </ul>
      </nav>
      {book.procedures.map((procedure) => (
        <ProcedureCard key={procedure.id} procedure={procedure} />
      ))}
    </>
  );
}

import type { Metadata } from "next";
import Link from "next/link";
import { getLocale, getTranslations } from "next-intl/server";
import { type Column, DataTable } from "@/app/components/data-table";
import { EmptyState } from "@/app/components/empty-state";
import { FilterForm } from "@/app/components/filter-form";
import { NoStorageTag } from "@/app/components/grants/no-storage-tag";
import { oneOf, pageOf, readParams, type SearchParams } from "@/app/components/listing";
import { load } from "@/app/components/load";
import { PageHeader } from "@/app/components/page-header";
import { FilterWords } from "@/app/components/scope/filter-words";
import { When } from "@/app/components/when";
import { inLanguage } from "@/app/i18n/text";
import type { UseRow } from "@/server/delivery/grant.schema";

const PATH = "/workspace/use";
const SIZE = 20;
const WAYS = ["preview", "export", "api"] as const;
const UUID = /^[0-9a-f-]{36}$/i;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("use"))("title") };
}

/** Who used what: every reading of data that the department provides or uses, newest first. */
export default async function UsePage({ searchParams }: { searchParams: SearchParams }) {
  const t = await getTranslations("use");
  const params = await readParams(searchParams, ["way", "grant", "entry", "page"]);
  const number = pageOf(params.page);
  const { rows, total } = await load((api) =>
    api.grants.use({
      way: oneOf(params.way, WAYS),
      grantId: uuidOf(params.grant),
      entryId: uuidOf(params.entry),
      page: number,
      pageSize: SIZE,
    }),
  );
  return (
    <>
      <PageHeader title={t("title")} note={t("note")} />
      <div className="stack">
        <div className="card">
          <Filters params={params} />
        </div>
        <div className="card card-flush">
          <DataTable
            caption={t("caption")}
            rows={rows}
            rowKey={({ id }) => id}
            columns={await columns()}
            listing={{ path: PATH, params }}
            page={{ number, size: SIZE, total }}
            empty={
              <EmptyState
                title={t("empty")}
                text={t("emptyText")}
                action={{ label: t("emptyAction"), href: "/workspace/grants" }}
              />
            }
          />
        </div>
      </div>
    </>
  );
}

function uuidOf(value: string | undefined): string | undefined {
  return value && UUID.test(value) ? value : undefined;
}

async function Filters({ params }: { params: Partial<Record<string, string>> }) {
  const t = await getTranslations("use");
  const common = await getTranslations("common");
  const scoped = params.grant ? "grant" : params.entry ? "entry" : null;
  return (
    <FilterForm
      action={PATH}
      keep={{ grant: params.grant, entry: params.entry }}
      active={Boolean(params.way || params.grant || params.entry)}
    >
      <label>
        {t("filters.way")}
        <select className="field" name="way" defaultValue={params.way ?? ""}>
          <option value="">{common("all")}</option>
          {WAYS.map((way) => (
            <option key={way} value={way}>
              {t(`ways.${way}`)}
            </option>
          ))}
        </select>
      </label>
      {scoped ? <span>{t("filters.scoped", { kind: t(`filters.${scoped}`) })}</span> : null}
    </FilterForm>
  );
}

async function columns(): Promise<Column<UseRow>[]> {
  const t = await getTranslations("use");
  const scope = await getTranslations("scope");
  const locale = await getLocale();
  return [
    {
      key: "at",
      title: t("columns.at"),
      render: ({ id, at }) => (
        <Link href={`${PATH}/${id}`}>
          <When at={at} />
        </Link>
      ),
    },
    {
      key: "by",
      title: t("columns.by"),
      // A key's name is the using department's own; the provider sees that a system read, not what it is called.
      render: ({ by }) => {
        if (by.kind === "person") return <span className="nowrap">{by.name}</span>;
        return by.name ? t("key", { name: by.name }) : t("keyUnnamed");
      },
    },
    {
      key: "department",
      title: t("columns.department"),
      render: ({ consumer }) => inLanguage(consumer.name, locale),
    },
    {
      key: "entry",
      title: t("columns.entry"),
      render: ({ entry, grantId }) => (
        <Link href={`/workspace/grants/${grantId}`}>{inLanguage(entry.name, locale)}</Link>
      ),
    },
    {
      key: "purpose",
      title: t("columns.purpose"),
      render: ({ purpose }) => (
        <span className="clamp" title={purpose}>
          {purpose}
        </span>
      ),
    },
    { key: "content", title: t("columns.content"), render: (row) => <Content row={row} /> },
    {
      key: "way",
      title: t("columns.way"),
      render: ({ way, medium, gaveNothing, storageAllowed }) => (
        <span>
          <span className="nowrap">{t(`ways.${way}`)}</span>{" "}
          <span className="soft small nowrap">{t(`media.${medium}`)}</span>
          {storageAllowed === false ? <NoStorageTag /> : null}
          {gaveNothing ? <div className="small">{t("gaveNothing")}</div> : null}
        </span>
      ),
    },
    {
      key: "approvedBy",
      title: t("columns.approvedBy"),
      render: ({ approvedBy }) => <span className="nowrap">{approvedBy ?? scope("deemed")}</span>,
    },
  ];
}

/** Which columns and which rows were read; the names unfold on a click. */
async function Content({ row }: { row: UseRow }) {
  const t = await getTranslations("use");
  return (
    <details>
      <summary className="nowrap">{t("columnsUsed", { count: row.columns.length })}</summary>
      <div className="small mono">{row.columns.join(", ")}</div>
      {row.filter.length > 0 ? (
        <div className="small">
          <FilterWords filter={row.filter} items={[]} />
        </div>
      ) : null}
    </details>
  );
}

import type { Metadata } from "next";
import Link from "next/link";
import { getLocale, getTranslations } from "next-intl/server";
import { type Column, DataTable } from "@/app/components/data-table";
import { EmptyState } from "@/app/components/empty-state";
import { FilterForm } from "@/app/components/filter-form";
import { GrantStateTag } from "@/app/components/grants/grant-state-tag";
import { NoStorageTag } from "@/app/components/grants/no-storage-tag";
import { oneOf, pageOf, readParams, type SearchParams } from "@/app/components/listing";
import { load } from "@/app/components/load";
import { PageHeader } from "@/app/components/page-header";
import { Term } from "@/app/components/term";
import { When } from "@/app/components/when";
import { inLanguage } from "@/app/i18n/text";
import type { GrantRow } from "@/server/delivery/grant.schema";

const PATH = "/workspace/grants";
const SIZE = 20;
const STATES = ["live", "not-begun", "suspended", "expired", "revoked", "retired"] as const;
const SORTS = ["newest", "ending"] as const;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("grants"))("title") };
}

/** Grants that the department holds, and those it has given. */
export default async function GrantsPage({ searchParams }: { searchParams: SearchParams }) {
  const t = await getTranslations("grants");
  const params = await readParams(searchParams, ["q", "side", "state", "sort", "page"]);
  const number = pageOf(params.page);
  const { rows, total } = await load((api) =>
    api.grants.list({
      text: params.q?.slice(0, 100),
      side: oneOf(params.side, ["consumer", "provider"] as const),
      state: oneOf(params.state, STATES),
      sort: oneOf(params.sort, SORTS) ?? "newest",
      page: number,
      pageSize: SIZE,
    }),
  );
  const filtered = Boolean(params.q || params.side || params.state);
  return (
    <>
      <PageHeader title={t("title")} note={t("note")} />
      <div className="stack">
        <div className="card">
          <Filters params={params} active={filtered} />
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
                title={t(filtered ? "emptyFiltered" : "empty")}
                text={t("emptyText")}
                action={{ label: t("emptyAction"), href: "/workspace/catalogue" }}
              />
            }
          />
        </div>
      </div>
    </>
  );
}

async function columns(): Promise<Column<GrantRow>[]> {
  const t = await getTranslations("grants.columns");
  const locale = await getLocale();
  return [
    {
      key: "entry",
      title: t("entry"),
      render: ({ id, entry, caseNumber }) => (
        <div>
          <Link href={`${PATH}/${id}`} className="strong">
            {inLanguage(entry.name, locale)}
          </Link>
          <div className="soft small mono">{caseNumber}</div>
        </div>
      ),
    },
    {
      key: "parties",
      title: t("parties"),
      render: ({ provider, consumer }) => `${inLanguage(provider.name, locale)} → ${inLanguage(consumer.name, locale)}`,
    },
    { key: "purpose", title: t("purpose"), render: ({ purpose }) => <span className="clamp">{purpose}</span> },
    {
      key: "term",
      title: t("term"),
      render: ({ validFrom, validUntil }) => <Term from={validFrom} until={validUntil} />,
    },
    {
      key: "state",
      title: t("state"),
      render: ({ state, storageAllowed }) => (
        <span className="row">
          <GrantStateTag state={state} />
          {storageAllowed ? null : <NoStorageTag />}
        </span>
      ),
    },
    { key: "granted", title: t("granted"), render: ({ grantedAt }) => <When at={grantedAt} dateOnly /> },
  ];
}

async function Filters({ params, active }: { params: Partial<Record<string, string>>; active: boolean }) {
  const t = await getTranslations("grants");
  const common = await getTranslations("common");
  return (
    <FilterForm action={PATH} active={active}>
      <label>
        {t("filters.text")}
        <input className="field" type="search" name="q" defaultValue={params.q} maxLength={100} />
      </label>
      <label>
        {t("filters.side")}
        <select className="field" name="side" defaultValue={params.side ?? ""}>
          <option value="">{common("all")}</option>
          <option value="consumer">{t("filters.consumer")}</option>
          <option value="provider">{t("filters.provider")}</option>
        </select>
      </label>
      <label>
        {t("filters.state")}
        <select className="field" name="state" defaultValue={params.state ?? ""}>
          <option value="">{common("all")}</option>
          {STATES.map((state) => (
            <option key={state} value={state}>
              {t(`states.${state}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t("filters.sort")}
        <select className="field" name="sort" defaultValue={params.sort ?? "newest"}>
          {SORTS.map((sort) => (
            <option key={sort} value={sort}>
              {t(`filters.${sort}`)}
            </option>
          ))}
        </select>
      </label>
    </FilterForm>
  );
}

import type { Metadata } from "next";
import Link from "next/link";
import { getLocale, getTranslations } from "next-intl/server";
import { type Column, DataTable } from "@/app/components/data-table";
import { EmptyState } from "@/app/components/empty-state";
import { homeOf } from "@/app/components/frame/home-of";
import { readStaff } from "@/app/components/frame/staff";
import { load } from "@/app/components/load";
import { NotYours } from "@/app/components/not-yours";
import { PageHeader } from "@/app/components/page-header";
import { Tag } from "@/app/components/tag";
import { When } from "@/app/components/when";
import { readWords } from "@/app/components/words";
import { inLanguage } from "@/app/i18n/text";
import type { DraftRow } from "@/server/catalogue/draft.schema";

const PATH = "/workspace/catalogue/compile";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("compile"))("title") };
}

/** The department's drafts, each with what to do about it next, and the way to a new one. */
export default async function DraftsPage() {
  const t = await getTranslations("compile");
  const { me } = await readStaff();
  if (!me.permissions.includes("entry:compile:department"))
    return <NotYours title={t("forbiddenTitle")} text={t("forbiddenText")} href={homeOf(me.roles)} />;
  const [drafts, words, locale] = await Promise.all([load((api) => api.catalogue.drafts()), readWords(), getLocale()]);
  return (
    <>
      <PageHeader
        crumbs={[{ label: inLanguage(words.catalogue, locale), href: "/workspace/catalogue" }]}
        title={t("title")}
        note={t("note")}
        extra={
          <Link className="button button-primary" href={`${PATH}/edit`}>
            {t("new")}
          </Link>
        }
      />
      <section className="card card-flush" aria-labelledby="drafts">
        <div className="card-head">
          <h2 id="drafts">{t("list.title")}</h2>
        </div>
        <DataTable
          caption={t("list.title")}
          columns={await columns()}
          rows={drafts}
          rowKey={({ id }) => id}
          empty={
            <EmptyState
              title={t("list.empty")}
              text={t("list.emptyText")}
              action={{ label: t("new"), href: `${PATH}/edit` }}
            />
          }
        />
      </section>
    </>
  );
}

async function columns(): Promise<Column<DraftRow>[]> {
  const t = await getTranslations("compile.list");
  const locale = await getLocale();
  return [
    {
      key: "name",
      title: t("name"),
      render: ({ id, nameZh, nameEn, code }) => (
        <>
          <Link href={`${PATH}/edit?draft=${id}`}>
            {inLanguage({ zh: nameZh ?? "", en: nameEn }, locale) || t("unnamed")}
          </Link>
          {code ? <div className="small soft mono">{code}</div> : null}
        </>
      ),
    },
    { key: "kind", title: t("kind"), render: ({ published }) => t(published ? "isChange" : "isNew") },
    {
      key: "state",
      title: t("state"),
      render: (row) => {
        const state = stateOf(row);
        return (
          <Tag color={state === "draft" ? "grey" : state === "review" ? "blue" : "amber"}>{t(`states.${state}`)}</Tag>
        );
      },
    },
    {
      key: "saved",
      title: t("saved"),
      render: ({ person, at }) => (
        <>
          {person ? t("by", { person }) : ""}
          <When at={at} />
        </>
      ),
    },
    {
      key: "next",
      title: t("open"),
      render: (row) => {
        const state = stateOf(row);
        if (row.caseId) return <Link href={`/workspace/cases/${row.caseId}`}>{t("openCase")}</Link>;
        if (state === "submitted")
          return <Link href={`/workspace/file/catalogue.change?entry=${row.entryId}`}>{t("file")}</Link>;
        return <Link href={`${PATH}/edit?draft=${row.id}`}>{t("open")}</Link>;
      },
    },
  ];
}

function stateOf({ submittedAt, caseId, locked }: DraftRow): "draft" | "submitted" | "review" | "returned" {
  if (locked) return "review";
  if (caseId) return "returned";
  return submittedAt ? "submitted" : "draft";
}

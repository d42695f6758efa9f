import type { Metadata } from "next";
import Link from "next/link";
import { getLocale, getTranslations } from "next-intl/server";
import { Source } from "@/app/components/basis-tag";
import { type Column, DataTable } from "@/app/components/data-table";
import { EmptyState } from "@/app/components/empty-state";
import { staffOnly } from "@/app/components/frame/staff";
import { load } from "@/app/components/load";
import { PageHeader } from "@/app/components/page-header";
import { PrintButton } from "@/app/components/print-button";
import { StandingTag } from "@/app/components/registers/register-tags";
import { Tag } from "@/app/components/tag";
import { inLanguage } from "@/app/i18n/text";
import type { RegisterRow, RegisterStanding } from "@/server/registers/registers.schema";

const PATH = "/workspace/registers";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("registers"))("title") };
}

/** What the law asks the reader's department to keep on record, what is missing or due, and what it may read. */
export default async function RegistersPage() {
  await staffOnly();
  const t = await getTranslations("registers");
  const { rows, todo, mayOversee } = await load((api) => api.registers.list());
  return (
    <>
      <PageHeader
        title={t("title")}
        note={t("note")}
        extra={
          <>
            {mayOversee ? (
              <Link className="button" href="/desk/registers">
                {t("toOverview")}
              </Link>
            ) : null}
            <PrintButton />
          </>
        }
      />
      <div className="stack">
        <p className={`notice-box${todo > 0 ? " is-amber" : ""}`}>
          {todo > 0 ? t("todo", { count: todo }) : t("allKept")}
        </p>
        <div className="card card-flush">
          <DataTable
            caption={t("caption")}
            rows={inOrder(rows)}
            rowKey={({ register }) => register.id}
            rowClass={({ standing }) => (standing === "missing" ? "late" : standing === "due" ? "soon" : undefined)}
            columns={await columns()}
            empty={<EmptyState title={t("empty")} text={t("emptyText")} />}
          />
        </div>
      </div>
    </>
  );
}

const ORDER: readonly RegisterStanding[] = ["missing", "due", "kept", "empty", "read"];

/** What has to be done first, then as the files have it. */
function inOrder(rows: RegisterRow[]): RegisterRow[] {
  const rank = ({ standing, awaited }: RegisterRow) => (awaited > 0 ? 0.5 : ORDER.indexOf(standing));
  return [...rows].sort((a, b) => rank(a) - rank(b));
}

async function columns(): Promise<Column<RegisterRow>[]> {
  const t = await getTranslations("registers");
  const locale = await getLocale();
  return [
    {
      key: "register",
      title: t("columns.register"),
      render: ({ register }) => (
        <div>
          <Link href={`${PATH}/${register.id}`} className="strong">
            {inLanguage(register.title, locale)}
          </Link>{" "}
          {register.mandatory ? <Tag>{t("mandatory")}</Tag> : null}
          <div className="soft small">{inLanguage(register.description, locale)}</div>
        </div>
      ),
    },
    { key: "subject", title: t("columns.subject"), render: ({ register }) => t(`subjects.${register.subject}`) },
    { key: "standing", title: t("columns.standing"), render: ({ standing }) => <StandingTag standing={standing} /> },
    {
      key: "records",
      title: t("columns.records"),
      align: "end",
      render: ({ own, records }) => <span className="num">{t("ownOf", { own, all: records })}</span>,
    },
    {
      key: "awaited",
      title: t("columns.awaited"),
      align: "end",
      render: ({ awaited }) => <span className={`num${awaited > 0 ? " due-late" : ""}`}>{awaited}</span>,
    },
    {
      key: "basis",
      title: t("columns.basis"),
      render: ({ register }) => <Source citation={register} reason={false} />,
    },
  ];
}

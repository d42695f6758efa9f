import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { OutcomeTag } from "@/app/components/cases/outcome-tag";
import { type Column, DataTable } from "@/app/components/data-table";
import { DueDate, dueRowClass } from "@/app/components/due-date";
import type { Listing } from "@/app/components/listing";
import { Tag } from "@/app/components/tag";
import { When } from "@/app/components/when";
import { useText } from "@/app/i18n/use-text";
import type { CaseRow } from "@/server/cases/case.schema";

export type CaseColumn =
  | "due"
  | "entry"
  | "parties"
  | "stage"
  | "progress"
  | "waitingOn"
  | "filed"
  | "decided"
  | "outcome";

interface CaseTableProps {
  caption: string;
  rows: readonly CaseRow[];
  show: readonly CaseColumn[];
  now: Date;
  empty: ReactNode;
  listing?: Listing;
  order?: { by: string; direction: "asc" | "desc" };
  page?: { number: number; size: number; total: number };
}

/** Cases as rows; the data's name opens the case. */
export function CaseTable({ show, now, ...table }: CaseTableProps) {
  const columns = useCaseColumns(now);
  return (
    <DataTable
      {...table}
      columns={show.map((key) => columns[key])}
      rowKey={(row) => row.id}
      rowClass={(row) => (row.outcome ? undefined : dueRowClass(row.tone))}
    />
  );
}

/** The open stage, and whether a longer period for it waits for consent. */
function StageName({ row }: { row: CaseRow }) {
  const t = useTranslations("cases");
  const text = useText();
  return (
    <>
      {row.stage ? text(row.stage.title) : null}
      {row.extensionAsked ? (
        <div>
          <Tag color="amber">{t("extensionAsked")}</Tag>
        </div>
      ) : null}
    </>
  );
}

function useCaseColumns(now: Date): Record<CaseColumn, Column<CaseRow>> {
  const t = useTranslations("cases.columns");
  const cases = useTranslations("cases");
  const common = useTranslations("common");
  const text = useText();
  return {
    due: {
      key: "due",
      title: t("due"),
      sort: "due",
      render: (row) =>
        row.outcome ? null : row.minimum ? (
          <span className="soft">{cases("minimum")}</span>
        ) : (
          <DueDate
            dueAt={row.dueAt}
            tone={row.tone}
            now={now}
            provisional={row.dueProvisional}
            target={row.dueTarget}
          />
        ),
    },
    entry: {
      key: "entry",
      lead: true,
      title: t("entry"),
      render: (row) => (
        <div>
          <Link href={`/workspace/cases/${row.id}`} className="strong">
            {text(row.about)}
          </Link>
          <div className="soft small">
            <span className="mono">{row.number}</span> · {text(row.procedureTitle)}
          </div>
        </div>
      ),
    },
    parties: {
      key: "parties",
      title: t("parties"),
      render: (row) => (
        <span>
          {text(row.requester.name)}
          {row.requester.id === row.provider.id ? null : ` → ${text(row.provider.name)}`}
        </span>
      ),
    },
    stage: {
      key: "stage",
      title: t("stage"),
      render: (row) => (row.stage ? <StageName row={row} /> : null),
    },
    progress: {
      key: "progress",
      title: t("stage"),
      render: (row) =>
        row.stage ? (
          <div>
            <StageName row={row} />
            <div className="soft small">
              {row.waitingOn.map(({ name }) => text(name)).join(common("listSeparator"))}
            </div>
          </div>
        ) : null,
    },
    waitingOn: {
      key: "waitingOn",
      title: t("waitingOn"),
      render: (row) => row.waitingOn.map(({ name }) => text(name)).join(common("listSeparator")) || null,
    },
    filed: { key: "filed", title: t("filed"), sort: "filed", render: (row) => <When at={row.filedAt} dateOnly /> },
    decided: {
      key: "decided",
      title: t("decided"),
      sort: "decided",
      render: (row) =>
        row.decidedAt ? (
          <span className="row" style={{ gap: 6 }}>
            <When at={row.decidedAt} dateOnly />
            {row.decidedOnTime === null ? null : (
              <span className={`small ${row.decidedOnTime ? "soft" : "due-late"}`}>
                {cases(row.decidedOnTime ? "onTime" : "late")}
              </span>
            )}
          </span>
        ) : (
          "–"
        ),
    },
    outcome: {
      key: "outcome",
      title: t("outcome"),
      render: (row) =>
        row.outcome ? <OutcomeTag outcome={row.outcome} title={row.endTitle} /> : cases("filters.open"),
    },
  };
}

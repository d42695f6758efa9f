"use client";

import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/app/components/data-table";
import { useText } from "@/app/i18n/use-text";
import type { ScheduleCheck, ScheduleProblem } from "@/server/calendar/calendar.schema";

/** What a dry run found: every bad row, or what the import would do. */
export function CheckResult({ check }: { check: ScheduleCheck }) {
  const t = useTranslations("landing.platform.calendar");
  const { problems, holidays, makeUpDays, replaces, openCases } = check;
  const year = String(check.year);
  if (problems.length > 0) {
    return (
      <section className="stack-s" aria-labelledby="check-result">
        <div role="alert">
          <h3 id="check-result" className="due-late">
            {t("problems", { count: problems.length })}
          </h3>
        </div>
        <ProblemTable problems={problems} />
      </section>
    );
  }
  return (
    <div className="notice-box is-green" role="status">
      <p className="strong">{t("good", { year, holidays, makeUpDays })}</p>
      <p>{t("willRecount", { count: openCases })}</p>
      {replaces === null ? null : <p>{t("replaces", { year, version: replaces, next: replaces + 1 })}</p>}
    </div>
  );
}

function ProblemTable({ problems }: { problems: ScheduleProblem[] }) {
  const t = useTranslations("landing.platform.calendar");
  const text = useText();
  const columns: Column<ScheduleProblem>[] = [
    {
      key: "row",
      title: t("row"),
      align: "end",
      render: ({ row }) => <span className="num">{row === null ? t("wholeFile") : row}</span>,
    },
    { key: "value", title: t("value"), render: ({ value }) => <span className="mono">{value || t("blank")}</span> },
    {
      key: "rule",
      title: t("rule"),
      render: ({ rule, params: { count = 0, least = 0, year = 0, row = 0, law, article = "" } }) =>
        t(`rules.${rule}`, { count, least, year: String(year), row, law: law ? text(law) : "", article }),
    },
  ];
  return (
    <DataTable
      caption={t("problemsCaption")}
      columns={columns}
      rows={problems}
      rowKey={({ row, rule, value }) => `${row} ${rule} ${value}`}
      empty={null}
      cards={false}
    />
  );
}

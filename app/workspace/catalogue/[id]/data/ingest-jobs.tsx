"use client";

import { useQuery } from "@tanstack/react-query";
import { Button, Progress } from "antd";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { DataTable } from "@/app/components/data-table";
import { EmptyState } from "@/app/components/empty-state";
import { ErrorSentence } from "@/app/components/error-sentence";
import { Tag, type TagColor } from "@/app/components/tag";
import { useSubmit } from "@/app/components/use-submit";
import { When } from "@/app/components/when";
import { useText } from "@/app/i18n/use-text";
import { useTRPC } from "@/app/trpc/client";
import type { IngestJobView, IngestReport, IngestState } from "@/server/mounting/ingest.schema";

const COLORS: Record<IngestState, TagColor> = {
  queued: "grey",
  running: "blue",
  succeeded: "green",
  failed: "red",
  cancelled: "grey",
};
/** Problems that are shown on the page; the file has them all. */
const SHOWN = 50;

/** The orders of an entry: the latest with its progress or its report, those before as a list. */
export function IngestJobs({ jobs, onChanged }: { jobs: IngestJobView[]; onChanged: () => void }) {
  const t = useTranslations("mounting.jobs");
  const [chosen, setChosen] = useState<string | null>(null);
  const [latest] = jobs;
  const shown = jobs.find(({ id }) => id === chosen) ?? latest;
  return (
    <section className="card card-flush" aria-labelledby="jobs">
      <div className="card-head">
        <h2 id="jobs">{t("title")}</h2>
      </div>
      {shown ? <Job key={shown.id} job={shown} onChanged={onChanged} /> : null}
      <DataTable
        caption={t("title")}
        rows={jobs}
        rowKey={({ id }) => id}
        empty={<EmptyState title={t("empty")} text={t("emptyText")} />}
        columns={[
          { key: "file", title: t("file"), lead: true, render: ({ fileName }) => fileName },
          { key: "mode", title: t("mode"), render: ({ mode }) => t(`modes.${mode}`) },
          { key: "by", title: t("by"), render: ({ orderedBy }) => orderedBy },
          { key: "at", title: t("at"), render: ({ createdAt }) => <When at={createdAt} /> },
          {
            key: "state",
            title: t("state"),
            render: ({ state }) => <Tag color={COLORS[state]}>{t(`states.${state}`)}</Tag>,
          },
          {
            key: "more",
            title: t("more"),
            render: ({ id, fileName }) =>
              id === shown?.id ? (
                <span className="soft">{t("here")}</span>
              ) : (
                <button
                  type="button"
                  className="plain-button"
                  aria-label={t("showOf", { file: fileName })}
                  onClick={() => setChosen(id)}
                >
                  {t("show")}
                </button>
              ),
          },
        ]}
      />
    </section>
  );
}

function Job({ job, onChanged }: { job: IngestJobView; onChanged: () => void }) {
  const t = useTranslations("mounting.jobs");
  const text = useText();
  const format = useFormatter();
  const trpc = useTRPC();
  const { submit, busy, problem } = useSubmit(trpc.mounting.cancel.mutationOptions(), onChanged);
  const failed = job.state === "failed";
  const { data: report } = useQuery(
    trpc.mounting.job.queryOptions({ jobId: job.id }, { enabled: failed && job.problemCount > 0 }),
  );
  const percent = job.bytesTotal > 0 ? Math.min(99, Math.floor((job.bytesDone / job.bytesTotal) * 100)) : 0;
  const tone = failed ? " is-red" : job.state === "succeeded" ? " is-green" : "";
  return (
    <div className="stack-s" style={{ padding: "0 20px 16px" }}>
      <div className={`notice-box${tone}`} role="status">
        <p className="strong">
          {job.fileName} · {t(`states.${job.state}`)}
        </p>
        {job.state === "succeeded" ? (
          <p>{t("mounted", { version: job.version ?? 0, rows: format.number(job.rowCount ?? 0) })}</p>
        ) : null}
        {job.says ? <p>{text(job.says)}</p> : null}
        {job.state === "queued" ? <p>{t("waiting")}</p> : null}
        {job.state === "running" ? (
          <>
            <Progress percent={percent} aria-label={t("progress")} />
            <p className="small">{t("rowsRead", { rows: format.number(job.rowsDone) })}</p>
          </>
        ) : null}
        {job.endedAt === null ? (
          <p>
            <Button size="small" loading={busy || job.cancelAsked} onClick={() => void submit({ jobId: job.id })}>
              {t("cancel")}
            </Button>
          </p>
        ) : null}
      </div>
      <ErrorSentence problem={problem} />
      {report ? <Report report={report} /> : null}
    </div>
  );
}

function Report({ report }: { report: IngestReport }) {
  const t = useTranslations("mounting.jobs");
  const text = useText();
  const problems = report.problems.slice(0, SHOWN).map((problem, index) => ({ ...problem, index }));
  return (
    <>
      <p className="row-apart">
        <span>{t("problems", { count: report.problemCount, shown: problems.length })}</span>
        <a href={`/download/ingests/${report.id}.csv`} download>
          {t("download")}
        </a>
      </p>
      <DataTable
        caption={t("reportOf", { file: report.fileName })}
        rows={problems}
        rowKey={({ index }) => String(index)}
        empty={null}
        columns={[
          { key: "row", title: t("row"), align: "end", render: ({ row }) => row ?? "—" },
          { key: "column", title: t("column"), render: ({ column }) => column ?? "—" },
          {
            key: "value",
            title: t("value"),
            render: ({ value }) => (value ? <span className="mono">{value}</span> : "—"),
          },
          { key: "rule", title: t("rule"), render: ({ rule }) => text(report.rules[rule] ?? { zh: rule, en: rule }) },
        ]}
      />
    </>
  );
}

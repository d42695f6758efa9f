"use client";

import { useQuery } from "@tanstack/react-query";
import { Button, Progress } from "antd";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { ErrorSentence } from "@/app/components/error-sentence";
import { useSubmit } from "@/app/components/use-submit";
import { useTRPC } from "@/app/trpc/client";

/** An export that was started on this page. */
export interface StartedExport {
  ticket: string;
  format: string;
  /** Rows that it will have, where that is known beforehand. */
  total: number | null;
}

const LOOK_EVERY_MS = 1_000;
/** How long the server may take to open the file before the page says that it knows nothing of it. */
const PATIENCE_MS = 30_000;
const MB = 1_000_000;

/** How far an export is, from its first second on: rows and bytes that have left, the way to end it, and how it ended. */
export function ExportProgress({ started, onQuick }: { started: StartedExport; onQuick: () => void }) {
  const t = useTranslations("grants.preview.exporting");
  const trpc = useTRPC();
  const format = useFormatter();
  const { ticket, total } = started;
  const [seen, setSeen] = useState<"not-yet" | "running" | "never">("not-yet");
  const [looking, setLooking] = useState(false);
  const { data, dataUpdatedAt, refetch } = useQuery(
    trpc.grants.exportProgress.queryOptions(
      { ticket },
      {
        enabled: looking,
        staleTime: 0,
        refetchInterval: ({ state }) => (isOver(state.data, seen) ? false : LOOK_EVERY_MS),
      },
    ),
  );
  const { submit, busy, problem } = useSubmit(trpc.grants.cancelExport.mutationOptions(), () => void refetch());
  useEffect(() => {
    const first = setTimeout(() => setLooking(true), LOOK_EVERY_MS);
    const last = setTimeout(() => setSeen((before) => (before === "not-yet" ? "never" : before)), PATIENCE_MS);
    return () => {
      clearTimeout(first);
      clearTimeout(last);
    };
  }, []);
  useEffect(() => {
    if (dataUpdatedAt === 0 || !data) return;
    if (data.state === "done" && seen === "not-yet") onQuick();
    else setSeen("running");
  }, [data, dataUpdatedAt, seen, onQuick]);
  if (seen === "not-yet") return null;
  const state = data?.state ?? "unknown";
  const rows = data?.rows ?? 0;
  const percent = total !== null && total > 0 && rows <= total ? Math.floor((rows / total) * 100) : null;
  const written =
    percent === null
      ? t("rows", { rows: format.number(rows) })
      : t("rowsOf", { rows: format.number(rows), total: format.number(total ?? 0) });
  const megabytes = format.number((data?.bytes ?? 0) / MB, { maximumFractionDigits: 1 });
  const tone = state === "done" ? " is-green" : state === "running" ? "" : " is-amber";
  return (
    <section className={`notice-box stack-s no-print${tone}`} aria-label={t("title", { format: started.format })}>
      {/* Told at the beginning, at every quarter and at the end: a number read out each second would drown everything else. */}
      <p className="strong" aria-live="polite">
        {t(`states.${state}`, { format: started.format })}
        {state === "running" && percent !== null && percent >= 25 ? (
          <span className="sr-only"> {t("about", { percent: Math.floor(percent / 25) * 25 })}</span>
        ) : null}
      </p>
      {state === "running" && percent !== null ? (
        <Progress percent={Math.min(percent, 99)} aria-label={t("title", { format: started.format })} />
      ) : null}
      {data ? <p className="small">{t("written", { rows: written, size: megabytes })}</p> : null}
      {data?.accessRecordId && state !== "running" ? (
        <p className="small">
          <Link href={`/workspace/use/${data.accessRecordId}`}>{t("record")}</Link>
        </p>
      ) : null}
      {state === "running" ? (
        <p>
          <Button size="small" loading={busy} onClick={() => void submit({ ticket })}>
            {t("cancel")}
          </Button>
        </p>
      ) : null}
      <ErrorSentence problem={problem} />
    </section>
  );
}

function isOver(data: { state: string } | null | undefined, seen: "not-yet" | "running" | "never"): boolean {
  if (data) return data.state !== "running";
  // The server knew it once and does not any more, or never did.
  return data === null && seen !== "not-yet";
}

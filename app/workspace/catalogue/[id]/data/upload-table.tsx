"use client";

import { Button, Progress } from "antd";
import { useFormatter, useTranslations } from "next-intl";
import { type FormEvent, useRef, useState } from "react";
import { ErrorSentence } from "@/app/components/error-sentence";
import { Field } from "@/app/components/field";
import { fieldProblems } from "@/app/components/problem";
import { SubmitButton } from "@/app/components/submit-button";
import { useSubmit } from "@/app/components/use-submit";
import { useTRPC } from "@/app/trpc/client";
import { type Sending, useUpload } from "@/app/workspace/catalogue/[id]/data/use-upload";
import { ENCODINGS, type Encoding, type EntryData, type IngestMode } from "@/server/mounting/ingest.schema";
import { UPLOAD_LIMITS } from "@/server/mounting/upload.schema";

const MB = 1024 ** 2;

/** Chooses a file, sends it with a bar that can be stopped and continued, and orders it to be read. */
export function UploadTable({ data, onOrdered }: { data: EntryData; onOrdered: () => void }) {
  const t = useTranslations("mounting.upload");
  const trpc = useTRPC();
  const [mode, setMode] = useState<IngestMode>("replace");
  const [encoding, setEncoding] = useState<Encoding>("auto");
  const input = useRef<HTMLInputElement>(null);
  const { sending, send, pause, go, clear } = useUpload();
  const { submit, busy, problem, setProblem } = useSubmit(trpc.mounting.order.mutationOptions(), () => {
    clear();
    if (input.current) input.current.value = "";
    onOrdered();
  });
  const changes = data.items.some(({ isKey }) => isKey) && data.versions.some(({ active }) => active);
  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    const file = input.current?.files?.[0];
    const kind = file ? kindOf(file.name) : null;
    if (!file || file.size === 0)
      return setProblem(fieldProblems({ path: "file", problem: file ? "empty-file" : "choose" }));
    if (!kind) return setProblem(fieldProblems({ path: "file", problem: "no-table" }));
    if (file.size > UPLOAD_LIMITS[kind]) return setProblem(fieldProblems({ path: "file", problem: "too_big" }));
    setProblem(null);
    const uploadId = await send(file, kind);
    await submit({ entryId: data.entryId, uploadId, mode, encoding: kind === "csv" ? encoding : "auto" });
  };
  const labels = { file: t("file"), mode: t("mode"), encoding: t("encoding") };
  return (
    <section className="card" aria-labelledby="upload">
      <div className="row-apart">
        <h2 id="upload">{t("title")}</h2>
        <span className="row">
          <a href={`/download/templates/${data.entryId}.csv`} download>
            {t("template")}
          </a>
          {changes ? (
            <a href={`/download/templates/${data.entryId}.csv?increment=true`} download>
              {t("templateIncrement")}
            </a>
          ) : null}
        </span>
      </div>
      <p style={{ marginBottom: 12 }}>{t("note")}</p>
      <ErrorSentence problem={problem} labels={labels} />
      <form onSubmit={onSubmit} noValidate>
        <div className="form-row">
          <Field path="file" label={labels.file} required hint={t("fileHint")} problem={problem}>
            {({ status: _, ...control }) => (
              <input
                {...control}
                ref={input}
                type="file"
                className="field"
                accept=".csv,.txt,.xlsx"
                disabled={sending.state === "sending"}
              />
            )}
          </Field>
          <Field path="encoding" label={labels.encoding} required hint={t("encodingHint")} problem={problem}>
            {({ status: _, ...control }) => (
              <select
                {...control}
                className="field"
                value={encoding}
                onChange={(event) => setEncoding(event.target.value as Encoding)}
              >
                {ENCODINGS.map((each) => (
                  <option key={each} value={each}>
                    {t(`encodings.${each}`)}
                  </option>
                ))}
              </select>
            )}
          </Field>
          {changes ? (
            <Field path="mode" label={labels.mode} required hint={t("modeHint")} problem={problem}>
              {({ status: _, ...control }) => (
                <select
                  {...control}
                  className="field"
                  value={mode}
                  onChange={(event) => setMode(event.target.value as IngestMode)}
                >
                  <option value="replace">{t("modes.replace")}</option>
                  <option value="increment">{t("modes.increment")}</option>
                </select>
              )}
            </Field>
          ) : null}
        </div>
        <SendingBar sending={sending} />
        <div className="form-actions">
          {sending.state === "paused" || sending.state === "broken" ? (
            <Button type="primary" onClick={go}>
              {t("continue")}
            </Button>
          ) : sending.state === "sending" ? (
            <Button onClick={() => void pause()}>{t("pause")}</Button>
          ) : (
            <SubmitButton busy={busy}>{t("submit")}</SubmitButton>
          )}
        </div>
      </form>
    </section>
  );
}

function SendingBar({ sending }: { sending: Sending }) {
  const t = useTranslations("mounting.upload");
  const format = useFormatter();
  if (!("sent" in sending)) return null;
  const megabytes = (bytes: number) => format.number(bytes / MB, { maximumFractionDigits: 1 });
  const percent = sending.size > 0 ? Math.floor((sending.sent / sending.size) * 100) : 0;
  return (
    <div role="status">
      <Progress
        percent={percent}
        status={sending.state === "broken" ? "exception" : "normal"}
        aria-label={t("title")}
      />
      <p className="small">
        {t("sent", { sent: megabytes(sending.sent), size: megabytes(sending.size) })}
        {sending.state === "broken" ? ` ${t("broken")}` : sending.state === "paused" ? ` ${t("paused")}` : ""}
      </p>
    </div>
  );
}

function kindOf(name: string): "csv" | "xlsx" | null {
  if (/\.xlsx$/i.test(name)) return "xlsx";
  return /\.(csv|txt)$/i.test(name) ? "csv" : null;
}

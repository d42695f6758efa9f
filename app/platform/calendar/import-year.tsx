"use client";

import { Button, Input, InputNumber, Modal } from "antd";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ErrorSentence } from "@/app/components/error-sentence";
import { Field } from "@/app/components/field";
import { fieldProblems } from "@/app/components/problem";
import { useSubmit } from "@/app/components/use-submit";
import { CheckResult } from "@/app/platform/calendar/check-result";
import { useTRPC } from "@/app/trpc/client";
import type { ScheduleCheck, YearImported } from "@/server/calendar/calendar.schema";
import type { Text } from "@/server/law/types";

const MOST_CHARACTERS = 100_000;

/** Imports the schedule of a year: first a dry run that names what is wrong, then the import itself. */
export function ImportYear({ next }: { next: number }) {
  const t = useTranslations("landing.platform.calendar");
  const common = useTranslations("common");
  const router = useRouter();
  const trpc = useTRPC();
  const [open, setOpen] = useState(false);
  const [year, setYear] = useState(next);
  const [text, setText] = useState("");
  const [source, setSource] = useState<Text | null>(null);
  const [checked, setChecked] = useState<ScheduleCheck | null>(null);
  const [imported, setImported] = useState<YearImported | null>(null);
  const check = useSubmit(trpc.calendar.check.mutationOptions(), setChecked);
  const send = useSubmit(trpc.calendar.importYear.mutationOptions(), (done) => {
    setImported(done);
    router.push(`/platform?year=${done.year}#year`);
    router.refresh();
  });
  const problem = check.problem ?? send.problem;
  const named = source ?? usualSource(year);
  /** What was checked is what is imported: a change asks for another check. */
  const change = (apply: () => void) => {
    apply();
    setChecked(null);
    check.setProblem(null);
    send.setProblem(null);
  };
  const close = () => {
    setOpen(false);
    change(() => {
      setText("");
      setSource(null);
    });
  };
  const ready = checked !== null && checked.problems.length === 0;
  const confirm = async () => {
    const missing = [
      ...(text.trim() ? [] : [{ path: "text", problem: "required" }]),
      ...(["zh", "en"] as const)
        .filter((language) => named[language].trim() === "")
        .map((language) => ({ path: `source.${language}`, problem: "required" })),
    ];
    if (missing.length > 0) return check.setProblem(fieldProblems(...missing));
    if (!ready) return void (await check.submit({ year, text }));
    if (await send.submit({ year, text, source: named, replaces: checked.replaces })) close();
  };
  const labels = { year: t("year"), text: t("text"), "source.zh": t("sourceZh"), "source.en": t("sourceEn") };
  return (
    <div className="row">
      <span role="status" className="small">
        {imported ? t("imported", { year: String(imported.year), version: imported.version }) : ""}
      </span>
      <Button
        type="primary"
        onClick={() => {
          setYear(next);
          setImported(null);
          setOpen(true);
        }}
      >
        {t("import")}
      </Button>
      <Modal
        open={open}
        width={760}
        title={t("import")}
        okText={ready ? t("confirm") : t("check")}
        cancelText={common("cancel")}
        okButtonProps={{ loading: check.busy || send.busy }}
        mask={{ closable: false }}
        onOk={confirm}
        onCancel={close}
      >
        <div className="stack-s">
          <p>{t("importCauses")}</p>
          <ErrorSentence problem={problem} labels={labels} />
          <Field path="year" label={labels.year} hint={t("yearHint")} required problem={problem}>
            {(control) => (
              <InputNumber
                {...control}
                min={2004}
                max={2100}
                precision={0}
                value={year}
                onChange={(value) => change(() => setYear(value ?? next))}
              />
            )}
          </Field>
          <Field path="text" label={labels.text} hint={<TextHint year={year} />} required problem={problem}>
            {(control) => (
              <Input.TextArea
                {...control}
                className="mono"
                rows={8}
                maxLength={MOST_CHARACTERS}
                spellCheck={false}
                value={text}
                onChange={({ target }) => change(() => setText(target.value))}
              />
            )}
          </Field>
          <label className="small">
            {t("file")}{" "}
            <input
              type="file"
              accept=".csv,.tsv,.txt,.json"
              onChange={async ({ target }) => {
                const file = target.files?.[0];
                if (!file) return;
                const read = (await textOf(file)).slice(0, MOST_CHARACTERS);
                target.value = "";
                change(() => setText(read));
              }}
            />
          </label>
          {(["zh", "en"] as const).map((language) => (
            <Field
              key={language}
              path={`source.${language}`}
              label={labels[`source.${language}`]}
              required
              problem={problem}
            >
              {(control) => (
                <Input
                  {...control}
                  maxLength={200}
                  value={named[language]}
                  onChange={({ target }) => setSource({ ...named, [language]: target.value })}
                />
              )}
            </Field>
          ))}
          {checked ? <CheckResult check={checked} /> : null}
        </div>
      </Modal>
    </div>
  );
}

/** What the notice is called in most years, in both languages whichever the reader's is. */
function usualSource(year: number): Text {
  return {
    zh: `国务院办公厅关于${year}年部分节假日安排的通知`,
    en: `General Office of the State Council, holiday arrangement for ${year}`,
  };
}

function TextHint({ year }: { year: number }) {
  const t = useTranslations("landing.platform.calendar");
  return (
    <>
      {t("textHint")}
      <pre className="code-block">{`date,kind,name_zh,name_en
${year}-01-01,holiday,元旦,New Year's Day
${year}-02-07,make-up-workday,春节,Spring Festival`}</pre>
    </>
  );
}

/** A file saved by a Chinese spreadsheet may be in GB 18030; whatever is not UTF-8 is read as that. */
async function textOf(file: File): Promise<string> {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

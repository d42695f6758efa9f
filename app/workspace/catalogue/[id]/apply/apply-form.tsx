"use client";

import { Button, Steps } from "antd";
import { useTranslations } from "next-intl";
import { type ReactNode, useRef, useState } from "react";
import { ErrorSentence } from "@/app/components/error-sentence";
import {
  asProblem,
  missingItems,
  missingWords,
  type RequestDraft,
  toApplication,
  wrongTerm,
  yearFrom,
} from "@/app/components/request/request-draft";
import { DataFields, TermFields, useRequestLabels, WordFields } from "@/app/components/request/request-fields";
import { SubmitButton } from "@/app/components/submit-button";
import { useSubmit } from "@/app/components/use-submit";
import { useText } from "@/app/i18n/use-text";
import { useTRPC } from "@/app/trpc/client";
import { Answers } from "@/app/workspace/catalogue/[id]/apply/answers";
import { Receipt } from "@/app/workspace/catalogue/[id]/apply/receipt";
import { useKeptDraft } from "@/app/workspace/catalogue/[id]/apply/use-kept-draft";
import type { RequestReceipt, RequestStart } from "@/server/sharing/sharing.schema";

const STEPS = ["need", "data", "term", "check"] as const;

/**
 * The application. Through review: four steps, the last of which shows everything again before it is sent. Taken
 * directly: the same fields on one page. What is typed survives a reload until it is submitted.
 * @param person whose draft is kept
 * @param ahead what will happen to the application; gives way to the receipt
 */
export function ApplyForm({ start, person, ahead }: { start: RequestStart; person: string; ahead: ReactNode }) {
  const [receipt, setReceipt] = useState<RequestReceipt | null>(null);
  const { draft, change, restored, drop, forget } = useKeptDraft(start.entry.id, person, () => firstDraft(start));
  const done = (made: RequestReceipt) => {
    forget();
    setReceipt(made);
    window.scrollTo({ top: 0 });
  };
  if (receipt) return <Receipt receipt={receipt} start={start} />;
  return (
    <div className="stack">
      {ahead}
      {restored ? <RestoredNote onDrop={drop} /> : null}
      {start.manner === "review" ? (
        <InSteps start={start} draft={draft} change={change} done={done} />
      ) : (
        <OnOnePage start={start} draft={draft} change={change} done={done} />
      )}
    </div>
  );
}

interface FormProps {
  start: RequestStart;
  draft: RequestDraft;
  change: (changes: Partial<RequestDraft>) => void;
  done: (receipt: RequestReceipt) => void;
}

function InSteps({ start, draft, change, done }: FormProps) {
  const t = useTranslations("catalogue.apply");
  const common = useTranslations("common");
  const text = useText();
  const trpc = useTRPC();
  const [step, setStep] = useState(0);
  const heading = useRef<HTMLHeadingElement>(null);
  const labels = useRequestLabels(start.fields);
  const { submit, busy, problem, setProblem } = useSubmit(trpc.sharing.submit.mutationOptions(), done);
  // A new step begins at its heading, for the eye and for a screen reader.
  const go = (to: number) => {
    setProblem(null);
    setStep(to);
    window.setTimeout(() => heading.current?.focus(), 0);
  };
  const wrongIn = [
    () => missingWords(draft, start.fields),
    () => missingItems(draft),
    () => wrongTerm(draft, start.today),
    () => [],
  ];
  const onward = async () => {
    const wrong = asProblem(wrongIn[step]?.() ?? []);
    if (wrong) return setProblem(wrong);
    if (step < STEPS.length - 1) return go(step + 1);
    await submit({ entryId: start.entry.id, ...toApplication(draft, start.items) });
  };
  const part = { draft, problem, onChange: change };
  const name = STEPS[step] ?? "need";
  return (
    <section className="card" aria-labelledby="step">
      <Steps
        className="hide-on-narrow"
        size="small"
        current={step}
        items={STEPS.map((key) => ({ title: t(`steps.${key}`) }))}
        style={{ marginBottom: 20 }}
      />
      <h2 id="step" tabIndex={-1} ref={heading}>
        {t("stepOf", { step: step + 1, total: STEPS.length, title: t(`steps.${name}`) })}
      </h2>
      <ErrorSentence problem={problem} labels={labels} />
      <div style={{ marginTop: 12 }}>
        {name === "need" ? <WordFields fields={start.fields} {...part} /> : null}
        {name === "data" ? <DataFields items={start.items} asked={start.dataItemsField} {...part} /> : null}
        {name === "term" ? (
          <>
            <h3>{t("manner")}</h3>
            <p style={{ marginBottom: 16 }}>{t("mannerNote")}</p>
            <TermFields today={start.today} {...part} />
          </>
        ) : null}
        {name === "check" ? <Answers start={start} draft={draft} onChange={go} /> : null}
        {name === "check" && start.procedure ? (
          <p className="notice-box">
            {t(start.waitingOn.includes("requester-head") ? "causesSignOff" : "causes", {
              causes: text(start.procedure.causes),
            })}
          </p>
        ) : null}
      </div>
      <div className="form-actions">
        {step > 0 ? (
          <Button onClick={() => go(step - 1)} disabled={busy}>
            {common("previous")}
          </Button>
        ) : null}
        <SubmitButton busy={busy} onClick={onward}>
          {name === "check" ? t("submit") : common("next")}
        </SubmitButton>
      </div>
    </section>
  );
}

function OnOnePage({ start, draft, change, done }: FormProps) {
  const t = useTranslations("catalogue.apply");
  const text = useText();
  const trpc = useTRPC();
  const labels = useRequestLabels(start.fields);
  const { submit, busy, problem, setProblem } = useSubmit(trpc.sharing.submit.mutationOptions(), done);
  const part = { draft, problem, onChange: change };
  const send = async () => {
    const wrong = asProblem([
      ...missingWords(draft, start.fields),
      ...missingItems(draft),
      ...wrongTerm(draft, start.today),
    ]);
    if (wrong) return setProblem(wrong);
    await submit({ entryId: start.entry.id, ...toApplication(draft, start.items) });
  };
  return (
    <section className="card" aria-label={t("submitDirect")}>
      <p className="notice-box" style={{ marginBottom: 16 }}>
        {t("directNote")} {start.procedure ? text(start.procedure.causes) : ""}
      </p>
      <ErrorSentence problem={problem} labels={labels} />
      <WordFields fields={start.fields} {...part} />
      <TermFields today={start.today} {...part} />
      <DataFields items={start.items} asked={start.dataItemsField} {...part} />
      <div className="form-actions">
        <SubmitButton busy={busy} onClick={send}>
          {t("submitDirect")}
        </SubmitButton>
      </div>
    </section>
  );
}

function RestoredNote({ onDrop }: { onDrop: () => void }) {
  const t = useTranslations("catalogue.apply");
  return (
    <p className="row small soft">
      {t("draftKept")}
      <Button size="small" onClick={onDrop}>
        {t("draftDrop")}
      </Button>
    </p>
  );
}

/** Directly taken data begins with all its items; what goes through review begins with none, so that need decides. */
function firstDraft(start: RequestStart): RequestDraft {
  return {
    fields: {},
    dataItems: start.manner === "review" ? [] : start.items.map(({ name }) => name),
    conditions: [],
    from: start.today,
    until: yearFrom(start.today),
    storage: false,
  };
}

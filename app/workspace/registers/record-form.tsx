"use client";

import { App, Checkbox, Input } from "antd";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ErrorSentence } from "@/app/components/error-sentence";
import { Field } from "@/app/components/field";
import { fieldProblems, type Problem } from "@/app/components/problem";
import { LawFields } from "@/app/components/request/law-fields";
import { missingWords } from "@/app/components/request/request-draft";
import { SubmitButton } from "@/app/components/submit-button";
import { useSubmit } from "@/app/components/use-submit";
import { useText } from "@/app/i18n/use-text";
import { useTRPC } from "@/app/trpc/client";
import { holds, isAsked } from "@/server/cases/rules/facts";
import type { ApplicationField, Register } from "@/server/law/types";
import type { Office, RecordSaved } from "@/server/registers/registers.schema";

interface FormProps {
  register: Register;
  departments: readonly Office[];
}

/** A new record. An incident may suspend the department's grants in the same click. */
export function AddRecord({ register, departments }: FormProps) {
  const t = useTranslations("registers");
  const text = useText();
  const trpc = useTRPC();
  const [words, setWords] = useState<Record<string, string>>({});
  const [suspends, setSuspends] = useState(false);
  const done = useDone();
  const { submit, busy, problem, setProblem } = useSubmit(trpc.registers.add.mutationOptions(), done);
  return (
    <RecordForm
      register={register}
      departments={departments}
      words={words}
      onWords={setWords}
      problem={problem}
      busy={busy}
      label={t("add")}
      back={`/workspace/registers/${register.id}`}
      onProblem={setProblem}
      onSend={(fields) => submit({ register: register.id, fields, suspendGrants: suspends })}
    >
      {register.suspends ? (
        <p>
          <Checkbox checked={suspends} onChange={({ target }) => setSuspends(target.checked)}>
            {t("suspendWith")}
          </Checkbox>
          <span className="soft small"> {text(register.suspends.causes)}</span>
        </p>
      ) : null}
    </RecordForm>
  );
}

/** The next version of a record: a newer one, or a correction with its reason. */
export function ChangeRecord(
  props: FormProps & {
    recordId: string;
    version: number;
    act: "renew" | "correct";
    values: Record<string, string>;
  },
) {
  const { register, departments, recordId, version, act } = props;
  const t = useTranslations("registers.record");
  const trpc = useTRPC();
  const [words, setWords] = useState(props.values);
  const [reason, setReason] = useState("");
  const done = useDone();
  const { submit, busy, problem, setProblem } = useSubmit(trpc.registers.change.mutationOptions(), done);
  const send = async (fields: Record<string, string>) => {
    if (act === "renew") return submit({ act, recordId, version, fields });
    if (reason.trim() !== "") return submit({ act, recordId, version, fields, reason });
    setProblem(fieldProblems({ path: "reason", problem: "required" }));
    return false;
  };
  return (
    <RecordForm
      register={register}
      departments={departments}
      words={words}
      onWords={setWords}
      problem={problem}
      busy={busy}
      label={t(act)}
      back={`/workspace/registers/records/${recordId}`}
      labels={{ reason: t("reasonField") }}
      onProblem={setProblem}
      onSend={send}
    >
      {act === "correct" ? (
        <Field path="reason" label={t("reasonField")} required problem={problem}>
          {(control) => (
            <Input.TextArea
              {...control}
              rows={3}
              maxLength={2_000}
              value={reason}
              onChange={({ target }) => setReason(target.value)}
            />
          )}
        </Field>
      ) : null}
      <p className="notice-box">{t(act === "renew" ? "renewCauses" : "correctCauses")}</p>
    </RecordForm>
  );
}

function useDone(): (saved: RecordSaved) => void {
  const t = useTranslations("registers.record");
  const router = useRouter();
  const { message } = App.useApp();
  return ({ recordId, suspended }) => {
    void message.success(suspended > 0 ? t("suspended", { count: suspended }) : t("saved"));
    router.push(`/workspace/registers/records/${recordId}`);
  };
}

interface RecordFormProps extends FormProps {
  words: Record<string, string>;
  onWords: (words: Record<string, string>) => void;
  problem: Problem | null;
  busy: boolean;
  label: string;
  back: string;
  labels?: Readonly<Record<string, string>>;
  onProblem: (problem: Problem) => void;
  onSend: (fields: Record<string, string>) => Promise<boolean>;
  children?: React.ReactNode;
}

/** The fields that the law asks for now, with what it says of the answers as they are given. */
function RecordForm(props: RecordFormProps) {
  const { register, departments, words, problem, label, back, busy } = props;
  const t = useTranslations("registers");
  const text = useText();
  const fields = register.fields.map((field) => withDepartments(field, departments));
  const asked = fields.filter((field) => isAsked(field, words));
  const said = register.checks.filter(({ when }) => holds(when, words) && asksAbout(when, words));
  const labels = {
    ...Object.fromEntries(fields.map(({ id, title }) => [`fields.${id}`, text(title)])),
    ...props.labels,
  };
  const send = async () => {
    const missing = missingWords({ fields: words }, asked);
    if (missing.length > 0) return props.onProblem(fieldProblems(...missing));
    await props.onSend(given(asked, words));
  };
  return (
    <section className="card" aria-label={label}>
      <ErrorSentence problem={problem} labels={labels} />
      <LawFields fields={asked} path="fields" values={words} problem={problem} onChange={props.onWords} />
      {said.map(({ id, does, says }) => (
        <p key={id} className={`notice-box ${does === "refuse" ? "is-red" : "is-amber"}`} role="status">
          {text(says)}
        </p>
      ))}
      {props.children}
      <div className="form-actions">
        <SubmitButton busy={busy} onClick={send}>
          {label}
        </SubmitButton>
        <Link className="button" href={back}>
          {t("cancel")}
        </Link>
      </div>
    </section>
  );
}

/** A department is chosen from the city's list. */
function withDepartments(field: ApplicationField, departments: readonly Office[]): ApplicationField {
  if (field.kind !== "department") return field;
  return { ...field, kind: "choice", options: departments.map(({ id, name }) => ({ value: id, title: name })) };
}

/** Only the answers that the form still asks for. */
function given(asked: readonly ApplicationField[], words: Record<string, string>): Record<string, string> {
  return Object.fromEntries(asked.flatMap(({ id }) => (words[id]?.trim() ? [[id, words[id].trim()]] : [])));
}

/** A check of what is *not* so says nothing before there is an answer. */
function asksAbout(when: Register["checks"][number]["when"], words: Record<string, string>): boolean {
  const parts = "all" in when ? when.all : [when];
  return parts.every(({ attribute }) => words[attribute]);
}

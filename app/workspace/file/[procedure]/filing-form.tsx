"use client";

import { App } from "antd";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ErrorSentence } from "@/app/components/error-sentence";
import { asProblem, missingWords } from "@/app/components/request/request-draft";
import { WordFields } from "@/app/components/request/request-fields";
import { SubmitButton } from "@/app/components/submit-button";
import { useSubmit } from "@/app/components/use-submit";
import { useText } from "@/app/i18n/use-text";
import { useTRPC } from "@/app/trpc/client";
import { Evidence, evidenceFor } from "@/app/workspace/file/[procedure]/evidence";
import type { FilingStart } from "@/server/cases/case.schema";
import { isAsked } from "@/server/cases/rules/facts";
import type { ProcedureId } from "@/server/law/types";

interface FilingFormProps {
  start: FilingStart;
  entryId?: string | undefined;
  departmentId?: string | undefined;
  grantId?: string | undefined;
  /** Where the reader came from. */
  back: string;
}

/** Only the answers that the form still asks for: a change of mind may have hidden some. */
function askedWords({ fields, facts }: FilingStart, words: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    fields
      .filter((field) => isAsked(field, { ...facts, ...words }))
      .flatMap(({ id }) => (words[id]?.trim() ? [[id, words[id].trim()]] : [])),
  );
}

/** What the law asks, each field with its article; afterwards the case's own page is the receipt. */
export function FilingForm({ start, entryId, departmentId, grantId, back }: FilingFormProps) {
  const t = useTranslations("filing");
  const text = useText();
  const router = useRouter();
  const trpc = useTRPC();
  const { message } = App.useApp();
  const factsOf = (words: Record<string, string>) =>
    evidenceFor(start.evidence, words.item)
      .map((row) => text(row.text))
      .join("\n");
  const [fields, setFields] = useState<Record<string, string>>(() => withFacts({}, start.given));
  // The facts follow the violation chosen until somebody has written their own.
  function withFacts(before: Record<string, string>, after: Record<string, string>): Record<string, string> {
    const untouched = (after.facts ?? "") === "" || after.facts === factsOf(before);
    const chosen = start.evidence.length > 0 && (after.item !== before.item || after.facts === undefined);
    return chosen && untouched ? { ...after, facts: factsOf(after) } : after;
  }
  const { submit, busy, problem, setProblem } = useSubmit(trpc.cases.file.mutationOptions(), ({ caseId }) => {
    void message.success(t("submitted"));
    router.push(`/workspace/cases/${caseId}`);
  });
  const labels = Object.fromEntries(start.fields.map((field) => [`fields.${field.id}`, text(field.title)]));
  const send = async () => {
    const wrong = asProblem(missingWords({ fields }, start.fields, start.facts));
    if (wrong) return setProblem(wrong);
    await submit({
      procedure: start.procedure.id as ProcedureId,
      as: start.as,
      ...(entryId && { entryId }),
      ...(departmentId && { departmentId }),
      ...(grantId && { grantId }),
      fields: askedWords(start, fields),
    });
  };
  return (
    <section className="card" aria-labelledby="what">
      <h2 id="what">{t("what")}</h2>
      <ErrorSentence problem={problem} labels={labels} />
      <WordFields
        fields={start.fields}
        draft={{ fields }}
        facts={start.facts}
        problem={problem}
        onChange={(changes) => setFields((before) => withFacts(before, changes.fields))}
      />
      {start.procedure.id === "rectification" ? <Evidence rows={evidenceFor(start.evidence, fields.item)} /> : null}
      <p className="notice-box">{t("causes", { causes: text(start.procedure.causes) })}</p>
      <div className="form-actions">
        <SubmitButton busy={busy} onClick={send}>
          {t("submit")}
        </SubmitButton>
        <Link className="button" href={back}>
          {t("cancel")}
        </Link>
      </div>
    </section>
  );
}

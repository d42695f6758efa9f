"use client";

import { App } from "antd";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { BasisTag } from "@/app/components/basis-tag";
import { ErrorSentence } from "@/app/components/error-sentence";
import {
  asProblem,
  missingItems,
  missingWords,
  type RequestDraft,
  shanghaiToday,
  toApplication,
  wrongTerm,
} from "@/app/components/request/request-draft";
import { DataFields, TermFields, useRequestLabels, WordFields } from "@/app/components/request/request-fields";
import { toDraft } from "@/app/components/scope/draft-filter";
import { SubmitButton } from "@/app/components/submit-button";
import { useSubmit } from "@/app/components/use-submit";
import { useArticle } from "@/app/i18n/use-article";
import { useText } from "@/app/i18n/use-text";
import { useTRPC } from "@/app/trpc/client";
import type { CaseAct, CaseDetail } from "@/server/cases/case.schema";
import type { DataItemView } from "@/server/catalogue/catalogue.schema";

interface ResubmitFormProps {
  detail: CaseDetail;
  act: CaseAct;
  items: DataItemView[];
}

/** A returned application, open for completion, with what is missing above it. */
export function ResubmitForm({ detail, act, items }: ResubmitFormProps) {
  const t = useTranslations("cases");
  const text = useText();
  const articleOf = useArticle();
  const router = useRouter();
  const trpc = useTRPC();
  const { message } = App.useApp();
  const [today] = useState(() => shanghaiToday(new Date()));
  const [draft, setDraft] = useState(() => filedDraft(detail, today));
  const { fields } = detail.application;
  // Only a request for data names items, rows and a term.
  const asksForData = detail.application.items.length > 0;
  const labels = useRequestLabels(fields);
  const { submit, busy, problem, setProblem } = useSubmit(trpc.cases.resubmit.mutationOptions(), () => {
    void message.success(t("act.done", { title: text(act.title) }));
    router.refresh();
  });
  const part = {
    draft,
    problem,
    onChange: (changes: Partial<RequestDraft>) => setDraft({ ...draft, ...changes }),
  };
  const send = async () => {
    const wrong = asProblem([
      ...missingWords(draft, fields),
      ...(asksForData ? [...missingItems(draft), ...wrongTerm(draft, today)] : []),
    ]);
    if (wrong) return setProblem(wrong);
    const application = toApplication(draft, items);
    const sent = asksForData ? application : { fields: application.fields };
    await submit({ caseId: detail.id, version: detail.version, ...sent });
  };
  return (
    <section className="card no-print" aria-labelledby="resubmit">
      <h2 id="resubmit">{t("resubmit.title")}</h2>
      <div className="notice-box is-amber" style={{ marginBottom: 16 }}>
        <p>
          {t("resubmit.note")} {text(act.causes)}{" "}
          <span className="soft small">{t("act.article", { article: articleOf(act.article) })}</span>{" "}
          <BasisTag basis={act.basis} reason={act.reason} />
        </p>
        <ul className="bullets">
          {detail.missingItems.map((item) => (
            <li key={item} className="strong">
              {item}
            </li>
          ))}
        </ul>
      </div>
      <ErrorSentence problem={problem} labels={labels} />
      <WordFields
        fields={fields}
        draft={draft}
        problem={problem}
        onChange={({ fields: words }) => setDraft({ ...draft, fields: words })}
      />
      {asksForData ? (
        <>
          <DataFields items={items} asked={null} {...part} />
          <TermFields today={today} {...part} />
        </>
      ) : null}
      <div className="form-actions">
        <SubmitButton busy={busy} onClick={send}>
          {t("resubmit.submit")}
        </SubmitButton>
      </div>
    </section>
  );
}

/** As filed; a first day that has passed meanwhile becomes today. */
function filedDraft({ application }: CaseDetail, today: string): RequestDraft {
  return {
    fields: Object.fromEntries(application.values.map(({ field, value }) => [field.id, value])),
    dataItems: application.items.map(({ name }) => name),
    conditions: toDraft(application.rowFilter),
    from: application.from < today ? today : application.from,
    until: application.until,
    storage: application.storage,
  };
}

"use client";

import { Button, Checkbox, Input } from "antd";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ConfirmAct } from "@/app/components/confirm-act";
import { ErrorSentence } from "@/app/components/error-sentence";
import { Field } from "@/app/components/field";
import { fieldProblems } from "@/app/components/problem";
import { SubmitButton } from "@/app/components/submit-button";
import { useSubmit } from "@/app/components/use-submit";
import { useTRPC } from "@/app/trpc/client";
import type { EntryFacetsInput } from "@/server/catalogue/catalogue.schema";

export interface SavedLink {
  id: string;
  name: string;
  href: string;
  subscribed: boolean;
}

/** The reader's own searches as links, each followed or not, and a way to keep the one on screen. */
export function SavedSearches({ saved, question }: { saved: SavedLink[]; question: EntryFacetsInput | null }) {
  const t = useTranslations("catalogue.saved");
  return (
    <details className="card">
      <summary>
        {t("title")}
        {saved.length > 0 ? ` (${saved.length})` : ""}
      </summary>
      <p className="soft small">{t("note")}</p>
      {saved.length === 0 && !question ? <p className="soft">{t("empty")}</p> : null}
      <ul className="plain">
        {saved.map((search) => (
          <li key={search.id} className="row-apart">
            <Link href={search.href}>{search.name}</Link>
            <SavedActs search={search} />
          </li>
        ))}
      </ul>
      {question ? <KeepSearch question={question} /> : null}
    </details>
  );
}

function SavedActs({ search: { id, name, subscribed } }: { search: SavedLink }) {
  const t = useTranslations("catalogue.saved");
  const router = useRouter();
  const trpc = useTRPC();
  const refresh = () => router.refresh();
  const follow = useSubmit(trpc.catalogue.subscribeSearch.mutationOptions(), refresh);
  const remove = useSubmit(trpc.catalogue.removeSearch.mutationOptions(), refresh);
  const act = t(subscribed ? "unsubscribe" : "subscribe");
  return (
    <span className="row">
      {subscribed ? <span className="soft small">{t("subscribed")}</span> : null}
      <Button
        aria-label={t("act", { act, name })}
        loading={follow.busy}
        onClick={() => follow.submit({ searchId: id, subscribed: !subscribed })}
      >
        {act}
      </Button>
      <ConfirmAct
        label={t("act", { act: t("remove"), name })}
        button={t("remove")}
        causes={t("removeCauses")}
        danger
        busy={remove.busy}
        problem={remove.problem}
        onConfirm={() => remove.submit({ searchId: id })}
      />
      {follow.problem ? <ErrorSentence problem={follow.problem} /> : null}
    </span>
  );
}

function KeepSearch({ question }: { question: EntryFacetsInput }) {
  const t = useTranslations("catalogue.saved");
  const router = useRouter();
  const trpc = useTRPC();
  const [name, setName] = useState(question.text ?? "");
  const [subscribed, setSubscribed] = useState(false);
  const { submit, busy, problem, setProblem } = useSubmit(trpc.catalogue.saveSearch.mutationOptions(), () =>
    router.refresh(),
  );
  const send = async () => {
    if (name.trim() === "") return setProblem(fieldProblems({ path: "name", problem: "required" }));
    await submit({ name, question, subscribed });
  };
  return (
    <div className="stack">
      <ErrorSentence problem={problem} labels={{ name: t("name") }} />
      <Field path="name" label={t("name")} required problem={problem}>
        {(control) => (
          <Input {...control} value={name} maxLength={60} onChange={({ target }) => setName(target.value)} />
        )}
      </Field>
      <Checkbox checked={subscribed} onChange={({ target }) => setSubscribed(target.checked)}>
        {t("subscribeToo")}
      </Checkbox>
      <div>
        <SubmitButton busy={busy} onClick={send}>
          {t("save")}
        </SubmitButton>
      </div>
    </div>
  );
}

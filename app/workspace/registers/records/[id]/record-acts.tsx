"use client";

import { App, Input } from "antd";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ConfirmAct } from "@/app/components/confirm-act";
import { Field } from "@/app/components/field";
import { fieldProblems, type Problem } from "@/app/components/problem";
import { useSubmit } from "@/app/components/use-submit";
import { useText } from "@/app/i18n/use-text";
import { useTRPC } from "@/app/trpc/client";
import type { RegisterReply } from "@/server/law/types";
import type { RecordView } from "@/server/registers/registers.schema";

/** What the reader may do with a record: change it, withdraw it, answer it, cut grants off. */
export function RecordActs({ view }: { view: Pick<RecordView, "record" | "register" | "may"> }) {
  const t = useTranslations("registers.record");
  const { record, register, may } = view;
  const change = `/workspace/registers/records/${record.id}/change`;
  return (
    <div className="row no-print">
      {may.change ? (
        <>
          <Link className="button" href={change}>
            {t("renew")}
          </Link>
          <Link className="button" href={`${change}?act=correct`}>
            {t("correct")}
          </Link>
          <Withdraw recordId={record.id} version={record.version} />
        </>
      ) : null}
      {register.replies
        .filter(({ id }) => may.replies.includes(id))
        .map((reply) => (
          <Reply key={reply.id} recordId={record.id} reply={reply} />
        ))}
      {may.suspend && register.suspends ? <Suspend recordId={record.id} {...register.suspends} /> : null}
    </div>
  );
}

function Withdraw({ recordId, version }: { recordId: string; version: number }) {
  const t = useTranslations("registers.record");
  const router = useRouter();
  const trpc = useTRPC();
  const [reason, setReason] = useState("");
  const { submit, busy, problem, setProblem } = useSubmit(trpc.registers.withdraw.mutationOptions(), () =>
    router.refresh(),
  );
  return (
    <ConfirmAct
      label={t("withdraw")}
      causes={t("withdrawCauses")}
      danger
      busy={busy}
      problem={problem}
      labels={{ reason: t("reasonField") }}
      onConfirm={async () => {
        if (reason.trim() !== "") return submit({ recordId, version, reason });
        setProblem(fieldProblems({ path: "reason", problem: "required" }));
        return false;
      }}
    >
      <Words path="reason" label={t("reasonField")} problem={problem} value={reason} onChange={setReason} />
    </ConfirmAct>
  );
}

function Reply({ recordId, reply }: { recordId: string; reply: RegisterReply }) {
  const t = useTranslations("registers.record");
  const text = useText();
  const router = useRouter();
  const trpc = useTRPC();
  const [words, setWords] = useState("");
  const { submit, busy, problem, setProblem } = useSubmit(trpc.registers.reply.mutationOptions(), () => {
    setWords("");
    router.refresh();
  });
  return (
    <ConfirmAct
      label={text(reply.title)}
      causes={t("replyCauses")}
      primary={reply.awaited}
      busy={busy}
      problem={problem}
      labels={{ words: t("words") }}
      onConfirm={async () => {
        if (!reply.words || words.trim() !== "") return submit({ recordId, reply: reply.id, words });
        setProblem(fieldProblems({ path: "words", problem: "required" }));
        return false;
      }}
    >
      {reply.words ? (
        <Words path="words" label={t("words")} problem={problem} value={words} onChange={setWords} />
      ) : null}
    </ConfirmAct>
  );
}

function Suspend({
  recordId,
  title,
  causes,
}: {
  recordId: string;
  title: RegisterReply["title"];
  causes: RegisterReply["title"];
}) {
  const t = useTranslations("registers.record");
  const text = useText();
  const router = useRouter();
  const trpc = useTRPC();
  const { message } = App.useApp();
  const { submit, busy, problem } = useSubmit(trpc.registers.suspend.mutationOptions(), ({ suspended }) => {
    void message.success(t("suspended", { count: suspended }));
    router.refresh();
  });
  return (
    <ConfirmAct
      label={text(title)}
      causes={text(causes)}
      danger
      busy={busy}
      problem={problem}
      onConfirm={() => submit({ recordId })}
    />
  );
}

function Words(props: {
  path: string;
  label: string;
  problem: Problem | null;
  value: string;
  onChange: (value: string) => void;
}) {
  return (
    <Field path={props.path} label={props.label} required problem={props.problem}>
      {(control) => (
        <Input.TextArea
          {...control}
          rows={3}
          maxLength={2_000}
          value={props.value}
          onChange={({ target }) => props.onChange(target.value)}
        />
      )}
    </Field>
  );
}

"use client";

import { App, Input } from "antd";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ConfirmAct } from "@/app/components/confirm-act";
import { Field } from "@/app/components/field";
import { useSubmit } from "@/app/components/use-submit";
import { useText } from "@/app/i18n/use-text";
import { useTRPC } from "@/app/trpc/client";
import type { CaseAct, CaseDetail } from "@/server/cases/case.schema";

/** The requester takes the case back; a reason may be given. */
export function WithdrawAct({ detail, act }: { detail: CaseDetail; act: CaseAct }) {
  const t = useTranslations("cases");
  const text = useText();
  const router = useRouter();
  const trpc = useTRPC();
  const { message } = App.useApp();
  const [reason, setReason] = useState("");
  const { submit, busy, problem } = useSubmit(trpc.cases.withdraw.mutationOptions(), () => {
    void message.success(t("act.done", { title: text(act.title) }));
    router.refresh();
  });
  return (
    <div>
      <ConfirmAct
        label={text(act.title)}
        causes={text(act.causes)}
        danger
        busy={busy}
        problem={problem}
        onConfirm={() =>
          submit({
            caseId: detail.id,
            version: detail.version,
            ...(reason.trim() ? { reason: reason.trim() } : {}),
          })
        }
      >
        <Field path="reason" label={t("withdraw.reason")} problem={problem}>
          {(control) => (
            <Input.TextArea
              {...control}
              rows={3}
              maxLength={2_000}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
      </ConfirmAct>
    </div>
  );
}

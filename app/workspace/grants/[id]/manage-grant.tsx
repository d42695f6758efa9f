"use client";

import { App, Input } from "antd";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Source } from "@/app/components/basis-tag";
import { ConfirmAct } from "@/app/components/confirm-act";
import { Field } from "@/app/components/field";
import { fieldProblems } from "@/app/components/problem";
import { useSubmit } from "@/app/components/use-submit";
import { useText } from "@/app/i18n/use-text";
import { useTRPC } from "@/app/trpc/client";
import { NarrowGrant } from "@/app/workspace/grants/[id]/narrow-grant";
import type { FileableProcedure } from "@/server/cases/case.schema";
import type { GrantDetail } from "@/server/delivery/grant.schema";

/** Suspend, resume, end: each with what it causes and a reason that is kept. */
export function ManageGrant({ grant, misuse }: { grant: GrantDetail; misuse: FileableProcedure | null }) {
  const t = useTranslations("grants.manage");
  const trpc = useTRPC();
  const text = useText();
  const { may } = grant;
  return (
    <section className="card no-print" aria-labelledby="manage">
      <h2 id="manage">{t("title")}</h2>
      <div className="act-bar">
        {misuse ? (
          <div className="act-choice">
            <Link className="button" href={`/workspace/file/${misuse.id}?grant=${grant.id}`}>
              {text(misuse.filingTitle)}
            </Link>
            <p>
              {text(misuse.causes)} <Source citation={misuse} reason={false} />
            </p>
          </div>
        ) : null}
        {may.narrow ? <NarrowGrant key={grant.version} grant={grant} /> : null}
        {may.suspend ? <Stop grant={grant} act="suspend" options={trpc.grants.suspend.mutationOptions()} /> : null}
        {may.resume ? <Stop grant={grant} act="resume" options={trpc.grants.resume.mutationOptions()} /> : null}
        {may.revoke ? <Stop grant={grant} act="revoke" options={trpc.grants.revoke.mutationOptions()} /> : null}
      </div>
    </section>
  );
}

type StopOptions = ReturnType<ReturnType<typeof useTRPC>["grants"]["suspend"]["mutationOptions"]>;

function Stop({
  grant,
  act,
  options,
}: {
  grant: GrantDetail;
  act: "suspend" | "resume" | "revoke";
  options: StopOptions;
}) {
  const t = useTranslations("grants.manage");
  const router = useRouter();
  const { message } = App.useApp();
  const [reason, setReason] = useState("");
  const { submit, busy, problem, setProblem } = useSubmit(options, () => {
    setReason("");
    void message.success(t("done", { act: t(act) }));
    router.refresh();
  });
  const send = async () => {
    if (reason.trim() !== "") {
      return submit({ grantId: grant.id, version: grant.version, reason: reason.trim() });
    }
    setProblem(fieldProblems({ path: "reason", problem: "required" }));
    return false;
  };
  return (
    <div className="act-choice">
      <div>
        <ConfirmAct
          label={t(act)}
          causes={t(`${act}Causes`)}
          danger={act === "revoke"}
          busy={busy}
          problem={problem}
          labels={{ reason: t("reason") }}
          onConfirm={send}
        >
          <Field path="reason" label={t("reason")} hint={t("reasonHint")} required problem={problem}>
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
      <p>{t(`${act}Causes`)}</p>
    </div>
  );
}

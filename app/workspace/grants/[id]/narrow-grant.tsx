"use client";

import { App, Checkbox, Input, InputNumber } from "antd";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ConfirmAct } from "@/app/components/confirm-act";
import { Field } from "@/app/components/field";
import { fieldProblems } from "@/app/components/problem";
import { useSubmit } from "@/app/components/use-submit";
import { useTRPC } from "@/app/trpc/client";
import type { GrantDetail } from "@/server/delivery/grant.schema";

/** Less of a grant than was decided: fewer requests, fewer rows, the purpose with every call. Never more. */
export function NarrowGrant({ grant }: { grant: GrantDetail }) {
  const t = useTranslations("grants.manage");
  const router = useRouter();
  const trpc = useTRPC();
  const { message } = App.useApp();
  const { requestsPerMinute, rowsPerDay, purposeDemanded } = grant.limits;
  const [requests, setRequests] = useState<number | null>(requestsPerMinute);
  const [rows, setRows] = useState<number | null>(rowsPerDay);
  const [demanded, setDemanded] = useState(purposeDemanded);
  const [reason, setReason] = useState("");
  const { submit, busy, problem, setProblem } = useSubmit(trpc.grants.narrow.mutationOptions(), () => {
    setReason("");
    void message.success(t("done", { act: t("narrow") }));
    router.refresh();
  });
  const labels = { requestsPerMinute: t("requestsPerMinute"), rowsPerDay: t("rowsPerDay"), reason: t("reason") };
  const send = async () => {
    const missing = [
      ...(requests === null ? ["requestsPerMinute"] : []),
      ...(rows === null ? ["rowsPerDay"] : []),
      ...(reason.trim() === "" ? ["reason"] : []),
    ];
    if (requests === null || rows === null || missing.length > 0) {
      setProblem(fieldProblems(...missing.map((path) => ({ path, problem: "required" as const }))));
      return false;
    }
    const limits = { requestsPerMinute: requests, rowsPerDay: rows, purposeDemanded: demanded };
    return submit({ grantId: grant.id, version: grant.version, reason: reason.trim(), ...limits });
  };
  return (
    <div className="act-choice">
      <div>
        <ConfirmAct
          label={t("narrow")}
          causes={t("narrowCauses")}
          busy={busy}
          problem={problem}
          labels={labels}
          onConfirm={send}
        >
          <Field path="requestsPerMinute" label={labels.requestsPerMinute} required problem={problem}>
            {(control) => (
              <InputNumber
                {...control}
                min={1}
                max={requestsPerMinute}
                precision={0}
                value={requests}
                onChange={setRequests}
              />
            )}
          </Field>
          <Field path="rowsPerDay" label={labels.rowsPerDay} required problem={problem}>
            {(control) => (
              <InputNumber {...control} min={1} max={rowsPerDay} precision={0} value={rows} onChange={setRows} />
            )}
          </Field>
          <p>
            <Checkbox
              checked={demanded}
              disabled={purposeDemanded}
              onChange={(event) => setDemanded(event.target.checked)}
            >
              {t("purposeDemanded")}
            </Checkbox>
          </p>
          <Field path="reason" label={labels.reason} hint={t("reasonHint")} required problem={problem}>
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
      <p>{t("narrowCauses")}</p>
    </div>
  );
}

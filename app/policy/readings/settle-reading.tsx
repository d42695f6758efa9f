"use client";

import { Input } from "antd";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ConfirmAct } from "@/app/components/confirm-act";
import { Field } from "@/app/components/field";
import { fieldProblems } from "@/app/components/problem";
import { useSubmit } from "@/app/components/use-submit";
import { useTRPC } from "@/app/trpc/client";
import type { Verdict } from "@/server/policy/policy.schema";

const MOST_CHARACTERS = 2_000;

/** What the city's authority may say of a reading: that it stands, or that another one is right. */
export function SettleReading({ reading, after }: { reading: string; after: string | null }) {
  const t = useTranslations("policy.readings");
  const [done, setDone] = useState(false);
  return (
    <div className="row no-print">
      <Settle reading={reading} after={after} verdict="confirmed" onDone={() => setDone(true)} />
      <Settle reading={reading} after={after} verdict="objected" onDone={() => setDone(true)} />
      <span role="status" className="small">
        {done ? t("done") : ""}
      </span>
    </div>
  );
}

interface SettleProps {
  reading: string;
  after: string | null;
  verdict: Verdict;
  onDone: () => void;
}

function Settle({ reading, after, verdict, onDone }: SettleProps) {
  const t = useTranslations("policy.readings");
  const router = useRouter();
  const trpc = useTRPC();
  const [reason, setReason] = useState("");
  const [proposal, setProposal] = useState("");
  const objects = verdict === "objected";
  const { submit, busy, problem, setProblem } = useSubmit(trpc.policy.settle.mutationOptions(), () => {
    setReason("");
    setProposal("");
    onDone();
    router.refresh();
  });
  const labels = { proposal: t("proposalField"), reason: t("reasonField") };
  const confirm = async () => {
    const missing = [
      ...(objects && proposal.trim() === "" ? [{ path: "proposal", problem: "required" }] : []),
      ...(reason.trim() === "" ? [{ path: "reason", problem: "required" }] : []),
    ];
    if (missing.length === 0) return submit({ reading, verdict, reason, after, ...(objects && { proposal }) });
    setProblem(fieldProblems(...missing));
    return false;
  };
  return (
    <ConfirmAct
      label={t(objects ? "objectLabel" : "confirmLabel", { id: reading })}
      button={t(objects ? "object" : "confirm")}
      causes={t(objects ? "objectCauses" : "confirmCauses")}
      danger={objects}
      busy={busy}
      problem={problem}
      labels={labels}
      onConfirm={confirm}
    >
      {objects ? (
        <Field path="proposal" label={labels.proposal} required problem={problem}>
          {(control) => (
            <Input.TextArea
              {...control}
              rows={3}
              maxLength={MOST_CHARACTERS}
              value={proposal}
              onChange={({ target }) => setProposal(target.value)}
            />
          )}
        </Field>
      ) : null}
      <Field path="reason" label={labels.reason} required problem={problem}>
        {(control) => (
          <Input.TextArea
            {...control}
            rows={3}
            maxLength={MOST_CHARACTERS}
            value={reason}
            onChange={({ target }) => setReason(target.value)}
          />
        )}
      </Field>
    </ConfirmAct>
  );
}

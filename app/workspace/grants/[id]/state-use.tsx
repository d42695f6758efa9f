"use client";

import { App, Input } from "antd";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ConfirmAct } from "@/app/components/confirm-act";
import { DateInput } from "@/app/components/date-input";
import { Field } from "@/app/components/field";
import { fieldProblems } from "@/app/components/problem";
import { useSubmit } from "@/app/components/use-submit";
import { useTRPC } from "@/app/trpc/client";

const USE = ["scenario", "process", "effect", "storage"] as const;
const DESTRUCTION = ["destroyedOn", "method", "witness"] as const;
type FieldName = (typeof USE)[number] | (typeof DESTRUCTION)[number];

/** The two things that a consumer states: how it used the data, and that it has destroyed them. */
export function StateUse({ grantId }: { grantId: string }) {
  const t = useTranslations("grants.register");
  const router = useRouter();
  const trpc = useTRPC();
  const { message } = App.useApp();
  const done = () => {
    void message.success(t("done"));
    router.refresh();
  };
  const use = useSubmit(trpc.usage.state.mutationOptions(), done);
  const destruction = useSubmit(trpc.usage.destroy.mutationOptions(), done);
  return (
    <div className="row no-print">
      <Statement
        kind="use"
        names={USE}
        {...use}
        send={({ scenario, process, effect, storage }) => use.submit({ grantId, scenario, process, effect, storage })}
      />
      <Statement
        kind="destruction"
        names={DESTRUCTION}
        {...destruction}
        send={({ destroyedOn, method, witness }) => destruction.submit({ grantId, destroyedOn, method, witness })}
      />
    </div>
  );
}

const EMPTY: Record<FieldName, string> = {
  scenario: "",
  process: "",
  effect: "",
  storage: "",
  destroyedOn: "",
  method: "",
  witness: "",
};

function Statement({
  kind,
  names,
  busy,
  problem,
  setProblem,
  send,
}: {
  kind: "use" | "destruction";
  names: readonly FieldName[];
  send: (said: Record<FieldName, string>) => Promise<boolean>;
} & Pick<ReturnType<typeof useSubmit>, "busy" | "problem" | "setProblem">) {
  const t = useTranslations("grants.register");
  const [said, setSaid] = useState(EMPTY);
  const labels = Object.fromEntries(names.map((name) => [name, t(`fields.${name}`)]));
  const confirm = async () => {
    const missing = names.filter((name) => said[name].trim() === "");
    if (missing.length > 0) {
      setProblem(fieldProblems(...missing.map((path) => ({ path, problem: "required" as const }))));
      return false;
    }
    const sent = await send(said);
    if (sent) setSaid(EMPTY);
    return sent;
  };
  return (
    <ConfirmAct
      label={t(`add.${kind}`)}
      causes={t(`causes.${kind}`)}
      busy={busy}
      problem={problem}
      labels={labels}
      onConfirm={confirm}
    >
      {names.map((name) => (
        <Field key={name} path={name} label={t(`fields.${name}`)} hint={t(`hints.${name}`)} required problem={problem}>
          {(control) =>
            name === "destroyedOn" ? (
              <DateInput
                {...control}
                value={said[name]}
                onChange={(value) => setSaid((before) => ({ ...before, [name]: value }))}
              />
            ) : (
              <Input.TextArea
                {...control}
                rows={2}
                maxLength={name === "witness" ? 200 : 2_000}
                value={said[name]}
                onChange={(event) => setSaid((before) => ({ ...before, [name]: event.target.value }))}
              />
            )
          }
        </Field>
      ))}
    </ConfirmAct>
  );
}

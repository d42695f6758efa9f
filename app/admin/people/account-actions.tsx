"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { HandOver } from "@/app/admin/people/hand-over";
import { ConfirmAct } from "@/app/components/confirm-act";
import { useSubmit } from "@/app/components/use-submit";
import { useTRPC } from "@/app/trpc/client";
import type { InitialCredential } from "@/server/people/people.schema";

interface AccountActionsProps {
  id: string;
  name: string;
  disabled: boolean;
  /** Not for demonstration people nor for one of the three administrators. */
  resettable: boolean;
}

/** What the system administrator may do with one account. */
export function AccountActions({ id, name, disabled, resettable }: AccountActionsProps) {
  const t = useTranslations("admin.people");
  const router = useRouter();
  const trpc = useTRPC();
  const refresh = () => router.refresh();
  const disable = useSubmit(trpc.people.disable.mutationOptions(), refresh);
  const enable = useSubmit(trpc.people.enable.mutationOptions(), refresh);
  return (
    <span className="row">
      {disabled ? (
        <ConfirmAct
          label={t("actOn", { act: t("enable"), name })}
          button={t("enable")}
          causes={t("enableCauses", { name })}
          busy={enable.busy}
          problem={enable.problem}
          onConfirm={() => enable.submit({ personId: id })}
        />
      ) : (
        <ConfirmAct
          label={t("actOn", { act: t("disable"), name })}
          button={t("disable")}
          causes={t("disableCauses", { name })}
          danger
          busy={disable.busy}
          problem={disable.problem}
          onConfirm={() => disable.submit({ personId: id })}
        />
      )}
      {resettable ? <ResetPassword id={id} name={name} /> : null}
    </span>
  );
}

function ResetPassword({ id, name }: { id: string; name: string }) {
  const t = useTranslations("admin.people");
  const trpc = useTRPC();
  const [newAuthenticator, setNewAuthenticator] = useState(false);
  const [credential, setCredential] = useState<InitialCredential | null>(null);
  const reset = useSubmit(trpc.people.resetPassword.mutationOptions(), setCredential);
  return (
    <>
      <ConfirmAct
        label={t("actOn", { act: t("reset"), name })}
        button={t("reset")}
        causes={t("resetCauses", { name })}
        danger
        busy={reset.busy}
        problem={reset.problem}
        onConfirm={() => reset.submit({ personId: id, newAuthenticator })}
      >
        <label className="row">
          <input
            type="checkbox"
            checked={newAuthenticator}
            onChange={(event) => setNewAuthenticator(event.target.checked)}
          />
          {t("resetTotp")}
        </label>
      </ConfirmAct>
      <HandOver credential={credential} onClose={() => setCredential(null)} />
    </>
  );
}

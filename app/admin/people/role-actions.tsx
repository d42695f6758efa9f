"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ConfirmAct } from "@/app/components/confirm-act";
import { Field } from "@/app/components/field";
import { fieldProblems } from "@/app/components/problem";
import { useSubmit } from "@/app/components/use-submit";
import { useTRPC } from "@/app/trpc/client";
import type { AssignableRole } from "@/server/identity/roles";

type RoleActionsProps = { id: string; name: string } & ({ offered: AssignableRole[] } | { removes: AssignableRole });

/** Gives one of the offered roles, or takes the named one back. */
export function RoleActions(props: RoleActionsProps) {
  return "removes" in props ? <RemoveRole {...props} /> : <AssignRole {...props} />;
}

function AssignRole({ id, name, offered }: { id: string; name: string; offered: AssignableRole[] }) {
  const t = useTranslations();
  const router = useRouter();
  const trpc = useTRPC();
  const [role, setRole] = useState<AssignableRole | "">("");
  const assign = useSubmit(trpc.people.assignRole.mutationOptions(), () => {
    setRole("");
    router.refresh();
  });
  if (offered.length === 0) return <span className="soft small">{t("admin.people.assignNone")}</span>;
  const confirm = async () => {
    if (role !== "") return assign.submit({ personId: id, role });
    assign.setProblem(fieldProblems({ path: "role", problem: "required" }));
    return false;
  };
  return (
    <ConfirmAct
      label={t("admin.people.actOn", { act: t("admin.people.assign"), name })}
      button={t("admin.people.assign")}
      causes={t("admin.people.assignCauses", {
        name,
        role: role === "" ? t("admin.people.role") : t(`frame.roles.${role}`),
      })}
      busy={assign.busy}
      problem={assign.problem}
      onConfirm={confirm}
    >
      <Field path="role" label={t("admin.people.role")} required problem={assign.problem}>
        {({ status: _, ...control }) => (
          <select
            {...control}
            className="field"
            value={role}
            onChange={(event) => setRole(offered.find((each) => each === event.target.value) ?? "")}
          >
            <option value="">{t("admin.people.chooseRole")}</option>
            {offered.map((each) => (
              <option key={each} value={each}>
                {t(`frame.roles.${each}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
    </ConfirmAct>
  );
}

function RemoveRole({ id, name, removes }: { id: string; name: string; removes: AssignableRole }) {
  const t = useTranslations();
  const router = useRouter();
  const trpc = useTRPC();
  const remove = useSubmit(trpc.people.removeRole.mutationOptions(), () => router.refresh());
  const role = t(`frame.roles.${removes}`);
  return (
    <ConfirmAct
      label={t("admin.people.removeLabel", { name, role })}
      button={t("admin.people.remove")}
      causes={t("admin.people.removeCauses", { name, role })}
      danger
      busy={remove.busy}
      problem={remove.problem}
      onConfirm={() => remove.submit({ personId: id, role: removes })}
    />
  );
}

"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { missingNames, Names } from "@/app/admin/departments/names";
import { ConfirmAct } from "@/app/components/confirm-act";
import { fieldProblems } from "@/app/components/problem";
import { useSubmit } from "@/app/components/use-submit";
import { useTRPC } from "@/app/trpc/client";
import type { Text } from "@/server/law/types";

/** Renames or retires one department. */
export function DepartmentActions({ id, name, shown }: { id: string; name: Text; shown: string }) {
  const t = useTranslations("admin.departments");
  const router = useRouter();
  const trpc = useTRPC();
  const [draft, setDraft] = useState(name);
  const refresh = () => router.refresh();
  const rename = useSubmit(trpc.departments.rename.mutationOptions(), refresh);
  const retire = useSubmit(trpc.departments.retire.mutationOptions(), refresh);
  const confirmRename = async () => {
    const missing = missingNames(draft);
    if (missing.length === 0) return rename.submit({ departmentId: id, name: draft });
    rename.setProblem(fieldProblems(...missing));
    return false;
  };
  return (
    <span className="row">
      <ConfirmAct
        label={t("actOn", { act: t("rename"), name: shown })}
        button={t("rename")}
        causes={t("renameCauses")}
        busy={rename.busy}
        problem={rename.problem}
        onConfirm={confirmRename}
      >
        <Names value={draft} problem={rename.problem} onChange={setDraft} />
      </ConfirmAct>
      <ConfirmAct
        label={t("actOn", { act: t("retire"), name: shown })}
        button={t("retire")}
        causes={t("retireCauses")}
        danger
        busy={retire.busy}
        problem={retire.problem}
        onConfirm={() => retire.submit({ departmentId: id })}
      />
    </span>
  );
}

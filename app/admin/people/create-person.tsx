"use client";

import { Button, Input, Modal } from "antd";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { HandOver } from "@/app/admin/people/hand-over";
import { ErrorSentence } from "@/app/components/error-sentence";
import { Field } from "@/app/components/field";
import { fieldProblems } from "@/app/components/problem";
import { useSubmit } from "@/app/components/use-submit";
import { useTRPC } from "@/app/trpc/client";
import type { InitialCredential } from "@/server/people/people.schema";
import type { FieldProblem } from "@/server/shared/errors";

const EMPTY = { name: "", login: "", departmentId: "" };

/** Enters a colleague; what must be handed over is shown once afterwards. */
export function CreatePerson({ departments }: { departments: { id: string; name: string }[] }) {
  const t = useTranslations("admin.people");
  const common = useTranslations("common");
  const router = useRouter();
  const trpc = useTRPC();
  const [open, setOpen] = useState(false);
  const [form, setForm] = useState(EMPTY);
  const [credential, setCredential] = useState<InitialCredential | null>(null);
  const { submit, busy, problem, setProblem } = useSubmit(trpc.people.create.mutationOptions(), setCredential);
  const close = () => {
    setOpen(false);
    setForm(EMPTY);
    setProblem(null);
  };
  const send = async () => {
    const missing = (["name", "login", "departmentId"] as const)
      .filter((path) => form[path].trim() === "")
      .map((path): FieldProblem => ({ path, problem: "required" }));
    if (missing.length > 0) return setProblem(fieldProblems(...missing));
    if (await submit(form)) close();
  };
  const change = (path: keyof typeof EMPTY) => (event: { target: { value: string } }) =>
    setForm({ ...form, [path]: event.target.value });
  const labels = { name: t("name"), login: t("login"), departmentId: t("department") };
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t("create")}
      </Button>
      <Modal
        open={open}
        title={t("create")}
        okText={t("create")}
        cancelText={common("cancel")}
        okButtonProps={{ loading: busy }}
        mask={{ closable: false }}
        onOk={send}
        onCancel={close}
      >
        <div className="stack-s">
          <p>{t("createCauses")}</p>
          <ErrorSentence problem={problem} labels={labels} />
          <Field path="name" label={labels.name} required problem={problem}>
            {(control) => <Input {...control} maxLength={80} value={form.name} onChange={change("name")} />}
          </Field>
          <Field path="login" label={labels.login} hint={t("createHint")} required problem={problem}>
            {(control) => (
              <Input {...control} maxLength={64} autoComplete="off" value={form.login} onChange={change("login")} />
            )}
          </Field>
          <Field path="departmentId" label={labels.departmentId} required problem={problem}>
            {({ status: _, ...control }) => (
              <select {...control} className="field" value={form.departmentId} onChange={change("departmentId")}>
                <option value="">{t("chooseDepartment")}</option>
                {departments.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </div>
      </Modal>
      <HandOver
        credential={credential}
        onClose={() => {
          setCredential(null);
          router.refresh();
        }}
      />
    </>
  );
}

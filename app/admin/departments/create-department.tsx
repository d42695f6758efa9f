"use client";

import { Button, Input, Modal } from "antd";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { missingNames, Names } from "@/app/admin/departments/names";
import { ErrorSentence } from "@/app/components/error-sentence";
import { Field } from "@/app/components/field";
import { fieldProblems } from "@/app/components/problem";
import { useSubmit } from "@/app/components/use-submit";
import { useText } from "@/app/i18n/use-text";
import { useTRPC } from "@/app/trpc/client";
import type { LegalKind } from "@/server/people/people.schema";

const EMPTY = { code: "", regionId: "", name: { zh: "", en: "" }, legalKind: "", empoweredBy: "" };

/** Adds an ordinary department; the bodies that the regulation names come from the city's files. */
export function CreateDepartment({
  regions,
  kinds,
}: {
  regions: { id: string; name: string }[];
  /** What the city's text knows a department or participant to be. */
  kinds: LegalKind[];
}) {
  const text = useText();
  const t = useTranslations("admin.departments");
  const common = useTranslations("common");
  const router = useRouter();
  const trpc = useTRPC();
  const [open, setOpen] = useState(false);
  const [form, setForm] = useState(EMPTY);
  const { submit, busy, problem, setProblem } = useSubmit(trpc.departments.create.mutationOptions(), () =>
    router.refresh(),
  );
  const close = () => {
    setOpen(false);
    setForm(EMPTY);
    setProblem(null);
  };
  const send = async () => {
    const missing = [
      ...missingNames(form.name),
      ...(["code", "regionId"] as const)
        .filter((path) => form[path].trim() === "")
        .map((path) => ({ path, problem: "required" })),
    ];
    if (missing.length > 0) return setProblem(fieldProblems(...missing));
    if (await submit(form)) close();
  };
  const labels = {
    "name.zh": t("nameZh"),
    "name.en": t("nameEn"),
    code: t("code"),
    regionId: t("region"),
    legalKind: t("legalKind"),
    empoweredBy: t("empoweredBy"),
  };
  const chosen = kinds.find(({ id }) => id === form.legalKind);
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
          <p className="small soft">{t("createdHint")}</p>
          <ErrorSentence problem={problem} labels={labels} />
          <Names value={form.name} problem={problem} onChange={(name) => setForm({ ...form, name })} />
          <Field path="code" label={labels.code} hint={t("codeHint")} required problem={problem}>
            {(control) => (
              <Input
                {...control}
                maxLength={40}
                value={form.code}
                onChange={({ target }) => setForm({ ...form, code: target.value })}
              />
            )}
          </Field>
          <Field path="regionId" label={labels.regionId} required problem={problem}>
            {({ status: _, ...control }) => (
              <select
                {...control}
                className="field"
                value={form.regionId}
                onChange={({ target }) => setForm({ ...form, regionId: target.value })}
              >
                <option value="">{t("chooseRegion")}</option>
                {regions.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field path="legalKind" label={labels.legalKind} problem={problem}>
            {({ status: _, ...control }) => (
              <select
                {...control}
                className="field"
                value={form.legalKind}
                onChange={({ target }) => setForm({ ...form, legalKind: target.value })}
              >
                <option value="">{t("chooseKind")}</option>
                {kinds.map(({ id, title, byReference }) => (
                  <option key={id} value={id}>
                    {byReference ? t("byReference", { kind: text(title) }) : text(title)}
                  </option>
                ))}
              </select>
            )}
          </Field>
          {chosen?.needsLaw ? (
            <Field path="empoweredBy" label={labels.empoweredBy} required problem={problem}>
              {(control) => (
                <Input
                  {...control}
                  maxLength={300}
                  value={form.empoweredBy}
                  onChange={({ target }) => setForm({ ...form, empoweredBy: target.value })}
                />
              )}
            </Field>
          ) : null}
        </div>
      </Modal>
    </>
  );
}

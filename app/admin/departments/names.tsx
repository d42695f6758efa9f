"use client";

import { Input } from "antd";
import { useTranslations } from "next-intl";
import { Field } from "@/app/components/field";
import type { Problem } from "@/app/components/problem";
import type { Text } from "@/server/law/types";
import type { FieldProblem } from "@/server/shared/errors";

/** Both names of a department; each page shows the one of its reader's language. */
export function Names({
  value,
  problem,
  onChange,
}: {
  value: Text;
  problem: Problem | null;
  onChange: (value: Text) => void;
}) {
  const t = useTranslations("admin.departments");
  return (
    <>
      <Field path="name.zh" label={t("nameZh")} required problem={problem}>
        {(control) => (
          <Input
            {...control}
            maxLength={80}
            value={value.zh}
            onChange={({ target }) => onChange({ ...value, zh: target.value })}
          />
        )}
      </Field>
      <Field path="name.en" label={t("nameEn")} required problem={problem}>
        {(control) => (
          <Input
            {...control}
            maxLength={120}
            value={value.en}
            onChange={({ target }) => onChange({ ...value, en: target.value })}
          />
        )}
      </Field>
    </>
  );
}

/** What is missing before anything is sent. */
export function missingNames({ zh, en }: Text): FieldProblem[] {
  return [
    ...(zh.trim() ? [] : [{ path: "name.zh", problem: "required" }]),
    ...(en.trim() ? [] : [{ path: "name.en", problem: "required" }]),
  ];
}

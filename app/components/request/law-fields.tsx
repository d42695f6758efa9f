"use client";

import { Checkbox, Input } from "antd";
import { useTranslations } from "next-intl";
import { Source } from "@/app/components/basis-tag";
import { DateInput } from "@/app/components/date-input";
import { type ControlProps, Field } from "@/app/components/field";
import type { Problem } from "@/app/components/problem";
import { useText } from "@/app/i18n/use-text";
import type { ApplicationField } from "@/server/law/types";

interface LawFieldsProps {
  /** The fields that are asked now. */
  fields: readonly ApplicationField[];
  /** Where they stand in the input, as the server names it in its problems. */
  path: string;
  values: Record<string, string>;
  problem: Problem | null;
  onChange: (values: Record<string, string>) => void;
}

/** Everything that the law asks on a form, each with the article that asks for it. */
export function LawFields({ fields, path, values, problem, onChange }: LawFieldsProps) {
  const text = useText();
  return fields.map((field) => (
    <Field
      key={field.id}
      path={`${path}.${field.id}`}
      label={text(field.title)}
      required={field.required}
      hint={<Source citation={field} />}
      problem={problem}
      group={isTick(field)}
    >
      {(control) => (
        <LawField
          field={field}
          control={control}
          value={values[field.id] ?? ""}
          onChange={(value) => onChange({ ...values, [field.id]: value })}
        />
      )}
    </Field>
  ));
}

interface LawFieldProps {
  field: ApplicationField;
  control: ControlProps;
  value: string;
  onChange: (value: string) => void;
}

/** A thing that is either said or left out: a flag, or a choice with one answer. */
const isTick = ({ kind, options }: ApplicationField) => kind === "flag" || (kind === "choice" && options.length === 1);

/** The control for one thing that the law asks: words, a day, a number of days, one of a list, or yes. */
function LawField({ field, control, value, onChange }: LawFieldProps) {
  const t = useTranslations("common");
  const text = useText();
  switch (field.kind) {
    case "date":
      return <DateInput {...control} value={value} onChange={onChange} />;
    case "year":
    case "days":
      return (
        <Input
          {...control}
          inputMode="numeric"
          maxLength={4}
          style={{ maxWidth: 160 }}
          value={value}
          onChange={(event) => onChange(event.target.value.replace(/\D/g, ""))}
        />
      );
    case "choice":
      if (isTick(field))
        return field.options.map((option) => (
          <Checkbox
            key={option.value}
            checked={value === option.value}
            onChange={(event) => onChange(event.target.checked ? option.value : "")}
          >
            {text(option.title)}
          </Checkbox>
        ));
      return (
        <select
          className="field"
          id={control.id}
          aria-describedby={control["aria-describedby"]}
          aria-invalid={control["aria-invalid"]}
          aria-required={control["aria-required"]}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        >
          <option value="">{t("choose")}</option>
          {field.options.map((option) => (
            <option key={option.value} value={option.value}>
              {text(option.title)}
            </option>
          ))}
        </select>
      );
    case "flag":
      return (
        <Checkbox checked={value === "true"} onChange={(event) => onChange(event.target.checked ? "true" : "")}>
          {text(field.title)}
        </Checkbox>
      );
    default:
      return (
        <Input.TextArea
          {...control}
          autoSize={{ minRows: 2, maxRows: 8 }}
          maxLength={2_000}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      );
  }
}

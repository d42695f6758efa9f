"use client";

import { Checkbox, Input } from "antd";
import { useTranslations } from "next-intl";
import { DateInput } from "@/app/components/date-input";
import type { ControlProps } from "@/app/components/field";
import { useText } from "@/app/i18n/use-text";
import type { ApplicationField } from "@/server/law/types";

interface LawFieldProps {
  field: ApplicationField;
  control: ControlProps;
  value: string;
  onChange: (value: string) => void;
}

/** The control for one thing that the law asks: words, a day, a number of days, one of a list, or yes. */
export function LawField({ field, control, value, onChange }: LawFieldProps) {
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

import { useFormatter, useTranslations } from "next-intl";
import { useText } from "@/app/i18n/use-text";
import type { ApplicationField } from "@/server/law/types";

/** A value of a field of the law in the reader's words; works in server and client components alike. */
export function useFieldWords(): (field: ApplicationField, value: string) => string {
  const t = useTranslations("common");
  const text = useText();
  const format = useFormatter();
  return (field, value) => {
    if (field.kind === "date" && /^\d{4}-\d{2}-\d{2}$/.test(value)) {
      return format.dateTime(new Date(`${value}T00:00:00+08:00`), "date");
    }
    if (field.kind === "flag") return t(value === "true" ? "yes" : "no");
    const option = field.options.find((one) => one.value === value);
    return option ? text(option.title) : value;
  };
}

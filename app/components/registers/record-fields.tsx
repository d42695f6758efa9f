import { useTranslations } from "next-intl";
import { useFieldWords } from "@/app/components/request/use-field-words";
import { useText } from "@/app/i18n/use-text";
import type { ApplicationField } from "@/server/law/types";
import type { Office } from "@/server/registers/registers.schema";

/** The words of a record, under the names that the law gives its fields. */
export function RecordFields({
  fields,
  values,
  departments,
}: {
  fields: readonly ApplicationField[];
  values: Readonly<Record<string, string>>;
  departments: readonly Office[];
}) {
  const text = useText();
  const words = useRecordWords(departments);
  return (
    <dl className="facts">
      {fields
        .filter(({ id }) => values[id] !== undefined)
        .map((field) => (
          <FactOf key={field.id} title={text(field.title)} words={words(field, values[field.id] ?? "")} />
        ))}
    </dl>
  );
}

function FactOf({ title, words }: { title: string; words: string }) {
  return (
    <>
      <dt>{title}</dt>
      <dd style={{ whiteSpace: "pre-line" }}>{words}</dd>
    </>
  );
}

/** A value of a record in the reader's words; a department by its name. */
export function useRecordWords(departments: readonly Office[]): (field: ApplicationField, value: string) => string {
  const text = useText();
  const words = useFieldWords();
  return (field, value) => {
    const named = field.kind === "department" ? departments.find(({ id }) => id === value) : undefined;
    return named ? text(named.name) : words(field, value);
  };
}

/** The first words of a record, for a row of a list. */
export function RecordSummary({
  fields,
  values,
  departments,
}: {
  fields: readonly ApplicationField[];
  values: Readonly<Record<string, string>>;
  departments: readonly Office[];
}) {
  const words = useRecordWords(departments);
  const text = useText();
  const t = useTranslations("common");
  const shown = fields.filter(({ id }) => values[id] !== undefined).slice(0, SHOWN);
  return (
    <span className="clamp">
      {shown.map((field: ApplicationField, index) => (
        <span key={field.id}>
          {index > 0 ? t("listSeparator") : ""}
          {field.kind === "flag" ? text(field.title) : words(field, values[field.id] ?? "")}
        </span>
      ))}
    </span>
  );
}

const SHOWN = 4;

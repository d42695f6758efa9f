import { useTranslations } from "next-intl";
import { useText } from "@/app/i18n/use-text";
import type { RowFilter } from "@/server/cases/case.schema";
import type { Text } from "@/server/law/types";

/** The conditions on rows as sentences: `区县代码 等于 210402`. */
export function FilterWords({ filter, items }: { filter: RowFilter; items: readonly { name: string; label: Text }[] }) {
  const t = useTranslations("scope");
  const common = useTranslations("common");
  const text = useText();
  if (filter.length === 0) return <span>{t("allRows")}</span>;
  return (
    <ul className="plain">
      {filter.map((condition) => {
        const item = items.find(({ name }) => name === condition.column);
        const values = Array.isArray(condition.value) ? condition.value : [condition.value];
        const value = values
          .map((one) => (typeof one === "boolean" ? common(one ? "yes" : "no") : String(one)))
          .join(common("listSeparator"));
        const column = item ? text(item.label) : condition.column;
        if (condition.op === "null") {
          const empty = String(condition.value) === "true";
          return <li key={JSON.stringify(condition)}>{t(empty ? "emptyCondition" : "filledCondition", { column })}</li>;
        }
        return (
          <li key={JSON.stringify(condition)}>
            {t("condition", {
              column,
              op: t(`ops.${condition.op}`),
              value,
            })}
          </li>
        );
      })}
    </ul>
  );
}

import type { RowFilter } from "@/server/cases/case.schema";
import type { StoredItem } from "@/server/cases/stored-case";
import { isCivilDate } from "@/server/law";
import type { FieldProblem } from "@/server/shared/errors";

type Item = Pick<StoredItem, "name" | "type">;
type Condition = RowFilter[number];

/** What is wrong with conditions on the rows of an entry; `path` names the field that holds them. */
export function filterProblems(filter: RowFilter, items: readonly Item[], path: string): FieldProblem[] {
  return filter.flatMap((condition, index): FieldProblem[] => {
    const item = items.find(({ name }) => name === condition.column);
    const at = `${path}.${index}`;
    if (!item) return [{ path: `${at}.column`, problem: "unknown-column", params: { column: condition.column } }];
    if (!allows(item, condition)) return [{ path: `${at}.op`, problem: "filter-op", params: { column: item.name } }];
    const values = Array.isArray(condition.value) ? condition.value : [condition.value];
    return values.every((value) => fits(item, value))
      ? []
      : [{ path: `${at}.value`, problem: "filter-value", params: { column: item.name } }];
  });
}

function allows({ type }: Item, { op }: Condition): boolean {
  if (op === "prefix") return type === "text";
  if (op === "gte" || op === "lte") return type !== "boolean";
  return true;
}

function fits({ type }: Item, value: string | number | boolean): boolean {
  switch (type) {
    case "integer":
      return Number.isSafeInteger(value);
    case "decimal":
      return typeof value === "number";
    case "boolean":
      return typeof value === "boolean";
    case "date":
      return typeof value === "string" && isCivilDate(value);
    case "timestamp":
      return typeof value === "string" && !Number.isNaN(Date.parse(value));
    case "text":
      return typeof value === "string";
  }
}

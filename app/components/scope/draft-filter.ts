import type { RowFilter } from "@/server/cases/case.schema";
import type { ItemType } from "@/server/catalogue/catalogue.schema";

export type FilterOp = RowFilter[number]["op"];

/** A condition while it is being typed: every value is text. */
export interface DraftCondition {
  column: string;
  op: FilterOp;
  value: string;
}

/** The relations that a data item of a type can stand in. */
export function opsOf(type: ItemType | undefined): readonly FilterOp[] {
  switch (type) {
    case undefined:
    case "boolean":
      return ["eq"];
    case "text":
      return ["eq", "ne", "in", "prefix", "contains", "gte", "lte"];
    default:
      return ["eq", "ne", "in", "gt", "gte", "lt", "lte"];
  }
}

/** The conditions as the server takes them; lines without a data item or a value are left out. */
export function toRowFilter(
  draft: readonly DraftCondition[],
  typeOf: (column: string) => ItemType | undefined,
): RowFilter {
  return draft
    .filter(({ column, value }) => column !== "" && value.trim() !== "")
    .map(({ column, op, value }): RowFilter[number] => {
      const type = typeOf(column);
      if (op !== "in") return { column, op, value: singleValue(value.trim(), type) };
      const list = value.split(/[,，、;；\n]/).map((one) => one.trim());
      return { column, op, value: list.filter((one) => one !== "").map((one) => listedValue(one, type)) };
    });
}

/** Conditions of the server as they are typed. */
export function toDraft(filter: RowFilter): DraftCondition[] {
  return filter.map(({ column, op, value }) => ({
    column,
    op,
    value: Array.isArray(value) ? value.join(", ") : String(value),
  }));
}

function singleValue(value: string, type: ItemType | undefined): string | number | boolean {
  if (type === "boolean") return value === "true";
  return listedValue(value, type);
}

/** What is not a number stays text, so that the server can say what is wrong with it. */
function listedValue(value: string, type: ItemType | undefined): string | number {
  const number = Number(value);
  return (type === "integer" || type === "decimal") && !Number.isNaN(number) ? number : value;
}

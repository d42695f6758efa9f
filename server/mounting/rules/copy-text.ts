import type { ItemType } from "@/server/catalogue/catalogue.schema";
import type { FieldProblem } from "@/server/shared/errors";

/** A value as a source delivers it; dates as `YYYY-MM-DD`, timestamps as `YYYY-MM-DD HH:MM[:SS]`, both civil time. */
export type SourceValue = string | number | boolean | null;

/** A value that is not of its column's type. `row` counts from 1. */
export class BadCellError extends Error {
  override readonly name = "BadCellError";
  constructor(readonly field: FieldProblem) {
    super(`${field.path}: ${field.problem}`);
  }
}

// COPY's own escapes; a NUL cannot be stored at all.
const ESCAPES: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };
const INTEGER = /^-?\d{1,18}$/;
const DECIMAL = /^-?\d{1,30}(\.\d{1,15})?$/;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIMESTAMP = /^(\d{4}-\d{2}-\d{2})[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/;

/**
 * One row in the text format of COPY, ending with a newline.
 * @param row number of the row, from 1
 * @throws BadCellError naming row and column
 */
export function copyLine(
  row: number,
  columns: readonly { name: string; type: ItemType }[],
  values: readonly SourceValue[],
): string {
  if (values.length !== columns.length) {
    throw new BadCellError({
      path: `rows.${row}`,
      problem: "column-count",
      params: { row, expected: columns.length, found: values.length },
    });
  }
  let line = String(row);
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i] as { name: string; type: ItemType };
    const value = values[i] ?? null;
    if (value === null || (value === "" && column.type !== "text")) {
      line += "\t\\N";
      continue;
    }
    const text = textOf(column.type, value);
    if (text === null) {
      throw new BadCellError({
        path: `rows.${row}.${column.name}`,
        problem: "bad-value",
        params: { row, column: column.name },
      });
    }
    line += `\t${text}`;
  }
  return `${line}\n`;
}

function textOf(type: ItemType, value: string | number | boolean): string | null {
  const text = typeof value === "string" ? value : String(value);
  switch (type) {
    case "text":
      if (text.includes("\0")) return null;
      return /[\\\t\n\r]/.test(text) ? text.replace(/[\\\t\n\r]/g, (c) => ESCAPES[c] ?? c) : text;
    case "integer":
      return INTEGER.test(text) ? text : null;
    case "decimal":
      return DECIMAL.test(text) ? text : null;
    case "date":
      return isCivilDate(text) ? text : null;
    case "timestamp": {
      const day = TIMESTAMP.exec(text)?.[1];
      return day && isCivilDate(day) ? text : null;
    }
    case "boolean":
      return text === "true" || text === "false" ? text : null;
  }
}

function isCivilDate(text: string): boolean {
  const match = DATE.exec(text);
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year < 1 || month < 1 || month > 12) return false;
  return day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

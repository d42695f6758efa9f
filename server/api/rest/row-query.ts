import { type RowFilter, rowFilter } from "@/server/cases/case.schema";
import { DomainError, type FieldProblem } from "@/server/shared/errors";

const OWN = new Set(["columns", "limit", "after", "sort", "count", "purpose", "format"]);
const FILTER = /^filter\.([a-z][a-z0-9_]{0,40})(?:\.(eq|ne|in|gt|gte|lt|lte|null|prefix|contains))?$/;

/**
 * Reads the conditions of a query string: `filter.district=望花区`, `filter.registered_on.gte=2020-01-01`,
 * `filter.status.in=存续,注销`. A parameter that means nothing is an error, so that a misspelt condition never widens an answer.
 * @throws DomainError INVALID
 */
export function readFilter(queries: Record<string, string[]>): RowFilter {
  const fields: FieldProblem[] = [];
  const conditions: unknown[] = [];
  for (const [name, values] of Object.entries(queries)) {
    if (OWN.has(name)) {
      if (values.length > 1) fields.push({ path: name, problem: "wrong" });
      continue;
    }
    const [matched, column, op = "eq"] = FILTER.exec(name) ?? [];
    if (!matched) {
      fields.push(
        name.startsWith("filter.")
          ? { path: name.slice(0, 80), problem: "filter-op", params: { column: name.slice(7, 80) } }
          : { path: name.slice(0, 80), problem: "unknown-parameter", params: { name: name.slice(0, 80) } },
      );
      continue;
    }
    for (const value of values) conditions.push({ column, op, value: op === "in" ? value.split(",") : value });
  }
  const parsed = rowFilter.safeParse(conditions);
  if (!parsed.success) fields.push({ path: "filter", problem: "wrong" });
  if (fields.length > 0) throw new DomainError("INVALID", { fields });
  return parsed.data as RowFilter;
}

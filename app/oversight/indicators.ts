import type { CompareRow, Indicators } from "@/server/oversight/oversight.schema";

/** What places are compared by, in the order of the columns. */
export const INDICATORS = ["filed", "decided", "onTimeRate", "refusalRate", "overdue", "openOverdue"] as const;
export type IndicatorId = (typeof INDICATORS)[number];

/** `hidden`: suppressed. `none`: nothing to take a share of. Rates lie in [atLeast, atMost], 0–1. */
export type Cell =
  | { kind: "count"; value: number }
  | { kind: "rate"; atLeast: number; atMost: number }
  | { kind: "hidden"; of: "count" | "rate" }
  | { kind: "none" };

/** One indicator of one place, as far as it was released. */
export function cellOf(place: Indicators, id: IndicatorId): Cell {
  switch (id) {
    case "onTimeRate":
      if (place.onTimeRate) return { kind: "rate", ...place.onTimeRate };
      return place.decided === 0 ? { kind: "none" } : { kind: "hidden", of: "rate" };
    case "refusalRate": {
      if (place.decided === 0) return { kind: "none" };
      if (place.decided === null || place.refused === null) return { kind: "hidden", of: "rate" };
      // What the law deemed refused was decided by nobody, and is refused all the same.
      const rate = place.refused / Math.max(place.decided, place.refused);
      return { kind: "rate", atLeast: rate, atMost: rate };
    }
    default: {
      const value = place[id];
      return value === null ? { kind: "hidden", of: "count" } : { kind: "count", value };
    }
  }
}

/** A number to order by: a range counts as its middle; null has no place in the order. */
export function numberOf(cell: Cell): number | null {
  if (cell.kind === "count") return cell.value;
  return cell.kind === "rate" ? (cell.atLeast + cell.atMost) / 2 : null;
}

/** The rows by one indicator; what was not released stands last in either direction, so that the order tells nothing. */
export function sortRows(rows: readonly CompareRow[], by: IndicatorId, direction: "asc" | "desc"): CompareRow[] {
  const sign = direction === "asc" ? 1 : -1;
  return [...rows].sort((a, b) => {
    const [left, right] = [numberOf(cellOf(a, by)), numberOf(cellOf(b, by))];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return (left - right) * sign;
  });
}

/** The difference between two released values of one indicator; null when either is not exact. */
export function differenceOf(a: Cell, b: Cell): number | null {
  if (a.kind === "count" && b.kind === "count") return a.value - b.value;
  if (a.kind === "rate" && b.kind === "rate" && a.atLeast === a.atMost && b.atLeast === b.atMost) {
    return a.atLeast - b.atLeast;
  }
  return null;
}

/** Lines of CSV with CRLF and a byte order mark; a cell that a spreadsheet would run as a formula is quoted with `'`. */
export function toCsv(lines: readonly (readonly (string | number)[])[]): string {
  return `\uFEFF${lines.map((line) => line.map(csvCell).join(",")).join("\r\n")}\r\n`;
}

function csvCell(value: string | number): string {
  if (typeof value === "number") return String(value);
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

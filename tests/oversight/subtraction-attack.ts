/** A cell as SQL gives it; null is hidden (in released cells) or "all of them" (in the names). */
export interface Released {
  tenant_id: string;
  region_id: string | null;
  quarter: string | null;
  procedure: string | null;
  filed: number | null;
  decided: number | null;
  granted: number | null;
  refused: number | null;
  /** Decided, but neither granted nor refused. No cell shows it. */
  settled?: number | null;
  overdue: number | null;
  open_overdue: number | null;
}

const COUNTS = ["filed", "decided", "granted", "refused", "settled", "overdue", "open_overdue"] as const;
type Count = (typeof COUNTS)[number];
type Equation = Map<string, number>;

/**
 * Everything that can be calculated from what is shown: all sums that hold between the cells (quarters, procedures and
 * counties make totals; granted, refused and what was decided in a third way make decided), solved as linear equations.
 * @returns the hidden counts from one to nine that have only one possible value
 */
export function findable(shown: Released[], truth: Released[]): string[] {
  const known = new Map<string, number | null>();
  for (const cell of shown) for (const count of COUNTS) known.set(nameOf(cell, count), cell[count] ?? null);
  const values = new Map(truth.flatMap((cell) => COUNTS.map((count) => [nameOf(cell, count), cell[count]] as const)));
  const systems = new Map<string, Equation[]>();
  for (const equation of equationsOf(shown, known)) {
    const [first = ""] = equation.keys();
    systems.set(systemOf(first), [...(systems.get(systemOf(first)) ?? []), equation]);
  }
  const determined = [...systems.values()].flatMap((equations) => [...solve(equations)]);
  return determined.filter((name) => {
    const value = values.get(name) ?? 0;
    return value >= 1 && value <= 9;
  });
}

function nameOf({ tenant_id, region_id, quarter, procedure }: Released, count: Count): string {
  return [tenant_id, region_id, quarter, procedure, count].join("/");
}

/** No sum joins two cities, nor counts that do not add up to one another: each such family is solved by itself. */
function systemOf(name: string): string {
  const [tenant, , , , count] = name.split("/");
  return `${tenant} ${count === "granted" || count === "refused" || count === "settled" ? "decided" : count}`;
}

/** Coefficients of the hidden counts only; what is shown moves to the other side and does not matter for the rank. */
function equationsOf(shown: Released[], known: Map<string, number | null>): Equation[] {
  const equations: Equation[] = [];
  const add = (total: string, parts: string[]) => {
    const equation: Equation = new Map();
    for (const [name, factor] of [[total, 1] as const, ...parts.map((part) => [part, -1] as const)]) {
      if (known.get(name) === null) equation.set(name, factor);
    }
    if (equation.size > 0) equations.push(equation);
  };
  const totals = shown.filter(({ quarter, procedure }) => !quarter && !procedure);
  for (const total of totals) {
    const own = shown.filter((cell) => cell.tenant_id === total.tenant_id && cell.region_id === total.region_id);
    const quarters = own.filter(({ quarter }) => quarter);
    const procedures = own.filter(({ procedure }) => procedure);
    const counties = total.region_id
      ? []
      : totals.filter((cell) => cell.region_id && cell.tenant_id === total.tenant_id);
    for (const count of COUNTS) {
      for (const parts of [quarters, procedures, counties]) {
        if (parts.length > 0)
          add(
            nameOf(total, count),
            parts.map((part) => nameOf(part, count)),
          );
      }
    }
  }
  for (const cell of shown)
    add(
      nameOf(cell, "decided"),
      (["granted", "refused", "settled"] as const).map((part) => nameOf(cell, part)),
    );
  return equations;
}

/** Gauss–Jordan: an unknown is determined when a reduced row holds it alone. */
function solve(equations: Equation[]): Set<string> {
  const pivots = new Map<string, Equation>();
  for (const given of equations) {
    const row = new Map(given);
    for (const [name, pivot] of pivots) subtract(row, pivot, row.get(name) ?? 0);
    const [lead] = row;
    if (!lead) continue;
    const [name, factor] = lead;
    for (const [key, value] of row) row.set(key, value / factor);
    for (const other of pivots.values()) subtract(other, row, other.get(name) ?? 0);
    pivots.set(name, row);
  }
  return new Set([...pivots].filter(([, row]) => row.size === 1).map(([name]) => name));
}

function subtract(row: Equation, pivot: Equation, times: number): void {
  if (times === 0) return;
  for (const [name, factor] of pivot) {
    const value = (row.get(name) ?? 0) - times * factor;
    if (Math.abs(value) < 1e-9) row.delete(name);
    else row.set(name, value);
  }
}

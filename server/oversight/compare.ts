import type { Scope } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";
import { type CivilDate, listBooks, type PolicyBook, PROCEDURE_IDS, shanghaiDate } from "@/server/law";
import { findReleasedCells, type ReleasedCell } from "./oversight.repository";
import type { CompareInput, CompareRow, Comparison, Indicators, RateView } from "./oversight.schema";

/** Counts below this never leave the database (SECURE 22); gate.compare holds the rule, this is only shown. */
const SMALLEST = 10;

const NOTHING_FILED: Indicators = {
  filed: 0,
  decided: 0,
  granted: 0,
  refused: 0,
  overdue: 0,
  openOverdue: 0,
  onTimeRate: null,
  grantedRate: null,
};

/**
 * Compares the cities of a province, a city's counties or a municipality's districts by counts and timeliness.
 * The numbers come from rollups, already suppressed by the database; names come from the tenants' files.
 * @throws DomainError FORBIDDEN when the person oversees nothing
 */
export async function compare(scope: Scope, input: CompareInput): Promise<Comparison> {
  authorise(scope.actor, "read", "rollup");
  const cells = await findReleasedCells(scope.tx, input.by);
  const window = windowOf(scope.now, cells);
  const quarters = quartersBetween(window.from, window.until);
  const procedures = [...PROCEDURE_IDS];
  const detailed = input.by === "city" || scope.actor.tenantKind === "city";
  const rows = unitsOf(scope, input).map((unit) => {
    const own = cells.filter((cell) => cell.tenantId === unit.tenantId && cell.regionId === unit.regionId);
    const total = own.find((cell) => !cell.quarter && !cell.procedure);
    const parts = detailed
      ? {
          quarters: quarters.map((quarter) => ({
            ...quarter,
            ...part(
              own.find((cell) => cell.quarter && dateOf(cell.quarter) === quarter.start),
              total,
            ),
          })),
          procedures: procedures.map((procedure) => ({
            procedure,
            ...part(
              own.find((cell) => cell.procedure === procedure),
              total,
            ),
          })),
        }
      : { quarters: [], procedures: [] };
    return { ...unit, ...indicators(total), ...parts, suppressed: own.some(({ suppressed }) => suppressed) };
  });
  return { by: input.by, ...window, quarters, procedures, smallest: SMALLEST, rows };
}

type Unit = Pick<CompareRow, "key" | "tenantId" | "regionId" | "name" | "cityName">;

/** Every city or county the person may compare, also those where nothing was filed. */
function unitsOf({ actor }: Scope, { by, city }: CompareInput): Unit[] {
  const overseesProvince = actor.tenantKind === "province";
  const books = listBooks()
    .filter((book) =>
      overseesProvince ? book.city.province.tenant === actor.province : book.city.id === actor.tenantId,
    )
    .filter((book) => city === undefined || book.city.id === city);
  if (by === "city") return overseesProvince ? books.map(cityUnit) : [];
  return books.flatMap((book) =>
    regionUnits(book).filter(({ regionId }) => overseesProvince || actor.regionIds.includes(regionId ?? "")),
  );
}

function cityUnit({ city }: PolicyBook): Unit {
  return { key: city.id, tenantId: city.id, regionId: null, name: city.names, cityName: city.names };
}

function regionUnits({ city }: PolicyBook): Unit[] {
  return city.regions.map(({ code, names }) => ({
    key: `${city.id}/${code}`,
    tenantId: city.id,
    regionId: code,
    // The city's own departments stand beside its counties.
    name: code === city.regionCode ? { zh: `${names.zh}（市级部门）`, en: `${names.en} (city level)` } : names,
    cityName: city.names,
  }));
}

/** A part that has no cell is nothing filed, unless its total is hidden: then nobody may know that it is nothing. */
function part(cell: ReleasedCell | undefined, total: ReleasedCell | undefined): Indicators {
  if (cell) return indicators(cell);
  if (!total) return NOTHING_FILED;
  const zeroUnlessHidden = (count: number | null) => (count === null ? null : 0);
  return {
    filed: zeroUnlessHidden(total.filed),
    decided: zeroUnlessHidden(total.decided),
    granted: zeroUnlessHidden(total.granted),
    refused: zeroUnlessHidden(total.refused),
    overdue: zeroUnlessHidden(total.overdue),
    openOverdue: zeroUnlessHidden(total.openOverdue),
    onTimeRate: null,
    grantedRate: null,
  };
}

function indicators(cell: ReleasedCell | undefined): Indicators {
  if (!cell) return NOTHING_FILED;
  const { filed, decided, granted, refused, overdue, openOverdue } = cell;
  return {
    filed,
    decided,
    granted,
    refused,
    overdue,
    openOverdue,
    onTimeRate: rate(cell.onTimeAtLeast, cell.onTimeAtMost),
    // Both counts are there: nothing is hidden that an exact rate could tell. What the law deemed decided has an outcome, too.
    grantedRate:
      granted !== null && decided !== null && decided >= SMALLEST
        ? { atLeast: granted / Math.max(decided, granted), atMost: granted / Math.max(decided, granted) }
        : rate(cell.grantedAtLeast, cell.grantedAtMost),
  };
}

function rate(atLeast: number | null, atMost: number | null): RateView | null {
  return atLeast === null || atMost === null ? null : { atLeast: atLeast / 100, atMost: atMost / 100 };
}

function windowOf(now: Date, cells: ReleasedCell[]): { from: CivilDate; until: CivilDate } {
  const [cell] = cells;
  if (cell) return { from: dateOf(cell.windowFrom), until: dateOf(cell.windowUntil) };
  const running = quarterStart(shanghaiDate(now));
  return { from: shiftQuarters(running, -4), until: shiftQuarters(running, 1) };
}

function quartersBetween(from: CivilDate, until: CivilDate): { start: CivilDate; label: string }[] {
  const quarters = [];
  for (let start = from; start < until; start = shiftQuarters(start, 1)) {
    quarters.push({ start, label: `${start.slice(0, 4)}Q${(Number(start.slice(5, 7)) + 2) / 3}` });
  }
  return quarters;
}

function quarterStart(date: CivilDate): CivilDate {
  const month = Number(date.slice(5, 7));
  return `${date.slice(0, 4)}-${String(month - ((month - 1) % 3)).padStart(2, "0")}-01`;
}

function shiftQuarters(start: CivilDate, by: number): CivilDate {
  const month = Number(start.slice(5, 7)) - 1 + by * 3;
  return new Date(Date.UTC(Number(start.slice(0, 4)), month, 1)).toISOString().slice(0, 10);
}

/** A `date` of the database, which the driver gives as midnight UTC. */
function dateOf(date: Date): CivilDate {
  return date.toISOString().slice(0, 10);
}

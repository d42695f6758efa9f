import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Cell, type Claim, claimsOf, coverageOf, parseObligations } from "./law/coverage";
import { isTestFile } from "./test-files";

/**
 * `npm run obligations`: which obligations of the five texts a test shows. A test names them in a comment above or inside
 * itself, `// covers: SZ-15-1.2a, SZ-15-1.2b`. An id that obligations.csv does not know makes the command fail.
 */

const { values: asked } = parseArgs({
  options: {
    missing: { type: "boolean", default: false },
    city: { type: "string" },
    capability: { type: "string" },
    json: { type: "boolean", default: false },
  },
});

const obligations = parseObligations(readFileSync("tests/law/obligations.csv"));
for (const column of ["city", "capability"] as const) {
  const there = [...new Set(obligations.map((obligation) => obligation[column]))];
  const wanted = asked[column];
  if (wanted === undefined || there.includes(wanted)) continue;
  console.error(`No ${column} "${wanted}". There are: ${there.join(", ")}.`);
  process.exit(2);
}

const claims = sourceFiles().flatMap((file) => claimsOf(file, readFileSync(file, "utf8"), isTestFile(file)));
const coverage = coverageOf(obligations, claims);
const isAsked = ({ city, capability }: { city: string; capability: string }) =>
  (asked.city ?? city) === city && (asked.capability ?? capability) === capability;
const cells = coverage.cells.filter(isAsked);
const missing = coverage.missing.filter(isAsked);

if (asked.json) {
  const { unknown, uncounted } = coverage;
  console.log(JSON.stringify({ total: sum(cells), cells, missing: missing.map(({ id }) => id), unknown, uncounted }));
} else if (asked.missing) {
  for (const { id, article, capability, software_duty } of missing) {
    console.log(`${id.padEnd(12)} ${capability.padEnd(23)} article ${article}: ${software_duty}`);
  }
  console.log(`${missing.length} of ${sum(cells).coverable} not shown by a test.`);
} else {
  printTable();
  for (const { id, file, line } of coverage.uncounted)
    console.log(`not counted, no test runs there: ${id} ${file}:${line}`);
}
for (const claim of coverage.unknown) console.error(`unknown obligation ${place(claim)}`);
process.exitCode = coverage.unknown.length > 0 ? 1 : 0;

function place({ id, file, line }: Claim): string {
  return `${id} at ${file}:${line}`;
}

/** Every TypeScript file beside which a test may stand. */
function sourceFiles(): string[] {
  return ["app", "server", "tenants", "tests"].flatMap((folder) =>
    readdirSync(folder, { recursive: true })
      .map((name) => join(folder, String(name)).replaceAll("\\", "/"))
      .filter((path) => /\.tsx?$/.test(path) && !path.includes("node_modules")),
  );
}

function sum(some: readonly Cell[]): { covered: number; coverable: number } {
  return some.reduce(
    (total, { covered, coverable }) => ({
      covered: total.covered + covered,
      coverable: total.coverable + coverable,
    }),
    { covered: 0, coverable: 0 },
  );
}

/** Capabilities down, cities across, `covered/coverable` in each cell. */
function printTable(): void {
  const cities = [...new Set(cells.map(({ city }) => city))];
  const capabilities = [...new Set(cells.map(({ capability }) => capability))].sort();
  const cell = (some: readonly Cell[]) => {
    const { covered, coverable } = sum(some);
    return coverable === 0 ? "–" : `${covered}/${coverable}`;
  };
  const share = (some: readonly Cell[]) => {
    const { covered, coverable } = sum(some);
    return `${Math.floor((100 * covered) / coverable)} %`;
  };
  const line = (title: string, of: readonly Cell[]) => [
    title,
    ...cities.map((city) => cell(of.filter((one) => one.city === city))),
    cell(of),
    share(of),
  ];
  const rows = [
    ["", ...cities, "total", ""],
    ...capabilities.map((capability) =>
      line(
        capability,
        cells.filter((one) => one.capability === capability),
      ),
    ),
    line("total", cells),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows) {
    console.log(
      row
        .map((text, column) => (column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0)))
        .join("  ")
        .trimEnd(),
    );
  }
}

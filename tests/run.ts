import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * `npm test`: every check of the project, phase by phase with its seconds. Phases can be named: `npm test -- types law`.
 * The last line counts: one for each check without tests of its own (types, lint, build), else its tests.
 */

type Count = { passed: number; failed: number; skipped: number };
type Phase = { name: string; run: () => Promise<Count> };

const reports = mkdtempSync(join(tmpdir(), "heliu-reports-"));
process.on("exit", () => rmSync(reports, { recursive: true, force: true }));

const PHASES: Phase[] = [
  { name: "client", run: () => check("node", ["--import", "tsx", "server/build.ts", "--client"]) },
  { name: "types", run: () => check("tsc", ["--noEmit", "-p", "."]) },
  { name: "lint", run: () => check("biome", ["check", "--error-on-warnings", "."]) },
  { name: "boundaries", run: () => vitest("boundaries", ["tests/boundaries.test.ts"]) },
  { name: "law", run: () => vitest("law", ["server/law", "server/cases/rules", "tests/law", "tenants"]) },
  { name: "isolation", run: () => vitest("isolation", ["tests/isolation"]) },
  {
    name: "unit",
    run: () =>
      vitest(
        "unit",
        [],
        ["server/law", "server/cases/rules", "tests/law", "tenants", "tests/isolation", "tests/boundaries.test.ts"],
      ),
  },
  { name: "build", run: () => check("node", ["--import", "tsx", "server/build.ts"]) },
  { name: "e2e", run: playwright },
];

/** What the phases need that have been left out of a partial run. */
const NEEDED = "client";

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !PHASES.some((phase) => phase.name === name));
if (unknown.length > 0) {
  console.error(`No such phase: ${unknown.join(", ")}. There are: ${PHASES.map((phase) => phase.name).join(", ")}.`);
  process.exit(1);
}

const total: Count = { passed: 0, failed: 0, skipped: 0 };
const summary: string[] = [];
for (const phase of PHASES) {
  if (wanted.length > 0 && phase.name !== NEEDED && !wanted.includes(phase.name)) continue;
  console.log(`\n── ${phase.name}`);
  const began = performance.now();
  const count = await phase.run();
  total.passed += count.passed;
  total.failed += count.failed;
  total.skipped += count.skipped;
  const seconds = ((performance.now() - began) / 1000).toFixed(1).padStart(6);
  summary.push(`${count.failed > 0 ? "✗" : "✓"} ${phase.name.padEnd(10)} ${seconds} s  ${sentence(count)}`);
  console.log(summary.at(-1));
  // Nothing after it can be made without the client.
  if (phase.name === NEEDED && count.failed > 0) break;
}

console.log(`\n${summary.join("\n")}\n\n${sentence(total)}`);
process.exitCode = total.failed > 0 ? 1 : 0;

function sentence({ passed, failed, skipped }: Count): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

async function check(command: string, args: string[]): Promise<Count> {
  const ok = (await run(command, args)) === 0;
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
}

async function vitest(name: string, places: string[], except: string[] = []): Promise<Count> {
  const there = places.filter((place) => existsSync(place));
  if (places.length > 0 && there.length === 0) return nothingRan(places);
  const report = join(reports, `${name}.json`);
  const excluded = except.flatMap((place) => ["--exclude", place.endsWith(".ts") ? place : `${place}/**`]);
  const code = await run("vitest", [
    "run",
    ...there,
    ...excluded,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ]);
  return withExitCode(code, report, (json: VitestReport) => ({
    passed: json.numPassedTests,
    failed: json.numFailedTests + (json.numFailedTests === 0 ? json.numFailedTestSuites : 0),
    skipped: json.numPendingTests + json.numTodoTests,
  }));
}

type VitestReport = {
  numPassedTests: number;
  numFailedTests: number;
  numFailedTestSuites: number;
  numPendingTests: number;
  numTodoTests: number;
};
type PlaywrightReport = { stats: { expected: number; unexpected: number; flaky: number; skipped: number } };

async function playwright(): Promise<Count> {
  if (!hasFiles("tests/e2e")) return nothingRan(["tests/e2e"]);
  const report = join(reports, "e2e.json");
  const code = await run("playwright", ["test"], { HELIU_E2E_REPORT: report });
  return withExitCode(code, report, ({ stats }: PlaywrightReport) => ({
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky,
    skipped: stats.skipped,
  }));
}

/** A run that ended badly counts as one failure even when its report names none, or was never written. */
function withExitCode<Report>(code: number, report: string, read: (json: Report) => Count): Count {
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const count = read(JSON.parse(readFileSync(report, "utf8")) as Report);
  return code !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count;
}

/** A phase that finds no test is a failure: it would otherwise pass for ever after a renamed folder. */
function nothingRan(places: string[]): Count {
  console.error(`No tests in ${places.join(", ")}.`);
  return { passed: 0, failed: 1, skipped: 0 };
}

function hasFiles(folder: string): boolean {
  return (
    existsSync(folder) && readdirSync(folder, { recursive: true }).some((name) => String(name).endsWith(".test.ts"))
  );
}

function run(command: string, args: string[], environment: Record<string, string> = {}): Promise<number> {
  const local = join("node_modules", ".bin", process.platform === "win32" ? `${command}.cmd` : command);
  return new Promise((resolve) => {
    const child = spawn(command === "node" ? process.execPath : local, args, {
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, ...(process.stdout.isTTY ? { FORCE_COLOR: "1" } : { NO_COLOR: "1" }), ...environment },
    });
    const forward = (signal: NodeJS.Signals) => child.kill(signal);
    process.on("SIGINT", forward).on("SIGTERM", forward);
    child.once("error", (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.once("close", (code) => {
      process.off("SIGINT", forward).off("SIGTERM", forward);
      resolve(code ?? 1);
    });
  });
}

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { log, step } from "@/server/shared/log";

/**
 * What has to be generated before the server can run: Prisma's client, Ant Design's stylesheet, Next's pages.
 * Each is made again only when what it is made from has changed.
 */

const CLIENT_HASH = "server/db/generated/.heliu-hash";
const BUILD_HASH = ".next/heliu-build-hash";

/** Generates Prisma's client when `prisma/schema` or Prisma's version changed. Returns whether it had to. */
export async function generateClient(): Promise<boolean> {
  const hash = hashOf(["prisma/schema", "prisma.config.ts"], versionOf("prisma"));
  if (isFresh(CLIENT_HASH, hash)) return false;
  await runNode(binOf("prisma"), ["generate"], { PRISMA_HIDE_UPDATE_MESSAGE: "1" });
  remember(CLIENT_HASH, hash);
  return true;
}

/** Builds the pages when a source, a dependency or node's version changed. Returns whether it had to. */
export async function buildPages(): Promise<boolean> {
  const hash = hashOf(
    ["app", "server", "prisma/schema", "public", "proxy.ts", "next.config.ts", "tsconfig.json", "package-lock.json"],
    process.versions.node,
  );
  if (isFresh(BUILD_HASH, hash) && fs.existsSync("app/antd.generated.css")) return false;
  await buildStylesheet();
  while (!(await buildUndisturbed())) {
    await sleep(1_000);
    if (isFresh(BUILD_HASH, hash)) return false;
  }
  remember(BUILD_HASH, hash);
  return true;
}

/** False when another build runs in this checkout: a second start's, or that of a start which was killed. */
async function buildUndisturbed(): Promise<boolean> {
  try {
    await runNode(binOf("next"), ["build"], { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", NO_COLOR: "1" });
    return true;
  } catch (error) {
    if (error instanceof Error && /another .*next build.* already running/i.test(error.message)) return false;
    throw error;
  }
}

/** Writes Ant Design's stylesheet for the theme of `app/theme.ts`. */
export async function buildStylesheet(): Promise<void> {
  await runNode("app/build-antd-css.ts", [], { NODE_ENV: "production" });
}

/** Runs a script (TypeScript too) in a process of its own; its output appears only when it fails. */
export function runNode(
  script: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  options: { show?: boolean } = {},
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...(script.endsWith(".ts") ? ["--import", "tsx"] : []), script, ...args], {
      env: { ...process.env, ...environment },
      stdio: options.show ? "inherit" : ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-20_000);
    };
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
    running.add(child);
    child.once("error", reject);
    child.once("close", (code, signal) => {
      running.delete(child);
      if (code === 0) resolve();
      else reject(new Error(`${script} ${args.join(" ")} ended with ${code ?? signal}:\n${output.trim()}`));
    });
  });
}

const running = new Set<ReturnType<typeof spawn>>();

/** Ends the scripts that still run: the start was given up. */
export function stopScripts(): void {
  for (const child of running) child.kill("SIGTERM");
}

function isFresh(file: string, hash: string): boolean {
  return fs.existsSync(file) && fs.readFileSync(file, "utf8") === hash;
}

function remember(file: string, hash: string): void {
  fs.writeFileSync(file, hash);
}

function hashOf(places: readonly string[], ...facts: string[]): string {
  const hash = createHash("sha256").update(facts.join("\n"));
  for (const file of places.flatMap(filesIn)) {
    hash.update(`\n${file}\n`).update(fs.readFileSync(file));
  }
  return hash.digest("hex");
}

function filesIn(place: string): string[] {
  if (!fs.existsSync(place)) return [];
  if (fs.statSync(place).isFile()) return [place];
  return fs
    .readdirSync(place, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !file.includes("/generated/") && !/\.generated\.|\.test\.tsx?$/.test(file))
    .sort();
}

function versionOf(name: string): string {
  const file = path.join("node_modules", name, "package.json");
  return (JSON.parse(fs.readFileSync(file, "utf8")) as { version: string }).version;
}

function binOf(name: string): string {
  const manifest = createRequire(path.resolve("package.json")).resolve(`${name}/package.json`);
  const { bin } = JSON.parse(fs.readFileSync(manifest, "utf8")) as { bin: string | Record<string, string> };
  return path.join(path.dirname(manifest), typeof bin === "string" ? bin : (bin[name] ?? ""));
}

// `npm run generate` and `npm run build`
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const changed = (made: boolean) => (made ? "made" : "up to date");
  try {
    await step("database client", generateClient, changed);
    if (!process.argv.includes("--client")) await step("pages", buildPages, changed);
  } catch (error) {
    log.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}

import { type ChildProcess, fork } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { connectionEnvironment, environmentNameOf, type Login, registerConnections } from "@/server/db/connections";
import { closePools } from "@/server/db/context";
import { startEmbedded } from "@/server/db/embedded";
import { closeDatabase, loginUrls } from "@/server/db/logins";
import { prepareDatabase } from "@/server/db/prepare";
import { administer, TEST_SECRET, urlOf } from "@/tests/harness/cluster";

/** What the benches of the data plane share: a cluster of their own, children that serve, and honest averages. */

export interface Bench {
  admin: pg.Pool;
  adminUrl: string;
  /** Forks a server; resolves with its port once it listens. */
  serve: (script: string, environment?: Record<string, string>) => Promise<Served>;
  /** A second database like the first, and the environment that points a server to it. Nobody may be connected. */
  copy: (name: string) => Promise<{ adminUrl: string; environment: Record<string, string> }>;
}

export interface Served {
  port: number;
  pid: number;
}

/** Runs `work` on a fresh database with the settings of `npm start`, and takes everything down again. */
export async function withBench(work: (bench: Bench) => Promise<void>): Promise<void> {
  const cluster = await startDurable();
  const children: ChildProcess[] = [];
  try {
    const name = `heliu_bench_${process.pid}`;
    await administer(cluster.adminUrl, (client) => client.query(`create database ${name}`));
    const adminUrl = urlOf(cluster.adminUrl, name);
    await prepareDatabase(adminUrl, TEST_SECRET);
    await administer(adminUrl, closeDatabase);
    registerConnections(loginUrls(adminUrl, TEST_SECRET));
    const admin = new pg.Pool({ connectionString: adminUrl, max: 2 });
    admin.on("error", () => undefined);
    const copy = async (suffix: string) => {
      await closePools();
      const other = urlOf(cluster.adminUrl, `${name}_${suffix}`);
      await administer(cluster.adminUrl, (client) =>
        client.query(`create database ${name}_${suffix} template ${name}`),
      );
      await administer(other, closeDatabase);
      const environment = Object.fromEntries(
        Object.entries(loginUrls(other, TEST_SECRET)).map(([login, url]) => [environmentNameOf(login as Login), url]),
      );
      return { adminUrl: other, environment };
    };
    await work({ admin, adminUrl, serve: (script, environment) => start(children, script, environment), copy });
    if (!admin.ended) await admin.end();
  } finally {
    await Promise.all(children.map((child) => new Promise((gone) => child.once("exit", gone).kill())));
    await closePools();
    await cluster.stop();
  }
}

/** The middle of some numbers. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Says a figure with its limit; a figure beyond it ends the bench with 1. */
export function judge(what: string, figure: number, limit: { atLeast: number } | { atMost: number }): void {
  const kept = "atLeast" in limit ? figure >= limit.atLeast : figure <= limit.atMost;
  const said = "atLeast" in limit ? `≥ ${limit.atLeast}` : `≤ ${limit.atMost}`;
  console.log(`${kept ? "ok  " : "FAIL"} ${what}: ${figure.toFixed(2)} (${said})`);
  if (!kept) process.exitCode = 1;
}

/** A cluster of its own with the settings of `npm start`: every commit waits for the disk. */
async function startDurable(): Promise<{ adminUrl: string; stop: () => Promise<void> }> {
  const external = process.env.TEST_DATABASE_URL;
  if (external) return { adminUrl: external, stop: async () => {} };
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "heliu-bench-"));
  fs.chmodSync(folder, 0o711);
  const database = await startEmbedded({ dataDir: path.join(folder, "pg") });
  return {
    adminUrl: database.adminUrl,
    stop: async () => {
      await database.stop();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

function start(children: ChildProcess[], script: string, environment: Record<string, string> = {}): Promise<Served> {
  const child = fork(script, {
    execArgv: ["--import", "tsx"],
    env: { ...process.env, ...connectionEnvironment(), NODE_ENV: "production", HELIU_MODE: "test", ...environment },
  });
  children.push(child);
  return new Promise((resolve, reject) => {
    child.once("message", (port) => resolve({ port: Number(port), pid: child.pid ?? 0 }));
    child.once("exit", (code) => reject(new Error(`${script} ended with ${code}`)));
  });
}

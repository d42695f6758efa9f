import { type ChildProcess, fork } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { connectionEnvironment, registerConnections } from "@/server/db/connections";
import { closePools } from "@/server/db/context";
import { startEmbedded } from "@/server/db/embedded";
import { closeDatabase, loginUrls } from "@/server/db/logins";
import { prepareDatabase } from "@/server/db/prepare";
import { plantCity, plantEntry, plantGrant, plantKey } from "@/tests/delivery/city";
import { COMPANY_ITEMS, companies } from "@/tests/delivery/companies";
import { administer, TEST_SECRET, urlOf } from "@/tests/harness/cluster";
import { type Load, load } from "./load";

/**
 * `npm run bench`: pages of rows over REST against a hand-written server that gives the same guarantees on the same
 * database (yardstick.sql, yardstick-server.ts), in alternating runs. Exits with 1 below the ratio of 0.6.
 */
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 15);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 2);
const CONCURRENCY = 16;
const ROWS = 100_000;
const LIMIT = 100;
const FLOOR = 0.6;
const DISTRICTS = ["新抚区", "东洲区", "望花区", "顺城区", "抚顺县", "新宾县", "清原县"];

const cluster = await startDurable();
const children: ChildProcess[] = [];
try {
  const name = `heliu_bench_${process.pid}`;
  await administer(cluster.adminUrl, (client) => client.query(`create database ${name}`));
  const adminUrl = urlOf(cluster.adminUrl, name);
  await prepareDatabase(adminUrl, TEST_SECRET);
  await administer(adminUrl, closeDatabase);
  registerConnections(loginUrls(adminUrl, TEST_SECRET));
  const { entry, key } = await plant(adminUrl);

  const ours = await start("tests/bench/heliu-server.ts");
  const yardstick = await start("tests/bench/yardstick-server.ts");
  const oursPath = (n: number) =>
    `/api/v1/resources/${entry}/rows?limit=${LIMIT}&filter.district=${district(n)}${n % 8 ? `&after=${cursor(n)}` : ""}`;
  const yardstickPath = (n: number) =>
    `/api/v1/resources/${entry}/rows?limit=${LIMIT}&filter.district=${district(n)}${n % 8 ? `&after=${after(n)}` : ""}`;

  const options = { concurrency: CONCURRENCY, seconds: SECONDS };
  // Every pooled connection compiles its functions and caches its plans first.
  await load(ours, oursPath, key, { ...options, seconds: 8 });
  await load(yardstick, yardstickPath, key, { ...options, seconds: 8 });
  const ratios: number[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    // Which goes first alternates, so that a machine that slows down favours neither.
    const pair = { ours: null as Load | null, yardstick: null as Load | null };
    const first = round % 2 === 0;
    if (first) pair.ours = await load(ours, oursPath, key, options);
    pair.yardstick = await load(yardstick, yardstickPath, key, options);
    pair.ours ??= await load(ours, oursPath, key, options);
    const ratio = pair.ours.requestsPerSecond / pair.yardstick.requestsPerSecond;
    ratios.push(ratio);
    console.log(
      `round ${round}  ours ${shown(pair.ours)}  yardstick ${shown(pair.yardstick)}  ratio ${ratio.toFixed(2)}`,
    );
  }
  ratios.sort((a, b) => a - b);
  const median = ratios[Math.floor(ratios.length / 2)] ?? 0;
  console.log(
    `rows over REST: median ratio ${median.toFixed(2)} of the hand-written server (floor ${FLOOR}; ${ROWS} rows × ${COMPANY_ITEMS.length} columns, page of ${LIMIT}, concurrency ${CONCURRENCY})`,
  );
  if (median < FLOOR) process.exitCode = 1;
} finally {
  await Promise.all(children.map((child) => new Promise((gone) => child.once("exit", gone).kill())));
  await closePools();
  await cluster.stop();
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

async function plant(adminUrl: string): Promise<{ entry: string; key: string }> {
  const admin = new pg.Pool({ connectionString: adminUrl, max: 2 });
  const city = await plantCity(admin, "fushun");
  const began = performance.now();
  const entry = await plantEntry(admin, city, COMPANY_ITEMS, companies(ROWS));
  console.log(`mounted ${ROWS} rows in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  const grant = await plantGrant(admin, city, entry, {
    columns: ["uscc", "name", "legal_person", "phone", "district", "status", "capital", "registered_on"],
    rowFilter: [{ column: "status", op: "eq", value: "存续" }],
  });
  const key = await plantKey(admin, city, grant);
  const { rows } = await admin.query("select relation from app.hosted_table where entry_id = $1 and active", [entry]);
  const sql = fs.readFileSync(new URL("yardstick.sql", import.meta.url), "utf8");
  await admin.query(sql.replace("RELATION", rows[0].relation));
  await admin.query("vacuum analyze");
  await admin.end();
  return { entry, key };
}

function start(script: string): Promise<number> {
  const child = fork(script, {
    execArgv: ["--import", "tsx"],
    env: { ...process.env, ...connectionEnvironment(), NODE_ENV: "production", HELIU_MODE: "test" },
  });
  children.push(child);
  return new Promise((resolve, reject) => {
    child.once("message", (port) => resolve(Number(port)));
    child.once("exit", (code) => reject(new Error(`${script} ended with ${code}`)));
  });
}

function district(n: number): string {
  return encodeURIComponent(DISTRICTS[n % DISTRICTS.length] as string);
}

function after(n: number): number {
  return 1 + ((n * 7919) % (ROWS - 20_000));
}

function cursor(n: number): string {
  return Buffer.from(`1.${after(n)}`).toString("base64url");
}

function shown({ requestsPerSecond, medianMs, p99Ms, rowsPerPage }: Load): string {
  return `${requestsPerSecond.toFixed(0)}/s p50 ${medianMs.toFixed(1)} p99 ${p99Ms.toFixed(1)} ms (${rowsPerPage.toFixed(0)} rows)`;
}

import { type ChildProcess, fork } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { connectionEnvironment, registerConnections } from "@/server/db/connections";
import { closePools, inContext } from "@/server/db/context";
import { startEmbedded } from "@/server/db/embedded";
import { closeDatabase, loginUrls } from "@/server/db/logins";
import { prepareDatabase } from "@/server/db/prepare";
import { orderIngestInput } from "@/server/mounting/ingest.schema";
import { orderIngest } from "@/server/mounting/order-ingest";
import { readIngest } from "@/server/mounting/read-ingest";
import { type City, plantCity, plantEntry } from "@/tests/delivery/city";
import { COMPANY_ITEMS, companies } from "@/tests/delivery/companies";
import { administer, TEST_SECRET, urlOf } from "@/tests/harness/cluster";

/**
 * `npm run bench -- ingest`: an uploaded CSV of a million rows, ordered, read, judged and switched to, against COPY of the
 * same bytes (what `psql \copy` does; psql is not in the embedded build) into an identical table on the same database:
 * same columns, key, indexes and statistics, made after the rows as one would by hand. Runs alternate; COPY alone, without
 * key and indexes, is shown beside. Exits with 1 above the ratio, or when the server grew by more than is promised.
 * BENCH_INGEST_MB adds one file of that size.
 */
const ROWS = Number(process.env.BENCH_INGEST_ROWS ?? 1_000_000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const LARGE_MB = Number(process.env.BENCH_INGEST_MB ?? 0);
const MOST_RATIO = 2.5;
const MOST_GROWTH_MB = 150;
const MB = 1024 ** 2;
/** The indexes that the version got, beside its key; which columns they are of depends on the data. */
let indexes: string[] = [];

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "heliu-bench-"));
fs.chmodSync(folder, 0o711);
process.env.HELIU_FILES_DIR = path.join(folder, "files");
fs.mkdirSync(process.env.HELIU_FILES_DIR, { mode: 0o700 });
const cluster = await startEmbedded({ dataDir: path.join(folder, "pg") });
let server: ChildProcess | undefined;
try {
  const name = `heliu_bench_${process.pid}`;
  await administer(cluster.adminUrl, (client) => client.query(`create database ${name}`));
  const adminUrl = urlOf(cluster.adminUrl, name);
  await prepareDatabase(adminUrl, TEST_SECRET);
  await administer(adminUrl, closeDatabase);
  registerConnections(loginUrls(adminUrl, TEST_SECRET));
  const admin = new pg.Pool({ connectionString: adminUrl, max: 2 });
  admin.on("error", () => undefined);
  const city = await plantCity(admin, "fushun");

  const csv = path.join(folder, "companies.csv");
  const size = writeCompanies(csv, ROWS);
  const worker = fork("tests/bench/ingest-server.ts", {
    execArgv: ["--import", "tsx"],
    env: { ...process.env, ...connectionEnvironment(), NODE_ENV: "production", HELIU_MODE: "test", HELIU_LOG: "error" },
  });
  server = worker;
  await said(worker, "ready");

  console.log(`${ROWS} rows × ${COMPANY_ITEMS.length} columns, ${(size / MB).toFixed(0)} MB`);
  const ratios: number[] = [];
  let growth = 0;
  for (let round = 1; round <= ROUNDS; round++) {
    // Which goes first alternates, so that a machine that slows down favours neither.
    let copied = round % 2 === 0 ? await copy(admin, csv) : null;
    const ours = await ingest(admin, city, worker, csv);
    copied ??= await copy(admin, csv);
    ratios.push(ours.seconds / copied.table);
    growth = Math.max(growth, ours.serverMb);
    console.log(
      `round ${round}  ingest ${ours.seconds.toFixed(2)} s  identical table ${copied.table.toFixed(2)} s (COPY alone ${copied.rows.toFixed(2)} s)  ` +
        `ratio ${(ours.seconds / copied.table).toFixed(2)} (${(ours.seconds / copied.rows).toFixed(2)})  ` +
        `server +${ours.serverMb.toFixed(0)} MB  reader ${ours.readerMb.toFixed(0)} MB`,
    );
  }
  ratios.sort((a, b) => a - b);
  const median = ratios[Math.floor(ratios.length / 2)] ?? 0;
  console.log(
    `ingest of ${ROWS} × ${COMPANY_ITEMS.length}, validated: median ratio ${median.toFixed(2)} of COPY into an identical table (most ${MOST_RATIO}); server +${growth.toFixed(0)} MB (most ${MOST_GROWTH_MB})`,
  );
  if (median > MOST_RATIO || growth > MOST_GROWTH_MB) process.exitCode = 1;

  if (LARGE_MB > 0) {
    const large = path.join(folder, "large.csv");
    const bytes = writeCompanies(large, Math.ceil((LARGE_MB * MB) / (size / ROWS)));
    const ours = await ingest(admin, city, worker, large);
    console.log(
      `one file of ${(bytes / MB).toFixed(0)} MB: ${ours.seconds.toFixed(1)} s, ${(bytes / MB / ours.seconds).toFixed(0)} MB/s, server +${ours.serverMb.toFixed(0)} MB, reader ${ours.readerMb.toFixed(0)} MB`,
    );
    if (ours.serverMb > MOST_GROWTH_MB) process.exitCode = 1;
  }
  await admin.end();
} finally {
  const running = server;
  // One that died already says nothing more.
  if (running?.exitCode === null) await new Promise((gone) => running.once("exit", gone).kill("SIGKILL"));
  await closePools();
  await cluster.stop();
  fs.rmSync(folder, { recursive: true, force: true });
}

function writeCompanies(file: string, rows: number): number {
  const fd = fs.openSync(file, "w");
  let text = `${COMPANY_ITEMS.map(({ name }) => name).join(",")}\n`;
  for (const row of companies(rows)) {
    text += `${row.map((value) => value ?? "").join(",")}\n`;
    if (text.length > MB) {
      fs.writeSync(fd, text);
      text = "";
    }
  }
  fs.writeSync(fd, text);
  fs.closeSync(fd);
  return fs.statSync(file).size;
}

/** Seconds that COPY takes for the file, and until the table has the key, indexes and statistics that ours has. */
async function copy(admin: pg.Pool, file: string): Promise<{ rows: number; table: number }> {
  const types = {
    text: "text",
    integer: "bigint",
    decimal: "numeric",
    date: "date",
    timestamp: "timestamp(0)",
    boolean: "boolean",
  };
  const names = COMPANY_ITEMS.map(({ name }) => name).join(", ");
  const client = await admin.connect();
  try {
    await client.query("checkpoint");
    await client.query("set maintenance_work_mem = '256MB'");
    const columns = COMPANY_ITEMS.map(({ name, type }) => `${name} ${types[type]}`).join(", ");
    await client.query(`create table public.yardstick (row_no bigint generated by default as identity, ${columns})`);
    const began = performance.now();
    const seconds = () => (performance.now() - began) / 1000;
    await pipeline(
      fs.createReadStream(file),
      client.query(copyFrom(`copy public.yardstick (${names}) from stdin (format csv, header)`)),
    );
    const rows = seconds();
    await client.query("alter table public.yardstick add primary key (row_no)");
    await client.query("analyze public.yardstick");
    for (const index of indexes) await client.query(index);
    const table = seconds();
    await client.query("drop table public.yardstick");
    return { rows, table };
  } finally {
    client.release();
  }
}

/** One order from the moment it is given until the version is switched to, and what the processes took for it. */
async function ingest(admin: pg.Pool, city: City, worker: ChildProcess, file: string) {
  const entryId = await plantEntry(admin, city, COMPANY_ITEMS, null);
  const uploadId = randomUUID();
  const bytes = path.join(process.env.HELIU_FILES_DIR as string, uploadId);
  fs.linkSync(file, bytes);
  await admin.query(
    `insert into app.upload (tenant_id, id, department_id, person_id, kind, file_name, size, completed_at, sha256)
     values ($1, $2, $3, $4, 'csv', 'companies.csv', $5, now(), $6)`,
    [
      city.id,
      uploadId,
      city.provider.departmentId,
      city.provider.personId,
      fs.statSync(file).size,
      createHash("sha256").update(uploadId).digest("hex"),
    ],
  );
  await admin.query("checkpoint");
  const { token } = city.provider;
  const job = await inContext(token, { readOnly: false }, (scope) =>
    orderIngest(scope, orderIngestInput.parse({ idempotencyKey: randomUUID(), entryId, uploadId })),
  );
  const began = performance.now();
  worker.send("run");
  const memory = (await said(worker, "done")) as { before: number; most: number; reader: number };
  const seconds = (performance.now() - began) / 1000;
  const report = await inContext(token, { readOnly: true }, (scope) => readIngest(scope, { jobId: job.id }));
  if (report.state !== "succeeded") throw new Error(`the ingest ended ${report.state} ${report.refusal}`);
  const { rows } = await admin.query<{ relation: string }>(
    "select relation from app.hosted_table where entry_id = $1",
    [entryId],
  );
  const made = await admin.query<{ definition: string }>(
    "select indexdef as definition from pg_indexes where schemaname = 'data' and tablename = $1 and indexname not like '%pkey'",
    [rows[0]?.relation],
  );
  indexes = made.rows.map(({ definition }) =>
    definition.replace(/^CREATE INDEX \S+ ON \S+/, "create index on public.yardstick"),
  );
  await admin.query(`drop table data.${rows[0]?.relation}`);
  fs.rmSync(bytes);
  return { seconds, serverMb: (memory.most - memory.before) / MB, readerMb: memory.reader / MB };
}

function said(worker: ChildProcess, what: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const listen = (message: { what: string }) => {
      if (message.what !== what) return;
      worker.off("message", listen);
      resolve(message);
    };
    worker.on("message", listen);
    worker.once("exit", (code) => reject(new Error(`the server ended with ${code}`)));
  });
}

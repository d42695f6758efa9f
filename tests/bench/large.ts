import { type ChildProcess, fork } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type pg from "pg";
import { connectionEnvironment } from "@/server/db/connections";
import { inContext } from "@/server/db/context";
import { changeMount } from "@/server/delivery/upstream/change-mount";
import { orderIngestInput } from "@/server/mounting/ingest.schema";
import { orderIngest } from "@/server/mounting/order-ingest";
import { readIngest } from "@/server/mounting/read-ingest";
import { type City, plantCity, plantEntry, plantGrant, plantKey } from "@/tests/delivery/city";
import { COMPANY_ITEMS, companies } from "@/tests/delivery/companies";
import { sendUpload } from "@/tests/mounting/send-upload";
import { judge, withBench } from "./harness";

/**
 * `npm run bench -- large`, only by name because it takes a quarter of an hour and some thirty gigabytes of disk: a CSV of
 * BENCH_LARGE_MB (5,120) sent to the server as it is made, ordered, judged and switched to; then a file of the same size
 * sent, mounted and taken by a grantee, whose SHA-256 must be the sender's. Exits with 1 when the server's memory grew by
 * more than is promised at any of the four.
 */
const MB = 1024 ** 2;
const SIZE = Number(process.env.BENCH_LARGE_MB ?? 5_120) * MB;
const MOST_GROWTH_MB = 150;

const files = fs.mkdtempSync(path.join(os.tmpdir(), "heliu-bench-files-"));
process.env.HELIU_FILES_DIR = files;
const { bavail, bsize } = fs.statfsSync(files);
if (bavail * bsize < 7 * SIZE)
  throw new Error(`the disk has ${Math.floor((bavail * bsize) / MB)} MB, seven times the file are needed`);

let worker: ChildProcess | undefined;
try {
  await withBench(async ({ admin }) => {
    const city = await plantCity(admin, "fushun");
    worker = fork("tests/bench/ingest-server.ts", {
      execArgv: ["--import", "tsx"],
      env: {
        ...process.env,
        ...connectionEnvironment(),
        NODE_ENV: "production",
        HELIU_MODE: "test",
        HELIU_LOG: "error",
      },
    });
    const { port } = await said<{ port: number }>(worker, "ready");
    await table(admin, city, worker, port);
    await file(admin, city, worker, port);
  });
} finally {
  const running = worker;
  if (running?.exitCode === null) await new Promise((gone) => running.once("exit", gone).kill("SIGKILL"));
  fs.rmSync(files, { recursive: true, force: true });
}

async function table(admin: pg.Pool, city: City, server: ChildProcess, port: number): Promise<void> {
  const entryId = await plantEntry(admin, city, COMPANY_ITEMS, null);
  const sent = await measured(server, "CSV sent", () =>
    sendUpload(port, city.provider.token, { kind: "csv", name: "companies.csv", size: SIZE }, csv()),
  );
  const job = await inContext(city.provider.token, { readOnly: false }, (scope) =>
    orderIngest(scope, orderIngestInput.parse({ idempotencyKey: randomUUID(), entryId, uploadId: sent.id })),
  );
  await measured(server, "CSV ingested", async () => {
    server.send("run");
    const { reader } = await said<{ reader: number }>(server, "done");
    const report = await inContext(city.provider.token, { readOnly: true }, (scope) =>
      readIngest(scope, { jobId: job.id }),
    );
    if (report.state !== "succeeded") throw new Error(`the ingest ended ${report.state} ${report.refusal}`);
    console.log(`     ${report.rowCount} rows; the process that reads took ${(reader / MB).toFixed(0)} MB`);
  });
  const { rows } = await admin.query<{ relation: string }>(
    "select relation from app.hosted_table where entry_id = $1",
    [entryId],
  );
  await admin.query(`drop table data.${rows[0]?.relation}`);
  fs.rmSync(path.join(files, sent.id), { force: true });
}

async function file(admin: pg.Pool, city: City, server: ChildProcess, port: number): Promise<void> {
  const entryId = await plantEntry(admin, city, COMPANY_ITEMS.slice(0, 2), null);
  const sent = await measured(server, "file sent", () =>
    sendUpload(port, city.provider.token, { kind: "file", name: "图幅.zip", size: SIZE }, noise()),
  );
  await inContext(city.provider.token, { readOnly: false }, (scope) =>
    changeMount(scope, { idempotencyKey: randomUUID(), entryId, seq: 0, to: { kind: "file", uploadId: sent.id } }),
  );
  const grant = await plantGrant(admin, city, entryId, { columns: COMPANY_ITEMS.slice(0, 2).map(({ name }) => name) });
  const key = await plantKey(admin, city, grant);
  const taken = await measured(server, "file taken", () => take(port, entryId, key));
  if (taken.size !== SIZE || taken.sha256 !== sent.sha256)
    throw new Error("the file that was taken is not the one that was sent");
}

/** Does something with the server and says how long it took and how much memory the server took for it, beyond before. */
async function measured<T>(server: ChildProcess, what: string, work: () => Promise<T>): Promise<T> {
  const before = resident(server.pid);
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, resident(server.pid));
  }, 50);
  const began = performance.now();
  const result = await work();
  clearInterval(watch);
  const seconds = (performance.now() - began) / 1000;
  console.log(
    `     ${what}: ${(SIZE / MB).toFixed(0)} MB in ${seconds.toFixed(0)} s, ${(SIZE / MB / seconds).toFixed(0)} MB/s`,
  );
  judge(`${what}: memory of the server, MB more than before`, (most - before) / MB, { atMost: MOST_GROWTH_MB });
  return result;
}

function resident(pid: number | undefined): number {
  return Number(fs.readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * 4096;
}

async function take(port: number, entryId: string, key: string): Promise<{ size: number; sha256: string }> {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/resources/${entryId}/file`, {
    headers: { authorization: `Bearer ${key}` },
  });
  if (response.status !== 200 || !response.body) throw new Error(`the file was answered ${response.status}`);
  const hash = createHash("sha256");
  let size = 0;
  for await (const piece of response.body) {
    hash.update(piece);
    size += piece.length;
  }
  return { size, sha256: hash.digest("hex") };
}

/** A CSV of exactly SIZE bytes: companies, and at last rows whose code takes what is left. */
function* csv(): Generator<Buffer> {
  let text = `${COMPANY_ITEMS.map(({ name }) => name).join(",")}\n`;
  let left = SIZE;
  for (const row of companies(Number.MAX_SAFE_INTEGER)) {
    text += `${row.join(",")}\n`;
    if (text.length < MB / 4) continue;
    const piece = Buffer.from(text);
    if (piece.length > left - MB) break;
    yield piece;
    left -= piece.length;
    text = "";
  }
  const last = ["", ...new Array(COMPANY_ITEMS.length - 1).fill("")].join(",");
  while (left > 0) {
    const size = left < 4_000 ? left : 2_000;
    yield Buffer.from(`${"x".repeat(Math.max(0, size - last.length - 1))}${last}\n`);
    left -= size;
  }
}

/** SIZE bytes that no compression makes smaller. */
function* noise(): Generator<Buffer> {
  const piece = Buffer.alloc(MB);
  for (let i = 0; i < piece.length; i++) piece[i] = (i * 2_654_435_761) >>> 24;
  for (let left = SIZE; left > 0; left -= piece.length) {
    piece.writeDoubleLE(left, 0);
    yield Buffer.from(piece.subarray(0, Math.min(left, piece.length)));
  }
}

function said<T>(process: ChildProcess, what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const listen = (message: { what: string }) => {
      if (message.what !== what) return;
      process.off("message", listen);
      resolve(message as T);
    };
    process.on("message", listen);
    process.once("exit", (code) => reject(new Error(`the server ended with ${code}`)));
  });
}

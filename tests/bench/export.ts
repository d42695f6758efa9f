import { execFileSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import { plantCity, plantEntry, plantGrant, plantKey } from "@/tests/delivery/city";
import { COMPANY_ITEMS, companies } from "@/tests/delivery/companies";
import { judge, median, type Served, withBench } from "./harness";

/**
 * `npm run bench -- export`: a million rows, masked, over `/api/v1/resources/{id}/export` against a hand-written server that
 * pipes `COPY (select … ) TO` of the same columns into its answer, in alternating runs; then the memory of our server while
 * it exports, and how soon a running export ends when its grant is stopped.
 */
const ROWS = Number(process.env.BENCH_ROWS ?? 1_000_000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const COLUMNS = COMPANY_ITEMS.map(({ name }) => name);
const LIMIT = 1.5;

await withBench(async ({ admin, serve }) => {
  const city = await plantCity(admin, "fushun");
  const entry = await plantEntry(admin, city, COMPANY_ITEMS, companies(ROWS));
  const terms = { columns: COLUMNS, requestsPerMinute: 1_000_000, rowsPerDay: 1_000_000_000_000 };
  const grant = await plantGrant(admin, city, entry, terms);
  const key = await plantKey(admin, city, grant);
  const { rows } = await admin.query("select relation from app.hosted_table where entry_id = $1", [entry]);
  await admin.query(`grant usage on schema data to heliu_worker; grant select on data.${rows[0].relation} to heliu_worker;
    create policy bench on data.${rows[0].relation} for select to heliu_worker using (true)`);
  await admin.query("vacuum analyze");
  const ours = await serve("tests/bench/heliu-server.ts");
  const yardstick = await serve("tests/bench/export-yardstick.ts", { BENCH_RELATION: rows[0].relation });
  const path = `/api/v1/resources/${entry}/export?format=csv`;

  const times = { ours: [] as number[], plain: [] as number[], masked: [] as number[] };
  let peak = 0;
  const resident = memoryOf(ours);
  for (let round = 0; round <= ROUNDS; round++) {
    const watch = setInterval(() => {
      peak = Math.max(peak, memoryOf(ours) - resident);
    }, 100);
    const mine = await take(ours.port, path, key);
    clearInterval(watch);
    const plain = await take(yardstick.port, "/plain", key);
    const masked = await take(yardstick.port, "/masked", key);
    if (mine.rows !== String(ROWS)) throw new Error(`an export of ${mine.rows} rows`);
    if (round === 0) continue; // the first fills caches
    times.ours.push(mine.seconds);
    times.plain.push(plain.seconds);
    times.masked.push(masked.seconds);
    console.log(
      `round ${round}  ours ${mine.seconds.toFixed(2)} s (${(mine.bytes / 1e6).toFixed(0)} MB)  copy ${plain.seconds.toFixed(2)} s  copy of masks ${masked.seconds.toFixed(2)} s`,
    );
  }
  const against = (yardstickTimes: number[]) => median(times.ours.map((time, i) => time / (yardstickTimes[i] ?? 1)));
  console.log(`     against COPY of the same masks: ${against(times.masked).toFixed(2)}`);
  judge("export of a million rows, against COPY of the same columns", against(times.plain), { atMost: LIMIT });
  judge("memory of the server while it exports, MB more than before", peak / 1e6, { atMost: 150 });

  const cut = take(ours.port, path, key, 40_000_000).then(
    () => Number.POSITIVE_INFINITY,
    () => performance.now(),
  );
  await new Promise((soon) => setTimeout(soon, 800));
  await admin.query("update app.data_grant set revoked_at = now() where id = $1", [grant]);
  const stopped = performance.now();
  judge("seconds until a running export is cut", ((await cut) - stopped) / 1000, { atMost: 10 });
  const refused = await take(ours.port, path, key).catch((error: Error) => error.message);
  judge("the next request is refused (1 = yes)", refused === "status 401" || refused === "status 403" ? 1 : 0, {
    atLeast: 1,
  });
});

interface Taken {
  seconds: number;
  bytes: number;
  rows: string | undefined;
}

/** Takes a whole file and throws it away; fails when it breaks off. `pace`: bytes a second at most. */
function take(port: number, path: string, key: string, pace?: number): Promise<Taken> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    http
      .get({ port, host: "127.0.0.1", path, agent: false, headers: { authorization: `Bearer ${key}` } }, (response) => {
        if (response.statusCode !== 200) {
          response.resume();
          reject(new Error(`status ${response.statusCode}`));
          return;
        }
        let bytes = 0;
        response.on("data", (part: Buffer) => {
          bytes += part.length;
          if (pace && bytes / pace > (performance.now() - began) / 1000) {
            response.pause();
            setTimeout(() => response.resume(), 50);
          }
        });
        response.on("error", reject);
        response.on("end", () => {
          const seconds = (performance.now() - began) / 1000;
          resolve({ seconds, bytes, rows: response.trailers["heliu-rows"] });
        });
      })
      .on("error", reject);
  });
}

/** Resident bytes of a server's process. */
function memoryOf({ pid }: Served): number {
  if (process.platform === "linux") {
    const kilobytes = /VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return Number(kilobytes) * 1024;
  }
  return Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)]).toString()) * 1024;
}

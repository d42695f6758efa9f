import { type ChildProcess, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { rootRouter } from "@/server/api/root";
import { createCallerFactory, requestContext } from "@/server/api/trpc";
import { connectionEnvironment } from "@/server/db/connections";
import { inContext } from "@/server/db/context";
import { orderIngestInput } from "@/server/mounting/ingest.schema";
import { orderIngest } from "@/server/mounting/order-ingest";
import { readIngest } from "@/server/mounting/read-ingest";
import { type City, plantCity, plantEntry, plantGrant, plantKey } from "@/tests/delivery/city";
import { startUpstream, type Upstream } from "@/tests/delivery/misbehaving-upstream";
import { testDatabase } from "@/tests/harness/database";
import { sendUpload } from "@/tests/mounting/send-upload";

// The server in a process of its own: what is made here to be sent to it weighs on this process, not on the one measured.
const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
/** What the server may grow by, whatever is sent to it. */
const MOST_GROWTH = 150 * MIB;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "heliu-flat-"));
const database = testDatabase();
let server: ChildProcess;
let port: number;
let upstream: Upstream;
let city: City;

beforeAll(async () => {
  process.env.HELIU_FILES_DIR = folder;
  process.env.HELIU_UPSTREAMS = "http://127.0.0.0/8";
  process.env.HELIU_SEAL_KEY = Buffer.alloc(32, 7).toString("base64url");
  upstream = await startUpstream();
  city = await plantCity(database.admin, "fushun");
  server = fork("tests/bench/ingest-server.ts", {
    execArgv: ["--import", "tsx"],
    env: { ...process.env, ...connectionEnvironment(), NODE_ENV: "production" },
  });
  ({ port } = await said<{ port: number }>("ready"));
});
afterAll(async () => {
  if (server.exitCode === null) await new Promise((gone) => server.once("exit", gone).kill("SIGKILL"));
  await upstream.close();
  for (const name of ["HELIU_FILES_DIR", "HELIU_UPSTREAMS", "HELIU_SEAL_KEY"]) delete process.env[name];
  fs.rmSync(folder, { recursive: true, force: true });
});

function said<T>(what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const listen = (message: { what: string }) => {
      if (message.what !== what) return;
      server.off("message", listen);
      resolve(message as T);
    };
    server.on("message", listen);
    server.once("exit", (code) => reject(new Error(`the server ended with ${code}`)));
  });
}

const resident = () => Number(fs.readFileSync(`/proc/${server.pid}/statm`, "utf8").split(" ")[1]) * 4096;

/** The most that the server grew by, in bytes, while something was done with it. */
async function growth(work: () => Promise<void>): Promise<number> {
  const before = resident();
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, resident());
  }, 20);
  await work().finally(() => clearInterval(watch));
  return most - before;
}

it("a field of 1 GB is refused with its row, nothing is loaded, and the memory of server and reader stays flat", async () => {
  const entryId = await plantEntry(database.admin, city, [{ name: "code", type: "text" }], null);
  const head = Buffer.from('code\na\n"');
  const pieces = function* () {
    yield head;
    const piece = Buffer.alloc(MIB, "x");
    for (let left = GIB; left > 0; left -= MIB) yield piece;
  };
  let jobId = "";
  let reader = 0;
  const grown = await growth(async () => {
    const sent = { kind: "csv", name: "一个字段.csv", size: head.length + GIB } as const;
    const { id } = await sendUpload(port, city.provider.token, sent, pieces());
    const input = orderIngestInput.parse({ idempotencyKey: randomUUID(), entryId, uploadId: id });
    jobId = (await inContext(city.provider.token, { readOnly: false }, (scope) => orderIngest(scope, input))).id;
    server.send("run");
    ({ reader } = await said<{ reader: number }>("done"));
  });
  const report = await inContext(city.provider.token, { readOnly: true }, (scope) => readIngest(scope, { jobId }));
  expect(report).toMatchObject({ state: "failed", refusal: "structure", version: null });
  expect(report.problems).toMatchObject([{ row: 3, rule: "unclosed-quote" }]);
  const { rowCount } = await database.admin.query("select from app.hosted_table where entry_id = $1", [entryId]);
  expect(rowCount).toBe(0);
  expect(grown).toBeLessThan(MOST_GROWTH);
  expect(reader).toBeLessThan(300 * MIB);
}, 300_000);

it("interfaces that answer 10 GB, eight at once, are refused at the limit, nothing of them is passed on, and memory stays flat", async () => {
  const entryId = await plantEntry(database.admin, city, [{ name: "code", type: "text" }], null);
  const as = createCallerFactory(rootRouter)(requestContext(city.provider.token));
  const mount = (at: string, seq: number) =>
    as.mounts.change({
      idempotencyKey: randomUUID(),
      entryId,
      seq,
      to: {
        kind: "upstream",
        address: `${upstream.origin}${at}`,
        credential: { kind: "none" },
        mapping: { columns: { code: "code" } },
      },
    } as Parameters<typeof as.mounts.change>[0]);
  const { seq } = await mount("/rows", 0);
  const grant = await plantGrant(database.admin, city, entryId, { columns: ["code"] });
  const key = await plantKey(database.admin, city, grant);
  const read = () =>
    fetch(`http://127.0.0.1:${port}/api/v1/resources/${entryId}/rows`, { headers: { authorization: `Bearer ${key}` } });
  // Read once before, so that what a first reading costs is not counted.
  expect((await read()).status).toBe(200);
  await mount("/huge", seq);
  let answers: Response[] = [];
  const grown = await growth(async () => {
    answers = await Promise.all(Array.from({ length: 8 }, read));
  });
  for (const answer of answers) {
    expect(answer.status).toBe(502);
    expect(await answer.json()).toMatchObject({ code: "UPSTREAM", why: "too-large" });
  }
  expect(upstream.wrote()).toBeLessThan(GIB);
  const { rows } = await database.admin.query(
    "select outcome, count(*)::int as times from app.upstream_outcome group by outcome order by outcome",
  );
  expect(rows).toEqual([
    { outcome: "delivered", times: 1 },
    { outcome: "too-large", times: 8 },
  ]);
  expect(grown).toBeLessThan(MOST_GROWTH);
});

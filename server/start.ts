import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import pg from "pg";
import { ANCHORS_VARIABLE } from "@/server/audit/keep-anchors";
import { buildPages, generateClient, runNode, stopScripts } from "@/server/build";
import {
  connectionUrl,
  environmentNameOf,
  LOGINS,
  readConnectionUrl,
  registerConnections,
} from "@/server/db/connections";
import { startEmbedded } from "@/server/db/embedded";
import { takeInstanceLock } from "@/server/db/instance-lock";
import { checkLogins, checkProduction, deriveKey, instanceSecret, serverFacts } from "@/server/db/logins";
import { prepareDatabase } from "@/server/db/prepare";
import { beginSeed, finishSeed, seedState } from "@/server/db/seed-state";
import { syncTenants } from "@/server/db/sync-tenants";
import { checkVersion } from "@/server/db/version-floor";
import { readAllowlist } from "@/server/delivery/upstream/allowlist";
import { readProxies } from "@/server/http/client-address";
import {
  describeChange,
  describeProblem,
  entryDigests,
  type KeptFiles,
  keptLaw,
  listBooks,
  listProvinces,
  loadTenants,
  PolicyFileError,
  type Reload,
  rememberEntries,
  replaceTenants,
  shanghaiDate,
  tenantFolders,
  watchTenants,
} from "@/server/law";
import { BootError } from "@/server/shared/boot-error";
import { describeError, log, step } from "@/server/shared/log";
import { type Mode, mode } from "@/server/shared/mode";
import { surviveMistakes } from "@/server/shared/process-errors";

/**
 * `npm start`: from an installed checkout to a serving city platform. Each long step says what it did and how long it
 * took; whatever prevents the start is one sentence in Chinese and one in English, and exit code 1.
 */

type Database = { adminUrl: string; kind: "embedded" | "external" };

/** What has to be undone at the end, last made first. */
const endings: (() => Promise<void> | void)[] = [];
let ending: Promise<void> | null = null;

const NODE_FLOOR = [20, 19] as const;

async function start(): Promise<void> {
  const began = performance.now();
  checkNode();
  const running = fixMode();
  const dataFolder = path.resolve(process.env.HELIU_DATA_DIR ?? ".data");
  const port = readPort();
  log.info(`合流 Heliu · ${running} · ${dataFolder}`);

  const kept = keptLaw(path.join(dataFolder, "law"));
  await step(
    "law",
    async () => loadTenants({ kept }),
    ({ books }) => `${books.size} cities`,
  );
  const lock = takeInstanceLock(dataFolder, port);
  endings.push(() => lock.release());
  await checkPortIsFree(port);
  const secret = instanceSecret(dataFolder);
  // A word of the operator's that means nothing is said now, not to the first who reads.
  readProxies(process.env.HELIU_PROXIES);
  readAllowlist(process.env.HELIU_UPSTREAMS);
  process.env.NEXTAUTH_SECRET ??= deriveKey(secret, "next-auth");
  process.env[ANCHORS_VARIABLE] ??= path.join(dataFolder, "anchors");
  process.env.HELIU_SEAL_KEY = deriveKey(secret, "credentials of upstreams");

  const client = step("database client", generateClient, (made) => (made ? "generated" : "up to date"));
  const [adminUrl] = await inParallel(
    prepareData(dataFolder, secret, running, client),
    client.then(() => step("pages", buildPages, (built) => (built ? "built" : "up to date"))),
  );

  const host = process.env.HELIU_HOST ?? (running === "production" ? undefined : "127.0.0.1");
  await step("server", () => serve(port, host));
  kept.flush();
  reportPast(path.join(dataFolder, "law", "entries.json"));
  watchLaw(kept, adminUrl);
  log.info(`\n  http://localhost:${port}   (${((performance.now() - began) / 1000).toFixed(1)} s)\n`);
  if (running === "demonstration") {
    log.info(`  演示账号 demonstration accounts: ${path.join(dataFolder, "demo-accounts.json")}`);
  }
}

function checkNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > NODE_FLOOR[0] || (major === NODE_FLOOR[0] && minor >= NODE_FLOOR[1])) return;
  throw new BootError(
    `需要 Node.js ${NODE_FLOOR.join(".")} 或更新版本，当前为 ${process.versions.node}。`,
    `Node.js ${NODE_FLOOR.join(".")} or later is needed; this is ${process.versions.node}.`,
  );
}

/** Fixes the mode for the whole process, then tells React and Next to use their production builds. */
function fixMode(): Mode {
  const running = mode();
  process.env.HELIU_MODE = running;
  Object.assign(process.env, { NODE_ENV: "production" });
  return running;
}

function readPort(): number {
  const port = Number(process.env.PORT ?? 3000);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new BootError(`端口 PORT=${process.env.PORT} 无效。`, `PORT=${process.env.PORT} is not a port number.`);
}

/** Asked before the long steps, so that a taken port is known in a second and not after a minute. */
function checkPortIsFree(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once("error", () =>
      reject(
        new BootError(
          `端口 ${port} 已被其他程序占用；请换一个，例如 PORT=${port + 1} npm start。`,
          `Port ${port} is taken by another program; choose another, for example PORT=${port + 1} npm start.`,
        ),
      ),
    );
    probe.listen(port, process.env.HELIU_HOST, () => probe.close(() => resolve()));
  });
}

/** @returns the administrator's URL of the database, for what follows a change of the cities' files */
async function prepareData(
  dataFolder: string,
  secret: Buffer,
  running: Mode,
  client: Promise<unknown>,
): Promise<string> {
  let database = await step(
    "database",
    () => openDatabase(dataFolder),
    ({ kind }) => kind,
  );
  if ((await seedState(database.adminUrl)) === "begun") database = await discardHalfSeed(database);
  const { version } = await serverFacts(database.adminUrl);
  checkVersion(version, database.kind);
  const { urls } = await step(
    "migrations",
    () => prepareDatabase(database.adminUrl, secret),
    ({ applied }) => `${applied.length} applied`,
  );
  await checkLogins(database.adminUrl);
  await checkProduction(database.adminUrl);
  registerConnections(urls);
  for (const login of LOGINS) process.env[environmentNameOf(login)] = urls[login];

  await step(
    "cities and roles",
    () => withAdministrator(database.adminUrl, (admin) => syncTenants(admin, listBooks(), listProvinces())),
    ({ tenants, departments }) => `${tenants} tenants, ${departments} departments`,
  );
  await client;
  if (running === "demonstration" && (await seedState(database.adminUrl)) === "empty") {
    await step("demonstration data", () => seed(dataFolder, database.adminUrl));
  }
  return database.adminUrl;
}

async function openDatabase(dataFolder: string): Promise<Database> {
  const external = process.env.DATABASE_URL;
  if (external) {
    await checkReachable(external);
    return { adminUrl: external, kind: "external" };
  }
  const embedded = await startEmbedded({
    dataDir: path.join(dataFolder, "pg"),
    keepAlive: true,
    stopAdopted: true,
  });
  endings.push(() => embedded.stop());
  return { adminUrl: await ownDatabase(embedded.adminUrl), kind: "embedded" };
}

async function checkReachable(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
  } catch (cause) {
    const { code, reason } = describeError(cause);
    throw new BootError(
      `无法连接 DATABASE_URL 指定的数据库：${code ?? reason}。`,
      `The database of DATABASE_URL cannot be reached: ${code ?? reason}.`,
      { cause },
    );
  } finally {
    await client.end().catch(() => {});
  }
}

/** The database `heliu` of the embedded server, made when it is not there. */
async function ownDatabase(clusterUrl: string): Promise<string> {
  const { address, user, password } = readConnectionUrl(clusterUrl);
  await withAdministrator(clusterUrl, async (client) => {
    const { rowCount } = await client.query("select from pg_database where datname = 'heliu'");
    if (!rowCount) await client.query("create database heliu");
  });
  return connectionUrl({ ...address, database: "heliu" }, user, password);
}

/** A seed that was killed half-way left a history that nobody made; the demonstration begins anew. */
async function discardHalfSeed(database: Database): Promise<Database> {
  if (database.kind === "external") {
    throw new BootError(
      "上次写入演示数据时被中断，外部数据库中的数据不完整；请清空该数据库后重新启动。",
      "Writing the demonstration data was interrupted last time and the external database is incomplete; empty it and start again.",
    );
  }
  const { address, user, password } = readConnectionUrl(database.adminUrl);
  const clusterUrl = connectionUrl({ ...address, database: "postgres" }, user, password);
  await withAdministrator(clusterUrl, (client) => client.query("drop database heliu with (force)"));
  log.warn("上次演示数据未写完，重新生成。The demonstration data was left half-written; making it anew.");
  return { ...database, adminUrl: await ownDatabase(clusterUrl) };
}

async function withAdministrator<T>(adminUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The administrator's URL goes to this child; beside it only a change of the cities' files uses it, never a request. */
async function seed(dataFolder: string, adminUrl: string): Promise<void> {
  await beginSeed(adminUrl);
  await runNode("prisma/seed/index.ts", [], {
    [environmentNameOf("admin")]: adminUrl,
    HELIU_DATA_DIR: dataFolder,
  });
  await finishSeed(adminUrl);
}

async function serve(port: number, host: string | undefined): Promise<void> {
  // Loaded only now: it needs the generated client, and React chooses its build by the mode fixed above.
  const { createServer, loadPages } = await import("@/server/main");
  const { loadImportedYears } = await import("@/server/calendar/load-imported-years");
  // Before the first request: a deadline counted with half the calendar would have to be put right again.
  await loadImportedYears();
  const server = createServer(await loadPages());
  await server.listen(port, host);
  endings.push(() => server.close());
  const { startJobs } = await import("@/server/jobs/start-jobs");
  const jobs = startJobs();
  endings.push(() => jobs.stop());
}

/** Says which entries in force are no longer what they were at the last start: open cases rest on them. */
function reportPast(memory: string): void {
  const tenants = loadTenants();
  for (const change of rememberEntries(memory, entryDigests(tenants, shanghaiDate(new Date()))))
    log.warn(describeProblem(describeChange(change, tenants)));
}

/** Takes new dated versions of the cities' files up while the server runs; departments and names follow. */
function watchLaw(kept: KeptFiles, adminUrl: string): void {
  const watching = watchTenants({
    folders: tenantFolders(),
    reading: { kept },
    current: loadTenants,
    takeUp: async (tenants) => {
      await withAdministrator(adminUrl, (admin) => syncTenants(admin, tenants.books.values(), tenants.provinces));
      replaceTenants(tenants);
      kept.flush();
    },
    report: reportReload,
  });
  endings.push(() => watching.stop());
}

function reportReload(reload: Reload): void {
  switch (reload.type) {
    case "taken-up":
      log.info(`政策文件已更新，即时生效。The cities' policy files were taken up: ${reload.cities.join(", ")}`);
      for (const problem of reload.added) log.warn(describeProblem(problem));
      break;
    case "refused":
      log.error(
        `政策文件有误，继续使用原有规定。The policy files are wrong; the law in use stays as it was:\n${reload.problems.map(describeProblem).join("\n")}`,
      );
      break;
    case "failed":
      log.error(
        "The policy files are sound but could not be taken up; it is tried again.",
        describeError(reload.error),
      );
  }
}

/** Waits for all, and fails with the first failure only after the others have ended too. */
async function inParallel<T extends unknown[]>(...work: { [I in keyof T]: Promise<T[I]> }): Promise<T> {
  const results = await Promise.allSettled(work.map((one) => one.catch(giveUp)));
  const failure = results.find((result) => result.status === "rejected");
  if (failure) throw failure.reason;
  return results.map((result) => (result.status === "fulfilled" ? result.value : undefined)) as T;
}

function giveUp(error: unknown): never {
  stopScripts();
  throw error;
}

function end(): Promise<void> {
  ending ??= (async () => {
    stopScripts();
    for (const undo of endings.reverse()) {
      await Promise.resolve(undo()).catch((error: unknown) => log.error("Stopping.", describeError(error)));
    }
  })();
  return ending;
}

function explain(error: unknown): string {
  if (error instanceof BootError) return `\n${error.zh}\n${error.en}\n`;
  if (error instanceof PolicyFileError) {
    return `\n城市政策文件有误，未启动。请改正下列各处：\nThe cities' policy files are wrong; nothing was started. Mend these:\n${error.message}\n`;
  }
  return error instanceof Error ? `\n${error.message}\n` : `\n${String(error)}\n`;
}

let signalled = false;
function stop(): void {
  if (signalled) return;
  signalled = true;
  log.info("\n正在停止… Stopping…");
  void end().then(() => process.exit(0));
}

/** Stops when `npm start` itself was ended: npm's shell dies without telling its child. */
function stopWithParent(): void {
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && stop(), 500).unref();
}

/** Whether we were started with nohup: a handler of ours would undo it. */
function ignoresHangup(): boolean {
  try {
    const mask = /^SigIgn:\s*([0-9a-f]+)/m.exec(fs.readFileSync("/proc/self/status", "utf8"))?.[1];
    return mask !== undefined && (BigInt(`0x${mask}`) & 1n) === 1n;
  } catch {
    return false;
  }
}

process.on("SIGINT", stop);
process.on("SIGTERM", stop);
if (!ignoresHangup()) process.on("SIGHUP", stop);
if (process.env.npm_lifecycle_event === "start") stopWithParent();
surviveMistakes();

try {
  await start();
} catch (error) {
  if (!signalled) process.stderr.write(explain(error));
  await end();
  process.exit(signalled ? 0 : 1);
}

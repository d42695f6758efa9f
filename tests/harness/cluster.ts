import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { connectionUrl, readConnectionUrl } from "@/server/db/connections";
import { startEmbedded } from "@/server/db/embedded";
import { prepareDatabase } from "@/server/db/prepare";

/**
 * The PostgreSQL cluster of one test run: an embedded one in a temporary folder, or `TEST_DATABASE_URL` (an administrator
 * with CREATEDB and CREATEROLE).
 */

/** The logins' passwords derive from this in every test run: roles belong to the cluster, not to one database. */
export const TEST_SECRET = Buffer.alloc(32, "heliu test secret, never used elsewhere");

const PREFIX = "heliu-test-";

export type Cluster = { adminUrl: string; stop: () => Promise<void> };

/** Starts (or reaches) the cluster. Folders of runs that were killed are swept first. */
export async function startCluster(): Promise<Cluster> {
  const external = process.env.TEST_DATABASE_URL;
  if (external) return { adminUrl: external, stop: async () => {} };
  await sweepKilledRuns();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `${PREFIX}${process.pid}-`));
  fs.chmodSync(folder, 0o711);
  const database = await startEmbedded({
    dataDir: path.join(folder, "pg"),
    // Tests may lose everything when the machine stops; they may not wait for its disk.
    settings: { fsync: "off", synchronous_commit: "off", full_page_writes: "off", shared_buffers: "128MB" },
  });
  return {
    adminUrl: database.adminUrl,
    stop: async () => {
      await database.stop();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A migrated database that others are copied from; nobody may stay connected to it. */
export async function createTemplate(adminUrl: string): Promise<string> {
  const name = `heliu_template_${process.pid}`;
  await administer(adminUrl, async (client) => {
    await client.query(`drop database if exists ${name} with (force)`);
    await client.query(`create database ${name}`);
  });
  await prepareDatabase(urlOf(adminUrl, name), TEST_SECRET);
  return name;
}

/** The administrator's URL for another database of the same cluster. */
export function urlOf(adminUrl: string, database: string): string {
  const { address, user, password } = readConnectionUrl(adminUrl);
  return connectionUrl({ ...address, database }, user, password);
}

/** Runs `work` on one administrator's connection. */
export async function administer<T>(adminUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Where the seed of a run writes what it writes outside the database (the list of demonstration accounts). */
export function seedFolder(run: number | string): string {
  return path.join(os.tmpdir(), `${PREFIX}${run}-seed`);
}

/** Drops the databases that this run made on an external cluster. */
export async function dropDatabases(adminUrl: string): Promise<void> {
  await administer(adminUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      "select datname as name from pg_database where datname like $1 or datname like $2",
      [`heliu_template_${process.pid}%`, `heliu_test_${process.pid}_%`],
    );
    for (const { name } of rows) await client.query(`drop database if exists "${name}" with (force)`);
  });
}

async function sweepKilledRuns(): Promise<void> {
  for (const name of fs.readdirSync(os.tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const pid = Number(name.slice(PREFIX.length).split("-")[0]);
    if (isAlive(pid)) continue;
    const folder = path.join(os.tmpdir(), name);
    try {
      const postmaster = Number(fs.readFileSync(path.join(folder, "pg", "postmaster.pid"), "utf8").split("\n")[0]);
      if (isAlive(postmaster)) process.kill(postmaster, "SIGQUIT");
    } catch {
      // No postmaster was left behind, or the folder is another user's.
    }
    try {
      fs.rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another user's run; they sweep it themselves.
    }
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

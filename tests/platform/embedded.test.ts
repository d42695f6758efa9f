import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type EmbeddedDatabase, startEmbedded } from "@/server/db/embedded";
import { administer } from "@/tests/harness/cluster";

let folder: string;
let dataDir: string;
let running: EmbeddedDatabase | undefined;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "heliu-embedded-"));
  fs.chmodSync(folder, 0o711);
  dataDir = path.join(folder, "pg");
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  fs.rmSync(folder, { recursive: true, force: true });
});

async function write(adminUrl: string): Promise<void> {
  await administer(adminUrl, async (client) => {
    await client.query("create table kept (n int)");
    await client.query("insert into kept values (1)");
  });
}

async function read(adminUrl: string): Promise<number[]> {
  const { rows } = await administer(adminUrl, (client) => client.query<{ n: number }>("select n from kept"));
  return rows.map((row) => row.n);
}

async function isGone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 100; tries++) {
    try {
      process.kill(pid, 0);
      await sleep(50);
    } catch {
      return true;
    }
  }
  return false;
}

it("makes a database, stops it, and finds what was written when it starts again", async () => {
  const first = await startEmbedded({ dataDir });
  await write(first.adminUrl);
  await first.stop();
  expect(await isGone(first.pid())).toBe(true);
  running = await startEmbedded({ dataDir });
  expect(await read(running.adminUrl)).toEqual([1]);
});

it("keeps its folder, its password and its socket from everyone else", async () => {
  running = await startEmbedded({ dataDir });
  expect(fs.statSync(dataDir).mode & 0o077).toBe(0);
  expect(fs.statSync(`${dataDir}.superuser`).mode & 0o077).toBe(0);
  expect(fs.statSync(`${dataDir}.socket`).mode & 0o077).toBe(0);
  const { rows } = await administer(running.adminUrl, (client) => client.query("show listen_addresses"));
  expect(rows[0].listen_addresses).toBe("");
});

it("brings PostgreSQL back with every acknowledged row when it is killed", { timeout: 60_000 }, async () => {
  running = await startEmbedded({ dataDir, keepAlive: true });
  await write(running.adminUrl);
  const killed = running.pid();
  process.kill(killed, "SIGKILL");
  for (let tries = 0; running.pid() === killed && tries < 400; tries++) await sleep(50);
  expect(running.pid()).not.toBe(killed);
  expect(await read(running.adminUrl)).toEqual([1]);
});

it("adopts the database of a start that was killed, and stops it only when it may", { timeout: 60_000 }, async () => {
  const script = `
    import { startEmbedded } from "@/server/db/embedded";
    const database = await startEmbedded({ dataDir: ${JSON.stringify(dataDir)} });
    console.log(database.pid());
    process.kill(process.pid, "SIGKILL");`;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [printed] = (await once(child.stdout, "data")) as [Buffer];
  await once(child, "exit");
  const orphan = Number(printed.toString());

  const guest = await startEmbedded({ dataDir });
  expect(guest).toMatchObject({ adopted: true });
  expect(guest.pid()).toBe(orphan);
  await guest.stop();
  await write(guest.adminUrl);

  const owner = await startEmbedded({ dataDir, stopAdopted: true });
  expect(owner.pid()).toBe(orphan);
  expect(await read(owner.adminUrl)).toEqual([1]);
  await owner.stop();
  expect(await isGone(orphan)).toBe(true);
});

it("starts again after a first start that was killed while it made the cluster", async () => {
  fs.mkdirSync(`${dataDir}.new`);
  fs.writeFileSync(path.join(`${dataDir}.new`, "PG_VERSION"), "18\n");
  running = await startEmbedded({ dataDir });
  await write(running.adminUrl);
  expect(await read(running.adminUrl)).toEqual([1]);
});

it("says that data and password file do not belong together", async () => {
  await (await startEmbedded({ dataDir })).stop();
  fs.writeFileSync(`${dataDir}.superuser`, "another");
  await expect(startEmbedded({ dataDir })).rejects.toThrow(/same backup/);
});

it("says where to look when the server does not start", async () => {
  await (await startEmbedded({ dataDir })).stop();
  fs.appendFileSync(path.join(dataDir, "postgresql.conf"), "\nshared_preload_libraries = 'missing'\n");
  await expect(startEmbedded({ dataDir })).rejects.toThrow(/pg\.log/);
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { takeInstanceLock } from "./instance-lock";

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "heliu-lock-"));
  file = join(folder, "heliu.lock");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("names this process and its port while it is held, and is gone when released", () => {
  const lock = takeInstanceLock(folder, 3000);
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ pid: process.pid, port: 3000 });
  lock.release();
  expect(existsSync(file)).toBe(false);
});

it("refuses a second server on the same data in Chinese and English, naming process and port, and leaves the lock", () => {
  takeInstanceLock(folder, 3000);
  const before = readFileSync(file, "utf8");
  expect(() => takeInstanceLock(folder, 4000)).toThrow(
    expect.objectContaining({
      zh: expect.stringMatching(new RegExp(`已在运行：进程 ${process.pid}，端口 3000`)),
      en: expect.stringMatching(new RegExp(`already runs on this data: process ${process.pid}, port 3000`)),
    }),
  );
  expect(readFileSync(file, "utf8")).toBe(before);
});

it("takes over the lock of a process that was killed", async () => {
  const dead = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  writeFileSync(file, JSON.stringify({ pid: dead.pid, port: 3000, born: null }));
  expect(() => takeInstanceLock(folder, 3000)).toThrow(/already runs/);
  dead.kill("SIGKILL");
  await once(dead, "exit");
  expect(() => takeInstanceLock(folder, 3000)).not.toThrow();
});

it.runIf(process.platform === "linux")("takes over a lock whose number now belongs to another process", () => {
  writeFileSync(file, JSON.stringify({ pid: process.pid, port: 3000, born: "another boot 1" }));
  expect(() => takeInstanceLock(folder, 3000)).not.toThrow();
});

it("takes over a lock that was left half-written", () => {
  writeFileSync(file, '{"pid": 12');
  expect(() => takeInstanceLock(folder, 3000)).not.toThrow();
});

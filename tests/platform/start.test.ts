import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { takeInstanceLock } from "@/server/db/instance-lock";

// Everything that `npm start` refuses is refused before it builds or writes anything.
let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "heliu-start-"));
  fs.chmodSync(folder, 0o711);
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

async function start(environment: Record<string, string> = {}): Promise<{ code: number; output: string }> {
  const { HELIU_SECRET: _, ...inherited } = process.env;
  const child = spawn(process.execPath, ["--import", "tsx", "server/start.ts"], {
    env: {
      ...inherited,
      HELIU_MODE: "demonstration",
      HELIU_DATA_DIR: folder,
      PORT: String(await freePort()),
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const keep = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const [code] = (await once(child, "close")) as [number];
  return { code, output };
}

async function freePort(): Promise<number> {
  const probe = net.createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as net.AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}

it("refuses a second start on the same data in both languages, naming the first, and harms nothing", async () => {
  const lock = takeInstanceLock(folder, 3000);
  const before = fs.readdirSync(folder);
  const { code, output } = await start();
  expect(code).toBe(1);
  expect(output).toContain(`合流已在运行：进程 ${process.pid}，端口 3000`);
  expect(output).toContain(`Heliu already runs on this data: process ${process.pid}, port 3000`);
  expect(fs.readdirSync(folder)).toEqual(before);
  lock.release();
});

it("refuses a port that another program holds, at once", async () => {
  const other = net.createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as net.AddressInfo;
  const { code, output } = await start({ PORT: String(port), HELIU_HOST: "127.0.0.1" });
  other.close();
  expect(code).toBe(1);
  expect(output).toContain(`端口 ${port} 已被其他程序占用`);
  expect(output).toContain(`Port ${port} is taken`);
  expect(fs.readdirSync(folder)).toEqual([]);
});

it("refuses a port that is none", async () => {
  const { code, output } = await start({ PORT: "http" });
  expect(code).toBe(1);
  expect(output).toMatch(/PORT=http is not a port number/);
});

it("refuses production without a secret of its own", async () => {
  const { code, output } = await start({ HELIU_MODE: "production" });
  expect(code).toBe(1);
  expect(output).toMatch(/生产环境必须设置 HELIU_SECRET[\s\S]*Production needs HELIU_SECRET/);
});

it("refuses a mode that it does not know, rather than guess", async () => {
  const { code, output } = await start({ HELIU_MODE: "prodution" });
  expect(code).toBe(1);
  expect(output).toMatch(/HELIU_MODE=prodution is not a mode/);
});

it("names file, line and field of a malformed city and starts nothing", async () => {
  const tenants = path.join(folder, "tenants", "nowhere");
  fs.mkdirSync(tenants, { recursive: true });
  fs.writeFileSync(path.join(tenants, "city.yaml"), "id: nowhere\nnames: { zh: 某市, en: Nowhere }\nlevel: village\n");
  const { code, output } = await start({ TENANTS_PATH: path.join(folder, "tenants") });
  expect(code).toBe(1);
  expect(output).toMatch(/城市政策文件有误/);
  expect(output).toMatch(/nowhere\/city\.yaml:3 level/);
  expect(fs.existsSync(path.join(folder, "pg"))).toBe(false);
});

it("says that an external database cannot be reached, without its password", async () => {
  const { code, output } = await start({
    DATABASE_URL: `postgresql://admin:hunter2@127.0.0.1:${await freePort()}/heliu`,
  });
  expect(code).toBe(1);
  expect(output).toMatch(/DATABASE_URL[\s\S]*cannot be reached: ECONNREFUSED/);
  expect(output).not.toContain("hunter2");
});

import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { examplesOf } from "@/app/docs/api/examples";
import { createServer } from "@/server/main";
import { type City, plantCity, plantEntry, plantGrant, plantKey } from "@/tests/delivery/city";
import { COMPANY_ITEMS, companies } from "@/tests/delivery/companies";
import { testDatabase } from "@/tests/harness/database";

const database = testDatabase();
const server = createServer();
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "heliu-examples-"));
let city: City;
let key: string;
let examples: ReturnType<typeof examplesOf>;

beforeAll(async () => {
  const origin = `http://127.0.0.1:${await server.listen(0, "127.0.0.1")}`;
  city = await plantCity(database.admin, "fushun");
  const resource = await plantEntry(database.admin, city, COMPANY_ITEMS, companies(7));
  const grant = await plantGrant(database.admin, city, resource, { columns: ["uscc", "name"] });
  key = await plantKey(database.admin, city, grant);
  const { rows } = await database.admin.query("select id from app.api_key where grant_id = $1", [grant]);
  examples = examplesOf({ origin, resource, grant, key: rows[0].id, limit: 3 });
});
afterAll(async () => {
  await server.close();
  fs.rmSync(folder, { recursive: true });
});

const has = (command: string) => spawnSync(command, ["--version"]).status === 0;
const wrongKey = `hk_${"x".repeat(43)}`;

/** Runs a program beside the server, which answers in this very process. */
function run(command: string, args: string[], env: Record<string, string>) {
  return new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    const own = { PATH: process.env.PATH, HOME: folder, LANG: "C.UTF-8", NODE_ENV: "test" as const, ...env };
    const child = spawn(command, args, { cwd: folder, env: own });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text: string) => {
        output += text;
      });
    }
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}
const saved = (name: string, text: string) => {
  fs.writeFileSync(path.join(folder, name), text);
  return name;
};
const all = [...companies(7)].map(([uscc]) => String(uscc));

describe.skipIf(!has("curl"))("with curl", () => {
  it("reads a page, and says the problem to a wrong key", async () => {
    const { code, output } = await run("bash", ["-c", examples.curl], { HELIU_KEY: key });
    expect(code).toBe(0);
    expect(JSON.parse(output).rows.map((row: { uscc: string }) => row.uscc)).toEqual(all.slice(0, 3));
    const refused = await run("bash", ["-c", examples.curl], { HELIU_KEY: wrongKey });
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain('"code":"UNAUTHENTICATED"');
  });

  it("reads chosen columns under a condition as CSV", async () => {
    const asked = examples.filter
      .replaceAll("COLUMN_A", "uscc")
      .replace("COLUMN_B", "name")
      .replace("VALUE", all[1] ?? "");
    const { output } = await run("bash", ["-c", asked], { HELIU_KEY: key });
    expect(output.trim().split("\r\n")).toEqual(["uscc,name", expect.stringContaining(all[1] ?? "")]);
  });

  it("replaces a key, once for the same idempotency key", async () => {
    const rotate = () => run("bash", ["-c", examples.rotate], { HELIU_SESSION: city.consumer.token });
    const first = JSON.parse((await rotate()).output);
    expect(first.token).toMatch(/^hk_/);
    expect(JSON.parse((await rotate()).output)).toMatchObject({ id: first.id, token: null });
  });
});

describe.skipIf(!has("python3"))("with Python", () => {
  it("reads everything page by page, and says the problem to a wrong key", async () => {
    const script = saved("read_rows.py", examples.python);
    const { code, output } = await run("python3", [script], { HELIU_KEY: key });
    expect(code).toBe(0);
    expect(
      output
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).uscc),
    ).toEqual(all);
    const refused = await run("python3", [script], { HELIU_KEY: wrongKey });
    expect(refused.code).toBe(1);
    expect(refused.output).toContain("UNAUTHENTICATED");
  });
});

describe.skipIf(!has("java"))("with Java", () => {
  it("reads everything page by page, and stops at a wrong key", async () => {
    const source = saved("ReadRows.java", examples.java);
    const { code, output } = await run("java", [source], { HELIU_KEY: key });
    expect(code).toBe(0);
    const pages = output
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).rows as { uscc: string }[]);
    expect(pages.flat().map(({ uscc }) => uscc)).toEqual(all);
    expect(pages).toHaveLength(3);
    expect((await run("java", [source], { HELIU_KEY: wrongKey })).code).not.toBe(0);
  }, 60_000);
});

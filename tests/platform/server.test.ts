import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectionEnvironment, registerConnections } from "@/server/db/connections";
import { type EmbeddedDatabase, startEmbedded } from "@/server/db/embedded";
import { loginUrls } from "@/server/db/logins";
import { prepareDatabase } from "@/server/db/prepare";
import { createServer, type HeliuServer } from "@/server/main";
import { TEST_SECRET } from "@/tests/harness/cluster";

// The server with a stand-in for Next, over a database that this file may stop.
let folder: string;
let database: EmbeddedDatabase;
let server: HeliuServer;
let origin: string;
const asked: string[] = [];

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "heliu-server-"));
  fs.chmodSync(folder, 0o711);
  database = await startDatabase();
  await prepareDatabase(database.adminUrl, TEST_SECRET);
  registerConnections(loginUrls(database.adminUrl, TEST_SECRET));
  Object.assign(process.env, connectionEnvironment());
  server = createServer({
    handle: async (request, response) => {
      asked.push(`${request.method} ${request.url}`);
      if (request.url === "/broken") throw new Error("secret detail");
      response.end(`page with ${request.headers["x-nonce"]}`);
    },
    close: async () => {},
  });
  origin = `http://127.0.0.1:${await server.listen(0, "127.0.0.1")}`;
});
afterAll(async () => {
  await server.close();
  await database.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

function startDatabase(): Promise<EmbeddedDatabase> {
  return startEmbedded({ dataDir: path.join(folder, "pg"), settings: { fsync: "off" } });
}

describe("every answer", () => {
  const PAGE =
    /script-src 'self' 'nonce-[A-Za-z0-9+/=]{24}' 'strict-dynamic'.*object-src 'none'.*frame-ancestors 'none'/;
  const DATA = /^default-src 'none'; frame-ancestors 'none'$/;

  it.each([
    ["/", PAGE],
    ["/health", DATA],
    ["/api/v1/nothing-here", DATA],
    ["/api/trpc/nothing.here", DATA],
    ["/open/nowhere/nothing.csv", DATA],
  ])("of %s carries the headers of safety", async (place, policy) => {
    const { headers } = await fetch(origin + place);
    expect(headers.get("content-security-policy")).toMatch(policy);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("referrer-policy")).toBe("same-origin");
    expect(headers.get("x-powered-by")).toBeNull();
  });

  it("has a nonce of its own, which the client can't choose", async () => {
    const forged = { "x-nonce": "forged", "content-security-policy": "script-src 'nonce-forged'" };
    const [first, second] = await Promise.all(
      [1, 2].map(() => fetch(origin, { headers: forged }).then((r) => r.text())),
    );
    expect(first).toMatch(/^page with [A-Za-z0-9+/=]{24}$/);
    expect(first).not.toBe(second);
  });
});

describe("a request that changes something", () => {
  const post = (place: string, headers: Record<string, string>) =>
    fetch(origin + place, { method: "POST", headers, body: "x=1" });

  it("reaches a page from our own origin, and not from another", async () => {
    const cookie = "session=1";
    expect((await post("/act", { cookie, origin })).status).toBe(200);
    const before = asked.length;
    const refused = await post("/act", { cookie, origin: "https://evil.example" });
    expect(refused.status).toBe(403);
    expect(asked).toHaveLength(before);
    expect(await refused.text()).toContain("该请求不是从本系统页面发出的");
  });

  it("is refused alike at the API's door", async () => {
    const refused = await post("/api/trpc/sharing.submit", {
      cookie: "session=1",
      origin: "https://evil.example",
      "accept-language": "en",
    });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({
      error: { code: "FOREIGN_ORIGIN", message: expect.stringContaining("did not come from") },
    });
  });

  it("is refused when it is larger than a form can be", async () => {
    const response = await fetch(`${origin}/act`, {
      method: "POST",
      headers: { origin },
      body: "x".repeat(1024 * 1024 + 1),
    });
    expect(response.status).toBe(413);
  });
});

it("answers a page that breaks with a number to quote and nothing else, and goes on", async () => {
  const broken = await fetch(`${origin}/broken`);
  expect(broken.status).toBe(500);
  const text = await broken.text();
  expect(text).toMatch(/<code>[0-9a-f]{16}<\/code>/);
  expect(text).not.toContain("secret detail");
  expect((await fetch(origin)).status).toBe(200);
});

describe("while the database is down", () => {
  beforeAll(async () => {
    expect(await (await fetch(`${origin}/health`)).json()).toEqual({ status: "ok", database: "up" });
    await database.stop();
  });

  it("says so on a page in the reader's language, and asks the browser to come back", async () => {
    const zh = await fetch(origin);
    expect(zh.status).toBe(503);
    expect(zh.headers.get("retry-after")).toBe("5");
    expect(await zh.text()).toMatch(/lang="zh-CN"[\s\S]*http-equiv="refresh"[\s\S]*数据库暂时无法连接/);
    const en = await fetch(origin, { headers: { cookie: "locale=en" } });
    expect(await en.text()).toMatch(/lang="en"[\s\S]*The database cannot be reached/);
  });

  it("says so to whoever watches its health", async () => {
    const health = await fetch(`${origin}/health`);
    expect(health.status).toBe(503);
    expect(await health.json()).toMatchObject({
      database: "down",
      message: { zh: expect.any(String), en: expect.any(String) },
    });
  });

  it("still gives a page's files", async () => {
    expect((await fetch(`${origin}/_next/static/chunk.js`)).status).toBe(200);
  });

  it("goes on by itself when the database is back", async () => {
    database = await startDatabase();
    expect((await fetch(origin)).status).toBe(200);
    expect((await fetch(`${origin}/health`)).status).toBe(200);
  });
});

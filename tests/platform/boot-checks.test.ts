import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { LOGINS } from "@/server/db/connections";
import { type EmbeddedDatabase, startEmbedded } from "@/server/db/embedded";
import { checkLogins, checkProduction, instanceSecret, loginUrls, prepareLogins } from "@/server/db/logins";
import { migrate } from "@/server/db/migrate";
import { prepareDatabase } from "@/server/db/prepare";
import { administer, urlOf } from "@/tests/harness/cluster";
import { hasDebianPostgres, startDebianPostgres } from "@/tests/harness/debian-postgres";

// Roles belong to a cluster: these tests spoil them, so they have a cluster of their own.
const SECRET = Buffer.alloc(32, 7);
let folder: string;
let cluster: EmbeddedDatabase;
let adminUrl: string;

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "heliu-boot-"));
  fs.chmodSync(folder, 0o711);
  cluster = await startEmbedded({ dataDir: path.join(folder, "pg"), settings: { fsync: "off" } });
  await administer(cluster.adminUrl, (client) => client.query("create database city"));
  adminUrl = urlOf(cluster.adminUrl, "city");
  await prepareDatabase(adminUrl, SECRET);
});
afterAll(async () => {
  await cluster.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

describe("the logins' passwords", () => {
  it("derive from the instance secret and open the database", async () => {
    for (const [login, url] of Object.entries(loginUrls(adminUrl, SECRET))) {
      const { rows } = await administer(url, (client) => client.query("select current_user as me"));
      expect(rows[0].me).toBe(login);
    }
  });

  it("are another instance's with another secret", async () => {
    const urls = loginUrls(adminUrl, Buffer.alloc(32, 8));
    await expect(administer(urls.heliu_portal, (client) => client.query("select 1"))).rejects.toThrow(/password/);
  });

  it("reach the database as verifiers only", async () => {
    await administer(cluster.adminUrl, (client) => client.query("alter system set log_statement = 'all'"));
    await administer(cluster.adminUrl, (client) => client.query("select pg_reload_conf()"));
    await prepareLogins(adminUrl, SECRET);
    const written = fs.readFileSync(path.join(folder, "pg.log"), "utf8");
    expect(written).toMatch(/alter role heliu_portal password 'SCRAM-SHA-256/);
    for (const url of Object.values(loginUrls(adminUrl, SECRET))) {
      expect(written).not.toContain(new URL(url).password);
    }
    await administer(cluster.adminUrl, (client) => client.query("alter system reset log_statement"));
  });
});

describe("boot refuses a login that", () => {
  afterEach(() => administer(adminUrl, (client) => client.query("reset role")));

  it.each([
    ["is a superuser", "alter role heliu_portal superuser", "alter role heliu_portal nosuperuser", "superuser"],
    ["bypasses row security", "alter role heliu_portal bypassrls", "alter role heliu_portal nobypassrls", "bypassrls"],
    ["creates roles", "alter role heliu_portal createrole", "alter role heliu_portal nocreaterole", "createrole"],
    ["creates databases", "alter role heliu_portal createdb", "alter role heliu_portal nocreatedb", "createdb"],
    ["is a member of a role", "grant heliu_owner to heliu_portal", "revoke heliu_owner from heliu_portal", "member"],
    [
      "owns a table",
      "create table app.mine (); alter table app.mine owner to heliu_portal",
      "drop table app.mine",
      "owner",
    ],
    [
      "makes temporary tables",
      "grant temp on database city to heliu_portal",
      "revoke temp on database city from heliu_portal",
      "temporary",
    ],
    [
      "creates tables",
      "grant create on schema app to heliu_portal",
      "revoke create on schema app from heliu_portal",
      "create",
    ],
    ["is an owner that logs in", "alter role heliu_owner login", "alter role heliu_owner nologin", "heliu_owner"],
  ])("%s", async (_, spoil, mend, named) => {
    await administer(adminUrl, (client) => client.query(spoil));
    await expect(checkLogins(adminUrl)).rejects.toThrow(new RegExp(named));
    await administer(adminUrl, (client) => client.query(mend));
    await expect(checkLogins(adminUrl)).resolves.toBeUndefined();
  });
});

describe("production", () => {
  const before = process.env.HELIU_MODE;
  beforeAll(() => {
    process.env.HELIU_MODE = "production";
  });
  afterAll(() => {
    process.env.HELIU_MODE = before;
  });

  it("starts on a clean database", async () => {
    await expect(checkProduction(adminUrl)).resolves.toBeUndefined();
  });

  it("refuses a clock that was set by hand", async () => {
    await administer(adminUrl, (client) => client.query("update ctx.clock set fixed_at = '2026-01-01'"));
    await expect(checkProduction(adminUrl)).rejects.toThrow(/ctx\.clock/);
    await administer(adminUrl, (client) => client.query("update ctx.clock set fixed_at = null"));
  });

  it("refuses an enabled demonstration account, and starts once it is disabled", async () => {
    await administer(adminUrl, async (client) => {
      await client.query(
        "insert into app.tenant (id, kind, name_zh, name_en, province) values ('somewhere', 'city', '某市', 'Somewhere', 'somewhere')",
      );
      await client.query(
        "insert into app.person (tenant_id, login, name, demo) values ('somewhere', 'demo', 'Demo', true)",
      );
    });
    await expect(checkProduction(adminUrl)).rejects.toThrow(/demonstration accounts/);
    await administer(adminUrl, (client) => client.query("update app.person set disabled_at = now()"));
    await expect(checkProduction(adminUrl)).resolves.toBeUndefined();
  });

  it("refuses to start without HELIU_SECRET, or with a short one", () => {
    expect(() => instanceSecret(folder)).toThrow(/HELIU_SECRET/);
    process.env.HELIU_SECRET = "short";
    expect(() => instanceSecret(folder)).toThrow(/too short/);
    process.env.HELIU_SECRET = "x".repeat(32);
    expect(instanceSecret(folder)).toHaveLength(32);
    delete process.env.HELIU_SECRET;
  });
});

it("keeps the secret that it made, readable by its owner only", () => {
  const first = instanceSecret(folder);
  expect(instanceSecret(folder)).toEqual(first);
  expect(fs.statSync(path.join(folder, "secret")).mode & 0o777).toBe(0o600);
});

/** What an operator gives us on a managed server: an ordinary login that owns the database and may create roles. */
async function asOrdinaryAdministrator(clusterUrl: string): Promise<string> {
  await administer(clusterUrl, async (client) => {
    await client.query("create role operator login createrole password 'operator'");
    await client.query("create database managed owner operator");
  });
  const url = new URL(urlOf(clusterUrl, "managed"));
  url.username = "operator";
  url.password = "operator";
  return url.href;
}

async function expectWholeInstallation(clusterUrl: string): Promise<void> {
  const url = await asOrdinaryAdministrator(clusterUrl);
  const { applied, urls } = await prepareDatabase(url, SECRET);
  expect(applied.length).toBeGreaterThan(0);
  expect(await migrate(url)).toEqual([]);
  await checkLogins(url);
  for (const login of LOGINS) {
    await expect(administer(urls[login], (client) => client.query("select ctx.now()"))).resolves.toBeDefined();
    await expect(administer(urls[login], (client) => client.query("select from ctx.secret"))).rejects.toThrow(
      /permission/,
    );
    await expect(administer(urls[login], (client) => client.query("create temp table t ()"))).rejects.toThrow(
      /permission/,
    );
  }
}

describe("an administrator who is no superuser, but owns the database and may create roles", () => {
  it("installs everything on the embedded PostgreSQL", async () => {
    const own = fs.mkdtempSync(path.join(os.tmpdir(), "heliu-boot-"));
    fs.chmodSync(own, 0o711);
    const fresh = await startEmbedded({ dataDir: path.join(own, "pg"), settings: { fsync: "off" } });
    try {
      await expectWholeInstallation(fresh.adminUrl);
    } finally {
      await fresh.stop();
      fs.rmSync(own, { recursive: true, force: true });
    }
  });

  it.runIf(hasDebianPostgres())("installs everything on Debian's PostgreSQL 15", async () => {
    const debian = await startDebianPostgres();
    try {
      await expectWholeInstallation(debian.adminUrl);
    } finally {
      await debian.stop();
    }
  });
});

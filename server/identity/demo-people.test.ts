import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { beforeAll, expect, it, vi } from "vitest";
import { syncTenants } from "@/server/db/sync-tenants";
import { createDemoPeople, type DemoAccount, writeDemoAccounts } from "@/server/identity/demo-people";
import { listDemoPeople } from "@/server/identity/list-demo-people";
import { findPasswordProblems } from "@/server/identity/password";
import { requireActor } from "@/server/identity/session";
import { signIn } from "@/server/identity/sign-in";
import { signInAsDemo } from "@/server/identity/sign-in-as-demo";
import { codeAt } from "@/server/identity/totp";
import { listBooks, listProvinces } from "@/server/law";
import { testDatabase } from "@/tests/harness/database";

const database = testDatabase();
const SECRET = Buffer.alloc(32, 1);
let accounts: DemoAccount[] = [];

beforeAll(async () => {
  const admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  await syncTenants(admin, listBooks(), listProvinces());
  accounts = await createDemoPeople(admin, SECRET);
  expect(await createDemoPeople(admin, SECRET)).toEqual(accounts); // again: nothing changes
  await admin.end();
});

it("gives every city each side of a case and its three administrators, each of them alone in the role", async () => {
  for (const city of listBooks().map((book) => book.city.id)) {
    const roles = accounts.filter((account) => account.tenantId === city).map((account) => account.roles.join());
    for (const role of ["data_officer", "department_head", "authority_officer", "government_officer", "public_user"]) {
      expect(roles, `${city} ${role}`).toContain(role);
    }
    for (const role of ["system_admin", "security_officer", "auditor"]) {
      expect(roles.filter((each) => each === role)).toHaveLength(1);
    }
    expect(roles.filter((role) => role === "data_officer").length).toBeGreaterThan(3);
  }
  expect(accounts.filter((account) => account.roles[0] === "delegate_reviewer").map((each) => each.tenantId)).toEqual([
    "shuozhou",
  ]);
  expect(accounts.filter((account) => account.roles[0] === "province_overseer")).toHaveLength(listProvinces().length);
});

it("gives passwords that satisfy the rules and logins that fit", () => {
  expect(new Set(accounts.map((account) => account.password)).size).toBe(accounts.length);
  for (const { login, password } of accounts) {
    expect(findPasswordProblems(password, { login })).toEqual([]);
    expect(login.length).toBeLessThanOrEqual(64);
  }
});

it("lets each sign in by one click, and by password with the code", async () => {
  for (const role of ["data_officer", "authority_officer", "auditor", "province_overseer", "platform_operator"]) {
    const account = accounts.find((each) => each.roles[0] === role) as DemoAccount;
    const clicked = await signInAsDemo(account);
    expect(await requireActor(clicked.token)).toMatchObject({ login: account.login, roles: [role], factor: "demo" });
    const typed = await signIn({
      tenantId: account.tenantId,
      login: account.login,
      password: account.password,
      code: codeAt(account.totpSecret, Date.now() / 1000),
    });
    expect(await requireActor(typed.token)).toMatchObject({ factor: "totp" });
  }
});

it("lists them by city without a secret, with a few of each city in front, and nobody in production", async () => {
  const groups = await listDemoPeople();
  expect(groups.map((group) => group.kind)).toEqual(
    groups.map((group) => group.kind).sort((a, b) => order(a) - order(b)),
  );
  expect(groups.flatMap((group) => group.people)).toHaveLength(accounts.length);
  const fushun = groups.find((group) => group.tenantId === "fushun");
  expect(fushun?.people.filter((person) => person.featured).map((person) => person.roles[0])).toEqual([
    ...Array(3).fill("data_officer"),
    "department_head",
    ...Array(2).fill("authority_officer"),
    "government_officer",
    "system_admin",
    "security_officer",
    "auditor",
    "public_user",
  ]);
  expect(JSON.stringify(groups)).not.toContain(accounts[0]?.password);
  vi.stubEnv("HELIU_MODE", "production");
  expect(await listDemoPeople()).toEqual([]);
  vi.unstubAllEnvs();
});

it("writes the list for its owner's eyes only", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "heliu-accounts-"));
  const file = writeDemoAccounts(folder, accounts);
  expect(fs.statSync(file).mode & 0o777).toBe(0o600);
  expect(JSON.parse(fs.readFileSync(file, "utf8"))).toEqual(accounts);
  fs.rmSync(folder, { recursive: true });
});

function order(kind: string): number {
  return ["city", "province", "platform"].indexOf(kind);
}

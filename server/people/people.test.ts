import { randomUUID } from "node:crypto";
import pg from "pg";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { rootRouter } from "@/server/api/root";
import { createCallerFactory, requestContext } from "@/server/api/trpc";
import { departmentIdOf, syncTenants } from "@/server/db/sync-tenants";
import { createDemoPeople, type DemoAccount } from "@/server/identity/demo-people";
import { signIn } from "@/server/identity/sign-in";
import { signInAsDemo } from "@/server/identity/sign-in-as-demo";
import { codeAt } from "@/server/identity/totp";
import { listBooks, listProvinces } from "@/server/law";
import { testDatabase } from "@/tests/harness/database";

vi.setConfig({ testTimeout: 60_000 }); // each password costs a fifth of a second on an idle core

const database = testDatabase();
const callerOf = (token: string) => createCallerFactory(rootRouter)(requestContext(token));
type Caller = ReturnType<typeof callerOf>;
let accounts: DemoAccount[];
let admin: Caller;
let security: Caller;
let auditor: Caller;
let officer: Caller;

const HOUSING = departmentIdOf("fushun", "housing");
const BIG_DATA = departmentIdOf("fushun", "big-data");
const key = () => ({ idempotencyKey: randomUUID() });

beforeAll(async () => {
  const client = new pg.Client({ connectionString: database.adminUrl });
  await client.connect();
  await syncTenants(client, listBooks(), listProvinces());
  accounts = await createDemoPeople(client, Buffer.alloc(32, 3));
  await client.end();
  admin = await enter("fushun-system-admin");
  security = await enter("fushun-security-officer");
  auditor = await enter("fushun-auditor");
  officer = await enter("fushun-housing-officer");
});

const idOf = (login: string) => accounts.find((account) => account.login === login)?.personId ?? "";

async function enter(login: string): Promise<Caller> {
  const { token } = await signInAsDemo({
    tenantId: login.replace(/-(system|security|auditor|housing|market|overseer).*/, ""),
    login,
  });
  return callerOf(token);
}

/** `FORBIDDEN own`, `INVALID login taken`, …: what a page sees. */
async function refusal(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "done",
    (error: {
      message: string;
      cause?: { details?: { reason?: string; fields?: { path: string; problem: string }[] } };
    }) => {
      const { reason, fields = [] } = error.cause?.details ?? {};
      return [error.message, reason, ...fields.flatMap(({ path, problem }) => [path, problem])]
        .filter(Boolean)
        .join(" ");
    },
  );
}

async function newColleague(login: string, departmentId = HOUSING) {
  return admin.people.create({ ...key(), login, name: "新同事", departmentId });
}

describe("entering a colleague", () => {
  it("shows a password once; the person replaces it and has an account without power", async () => {
    const request = { ...key(), login: "new.colleague", name: "新同事", departmentId: HOUSING };
    const created = await admin.people.create(request);
    expect(created.initialPassword).toBeTruthy();
    expect(await admin.people.create(request)).toEqual({ ...created, initialPassword: null, enrolmentUri: null });
    const secret = new URL(created.enrolmentUri ?? "").searchParams.get("secret") ?? "";
    const form = { tenantId: "fushun", login: "new.colleague", password: created.initialPassword ?? "" };
    const code = codeAt(secret, Date.now() / 1000);
    expect(await refusal(signIn({ ...form, code }))).toBe("change-password");
    const { token } = await signIn({ ...form, code, newPassword: "Heron-under-7-bridges" });
    const me = await callerOf(token).identity.me();
    expect(me).toMatchObject({ login: "new.colleague", departmentId: HOUSING, roles: [], permissions: [] });
  });

  it("refuses a taken login, a department of another city and one that does not exist, the two alike", async () => {
    await newColleague("twice");
    expect(await refusal(newColleague("twice"))).toBe("INVALID login taken");
    const foreign = await refusal(newColleague("elsewhere", departmentIdOf("leshan", "water")));
    expect(foreign).toBe("INVALID departmentId unknown");
    expect(await refusal(newColleague("nowhere", randomUUID()))).toBe(foreign);
  });

  it("is the system administrator's alone", async () => {
    for (const caller of [security, auditor, officer]) {
      expect(
        await refusal(caller.people.create({ ...key(), login: "smuggled", name: "甲", departmentId: HOUSING })),
      ).toBe("FORBIDDEN");
    }
    const { rows } = await database.admin.query("select from app.audit_record where act = 'people.create' and denied");
    expect(rows).toHaveLength(3);
    expect(await refusal(newColleague("not.smuggled"))).toBe("done");
  });
});

describe("disabling", () => {
  it("acts on the person's next request, and enabling asks them to sign in anew", async () => {
    const { token } = await signInAsDemo({ tenantId: "fushun", login: "fushun-transport-officer" });
    const person = callerOf(token);
    const personId = idOf("fushun-transport-officer");
    expect((await person.identity.me()).login).toBe("fushun-transport-officer");
    await admin.people.disable({ ...key(), personId });
    expect(await refusal(person.identity.me())).toBe("UNAUTHENTICATED");
    expect(await refusal(admin.people.disable({ ...key(), personId }))).toBe("STALE");
    await admin.people.enable({ ...key(), personId });
    expect(await refusal(person.identity.me())).toBe("UNAUTHENTICATED");
    const again = await signInAsDemo({ tenantId: "fushun", login: "fushun-transport-officer" });
    expect((await callerOf(again.token).identity.me()).login).toBe("fushun-transport-officer");
  });

  it("is never for oneself, nor for another city's people, who look like nobody", async () => {
    expect(await refusal(admin.people.disable({ ...key(), personId: idOf("fushun-system-admin") }))).toBe(
      "FORBIDDEN own",
    );
    const foreign = await refusal(admin.people.disable({ ...key(), personId: idOf("leshan-auditor") }));
    expect(foreign).toBe("NOT_FOUND");
    expect(await refusal(admin.people.disable({ ...key(), personId: randomUUID() }))).toBe(foreign);
  });
});

describe("a new password", () => {
  it("ends the person's sessions, and is refused for administrators, oneself and demonstration people", async () => {
    const { personId, initialPassword, enrolmentUri } = await newColleague("forgetful");
    const secret = new URL(enrolmentUri ?? "").searchParams.get("secret") ?? "";
    const form = { tenantId: "fushun", login: "forgetful", code: codeAt(secret, Date.now() / 1000) };
    const first = await signIn({ ...form, password: initialPassword ?? "", newPassword: "Heron-under-7-bridges" });
    const reset = await admin.people.resetPassword({ ...key(), personId });
    expect(reset.enrolmentUri).toBeNull();
    expect(await refusal(callerOf(first.token).identity.me())).toBe("UNAUTHENTICATED");
    await security.people.assignRole({ ...key(), personId, role: "auditor" });
    expect(await refusal(admin.people.resetPassword({ ...key(), personId }))).toBe("FORBIDDEN administrator");
    await security.people.removeRole({ ...key(), personId, role: "auditor" });
    expect(await refusal(admin.people.resetPassword({ ...key(), personId, newAuthenticator: true }))).toBe("done");
    const own = { ...key(), personId: idOf("fushun-system-admin") };
    expect(await refusal(admin.people.resetPassword(own))).toBe("FORBIDDEN own");
    const demo = { ...key(), personId: idOf("fushun-housing-officer") };
    expect(await refusal(admin.people.resetPassword(demo))).toBe("FORBIDDEN demonstration");
  });

  it("is chosen by oneself against the present one, and ends every session", async () => {
    const { initialPassword, enrolmentUri } = await newColleague("chooser");
    const secret = new URL(enrolmentUri ?? "").searchParams.get("secret") ?? "";
    const form = { tenantId: "fushun", login: "chooser", code: codeAt(secret, Date.now() / 1000) };
    const { token } = await signIn({ ...form, password: initialPassword ?? "", newPassword: "Heron-under-7-bridges" });
    const me = callerOf(token);
    const next = "Kestrel-over-9-hills";
    expect(await refusal(me.identity.changePassword({ ...key(), current: "wrong", next }))).toBe(
      "INVALID current wrong",
    );
    const current = "Heron-under-7-bridges";
    expect(await refusal(me.identity.changePassword({ ...key(), current, next: "Password123!" }))).toBe(
      "INVALID next blocklisted",
    );
    expect(await refusal(me.identity.changePassword({ ...key(), current, next: current }))).toBe(
      "INVALID next used-before",
    );
    expect(await refusal(me.identity.changePassword({ ...key(), current, next }))).toBe("done");
    expect(await refusal(me.identity.me())).toBe("UNAUTHENTICATED");
  });
});

describe("roles", () => {
  it("are given by the security officer and work from the next request on", async () => {
    const { token } = await signInAsDemo({ tenantId: "fushun", login: "fushun-ecology-officer" });
    const personId = idOf("fushun-ecology-officer");
    await security.people.assignRole({ ...key(), personId, role: "department_head" });
    expect((await callerOf(token).identity.me()).roles).toEqual(["data_officer", "department_head"]);
    expect(await refusal(security.people.assignRole({ ...key(), personId, role: "department_head" }))).toBe(
      "CONFLICT held",
    );
    await security.people.removeRole({ ...key(), personId, role: "department_head" });
    expect((await callerOf(token).identity.me()).roles).toEqual(["data_officer"]);
    expect(await refusal(security.people.removeRole({ ...key(), personId, role: "department_head" }))).toBe("STALE");
  });

  it("keep the three administrators apart from one another and from every other role", async () => {
    const assign = (login: string, role: "auditor" | "system_admin" | "data_officer") =>
      refusal(security.people.assignRole({ ...key(), personId: idOf(login), role }));
    expect(await assign("fushun-auditor", "system_admin")).toBe("CONFLICT three-administrators");
    expect(await assign("fushun-auditor", "data_officer")).toBe("CONFLICT three-administrators");
    expect(await assign("fushun-housing-officer", "auditor")).toBe("CONFLICT three-administrators");
  });

  it("have their place: an ordinary department holds no authority", async () => {
    const personId = idOf("fushun-housing-officer");
    expect(await refusal(security.people.assignRole({ ...key(), personId, role: "authority_officer" }))).toBe(
      "CONFLICT department",
    );
    const { personId: colleague } = await newColleague("authority.colleague", BIG_DATA);
    expect(
      await refusal(security.people.assignRole({ ...key(), personId: colleague, role: "authority_officer" })),
    ).toBe("done");
  });

  it("are nobody's own to change, nor the system administrator's", async () => {
    const own = { ...key(), personId: idOf("fushun-security-officer"), role: "security_officer" as const };
    expect(await refusal(security.people.removeRole(own))).toBe("FORBIDDEN own");
    const grab = { ...key(), personId: idOf("fushun-housing-officer"), role: "department_head" as const };
    expect(await refusal(admin.people.assignRole(grab))).toBe("FORBIDDEN");
    expect(await refusal(officer.people.assignRole(grab))).toBe("FORBIDDEN");
  });
});

describe("lists", () => {
  it("find people by part of a name, role and standing, page by page, in one's own city", async () => {
    const page = await admin.people.list({ search: "OFFICER", role: "data_officer", pageSize: 5 });
    expect(page.rows).toHaveLength(5);
    expect(page.total).toBeGreaterThan(5);
    const second = await admin.people.list({ search: "officer", role: "data_officer", pageSize: 5, page: 2 });
    expect(second.rows.map((row) => row.id)).not.toEqual(expect.arrayContaining(page.rows.map((row) => row.id)));
    const all = await admin.people.list({ status: "all", pageSize: 100 });
    expect(all.rows.map((row) => row.login).filter((login) => login.startsWith("leshan"))).toEqual([]);
    expect(all.rows.find((row) => row.self)?.login).toBe("fushun-system-admin");
    expect(await refusal(officer.people.list({}))).toBe("FORBIDDEN");
    expect((await auditor.people.list({})).total).toBeGreaterThan(5);
  });

  it("show the auditor what was done, newest first, cursor by cursor, and nobody else", async () => {
    const first = await auditor.audit.list({ act: "people.", pageSize: 3 });
    const second = await auditor.audit.list({ act: "people.", pageSize: 3, cursor: first.nextCursor ?? undefined });
    const whole = await auditor.audit.list({ act: "people.", pageSize: 6 });
    expect([...first.rows, ...second.rows]).toEqual(whole.rows);
    expect(whole.rows[0]?.person?.name).toBeTruthy();
    const refused = await auditor.audit.list({ act: "people.create", denied: true });
    expect(refused.rows.every((row) => row.denied)).toBe(true);
    expect(refused.rows).not.toHaveLength(0);
    for (const caller of [admin, security, officer]) expect(await refusal(caller.audit.list({}))).toBe("FORBIDDEN");
  });
});

describe("departments", () => {
  it("are added, renamed and retired by the system administrator, and a retired one is empty", async () => {
    const name = { zh: "抚顺市试点办公室", en: "Pilot Office" };
    const request = { ...key(), code: "pilot", name, regionId: "210400" };
    const { departmentId } = await admin.departments.create(request);
    expect(await admin.departments.create(request)).toEqual({ departmentId });
    expect(await refusal(admin.departments.create({ ...request, ...key() }))).toBe("INVALID code taken");
    expect(await refusal(admin.departments.create({ ...request, ...key(), code: "far", regionId: "511100" }))).toBe(
      "INVALID regionId unknown",
    );
    await admin.departments.rename({ ...key(), departmentId, name: { zh: "抚顺市试点中心", en: "Pilot Centre" } });
    const { personId } = await newColleague("pilot.person", departmentId);
    const listed = await officer.departments.list({ search: "pilot" });
    expect(listed.rows).toMatchObject([
      { code: "pilot", name: { zh: "抚顺市试点中心" }, people: 1, kind: "department" },
    ]);
    expect(await refusal(admin.departments.retire({ ...key(), departmentId }))).toBe("CONFLICT people");
    await admin.people.disable({ ...key(), personId });
    await admin.departments.retire({ ...key(), departmentId });
    expect(await refusal(admin.departments.retire({ ...key(), departmentId }))).toBe("STALE");
    expect((await officer.departments.list({ search: "pilot" })).total).toBe(0);
    expect((await officer.departments.list({ search: "pilot", status: "retired" })).total).toBe(1);
  });

  it("of another city look like none", async () => {
    const rename = (departmentId: string) =>
      refusal(admin.departments.rename({ ...key(), departmentId, name: { zh: "改名", en: "Renamed" } }));
    expect(await rename(departmentIdOf("leshan", "water"))).toBe("NOT_FOUND");
    expect(await rename(randomUUID())).toBe("NOT_FOUND");
    expect(
      await refusal(
        officer.departments.rename({ ...key(), departmentId: HOUSING, name: { zh: "改名", en: "Renamed" } }),
      ),
    ).toBe("FORBIDDEN");
  });
});

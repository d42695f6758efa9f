import NextAuth from "next-auth";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { inContext } from "@/server/db/context";
import { NoSessionError } from "@/server/db/errors";
import { authOptions } from "@/server/identity/auth-options";
import { hashPassword } from "@/server/identity/password";
import { requireActor } from "@/server/identity/session";
import { PLAIN_COOKIE, SECURE_COOKIE } from "@/server/identity/session-cookie";
import { signIn } from "@/server/identity/sign-in";
import { signInAsDemo } from "@/server/identity/sign-in-as-demo";
import { signOut } from "@/server/identity/sign-out";
import { codeAt, newTotpSecret } from "@/server/identity/totp";
import { testDatabase } from "@/tests/harness/database";

vi.setConfig({ testTimeout: 60_000 }); // each password costs a fifth of a second on an idle core

const database = testDatabase();
const PASSWORD = "Kestrel-over-9-hills";
const SECRET = newTotpSecret();
const now = () => Date.now() / 1000;

beforeAll(async () => {
  await database.admin.query(`
    insert into app.tenant (id, kind, name_zh, name_en, province) values ('riverton', 'city', '河城', 'Riverton', 'upland'), ('hilltown', 'city', '山城', 'Hilltown', 'upland');
    insert into app.person (tenant_id, id, login, name, demo) values
      ('riverton', '00000000-0000-4000-8000-000000000001', 'wang.wei', '王伟', false),
      ('riverton', '00000000-0000-4000-8000-000000000002', 'demo.li', '李演示', true),
      ('riverton', '00000000-0000-4000-8000-000000000003', 'visitor', '赵市民', false);
    insert into app.role_assignment (tenant_id, person_id, role) values
      ('riverton', '00000000-0000-4000-8000-000000000001', 'data_officer'),
      ('riverton', '00000000-0000-4000-8000-000000000003', 'public_user');`);
});

const STAFF = { tenantId: "riverton", login: "wang.wei", password: PASSWORD };

beforeEach(async () => {
  const hash = await hashPassword(PASSWORD, { demo: true });
  await database.admin.query("truncate ctx.session, ctx.sign_in_attempt, ctx.credential, app.audit_record");
  await database.admin.query(
    `insert into ctx.credential (tenant_id, person_id, password_hash, password_set_at, totp_secret)
     select tenant_id, id, $1, clock_timestamp(), case when login = 'visitor' then null else $2 end from app.person`,
    [hash, SECRET],
  );
});

async function refusal(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "signed in",
    (error: Error & { code?: string }) => error.code ?? error.message,
  );
}

async function audit(): Promise<string[]> {
  const { rows } = await database.admin.query<{ line: string }>(
    "select concat_ws(' ', act, case when denied then 'denied' end, detail->>'reason', detail->>'factor', person_id is not null) as line from app.audit_record order by at, act",
  );
  return rows.map(({ line }) => line);
}

describe("signing in", () => {
  it("opens a session that the database recognises, and leaves an audit row", async () => {
    const { token, expiresAt } = await signIn({ ...STAFF, code: codeAt(SECRET, now()) });
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(expiresAt.getTime()).toBeGreaterThan(Date.now() + 9 * 3600_000);
    const actor = await requireActor(token);
    expect(actor).toMatchObject({ tenantId: "riverton", login: "wang.wei", roles: ["data_officer"], factor: "totp" });
    expect(await audit()).toEqual(["identity.sign-in totp t"]);
    const { rows } = await database.admin.query("select encode(token_hash, 'escape') as kept from ctx.session");
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it("gives the same refusal for a wrong password, an unknown login, another city and a disabled person", async () => {
    const code = codeAt(SECRET, now());
    expect(await refusal(signIn({ ...STAFF, code, password: "Kestrel-over-9-hillz" }))).toBe("wrong");
    expect(await refusal(signIn({ ...STAFF, code, login: "nobody.here" }))).toBe("wrong");
    expect(await refusal(signIn({ ...STAFF, code, tenantId: "hilltown" }))).toBe("wrong");
    expect(await refusal(signIn({ ...STAFF, code, tenantId: "atlantis" }))).toBe("wrong");
    await database.admin.query("update app.person set disabled_at = now() where login = 'wang.wei'");
    expect(await refusal(signIn({ ...STAFF, code }))).toBe("wrong");
    await database.admin.query("update app.person set disabled_at = null where login = 'wang.wei'");
    expect(await refusal(signIn({ ...STAFF, code }))).toBe("signed in");
  });

  it("takes a one-time code once", async () => {
    const code = codeAt(SECRET, now());
    expect(await refusal(signIn({ ...STAFF, code }))).toBe("signed in");
    expect(await refusal(signIn({ ...STAFF, code }))).toBe("wrong");
    expect(await refusal(signIn({ ...STAFF, code: codeAt(SECRET, now() - 30) }))).toBe("wrong");
    expect(await audit()).toContain("identity.sign-in denied replayed-code t");
  });

  it("wants a code from staff, none from a demonstration person or a public account", async () => {
    expect(await refusal(signIn(STAFF))).toBe("wrong");
    expect(await refusal(signIn({ ...STAFF, login: "demo.li" }))).toBe("signed in");
    expect(await refusal(signIn({ ...STAFF, login: "visitor" }))).toBe("signed in");
    await database.admin.query("update ctx.credential set totp_secret = null");
    expect(await refusal(signIn(STAFF))).toBe("wrong"); // the database refuses staff with one factor
  });

  it("locks a login after five failures, known or not, and lets it go afterwards", async () => {
    for (const login of ["wang.wei", "nobody.here"]) {
      for (let n = 0; n < 5; n += 1) {
        expect(await refusal(signIn({ ...STAFF, login, password: "wrong" }))).toBe("wrong");
      }
      expect(await refusal(signIn({ ...STAFF, login, code: codeAt(SECRET, now()) }))).toBe("locked");
    }
    expect(await audit()).toContain("identity.lock denied t");
    await database.admin.query("update ctx.sign_in_attempt set locked_until = clock_timestamp() - interval '1 second'");
    expect(await refusal(signIn({ ...STAFF, code: codeAt(SECRET, now()) }))).toBe("signed in");
  });

  it("counts guesses that come at the same time", async () => {
    const guesses = Array.from({ length: 12 }, () => refusal(signIn({ ...STAFF, password: "wrong" })));
    const answers = await Promise.all(guesses);
    expect(answers.filter((answer) => answer === "wrong")).toHaveLength(5);
    expect(answers.filter((answer) => answer === "locked")).toHaveLength(7);
  });

  it("asks for a new password when an administrator set it or it is too old, and ends the old sessions", async () => {
    await database.admin.query("update ctx.credential set must_change = true");
    const code = codeAt(SECRET, now());
    expect(await refusal(signIn({ ...STAFF, code }))).toBe("change-password");
    expect(await refusal(signIn({ ...STAFF, code, newPassword: "short" }))).toBe("weak-password");
    expect(await refusal(signIn({ ...STAFF, code, newPassword: PASSWORD }))).toBe("weak-password");
    const { token } = await signIn({ ...STAFF, code, newPassword: "Heron-under-7-bridges" });
    expect((await requireActor(token)).login).toBe("wang.wei");
    await database.admin.query(
      "update ctx.credential set password_set_at = now() - interval '181 days', totp_last_step = null",
    );
    expect(await refusal(signIn({ ...STAFF, password: "Heron-under-7-bridges", code }))).toBe("change-password");
    expect(await refusal(signIn({ ...STAFF, password: "Heron-under-7-bridges", code, newPassword: PASSWORD }))).toBe(
      "weak-password", // used before
    );
  });
});

describe("the demonstration's one click", () => {
  const LI = { tenantId: "riverton", login: "demo.li" };

  it("opens a session marked as such", async () => {
    const { token } = await signInAsDemo(LI);
    expect(await requireActor(token)).toMatchObject({ factor: "demo", demo: true });
  });

  it("is refused for everybody else, by the database too, and in production for all", async () => {
    expect(await refusal(signInAsDemo({ ...LI, login: "wang.wei" }))).toBe("wrong");
    const forced = database.as("heliu_signin", (client) =>
      client.query("select ctx.open_session('riverton', '00000000-0000-4000-8000-000000000001', $1, 'demo', null)", [
        Buffer.alloc(32, 7),
      ]),
    );
    await expect(forced).rejects.toThrow(/factor refused/);
    vi.stubEnv("HELIU_MODE", "production");
    expect(await refusal(signInAsDemo(LI))).toBe("wrong");
    vi.unstubAllEnvs();
  });
});

describe("ending a session", () => {
  const open = () => signIn({ ...STAFF, login: "demo.li" });
  const use = (token: string) => inContext(token, { readOnly: true }, async ({ actor }) => actor.login);

  it("signs out for the next statement, and only oneself", async () => {
    const [one, other] = [await open(), await open()];
    await signOut(one.token);
    await expect(use(one.token)).rejects.toThrow(NoSessionError);
    expect(await use(other.token)).toBe("demo.li");
    await signOut(one.token); // again: no harm
    await signOut(null);
  });

  it("forgets the sessions of a disabled person, also once enabled again", async () => {
    const { token } = await open();
    expect(await use(token)).toBe("demo.li");
    await database.admin.query("update app.person set disabled_at = now() where login = 'demo.li'");
    await expect(use(token)).rejects.toThrow(NoSessionError);
    await database.admin.query("update app.person set disabled_at = null where login = 'demo.li'");
    await expect(use(token)).rejects.toThrow(NoSessionError);
    expect(await use((await open()).token)).toBe("demo.li");
  });

  it("keeps at most ten sessions of a person", async () => {
    const first = await open();
    for (let n = 0; n < 10; n += 1) await open();
    await expect(use(first.token)).rejects.toThrow(NoSessionError);
  });
});

describe("the cookie, through next-auth", () => {
  interface Answer {
    status: number;
    body: unknown;
    cookies: string[];
  }

  async function request(
    path: string[],
    options: {
      method?: string;
      form?: Record<string, string>;
      cookies?: Record<string, string>;
      secure?: boolean;
    } = {},
  ): Promise<Answer> {
    const answer: Answer = { status: 200, body: null, cookies: [] };
    const response = {
      status: (status: number) => {
        answer.status = status;
        return response;
      },
      setHeader: (name: string, value: string[]) => {
        if (name === "Set-Cookie") answer.cookies = value;
        return response;
      },
      getHeader: () => answer.cookies,
      json: (body: unknown) => {
        answer.body = body;
      },
      send: (body: unknown) => {
        answer.body = body;
      },
      end: () => undefined,
    };
    const { method = "GET", form = {}, cookies = {}, secure = false } = options;
    await NextAuth(
      {
        method,
        query: { nextauth: path },
        body: { ...form, json: "true" },
        cookies,
        headers: { host: "localhost:3000" },
      } as never,
      response as never,
      { ...authOptions(secure), secret: "a secret of the test" },
    );
    return answer;
  }

  async function csrf(): Promise<{ form: { csrfToken: string }; cookies: Record<string, string> }> {
    const { body, cookies } = await request(["csrf"]);
    const cookie =
      cookies
        .find((line) => line.startsWith("next-auth.csrf-token="))
        ?.split(";")[0]
        ?.split("=") ?? [];
    return {
      form: body as { csrfToken: string },
      cookies: { "next-auth.csrf-token": decodeURIComponent(cookie[1] ?? "") },
    };
  }

  it("is exactly our token, http-only and same-site", async () => {
    const proof = await csrf();
    const answer = await request(["callback", "password"], {
      method: "POST",
      form: { ...proof.form, tenantId: "riverton", login: "demo.li", password: PASSWORD },
      cookies: proof.cookies,
    });
    const line = answer.cookies.find((cookie) => cookie.startsWith(`${PLAIN_COOKIE}=`)) ?? "";
    expect(line).toMatch(/HttpOnly/);
    expect(line).toMatch(/SameSite=Lax/i);
    expect(line).toMatch(/Path=\//);
    const token = line.split(";")[0]?.split("=")[1] ?? "";
    expect((await requireActor(token)).login).toBe("demo.li");
  });

  it("is bound to the host on https", () => {
    expect(authOptions(true).cookies?.sessionToken).toEqual({
      name: SECURE_COOKIE,
      options: { httpOnly: true, sameSite: "lax", path: "/", secure: true },
    });
  });

  it("says why not in one word, and without the CSRF token sets nothing", async () => {
    const proof = await csrf();
    const form = { tenantId: "riverton", login: "demo.li", password: "wrong" };
    const wrong = await request(["callback", "password"], {
      method: "POST",
      form: { ...proof.form, ...form },
      cookies: proof.cookies,
    });
    expect(wrong).toMatchObject({ status: 401, body: { url: expect.stringMatching(/error=wrong$/) } });
    const forged = await request(["callback", "password"], { method: "POST", form: { ...form, password: PASSWORD } });
    expect(forged.cookies.join()).not.toMatch(/heliu=/);
  });
});

import { withConnection } from "@/server/db/context";

/** The functions of prisma/migrations/…_sign_in, called as the login `heliu_signin`, which reads no table. */

/** What the database knows of an attempt. Without `personId` the login is unknown, disabled or another city's. */
export interface Attempt {
  locked: boolean;
  /** Seconds since 1970 by the database's clock. */
  now: number;
  personId?: string;
  demo?: boolean;
  passwordHash?: string;
  totpSecret?: string | null;
  formerHashes?: string[];
  mustChange?: boolean;
}

/** Counts the attempt, whoever it names, and returns what would prove that person. */
export async function beginSignIn(tenantId: string, login: string): Promise<Attempt> {
  const row = await call<{ r: Attempt }>("select ctx.begin_sign_in($1, $2) as r", [tenantId, login]);
  return row.r;
}

/** Leaves the audit row of a failure. */
export async function failSignIn(
  tenantId: string,
  login: string,
  reason: "password" | "code" | "replayed-code",
): Promise<void> {
  await call("select ctx.fail_sign_in($1, $2, $3)", [tenantId, login, reason]);
}

/** A session row for the token's hash; null when the code's step was used before. */
export async function openSession(session: {
  tenantId: string;
  personId: string;
  tokenHash: Buffer;
  factor: "password" | "totp" | "demo";
  totpStep: number | null;
}): Promise<{ expiresAt: Date } | null> {
  const row = await call<{ r: { expiresAt: string } | null }>("select ctx.open_session($1, $2, $3, $4, $5) as r", [
    session.tenantId,
    session.personId,
    session.tokenHash,
    session.factor,
    session.totpStep,
  ]);
  return row.r && { expiresAt: new Date(row.r.expiresAt) };
}

/** Ends the session of the token; false when there was none. */
export async function closeSession(token: string): Promise<boolean> {
  const row = await call<{ r: boolean }>("select ctx.close_session($1) as r", [token]);
  return row.r;
}

/** Replaces the password if `expected` is still its hash; false when somebody was faster. Ends every session. */
export async function replacePassword(
  tenantId: string,
  personId: string,
  expected: string,
  next: string,
): Promise<boolean> {
  const row = await call<{ r: boolean }>("select ctx.replace_password($1, $2, $3, $4) as r", [
    tenantId,
    personId,
    expected,
    next,
  ]);
  return row.r;
}

/** A demonstration person, as the first page lists them. */
export interface DemoPersonRow {
  tenantId: string;
  tenantKind: "city" | "province" | "platform";
  tenantName: { zh: string; en: string };
  personId: string;
  login: string;
  name: string;
  department: { zh: string; en: string } | null;
  roles: string[];
}

/** Every enabled demonstration person. */
export async function findDemoPeople(): Promise<DemoPersonRow[]> {
  const row = await call<{ r: DemoPersonRow[] }>("select ctx.demo_people() as r", []);
  return row.r;
}

async function call<T extends object>(sql: string, values: unknown[]): Promise<T> {
  return withConnection("heliu_signin", async (client) => {
    const { rows } = await client.query<T>(sql, values);
    const row = rows[0];
    if (!row) throw new Error("a function of sign-in returned no row");
    return row;
  });
}

import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import pg from "pg";
import { connectionUrl, LOGINS, type Login, readConnectionUrl } from "@/server/db/connections";
import { BootError } from "@/server/shared/boot-error";
import { isProduction } from "@/server/shared/mode";

/**
 * The application's database logins: their passwords, and the proof at boot that none holds a privilege.
 *
 * A password is derived from the instance's secret, so nothing has to be stored beside the secret itself, and several
 * nodes that share the secret share the logins.
 */

/** One writer at a time: two nodes that boot together would update the same rows of the role catalogue. */
const LOCK = 72_707_370;

/** Roles that own schemas and may create in the database; nobody logs in as one of them. */
const OWNERS = ["heliu_owner", "heliu_ctx", "heliu_data", "heliu_gate"] as const;

/**
 * The secret of this instance: `HELIU_SECRET` (at least 32 characters), else 32 random bytes kept in `secret` of the data
 * folder with mode 0600.
 * @throws BootError in production without `HELIU_SECRET`, or when it is too short.
 */
export function instanceSecret(dataFolder: string): Buffer {
  const given = process.env.HELIU_SECRET;
  if (given) {
    if (given.length < 32) {
      throw new BootError(
        "HELIU_SECRET 太短；至少 32 个字符。",
        "HELIU_SECRET is too short; use at least 32 characters.",
      );
    }
    return createHash("sha256").update(given).digest();
  }
  if (isProduction()) {
    throw new BootError(
      "生产环境必须设置 HELIU_SECRET（至少 32 个随机字符，所有节点相同）。",
      "Production needs HELIU_SECRET (at least 32 random characters, the same on every node).",
    );
  }
  return readOrMakeSecret(path.join(dataFolder, "secret"));
}

function readOrMakeSecret(file: string): Buffer {
  try {
    fs.writeFileSync(file, randomBytes(32).toString("hex"), { mode: 0o600, flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const secret = Buffer.from(fs.readFileSync(file, "utf8").trim(), "hex");
  if (secret.length !== 32) {
    throw new BootError(
      `实例密钥文件 ${file} 已损坏；请从备份恢复。`,
      `The instance secret ${file} is damaged; restore it from a backup.`,
    );
  }
  return secret;
}

/** A key for one use (`login heliu_portal`, `next-auth`, …) derived from the instance secret; base64url, 43 characters. */
export function deriveKey(secret: Buffer, use: string): string {
  return createHmac("sha256", secret).update(`heliu ${use}`).digest("base64url");
}

/** The URL of every application login on the administrator's database. */
export function loginUrls(adminUrl: string, secret: Buffer): Record<Login, string> {
  const { address } = readConnectionUrl(adminUrl);
  return Object.fromEntries(
    LOGINS.map((login) => [login, connectionUrl(address, login, deriveKey(secret, `login ${login}`))]),
  ) as Record<Login, string>;
}

/**
 * Sets the logins' passwords and closes the database to everyone else. Run by the administrator after the migrations.
 * The database receives SCRAM verifiers, so that no log of statements ever holds a password.
 */
export async function prepareLogins(adminUrl: string, secret: Buffer): Promise<void> {
  await asAdministrator(adminUrl, async (client) => {
    await client.query("select pg_advisory_lock($1)", [LOCK]);
    for (const login of LOGINS) {
      await client.query(`alter role ${login} password '${scramVerifier(deriveKey(secret, `login ${login}`))}'`);
    }
    await closeDatabase(client);
  });
}

/**
 * Grants on the database itself, which a copy made with `create database … template` does not inherit: only our logins
 * connect, nobody makes temporary tables, only the owners create schemas.
 */
export async function closeDatabase(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>("select quote_ident(current_database()) as name");
  const name = rows[0]?.name;
  await client.query(`revoke all on database ${name} from public`);
  await client.query(`grant connect on database ${name} to ${LOGINS.join(", ")}`);
  await client.query(`grant create on database ${name} to ${OWNERS.join(", ")}`);
}

/** RFC 5803's form of a SCRAM-SHA-256 verifier, as PostgreSQL stores it. The derived passwords are ASCII: no SASLprep. */
export function scramVerifier(password: string, salt = randomBytes(16), iterations = 4096): string {
  const salted = pbkdf2Sync(password, salt, iterations, 32, "sha256");
  const hmac = (text: string) => createHmac("sha256", salted).update(text).digest();
  const storedKey = createHash("sha256").update(hmac("Client Key")).digest("base64");
  return `SCRAM-SHA-256$${iterations}:${salt.toString("base64")}$${storedKey}:${hmac("Server Key").toString("base64")}`;
}

const PRIVILEGES = `
  select r.rolname as login,
    array_remove(array[
      case when r.rolsuper then 'superuser' end,
      case when r.rolbypassrls then 'bypassrls' end,
      case when r.rolcreaterole then 'createrole' end,
      case when r.rolcreatedb then 'createdb' end,
      case when r.rolreplication then 'replication' end,
      case when exists (select from pg_auth_members m where m.member = r.oid) then 'member of a role' end,
      case when exists (select from pg_shdepend d where d.refclassid = 'pg_authid'::regclass and d.refobjid = r.oid and d.deptype = 'o')
        then 'owner of objects' end,
      case when has_database_privilege(r.oid, current_database(), 'TEMP') then 'temporary tables' end,
      case when has_database_privilege(r.oid, current_database(), 'CREATE') then 'create schemas' end,
      case when exists (select from pg_namespace n where n.nspname in ('public', 'ctx', 'app', 'data', 'gate')
        and has_schema_privilege(r.oid, n.oid, 'CREATE')) then 'create tables' end
    ], null) as privileges
  from pg_roles r
  where r.rolname = any ($1)
  order by 1`;

/**
 * Proves that the six logins exist and hold no privilege (SECURE 7), and that the owners can't log in.
 * @throws BootError naming the login and what it holds.
 */
export async function checkLogins(adminUrl: string): Promise<void> {
  await asAdministrator(adminUrl, async (client) => {
    const { rows } = await client.query<{ login: string; privileges: string[] }>(PRIVILEGES, [[...LOGINS]]);
    for (const login of LOGINS) {
      const found = rows.find((row) => row.login === login);
      if (!found) {
        throw new BootError(`数据库缺少登录角色 ${login}。`, `The database login ${login} is missing.`);
      }
      if (found.privileges.length > 0) throw privileged(login, found.privileges);
    }
    const owners = await client.query<{ name: string }>(
      "select rolname as name from pg_roles where rolname = any ($1) and (rolcanlogin or rolsuper or rolbypassrls)",
      [[...OWNERS]],
    );
    for (const { name } of owners.rows) throw privileged(name, ["login, superuser or bypassrls"]);
  });
}

function privileged(login: string, privileges: string[]): BootError {
  const list = privileges.join(", ");
  return new BootError(
    `数据库角色 ${login} 拥有不应有的权限（${list}），拒绝启动；请收回后重试。`,
    `The database role ${login} holds privileges that it must not have (${list}); revoke them and start again.`,
  );
}

/**
 * What production must not contain: a clock that was set by hand, or demonstration people.
 * @throws BootError naming what was found.
 */
export async function checkProduction(adminUrl: string): Promise<void> {
  if (!isProduction()) return;
  await asAdministrator(adminUrl, async (client) => {
    if (await existsAs(client, "heliu_ctx", "select from ctx.clock where fixed_at is not null")) {
      throw new BootError(
        "数据库时钟（ctx.clock）被人为设定，生产环境拒绝启动。",
        "The database's clock (ctx.clock) was set by hand; production does not start with it.",
      );
    }
    if (await existsAs(client, "heliu_owner", "select from app.person where demo and disabled_at is null")) {
      throw new BootError(
        "数据库中有演示账号，生产环境拒绝启动；请使用空数据库。",
        "The database holds demonstration accounts; production does not start with them. Use an empty database.",
      );
    }
  });
}

/** Row-level security is forced, so that an administrator who is no superuser sees rows only in their owner's role. */
async function existsAs(client: pg.Client, owner: (typeof OWNERS)[number], query: string): Promise<boolean> {
  await client.query("begin read only");
  await client.query(`set local role ${owner}`);
  const { rows } = await client.query<{ found: boolean }>(`select exists (${query}) as found`);
  await client.query("commit");
  return rows[0]?.found === true;
}

/** The server's `server_version_num`, and whether the administrator is a superuser. */
export async function serverFacts(adminUrl: string): Promise<{ version: number; superuser: boolean }> {
  return asAdministrator(adminUrl, async (client) => {
    const { rows } = await client.query<{ version: string; superuser: boolean }>(
      `select current_setting('server_version_num') as version,
         (select rolsuper from pg_roles where rolname = current_user) as superuser`,
    );
    return { version: Number(rows[0]?.version), superuser: rows[0]?.superuser === true };
  });
}

async function asAdministrator<T>(adminUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

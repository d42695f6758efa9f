import { createHash, randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import pg from "pg";
import { BootError } from "@/server/shared/boot-error";

/**
 * Applies `prisma/migrations/<name>/migration.sql` in the order of their names, each in one transaction, keeping Prisma's
 * own history table and checksums. It runs as the database's administrator: a superuser, or an ordinary login with
 * CREATEROLE that owns the database.
 *
 * A file that begins with `-- no-transaction` runs statement by statement, divided by lines `-- statement`
 * (for `create index concurrently`).
 */

/** Prisma's own advisory lock, so that `prisma migrate deploy` elsewhere would wait for us too. */
const LOCK = 72_707_369;

const HISTORY = `
  create table if not exists public._prisma_migrations (
    id varchar(36) primary key,
    checksum varchar(64) not null,
    finished_at timestamptz,
    migration_name varchar(255) not null,
    logs text,
    rolled_back_at timestamptz,
    started_at timestamptz not null default now(),
    applied_steps_count int not null default 0
  );
  revoke all on public._prisma_migrations from public;`;

type Migration = { name: string; sql: string; checksum: string };

/** Every migration in the folder, in the order in which it is applied. */
export function readMigrations(folder = "prisma/migrations"): Migration[] {
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && fs.existsSync(path.join(folder, entry.name, "migration.sql")))
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = fs.readFileSync(path.join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    });
}

/**
 * Brings the database up to date and returns the names it applied now (empty when it already was).
 *
 * Two processes that start together take turns. A migration is whole or absent.
 * @throws BootError when an applied file was edited, or an earlier one stopped half-way outside a transaction; Error when
 *   one fails (with the place in its SQL).
 */
export async function migrate(adminUrl: string, folder = "prisma/migrations"): Promise<string[]> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [LOCK]);
    await client.query(HISTORY);
    const pending = await findPending(client, readMigrations(folder));
    for (const migration of pending) await apply(client, migration);
    return pending.map((migration) => migration.name);
  } finally {
    await client.end();
  }
}

async function findPending(client: pg.Client, migrations: Migration[]): Promise<Migration[]> {
  const { rows } = await client.query<{ migration_name: string; checksum: string; finished_at: Date | null }>(
    "select migration_name, checksum, finished_at from public._prisma_migrations where rolled_back_at is null",
  );
  const history = new Map(rows.map((row) => [row.migration_name, row]));
  return migrations.filter(({ name, checksum }) => {
    const row = history.get(name);
    if (!row) return true;
    if (!row.finished_at) {
      throw new BootError(
        `数据库迁移 ${name} 上次中途停止；请人工处理后删除其记录。`,
        `Migration ${name} stopped half-way earlier; mend it by hand, then delete its row.`,
      );
    }
    if (row.checksum !== checksum) {
      throw new BootError(
        `数据库迁移 ${name} 在应用之后被修改过；请改为新增一个迁移。`,
        `Migration ${name} was edited after it was applied; add a new one instead.`,
      );
    }
    return false;
  });
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  try {
    if (migration.sql.startsWith("-- no-transaction")) await applyByStatement(client, migration);
    else await applyWhole(client, migration);
  } catch (error) {
    await client.query("rollback").catch(() => {});
    throw new Error(`Migration ${migration.name}: ${explain(error, migration.sql)}`, { cause: error });
  }
}

async function applyWhole(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query("begin");
  await client.query(sql);
  // A file may leave a role or a search path behind; the history is written by the administrator.
  await client.query("reset role");
  await client.query(
    `insert into public._prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
     values ($1, $2, $3, clock_timestamp(), 1)`,
    [randomUUID(), checksum, name],
  );
  await client.query("commit");
}

async function applyByStatement(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  const id = randomUUID();
  await client.query("insert into public._prisma_migrations (id, checksum, migration_name) values ($1, $2, $3)", [
    id,
    checksum,
    name,
  ]);
  for (const statement of sql.split(/^-- statement$/m)) await client.query(statement);
  await client.query(
    "update public._prisma_migrations set finished_at = clock_timestamp(), applied_steps_count = 1 where id = $1",
    [id],
  );
}

function explain(error: unknown, sql: string): string {
  if (!(error instanceof Error)) return String(error);
  const position = error instanceof pg.DatabaseError && error.position ? Number(error.position) : undefined;
  if (position === undefined) return error.message;
  const line = sql.slice(0, position).split("\n").length;
  return `${error.message} (line ${line}: ${sql.split("\n")[line - 1]?.trim()})`;
}

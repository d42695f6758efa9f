import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import type { Actor, PublicActor, SessionActor } from "@/server/db/actor";
import { connectionFor, type Login } from "@/server/db/connections";
import { translateDatabaseError } from "@/server/db/errors";
import { type Prisma, PrismaClient } from "@/server/db/generated/client";

/** One transaction under a minted context. Only repositories look inside. */
export type Tx = Prisma.TransactionClient;

/** What every use case receives first: who acts, when, and the transaction that commits or fails as one. */
export interface Scope<A extends Actor = SessionActor> {
  readonly actor: A;
  /** The instant of this transaction by the database's clock (ctx.now()). */
  readonly now: Date;
  readonly tx: Tx;
  /** Runs `work` once the transaction has committed, and not at all when it fails; for what cannot be undone with it. */
  readonly afterCommit: (work: () => void) => void;
  /** SHA-256 of what was asked, where a request changes something: the same idempotency key stands for the same request. */
  readonly asked?: Uint8Array<ArrayBuffer>;
}

type SessionLogin = Extract<Login, "heliu_workspace" | "heliu_province">;

/**
 * Runs `work` in one transaction as the person whose session `token` names; the first statement mints the context,
 * so whatever follows sees only what row-level security lets that person see.
 * @param options.readOnly queries; the database then refuses any write
 * @throws NoSessionError when the token names no live session; DatabaseDownError when the database does not answer
 */
export async function inContext<T>(
  token: string,
  options: { login?: SessionLogin; readOnly: boolean },
  work: (scope: Scope) => Promise<T>,
): Promise<T> {
  return transact(options.login ?? "heliu_workspace", async (tx, afterCommit) => {
    const rows = await tx.$queryRaw<{ actor: SessionActor & { now: string } }[]>`
      select ctx.mint(${token}) as actor, set_config('transaction_read_only', ${options.readOnly ? "on" : "off"}, true)`;
    return work(scopeOf(rows, tx, afterCommit));
  });
}

/**
 * Runs `work` read-only as a visitor of one city's portal.
 * @throws NoSessionError when there is no such city
 */
export async function inPublicContext<T>(
  tenantId: string,
  work: (scope: Scope<PublicActor>) => Promise<T>,
): Promise<T> {
  return transact("heliu_portal", async (tx, afterCommit) => {
    const rows = await tx.$queryRaw<{ actor: PublicActor & { now: string } }[]>`
      select ctx.mint_public(${tenantId}) as actor, set_config('transaction_read_only', 'on', true)`;
    return work(scopeOf(rows, tx, afterCommit));
  });
}

function scopeOf<A extends Actor>(
  rows: { actor: A & { now: string } }[],
  tx: Tx,
  afterCommit: Scope["afterCommit"],
): Scope<A> {
  const row = rows[0];
  if (!row) throw new Error("ctx.mint returned no row");
  const { now, ...actor } = row.actor;
  return { actor: actor as unknown as A, now: new Date(now), tx, afterCommit };
}

async function transact<T>(login: Login, work: (tx: Tx, afterCommit: Scope["afterCommit"]) => Promise<T>): Promise<T> {
  const later: (() => void)[] = [];
  let result: T;
  try {
    result = await prismaFor(login).$transaction((tx) => work(tx, (run) => later.push(run)), {
      maxWait: 5_000,
      timeout: 30_000,
    });
  } catch (error) {
    throw translateDatabaseError(error);
  }
  for (const run of later) run();
  return result;
}

/**
 * The data plane's door: a pooled `pg` connection of a login. The callback's first statement must mint; a connection
 * whose work threw is destroyed, so nothing prepared or set on it can reach another request.
 */
export async function withConnection<T>(login: Login, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  let client: pg.PoolClient;
  try {
    client = await poolFor(login).connect();
  } catch (error) {
    throw translateDatabaseError(error);
  }
  let failed = true;
  try {
    const result = await work(client);
    failed = false;
    return result;
  } catch (error) {
    throw translateDatabaseError(error);
  } finally {
    client.release(failed);
  }
}

// Pools live on globalThis: the pages' bundle and the server each load this module, and one process has one set.
const REGISTRY = Symbol.for("heliu.db.pools");
interface Pools {
  prisma: Map<string, PrismaClient>;
  pg: Map<string, pg.Pool>;
}
const holder = globalThis as typeof globalThis & { [REGISTRY]?: Pools };

function pools(): Pools {
  holder[REGISTRY] ??= { prisma: new Map(), pg: new Map() };
  return holder[REGISTRY];
}

const SIZE: Record<Login, number> = {
  heliu_workspace: 16,
  heliu_portal: 8,
  heliu_province: 4,
  heliu_worker: 2,
  heliu_ingest: 2,
  heliu_signin: 4,
};

function prismaFor(login: Login): PrismaClient {
  const { connectionString } = connectionFor(login);
  const known = pools().prisma.get(connectionString);
  if (known) return known;
  const adapter = new PrismaPg(
    {
      connectionString,
      max: SIZE[login],
      connectionTimeoutMillis: 5_000,
      idleTimeoutMillis: 30_000,
      options: "-c timezone=UTC",
    },
    { onPoolError: () => undefined }, // an idle connection that dies is replaced; the next request reports a real failure
  );
  const client = new PrismaClient({ adapter });
  pools().prisma.set(connectionString, client);
  return client;
}

function poolFor(login: Login): pg.Pool {
  const { connectionString } = connectionFor(login);
  const known = pools().pg.get(connectionString);
  if (known) return known;
  const pool = new pg.Pool({
    connectionString,
    max: SIZE[login],
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
  });
  pool.on("error", () => undefined); // as above: the pool replaces it
  pools().pg.set(connectionString, pool);
  return pool;
}

/** Closes every pool of this process: at shutdown and at the end of a test file. */
export async function closePools(): Promise<void> {
  const { prisma, pg: plain } = pools();
  await Promise.all([...[...prisma.values()].map((c) => c.$disconnect()), ...[...plain.values()].map((p) => p.end())]);
  prisma.clear();
  plain.clear();
}

/**
 * Where each database login connects. Boot fills it; everything else only asks.
 *
 * It lives on `globalThis` because Next bundles its own copy of this module, and falls back to `HELIU_DB_<NAME>` so that
 * child processes (seed, workers, scripts) started by boot find the same database.
 */

/** The six logins of the application: none owns anything, none is a member of anything (SECURE 7). */
export const LOGINS = [
  "heliu_workspace",
  "heliu_portal",
  "heliu_province",
  "heliu_worker",
  "heliu_ingest",
  "heliu_signin",
] as const;

export type Login = (typeof LOGINS)[number];

/** A PostgreSQL URL with the login's own password; sockets travel as `?host=/dir`. */
export type ConnectionUrl = string;

type Registry = Partial<Record<Login | "admin", ConnectionUrl>>;

const REGISTRY = Symbol.for("heliu.db.connections");
const holder = globalThis as typeof globalThis & { [REGISTRY]?: Registry };

/** The environment variable that carries a login's URL to child processes: `HELIU_DB_WORKSPACE`, …, `HELIU_DB_ADMIN`. */
export function environmentNameOf(login: Login | "admin"): string {
  return `HELIU_DB_${login.replace(/^heliu_/, "").toUpperCase()}`;
}

/**
 * The connection of a login, as `pg` and Prisma's adapter take it.
 * @throws Error when boot has not run in this process or its parent.
 */
export function connectionFor(login: Login): { connectionString: ConnectionUrl } {
  return { connectionString: find(login) };
}

/**
 * The administrator's connection: owner of the database, for migrations, the seed and tests only — never for a request.
 * The running server keeps it out of this registry and hands it to the seed's process alone.
 * @throws Error when it was not handed to this process.
 */
export function adminConnection(): { connectionString: ConnectionUrl } {
  return { connectionString: find("admin") };
}

/** Makes these the connections of this process. Called by boot and by the test harness. */
export function registerConnections(connections: Registry): void {
  holder[REGISTRY] = { ...holder[REGISTRY], ...connections };
}

/** The environment that hands the registered connections to a child process. */
export function connectionEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(holder[REGISTRY] ?? {}).map(([login, url]) => [environmentNameOf(login as Login | "admin"), url]),
  );
}

function find(login: Login | "admin"): ConnectionUrl {
  const url = holder[REGISTRY]?.[login] ?? process.env[environmentNameOf(login)];
  if (!url) {
    throw new Error(
      `No database connection for ${login}: start through server/start.ts, or set ${environmentNameOf(login)}.`,
    );
  }
  return url;
}

/** The parts of an administrator's connection that all logins share. */
export type DatabaseAddress = { host: string; port: number; database: string; parameters: Record<string, string> };

/**
 * Writes a connection URL; a host that is a directory (Unix socket) becomes `?host=`.
 * Parameters such as `sslmode` are kept.
 */
export function connectionUrl(address: DatabaseAddress, user: string, password: string): ConnectionUrl {
  const socket = address.host.startsWith("/");
  const query = new URLSearchParams({ ...address.parameters, ...(socket ? { host: address.host } : {}) });
  const host = socket ? "localhost" : address.host.includes(":") ? `[${address.host}]` : address.host;
  const credentials =
    password === "" ? encodeURIComponent(user) : `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  const tail = query.size > 0 ? `?${query}` : "";
  return `postgresql://${credentials}@${host}:${address.port}/${encodeURIComponent(address.database)}${tail}`;
}

/**
 * Reads a PostgreSQL URL, sockets included (`postgresql://user@/db?host=/run/postgresql`).
 * @throws Error in one sentence when it is not one; the sentence never repeats the URL, which holds a password.
 */
export function readConnectionUrl(url: ConnectionUrl): { address: DatabaseAddress; user: string; password: string } {
  const match =
    /^postgres(?:ql)?:\/\/(?:([^:@/?]*)(?::([^@/?]*))?@)?(\[[^\]]+\]|[^:/?]*)(?::(\d+))?(?:\/([^?]*))?(?:\?(.*))?$/.exec(
      url,
    );
  if (!match) throw new Error("The database URL is not of the form postgresql://user:password@host:port/database.");
  const [, user = "", password = "", host = "", port, database = "", query = ""] = match;
  const { host: socket, port: socketPort, ...parameters } = Object.fromEntries(new URLSearchParams(query));
  const name = decodeURIComponent(user) || "postgres";
  return {
    user: name,
    password: decodeURIComponent(password),
    address: {
      host: socket ?? (host.replace(/^\[|\]$/g, "") || "localhost"),
      port: Number(port ?? socketPort ?? 5432),
      database: decodeURIComponent(database) || name,
      parameters,
    },
  };
}

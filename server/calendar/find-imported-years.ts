import path from "node:path";
import { readImportedYears } from "@/server/calendar/calendar.repository";
import { connectionUrl, environmentNameOf, readConnectionUrl } from "@/server/db/connections";
import type { ScheduledYear } from "@/server/law";

/** The imported years of a deployment, or why a command that runs outside its server did not read them. */
export type FoundYears =
  | { read: true; years: ScheduledYear[] }
  | { read: false; years: []; why: "no-database" | "unreachable" };

const WITHIN_MS = 3_000;

/**
 * Looks the imported years up for a command: in the database that boot named to this process, in that of `DATABASE_URL`,
 * or in the embedded one of `HELIU_DATA_DIR` where it runs. Nothing is started, made or written.
 * @param running the administrator's URL of the embedded server that runs on a data folder, or null
 */
export async function findImportedYears(running: (dataDir: string) => Promise<string | null>): Promise<FoundYears> {
  const worker = process.env[environmentNameOf("heliu_worker")];
  const url = worker ?? process.env.DATABASE_URL ?? (await embeddedUrl(running));
  if (!url) return { read: false, years: [], why: "no-database" };
  const { default: pg } = await import("pg");
  let client: InstanceType<typeof pg.Client> | undefined;
  try {
    client = new pg.Client({ connectionString: url, connectionTimeoutMillis: WITHIN_MS, query_timeout: WITHIN_MS });
    client.on("error", () => {});
    await client.connect();
    await client.query("begin read only");
    // An administrator looks through the same door as the worker, and at nothing else.
    if (!worker) await client.query("set local role heliu_gate");
    return { read: true, years: await readImportedYears(client) };
  } catch {
    return { read: false, years: [], why: "unreachable" };
  } finally {
    await client?.end().catch(() => {});
  }
}

async function embeddedUrl(running: Parameters<typeof findImportedYears>[0]): Promise<string | null> {
  const cluster = await running(path.resolve(process.env.HELIU_DATA_DIR ?? ".data", "pg"));
  if (!cluster) return null;
  const { address, user, password } = readConnectionUrl(cluster);
  return connectionUrl({ ...address, database: "heliu" }, user, password);
}

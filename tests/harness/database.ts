import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, inject } from "vitest";
import { connectionEnvironment, type Login, registerConnections } from "@/server/db/connections";
import { closePools } from "@/server/db/context";
import { closeDatabase, loginUrls } from "@/server/db/logins";
import { administer, seedFolder, TEST_SECRET, urlOf } from "./cluster";

/**
 * A test file's own database, copied from the migrated template. The application's code (`server/db/context.ts` and all
 * above it) works on it as it does in the running server.
 *
 *     const database = testDatabase();
 *     it("…", async () => {
 *       await database.admin.query("insert …");              // as the administrator: arranges, and proves "it is there"
 *       await database.as("heliu_portal", (client) => …);     // as an application login: attacks, and sees little
 *     });
 */
export type TestDatabase = {
  /** Its name in the cluster. */
  readonly name: string;
  readonly adminUrl: string;
  /** The administrator's connections: superuser on the embedded cluster, so that row-level security does not apply. */
  readonly admin: pg.Pool;
  /** The URL of a login. */
  urlFor: (login: Login) => string;
  /** Runs `work` on a fresh connection of a login, closed afterwards. */
  as: <T>(login: Login, work: (client: pg.Client) => Promise<T>) => Promise<T>;
  /** Sets ctx.clock: every later transaction lives at this instant. `null` gives real time back. */
  setClock: (instant: Date | string | null) => Promise<void>;
};

export type DatabaseOptions = {
  /** Copy the template with the demonstration data (made once a run, by the first file that asks). */
  seeded?: boolean;
};

/**
 * Gives this test file (or `describe`) a database of its own before its first test and drops it after the last.
 * The properties may be read from `beforeAll` hooks declared later and from tests, not while the file is being read.
 */
export function testDatabase(options: DatabaseOptions = {}): TestDatabase {
  let made: TestDatabase | undefined;
  beforeAll(async () => {
    made = await createTestDatabase(options);
  });
  afterAll(async () => {
    await closePools();
    if (made) await dropTestDatabase(made);
  });
  return new Proxy({} as TestDatabase, {
    get: (_, property) => {
      if (!made) throw new Error("The test database exists from beforeAll on.");
      return made[property as keyof TestDatabase];
    },
  });
}

/** Creates a database outside vitest's hooks; the caller drops it. Prefer `testDatabase`. */
export async function createTestDatabase({ seeded = false }: DatabaseOptions = {}): Promise<TestDatabase> {
  const clusterUrl = inject("clusterUrl");
  const template = seeded ? await seededTemplate(clusterUrl, inject("template")) : inject("template");
  const name = `heliu_test_${ownerOf(template)}_${randomBytes(6).toString("hex")}`;
  await administer(clusterUrl, (client) => client.query(`create database ${name} template ${template}`));
  const adminUrl = urlOf(clusterUrl, name);
  await administer(adminUrl, closeDatabase);
  const urls = loginUrls(adminUrl, TEST_SECRET);
  registerConnections({ ...urls, admin: adminUrl });
  Object.assign(process.env, connectionEnvironment());
  const admin = new pg.Pool({ connectionString: adminUrl, max: 4 });
  admin.on("error", () => {});
  return {
    name,
    adminUrl,
    admin,
    urlFor: (login) => urls[login],
    as: (login, work) => administer(urls[login], work),
    setClock: async (instant) => {
      await admin.query("update ctx.clock set fixed_at = $1", [instant]);
    },
  };
}

/** Ends every connection to the database and drops it. */
export async function dropTestDatabase(database: TestDatabase): Promise<void> {
  await database.admin.end();
  await administer(inject("clusterUrl"), (client) =>
    client.query(`drop database if exists ${database.name} with (force)`),
  );
}

/** The process id of the run that made the template: databases of one run share it, so that the run can drop them. */
function ownerOf(template: string): string {
  return template.replace(/^heliu_template_/, "").replace(/_seeded$/, "");
}

const SEED_LOCK = 72_707_371;

/** The template with the demonstration data; test files that ask at the same time wait for the one that seeds. */
async function seededTemplate(clusterUrl: string, template: string): Promise<string> {
  const name = `${template}_seeded`;
  await administer(clusterUrl, async (client) => {
    await client.query("select pg_advisory_lock($1)", [SEED_LOCK]);
    const { rowCount } = await client.query("select from pg_database where datname = $1", [name]);
    if (rowCount) return;
    const draft = `${name}_draft`;
    await client.query(`drop database if exists ${draft} with (force)`);
    await client.query(`create database ${draft} template ${template}`);
    await administer(urlOf(clusterUrl, draft), closeDatabase);
    seed(urlOf(clusterUrl, draft), seedFolder(ownerOf(template)));
    await client.query(`alter database ${draft} rename to ${name}`);
  });
  return name;
}

function seed(adminUrl: string, dataFolder: string): void {
  const urls = loginUrls(adminUrl, TEST_SECRET);
  const before = { ...process.env };
  registerConnections({ ...urls, admin: adminUrl });
  const result = spawnSync(process.execPath, ["--import", "tsx", "prisma/seed/index.ts"], {
    env: { ...before, ...connectionEnvironment(), HELIU_MODE: "demonstration", HELIU_DATA_DIR: dataFolder },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (result.status !== 0) throw new Error(`The seed failed:\n${result.stdout}\n${result.stderr}`);
}

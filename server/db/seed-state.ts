import pg from "pg";

/**
 * Whether the demonstration data is in a database. The mark is a comment on the database itself: a seed commits
 * thousands of transactions, and a killed one must be told from a finished one.
 */
export type SeedState = "empty" | "begun" | "finished" | "in use";

const BEGUN = "heliu: demonstration data begun";
const FINISHED = "heliu: demonstration data finished";

/** `empty`: nobody is in it; `in use`: people are in it who were never seeded. */
export async function seedState(adminUrl: string): Promise<SeedState> {
  return onDatabase(adminUrl, async (client) => {
    const mark = await client.query<{ mark: string | null }>(
      "select shobj_description(oid, 'pg_database') as mark from pg_database where datname = current_database()",
    );
    if (mark.rows[0]?.mark === BEGUN) return "begun";
    if (mark.rows[0]?.mark === FINISHED) return "finished";
    const table = await client.query<{ there: boolean }>("select to_regclass('app.person') is not null as there");
    if (!table.rows[0]?.there) return "empty";
    await client.query("begin read only");
    await client.query("set local role heliu_owner");
    const people = await client.query<{ any: boolean }>("select exists (select from app.person) as any");
    await client.query("commit");
    return people.rows[0]?.any ? "in use" : "empty";
  });
}

/**
 * Marks the seed as begun. Until it is finished its transactions don't wait for the disk: one that is cut off is
 * discarded whole, and thousands of them would wait longer than they work.
 */
export async function beginSeed(adminUrl: string): Promise<void> {
  await mark(adminUrl, BEGUN, "set synchronous_commit = off");
}

/** Marks the seed as complete; everything that it wrote is on disk when this returns. */
export async function finishSeed(adminUrl: string): Promise<void> {
  await mark(adminUrl, FINISHED, "reset synchronous_commit");
}

async function mark(adminUrl: string, text: string, setting: string): Promise<void> {
  await onDatabase(adminUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>("select quote_ident(current_database()) as name");
    await client.query("set synchronous_commit = on");
    await client.query(`alter database ${rows[0]?.name} ${setting}`);
    await client.query(`comment on database ${rows[0]?.name} is '${text}'`);
  });
}

async function onDatabase<T>(adminUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

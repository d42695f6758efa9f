import type pg from "pg";
import type { TestDatabase } from "@/tests/harness/database";
import { mintOf, type Persona } from "./world";

/** What a statement came to: `done`, or the SQLSTATE of the refusal. */
export async function refusal(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "done",
    (error: pg.DatabaseError) => error.code ?? String(error),
  );
}

/** One transaction of a persona with any SQL it likes, undone at the end. */
export async function asPersona<T>(
  database: TestDatabase,
  p: Persona,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  return database.as(p.login, async (client) => {
    await client.query("begin");
    try {
      await client.query(mintOf(p));
      return await work(client);
    } finally {
      await client.query("rollback");
    }
  });
}

/** As asPersona, and it stays. */
export async function doAs(database: TestDatabase, p: Persona, sql: string, values: unknown[] = []): Promise<string> {
  return database.as(p.login, async (client) => {
    await client.query("begin");
    await client.query(mintOf(p));
    const answer = await refusal(client.query(sql, values));
    await client.query(answer === "done" ? "commit" : "rollback");
    return answer;
  });
}

/** What one statement of a persona comes to; nothing stays. */
export const tryAs = (database: TestDatabase, p: Persona, sql: string, values: unknown[] = []) =>
  asPersona(database, p, (client) => refusal(client.query(sql, values)));

/** How many rows one statement of a persona sees or changes; -1 when it is refused. Nothing stays. */
export const countAs = (database: TestDatabase, p: Persona, sql: string, values: unknown[] = []) =>
  asPersona(database, p, async (client) => {
    try {
      return (await client.query(sql, values)).rowCount ?? 0;
    } catch (error) {
      if ((error as pg.DatabaseError).code === "42501") return -1;
      throw error;
    }
  });

/** What each statement of a persona comes to, each on its own in one transaction; nothing stays. */
export const tryEachAs = (
  database: TestDatabase,
  p: Persona,
  statements: readonly { sql: string; values?: unknown[] }[],
) =>
  asPersona(database, p, async (client) => {
    const answers: string[] = [];
    for (const { sql, values = [] } of statements) {
      await client.query("savepoint attempt");
      answers.push(await refusal(client.query(sql, values)));
      await client.query("rollback to savepoint attempt");
    }
    return answers;
  });

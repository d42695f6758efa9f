import { pipeline } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { ItemType } from "@/server/catalogue/catalogue.schema";
import { withConnection } from "@/server/db/context";

export interface MountColumn {
  name: string;
  type: ItemType;
}

const MOUNT_TIMEOUT = "30min";

/**
 * Fills and switches to the next version of an entry's table in one transaction: all rows or none, and no reader sees
 * the table before it is whole.
 * @param copyText called with the columns in order; yields COPY's text format, `row_no` first
 * @throws NoSessionError; an error with code P0002 when the entry is not the person's department's own
 */
export async function mount(
  token: string,
  entryId: string,
  copyText: (columns: MountColumn[]) => AsyncIterable<string>,
): Promise<{ version: number; rowCount: number }> {
  return withConnection("heliu_ingest", async (client) => {
    await client.query("begin");
    await client.query("select ctx.mint($1), set_config('statement_timeout', $2, true)", [token, MOUNT_TIMEOUT]);
    const begun = await begin(client, entryId);
    const names = begun.columns.map(({ name }) => `"${name}"`).join(", ");
    const copy = client.query(copyFrom(`copy data.${begun.relation} (row_no, ${names}) from stdin with (freeze)`));
    await pipeline(copyText(begun.columns), copy);
    const { rows } = await client.query<{ version: number; rowCount: string }>(
      `select version, row_count as "rowCount" from gate.finish_mount($1)`,
      [entryId],
    );
    await client.query("commit");
    return { version: Number(rows[0]?.version), rowCount: Number(rows[0]?.rowCount) };
  });
}

async function begin(client: pg.PoolClient, entryId: string): Promise<{ relation: string; columns: MountColumn[] }> {
  const { rows } = await client.query<{ relation: string; columns: MountColumn[] }>(
    "select relation, columns from gate.begin_mount($1)",
    [entryId],
  );
  const begun = rows[0];
  if (!begun) throw new Error("gate.begin_mount answered nothing");
  return begun;
}

import { withConnection } from "@/server/db/context";

/**
 * Notes every open step whose last day has passed; the rollups count it in the same transaction. Safe to run at any
 * time, by several processes at once.
 * @returns how many steps became late since the last sweep
 */
export async function sweepOverdue(): Promise<number> {
  return withConnection("heliu_worker", async (client) => {
    const { rows } = await client.query<{ late: number }>("select gate.mark_overdue() as late");
    return rows[0]?.late ?? 0;
  });
}

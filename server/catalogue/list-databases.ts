import { type DatabaseSet, listDatabaseSets } from "@/server/catalogue/particulars.repository";
import type { Scope } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";

/** The city's base and theme databases, each with its one lead, all departments that contribute and the lead's last report (朔州 6, 乐山 8, 重庆 17). */
export async function listDatabases({ actor, tx }: Scope, _: undefined): Promise<DatabaseSet[]> {
  authorise(actor, "read", "entry");
  return listDatabaseSets(tx, actor.tenantId);
}

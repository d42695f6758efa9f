import { listThemeSets, type ThemeSet } from "@/server/catalogue/particulars.repository";
import type { Scope } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";

/** The city's theme databases, each with its one lead and all departments that contribute (朔州 6, 乐山 8, 重庆 17). */
export async function listThemeDatabases({ actor, tx }: Scope, _: undefined): Promise<ThemeSet[]> {
  authorise(actor, "read", "entry");
  return listThemeSets(tx, actor.tenantId);
}

import type { Scope } from "@/server/db/context";
import type { ListUseInput, UsePage } from "@/server/delivery/grant.schema";
import { listUseRows } from "@/server/delivery/use.repository";
import { authorise } from "@/server/identity/ability";

/** Who used what: the evidence that the person's department, region or office may see (乐山 33). */
export async function listUse({ actor, tx }: Scope, input: ListUseInput): Promise<UsePage> {
  authorise(actor, "read", "access");
  return listUseRows(tx, actor.tenantId, input);
}

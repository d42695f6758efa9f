import type { z } from "zod";
import type { PublicActor } from "@/server/db/actor";
import type { Scope } from "@/server/db/context";
import type { checkReceiptInput, ReceiptCheck } from "@/server/delivery/retrieval.schema";
import { judgeReceipt } from "@/server/delivery/use.repository";

/**
 * Tells anybody who shows a call receipt whether it is the city's own and its record still says the same. A wrong code and
 * a number that never was are answered alike.
 */
export async function checkReceipt(
  { actor, tx }: Scope<PublicActor>,
  { recordId, code }: z.output<typeof checkReceiptInput>,
): Promise<ReceiptCheck> {
  return judgeReceipt(tx, actor.tenantId, recordId, code);
}

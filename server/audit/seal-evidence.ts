import { sealWritten } from "@/server/audit/evidence.repository";
import { keepAnchors } from "@/server/audit/keep-anchors";

/** Records of one city in one transaction: about a second's work. */
const BATCH = 20_000;

/**
 * Closes the access and audit records that were written since the last time into the chain of their city, and keeps each
 * new seal outside the database. Safe to run at any time, by several processes at once.
 * @returns how many records were sealed
 */
export async function sealEvidence(): Promise<number> {
  let total = 0;
  for (;;) {
    const { sealed, seals } = await sealWritten(BATCH);
    keepAnchors(seals);
    total += sealed;
    if (sealed < BATCH) return total;
  }
}

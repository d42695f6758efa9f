import type { Scope } from "@/server/db/context";
import { listLiveGrants, saveGrantAct } from "@/server/delivery/grant.repository";
import { DomainError } from "@/server/shared/errors";

/**
 * Ends every grant on an entry that goes off, each with its act and reason; readings are refused from the next request on.
 * The consumers are told by the retirement itself.
 * @throws DomainError STALE when a grant was moved at the same moment
 */
export async function endGrantsOfEntry(
  { actor, now, tx }: Scope,
  { entryId, reason }: { entryId: string; reason: string },
): Promise<void> {
  for (const { id, version } of await listLiveGrants(tx, actor.tenantId, entryId, now)) {
    const saved = await saveGrantAct(tx, actor.tenantId, id, version, {
      act: "revoke",
      reason,
      personId: actor.personId,
      departmentId: actor.departmentId ?? "",
      at: now,
    });
    if (!saved) throw new DomainError("STALE");
  }
}

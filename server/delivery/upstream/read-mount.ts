import type { Scope } from "@/server/db/context";
import { findMountedFile } from "@/server/delivery/file.repository";
import { foundMount } from "@/server/delivery/upstream/found-mount";
import { countGrants, findHosted, listItems, listMounts } from "@/server/delivery/upstream/upstream.repository";
import type { MountDetail } from "@/server/delivery/upstream/upstream.schema";
import { authorise } from "@/server/identity/ability";

/**
 * How an entry of the person's own department is mounted, how it was, and whom a change would touch. The credential is not
 * among it: it is never shown again.
 * @throws DomainError NOT_FOUND for an entry that is missing or another department's
 */
export async function readMount({ actor, now, tx }: Scope, entryId: string): Promise<MountDetail> {
  authorise(actor, "compile", "entry");
  const mount = await foundMount(tx, entryId);
  const missing = mount.missing ?? [];
  const { tenantId } = actor;
  return {
    entryId,
    seq: mount.seq,
    kind: mount.kind,
    at: mount.at,
    missing,
    items: await listItems(tx, tenantId, entryId),
    upstream:
      mount.kind === "upstream" && mount.address && mount.mapping
        ? {
            address: mount.address,
            credentialKind: mount.credentialKind ?? "none",
            credentialName: mount.credentialName ?? "",
            mapping: mount.mapping,
          }
        : null,
    file: await findMountedFile(tx, tenantId, entryId, mount.seq),
    hosted: await findHosted(tx, tenantId, entryId),
    grants: await countGrants(tx, tenantId, entryId, missing, now),
    history: await listMounts(tx, tenantId, entryId),
  };
}

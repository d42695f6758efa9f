import type { Tx } from "@/server/db/context";
import { hasSqlState } from "@/server/db/errors";
import { findOwnMount, type OwnMount } from "@/server/delivery/upstream/upstream.repository";
import { notFound } from "@/server/shared/errors";

/**
 * The mount of an entry of the person's own department.
 * @throws DomainError NOT_FOUND for an entry that is missing or another department's
 */
export async function foundMount(tx: Tx, entryId: string): Promise<OwnMount> {
  try {
    return await findOwnMount(tx, entryId);
  } catch (error) {
    throw hasSqlState(error, "P0002") ? notFound() : error;
  }
}

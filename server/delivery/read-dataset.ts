import type { PublicActor } from "@/server/db/actor";
import type { Scope } from "@/server/db/context";
import { findDataset } from "@/server/delivery/dataset.repository";
import type { DatasetDetail } from "@/server/delivery/portal.schema";
import { notFound } from "@/server/shared/errors";

/**
 * One open dataset: what it is, its columns and how often it was used.
 * @throws DomainError NOT_FOUND when it is missing or not open to everyone
 */
export async function readDataset({ actor, tx }: Scope<PublicActor>, entryId: string): Promise<DatasetDetail> {
  const dataset = await findDataset(tx, actor.tenantId, entryId);
  if (!dataset) throw notFound();
  return { ...dataset, downloadPath: `/open/${actor.tenantId}/${entryId}.csv` };
}

import type { PublicActor } from "@/server/db/actor";
import type { Scope } from "@/server/db/context";
import { findDataset } from "@/server/delivery/dataset.repository";
import type { DatasetDetail } from "@/server/delivery/portal.schema";
import { getBook, shanghaiDate } from "@/server/law";
import { citationText } from "@/server/opening/rules/citation-text";
import { notFound } from "@/server/shared/errors";

/**
 * One open dataset: what it is, its columns and how often it was used.
 * @throws DomainError NOT_FOUND when it is missing or not open to everyone
 */
export async function readDataset({ actor, now, tx }: Scope<PublicActor>, entryId: string): Promise<DatasetDetail> {
  const dataset = await findDataset(tx, actor.tenantId, entryId);
  if (!dataset) throw notFound();
  const { name, code, department, updatedAt } = dataset;
  const { names } = getBook(actor.tenantId).city;
  const day = shanghaiDate(updatedAt ?? now);
  const citation = citationText({ provider: department.name, name, code, city: names, day });
  return { ...dataset, citation, downloadPath: `/open/${actor.tenantId}/${entryId}.csv` };
}

import { findOpenQuality, findQuality } from "@/server/catalogue/quality.repository";
import type { EntryQuality, QualityMeasures } from "@/server/catalogue/quality.schema";
import type { PublicActor } from "@/server/db/actor";
import type { Scope } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";
import { shanghaiDate } from "@/server/law";
import { notFound } from "@/server/shared/errors";

/**
 * How good the data of an entry is, as counted when it came into use, and how fresh it is today: for everybody who reads
 * the city's catalogue.
 * @throws DomainError NOT_FOUND, FORBIDDEN for a person outside government
 */
export async function readQuality({ actor, now, tx }: Scope, { entryId }: { entryId: string }): Promise<EntryQuality> {
  authorise(actor, "read", "entry", { tenantId: actor.tenantId });
  const quality = await findQuality(tx, actor.tenantId, entryId, shanghaiDate(now));
  if (!quality) throw notFound();
  return quality;
}

/**
 * The same for a visitor, of what is open to everybody: in total, not by column.
 * @throws DomainError NOT_FOUND when it is missing or not open to everyone
 */
export async function readOpenQuality(
  { actor, now, tx }: Scope<PublicActor>,
  entryId: string,
): Promise<EntryQuality<QualityMeasures>> {
  const quality = await findOpenQuality(tx, actor.tenantId, entryId, shanghaiDate(now));
  if (!quality) throw notFound();
  return quality;
}

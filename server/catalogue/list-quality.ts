import { countQuality, listQualityRows } from "@/server/catalogue/quality.repository";
import type { ListQualityInput, QualityPage } from "@/server/catalogue/quality.schema";
import type { Scope } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";
import { shanghaiDate } from "@/server/law";

/**
 * How good and how fresh the data of every department of the office's regions is: one page of entries, and the departments.
 * @throws DomainError FORBIDDEN to everybody but an authority, a government and its leading group
 */
export async function listQuality({ actor, now, tx }: Scope, input: ListQualityInput): Promise<QualityPage> {
  authorise(actor, "read", "rollup");
  authorise(actor, "read", "entry", { tenantId: actor.tenantId });
  const { tenantId, regionIds } = actor;
  const today = shanghaiDate(now);
  const { rows, total } = await listQualityRows(tx, tenantId, regionIds, today, input);
  return { asOf: now, rows, total, departments: await countQuality(tx, tenantId, regionIds, today) };
}

import type { GrantTerms } from "@/server/cases/grant-terms";
import type { Scope } from "@/server/db/context";
import { type NewGrant, saveGrant } from "@/server/delivery/grant.repository";

/**
 * Brings the grant of a decided case into being, in the decision's own transaction. The database accepts it only from
 * the side that may decide (or take the data directly), between the case's own parties, and once a case.
 */
export async function createGrant(
  scope: Scope,
  of: Omit<NewGrant, "approvedBy" | "grantedAt" | keyof GrantTerms>,
  terms: GrantTerms,
): Promise<string> {
  await saveGrant(scope.tx, scope.actor.tenantId, {
    ...of,
    ...terms,
    approvedBy: scope.actor.personId,
    grantedAt: scope.now,
  });
  return of.id;
}

import type { GrantTerms } from "@/server/cases/grant-terms";
import type { Scope } from "@/server/db/context";
import { isMounted, isRetired, type NewGrant, saveGrant } from "@/server/delivery/grant.repository";
import { DomainError } from "@/server/shared/errors";

/**
 * Brings the grant of a decided case into being, in the decision's own transaction. The database accepts it only from
 * the side that may decide (or take the data directly), between the case's own parties, and once a case.
 * @param delivers the act says that the data are delivered, not only that they may be had
 * @throws DomainError RULE entry-retired when the entry was taken off since it was asked for, nothing-mounted when data are
 *   said to be delivered that are not there
 */
export async function createGrant(
  scope: Scope,
  of: Omit<NewGrant, "approvedBy" | "grantedAt" | keyof GrantTerms>,
  terms: GrantTerms,
  delivers = false,
): Promise<string> {
  if (delivers && !(await isMounted(scope.tx, scope.actor.tenantId, of.entryId))) {
    throw new DomainError("RULE", { rule: "nothing-mounted" });
  }
  if (await isRetired(scope.tx, scope.actor.tenantId, of.entryId)) {
    throw new DomainError("RULE", { rule: "entry-retired" });
  }
  await saveGrant(scope.tx, scope.actor.tenantId, {
    ...of,
    ...terms,
    approvedBy: scope.actor.personId,
    grantedAt: scope.now,
  });
  return of.id;
}

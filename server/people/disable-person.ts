import { recordAct } from "@/server/audit/record-act";
import { claimKey } from "@/server/cases/claim-key";
import type { Scope } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";
import { findPerson, markDisabled } from "@/server/people/people.repository";
import type { OnePersonInput } from "@/server/people/people.schema";
import { DomainError, notFound } from "@/server/shared/errors";

/**
 * Ends a colleague's access with their very next request: the database asks at every transaction, and forgets their sessions.
 * @throws DomainError FORBIDDEN (`details.reason` own), NOT_FOUND, STALE when somebody disabled them before
 */
export async function disablePerson(scope: Scope, input: OnePersonInput): Promise<void> {
  await change(scope, input, "people.disable", scope.now);
}

/**
 * Lets a colleague sign in again; sessions from before do not come back.
 * @throws DomainError FORBIDDEN (`details.reason` own), NOT_FOUND, STALE when they are enabled
 */
export async function enablePerson(scope: Scope, input: OnePersonInput): Promise<void> {
  await change(scope, input, "people.enable", null);
}

async function change(
  scope: Scope,
  { personId, idempotencyKey }: OnePersonInput,
  act: "people.disable" | "people.enable",
  disabledAt: Date | null,
): Promise<void> {
  authorise(scope.actor, "manage", "person");
  if (personId === scope.actor.personId) throw new DomainError("FORBIDDEN", { reason: "own" });
  if (await claimKey(scope, idempotencyKey, act, { personId })) return;
  if (!(await findPerson(scope.tx, personId))) throw notFound();
  if (!(await markDisabled(scope.tx, personId, disabledAt))) throw new DomainError("STALE");
  await recordAct(scope, { act, subjectKind: "person", subjectId: personId });
}

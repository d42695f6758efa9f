import { recordAct } from "@/server/audit/record-act";
import { claimKey } from "@/server/cases/claim-key";
import type { Scope } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";
import { isAdministratorRole } from "@/server/identity/roles";
import { giveCredential } from "@/server/people/give-credential";
import { findPerson } from "@/server/people/people.repository";
import type { InitialCredential, ResetPasswordInput } from "@/server/people/people.schema";
import { DomainError, notFound } from "@/server/shared/errors";

/**
 * The system administrator gives a colleague a new password; every session of theirs ends.
 *
 * Not for oneself, not for demonstration people, and not for the three administrators: who resets one of them could act
 * as them, so the security officer takes that role away first and gives it back afterwards.
 * @throws DomainError FORBIDDEN with `details.reason` own · demonstration · administrator; NOT_FOUND
 */
export async function resetPassword(scope: Scope, input: ResetPasswordInput): Promise<InitialCredential> {
  const { actor, tx } = scope;
  authorise(actor, "manage", "person");
  const person = await findPerson(tx, input.personId);
  if (!person) throw notFound();
  if (person.id === actor.personId) throw new DomainError("FORBIDDEN", { reason: "own" });
  if (person.demo) throw new DomainError("FORBIDDEN", { reason: "demonstration" });
  if (person.roles.some(({ role }) => isAdministratorRole(role))) {
    throw new DomainError("FORBIDDEN", { reason: "administrator" });
  }
  const repeated = await claimKey(scope, input.idempotencyKey, "people.resetPassword", { personId: person.id });
  if (repeated) return { ...repeated, login: person.login, initialPassword: null, enrolmentUri: null };
  const credential = await giveCredential(scope, person, { authenticator: input.newAuthenticator });
  await recordAct(scope, {
    act: "people.resetPassword",
    subjectKind: "person",
    subjectId: person.id,
    detail: { newAuthenticator: input.newAuthenticator },
  });
  return credential;
}

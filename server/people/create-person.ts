import { randomUUID } from "node:crypto";
import { recordAct } from "@/server/audit/record-act";
import { claimKey } from "@/server/cases/claim-key";
import type { Scope } from "@/server/db/context";
import { isUniqueViolation } from "@/server/db/errors";
import { authorise } from "@/server/identity/ability";
import { giveCredential } from "@/server/people/give-credential";
import { findOpenDepartment, savePerson } from "@/server/people/people.repository";
import type { CreatePersonInput, InitialCredential } from "@/server/people/people.schema";
import { invalid } from "@/server/shared/errors";

/**
 * The system administrator enters a colleague, who then has an account and no power: roles are the security officer's to
 * give. The initial password and the authenticator's address are shown this once.
 * @throws DomainError FORBIDDEN, INVALID naming `login` (taken) or `departmentId`
 */
export async function createPerson(scope: Scope, input: CreatePersonInput): Promise<InitialCredential> {
  const { actor, tx } = scope;
  authorise(actor, "manage", "person");
  const personId = randomUUID();
  const repeated = await claimKey(scope, input.idempotencyKey, "people.create", { personId });
  if (repeated) return { ...repeated, login: input.login, initialPassword: null, enrolmentUri: null };
  if (!(await findOpenDepartment(tx, input.departmentId))) throw invalid({ path: "departmentId", problem: "unknown" });
  try {
    await savePerson(tx, actor.tenantId, personId, input);
  } catch (error) {
    if (isUniqueViolation(error)) throw invalid({ path: "login", problem: "taken" });
    throw error;
  }
  const credential = await giveCredential(scope, { id: personId, login: input.login }, { authenticator: true });
  await recordAct(scope, { act: "people.create", subjectKind: "person", subjectId: personId });
  return credential;
}

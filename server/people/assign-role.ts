import { recordAct } from "@/server/audit/record-act";
import { claimKey } from "@/server/cases/claim-key";
import type { Scope } from "@/server/db/context";
import { isUniqueViolation } from "@/server/db/errors";
import { authorise } from "@/server/identity/ability";
import { isAdministratorRole, ROLE_HOMES } from "@/server/identity/roles";
import { addRole, deleteRole, findPerson, type StoredPerson } from "@/server/people/people.repository";
import type { RoleInput } from "@/server/people/people.schema";
import { DomainError, notFound } from "@/server/shared/errors";

/**
 * The security officer gives a role. It works from the person's next request on.
 * @throws DomainError FORBIDDEN (`details.reason` own), NOT_FOUND, CONFLICT with `details.reason`: `held` already,
 *   `three-administrators` (one of the three stands alone, beside no other role), `department` (the role has no place in
 *   the person's department)
 */
export async function assignRole(scope: Scope, input: RoleInput): Promise<void> {
  const { actor, tx } = scope;
  const { personId, role, idempotencyKey } = input;
  authorise(actor, "manage", "role");
  if (personId === actor.personId) throw new DomainError("FORBIDDEN", { reason: "own" });
  if (await claimKey(scope, idempotencyKey, "people.assignRole", { personId })) return;
  const person = await findPerson(tx, personId);
  if (!person) throw notFound();
  checkRoleFits(person, role);
  try {
    const added = await addRole(tx, { tenantId: actor.tenantId, personId, role, assignedBy: actor.personId });
    if (!added) throw conflict("held");
  } catch (error) {
    if (isUniqueViolation(error)) throw conflict("three-administrators");
    throw error;
  }
  await recordAct(scope, { act: "people.assignRole", subjectKind: "person", subjectId: personId, detail: { role } });
}

/**
 * The security officer takes a role away; from the person's next request on it is gone.
 * @throws DomainError FORBIDDEN (`details.reason` own), NOT_FOUND, STALE when they do not hold it
 */
export async function removeRole(scope: Scope, input: RoleInput): Promise<void> {
  const { actor, tx } = scope;
  const { personId, role, idempotencyKey } = input;
  authorise(actor, "manage", "role");
  if (personId === actor.personId) throw new DomainError("FORBIDDEN", { reason: "own" });
  if (await claimKey(scope, idempotencyKey, "people.removeRole", { personId })) return;
  if (!(await findPerson(tx, personId))) throw notFound();
  if (!(await deleteRole(tx, personId, role))) throw new DomainError("STALE");
  await recordAct(scope, { act: "people.removeRole", subjectKind: "person", subjectId: personId, detail: { role } });
}

function checkRoleFits({ roles, department }: StoredPerson, role: RoleInput["role"]): void {
  const held = roles.map((row) => row.role);
  if (held.includes(role)) throw conflict("held");
  const alone = isAdministratorRole(role) ? held.length > 0 : held.some(isAdministratorRole);
  if (alone) throw conflict("three-administrators");
  const homes: readonly string[] = ROLE_HOMES[role];
  if (!department || department.retiredAt || !homes.includes(department.kind)) throw conflict("department");
}

function conflict(reason: "held" | "three-administrators" | "department"): DomainError {
  return new DomainError("CONFLICT", { reason });
}

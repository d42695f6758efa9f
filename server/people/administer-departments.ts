import { randomUUID } from "node:crypto";
import { recordAct } from "@/server/audit/record-act";
import { claimKey } from "@/server/cases/claim-key";
import type { Scope } from "@/server/db/context";
import { isUniqueViolation } from "@/server/db/errors";
import { authorise } from "@/server/identity/ability";
import {
  findDepartment,
  isRegion,
  markRetired,
  saveDepartment,
  saveLegalKind,
  saveName,
} from "@/server/people/department.repository";
import { legalKindProblems, legalKinds } from "@/server/people/legal-kinds";
import type {
  ClassifyDepartmentInput,
  CreateDepartmentInput,
  RenameDepartmentInput,
  RetireDepartmentInput,
} from "@/server/people/people.schema";
import { DomainError, invalid, notFound } from "@/server/shared/errors";

/**
 * Adds an ordinary department. Authorities, governments and delegates are bodies that the city's regulation names and
 * come from its files.
 * @throws DomainError FORBIDDEN, INVALID naming `code` (taken), `regionId`, a `legalKind` that the city's text does not
 *   know, or the law missing that empowers an authorised organisation
 */
export async function createDepartment(scope: Scope, input: CreateDepartmentInput): Promise<{ departmentId: string }> {
  const { actor, tx } = scope;
  authorise(actor, "manage", "department");
  const departmentId = randomUUID();
  const repeated = await claimKey(scope, input.idempotencyKey, "departments.create", { departmentId });
  if (repeated) return repeated;
  if (!(await isRegion(tx, input.regionId))) throw invalid({ path: "regionId", problem: "unknown" });
  const problems = legalKindProblems(legalKinds(actor.tenantId, scope.now), input);
  if (problems.length > 0) throw invalid(...problems);
  try {
    await saveDepartment(tx, actor.tenantId, departmentId, input);
  } catch (error) {
    if (isUniqueViolation(error)) throw invalid({ path: "code", problem: "taken" });
    throw error;
  }
  await note(scope, "departments.create", departmentId);
  return { departmentId };
}

/** Changes a department's names. @throws DomainError FORBIDDEN, NOT_FOUND */
export async function renameDepartment(scope: Scope, input: RenameDepartmentInput): Promise<void> {
  authorise(scope.actor, "manage", "department");
  const { departmentId, name } = input;
  if (await claimKey(scope, input.idempotencyKey, "departments.rename", { departmentId })) return;
  if (!(await saveName(scope.tx, departmentId, name))) throw notFound();
  await note(scope, "departments.rename", departmentId);
}

/**
 * Says what a department is in the words of the city's text.
 * @throws DomainError FORBIDDEN, NOT_FOUND, INVALID as in `createDepartment`
 */
export async function classifyDepartment(scope: Scope, input: ClassifyDepartmentInput): Promise<void> {
  const { actor, now, tx } = scope;
  authorise(actor, "manage", "department");
  const { departmentId, legalKind, empoweredBy } = input;
  if (await claimKey(scope, input.idempotencyKey, "departments.classify", { departmentId })) return;
  const problems = legalKindProblems(legalKinds(actor.tenantId, now), input);
  if (problems.length > 0) throw invalid(...problems);
  if (!(await saveLegalKind(tx, departmentId, { legalKind, empoweredBy }))) throw notFound();
  await note(scope, "departments.classify", departmentId);
}

/**
 * Retires a department: its history stays, nobody works in it any more.
 * @throws DomainError FORBIDDEN, NOT_FOUND, STALE when retired before, CONFLICT (`details.reason` people,
 *   `details.people` how many) while enabled people belong to it
 */
export async function retireDepartment(scope: Scope, input: RetireDepartmentInput): Promise<void> {
  authorise(scope.actor, "manage", "department");
  const { departmentId } = input;
  if (await claimKey(scope, input.idempotencyKey, "departments.retire", { departmentId })) return;
  const department = await findDepartment(scope.tx, departmentId);
  if (!department) throw notFound();
  const people = department._count.people;
  if (people > 0) throw new DomainError("CONFLICT", { reason: "people", people });
  if (!(await markRetired(scope.tx, departmentId, scope.now))) throw new DomainError("STALE");
  await note(scope, "departments.retire", departmentId);
}

async function note(scope: Scope, act: string, departmentId: string): Promise<void> {
  await recordAct(scope, { act, subjectKind: "department", subjectId: departmentId });
}

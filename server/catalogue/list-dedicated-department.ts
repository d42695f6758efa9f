import { recordAct } from "@/server/audit/record-act";
import { claimKey } from "@/server/cases/claim-key";
import { departmentExists, findOwner, saveDedicated } from "@/server/catalogue/catalogue.repository";
import type { ListDedicatedDepartmentInput } from "@/server/catalogue/catalogue.schema";
import type { Scope } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";
import { DomainError, invalid, notFound } from "@/server/shared/errors";

/**
 * Puts a department on the list of an entry marked 专用, or takes it off (朔州 16(三)); by the provider.
 * @throws DomainError NOT_FOUND, FORBIDDEN, INVALID when the entry is not marked or the department is the provider itself
 */
export async function listDedicatedDepartment(
  scope: Scope,
  input: ListDedicatedDepartmentInput,
): Promise<{ listed: boolean }> {
  const { actor, tx } = scope;
  const { entryId, departmentId, listed } = input;
  authorise(actor, "compile", "entry");
  const entry = await findOwner(tx, actor.tenantId, entryId);
  if (!entry) throw notFound();
  if (entry.departmentId !== actor.departmentId) throw new DomainError("FORBIDDEN");
  if (!entry.dedicated) throw invalid({ path: "entryId", problem: "not-dedicated" });
  const known = departmentId !== actor.departmentId && (await departmentExists(tx, actor.tenantId, departmentId));
  if (!known) throw invalid({ path: "departmentId", problem: "unknown-department" });
  const repeated = await claimKey(scope, input.idempotencyKey, "catalogue.dedicate", { listed });
  if (repeated) return repeated;
  await saveDedicated(tx, actor.tenantId, entryId, departmentId, listed);
  await recordAct(scope, {
    act: listed ? "entry.listed" : "entry.unlisted",
    subjectKind: "entry",
    subjectId: entryId,
    detail: { departmentId },
  });
  return { listed };
}

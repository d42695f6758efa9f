import { randomUUID } from "node:crypto";
import { recordAct } from "@/server/audit/record-act";
import { claimKey } from "@/server/cases/claim-key";
import { departmentExists, saveEntry } from "@/server/catalogue/catalogue.repository";
import type { CompileEntryInput } from "@/server/catalogue/catalogue.schema";
import type { Scope } from "@/server/db/context";
import { isUniqueViolation } from "@/server/db/errors";
import { authorise } from "@/server/identity/ability";
import { type BasisKind, getBook, isStipulated } from "@/server/law";
import { DomainError, type FieldProblem } from "@/server/shared/errors";

/**
 * Enters a data resource with its items into the catalogue of the person's own department. It is not open to society,
 * whatever class is proposed: that is settled by the city's opening review (抚顺 9, 朔州 23, 合肥经开区 16, 乐山 22, 重庆 30).
 * @throws DomainError INVALID (a class without its basis, or on one of a kind that is not good enough; items of one name), CONFLICT when the code is taken
 */
export async function compileEntry(scope: Scope, input: CompileEntryInput): Promise<{ entryId: string }> {
  const { actor, now, tx } = scope;
  authorise(actor, "compile", "entry");
  const { departmentId, regionId, tenantId } = actor;
  if (!departmentId || !regionId) throw new DomainError("FORBIDDEN");
  const id = randomUUID();
  const repeated = await claimKey(scope, input.idempotencyKey, "catalogue.compile", { entryId: id });
  if (repeated) return repeated;
  const problems = problemsOf(input, acceptedFor(scope, input));
  const { delegateDepartmentId: delegate } = input;
  if (delegate && !(await departmentExists(tx, tenantId, delegate)))
    problems.push({ path: "delegateDepartmentId", problem: "unknown-department" });
  if (problems.length > 0) throw new DomainError("INVALID", { fields: problems });
  try {
    await saveEntry(tx, { tenantId, departmentId, regionId, at: now }, id, { ...input, openingClass: "withheld" });
  } catch (error) {
    throw isUniqueViolation(error) ? new DomainError("CONFLICT", {}, { cause: error }) : error;
  }
  const { code, sharingClass, openingClass } = input;
  await recordAct(scope, {
    act: "entry.compiled",
    subjectKind: "entry",
    subjectId: id,
    detail: { code, sharingClass, openingClass },
  });
  return { entryId: id };
}

/** The kinds of source that a class may rest on, by the stricter of the city's text and the national one; null = any. */
function acceptedFor({ actor, now }: Scope, { sharingClass }: CompileEntryInput): BasisKind[] | null {
  if (sharingClass === "unconditional") return null;
  const { value } = getBook(actor.tenantId).on(now).effective<BasisKind[]>(`sharing.basis.${sharingClass}`);
  return isStipulated(value) ? value.value : null;
}

/** Conditional and withheld data names the law that makes it so (抚顺 11, 乐山 14, 重庆 17); every item has its own name. */
function problemsOf(
  { sharingClass, sharingBasis, sharingBasisKind: kind, items }: CompileEntryInput,
  accepted: BasisKind[] | null,
): FieldProblem[] {
  const names = items.map(({ name }) => name);
  return [
    ...(sharingClass !== "unconditional" && sharingBasis === "" ? [{ path: "sharingBasis", problem: "required" }] : []),
    ...(accepted && !kind ? [{ path: "sharingBasisKind", problem: "required" }] : []),
    ...(accepted && kind && !accepted.includes(kind) ? [{ path: "sharingBasisKind", problem: "not-accepted" }] : []),
    ...(new Set(names).size !== names.length ? [{ path: "items", problem: "repeated" }] : []),
  ];
}

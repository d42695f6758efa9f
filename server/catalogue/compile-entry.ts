import { randomUUID } from "node:crypto";
import { recordAct } from "@/server/audit/record-act";
import { claimKey } from "@/server/cases/claim-key";
import { departmentExists, saveEntry } from "@/server/catalogue/catalogue.repository";
import type { CompileEntryInput } from "@/server/catalogue/catalogue.schema";
import { departmentProblems, leadOf, repeatedItems } from "@/server/catalogue/keep-particulars";
import { saveParticulars } from "@/server/catalogue/particulars.repository";
import type { RepeatedItem } from "@/server/catalogue/particulars.schema";
import { type ProposedOwner, proposedOwner } from "@/server/catalogue/propose-owner";
import { basisProblems } from "@/server/catalogue/rules/basis-problems";
import { checkParticulars } from "@/server/catalogue/rules/check-particulars";
import type { Scope } from "@/server/db/context";
import { isUniqueViolation } from "@/server/db/errors";
import { departmentIdOf } from "@/server/db/sync-tenants";
import { authorise } from "@/server/identity/ability";
import { getBook } from "@/server/law";
import { priorityAreas } from "@/server/opening/rules/priority-areas";
import { DomainError } from "@/server/shared/errors";

/**
 * Enters a data resource with its items and particulars into the catalogue of the person's own department. It is not open
 * to society, whatever class is proposed: that is settled by the city's opening review (抚顺 9, 朔州 23, 合肥经开区 16,
 * 乐山 22, 重庆 30).
 * @returns the entry, which of the items it collects another department collects already, and whom the city's map of
 *   domains names for such data where that is somebody else
 * @throws DomainError INVALID (a class without its basis, or on one of a kind that is not good enough; items of one name;
 *   a demand of the city's law that is not met), CONFLICT when the code is taken
 */
export async function compileEntry(
  scope: Scope,
  input: CompileEntryInput,
): Promise<{ entryId: string; repeats: RepeatedItem[]; owner: ProposedOwner | null }> {
  const { actor, now, tx } = scope;
  authorise(actor, "compile", "entry");
  const { departmentId, regionId, tenantId } = actor;
  if (!departmentId || !regionId) throw new DomainError("FORBIDDEN");
  const id = randomUUID();
  const repeats = await repeatedItems(scope, departmentId, input.items, input.particulars);
  const repeated = await claimKey(scope, input.idempotencyKey, "catalogue.compile", { entryId: id });
  const book = getBook(tenantId);
  const named = proposedOwner(book, now, `${input.nameZh} ${input.theme}`);
  const owner = named && departmentIdOf(tenantId, named.code) !== departmentId ? named : null;
  if (repeated) return { ...repeated, repeats, owner };
  const view = book.on(now);
  const opensToo = view.value("principle.sharing_default").value === "share-and-open";
  const entry = { ...input, openingClass: input.openingClass ?? (opensToo ? "unconditional" : "withheld") } as const;
  const names = entry.items.map(({ name }) => name);
  const problems = [
    ...basisProblems(view, entry),
    ...(new Set(names).size !== names.length ? [{ path: "items", problem: "repeated" }] : []),
    ...checkParticulars(view, entry, entry.particulars, repeats),
  ];
  const { priorityArea, delegateDepartmentId: delegate } = entry;
  if (priorityArea !== null && !priorityAreas(view).some(({ zh }) => zh === priorityArea))
    problems.push({ path: "priorityArea", problem: "unknown" });
  if (delegate && !(await departmentExists(tx, tenantId, delegate)))
    problems.push({ path: "delegateDepartmentId", problem: "unknown-department" });
  problems.push(...(await departmentProblems(scope, entry.particulars)));
  if (problems.length > 0) throw new DomainError("INVALID", { fields: problems });
  const leadDepartmentId = await leadOf(scope, id, entry.particulars);
  try {
    const shut = { ...entry, openingClass: "withheld" } as const;
    await saveEntry(tx, { tenantId, departmentId, regionId, leadDepartmentId, at: now }, id, shut);
  } catch (error) {
    throw isUniqueViolation(error) ? new DomainError("CONFLICT", {}, { cause: error }) : error;
  }
  await saveParticulars(tx, actor, id, 0, entry.particulars);
  const { code, sharingClass, openingClass } = entry;
  await recordAct(scope, {
    act: "entry.compiled",
    subjectKind: "entry",
    subjectId: id,
    detail: { code, sharingClass, openingClass },
  });
  return { entryId: id, repeats, owner };
}

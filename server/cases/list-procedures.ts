import type { FileableProcedure } from "@/server/cases/case.schema";
import { filerSides, hasGeneralForm } from "@/server/cases/filing";
import { findFilingEntry, listFilingDepartments, listOwnEntries } from "@/server/cases/filing.repository";
import { cited } from "@/server/cases/stage-line";
import type { Scope } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";
import { getBook, type Procedure } from "@/server/law";

/**
 * The procedures of today's law that this person may begin, with what they are about; those about one entry when it is
 * named. Requests for data and disputes are begun elsewhere.
 */
export async function listProcedures(
  scope: Scope,
  { entryId, grantId }: { entryId?: string | undefined; grantId?: string | undefined },
): Promise<FileableProcedure[]> {
  const { actor, now, tx } = scope;
  authorise(actor, "read", "case");
  const procedures = getBook(actor.tenantId)
    .on(now)
    .procedures()
    .filter((procedure) => hasGeneralForm(procedure) && filerSides(procedure, actor).length > 0);
  if (grantId) return procedures.filter(({ about }) => about === "grant").map((procedure) => described(procedure));
  if (!entryId) return procedures.map((procedure) => described(procedure));
  const entry = await findFilingEntry(tx, actor.tenantId, entryId);
  if (!entry || entry.retired) return [];
  const own = entry.departmentId === actor.departmentId;
  const open = entry.openingClass !== "withheld";
  return (
    procedures
      .filter(({ about }) => about === (own ? "own-entry" : "entry"))
      // What society asks and reports is about data that is open, at once or on application.
      .filter(({ id }) => open || (id !== "opening.application" && id !== "opening.report" && id !== "correction.open"))
      .map((procedure) => described(procedure))
  );
}

/** What a filing may be about: departments for one that is put to a department, own entries for an own affair. */
export async function listFilingChoices(
  { actor, tx }: Scope,
  { about }: { about: "department" | "own-entry" },
): Promise<{ id: string; code: string; name: { zh: string; en: string } }[]> {
  authorise(actor, "read", "case");
  if (about === "own-entry") {
    return actor.departmentId ? listOwnEntries(tx, actor.tenantId, actor.departmentId) : [];
  }
  const found = await listFilingDepartments(tx, actor.tenantId);
  return found
    .filter(({ id, regionId }) => id !== actor.departmentId && actor.regionIds.includes(regionId))
    .map(({ id, name, regionId }) => ({ id, code: regionId, name }));
}

function described(procedure: Procedure): FileableProcedure {
  const { id, title, about, filing } = procedure;
  return { ...cited(procedure), id, title, about, filingTitle: filing.title, causes: filing.causes };
}

import type { CatalogueRow } from "@/server/catalogue/catalogue.repository";
import type { EntryAccess, EntryAccessKind, EntryRow } from "@/server/catalogue/catalogue.schema";
import type { SessionActor } from "@/server/db/actor";
import { may } from "@/server/identity/ability";
import { isStipulated, type PolicyView } from "@/server/law";

/** What the reader's department may do with an entry, under the city's law of one day. */
export function entryAccess(row: CatalogueRow, actor: SessionActor, view: PolicyView): EntryAccess {
  const { grantId, caseId } = row;
  return { kind: kindOf(row, actor, view), grantId, caseId };
}

/** A catalogue row as a page shows it. */
export function withAccess(
  { dedicatedToUs, grantId, caseId, ...row }: CatalogueRow,
  actor: SessionActor,
  view: PolicyView,
): EntryRow {
  return { ...row, access: entryAccess({ dedicatedToUs, grantId, caseId, ...row }, actor, view) };
}

function kindOf(row: CatalogueRow, actor: SessionActor, view: PolicyView): EntryAccessKind {
  if (row.department.id === actor.departmentId) return "own";
  if (row.sharingClass === "withheld") return "withheld";
  if (row.retiredAt) return "retired";
  if (!may(actor, "file", "case")) return "none";
  if (row.grantId) return "granted";
  if (row.caseId) return "open-case";
  const dedicated = view.value("sharing.dedicated.enabled");
  if (row.dedicatedToUs && isStipulated(dedicated) && dedicated.value) return "dedicated";
  return "end" in view.procedure(`sharing.${row.sharingClass}`).filing.to ? "direct" : "apply";
}

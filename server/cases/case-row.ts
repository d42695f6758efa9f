import type { CaseRow } from "@/server/cases/case.schema";
import type { CaseListRow } from "@/server/cases/case-list.repository";
import { isPast } from "@/server/cases/due";
import { waitingNames } from "@/server/cases/seat";
import type { SessionActor } from "@/server/db/actor";
import { sidesOf } from "@/server/identity/ability";
import { type ActorKind, isExtensionAsked, isStipulated, type PolicyBook, type Stage } from "@/server/law";

/** What every row of one list is judged by. */
export interface Reading {
  actor: SessionActor;
  book: PolicyBook;
  now: Date;
  /** Last instant that is due soon. */
  soon: Date;
}

/** A row with the words of the law of its day, and its tone. */
export function caseRow(row: CaseListRow, { actor, book, now, soon }: Reading): CaseRow {
  const procedure = book.on(row.bookDate).procedure(row.procedure);
  const stage = procedure.stages.find(({ id }) => id === row.stage);
  const overdue = stage !== undefined && row.dueAt !== null && isPast(row.dueAt, now);
  const near = stage !== undefined && row.dueAt !== null && row.dueAt <= soon;
  return {
    id: row.id,
    number: row.number,
    procedure: row.procedure,
    procedureTitle: procedure.title,
    entry: row.entry,
    about: row.entry?.name ?? row.provider.name,
    requester: row.requester,
    provider: row.provider,
    sides: sidesInList(row, actor),
    stage: stage ? { id: stage.id, title: stage.title } : null,
    waitingOn: waitingNames(book, row, row.waitingOn, row.seatRegionId),
    dueAt: row.dueAt,
    dueProvisional: row.dueProvisional,
    dueTarget: stage?.clock?.target ?? false,
    minimum: stage !== undefined && isMinimum(stage),
    extensionAsked: stage !== undefined && isExtensionAsked(stage, row.waitingOn),
    overdue,
    tone: overdue ? "red" : near ? "amber" : "none",
    outcome: row.outcome,
    endTitle: procedure.ends.find(({ id }) => id === row.endId)?.title ?? null,
    filedAt: row.filedAt,
    decidedAt: row.decidedAt,
    decidedOnTime: row.decidedOnTime,
    parentId: row.parentId,
    version: row.version,
  };
}

function isMinimum({ clock }: Stage): boolean {
  if (!clock || !isStipulated(clock.within)) return false;
  return "minimum" in clock.within.value && clock.within.value.minimum === true;
}

function sidesInList(
  { regionId, sentAt, filedAs, requester, requesterPersonId, provider, delegate }: CaseListRow,
  actor: SessionActor,
): ActorKind[] {
  return sidesOf(actor, {
    tenantId: actor.tenantId,
    regionId,
    sentAt,
    filedAs,
    requesterDepartmentId: requester.id,
    requesterPersonId,
    providerDepartmentId: provider.id,
    delegateDepartmentId: delegate?.id ?? null,
  });
}

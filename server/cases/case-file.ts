import { findCase } from "@/server/cases/case.repository";
import { type CaseState, fold, withUnseenProposal } from "@/server/cases/rules";
import { type CaseRegions, seatOfState, standingOf } from "@/server/cases/seat";
import { eventsOf, type StoredCase } from "@/server/cases/stored-case";
import type { Scope } from "@/server/db/context";
import { type ActorKind, type Calendar, calendarFor, getBook, type PolicyBook, type Procedure } from "@/server/law";
import { notFound } from "@/server/shared/errors";

/** A case opened on the desk: its row, the law of its day, and where its events leave it. */
export interface CaseFile {
  stored: StoredCase;
  book: PolicyBook;
  procedure: Procedure;
  calendar: Calendar;
  regions: CaseRegions;
  state: CaseState;
  /** Region whose authority or government has to act now. */
  seat: string | null;
  /** Sides on which the reader may act now. */
  sides: ActorKind[];
}

/**
 * Loads a case and replays it under the law of the day it was filed, whatever the law has become since.
 * @throws DomainError NOT_FOUND when it is missing or not for these eyes
 */
export async function openCaseFile({ actor, tx }: Scope, caseId: string): Promise<CaseFile> {
  const stored = await findCase(tx, actor.tenantId, caseId);
  if (!stored) throw notFound();
  const book = getBook(actor.tenantId);
  const procedure = book.on(stored.bookDate).procedure(stored.procedure);
  const calendar = calendarFor(actor.tenantId);
  const folded = fold(procedure, eventsOf(stored), calendar);
  if (!folded) throw new Error(`case ${stored.id} has no events`);
  const state = withUnseenProposal(procedure, folded, stored.waitingOn);
  const regions = { regionId: stored.regionId, requesterRegionId: stored.requester.regionId };
  const seat = seatOfState(book, procedure, state, regions);
  return { stored, book, procedure, calendar, regions, state, seat, sides: standingOf(actor, stored, state, seat) };
}

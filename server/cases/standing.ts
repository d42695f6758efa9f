import type { Standing } from "@/server/cases/case.repository";
import { isPast } from "@/server/cases/due";
import type { Advanced } from "@/server/cases/rules";
import type { StoredApplication, StoredCase } from "@/server/cases/stored-case";
import type { Outcome } from "@/server/law";

/** The dates that stood before an event; null before the filing. */
export type Before = Pick<StoredCase, "stageSince" | "dueAt" | "overdueAt"> | null;

/**
 * The columns of a case after an event, from the fold of its events.
 * @param event `decides`: a withdrawal ends a case without deciding it, and what the law deems decided when time runs
 *   out was decided by nobody, neither on time nor late; `seat`: whose desk it lies on now
 */
export function standingAfter(
  { state, effects }: Advanced,
  before: Before,
  event: { decides: boolean | "by-law"; seat: string | null; application: StoredApplication },
): Standing {
  const ended = effects.find((effect) => effect.type === "ended");
  const moved = ended !== undefined || effects.some(({ type }) => type === "stage-entered");
  const late = before?.dueAt != null && isPast(before.dueAt, state.lastAt);
  const deemed = event.decides === "by-law";
  const decided = ended !== undefined && (deemed ? ended.outcome !== "withdrawn" : event.decides);
  return {
    stage: state.stage,
    seatRegionId: event.seat,
    waitingOn: state.waitingOn,
    opinions: state.opinions,
    attributes: state.attributes,
    application: event.application,
    outcome: (ended?.outcome as Outcome | undefined) ?? null,
    endId: state.end,
    receivedAt: state.milestones.received ?? null,
    stageSince: moved || !before ? state.lastAt : before.stageSince,
    // A minimum period has no lateness: what may be done from its end on is never due.
    dueAt: state.clock?.notBefore ? null : (state.clock?.deadline?.dueAt ?? null),
    dueProvisional: state.clock?.notBefore ? false : (state.clock?.deadline?.provisional ?? false),
    overdueAt: before?.overdueAt ?? (late ? (before?.dueAt ?? null) : null),
    decidedAt: decided ? state.lastAt : null,
    decidedOnTime: decided && !deemed ? !late : null,
  };
}

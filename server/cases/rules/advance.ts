import type { Act, Calendar, ClockStart, Procedure, Stage } from "@/server/law/types";
import { checkApplication, checkContent } from "./content";
import { refuseTwoSides } from "./parties";
import { actorsOf, end, enter, stageOf } from "./stage";
import { type Advanced, type CaseEffect, type CaseEvent, CaseRuleError, type CaseState, type Opinion } from "./types";

type Filed = Extract<CaseEvent, { type: "filed" }>;
type Acted = Extract<CaseEvent, { type: "acted" }>;
type Withdrawn = Extract<CaseEvent, { type: "withdrawn" }>;
type Resubmitted = Extract<CaseEvent, { type: "resubmitted" }>;

/**
 * The one step of every procedure: what a case becomes with an event, and what that causes.
 * Pure: the same procedure, state, event and calendar always answer the same.
 * @param state null before the case is filed.
 * @throws CaseRuleError when the procedure does not allow the event; nothing has changed then.
 */
export function advance(procedure: Procedure, state: CaseState | null, event: CaseEvent, calendar: Calendar): Advanced {
  if (event.type === "filed") return file(procedure, state, event, calendar);
  if (!state) throw new CaseRuleError("NOT_FILED", "the case has not been filed");
  if (state.end !== null) throw new CaseRuleError("ENDED", `the case has ended (${state.end})`);
  if (event.at.getTime() < state.lastAt.getTime())
    throw new CaseRuleError("OUT_OF_ORDER", "the event lies before the last one");
  switch (event.type) {
    case "acted":
      return act(procedure, state, event, calendar);
    case "withdrawn":
      return withdraw(procedure, state, event);
    case "resubmitted":
      return resubmit(procedure, state, event, calendar);
  }
}

/** Replays a case from its events. */
export function fold(procedure: Procedure, events: readonly CaseEvent[], calendar: Calendar): CaseState | null {
  return events.reduce<CaseState | null>((state, event) => advance(procedure, state, event, calendar).state, null);
}

function file(procedure: Procedure, state: CaseState | null, event: Filed, calendar: Calendar): Advanced {
  if (state) throw new CaseRuleError("ALREADY_FILED", "the case has already been filed");
  const { filing } = procedure;
  if (!filing.by.includes(event.by.kind))
    throw new CaseRuleError("WRONG_ACTOR", `${event.by.kind} may not file ${procedure.id}`);
  checkApplication(filing, event.application);
  const opened: CaseState = {
    procedure: procedure.id,
    stage: null,
    end: null,
    waitingOn: [],
    opinions: [],
    clock: null,
    round: 1,
    attributes: event.attributes,
    application: event.application,
    milestones: mark({}, filing.marks, event.at),
    parties: [event.by],
    lastAt: event.at,
    version: 1,
  };
  return enter(procedure, opened, filing.to, calendar);
}

function act(procedure: Procedure, state: CaseState, event: Acted, calendar: Calendar): Advanced {
  const stage = stageOf(procedure, state.stage ?? "");
  const chosen = stage.acts[event.act];
  const where = { stage: stage.id, act: event.act };
  if (!chosen) throw new CaseRuleError("ACT_NOT_ALLOWED", `${event.act} is no act of ${stage.id}`, where);
  if (!chosen.by.includes(event.by.kind) || !actorsOf(stage, state.attributes).includes(event.by.kind)) {
    throw new CaseRuleError("WRONG_ACTOR", `${event.by.kind} may not ${event.act} in ${stage.id}`, where);
  }
  if (state.opinions.some(({ kind }) => kind === event.by.kind)) {
    throw new CaseRuleError("ALREADY_ACTED", `${event.by.kind} has already acted in ${stage.id}`, where);
  }
  refuseTwoSides(state.parties, event.by);
  checkContent(chosen, event.content, stage.id);
  const next = happened(state, event);
  if (stage.joint && !chosen.alone) return voice(procedure, next, stage, chosen, event, calendar);
  return take(procedure, next, chosen, event, calendar);
}

/** One actor of a joint stage speaks; the last to speak settles it. */
function voice(
  procedure: Procedure,
  state: CaseState,
  stage: Stage,
  chosen: Act,
  event: Acted,
  calendar: Calendar,
): Advanced {
  const { kind, department, person } = event.by;
  const opinion: Opinion = { kind, department, person, act: chosen.id, at: event.at };
  const opinions = [...state.opinions, opinion];
  const waitingOn = actorsOf(stage, state.attributes).filter(
    (actor) => !opinions.some((spoken) => spoken.kind === actor),
  );
  const heard = { ...state, opinions, waitingOn };
  const noted: CaseEffect = { type: "opinion-noted", opinion, waitingOn };
  if (waitingOn.length > 0) return { state: heard, effects: [noted] };
  const agreed = opinions.every((spoken) => spoken.act === chosen.id);
  const settled =
    agreed || !stage.disagreement
      ? take(procedure, heard, chosen, event, calendar)
      : enter(procedure, heard, stage.disagreement, calendar);
  // The opinions stay with the ended case as its record of who said what.
  return {
    state: settled.state.end ? { ...settled.state, opinions } : settled.state,
    effects: [noted, ...settled.effects],
  };
}

/** An act takes effect: its clock starts happen, and the case moves on. */
function take(procedure: Procedure, state: CaseState, chosen: Act, event: Acted, calendar: Calendar): Advanced {
  const marked = { ...state, milestones: mark(state.milestones, chosen.marks, event.at) };
  const moved = enter(procedure, marked, chosen.to, calendar);
  if (chosen.effect !== "return") return moved;
  return {
    state: moved.state,
    effects: [{ type: "returned", missingItems: event.content.missingItems ?? [] }, ...moved.effects],
  };
}

function withdraw(procedure: Procedure, state: CaseState, event: Withdrawn): Advanced {
  const filer = state.parties[0];
  const own = filer?.kind === event.by.kind && filer.department === event.by.department;
  if (!procedure.withdrawal) throw new CaseRuleError("WITHDRAWAL_NOT_ALLOWED", `${procedure.id} knows no withdrawal`);
  if (!own) throw new CaseRuleError("WRONG_ACTOR", "only the side that filed may withdraw");
  refuseTwoSides(state.parties, event.by);
  return end(procedure, happened(state, event), procedure.withdrawal.to);
}

function resubmit(procedure: Procedure, state: CaseState, event: Resubmitted, calendar: Calendar): Advanced {
  const { resubmission } = procedure;
  if (!resubmission || state.stage !== resubmission.from) {
    throw new CaseRuleError("RESUBMISSION_NOT_ALLOWED", "the case is not waiting for completion", {
      stage: state.stage ?? undefined,
    });
  }
  const filer = state.parties[0];
  if (filer?.kind !== event.by.kind || filer.department !== event.by.department) {
    throw new CaseRuleError("WRONG_ACTOR", "only the side that filed may resubmit");
  }
  refuseTwoSides(state.parties, event.by);
  checkApplication(procedure.filing, event.application);
  const again: CaseState = {
    ...happened(state, event),
    round: state.round + 1,
    application: event.application,
    // A new round forgets the old starts: the old clock does not pause, it is gone (D12).
    milestones: mark({}, resubmission.marks, event.at),
  };
  return enter(procedure, again, { stage: resubmission.to }, calendar);
}

/** The part of every state that any event changes. */
function happened(state: CaseState, event: CaseEvent): CaseState {
  const known = state.parties.some(
    ({ kind, department, person }) =>
      kind === event.by.kind && department === event.by.department && person === event.by.person,
  );
  return {
    ...state,
    parties: known ? state.parties : [...state.parties, event.by],
    lastAt: event.at,
    version: state.version + 1,
  };
}

function mark(milestones: CaseState["milestones"], marks: readonly ClockStart[], at: Date): CaseState["milestones"] {
  return { ...milestones, ...Object.fromEntries(marks.map((start) => [start, at])) };
}

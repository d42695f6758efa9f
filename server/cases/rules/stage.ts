import type { ActorKind, Calendar, Procedure, Stage, Target } from "@/server/law/types";
import { openClock } from "./clock";
import { type Facts, factsOf, holds } from "./facts";
import type { CaseEffect, CaseState } from "./types";

/** The stage of an id. The loader has proved that it exists. */
export function stageOf(procedure: Procedure, id: string): Stage {
  const stage = procedure.stages.find((candidate) => candidate.id === id);
  if (!stage) throw new RangeError(`${procedure.city} ${procedure.id} has no stage ${id}`);
  return stage;
}

/** The sides that a stage of this case waits for (a delegate only when one was appointed). */
export function actorsOf(stage: Stage, facts: Facts): ActorKind[] {
  return stage.actors.filter((kind) => isAdmitted(stage, kind, facts));
}

/** The sides that may act in it: those, and whoever may act besides. */
export function ableIn(stage: Stage, facts: Facts): ActorKind[] {
  return [...stage.actors, ...stage.also].filter((kind) => isAdmitted(stage, kind, facts));
}

function isAdmitted({ onlyWhen }: Stage, kind: ActorKind, facts: Facts): boolean {
  const condition = onlyWhen[kind];
  return condition === undefined || holds(condition, facts);
}

/** Moves a case to a target: opens the stage and its clock, passes over skipped stages, or ends the case. */
export function enter(
  procedure: Procedure,
  state: CaseState,
  to: Target,
  calendar: Calendar,
): { state: CaseState; effects: CaseEffect[] } {
  if ("end" in to) return end(procedure, state, to.end);
  const stage = stageOf(procedure, to.stage);
  const facts = factsOf(state);
  const skip = stage.skips.find(({ when }) => holds(when, facts));
  if (skip) {
    const { article, basis, reason, instrument } = skip;
    const marked = { ...state, milestones: mark(state.milestones, skip.marks, state.lastAt) };
    const onward = enter(procedure, marked, skip.to, calendar);
    const source = { article, basis, ...(reason && { reason }), ...(instrument && { instrument }) };
    const skipped: CaseEffect = { type: "stage-skipped", stage: stage.id, source, causes: skip.causes };
    return { state: onward.state, effects: [skipped, ...onward.effects] };
  }
  const waitingOn = actorsOf(stage, facts);
  const clock = openClock(stage, state, calendar);
  const limits = state.clock?.deadline ? { ...state.limits, [state.clock.stage]: state.clock.deadline } : state.limits;
  return {
    state: { ...state, stage: stage.id, waitingOn, opinions: [], clock, limits, pending: null },
    effects: [{ type: "stage-entered", stage: stage.id, waitingOn, clock }],
  };
}

/** Ends the case and says what comes into being with that end. */
export function end(procedure: Procedure, state: CaseState, id: string): { state: CaseState; effects: CaseEffect[] } {
  const reached = procedure.ends.find((candidate) => candidate.id === id);
  if (!reached) throw new RangeError(`${procedure.city} ${procedure.id} has no end ${id}`);
  const effects: CaseEffect[] = [{ type: "ended", end: id, outcome: reached.outcome }];
  if (reached.grants) effects.push({ type: "grant" });
  for (const outreach of reached.outreach) effects.push({ type: "outreach", outreach });
  if (reached.follows) {
    const { procedure: follows, by, automatic } = reached.follows;
    effects.push({ type: "dispute-open", procedure: follows, by, automatic });
  }
  return {
    state: { ...state, stage: null, end: id, waitingOn: [], clock: null, pending: null, paused: null },
    effects,
  };
}

/** Clock starts that happen at an instant; one whose stated day is still to come stays there. */
export function mark(
  milestones: CaseState["milestones"],
  marks: readonly (keyof CaseState["milestones"])[],
  at: Date,
): CaseState["milestones"] {
  const later = (start: keyof CaseState["milestones"]) => {
    const known = milestones[start];
    return known && known > at ? known : at;
  };
  return { ...milestones, ...Object.fromEntries(marks.map((start) => [start, later(start)])) };
}

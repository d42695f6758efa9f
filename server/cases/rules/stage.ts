import { deadlineOf } from "@/server/law/deadline";
import {
  type ActorKind,
  type Calendar,
  type Condition,
  isStipulated,
  type Procedure,
  type Stage,
  type Target,
} from "@/server/law/types";
import type { CaseAttributes, CaseEffect, CaseState, OpenClock } from "./types";

/** The stage of an id. The loader has proved that it exists. */
export function stageOf(procedure: Procedure, id: string): Stage {
  const stage = procedure.stages.find((candidate) => candidate.id === id);
  if (!stage) throw new RangeError(`${procedure.city} ${procedure.id} has no stage ${id}`);
  return stage;
}

/** The sides that may act in a stage of this case (a delegate only when one was appointed). */
export function actorsOf(stage: Stage, attributes: CaseAttributes): ActorKind[] {
  return stage.actors.filter((kind) => {
    const condition = stage.onlyWhen[kind];
    return condition === undefined || holds(condition, attributes);
  });
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
  if (stage.skip && holds(stage.skip.when, state.attributes)) {
    const { article, basis, reason } = stage.skip;
    const onward = enter(procedure, state, stage.skip.to, calendar);
    const skipped: CaseEffect = {
      type: "stage-skipped",
      stage: stage.id,
      source: { article, basis, ...(reason && { reason }) },
    };
    return { state: onward.state, effects: [skipped, ...onward.effects] };
  }
  const waitingOn = actorsOf(stage, state.attributes);
  const clock = openClock(stage, state, calendar);
  return {
    state: { ...state, stage: stage.id, waitingOn, opinions: [], clock },
    effects: [{ type: "stage-entered", stage: stage.id, waitingOn, clock }],
  };
}

/** Ends the case and says what comes into being with that end. */
export function end(procedure: Procedure, state: CaseState, id: string): { state: CaseState; effects: CaseEffect[] } {
  const reached = procedure.ends.find((candidate) => candidate.id === id);
  if (!reached) throw new RangeError(`${procedure.city} ${procedure.id} has no end ${id}`);
  const effects: CaseEffect[] = [{ type: "ended", end: id, outcome: reached.outcome }];
  if (reached.grants) effects.push({ type: "grant" });
  if (reached.follows) {
    const { procedure: follows, by, automatic } = reached.follows;
    effects.push({ type: "dispute-open", procedure: follows, by, automatic });
  }
  return { state: { ...state, stage: null, end: id, waitingOn: [], clock: null }, effects };
}

function openClock(stage: Stage, state: CaseState, calendar: Calendar): OpenClock | null {
  if (!stage.clock) return null;
  const { start, within, key, target } = stage.clock;
  const startedAt = state.milestones[start];
  if (!startedAt) throw new RangeError(`${state.procedure}: ${start} has not happened before stage ${stage.id}`);
  const deadline = isStipulated(within) ? deadlineOf(startedAt, within.value, calendar) : null;
  return { stage: stage.id, start, startedAt, within, key, target, deadline };
}

function holds(condition: Condition, attributes: CaseAttributes): boolean {
  return attributes[condition.attribute] === condition.equals;
}

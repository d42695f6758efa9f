import { type CaseEffect, type CaseEvent, type CaseState, retrace } from "@/server/cases/rules";
import type { Calendar, Procedure } from "@/server/law";

/** One event of a case with the stage it found and what it caused. */
export interface Step {
  event: CaseEvent;
  /** The stage that was open when it happened; null for the filing. */
  stage: string | null;
  effects: CaseEffect[];
  state: CaseState;
}

/** Plays a case again from its events, one step each. */
export function replay(procedure: Procedure, events: readonly CaseEvent[], calendar: Calendar): Step[] {
  const steps: Step[] = [];
  for (const event of events) {
    const before = steps.at(-1)?.state ?? null;
    const { state, effects } = retrace(procedure, before, event, calendar);
    steps.push({ event, stage: before?.stage ?? null, effects, state });
  }
  return steps;
}

/**
 * False for an answer that was put before the department's head and not given: it still lies there, or was sent back.
 * @param agreeing the head agrees to what still lies there with the act just done
 */
export function isGiven(steps: readonly Step[], index: number, agreeing = false): boolean {
  const says = (step: Step | undefined, type: CaseEffect["type"]) => step?.effects.some((each) => each.type === type);
  if (says(steps[index], "proposal-returned")) return false;
  if (!says(steps[index], "proposed")) return true;
  const answered = steps
    .slice(index + 1)
    .find((step) => says(step, "proposal-agreed") || says(step, "proposal-returned"));
  return answered ? Boolean(says(answered, "proposal-agreed")) : agreeing;
}

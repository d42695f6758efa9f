import type { ClockStart, Procedure, Stage, Target } from "./types";
import { isStipulated } from "./types";

/**
 * Shows that a procedure cannot trap a case: every target exists, every stage is reached and leads to an end,
 * every actor that must act has an act, and every clock's start has happened before its stage.
 * Answers one sentence for each thing that is wrong; none means proved.
 */
export function proveProcedure(procedure: Procedure): string[] {
  const problems: string[] = [];
  const stages = new Map(procedure.stages.map((stage) => [stage.id, stage]));
  const ends = new Set(procedure.ends.map((end) => end.id));
  if (stages.size !== procedure.stages.length) problems.push("two stages have the same id");

  const check = (to: Target, whence: string) => {
    const exists = "stage" in to ? stages.has(to.stage) : ends.has(to.end);
    if (!exists)
      problems.push(
        `${whence} leads to ${"stage" in to ? `stage "${to.stage}"` : `end "${to.end}"`}, which does not exist`,
      );
    return exists;
  };
  let sound = check(procedure.filing.to, "filing");
  if (procedure.withdrawal) sound = check({ end: procedure.withdrawal.to }, "withdrawal") && sound;
  if (procedure.resubmission) sound = check({ stage: procedure.resubmission.to }, "resubmission") && sound;
  for (const stage of procedure.stages) {
    for (const [to, whence] of exits(stage, procedure)) sound = check(to, whence) && sound;
    problems.push(...actorProblems(stage));
  }
  if (!sound) return problems;

  const reached = reachable(procedure, stages);
  for (const stage of procedure.stages) {
    if (!reached.has(stage.id)) problems.push(`stage "${stage.id}" is never reached`);
    else if (!leadsToEnd(stage.id, procedure, stages)) problems.push(`stage "${stage.id}" leads to no end`);
  }
  problems.push(...clockProblems(procedure, stages));
  return problems;
}

/** Every way out of a stage with its name in a sentence. */
function exits(stage: Stage, procedure: Procedure): [Target, string][] {
  const found: [Target, string][] = Object.values(stage.acts).map((act) => [
    act.to,
    `act "${act.id}" of stage "${stage.id}"`,
  ]);
  if (stage.disagreement) found.push([stage.disagreement, `disagreement in stage "${stage.id}"`]);
  if (stage.skip) found.push([stage.skip.to, `skip of stage "${stage.id}"`]);
  if (procedure.resubmission?.from === stage.id) found.push([{ stage: procedure.resubmission.to }, "resubmission"]);
  return found;
}

function actorProblems(stage: Stage): string[] {
  const problems: string[] = [];
  const acts = Object.values(stage.acts);
  for (const act of acts) {
    for (const kind of act.by) {
      if (!stage.actors.includes(kind))
        problems.push(`act "${act.id}" of stage "${stage.id}" is given to ${kind}, who is no actor there`);
    }
  }
  for (const kind of acts.length > 0 ? stage.actors : []) {
    if (!acts.some((act) => act.by.includes(kind))) problems.push(`${kind} has nothing to do in stage "${stage.id}"`);
  }
  if (stage.joint && stage.actors.length < 2) problems.push(`stage "${stage.id}" is joint but has one actor`);
  if (stage.joint && !stage.disagreement)
    problems.push(`joint stage "${stage.id}" does not say what follows when its actors differ`);
  const seated = stage.actors.includes("authority") || stage.actors.includes("government");
  if (seated && !stage.seat) problems.push(`stage "${stage.id}" does not say which authority or government sits`);
  return problems;
}

function reachable(procedure: Procedure, stages: Map<string, Stage>): Set<string> {
  const reached = new Set<string>();
  const queue: Target[] = [procedure.filing.to];
  for (let to = queue.pop(); to; to = queue.pop()) {
    const stage = "stage" in to ? stages.get(to.stage) : undefined;
    if (!stage || reached.has(stage.id)) continue;
    reached.add(stage.id);
    queue.push(...exits(stage, procedure).map(([target]) => target));
  }
  return reached;
}

function leadsToEnd(start: string, procedure: Procedure, stages: Map<string, Stage>): boolean {
  const seen = new Set<string>();
  const queue = [start];
  for (let id = queue.pop(); id; id = queue.pop()) {
    const stage = stages.get(id);
    if (!stage || seen.has(id)) continue;
    seen.add(id);
    for (const [to] of exits(stage, procedure)) {
      if ("end" in to) return true;
      queue.push(to.stage);
    }
  }
  return false;
}

/** On every path the start of a stage's clock must have been marked, and the book's value must count from the same event. */
function clockProblems(procedure: Procedure, stages: Map<string, Stage>): string[] {
  const problems = new Set<string>();
  const visited = new Set<string>();
  const queue: [Target, ClockStart[]][] = [[procedure.filing.to, procedure.filing.marks]];
  for (let next = queue.pop(); next; next = queue.pop()) {
    const [to, marked] = next;
    const stage = "stage" in to ? stages.get(to.stage) : undefined;
    if (!stage) continue;
    const visit = `${stage.id}|${[...new Set(marked)].sort()}`;
    if (visited.has(visit)) continue;
    visited.add(visit);
    if (stage.clock && !marked.includes(stage.clock.start))
      problems.add(`the clock of stage "${stage.id}" starts with "${stage.clock.start}", which may not have happened`);
    const starts = stage.clock && isStipulated(stage.clock.within) ? stage.clock.within.value.starts : undefined;
    if (starts && starts !== stage.clock?.start)
      problems.add(
        `the clock of stage "${stage.id}" starts with "${stage.clock?.start}", but ${stage.clock?.key} counts from "${starts}"`,
      );
    for (const act of Object.values(stage.acts)) queue.push([act.to, [...marked, ...act.marks]]);
    if (stage.disagreement) queue.push([stage.disagreement, marked]);
    if (stage.skip) queue.push([stage.skip.to, marked]);
    if (procedure.resubmission?.from === stage.id)
      queue.push([{ stage: procedure.resubmission.to }, procedure.resubmission.marks]);
  }
  return [...problems];
}

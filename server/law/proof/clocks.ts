/** Whether every clock has its start, on every way to its stage. */

import {
  type ClockStart,
  isStipulated,
  type MarkedBy,
  type Procedure,
  type Resubmission,
  type Stage,
  type Target,
} from "../types";
import type { Flaw } from "./flaw";
import { limitsOf } from "./limits";

/** On every path the start of a stage's clock must have been marked, and the book's value must count from the same event. */
export function clockFlaws(procedure: Procedure, stages: Map<string, Stage>): Flaw[] {
  const flaws: Flaw[] = [];
  const visited = new Set<string>();
  const queue: [Target, ClockStart[]][] = [
    [procedure.filing.to, [...procedure.filing.marks, ...statedBy(procedure.filing)]],
  ];
  for (let next = queue.pop(); next; next = queue.pop()) {
    const [to, marked] = next;
    const stage = "stage" in to ? stages.get(to.stage) : undefined;
    if (!stage) continue;
    const visit = `${stage.id}|${[...new Set(marked)].sort()}`;
    if (visited.has(visit)) continue;
    visited.add(visit);
    const flaw = (place: string, zh: string, en: string) =>
      flaws.push({ place: ["stages", `#${stage.id}`, place], sentence: { zh, en } });
    for (const limit of limitsOf(stage)) {
      if (!marked.includes(limit.start))
        flaw(
          "clock",
          `环节“${stage.id}”的期限自“${limit.start}”起算，但此前未必发生该事件（提交或者此前的决定没有以 marks 标明）`,
          `the clock of stage "${stage.id}" starts with "${limit.start}", which may not have happened`,
        );
      const value = isStipulated(limit.within) ? limit.within.value : undefined;
      const starts = value && "starts" in value ? value.starts : undefined;
      if (starts && starts !== limit.start)
        flaw(
          "clock",
          `环节“${stage.id}”的期限自“${limit.start}”起算，但“${limit.key}”规定自“${starts}”起算`,
          `the clock of stage "${stage.id}" starts with "${limit.start}", but ${limit.key} counts from "${starts}"`,
        );
    }
    if (stage.expiry && !stage.clock)
      flaw(
        "on_expiry",
        `环节“${stage.id}”规定了期满如何处理，但该环节没有期限（clock）`,
        `stage "${stage.id}" says what silence decides, but no clock runs there`,
      );
    for (const act of Object.values(stage.acts)) queue.push([act.to, [...marked, ...act.marks, ...statedBy(act)]]);
    if (stage.disagreement) queue.push([stage.disagreement, marked]);
    for (const skip of stage.skips) queue.push([skip.to, [...marked, ...skip.marks]]);
    if (stage.expiry) queue.push([stage.expiry.to, [...marked, ...stage.expiry.marks]]);
    if (procedure.resubmission?.from === stage.id)
      queue.push([{ stage: procedure.resubmission.to }, again(procedure.resubmission, marked)]);
  }
  return flaws;
}

/** A period that stood still can only run on in the stage in which it ran. */
export function pauseFlaws({ resubmission, stages }: Procedure): Flaw[] {
  if (resubmission?.clock !== "pause") return [];
  const returning = stages.filter(({ acts }) => Object.values(acts).some(({ effect }) => effect === "return"));
  return returning
    .filter(({ id, clock }) => id !== resubmission.to && clock)
    .map(({ id }) => ({
      place: ["completion", "to"],
      sentence: {
        zh: `补正期间中止计算（pause），但自环节“${id}”退回的申请补正后不回到该环节，剩余期限无从继续`,
        en: `the clock of stage "${id}" is to pause for completion, but a completed application does not come back to it`,
      },
    }));
}

/** Clock starts whose day a field states. */
function statedBy({ markedBy }: { markedBy: MarkedBy }): ClockStart[] {
  return Object.keys(markedBy) as ClockStart[];
}

/** A paused clock keeps its starts over a return, a restarted one begins anew. */
function again({ clock, marks }: Resubmission, marked: ClockStart[]): ClockStart[] {
  return clock === "pause" ? [...marked, ...marks] : marks;
}

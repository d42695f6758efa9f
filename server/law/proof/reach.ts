/** Whether every stage is reached and leads to an end. */

import type { Procedure, Stage, Target, Text } from "../types";
import type { Flaw } from "./flaw";
import { sureTargets, targets } from "./ways";

/** Stages that no case comes to, and those from which none comes to an end. */
export function reachFlaws(procedure: Procedure, stages: Map<string, Stage>): Flaw[] {
  const flaws: Flaw[] = [];
  const reached = reachable(procedure, stages);
  const endable = ending(procedure);
  for (const stage of procedure.stages) {
    const place = ["stages", `#${stage.id}`];
    if (!reached.has(stage.id))
      flaws.push({
        place,
        sentence: { zh: `环节“${stage.id}”永远不会到达`, en: `stage "${stage.id}" is never reached` },
      });
    else if (!endable.has(stage.id)) flaws.push({ place, sentence: endless(stage.id, procedure) });
  }
  return flaws;
}

function reachable(procedure: Procedure, stages: Map<string, Stage>): Set<string> {
  const reached = new Set<string>();
  const queue: Target[] = [procedure.filing.to];
  for (let to = queue.pop(); to; to = queue.pop()) {
    const stage = "stage" in to ? stages.get(to.stage) : undefined;
    if (!stage || reached.has(stage.id)) continue;
    reached.add(stage.id);
    queue.push(...targets(stage, procedure.resubmission));
  }
  return reached;
}

/** The stages from which some way leads to an end. */
function ending({ stages, resubmission }: Procedure): Set<string> {
  const found = new Set<string>();
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const stage of stages)
      if (!found.has(stage.id) && sureTargets(stage, resubmission).some((to) => "end" in to || found.has(to.stage)))
        found.add(stage.id);
  }
  return found;
}

/** Says round which stages a case would go for ever. */
function endless(id: string, procedure: Procedure): Text {
  const next = (from: string) => {
    const stage = procedure.stages.find((candidate) => candidate.id === from);
    const onward = stage ? targets(stage, procedure.resubmission) : [];
    const other = onward.find((to) => "stage" in to && to.stage !== from) ?? onward[0];
    return other && "stage" in other ? other.stage : undefined;
  };
  const way = [id];
  for (let to = next(id); to; to = next(to)) {
    way.push(to);
    if (way.indexOf(to) < way.length - 1) break;
  }
  const shown = way.join(" → ");
  return way.length > 1
    ? {
        zh: `环节“${id}”不通向任何结果，案件只会循环：${shown}`,
        en: `stage "${id}" leads to no end: a case would only go round (${shown})`,
      }
    : { zh: `环节“${id}”不通向任何结果`, en: `stage "${id}" leads to no end` };
}

/** Stages that pass a case over to each other would never let it stand anywhere. */
export function skipFlaws(procedure: Procedure, stages: Map<string, Stage>): Flaw[] {
  return procedure.stages.flatMap(({ id }) => {
    const seen = new Set<string>();
    const queue = [id];
    for (let from = queue.pop(); from; from = queue.pop()) {
      for (const { to } of stages.get(from)?.skips ?? []) {
        if (!("stage" in to)) continue;
        if (to.stage === id) {
          const sentence = {
            zh: `环节“${id}”经跳过又回到自身，案件无处停留`,
            en: `the skips of stage "${id}" lead back to it, so a case would stand nowhere`,
          };
          return [{ place: ["stages", `#${id}`, "skip"], sentence }];
        }
        if (!seen.has(to.stage)) queue.push(to.stage);
        seen.add(to.stage);
      }
    }
    return [];
  });
}

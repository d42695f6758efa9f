/** Whether facts that are fixed with the filing may close every way out. */

import { CASE_ATTRIBUTES } from "../case-attributes";
import { type Facts, holds, partsOf } from "../condition";
import type { Condition, Procedure, Stage, Target } from "../types";
import { combinations } from "./facts";
import type { Flaw } from "./flaw";
import { mayDiffer, mayExpire, onHand } from "./ways";

/**
 * Facts that are fixed with the filing may close every way out of a stage: one that is always passed over to where the case
 * came from, or an act that only somebody may do who is not there. All facts together are tried only where looking at
 * each stage by itself does not settle it.
 */
export function ringFlaws(procedure: Procedure, stages: Map<string, Stage>): Flaw[] {
  const settled = settling(procedure);
  if (alwaysEnding(procedure, settled).size === stages.size) return [];
  // What a later form says is never looked at, so that it need not be tried either.
  const conditions = procedure.stages.flatMap(conditionsFor).filter(settled);
  for (const facts of combinations(conditions, procedure) ?? []) {
    const closed = closedBy(facts, procedure, stages, settled);
    if (!closed) continue;
    const where = Object.entries(facts).filter(([, value]) => value !== undefined);
    const [zh, en] = [
      where.map(([name, value]) => `${name} 为“${value}”`).join("、"),
      where.map(([name, value]) => `${name} is "${value}"`).join(" and "),
    ];
    return [
      {
        place: ["stages", `#${closed}`],
        sentence: {
          zh: `${zh ? `${zh} 时，` : "条件都不成立时，"}环节“${closed}”不通向任何结果，案件只会循环`,
          en: `${en ? `where ${en}` : "where no condition holds"}, stage "${closed}" leads to no end`,
        },
      },
    ];
  }
  return [];
}

/** What decides whether a case stops in a stage and who is there. */
function conditionsFor({ skips, onlyWhen }: Stage): Condition[] {
  return [...skips.map(({ when }) => when), ...Object.values(onlyWhen)];
}

/**
 * The stages from which an end is reached whatever the facts: under each combination of the facts that a stage itself
 * looks at, some way leads to an end or to a stage already found. Enough, but not needed: facts of two stages may exclude each other.
 */
function alwaysEnding(procedure: Procedure, settled: Settled): Set<string> {
  const found = new Set<string>();
  const ends = (to: Target) => "end" in to || found.has(to.stage);
  const leaves = (stage: Stage, facts: Facts): boolean => {
    const onward = () => openTargets(stage, facts, settled, procedure).some(ends);
    for (const { when, to } of stage.skips) {
      if (!settled(when)) return onward() || stage.skips.some((skip) => ends(skip.to));
      if (holds(when, facts)) return ends(to);
    }
    return onward();
  };
  const tried = procedure.stages.map(
    (stage) => [stage, combinations(conditionsFor(stage).filter(settled), procedure)] as const,
  );
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const [stage, facts] of tried)
      if (!found.has(stage.id) && facts?.every((each) => leaves(stage, each))) found.add(stage.id);
  }
  return found;
}

/** Whether what a condition looks at is known from the filing on. */
type Settled = (condition: Condition) => boolean;

function settling({ filing }: Procedure): Settled {
  const fixed = new Set([...Object.keys(CASE_ATTRIBUTES), ...filing.application.map(({ id }) => id)]);
  return (condition) => partsOf(condition).every(({ attribute }) => fixed.has(attribute));
}

/** The first stage that is reached under these facts and from which no end is; null where every way stays open. */
function closedBy(facts: Facts, procedure: Procedure, stages: Map<string, Stage>, settled: Settled): string | null {
  /** Where a target comes to rest; what a later form says is not known yet, so both ways count then. */
  const rest = (to: Target): Target[] => {
    const stage = "stage" in to ? stages.get(to.stage) : undefined;
    for (const skip of stage?.skips ?? []) {
      if (!settled(skip.when)) return [to, ...(stage?.skips ?? []).flatMap((each) => rest(each.to))];
      if (holds(skip.when, facts)) return rest(skip.to);
    }
    return [to];
  };
  const onward = new Map(
    procedure.stages.map((stage): [string, Target[]] => [
      stage.id,
      openTargets(stage, facts, settled, procedure).flatMap(rest),
    ]),
  );
  const ended = new Set<string>();
  for (let before = -1; before < ended.size; ) {
    before = ended.size;
    for (const [id, tos] of onward) if (tos.some((to) => "end" in to || ended.has(to.stage))) ended.add(id);
  }
  const seen = new Set<string>();
  const queue = rest(procedure.filing.to);
  for (let to = queue.pop(); to; to = queue.pop()) {
    if (!("stage" in to) || seen.has(to.stage)) continue;
    if (!ended.has(to.stage)) return to.stage;
    seen.add(to.stage);
    queue.push(...(onward.get(to.stage) ?? []));
  }
  return null;
}

/** The ways out of a stage that somebody who is there may take. */
function openTargets(stage: Stage, facts: Facts, settled: Settled, { resubmission }: Procedure): Target[] {
  const { id, acts, onlyWhen, joint, disagreement, expiry } = stage;
  const there = onHand(stage).filter((kind) => {
    const condition = onlyWhen[kind];
    return condition === undefined || !settled(condition) || holds(condition, facts);
  });
  const needed = joint ? stage.actors.filter((kind) => there.includes(kind)) : [];
  const found = Object.values(acts)
    .filter(({ by, alone }) =>
      joint && !alone ? needed.every((kind) => by.includes(kind)) : by.some((kind) => there.includes(kind)),
    )
    .map(({ to }) => to);
  if (disagreement && mayDiffer(stage, needed)) found.push(disagreement);
  if (expiry && mayExpire(stage)) found.push(expiry.to);
  if (resubmission?.from === id) found.push({ stage: resubmission.to });
  return found;
}

import {
  type Citation,
  describeValue,
  type Limit,
  type Procedure,
  type Stage,
  type Target,
  type Text,
} from "@/server/law";
import type { ProcedureDrawing, StageDrawing, ToldLimit } from "./policy.schema";

/** A procedure in words: its steps with who acts, what runs, what may be done and where that leads. */
export function drawProcedure(procedure: Procedure): ProcedureDrawing {
  const { id, title, filing, stages, ends, overdue } = procedure;
  const titleOf = (target: Target) => targetTitle(procedure, target);
  return {
    ...sourceOf(procedure),
    id,
    title,
    filing: { ...sourceOf(filing), title: filing.title, by: filing.by, to: titleOf(filing.to) },
    stages: stages.map((stage) => drawStage(stage, titleOf)),
    ends: ends.map((end) => ({ ...sourceOf(end), id: end.id, title: end.title, outcome: end.outcome })),
    overdue: { ...sourceOf(overdue), causes: overdue.causes },
  };
}

function drawStage(stage: Stage, titleOf: (target: Target) => Text): StageDrawing {
  const { id, title, actors, joint, clock, extension, expiry, acts } = stage;
  return {
    ...sourceOf(stage),
    id,
    title,
    actors,
    joint,
    clock: clock && { ...toldLimit(clock), target: clock.target, national: clock.cap && toldLimit(clock.cap) },
    extension: extension && {
      ...sourceOf(extension),
      told: describeValue(extension.key, extension.within.value),
      by: extension.by,
    },
    expiry: expiry && { ...sourceOf(expiry), causes: expiry.causes },
    acts: Object.values(acts).map((act) => ({
      ...sourceOf(act),
      id: act.id,
      title: act.title,
      by: act.by,
      to: titleOf(act.to),
      requires: act.requires.map(({ item }) => item),
    })),
  };
}

function toldLimit({ key, within }: Limit): ToldLimit {
  return { ...sourceOf(within), told: describeValue(key, within.value) };
}

function targetTitle({ stages, ends, title }: Procedure, target: Target): Text {
  const found =
    "stage" in target ? stages.find(({ id }) => id === target.stage) : ends.find(({ id }) => id === target.end);
  return found?.title ?? title;
}

function sourceOf({ article, basis, reason, instrument }: Citation): Citation {
  return { article, basis, ...(reason && { reason }), ...(instrument && { instrument }) };
}

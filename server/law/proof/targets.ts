/** Whether everything that a procedure leads to exists. */

import type { Procedure, Stage, Target, Text } from "../types";
import type { Flaw, Place } from "./flaw";
import { targets } from "./ways";

/** Ways to a stage or an end that is not there. */
export function targetFlaws(procedure: Procedure, stages: ReadonlyMap<string, Stage>): Flaw[] {
  const ends = new Set(procedure.ends.map((end) => end.id));
  const exists = (to: Target) => ("stage" in to ? stages.has(to.stage) : ends.has(to.end));
  if (goals(procedure).every(exists)) return [];
  return everyExit(procedure).flatMap((exit) => (exists(exit.to) ? [] : [leadsNowhere(exit)]));
}

/** Everywhere a procedure can lead. */
function goals({ filing, withdrawal, resubmission, stages }: Procedure): Target[] {
  return [
    filing.to,
    ...stages.flatMap((stage) => [...targets(stage, null), ...Object.values(stage.acts).map(({ to }) => to)]),
    ...(withdrawal ? [{ end: withdrawal.to }, ...(withdrawal.stages ?? []).map((stage) => ({ stage }))] : []),
    ...(resubmission ? [{ stage: resubmission.to }] : []),
  ];
}

function leadsNowhere({ to, whence, place }: Exit): Flaw {
  const [zh, en] =
    "stage" in to ? [`环节“${to.stage}”`, `stage "${to.stage}"`] : [`结果“${to.end}”`, `end "${to.end}"`];
  const sentence = {
    zh: `${whence.zh}通向${zh}，但它并不存在`,
    en: `${whence.en} leads to ${en}, which does not exist`,
  };
  return { place, sentence };
}

interface Exit {
  to: Target;
  whence: Text;
  place: Place;
}

/** The same with their names in a sentence. */
function everyExit({ filing, withdrawal, resubmission, stages }: Procedure): Exit[] {
  const found: Exit[] = [{ to: filing.to, whence: { zh: "提交", en: "filing" }, place: ["filing", "to"] }];
  if (withdrawal) {
    const whence = { zh: "撤回", en: "withdrawal" };
    found.push({ to: { end: withdrawal.to }, whence, place: ["withdrawal", "to"] });
    for (const stage of withdrawal.stages ?? []) found.push({ to: { stage }, whence, place: ["withdrawal", "stages"] });
  }
  if (resubmission)
    found.push({
      to: { stage: resubmission.to },
      whence: { zh: "补正后重新提交", en: "resubmission" },
      place: ["completion", "to"],
    });
  for (const { id, acts, disagreement, skips, expiry } of stages) {
    const at = ["stages", `#${id}`];
    const add = (to: Target, zh: string, en: string, ...place: string[]) =>
      found.push({ to, whence: { zh, en }, place: [...at, ...place] });
    for (const act of Object.values(acts))
      add(act.to, `环节“${id}”的“${act.id}”`, `act "${act.id}" of stage "${id}"`, "acts", `#${act.id}`, "to");
    if (disagreement) add(disagreement, `环节“${id}”意见不一致时`, `disagreement in stage "${id}"`, "disagreement");
    for (const { to } of skips) add(to, `环节“${id}”的跳过`, `skip of stage "${id}"`, "skip");
    if (expiry) add(expiry.to, `环节“${id}”期满`, `expiry of stage "${id}"`, "on_expiry", "to");
  }
  return found;
}

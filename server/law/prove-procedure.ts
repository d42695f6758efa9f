import { actorFlaws } from "./proof/actors";
import { clockFlaws, pauseFlaws } from "./proof/clocks";
import { conditionFlaws } from "./proof/conditions";
import type { Flaw } from "./proof/flaw";
import { formFlaws } from "./proof/forms";
import { limitFlaws } from "./proof/limits";
import { reachFlaws, skipFlaws } from "./proof/reach";
import { ringFlaws } from "./proof/rings";
import { targetFlaws } from "./proof/targets";
import type { Procedure } from "./types";

export type { Flaw, Place } from "./proof/flaw";

/**
 * Shows that a procedure cannot trap a case: every target exists, every stage is reached and leads to an end,
 * every actor that must act has an act, and every clock's start has happened before its stage.
 * Answers one sentence for each thing that is wrong; none means proved.
 */
export function proveProcedure(procedure: Procedure): string[] {
  return flawsOf(procedure).map(({ sentence }) => sentence.en);
}

/** The same with the place of each flaw and its sentence in both languages. */
export function flawsOf(procedure: Procedure): Flaw[] {
  const flaws: Flaw[] = [];
  const stages = new Map(procedure.stages.map((stage) => [stage.id, stage]));
  if (stages.size !== procedure.stages.length)
    flaws.push({ place: ["stages"], sentence: { zh: "有两个环节的 id 相同", en: "two stages have the same id" } });

  const lost = targetFlaws(procedure, stages);
  flaws.push(...lost);
  for (const stage of procedure.stages) flaws.push(...actorFlaws(stage, procedure), ...limitFlaws(stage, procedure));
  flaws.push(...conditionFlaws(procedure), ...formFlaws(procedure));
  if (lost.length > 0) return distinct(flaws);

  flaws.push(...reachFlaws(procedure, stages), ...skipFlaws(procedure, stages), ...pauseFlaws(procedure));
  if (flaws.length === 0) flaws.push(...ringFlaws(procedure, stages));
  flaws.push(...clockFlaws(procedure, stages));
  return distinct(flaws);
}

function distinct(flaws: Flaw[]): Flaw[] {
  if (flaws.length === 0) return flaws;
  return [...new Map(flaws.map((flaw) => [flaw.sentence.en, flaw])).values()];
}

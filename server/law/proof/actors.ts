/** Whether in every stage somebody may act, and whoever is there has something to do. */

import { holds } from "../condition";
import type { Act, ActorKind, Procedure, Stage } from "../types";
import { combinations } from "./facts";
import type { Flaw } from "./flaw";
import { onHand } from "./ways";

/** Acts given to somebody who is not there, actors without an act, and stages in which nobody may act. */
export function actorFlaws(stage: Stage, procedure: Procedure): Flaw[] {
  const flaws: Flaw[] = [];
  const { id } = stage;
  const at = ["stages", `#${id}`];
  const flaw = (place: string[], zh: string, en: string) =>
    flaws.push({ place: [...at, ...place], sentence: { zh, en } });
  const acts = Object.values(stage.acts);
  for (const act of acts) {
    for (const kind of act.by) {
      if (!onHand(stage).includes(kind) && !consents(stage, act, kind))
        flaw(
          ["acts", `#${act.id}`, "by"],
          `环节“${id}”的“${act.id}”由 ${kind} 办理，但该环节的办理方（actors）中没有它`,
          `act "${act.id}" of stage "${id}" is given to ${kind}, who is no actor there`,
        );
    }
  }
  // An extension only puts the decision off, and a return may be open one time only.
  const deciding = acts.filter(({ effect }) => !PUTS_OFF.has(effect));
  for (const kind of acts.length > 0 ? onHand(stage) : []) {
    if (!deciding.some((act) => act.by.includes(kind)))
      flaw(["actors"], `${kind} 在环节“${id}”没有可办的事项`, `${kind} has nothing to do in stage "${id}"`);
  }
  if (acts.length > 0 && !isAttended(stage, procedure))
    flaw(
      ["only_when"],
      `环节“${id}”可能没有任何人可以办理：各办理方都附有条件，条件都不成立时案件停在这里`,
      `nobody may be there to act in stage "${id}": every actor is bound to a condition`,
    );
  if (stage.joint && stage.actors.length < 2)
    flaw(["joint"], `环节“${id}”为共同审核，但只有一个办理方`, `stage "${id}" is joint but has one actor`);
  if (stage.joint && !stage.disagreement)
    flaw(
      ["joint"],
      `共同审核的环节“${id}”没有写明意见不一致时如何处理（disagreement）`,
      `joint stage "${id}" does not say what follows when its actors differ`,
    );
  if (stage.joint && stage.also.length > 0)
    flaw(
      ["also"],
      `环节“${id}”为共同审核，可以参与的都必须表态，不能另列 also`,
      `stage "${id}" is joint, so whoever may act in it has to`,
    );
  const together = deciding.some(({ by }) => stage.actors.every((kind) => by.includes(kind)));
  if (stage.joint && stage.actors.length > 1 && !together)
    flaw(
      ["acts"],
      `共同审核的环节“${id}”没有各方都能作出的决定，永远无法一致`,
      `joint stage "${id}" has no act that all of its actors may do, so they could never agree`,
    );
  const seated = onHand(stage).some((kind) => kind === "authority" || kind === "government");
  if (seated && !stage.seat)
    flaw(
      ["actors"],
      `环节“${id}”没有写明由哪一级主管部门或者政府办理（seat）`,
      `stage "${id}" does not say which authority or government sits`,
    );
  return flaws;
}

const PUTS_OFF: ReadonlySet<Act["effect"]> = new Set([
  "return",
  "ask-extension",
  "extend",
  "refuse-extension",
  "sign",
  "send-back",
]);

/** Who consents to an extension, or agrees to an answer, need not be an actor of the stage. */
function consents({ extension }: Stage, { effect, signOff }: Act, kind: ActorKind): boolean {
  if (effect === "sign" || effect === "send-back" || signOff?.by.includes(kind)) return true;
  return (effect === "extend" || effect === "refuse-extension") && (extension?.by.includes(kind) ?? false);
}

/** Whether in every case that stops here somebody may act: tried with all facts that the conditions tell apart. */
function isAttended({ actors, onlyWhen, skips }: Stage, procedure: Procedure): boolean {
  if (actors.some((kind) => onlyWhen[kind] === undefined)) return true;
  const admitted = actors.flatMap((kind) => onlyWhen[kind] ?? []);
  const passed = skips.map(({ when }) => when);
  const facts = combinations([...admitted, ...passed], procedure);
  if (!facts) return true;
  return facts.every((each) => [...passed, ...admitted].some((condition) => holds(condition, each)));
}

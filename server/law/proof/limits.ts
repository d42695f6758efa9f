/** Whether what a stage says of its period can be: acts that wait for it, its length, its extension, silence. */

import { silencesIn } from "../silence";
import { type Duration, isStipulated, type Limit, type Procedure, type Stage } from "../types";
import { fieldsOf } from "./facts";
import type { Flaw } from "./flaw";

/** An act that waits for a limit needs one that runs, and a length that a form states must be stated there. */
export function limitFlaws(stage: Stage, procedure: Procedure): Flaw[] {
  const { id, clock, acts, expiry, extension } = stage;
  const at = ["stages", `#${id}`];
  const clocked = (stageId: string) => procedure.stages.some((one) => one.id === stageId && one.clock);
  const flaws: Flaw[] = Object.values(acts)
    .filter(({ late, lateAfter }) => late && !clocked(lateAfter ?? id))
    .map((act) => ({
      place: [...at, "acts", `#${act.id}`, "late"],
      sentence: act.lateAfter
        ? {
            zh: `环节“${id}”的“${act.id}”须待环节“${act.lateAfter}”期满后办理，但没有这样的环节或者它没有期限（clock）`,
            en: `act "${act.id}" of stage "${id}" waits for the period of stage "${act.lateAfter}", which has no clock`,
          }
        : {
            zh: `环节“${id}”的“${act.id}”须待期满后办理，但该环节没有期限（clock）`,
            en: `act "${act.id}" of stage "${id}" waits for a period, but no clock runs there`,
          },
    }));
  if (clock?.chosen) {
    const stated = fieldsOf(procedure).filter((field) => field.id === clock.chosen);
    if (!stated.some(({ kind, required }) => kind === "days" && required))
      flaws.push({
        place: [...at, "clock", "chosen"],
        sentence: {
          zh: `环节“${id}”的期限长度取自“${clock.chosen}”，但没有表单以天数（kind: days）必填该项`,
          en: `the clock of stage "${id}" takes its length from "${clock.chosen}", which no form asks for in days`,
        },
      });
  }
  if (extension && !clock)
    flaws.push({
      place: [...at, "extension"],
      sentence: {
        zh: `环节“${id}”规定了延长，但该环节没有期限（clock）`,
        en: `stage "${id}" may be extended, but no clock runs there`,
      },
    });
  if (expiry && clock) {
    const lengths = limitsOf(stage).map(({ within }) => within);
    if (lengths.some((within) => isStipulated(within) && (within.value as Duration).minimum))
      flaws.push({
        place: [...at, "on_expiry"],
        sentence: {
          zh: `环节“${id}”规定了期满如何处理，但“${clock.key}”是至少须经过的期间（minimum），不存在逾期`,
          en: `stage "${id}" says what silence decides, but ${clock.key} is a minimum period, which nobody can miss`,
        },
      });
  }
  for (const [end] of reachedBySilence(procedure, id))
    flaws.push({
      place: [...at, "on_expiry"],
      sentence: {
        zh: `环节“${id}”期满将直接办结于“${end}”，但该结果须在事项之外办理（发布、下线、开放目录条目，或者自行提起争议），期满不能代为办理；请改为期满后进入由人办理的环节`,
        en: `silence in stage "${id}" would end the case in "${end}", which does something beyond the case (publishes, takes off or opens an entry, opens a dispute by itself); silence cannot do that: let it lead to a stage in which somebody does`,
      },
    });
  return flaws;
}

/** The ends that silence in a stage may reach although they do something beyond the case, which it never does. */
function reachedBySilence(procedure: Procedure, stage: string) {
  const silence = silencesIn(procedure).find((each) => each.stage === stage);
  return Object.entries(silence?.ends ?? {}).filter(([, { reaches }]) => reaches);
}

/** The clock of a stage and its variants. */
export function limitsOf({ clock }: Stage): Limit[] {
  return clock ? [clock, ...clock.variants] : [];
}

import { CASE_ATTRIBUTES } from "./case-attributes";
import { type Facts, holds, partsOf, wantedBy } from "./condition";
import { silencesIn } from "./silence";
import type {
  Act,
  ActorKind,
  ApplicationField,
  ClockStart,
  Condition,
  Duration,
  Limit,
  MarkedBy,
  Procedure,
  Resubmission,
  Stage,
  Target,
  Text,
} from "./types";
import { isStipulated } from "./types";

/** Where in an edition something stands: field names, and `#id` for the one of a list with that id. */
export type Place = readonly string[];

/** One thing wrong with a procedure. */
export interface Flaw {
  place: Place;
  sentence: Text;
}

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
  const ends = new Set(procedure.ends.map((end) => end.id));
  if (stages.size !== procedure.stages.length)
    flaws.push({ place: ["stages"], sentence: { zh: "有两个环节的 id 相同", en: "two stages have the same id" } });

  const exists = (to: Target) => ("stage" in to ? stages.has(to.stage) : ends.has(to.end));
  const sound = goals(procedure).every(exists);
  if (!sound) flaws.push(...everyExit(procedure).flatMap((exit) => (exists(exit.to) ? [] : [leadsNowhere(exit)])));
  for (const stage of procedure.stages) flaws.push(...actorFlaws(stage, procedure), ...limitFlaws(stage, procedure));
  flaws.push(...conditionFlaws(procedure), ...formFlaws(procedure));
  if (!sound) return distinct(flaws);

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
  flaws.push(...skipFlaws(procedure, stages), ...pauseFlaws(procedure));
  if (flaws.length === 0) flaws.push(...ringFlaws(procedure, stages));
  flaws.push(...clockFlaws(procedure, stages));
  return distinct(flaws);
}

function distinct(flaws: Flaw[]): Flaw[] {
  if (flaws.length === 0) return flaws;
  return [...new Map(flaws.map((flaw) => [flaw.sentence.en, flaw])).values()];
}

/** Whether two of these may do different things in a joint stage. */
function mayDiffer({ acts }: Stage, kinds: readonly ActorKind[]): boolean {
  const deciding = Object.values(acts).filter(({ alone }) => !alone);
  return deciding.some((one) =>
    deciding.some(
      (other) =>
        one !== other &&
        kinds.some((kind) => one.by.includes(kind) && kinds.some((next) => next !== kind && other.by.includes(next))),
    ),
  );
}

/** The actors of a stage that no condition keeps out. */
function unconditional({ actors, onlyWhen }: Stage): ActorKind[] {
  return actors.filter((kind) => onlyWhen[kind] === undefined);
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

function actorFlaws(stage: Stage, procedure: Procedure): Flaw[] {
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

/** Who has to act and who may. */
function onHand({ actors, also }: Stage): ActorKind[] {
  return [...actors, ...also];
}

/** Beyond this many combinations of facts nobody is asked to write a stage; it counts as attended. */
const MOST_COMBINATIONS = 5000;

/** Whether in every case that stops here somebody may act: tried with all facts that the conditions tell apart. */
function isAttended({ actors, onlyWhen, skips }: Stage, procedure: Procedure): boolean {
  if (actors.some((kind) => onlyWhen[kind] === undefined)) return true;
  const admitted = actors.flatMap((kind) => onlyWhen[kind] ?? []);
  const passed = skips.map(({ when }) => when);
  const facts = combinations([...admitted, ...passed], procedure);
  if (!facts) return true;
  return facts.every((each) => [...passed, ...admitted].some((condition) => holds(condition, each)));
}

/** Every combination of the values that conditions tell apart, one for each way they differ; null when there are too many. */
function combinations(conditions: Condition[], procedure: Procedure): Facts[] | null {
  const all = conditions.flatMap(partsOf);
  let found: Facts[] = [{}];
  for (const attribute of new Set(all.map((part) => part.attribute))) {
    const parts = all.filter((part) => part.attribute === attribute);
    const values = new Set(possible(attribute, procedure));
    if (values.has(undefined)) for (const value of parts.flatMap(wantedBy)) values.add(value);
    const outcome = (value: string | undefined) => parts.map((part) => holds(part, { [attribute]: value })).join();
    const tried = [...new Map([...values].reverse().map((value) => [outcome(value), value])).values()];
    found = found.flatMap((facts) => tried.map((value) => ({ ...facts, [attribute]: value })));
    if (found.length > MOST_COMBINATIONS) return null;
  }
  return found;
}

/** What a fact may be; `undefined` stands for anything else, or for nothing said. */
function possible(attribute: string, procedure: Procedure): (string | undefined)[] {
  if (attribute === "filedBy") return procedure.filing.by;
  const always = procedure.filing.application.find(({ id, required, when }) => id === attribute && required && !when);
  const answers = always && answersOf(always);
  return answers ?? [undefined];
}

/** The ends that silence in a stage may reach although they do something beyond the case, which it never does. */
function reachedBySilence(procedure: Procedure, stage: string) {
  const silence = silencesIn(procedure).find((each) => each.stage === stage);
  return Object.entries(silence?.ends ?? {}).filter(([, { reaches }]) => reaches);
}

/** An act that waits for a limit needs one that runs, and a length that a form states must be stated there. */
function limitFlaws(stage: Stage, procedure: Procedure): Flaw[] {
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

/** A condition must look at something that is known, and name an answer that may be given, or it would never hold. */
function conditionFlaws(procedure: Procedure): Flaw[] {
  const flaws: Flaw[] = [];
  const conditions = conditionsOf(procedure);
  if (conditions.length === 0) return flaws;
  const offered = new Map<string, string[] | null>();
  for (const [name, words] of Object.entries(CASE_ATTRIBUTES))
    offered.set(name, words === null ? [...procedure.filing.by] : [...words]);
  for (const field of fieldsOf(procedure)) {
    const answers = answersOf(field);
    const before = offered.get(field.id);
    offered.set(field.id, answers && before !== null ? [...(before ?? []), ...answers] : null);
  }
  for (const { condition, place } of conditions) {
    for (const part of partsOf(condition)) {
      const { attribute } = part;
      const answers = offered.get(attribute);
      if (answers === undefined)
        flaws.push({
          place,
          sentence: {
            zh: `条件取自“${attribute}”，但没有表单有这个字段，案件也没有这个属性`,
            en: `a condition asks for "${attribute}", which no form has and no case knows`,
          },
        });
      for (const value of answers ? wantedBy(part) : [])
        if (!answers?.includes(value))
          flaws.push({
            place,
            sentence: {
              zh: `条件要求“${attribute}”为“${value}”，但该项没有这个选项`,
              en: `a condition asks whether "${attribute}" is "${value}", which its field does not offer`,
            },
          });
    }
  }
  return flaws;
}

/** The answers of a choice or a flag; null where anything may be written. */
function answersOf({ kind, options }: ApplicationField): string[] | null {
  if (kind === "flag") return ["true", "false"];
  return kind === "choice" ? options.map(({ value }) => value) : null;
}

function conditionsOf({ filing, stages }: Procedure): { condition: Condition; place: Place }[] {
  const ofFields = (fields: ApplicationField[], place: string[]) =>
    fields.flatMap(({ id, when }) => (when ? [{ condition: when, place: [...place, `#${id}`, "when"] }] : []));
  return [
    ...ofFields(filing.application, ["filing", "application"]),
    ...stages.flatMap(({ id, skips, onlyWhen, clock, acts }) => {
      const at = ["stages", `#${id}`];
      return [
        ...skips.map(({ when }) => ({ condition: when, place: [...at, "skip"] })),
        ...Object.entries(onlyWhen).map(([kind, condition]) => ({ condition, place: [...at, "only_when", kind] })),
        ...(clock?.variants ?? []).map(({ when }) => ({ condition: when, place: [...at, "clock", "variants"] })),
        ...Object.values(acts).flatMap((act) => ofFields(act.fields, [...at, "acts", `#${act.id}`, "fields"])),
      ];
    }),
  ];
}

/** Every field that the filing or an act asks for. */
function fieldsOf({ filing, stages }: Procedure): ApplicationField[] {
  return [...filing.application, ...stages.flatMap(({ acts }) => Object.values(acts).flatMap(({ fields }) => fields))];
}

/** A clock that starts on a stated day needs a field that is always filled with one, unless the act itself starts it too. */
function formFlaws({ filing, stages }: Procedure): Flaw[] {
  const flaws: Flaw[] = [];
  const check = (whence: Text, { marks, markedBy }: Marking, fields: ApplicationField[], place: Place) => {
    for (const [start, id] of Object.entries(markedBy) as [ClockStart, string][]) {
      const field = fields.find((candidate) => candidate.id === id);
      const flaw = (zh: string, en: string) =>
        flaws.push({
          place,
          sentence: {
            zh: `${whence.zh}以“${id}”所填日期为“${start}”的日期，但${zh}`,
            en: `${whence.en} takes the day of "${start}" from "${id}", which ${en}`,
          },
        });
      if (field?.kind !== "date" && field?.kind !== "year")
        flaw("其表单没有这个日期字段（kind: date）", "is no date of its form");
      else if ((!field.required || field.when) && !marks.includes(start)) flaw("该项可以不填", "may be left empty");
    }
  };
  check({ zh: "提交", en: "filing" }, filing, filing.application, ["filing", "marked_by"]);
  for (const stage of stages)
    for (const act of Object.values(stage.acts))
      check(
        { zh: `环节“${stage.id}”的“${act.id}”`, en: `act "${act.id}" of stage "${stage.id}"` },
        act,
        [...act.fields, ...filing.application],
        ["stages", `#${stage.id}`, "acts", `#${act.id}`, "marked_by"],
      );
  return flaws;
}

interface Marking {
  marks: ClockStart[];
  markedBy: MarkedBy;
}

/** Where a stage can lead. */
function targets(stage: Stage, resubmission: Procedure["resubmission"]): Target[] {
  const { id, acts, disagreement, skips, expiry } = stage;
  const always = unconditional(stage);
  const found = Object.values(acts)
    .filter(({ by, alone }) => !stage.joint || alone || always.every((kind) => by.includes(kind)))
    .map(({ to }) => to);
  if (disagreement && mayDiffer(stage, stage.actors)) found.push(disagreement);
  for (const { to } of skips) found.push(to);
  if (expiry) found.push(expiry.to);
  if (resubmission?.from === id) found.push({ stage: resubmission.to });
  return found;
}

/** Where a stage leads in every case: time that never runs out leads nowhere. */
function sureTargets(stage: Stage, resubmission: Procedure["resubmission"]): Target[] {
  return targets(mayExpire(stage) ? stage : { ...stage, expiry: null }, resubmission);
}

/** Whether time runs out here in every case: each period that may apply has a length. */
function mayExpire({ clock }: Stage): boolean {
  return (
    clock !== null && (clock.cap !== null || [clock, ...clock.variants].every(({ within }) => isStipulated(within)))
  );
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

/**
 * Facts that are fixed with the filing may close every way out of a stage: one that is always passed over to where the case
 * came from, or an act that only somebody may do who is not there. All facts together are tried only where looking at
 * each stage by itself does not settle it.
 */
function ringFlaws(procedure: Procedure, stages: Map<string, Stage>): Flaw[] {
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

/** A period that stood still can only run on in the stage in which it ran. */
function pauseFlaws({ resubmission, stages }: Procedure): Flaw[] {
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

/** Stages that pass a case over to each other would never let it stand anywhere. */
function skipFlaws(procedure: Procedure, stages: Map<string, Stage>): Flaw[] {
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

/** On every path the start of a stage's clock must have been marked, and the book's value must count from the same event. */
function clockFlaws(procedure: Procedure, stages: Map<string, Stage>): Flaw[] {
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

/** The clock of a stage and its variants. */
function limitsOf({ clock }: Stage): Limit[] {
  return clock ? [clock, ...clock.variants] : [];
}

/** Clock starts whose day a field states. */
function statedBy({ markedBy }: { markedBy: MarkedBy }): ClockStart[] {
  return Object.keys(markedBy) as ClockStart[];
}

/** A paused clock keeps its starts over a return, a restarted one begins anew. */
function again({ clock, marks }: Resubmission, marked: ClockStart[]): ClockStart[] {
  return clock === "pause" ? [...marked, ...marks] : marks;
}

/** Who consents to an extension, or agrees to an answer, need not be an actor of the stage. */
function consents({ extension }: Stage, { effect, signOff }: Act, kind: ActorKind): boolean {
  if (effect === "sign" || effect === "send-back" || signOff?.by.includes(kind)) return true;
  return (effect === "extend" || effect === "refuse-extension") && (extension?.by.includes(kind) ?? false);
}

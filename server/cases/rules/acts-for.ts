import { isOverdue } from "@/server/law/deadline";
import { unitText } from "@/server/law/explain";
import {
  type Act,
  type ActorKind,
  type ApplicationField,
  type Citation,
  isStipulated,
  type Procedure,
  type Stage,
} from "@/server/law/types";
import { isWordOfHead, mayWithdraw, mustBeAsked, speakerOf } from "./advance";
import { allowedFrom } from "./clock";
import { type Facts, factsOf, holds } from "./facts";
import { ableIn, stageOf } from "./stage";
import type { CaseState, PossibleAct } from "./types";

/**
 * What somebody who stands on these sides may do now, in the order to offer it, and what each act will cause.
 * It answers for the sides only; whether the very person may act is decided again by `advance`.
 * @param now an extension can be asked for while the period runs, not after
 */
export function actsFor(
  procedure: Procedure,
  state: CaseState,
  kinds: readonly ActorKind[],
  now: Date = state.lastAt,
): PossibleAct[] {
  if (state.end !== null || state.stage === null) return [];
  const stage = stageOf(procedure, state.stage);
  const spoken = new Set(state.opinions.map(({ kind }) => kind));
  const facts = factsOf(state);
  const able = ableIn(stage, facts).filter((kind) => !spoken.has(kind));
  const possible: PossibleAct[] = [];
  for (const act of Object.values(stage.acts)) {
    const as = actorOf(act, stage, able, kinds);
    if (!as || !isOpen(act, stage, procedure, state, now)) continue;
    const proposes = act.signOff?.of.includes(as) ? act.signOff : null;
    if (proposes && state.pending) continue;
    const { requires, offers, acceptedBasis, effect, title } = act;
    const causes = proposes?.causes ?? act.causes;
    possible.push({
      ...sourceOf(act),
      event: "acted",
      act: act.id,
      as,
      title,
      requires,
      offers,
      fields: fieldsOf(act, facts),
      acceptedBasis,
      effect,
      causes,
      notBefore: allowedFrom(act, state),
      proposes: proposes && sourceOf(proposes),
      ...longest(act, stage),
    });
  }
  const filer = state.parties[0]?.kind;
  if (filer && kinds.includes(filer)) possible.push(...filerActs(procedure, state, filer));
  return possible;
}

/** The fields that the case leaves to be asked; what remains of a condition is about the same form, which judges it itself. */
function fieldsOf({ fields }: Act, facts: Facts): ApplicationField[] {
  const own = new Set(fields.map(({ id }) => id));
  return fields.flatMap((field) => {
    const { when, ...always } = field;
    if (!when) return [always];
    const parts = "all" in when ? when.all : [when];
    if (!parts.every((part) => own.has(part.attribute) || holds(part, facts))) return [];
    const [first, ...more] = parts.filter(({ attribute }) => own.has(attribute));
    if (!first) return [always];
    return [{ ...always, when: more.length > 0 ? { all: [first, ...more] } : first }];
  });
}

function actorOf(act: Act, stage: Stage, able: ActorKind[], kinds: readonly ActorKind[]): ActorKind | undefined {
  const consents = act.effect === "extend" || act.effect === "refuse-extension";
  if (consents) return stage.extension?.by.find((kind) => kinds.includes(kind));
  if (isWordOfHead(act)) return act.by.find((kind) => kinds.includes(kind));
  // A head answers at once; everybody else's answer is put before the head.
  return act.by.find((kind) => kinds.includes(kind) && able.includes(speakerOf(act, kind)));
}

/** Whether an act that depends on what happened before is open now. */
function isOpen(
  act: Act,
  stage: Stage,
  { resubmission }: Procedure,
  { clock, round, pending }: CaseState,
  now: Date,
): boolean {
  const left = stage.extension && clock ? clock.extensions.length < stage.extension.times : false;
  const inTime = !clock?.deadline || !isOverdue(clock.deadline, now);
  switch (act.effect) {
    case "return":
      return typeof resubmission?.times?.value !== "number" || round <= resubmission.times.value;
    case "ask-extension":
      return left && inTime && !clock?.asked;
    case "extend":
      return left && (Boolean(clock?.asked) || (inTime && !mustBeAsked(stage)));
    case "refuse-extension":
      return Boolean(clock?.asked);
    case "sign":
    case "send-back":
      return pending !== null;
    default:
      return true;
  }
}

function longest({ effect }: Act, { extension }: Stage): Pick<PossibleAct, "atMost" | "daysIn"> {
  const prolongs = effect === "ask-extension" || effect === "extend";
  if (!prolongs || !extension || !isStipulated(extension.within)) return { atMost: null, daysIn: null };
  const { amount, unit } = extension.within.value;
  return { atMost: amount, daysIn: unitText(unit) };
}

const NOTHING_MORE = {
  requires: [],
  offers: [],
  fields: [],
  acceptedBasis: [],
  effect: "none" as const,
  notBefore: null,
  proposes: null,
  atMost: null,
  daysIn: null,
};

function filerActs(procedure: Procedure, state: CaseState, as: ActorKind): PossibleAct[] {
  const possible: PossibleAct[] = [];
  const { resubmission, withdrawal } = procedure;
  if (resubmission && resubmission.from === state.stage) {
    const { causes, title } = resubmission;
    possible.push({
      ...NOTHING_MORE,
      ...sourceOf(resubmission),
      event: "resubmitted",
      act: "resubmit",
      as,
      title,
      causes,
    });
  }
  if (withdrawal && mayWithdraw(procedure, state)) {
    const { causes, title } = withdrawal;
    possible.push({ ...NOTHING_MORE, ...sourceOf(withdrawal), event: "withdrawn", act: "withdraw", as, title, causes });
  }
  return possible;
}

function sourceOf({ article, basis, reason, instrument }: Citation): Citation {
  return { article, basis, ...(reason && { reason }), ...(instrument && { instrument }) };
}

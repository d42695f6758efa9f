import type { ActorKind, Procedure } from "@/server/law/types";
import { actorsOf, stageOf } from "./stage";
import type { CaseState, PossibleAct } from "./types";

/**
 * What somebody who stands on these sides may do now, in the order to offer it, and what each act will cause.
 * It answers for the sides only; whether the very person may act is decided again by `advance`.
 */
export function actsFor(procedure: Procedure, state: CaseState, kinds: readonly ActorKind[]): PossibleAct[] {
  if (state.end !== null || state.stage === null) return [];
  const stage = stageOf(procedure, state.stage);
  const spoken = new Set(state.opinions.map(({ kind }) => kind));
  const able = actorsOf(stage, state.attributes).filter((kind) => kinds.includes(kind) && !spoken.has(kind));
  const possible: PossibleAct[] = [];
  for (const act of Object.values(stage.acts)) {
    const as = able.find((kind) => act.by.includes(kind));
    if (!as) continue;
    const { article, basis, reason, requires, offers, acceptedBasis, effect, causes, title } = act;
    possible.push({
      event: "acted",
      act: act.id,
      as,
      title,
      requires,
      offers,
      acceptedBasis,
      effect,
      causes,
      article,
      basis,
      ...(reason && { reason }),
    });
  }
  const filer = state.parties[0]?.kind;
  if (filer && kinds.includes(filer)) possible.push(...filerActs(procedure, state, filer));
  return possible;
}

const NOTHING_MORE = { requires: [], offers: [], acceptedBasis: [], effect: "none" as const };

function filerActs(procedure: Procedure, state: CaseState, as: ActorKind): PossibleAct[] {
  const possible: PossibleAct[] = [];
  const { resubmission, withdrawal } = procedure;
  if (resubmission && resubmission.from === state.stage) {
    const { article, basis, reason, causes, title } = resubmission;
    possible.push({
      ...NOTHING_MORE,
      event: "resubmitted",
      act: "resubmit",
      as,
      title,
      causes,
      article,
      basis,
      ...(reason && { reason }),
    });
  }
  if (withdrawal) {
    const { article, basis, reason, causes, title } = withdrawal;
    possible.push({
      ...NOTHING_MORE,
      event: "withdrawn",
      act: "withdraw",
      as,
      title,
      causes,
      article,
      basis,
      ...(reason && { reason }),
    });
  }
  return possible;
}

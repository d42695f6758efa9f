import type { ActorKind, Procedure } from "@/server/law/types";
import type { CaseState } from "./types";

/**
 * The state of a case for a reader from whom a proposal is kept: its facts say nothing of it, its row says that the case
 * waits for the head instead of the officer. What it says stays unknown; that it lies there is enough to act beside it.
 * @param state the fold of the facts that the reader has
 * @param waitingOn whom the case waits for by its row
 */
export function withUnseenProposal(procedure: Procedure, state: CaseState, waitingOn: readonly ActorKind[]): CaseState {
  const stage = procedure.stages.find(({ id }) => id === state.stage);
  if (!stage || state.pending) return state;
  const asked = (kind: ActorKind) => waitingOn.includes(kind) && !state.waitingOn.includes(kind);
  const relieved = (kind: ActorKind) => state.waitingOn.includes(kind) && !waitingOn.includes(kind);
  const answer = Object.values(stage.acts).find(
    ({ signOff }) => signOff && (signOff.by.some(asked) || signOff.of.some(relieved)),
  );
  const kind = answer?.signOff?.of[0];
  if (!answer || !kind) return state;
  const by = { kind, department: "", person: "" };
  return { ...state, waitingOn: [...waitingOn], pending: { act: answer.id, by, fields: {}, at: state.lastAt } };
}

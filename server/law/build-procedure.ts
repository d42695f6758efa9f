import type { ParameterKey } from "./parameters";
import type { PolicyView } from "./policy-book";
import type { ActEntry, ProcedureEntry, StageEntry } from "./schema/procedure.schema";
import {
  type Act,
  type ActEffect,
  type BasisKind,
  type Citation,
  type Clock,
  type Duration,
  type End,
  isStipulated,
  type LegalValue,
  type Procedure,
  type Stage,
  type Target,
} from "./types";

/** Stage id in which the requester completes a returned application. */
export const COMPLETION_STAGE = "completion";
/** Act id of a return for completion. */
export const RETURN_ACT = "return";

/** Resolves one dated edition of a procedure against the values of its date, so that the engine needs nothing else. */
export function buildProcedure(id: string, entry: ProcedureEntry, view: PolicyView): Procedure {
  const ends = entry.ends.map(
    (end): End => ({
      ...citation(end),
      id: end.id,
      title: end.title,
      outcome: end.outcome,
      grants: end.grants,
      ...(end.follows && {
        follows: {
          ...citation(end.follows),
          procedure: end.follows.procedure,
          by: end.follows.by,
          automatic: end.follows.automatic,
          causes: end.follows.causes,
        },
      }),
    }),
  );
  const stages = entry.stages.map((stage) => buildStage(stage, entry, ends, view));
  return {
    ...citation(entry),
    id,
    city: view.city.id,
    title: entry.title,
    on: view.date,
    filing: {
      ...citation(entry.filing),
      title: entry.filing.title,
      by: entry.filing.by,
      to: entry.filing.to,
      marks: entry.filing.marks,
      causes: entry.filing.causes,
      application: entry.filing.application.map((field) => ({
        ...citation(field),
        id: field.id,
        title: field.title,
        required: field.required,
      })),
    },
    stages: entry.completion ? [...stages, completionStage(entry.completion)] : stages,
    ends,
    withdrawal: entry.withdrawal
      ? {
          ...citation(entry.withdrawal),
          title: entry.withdrawal.title,
          to: entry.withdrawal.to,
          causes: entry.withdrawal.causes,
        }
      : null,
    resubmission: entry.completion
      ? {
          ...citation(entry.completion),
          title: entry.completion.resubmit,
          from: COMPLETION_STAGE,
          to: entry.completion.to,
          marks: entry.completion.marks,
          causes: entry.completion.resubmit_causes,
        }
      : null,
    overdue: { ...citation(entry.overdue), causes: entry.overdue.causes },
  };
}

function buildStage(stage: StageEntry, entry: ProcedureEntry, ends: End[], view: PolicyView): Stage {
  const acts = stage.acts.map((act) => buildAct(act, ends, view));
  if (entry.completion?.stages.includes(stage.id)) acts.push(returnAct(entry.completion, stage));
  return {
    ...citation(stage),
    id: stage.id,
    title: stage.title,
    actors: stage.actors,
    joint: stage.joint ?? false,
    ...(stage.disagreement && { disagreement: stage.disagreement }),
    onlyWhen: stage.only_when,
    seat: stage.seat ? { ...citation(stage.seat), value: stage.seat.value, from: entry.from } : null,
    clock: stage.clock ? buildClock(stage.clock, view) : null,
    ...(stage.skip && {
      skip: { ...citation(stage.skip), when: stage.skip.when, to: stage.skip.to, causes: stage.skip.causes },
    }),
    acts: Object.fromEntries(acts.map((act) => [act.id, act])),
  };
}

function buildAct(act: ActEntry, ends: End[], view: PolicyView): Act {
  const accepted = act.accepted_basis ? view.value(act.accepted_basis as "sharing.refusal.basis") : undefined;
  const acceptedBasis: BasisKind[] = accepted && isStipulated(accepted) ? accepted.value : [];
  return {
    ...citation(act),
    id: act.id,
    title: act.title,
    by: act.by,
    to: act.to,
    requires: act.requires.map((item) => ({ ...citation(item), item: item.item })),
    offers: act.offers.map((item) => ({ ...citation(item), item: item.item })),
    acceptedBasis,
    effect: effectOf(act.to, ends),
    causes: act.causes,
    marks: act.marks,
    alone: false,
  };
}

type Completion = NonNullable<ProcedureEntry["completion"]>;

function returnAct(completion: Completion, stage: StageEntry): Act {
  const source = citation(completion);
  return {
    ...source,
    id: RETURN_ACT,
    title: completion.act,
    by: stage.actors,
    to: { stage: COMPLETION_STAGE },
    requires: [{ ...source, item: "missing-items" }],
    offers: [],
    acceptedBasis: [],
    effect: "return",
    causes: completion.causes,
    marks: [],
    alone: true,
  };
}

function completionStage(completion: Completion): Stage {
  const source = citation(completion);
  return {
    ...source,
    id: COMPLETION_STAGE,
    title: completion.title,
    actors: ["requester"],
    joint: false,
    onlyWhen: {},
    seat: null,
    clock: null,
    acts: {},
  };
}

function buildClock(clock: { start: Clock["start"]; within: string }, view: PolicyView): Clock {
  const within: LegalValue<Duration> = view.value(clock.within as ParameterKey & "sharing.answer.within");
  return { start: clock.start, key: clock.within, within, target: within.basis === "default" };
}

/** What an act does to the parties follows from the end it leads to. */
function effectOf(to: Target, ends: End[]): ActEffect {
  if ("stage" in to) return "none";
  const end = ends.find((candidate) => candidate.id === to.end);
  if (end?.grants) return "grant";
  const effects: Partial<Record<End["outcome"], ActEffect>> = {
    refused: "refuse",
    disputed: "open-dispute",
    settled: "settle",
  };
  return (end && effects[end.outcome]) ?? "none";
}

function citation(source: { cites: string; basis: Citation["basis"]; reason?: Citation["reason"] }): Citation {
  return { article: source.cites, basis: source.basis, ...(source.reason && { reason: source.reason }) };
}

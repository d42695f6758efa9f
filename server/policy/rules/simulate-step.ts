import { checkExtension, extendClock, openClock } from "@/server/cases/rules/clock";
import { holds } from "@/server/cases/rules/facts";
import { CaseRuleError, type CaseState, type ExtensionGiven, type OpenClock } from "@/server/cases/rules/types";
import { describeValue } from "@/server/law/describe-value";
import { type Explanation, explain, startText } from "@/server/law/explain";
import type {
  ActorKind,
  Calendar,
  Citation,
  CivilDate,
  ClockStart,
  Deadline,
  Procedure,
  Stage,
  StageExtension,
  Text,
} from "@/server/law/types";

/** One step of a procedure as the workbench and the command line name it. */
export interface NamedStep {
  /** The stage's id. */
  id: string;
  /** Every accepted name: the id, and `<actor>-<id>` for each side that has to act. */
  names: string[];
  title: Text;
  actors: ActorKind[];
  /** Events from which its period may count; empty where no period runs. */
  events: ClockStart[];
  /** Its period in words; null where the procedure waits without any. */
  within: Text | null;
  /** The national limit of the same step in words; null where none stands above it. */
  national: Text | null;
  /** Longest extension that somebody may consent to; null where there is none. */
  extension: (Citation & { atMost: number; unit: ExtensionGiven["unit"]; by: ActorKind[]; told: Text }) | null;
  /** The length is set in a notice; the city's value is only what is proposed. */
  chosen: boolean;
}

/** The steps of a procedure, in their order. */
export function stepsOf({ stages }: Procedure): NamedStep[] {
  return stages.map((stage) => {
    const { id, title, actors, clock } = stage;
    const events = clock ? [clock.start, ...clock.variants.map(({ start }) => start)] : [];
    return {
      id,
      names: [id, ...actors.map((actor) => `${actor}-${id}`)],
      title,
      actors,
      events: [...new Set(events)],
      within: clock ? describeValue(clock.key, clock.within.value) : null,
      national: clock?.cap ? describeValue(clock.cap.key, clock.cap.within.value) : null,
      extension: extensionOf(stage),
      chosen: Boolean(clock?.chosen),
    };
  });
}

/** The step of a name; a stage's own id goes before a descriptive name. */
export function stepNamed(procedure: Procedure, name: string): Stage | undefined {
  const id =
    stepsOf(procedure).find((step) => step.id === name) ?? stepsOf(procedure).find((step) => step.names.includes(name));
  return procedure.stages.find((stage) => stage.id === id?.id);
}

export interface StepQuestion {
  /** Instants of the events that have happened. */
  given: Partial<Record<ClockStart, Date>>;
  /** Days of an extension that was consented to, in the unit of the rule that allows it. */
  extendedBy?: number;
  /** The length that a notice sets, in the clock's own unit. */
  chosenDays?: number;
  /** What conditions look at. */
  facts?: Record<string, string | boolean>;
}

/** Why a step cannot be counted. */
export type SimulationProblem =
  | { code: "NO_PERIOD" }
  | { code: "OTHER_EVENT"; events: ClockStart[] }
  | { code: "NO_EXTENSION" }
  | { code: "NOT_CHOSEN" }
  | { code: "TOO_LONG"; atMost: number };

export class SimulationError extends Error {
  override readonly name = "SimulationError";
  constructor(readonly problem: SimulationProblem) {
    super(problem.code);
  }
}

/** One of the two limits, counted. */
export interface CountedLimit extends Citation {
  key: string;
  /** The length in words. */
  within: Text;
  /** First day on which this value applies. */
  from: CivilDate;
  event: ClockStart;
  eventTitle: Text;
  startedAt: Date;
  /** The event was not given: counted from the one that was. */
  startAssumed: boolean;
  deadline: Deadline;
  /** Why this day; of an extended period what counts is the extension. */
  explanation: Explanation;
  /** Why this day, in sentences in reading order, the period before its extension first. */
  lines: Text[];
}

/** The answer to "if it happened then, when is it due?". */
export interface StepDue {
  step: { id: string; title: Text; actors: ActorKind[] };
  event: ClockStart;
  at: Date;
  /** The last day that binds; null where the text and we set no limit. */
  due: {
    lastDay: CivilDate;
    dueAt: Date;
    provisional: boolean;
    unpublishedYears: number[];
    /** Only a target of ours: the text gives no limit. */
    target: boolean;
    /** A minimum period: the first instant at which the step may be done. */
    notBefore: Date | null;
  } | null;
  binds: "own" | "national";
  own: CountedLimit | null;
  national: CountedLimit | null;
  extension:
    | (Citation & { amount: number; unit: ExtensionGiven["unit"]; by: ActorKind[]; movesNational: boolean })
    | null;
}

/**
 * Counts a step as the engine would for a case in which these events happened at these instants.
 * @throws SimulationError when no period runs there, another event starts it, or the extension is not allowed
 */
export function simulateStep(procedure: Procedure, stage: Stage, question: StepQuestion, calendar: Calendar): StepDue {
  const { clock } = stage;
  if (!clock) throw new SimulationError({ code: "NO_PERIOD" });
  if (question.chosenDays !== undefined && !clock.chosen) throw new SimulationError({ code: "NOT_CHOSEN" });
  const opened = open(procedure, stage, question, calendar);
  const counted = question.extendedBy === undefined ? opened : extended(stage, opened, question.extendedBy, calendar);
  const { deadline, bound, target, notBefore, own, cap, start, startedAt, within } = counted;
  const days = question.chosenDays;
  // A notice sets the length; without one the city's value is only what we propose.
  const proposed = clock.chosen !== null && days === undefined && within.basis === "default";
  return {
    step: { id: stage.id, title: stage.title, actors: stage.actors },
    event: start,
    at: startedAt,
    due: deadline && {
      lastDay: deadline.lastDay,
      dueAt: deadline.dueAt,
      provisional: deadline.provisional,
      unpublishedYears: deadline.unpublishedYears,
      target: target || proposed,
      notBefore,
    },
    binds: bound === "cap" ? "national" : "own",
    own: own && limitOf({ key: counted.key, within, start, startedAt, deadline: own }, opened.own, false, days),
    national: cap && limitOf(cap, opened.cap?.deadline ?? null, isAssumed(cap.start, question), undefined),
    extension: question.extendedBy === undefined ? null : givenOf(stage, counted),
  };
}

function open(procedure: Procedure, stage: Stage, question: StepQuestion, calendar: Calendar): OpenClock {
  const { given, facts = {}, chosenDays } = question;
  const chosen = stage.clock?.chosen;
  const limit = stage.clock?.variants.find(({ when }) => holds(when, facts)) ?? stage.clock;
  if (limit && !given[limit.start]) throw new SimulationError({ code: "OTHER_EVENT", events: [limit.start] });
  const state: CaseState = {
    procedure: procedure.id,
    stage: null,
    end: null,
    waitingOn: [],
    opinions: [],
    clock: null,
    limits: {},
    pending: null,
    paused: null,
    round: 1,
    values: chosen && chosenDays !== undefined ? { [chosen]: String(chosenDays) } : {},
    attributes: facts,
    application: {},
    milestones: given,
    parties: [],
    lastAt: new Date(0),
    version: 0,
  };
  const opened = openClock(stage, state, calendar);
  if (!opened) throw new SimulationError({ code: "NO_PERIOD" });
  return opened;
}

function extended(stage: Stage, clock: OpenClock, days: number, calendar: Calendar): OpenClock {
  const { extension } = stage;
  if (!extension || !clock.deadline) throw new SimulationError({ code: "NO_EXTENSION" });
  try {
    const unit = checkExtension(extension, clock, days, { stage: stage.id, act: "extend" });
    const by = extension.by[0] ?? "authority";
    return extendClock(clock, extension, { amount: days, unit, at: clock.startedAt, by }, calendar);
  } catch (error) {
    if (!(error instanceof CaseRuleError)) throw error;
    throw new SimulationError({ code: "TOO_LONG", atMost: error.details.atMost ?? 0 });
  }
}

type Counted = NonNullable<OpenClock["cap"]>;

/** @param before the same limit before it was extended */
function limitOf(
  { key, within, start, startedAt, deadline }: Counted,
  before: Deadline | null,
  startAssumed: boolean,
  chosenDays: number | undefined,
): CountedLimit {
  const { value, from, ...source } = within;
  const length = chosenDays === undefined ? value : { ...(value as object), amount: chosenDays };
  const first = before && deadline.extends ? explain(before, undefined, start).lines : [];
  const explanation = explain(deadline, source, start);
  return {
    ...citationOf(source),
    key,
    within: describeValue(key, length),
    from,
    event: start,
    eventTitle: startText(start),
    startedAt,
    startAssumed,
    deadline,
    explanation,
    lines: [...first, ...explanation.lines],
  };
}

/** 809 counts from receipt, which the engine takes from the submission where a procedure marks none of its own. */
function isAssumed(start: ClockStart, { given }: StepQuestion): boolean {
  return !(given[start] ?? given.received ?? given.submitted);
}

function givenOf(stage: Stage, { extensions }: OpenClock): StepDue["extension"] {
  const { extension } = stage;
  const given = extensions.at(-1);
  if (!extension || !given) return null;
  return {
    ...citationOf(extension),
    amount: given.amount,
    unit: given.unit,
    by: extension.by,
    movesNational: extension.within.instrument !== undefined,
  };
}

function extensionOf({ extension }: Stage): NamedStep["extension"] {
  const value = extension?.within.value;
  if (!extension || typeof value !== "object" || value === null) return null;
  return {
    ...citationOf(extension),
    atMost: value.amount,
    unit: value.unit as ExtensionGiven["unit"],
    by: extension.by,
    told: describeValue(extension.key, value),
  };
}

function citationOf({ article, basis, reason, instrument }: Citation | StageExtension): Citation {
  return { article, basis, ...(reason && { reason }), ...(instrument && { instrument }) };
}

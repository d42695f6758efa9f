import type { CaseStageLine, StageState } from "@/server/cases/case.schema";
import type { Step } from "@/server/cases/replay";
import { type Facts, factsOf, holds } from "@/server/cases/rules";
import { type CaseRegions, type PartyNames, stageActors } from "@/server/cases/seat";
import {
  type AnnualDate,
  annualText,
  type Citation,
  type Clock,
  type Duration,
  durationText,
  isStipulated,
  type Limit,
  type PolicyBook,
  type Procedure,
  type Stage,
  type Target,
  type Text,
} from "@/server/law";

/** What the line is drawn for: a filed case, or an application that might be filed. */
export interface LineOf {
  book: PolicyBook;
  procedure: Procedure;
  parties: PartyNames;
  regions: CaseRegions;
  attributes: Facts;
}

interface Stop {
  stage: string;
  state: StageState;
  at: Date | null;
  note: Text | null;
}

/**
 * The stages that a case has passed and will pass if all goes well, with those the law passes over.
 * @param steps the case played again; empty for an application that might be filed
 */
export function stageLine(of: LineOf, steps: readonly Step[]): CaseStageLine[] {
  const last = steps.at(-1);
  const here = last?.state.stage ?? null;
  const next = last ? onward(of.procedure, here) : of.procedure.filing.to;
  const behind = notAgain(passed(steps), of.procedure, here);
  const known = new Set(behind.map(({ stage }) => stage));
  const ahead = walk(of, next, known);
  const stops = behind.map((stop): Stop => (stop.stage === here ? { ...stop, state: "current" } : stop));
  const facts = last ? factsOf(last.state) : of.attributes;
  return [...stops, ...ahead].flatMap((stop) => drawn(of, stop, facts));
}

/** A stage entered twice stands once, at its last entry. */
function passed(steps: readonly Step[]): Stop[] {
  const stops = new Map<string, Stop>();
  for (const { event, effects } of steps) {
    for (const effect of effects) {
      if (effect.type === "stage-entered") {
        stops.delete(effect.stage);
        stops.set(effect.stage, { stage: effect.stage, state: "done", at: event.at, note: null });
      }
      if (effect.type === "stage-skipped") {
        stops.set(effect.stage, { stage: effect.stage, state: "skipped", at: event.at, note: effect.causes });
      }
    }
  }
  return [...stops.values()];
}

/** A returned application goes through the stages from its resubmission on once more: they lie ahead, not behind. */
function notAgain(behind: Stop[], { resubmission }: Procedure, here: string | null): Stop[] {
  if (!resubmission || resubmission.from !== here) return behind;
  const again = behind.findIndex(({ stage }) => stage === resubmission.to);
  return again === -1 ? behind : behind.filter(({ stage }, index) => index < again || stage === here);
}

/** Where the open stage leads when all goes well: the first act that it offers, or the resubmission. */
function onward(procedure: Procedure, here: string | null): Target | null {
  if (here === null) return null;
  if (procedure.resubmission?.from === here) return { stage: procedure.resubmission.to };
  const stage = procedure.stages.find(({ id }) => id === here);
  return Object.values(stage?.acts ?? {})[0]?.to ?? null;
}

/** The stages from a target on, each once. */
function walk(of: LineOf, to: Target | null, seen: ReadonlySet<string>): Stop[] {
  if (!to || "end" in to || seen.has(to.stage)) return [];
  const id = to.stage;
  const stage = of.procedure.stages.find((candidate) => candidate.id === id);
  const skip = stage?.skips.find(({ when }) => holds(when, of.attributes));
  const stop: Stop = { stage: id, state: skip ? "skipped" : "next", at: null, note: skip?.causes ?? null };
  return [stop, ...walk(of, skip ? skip.to : onward(of.procedure, id), new Set([...seen, id]))];
}

function drawn({ book, procedure, parties, attributes, regions }: LineOf, stop: Stop, facts: Facts): CaseStageLine[] {
  const stage = procedure.stages.find(({ id }) => id === stop.stage);
  if (!stage) return [];
  const { id, title, joint } = stage;
  const actors = stageActors(book, parties, stage, attributes, regions);
  return [
    {
      ...cited(stage),
      id,
      title,
      state: stop.state,
      actors,
      joint,
      within: lengthOf(stage, facts),
      enteredAt: stop.at,
      note: stop.note,
      beside: stage.beside && cited(stage.beside),
    },
  ];
}

/** @param facts what the notice of a limit has said by now: it sets the length in the place of the one suggested */
function lengthOf({ clock }: Stage, facts: Facts): CaseStageLine["within"] {
  const within = clock && bindingLimit(clock);
  if (!within) return null;
  const days = clock.chosen && within === clock.within ? Number(facts[clock.chosen]) : Number.NaN;
  const legal: Duration | AnnualDate = within.value;
  const value = "month" in legal || !(days >= 1) ? legal : { ...legal, amount: days };
  const text = "month" in value ? annualText(value) : durationText(value);
  const minimum = "minimum" in value && value.minimum === true;
  return { ...cited(within), text, target: clock.target && within === clock.within, minimum };
}

type StipulatedLimit = Limit["within"] & { value: Duration | AnnualDate };

/** The limit that will bind, as far as it can be told before the days are counted: the shorter, and never a default of ours. */
function bindingLimit({ within: own, start, cap }: Clock): StipulatedLimit | null {
  const national = cap && isStipulated(cap.within) ? cap.within : null;
  if (!isStipulated(own)) return national;
  if (!national) return own;
  if (own.basis === "default") return national;
  const [a, b] = [own.value, national.value];
  const comparable = "unit" in a && "unit" in b && a.unit === b.unit && start === cap?.start;
  return comparable && b.amount < a.amount ? national : own;
}

/** Where a thing of the law comes from, and nothing else of it. */
export function cited({ article, basis, reason, instrument }: Citation): Citation {
  return { article, basis, ...(reason && { reason }), ...(instrument && { instrument }) };
}

import type { Scope } from "@/server/db/context";
import {
  addDays,
  type Calendar,
  type CivilDate,
  calendarFor,
  type DayInfo,
  type PolicyView,
  type Procedure,
  ProcedureUnknownError,
  type Stage,
  shanghaiDate,
  startText,
} from "@/server/law";
import { notFound } from "@/server/shared/errors";
import { dayOf, ownBook } from "./city-book";
import type { ReadBookInput, SimulatedProcedure, SimulateInput, Simulation, SimulationAnswer } from "./policy.schema";
import {
  SimulationError,
  type StepDue,
  type StepQuestion,
  simulateStep,
  stepNamed,
  stepsOf,
} from "./rules/simulate-step";

/** Longest stretch that is drawn day by day. */
const MOST_DAYS = 400;

/** The procedures and steps that can be counted on a day. @throws DomainError FORBIDDEN */
export async function listSteps(scope: Scope, { on }: ReadBookInput): Promise<SimulatedProcedure[]> {
  const view = ownBook(scope).on(dayOf(scope, on));
  return view.procedures().map((procedure) => ({
    id: procedure.id,
    title: procedure.title,
    steps: stepsOf(procedure).map((step) => ({
      ...step,
      starts: step.events.map((event) => ({ event, title: startText(event) })),
    })),
  }));
}

/**
 * When a step would be due if its period began at an instant: as the city is run, and by its text alone. The law of the
 * day on which the period begins counts it.
 * @throws DomainError FORBIDDEN; NOT_FOUND for a procedure or step that the city does not have on that day
 */
export async function simulate(scope: Scope, input: SimulateInput): Promise<SimulationAnswer> {
  const book = ownBook(scope);
  const calendar = calendarFor(scope.actor.tenantId);
  const day = shanghaiDate(input.at);
  const view = book.on(day);
  const [procedure, stage] = stepOf(view, input);
  const question: StepQuestion = {
    given: { [input.event]: input.at },
    ...(input.extendedBy !== undefined && { extendedBy: input.extendedBy }),
    ...(input.chosenDays !== undefined && { chosenDays: input.chosenDays }),
  };
  try {
    const applied = simulateStep(procedure, stage, question, calendar);
    const written = asWritten(book.asWritten().on(day), input, question, calendar);
    const simulation: Simulation = {
      procedure: { id: procedure.id, title: procedure.title },
      mode: view.mode,
      applied,
      written,
      days: daysOf([applied, written], day, calendar),
    };
    return { simulation, problem: null };
  } catch (error) {
    if (!(error instanceof SimulationError)) throw error;
    return { simulation: null, problem: error.problem };
  }
}

function stepOf(view: PolicyView, { procedure: id, step }: SimulateInput): [Procedure, Stage] {
  try {
    const procedure = view.procedure(id);
    const stage = stepNamed(procedure, step);
    if (stage) return [procedure, stage];
  } catch (error) {
    if (!(error instanceof ProcedureUnknownError)) throw error;
  }
  throw notFound();
}

/** A step, or an extension, that only the superior law knows has no answer in the city's text. */
function asWritten(view: PolicyView, input: SimulateInput, question: StepQuestion, calendar: Calendar): StepDue | null {
  const procedure = view.procedure(input.procedure);
  const stage = stepNamed(procedure, input.step);
  if (!stage) return null;
  try {
    return simulateStep(procedure, stage, question, calendar);
  } catch (error) {
    if (error instanceof SimulationError) return null;
    throw error;
  }
}

function daysOf(counted: (StepDue | null)[], from: CivilDate, calendar: Calendar): DayInfo[] {
  const last = counted
    .flatMap((each) => [each?.own?.deadline.lastDay, each?.national?.deadline.lastDay])
    .filter((day) => day !== undefined)
    .sort()
    .at(-1);
  const days: DayInfo[] = [];
  for (let date = from; last !== undefined && date <= last && days.length < MOST_DAYS; date = addDays(date, 1)) {
    days.push(calendar.day(date));
  }
  return days;
}

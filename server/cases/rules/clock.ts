import { annualDeadline, deadlineOf, earliestAfter, extendDeadline, resumeDeadline } from "@/server/law/deadline";
import {
  type Act,
  type AnnualDate,
  type Calendar,
  type Deadline,
  type Duration,
  isStipulated,
  type Limit,
  type Stage,
  type StageExtension,
} from "@/server/law/types";
import { factsOf, holds } from "./facts";
import { CaseRuleError, type CaseState, type ExtensionGiven, type OpenClock } from "./types";

/** The clock of a stage that a case enters now; null where the stage has none. */
export function openClock(stage: Stage, state: CaseState, calendar: Calendar): OpenClock | null {
  if (!stage.clock) return null;
  const { variants, chosen, cap } = stage.clock;
  const facts = factsOf(state);
  const limit: Limit = variants.find(({ when }) => holds(when, facts)) ?? stage.clock;
  const startedAt = state.milestones[limit.start];
  if (!startedAt) throw new RangeError(`${state.procedure}: ${limit.start} has not happened before stage ${stage.id}`);
  const ownDeadline = lastDayOf(limit, startedAt, calendar, chosen ? facts[chosen] : undefined);
  const superior = cap && superiorClock(cap, state, startedAt, calendar);
  return bind(
    {
      stage: stage.id,
      start: limit.start,
      startedAt,
      within: limit.within,
      key: limit.key,
      own: ownDeadline,
      cap: superior,
      extensions: [],
      asked: null,
    },
    limit.within.basis === "default" && !chosen,
  );
}

/** The instant from which an act is allowed while this clock runs; null = at once. */
export function allowedFrom(
  { early, late, lateAfter }: Act,
  { clock, limits }: Pick<CaseState, "clock" | "limits">,
): Date | null {
  const limit = lateAfter ? limits[lateAfter] : clock?.deadline;
  if (late) return limit ? earliestAfter(limit) : null;
  return early ? null : (clock?.notBefore ?? null);
}

/**
 * The period after which the city's text deems something decided: its own, even where the national one is shorter,
 * because no national rule says that silence decides. Where the city has no period of its own, the one that applies.
 * A provisional last day decides nothing.
 */
export function deemedAfter({ own, deadline, notBefore, within }: OpenClock): Deadline | null {
  const deemed = own && within.basis !== "default" ? own : deadline;
  return notBefore || deemed?.provisional ? null : deemed;
}

/** 809 counts from receipt; a procedure that marks no receipt of its own was received when it was submitted. */
function superiorClock(
  cap: Limit,
  { milestones }: CaseState,
  fallback: Date,
  calendar: Calendar,
): NonNullable<OpenClock["cap"]> | null {
  const startedAt = milestones[cap.start] ?? milestones.received ?? milestones.submitted ?? fallback;
  const deadline = lastDayOf(cap, startedAt, calendar, undefined);
  return deadline && { start: cap.start, startedAt, within: cap.within, key: cap.key, deadline };
}

function lastDayOf(
  { within }: Limit,
  startedAt: Date,
  calendar: Calendar,
  chosen: string | boolean | undefined,
): Deadline | null {
  const days = chosen === undefined ? Number.NaN : Number(chosen);
  const stated = Number.isInteger(days) && days > 0;
  // A limit that a notice states is one, even where the city's text names no length of its own.
  if (!isStipulated(within))
    return stated ? deadlineOf(startedAt, { amount: days, unit: "working-days" }, calendar) : null;
  const value: Duration | AnnualDate = within.value;
  if ("month" in value) return annualDeadline(startedAt, value, calendar);
  return deadlineOf(startedAt, stated ? { ...value, amount: days } : value, calendar);
}

type Unbound = Omit<OpenClock, "deadline" | "bound" | "target" | "notBefore">;

/** Which of the two limits binds: the earlier day; a default of ours never beside a national rule. */
function bind(clock: Unbound, isDefault: boolean): OpenClock {
  const { own, cap } = clock;
  if (own?.duration.minimum) {
    return { ...clock, deadline: own, bound: "own", target: isDefault, notBefore: earliestAfter(own) };
  }
  const capped = cap !== null && (own === null || isDefault || cap.deadline.dueAt.getTime() < own.dueAt.getTime());
  return {
    ...clock,
    deadline: capped ? cap.deadline : own,
    bound: capped ? "cap" : "own",
    target: isDefault && !capped,
    notBefore: null,
  };
}

/**
 * The clock with an extension that somebody consented to. The national limit moves along only where the national
 * regulation is what allows the extension: a city's longer one never outlasts it.
 */
export function extendClock(
  clock: OpenClock,
  extension: StageExtension,
  given: ExtensionGiven,
  calendar: Calendar,
): OpenClock {
  const national = extension.within.instrument !== undefined;
  // A minimum period that is prolonged is still one that nobody can miss.
  const longer = (deadline: Deadline) => {
    const by: Duration = { amount: given.amount, unit: given.unit };
    return extendDeadline(deadline, deadline.duration.minimum ? { ...by, minimum: true } : by, calendar);
  };
  return bind(
    {
      ...clock,
      own: clock.own && longer(clock.own),
      cap: clock.cap && national ? { ...clock.cap, deadline: longer(clock.cap.deadline) } : clock.cap,
      extensions: [...clock.extensions, given],
      asked: null,
    },
    clock.within.basis === "default",
  );
}

/** The clock that stood still from `pausedAt` until `resumedAt`: what was left of it runs on. */
export function resumeClock(clock: OpenClock, pausedAt: Date, resumedAt: Date, calendar: Calendar): OpenClock {
  const on = (deadline: Deadline) => resumeDeadline(deadline, pausedAt, resumedAt, calendar);
  return bind(
    {
      ...clock,
      own: clock.own && on(clock.own),
      cap: clock.cap && { ...clock.cap, deadline: on(clock.cap.deadline) },
      asked: null,
    },
    clock.within.basis === "default",
  );
}

/**
 * How long an extension may still be.
 * @throws CaseRuleError EXTENSION_TOO_LONG, EXTENSION_USED_UP
 */
export function checkExtension(
  extension: StageExtension,
  clock: OpenClock,
  days: number | undefined,
  where: { stage: string; act: string },
): ExtensionGiven["unit"] {
  if (!isStipulated(extension.within)) throw new RangeError(`${where.stage}: an extension without a length`);
  const { amount, unit } = extension.within.value;
  if (clock.extensions.length >= extension.times) {
    throw new CaseRuleError("EXTENSION_USED_UP", `${where.stage} was extended ${extension.times} time(s)`, where);
  }
  if (days === undefined || !Number.isInteger(days) || days < 1 || days > amount) {
    throw new CaseRuleError("EXTENSION_TOO_LONG", `${where.stage} may be extended by 1 to ${amount} ${unit}`, {
      ...where,
      article: extension.article,
      atMost: amount,
    });
  }
  return unit as ExtensionGiven["unit"];
}

import { shanghaiDate } from "@/server/law/civil-date";
import { isOverdue } from "@/server/law/deadline";
import type { Act, Calendar, ClockStart, MarkedBy, Procedure, Stage } from "@/server/law/types";
import { allowedFrom, checkExtension, deemedAfter, extendClock, resumeClock } from "./clock";
import { checkApplication, checkContent } from "./content";
import { factsOf } from "./facts";
import { refuseTwoSides } from "./parties";
import { ableIn, actorsOf, end, enter, mark, stageOf } from "./stage";
import {
  type Actor,
  type Advanced,
  type ApplicationContent,
  type CaseEffect,
  type CaseEvent,
  CaseRuleError,
  type CaseState,
  type Opinion,
} from "./types";

type Filed = Extract<CaseEvent, { type: "filed" }>;
type Acted = Extract<CaseEvent, { type: "acted" }>;
type Withdrawn = Extract<CaseEvent, { type: "withdrawn" }>;
type Resubmitted = Extract<CaseEvent, { type: "resubmitted" }>;
type Expired = Extract<CaseEvent, { type: "expired" }>;

/**
 * The one step of every procedure: what a case becomes with an event, and what that causes.
 * Pure: the same procedure, state, event and calendar always answer the same.
 * @param state null before the case is filed.
 * @throws CaseRuleError when the procedure does not allow the event; nothing has changed then.
 */
export function advance(procedure: Procedure, state: CaseState | null, event: CaseEvent, calendar: Calendar): Advanced {
  return step(procedure, state, event, calendar, false);
}

/**
 * What a recorded fact made of a case. It was held against the calendar of its day when it was written: a later one may
 * move the last day, but not make undone what has happened, so that it is not judged by time again.
 * @throws CaseRuleError when the procedure never allowed it, on whatever day
 */
export function retrace(procedure: Procedure, state: CaseState | null, event: CaseEvent, calendar: Calendar): Advanced {
  return step(procedure, state, event, calendar, true);
}

function step(
  procedure: Procedure,
  state: CaseState | null,
  event: CaseEvent,
  calendar: Calendar,
  recorded: boolean,
): Advanced {
  if (event.type === "filed") return file(procedure, state, event, calendar);
  if (!state) throw new CaseRuleError("NOT_FILED", "the case has not been filed");
  if (state.end !== null) throw new CaseRuleError("ENDED", `the case has ended (${state.end})`);
  if (event.at.getTime() < state.lastAt.getTime())
    throw new CaseRuleError("OUT_OF_ORDER", "the event lies before the last one");
  switch (event.type) {
    case "acted":
      return act(procedure, state, event, calendar, recorded);
    case "withdrawn":
      return withdraw(procedure, state, event);
    case "resubmitted":
      return resubmit(procedure, state, event, calendar);
    case "expired":
      return expire(procedure, state, event, calendar, recorded);
  }
}

/** Replays a case from its recorded events. */
export function fold(procedure: Procedure, events: readonly CaseEvent[], calendar: Calendar): CaseState | null {
  return events.reduce<CaseState | null>((state, event) => retrace(procedure, state, event, calendar).state, null);
}

function file(procedure: Procedure, state: CaseState | null, event: Filed, calendar: Calendar): Advanced {
  if (state) throw new CaseRuleError("ALREADY_FILED", "the case has already been filed");
  const { filing } = procedure;
  if (!filing.by.includes(event.by.kind))
    throw new CaseRuleError("WRONG_ACTOR", `${event.by.kind} may not file ${procedure.id}`);
  checkApplication(filing, event.application, event.attributes);
  const opened: CaseState = {
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
    values: {},
    attributes: event.attributes,
    application: event.application,
    milestones: startsOf({}, filing, event.application, event.at),
    parties: [event.by],
    lastAt: event.at,
    version: 1,
  };
  const entered = enter(procedure, opened, filing.to, calendar);
  const outreach = filing.outreach.map((each): CaseEffect => ({ type: "outreach", outreach: each }));
  return { state: entered.state, effects: [...outreach, ...entered.effects] };
}

function act(procedure: Procedure, state: CaseState, event: Acted, calendar: Calendar, recorded: boolean): Advanced {
  const stage = stageOf(procedure, state.stage ?? "");
  const chosen = stage.acts[event.act];
  const where = { stage: stage.id, act: event.act };
  if (!chosen) throw new CaseRuleError("ACT_NOT_ALLOWED", `${event.act} is no act of ${stage.id}`, where);
  if (!chosen.by.includes(event.by.kind) || !mayStand(stage, chosen, state, event.by)) {
    throw new CaseRuleError("WRONG_ACTOR", `${event.by.kind} may not ${event.act} in ${stage.id}`, where);
  }
  const speaks = speakerOf(chosen, event.by.kind);
  if (!chosen.alone && state.opinions.some(({ kind }) => kind === speaks)) {
    throw new CaseRuleError("ALREADY_ACTED", `${event.by.kind} has already acted in ${stage.id}`, where);
  }
  refuseTwoSides(state.parties, event.by);
  checkContent(chosen, event.content, stage.id, factsOf(state));
  if (!recorded) refuseEarly(chosen, state, event);
  const next = happened(state, event, chosen);
  if (isExtension(chosen)) return decideExtension(next, stage, chosen, event, { calendar, recorded });
  if (isWordOfHead(chosen)) return decideProposal(procedure, next, stage, chosen, event, calendar);
  if (chosen.signOff?.of.includes(event.by.kind))
    return propose({ ...next, values: state.values }, stage, chosen, event);
  // A head who answers has answered, whatever an officer has put forward meanwhile.
  const heard = chosen.signOff?.by.includes(event.by.kind) ? { ...next, pending: null } : next;
  if (stage.joint && !chosen.alone) return voice(procedure, heard, stage, chosen, event, calendar);
  return take(procedure, heard, chosen, event, calendar);
}

/** Who consents to an extension need not be an actor of the stage. */
function mayStand(stage: Stage, chosen: Act, state: CaseState, { kind }: Actor): boolean {
  if (isExtension(chosen) && stage.extension?.by.includes(kind)) return true;
  if (isWordOfHead(chosen)) return true;
  return ableIn(stage, factsOf(state)).includes(speakerOf(chosen, kind));
}

/** The side in whose name an act is done: a head who answers does so as the department. */
export function speakerOf({ signOff }: Act, kind: Actor["kind"]): Actor["kind"] {
  return signOff?.by.includes(kind) ? (signOff.of[0] ?? kind) : kind;
}

/** A head agrees to an answer that was put forward, or sends it back. */
export function isWordOfHead({ effect }: Act): boolean {
  return effect === "sign" || effect === "send-back";
}

/** An answer is put before the department's head: nothing of it takes effect, and its period runs on. */
function propose(state: CaseState, stage: Stage, chosen: Act, { by, content, at }: Acted): Advanced {
  const where = { stage: stage.id, act: chosen.id };
  if (state.pending) throw new CaseRuleError("ALREADY_ACTED", `an answer of ${stage.id} is put forward`, where);
  const pending = { act: chosen.id, by, fields: content.fields ?? {}, at };
  const proposed = { ...state, pending };
  const waitingOn = waitingWithout(stage, proposed);
  return {
    state: { ...proposed, waitingOn: withAsked(state, stage, waitingOn) },
    effects: [{ type: "proposed", act: chosen.id, waitingOn }],
  };
}

/** Who is asked to consent to an extension is still waited for. */
function withAsked({ clock }: CaseState, { extension }: Stage, rest: CaseState["waitingOn"]): CaseState["waitingOn"] {
  return clock?.asked ? [...new Set([...rest, ...(extension?.by ?? [])])] : rest;
}

/** What was put forward is now said, by whoever put it forward and with the head's word; or goes back to be mended. */
function decideProposal(
  procedure: Procedure,
  state: CaseState,
  stage: Stage,
  chosen: Act,
  event: Acted,
  calendar: Calendar,
): Advanced {
  const { pending } = state;
  const answer = pending && stage.acts[pending.act];
  if (!pending || !answer)
    throw new CaseRuleError("ACT_NOT_ALLOWED", `nothing is put before the head in ${stage.id}`, {
      stage: stage.id,
      act: chosen.id,
    });
  const free = { ...state, pending: null };
  if (chosen.effect === "send-back") {
    const waitingOn = withAsked(state, stage, waitingWithout(stage, free));
    return { state: { ...free, waitingOn }, effects: [{ type: "proposal-returned", act: pending.act }] };
  }
  const said: Acted = { ...event, act: answer.id, by: pending.by, content: { fields: pending.fields } };
  const agreed = { ...free, values: valuesWith(state.values, said, answer) };
  const given =
    stage.joint && !answer.alone
      ? voice(procedure, agreed, stage, answer, said, calendar)
      : take(procedure, agreed, answer, said, calendar);
  return { state: given.state, effects: [{ type: "proposal-agreed", act: answer.id }, ...given.effects] };
}

function isExtension({ effect }: Act): boolean {
  return effect === "ask-extension" || effect === "extend" || effect === "refuse-extension";
}

/** A minimum period must have run out first, and the next rung waits for the limit of the one before it. */
function refuseEarly(chosen: Act, state: CaseState, { at }: Acted): void {
  const { clock } = state;
  const notBefore = allowedFrom(chosen, state);
  if (!notBefore || at.getTime() >= notBefore.getTime()) return;
  throw new CaseRuleError("TOO_EARLY", `${chosen.id} is allowed from ${notBefore.toISOString()}`, {
    act: chosen.id,
    article: chosen.late ? chosen.article : clock?.within.article,
    notBefore,
  });
}

/** An extension is asked for, given or refused; the stage stays as it is. */
function decideExtension(
  state: CaseState,
  stage: Stage,
  chosen: Act,
  event: Acted,
  { calendar, recorded }: { calendar: Calendar; recorded: boolean },
): Advanced {
  const { clock } = state;
  const { extension } = stage;
  const where = { stage: stage.id, act: chosen.id };
  if (!clock || !extension) throw new CaseRuleError("ACT_NOT_ALLOWED", `${stage.id} has no clock to extend`, where);
  const rest = waitingWithout(stage, state);
  if (chosen.effect === "refuse-extension") {
    if (!clock.asked) throw new CaseRuleError("ACT_NOT_ALLOWED", `nobody asked to extend ${stage.id}`, where);
    return {
      state: { ...state, waitingOn: rest, clock: { ...clock, asked: null } },
      effects: [{ type: "extension-refused" }],
    };
  }
  const days = event.content.extensionDays;
  const unit = checkExtension(extension, clock, days, where);
  if (!recorded && !clock.asked && clock.deadline && isOverdue(clock.deadline, event.at)) {
    throw new CaseRuleError("EXTENSION_TOO_LATE", `the period of ${stage.id} has run out`, where);
  }
  if (chosen.effect === "ask-extension") {
    if (clock.asked) throw new CaseRuleError("ALREADY_ACTED", `an extension of ${stage.id} is asked for`, where);
    const waitingOn = [...new Set([...rest, ...extension.by])];
    const asked = { days: days ?? 0, unit, at: event.at, by: event.by.kind };
    return {
      state: { ...state, waitingOn, clock: { ...clock, asked } },
      effects: [{ type: "extension-asked", days: asked.days, waitingOn }],
    };
  }
  if (!clock.asked && mustBeAsked(stage)) {
    throw new CaseRuleError("ACT_NOT_ALLOWED", `nobody asked to extend ${stage.id}`, where);
  }
  const given = { amount: days ?? 0, unit, at: event.at, by: event.by.kind };
  const longer = extendClock(clock, extension, given, calendar);
  return {
    state: { ...state, waitingOn: rest, clock: longer },
    effects: [{ type: "extended", given, tells: extension.tells, clock: longer }],
  };
}

/** Another office consents only to what was asked of it; a department's own head may extend by itself. */
export function mustBeAsked(stage: Stage): boolean {
  return (
    Object.values(stage.acts).some(({ effect }) => effect === "ask-extension") &&
    !stage.extension?.by.includes("provider-head")
  );
}

/** Who has not spoken yet; while an answer is put before the head, the head instead of whoever put it there. */
function waitingWithout(stage: Stage, state: CaseState): CaseState["waitingOn"] {
  const rest = actorsOf(stage, factsOf(state)).filter((kind) => !state.opinions.some((spoken) => spoken.kind === kind));
  const signOff = state.pending && stage.acts[state.pending.act]?.signOff;
  if (!signOff) return rest;
  return [...new Set([...signOff.by, ...rest.filter((kind) => !signOff.of.includes(kind))])];
}

/** One actor of a joint stage speaks; the last to speak settles it. */
function voice(
  procedure: Procedure,
  state: CaseState,
  stage: Stage,
  chosen: Act,
  event: Acted,
  calendar: Calendar,
): Advanced {
  const { department, person } = event.by;
  const kind = speakerOf(chosen, event.by.kind);
  const opinion: Opinion = { kind, department, person, act: chosen.id, at: event.at };
  const opinions = [...state.opinions, opinion];
  const waitingOn = waitingWithout(stage, { ...state, opinions });
  const heard = { ...state, opinions, waitingOn };
  const noted: CaseEffect = { type: "opinion-noted", opinion, waitingOn };
  if (waitingOn.length > 0) return { state: heard, effects: [noted] };
  const agreed = opinions.every((spoken) => spoken.act === chosen.id);
  const settled =
    agreed || !stage.disagreement
      ? take(procedure, heard, chosen, event, calendar)
      : enter(procedure, heard, stage.disagreement, calendar);
  // The opinions stay with the ended case as its record of who said what.
  return {
    state: settled.state.end ? { ...settled.state, opinions } : settled.state,
    effects: [noted, ...settled.effects],
  };
}

/** An act takes effect: its clock starts happen, and the case moves on. */
function take(procedure: Procedure, state: CaseState, chosen: Act, event: Acted, calendar: Calendar): Advanced {
  if (chosen.effect === "return") return giveBack(procedure, state, chosen, event, calendar);
  const form = { ...state.application, ...event.content.fields };
  const marked = { ...state, milestones: startsOf(state.milestones, chosen, form, event.at) };
  const moved = enter(procedure, marked, chosen.to, calendar);
  const outreach = chosen.outreach.map((each): CaseEffect => ({ type: "outreach", outreach: each }));
  return { state: moved.state, effects: [...outreach, ...moved.effects] };
}

/** Everything that is missing is told at once where the law says so: an application then goes back one time only. */
function giveBack(procedure: Procedure, state: CaseState, chosen: Act, event: Acted, calendar: Calendar): Advanced {
  const { resubmission } = procedure;
  const times = resubmission?.times?.value;
  if (typeof times === "number" && state.round > times) {
    throw new CaseRuleError("RETURNED_ALREADY", "what was missing had to be told at once", {
      stage: state.stage ?? undefined,
      act: chosen.id,
      article: resubmission?.times?.article,
    });
  }
  const held =
    resubmission?.clock === "pause" && state.clock && state.stage
      ? { ...state, paused: { stage: state.stage, clock: state.clock, at: event.at } }
      : state;
  const moved = enter(procedure, held, chosen.to, calendar);
  return {
    state: moved.state,
    effects: [{ type: "returned", missingItems: event.content.missingItems ?? [] }, ...moved.effects],
  };
}

function withdraw(procedure: Procedure, state: CaseState, event: Withdrawn): Advanced {
  const filer = state.parties[0];
  const own = filer?.kind === event.by.kind && filer.department === event.by.department;
  if (!procedure.withdrawal) throw new CaseRuleError("WITHDRAWAL_NOT_ALLOWED", `${procedure.id} knows no withdrawal`);
  if (!own) throw new CaseRuleError("WRONG_ACTOR", "only the side that filed may withdraw");
  if (!mayWithdraw(procedure, state)) {
    throw new CaseRuleError("WITHDRAWAL_NOT_ALLOWED", `${procedure.id} may no longer be taken back`, {
      stage: state.stage ?? undefined,
      article: procedure.withdrawal.article,
    });
  }
  refuseTwoSides(state.parties, event.by);
  return end(procedure, happened(state, event), procedure.withdrawal.to);
}

/** Whether the stage of the case is one in which it may be taken back. */
export function mayWithdraw({ withdrawal }: Procedure, { stage }: CaseState): boolean {
  return withdrawal !== null && stage !== null && (withdrawal.stages === null || withdrawal.stages.includes(stage));
}

function resubmit(procedure: Procedure, state: CaseState, event: Resubmitted, calendar: Calendar): Advanced {
  const { resubmission } = procedure;
  if (!resubmission || state.stage !== resubmission.from) {
    throw new CaseRuleError("RESUBMISSION_NOT_ALLOWED", "the case is not waiting for completion", {
      stage: state.stage ?? undefined,
    });
  }
  const filer = state.parties[0];
  if (filer?.kind !== event.by.kind || filer.department !== event.by.department) {
    throw new CaseRuleError("WRONG_ACTOR", "only the side that filed may resubmit");
  }
  refuseTwoSides(state.parties, event.by);
  checkApplication(procedure.filing, event.application, state.attributes);
  const again: CaseState = {
    ...happened(state, event),
    round: state.round + 1,
    application: event.application,
    // A new round forgets the old starts: the old clock does not pause, it is gone (D12) – unless the law has it pause.
    milestones: mark(resubmission.clock === "pause" ? state.milestones : {}, resubmission.marks, event.at),
    paused: null,
  };
  const moved = enter(procedure, again, { stage: resubmission.to }, calendar);
  const { paused } = state;
  if (!paused || paused.stage !== moved.state.stage) return moved;
  const clock = resumeClock(paused.clock, paused.at, event.at, calendar);
  return {
    state: { ...moved.state, clock },
    effects: moved.effects.map((effect) => (effect.type === "stage-entered" ? { ...effect, clock } : effect)),
  };
}

/** The first instant at which the law deems something decided in the stage of a case; null where silence decides nothing. */
export function expiresAt(procedure: Procedure, { stage, clock }: CaseState): Date | null {
  const deemed = stage !== null && clock && stageOf(procedure, stage).expiry ? deemedAfter(clock) : null;
  return deemed && new Date(deemed.dueAt.getTime() + 1000);
}

/** What the law deems decided once the last second has passed. */
function expire(
  procedure: Procedure,
  state: CaseState,
  event: Expired,
  calendar: Calendar,
  recorded: boolean,
): Advanced {
  const stage = stageOf(procedure, state.stage ?? "");
  const from = expiresAt(procedure, state);
  if (!stage.expiry || (!recorded && (!from || event.at.getTime() < from.getTime()))) {
    throw new CaseRuleError("NOT_EXPIRED", `nothing is deemed in ${stage.id} at ${event.at.toISOString()}`, {
      stage: stage.id,
    });
  }
  const next = {
    ...state,
    lastAt: event.at,
    version: state.version + 1,
    milestones: mark(state.milestones, stage.expiry.marks, event.at),
  };
  return enter(procedure, next, stage.expiry.to, calendar);
}

/** The part of every state that any event of a person changes; an act is remembered by the fields of its own form. */
function happened(state: CaseState, event: Acted | Withdrawn | Resubmitted, chosen?: Act): CaseState {
  const known = state.parties.some(
    ({ kind, department, person }) =>
      kind === event.by.kind && department === event.by.department && person === event.by.person,
  );
  return {
    ...state,
    parties: known ? state.parties : [...state.parties, event.by],
    values: event.type === "acted" && chosen ? valuesWith(state.values, event, chosen) : state.values,
    lastAt: event.at,
    version: state.version + 1,
  };
}

/** What the forms of acts have said, with what this act says in its own. */
function valuesWith(values: CaseState["values"], { content }: Acted, { fields }: Act): CaseState["values"] {
  const own = new Set(fields.map(({ id }) => id));
  return { ...values, ...Object.fromEntries(Object.entries(content.fields ?? {}).filter(([id]) => own.has(id))) };
}

/**
 * The clock starts that happen with an act or a filing, and those whose civil day its form states. Where both name the
 * same start, the later day counts: a successor that became usable before it was announced (A13).
 */
function startsOf(
  milestones: CaseState["milestones"],
  { marks, markedBy }: { marks: ClockStart[]; markedBy: MarkedBy },
  form: ApplicationContent,
  at: Date,
): CaseState["milestones"] {
  const happening = mark(milestones, marks, at);
  for (const [start, field] of Object.entries(markedBy) as [ClockStart, string][]) {
    const day = statedDay(form[field]);
    if (day && !(marks.includes(start) && day <= shanghaiDate(at))) happening[start] = midday(day);
  }
  return happening;
}

/** A civil day as a form states it; a year stands for its last day. */
function statedDay(word: string | string[] | undefined): string | null {
  if (typeof word !== "string") return null;
  if (/^\d{4}$/.test(word)) return `${word}-12-31`;
  return /^\d{4}-\d{2}-\d{2}$/.test(word) ? word : null;
}

/** Midday in Shanghai, so that the day is the same everywhere. */
function midday(day: string): Date {
  return new Date(`${day}T12:00:00+08:00`);
}

import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import {
  type Advanced,
  actsFor,
  advance,
  type CaseEvent,
  type CaseState,
  expiresAt,
  fold,
  type PossibleAct,
  stageOf,
} from "@/server/cases/rules";
import {
  ACTOR_KINDS,
  type Calendar,
  type Deadline,
  EXTENSION_ACTS,
  isStipulated,
  loadTenants,
  type Procedure,
} from "@/server/law";
import { proveProcedure } from "@/server/law/prove-procedure";
import { person } from "./cases";
import { Dice, randomProcedure } from "./random-procedure";

const today = loadTenants().calendar;
/** The same days once every year is published: what a provisional day waits for. */
const later: Calendar = {
  id: "later",
  publishedYears: Array.from({ length: 20 }, (_, index) => 2024 + index),
  day: (date) => ({ ...today.day(date), published: true }),
};
/** The same stories for everybody, so that a red run is about the change; another seed, and more runs, explore further. */
const SEED = Number(process.env.PROCEDURES_SEED ?? 20261125);
const RUNS = Number(process.env.PROCEDURES_RUNS ?? 10_000);
vi.setConfig({ testTimeout: RUNS * 24 });
const HOUR = 3_600_000;

/** One case of one random procedure, told event by event, each step looked at. */
class Story {
  events: CaseEvent[] = [];
  state: CaseState;
  calendar = today;
  private now: Date;

  constructor(
    readonly procedure: Procedure,
    private readonly dice: Dice,
  ) {
    // Between spring 2025 and the end of 2026: some periods run into years without a schedule.
    this.now = new Date(Date.parse("2025-04-01T00:00:00Z") + dice.roll(638 * 24 * 60) * 60_000);
    const filed: CaseEvent = {
      type: "filed",
      at: this.now,
      by: person(dice.one(procedure.filing.by)),
      application: { lane: dice.one(["ordinary", "urgent", "night"]), limit: String(1 + dice.roll(20)) },
      attributes: {
        ...(dice.chance(80) && { dedicatedListed: dice.chance(40) }),
        ...(dice.chance(80) && { delegateAppointed: dice.chance(50) }),
      },
    };
    this.state = this.told(filed, null).state;
  }

  /** Anything that may happen, at random instants. */
  wander(steps: number): void {
    for (let step = 0; step < steps && this.state.end === null; step++) {
      if (this.dice.chance(60)) this.now = new Date(this.now.getTime() + this.dice.roll(12 * 24) * HOUR);
      const choices = this.choices();
      if (choices.length === 0) continue;
      this.tell(this.dice.one(choices));
    }
  }

  /** Brings the case to an end by the fewest events; a case for which there is no way is stuck. */
  finish(): void {
    let way = this.wayOut();
    if (!way) {
      // A provisional last day decides nothing: only the new schedule lets time run out.
      this.calendar = later;
      this.state = fold(this.procedure, this.events, later) ?? this.state;
      way = this.wayOut();
    }
    if (!way) throw new Error(`stuck: no way to an end from ${this.state.stage}`);
    for (const event of way) this.tell(event);
    expect(this.state.end).not.toBeNull();
  }

  /** The events that lead to an end, looked for breadth first: whatever is possible now, or after waiting for it. */
  private wayOut(): CaseEvent[] | null {
    const seen = new Set<string>();
    const queue: { state: CaseState; now: Date; way: CaseEvent[] }[] = [{ state: this.state, now: this.now, way: [] }];
    for (const { state, now, way } of queue) {
      if (state.end !== null) return way;
      const place = `${state.stage} ${state.opinions.map(({ kind, act }) => `${kind}:${act}`)} ${state.round > 1} ${way.length > 0 && now > this.now}`;
      if (seen.has(place)) continue;
      seen.add(place);
      const next = nextChance(this.procedure, state, now);
      for (const at of [now, ...(next ? [next] : [])])
        for (const event of this.choices(state, at)) {
          if (event.type === "acted" && EXTENDS.has(event.act)) continue;
          const after = advance(this.procedure, state, event, this.calendar).state;
          queue.push({ state: after, now: at, way: [...way, event] });
        }
    }
    return null;
  }

  /** Every event that is possible at an instant. */
  private choices(state = this.state, now = this.now): CaseEvent[] {
    const acts = offered(this.procedure, state, now).filter(({ notBefore }) => !notBefore || notBefore <= now);
    const from = expiresAt(this.procedure, state);
    return [
      ...acts.map((act) => this.event(act, state, now)),
      ...(from && from <= now ? [{ type: "expired", at: now } as const] : []),
    ];
  }

  private event(act: PossibleAct, { parties, application }: CaseState, at: Date): CaseEvent {
    const by = act.event === "acted" ? person(act.as) : (parties[0] ?? person("requester"));
    switch (act.event) {
      case "acted":
        return { type: "acted", at, by, act: act.act, content: this.content(act) };
      case "withdrawn":
        return { type: "withdrawn", at, by, content: {} };
      case "resubmitted":
        return { type: "resubmitted", at, by, application };
    }
  }

  private content({ atMost }: PossibleAct) {
    return { reason: "r", missingItems: ["m"], ...(atMost !== null && { extensionDays: 1 + this.dice.roll(atMost) }) };
  }

  private tell(event: CaseEvent): void {
    const before = JSON.stringify(this.state);
    const told = this.told(event, this.state);
    // Nothing of the old state was touched.
    if (JSON.stringify(this.state) !== before) throw new Error(`${event.type} changed the state it was given`);
    this.state = told.state;
  }

  private told(event: CaseEvent, state: CaseState | null): Advanced {
    const advanced = advance(this.procedure, state, event, this.calendar);
    this.events.push(event);
    sound(this.procedure, state, advanced, this.events.length, this.calendar);
    return advanced;
  }
}

const EXTENDS: ReadonlySet<string> = new Set(Object.values(EXTENSION_ACTS));

/** When more will be possible than now; null where waiting brings nothing. */
function nextChance(procedure: Procedure, state: CaseState, now: Date): Date | null {
  const waits = offered(procedure, state, now).flatMap(({ notBefore }) => notBefore ?? []);
  const expiry = expiresAt(procedure, state);
  const later = [...waits, ...(expiry ? [expiry] : [])].filter((instant) => instant > now);
  return later.sort((a, b) => b.getTime() - a.getTime())[0] ?? null;
}

function offered(procedure: Procedure, state: CaseState, now: Date): PossibleAct[] {
  const filer = state.parties[0]?.kind;
  return ACTOR_KINDS.flatMap((kind) =>
    actsFor(procedure, state, [kind], now).filter(({ event }) => event === "acted" || kind === filer),
  );
}

/** What holds after every event of every procedure. Plain comparisons: a matcher for each would take minutes. */
function sound(
  procedure: Procedure,
  before: CaseState | null,
  { state, effects }: Advanced,
  events: number,
  calendar: Calendar,
): void {
  const demand = (holds: boolean, what: string) => {
    if (!holds) throw new Error(`${what}: ${JSON.stringify({ stage: state.stage, clock: state.clock }, short)}`);
  };
  demand(state.version === events, "one event, one version");
  demand((state.end === null) === (state.stage !== null), "a case stands in a stage or has ended");
  demand(state.waitingOn.length > 0 === (state.end === null), "an open case waits for somebody");
  const grants = effects.filter(({ type }) => type === "grant").length;
  demand(
    grants === (procedure.ends.some(({ id, grants: gives }) => gives && id === state.end) ? 1 : 0),
    "one grant with its end",
  );
  const { clock } = state;
  if (!clock) return;
  for (const deadline of [clock.deadline, clock.own, clock.cap?.deadline])
    if (deadline) soundDeadline(deadline, calendar, demand);
  const { cap, own, notBefore } = clock;
  if (cap && !notBefore && clock.deadline)
    demand(clock.deadline.dueAt <= cap.deadline.dueAt, "the national limit is never outlasted");
  if (cap && own && clock.within.basis !== "default" && clock.deadline)
    demand(clock.deadline.dueAt <= own.dueAt, "the city's own limit is never outlasted");
  const extension = state.stage ? stageOf(procedure, state.stage).extension : null;
  const { extensions } = clock;
  demand(extensions.length === 0 || (extension !== null && extensions.length <= extension.times), "extended too often");
  if (extension && isStipulated(extension.within)) {
    const { amount } = extension.within.value;
    demand(
      extensions.every((given) => given.amount >= 1 && given.amount <= amount),
      "extended beyond its cap",
    );
  }
  const extended = effects.some(({ type }) => type === "extended");
  const was = before?.clock;
  if (extended && was) {
    demand(extensions.length === was.extensions.length + 1, "an extension is counted");
    if (was.own && clock.own) demand(clock.own.dueAt > was.own.dueAt, "an extension prolongs the city's period");
    if (was.deadline && clock.deadline)
      demand(clock.deadline.dueAt >= was.deadline.dueAt, "an extension never shortens");
  }
}

/** Leaves the days of a deadline out of a message. */
function short(name: string, value: unknown): unknown {
  return name === "counted" || name === "skipped" ? undefined : value;
}

function soundDeadline(deadline: Deadline, calendar: Calendar, demand: (holds: boolean, what: string) => void): void {
  demand(deadline.dueAt > deadline.startedAt, "due after its start");
  demand(deadline.lastDay >= deadline.dayZero, "last day not before day 0");
  const { duration, counted, skipped, rolledOver, lastDay } = deadline;
  const day = calendar.day(lastDay);
  if (duration.unit === "working-days") demand(day.working, "a period of working days ends on one");
  const looked =
    duration.unit === "working-days"
      ? [...counted, ...skipped]
      : duration.minimum || duration.unit === "hours"
        ? []
        : [...rolledOver, day];
  const missing = looked.some(({ published }) => !published);
  demand(deadline.provisional === missing, "provisional where, and only where, a year that was looked at is missing");
  demand(deadline.provisional === deadline.unpublishedYears.length > 0, "the missing years are named");
}

describe(`${RUNS} random procedures`, () => {
  it("trap no case, replay to the same state, and keep every limit", () => {
    const met = new Map<string, number>();
    const meet = (what: string, is: boolean) => met.set(what, (met.get(what) ?? 0) + (is ? 1 : 0));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), (seed) => {
        const dice = new Dice(seed);
        const { procedure } = randomProcedure(dice);
        const story = new Story(procedure, dice);
        story.wander(dice.roll(14));
        story.finish();
        const again = fold(procedure, story.events, story.calendar);
        if (JSON.stringify(again) !== JSON.stringify(story.state)) throw new Error("a replay tells another state");
        const acts = story.events.map((event) => (event.type === "acted" ? event.act : event.type));
        for (const what of [
          "return",
          "resubmitted",
          "ask-extension",
          "extend",
          "refuse-extension",
          "expired",
          "withdrawn",
        ])
          meet(what, acts.includes(what));
        meet(
          "joint",
          procedure.stages.some(({ joint }) => joint),
        );
        meet(
          "skip",
          procedure.stages.some(({ skips }) => skips.length > 0),
        );
        meet(
          "variant",
          procedure.stages.some(({ clock }) => (clock?.variants.length ?? 0) > 0),
        );
        meet("pause", procedure.resubmission?.clock === "pause" && acts.includes("resubmitted"));
        meet(
          "minimum",
          procedure.stages.some(({ clock }) => isMinimum(clock?.within.value)),
        );
        meet(
          "cap",
          procedure.stages.some(({ clock }) => Boolean(clock?.cap)),
        );
      }),
      { numRuns: RUNS, seed: SEED },
    );
    // What was promised was met, each many times over.
    for (const [what, times] of met) expect(times, what).toBeGreaterThan(RUNS / 100);
    expect(met.size).toBe(13);
  });

  it("would be found stuck by the very same search, and refused by the proof, where every way is closed", () => {
    for (let seed = 1; seed <= 50; seed++) {
      const dice = new Dice(seed);
      const trapped = structuredClone(randomProcedure(dice).procedure);
      trapped.withdrawal = null;
      for (const stage of trapped.stages) {
        Object.assign(stage, { expiry: null, skips: [], onlyWhen: {} });
        if (stage.disagreement) stage.disagreement = { stage: stage.id };
        for (const act of Object.values(stage.acts)) if (act.effect !== "return") act.to = { stage: stage.id };
      }
      expect(() => new Story(trapped, dice).finish(), `seed ${seed}`).toThrow(/stuck/);
      expect(proveProcedure(trapped), `seed ${seed}`).toContainEqual(expect.stringMatching(/leads to no end/));
    }
  });
});

function isMinimum(value: unknown): boolean {
  return typeof value === "object" && value !== null && "minimum" in value;
}

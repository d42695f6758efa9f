import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isGiven, replay } from "@/server/cases/replay";
import {
  type Actor,
  actsFor,
  advance,
  type CaseEvent,
  type CaseState,
  fold,
  withUnseenProposal,
} from "@/server/cases/rules";
import {
  ACTOR_KINDS,
  addDays,
  deadlineOf,
  extendDeadline,
  loadTenants,
  type Procedure,
  shanghaiDate,
} from "@/server/law";
import { APPLICATION, CITIES, FULL, person, viewOf } from "./cases";
import { filled } from "./forms";

const { calendar } = loadTenants();
const instants = fc.date({
  min: new Date("2024-01-01T00:00:00Z"),
  max: new Date("2027-12-31T00:00:00Z"),
  noInvalidDate: true,
});
const amounts = fc.integer({ min: 1, max: 60 });

describe("a deadline", () => {
  it("never lies before its start and ends on the last day that it counted", () => {
    fc.assert(
      fc.property(
        instants,
        amounts,
        fc.constantFrom("working-days", "natural-days", "months" as const),
        (start, amount, unit) => {
          const due = deadlineOf(start, { amount, unit: unit as "working-days" }, calendar);
          expect(due.dueAt.getTime()).toBeGreaterThan(start.getTime());
          expect(calendar.day(due.lastDay).working).toBe(true);
          if (unit === "working-days") {
            expect(due.counted).toHaveLength(amount);
            expect(due.counted.at(-1)?.date).toBe(due.lastDay);
            expect(due.counted.every(({ working }) => working)).toBe(true);
          }
          const days = due.counted.length + due.skipped.length;
          if (unit === "working-days") expect(addDays(due.dayZero, days)).toBe(due.lastDay);
        },
      ),
    );
  });

  it("grows with the period, the start and the extension", () => {
    fc.assert(
      fc.property(instants, amounts, (start, amount) => {
        const due = deadlineOf(start, { amount, unit: "working-days" }, calendar);
        const longer = deadlineOf(start, { amount: amount + 1, unit: "working-days" }, calendar);
        const later = deadlineOf(new Date(start.getTime() + 86_400_000), { amount, unit: "working-days" }, calendar);
        expect(longer.lastDay > due.lastDay).toBe(true);
        expect(later.lastDay >= due.lastDay).toBe(true);
        expect(extendDeadline(due, { amount: 1, unit: "working-days" }, calendar).lastDay).toBe(longer.lastDay);
        expect(due.provisional).toBe(due.unpublishedYears.length > 0);
      }),
    );
  });
});

describe("any case of any city", () => {
  const paths = fc.array(fc.tuple(fc.nat({ max: 19 }), fc.integer({ min: 0, max: 20 * 24 })), { maxLength: 12 });
  const attributes = fc.record({ dedicatedListed: fc.boolean(), delegateAppointed: fc.boolean() });

  it("replays to the same state, never leaves its procedure, and never has a due date before its start", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...everyProcedure()),
        instants,
        attributes,
        paths,
        (procedure, start, facts, path) => {
          const filer = person(procedure.filing.by[0] ?? "requester");
          const events: CaseEvent[] = [
            { type: "filed", at: start, by: filer, application: formOf(procedure), attributes: facts },
          ];
          let state = advance(procedure, null, events[0] as CaseEvent, calendar).state;
          for (const [choice, hours] of path) {
            const event = nextEvent(procedure, state, choice, new Date(state.lastAt.getTime() + hours * 3_600_000));
            if (!event) break;
            if (event === "later") continue;
            const before = structuredClone(state);
            const advanced = advance(procedure, state, event, calendar);
            expect(state).toEqual(before);
            state = advanced.state;
            events.push(event);
            const grants = advanced.effects.filter(({ type }) => type === "grant").length;
            expect(grants).toBe(procedure.ends.some((end) => end.id === state.end && end.grants) ? 1 : 0);
            sound(procedure, state, events.length);
          }
          expect(fold(procedure, events, calendar)).toEqual(state);
        },
      ),
      { numRuns: 300, seed: 20261125 },
    );
  });
});

describe("a proposal that a department's head has not agreed to", () => {
  const paths = fc.array(fc.tuple(fc.nat({ max: 19 }), fc.integer({ min: 0, max: 20 * 24 })), { maxLength: 12 });
  const heard = ({ pending: _, parties: __, lastAt: ___, version: ____, ...rest }: CaseState) => rest;

  it("leaves the case the same to whoever reads its facts without it, and whatever they do is the same with it", () => {
    let kept = 0;
    let besides = 0;
    const everywhere = everyProcedure().filter(({ stages }) =>
      stages.some(({ acts }) => Object.values(acts).some(({ signOff }) => signOff)),
    );
    expect(everywhere.length).toBeGreaterThan(5);
    fc.assert(
      fc.property(fc.constantFrom(...everywhere), instants, paths, (procedure, start, path) => {
        const filer = person(procedure.filing.by[0] ?? "requester");
        const events: CaseEvent[] = [
          { type: "filed", at: start, by: filer, application: formOf(procedure), attributes: {} },
        ];
        let state = advance(procedure, null, events[0] as CaseEvent, calendar).state;
        for (const [choice, hours] of path) {
          const event = nextEvent(procedure, state, choice, new Date(state.lastAt.getTime() + hours * 3_600_000));
          if (!event) break;
          if (event === "later") continue;
          const before = seenWithout(procedure, events, state);
          const { state: after, effects } = advance(procedure, state, event, calendar);
          const inside = effects.some(({ type }) => type.startsWith("proposal") || type === "proposed");
          // Whoever does not have it acts on what they have, and the row is written from that.
          if (before.pending && !inside && event.type !== "expired") {
            expect(heard(advance(procedure, before, event, calendar).state)).toEqual(heard(after));
            besides += 1;
          }
          state = after;
          events.push(event);
          const seen = seenWithout(procedure, events, state);
          expect(heard(seen)).toEqual(heard(state));
          expect(seen.pending === null).toBe(state.pending === null);
          if (state.pending) kept += 1;
        }
      }),
      { numRuns: 600, seed: 20261125 },
    );
    expect(kept).toBeGreaterThan(50);
    expect(besides).toBeGreaterThan(5);
  });

  function seenWithout(procedure: Procedure, events: CaseEvent[], { waitingOn }: CaseState): CaseState {
    const steps = replay(procedure, events, calendar);
    const seen = fold(
      procedure,
      events.filter((_, index) => isGiven(steps, index)),
      calendar,
    );
    if (!seen) throw new Error("no facts");
    return withUnseenProposal(procedure, seen, waitingOn);
  }
});

function formOf({ filing }: Procedure) {
  return { ...APPLICATION, ...filled(filing.application) };
}

function everyProcedure(): Procedure[] {
  return CITIES.flatMap((city) => viewOf(city, "2027-12-31").procedures());
}

/** One of the acts on offer, or nothing once the case has ended. */
function nextEvent(procedure: Procedure, state: CaseState, choice: number, at: Date): CaseEvent | "later" | null {
  const offered = ACTOR_KINDS.flatMap((kind) => actsFor(procedure, state, [kind], at));
  const act = offered[choice % Math.max(offered.length, 1)];
  if (!act) {
    expect(state.end).not.toBeNull();
    return null;
  }
  // A minimum period still runs: the act is shown, and allowed later.
  if (act.notBefore && at < act.notBefore) return "later";
  const by: Actor = person(act.as);
  if (act.event === "withdrawn") return { type: "withdrawn", at, by, content: {} };
  if (act.event === "resubmitted") return { type: "resubmitted", at, by, application: formOf(procedure) };
  return { type: "acted", at, by, act: act.act, content: { ...FULL, fields: filled(act.fields) } };
}

function sound(procedure: Procedure, state: CaseState, events: number): void {
  expect(state.version).toBe(events);
  expect(state.end === null).toBe(state.stage !== null);
  if (state.stage) expect(procedure.stages.map(({ id }) => id)).toContain(state.stage);
  expect(state.waitingOn.length > 0).toBe(state.end === null);
  const deadline = state.clock?.deadline;
  if (!deadline) return;
  expect(deadline.dueAt.getTime()).toBeGreaterThan(deadline.startedAt.getTime());
  const { own, cap, notBefore, within } = state.clock ?? {};
  // Where both rules limit a step, neither is outlasted; our own default never stands beside the national rule.
  if (cap && !notBefore) expect(deadline.dueAt.getTime()).toBeLessThanOrEqual(cap.deadline.dueAt.getTime());
  if (cap && own && within?.basis !== "default") {
    expect(deadline.dueAt.getTime()).toBeLessThanOrEqual(own.dueAt.getTime());
  }
  expect(deadline.dayZero).toBe(deadline.extends ?? shanghaiDate(deadline.startedAt));
}

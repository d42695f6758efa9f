import { describe, expect, it } from "vitest";
import { loadTenants, type ProcedureId } from "@/server/law";
import { bookOf, CITIES } from "@/tests/law/cases";
import {
  SimulationError,
  type SimulationProblem,
  type StepQuestion,
  simulateStep,
  stepNamed,
  stepsOf,
} from "./simulate-step";

const { calendar } = loadTenants();

function procedureOf(city: string, id: ProcedureId, on = "2026-09-29", written = false) {
  return (written ? bookOf(city).asWritten() : bookOf(city)).on(on).procedure(id);
}

function due(city: string, id: ProcedureId, step: string, question: StepQuestion, written = false) {
  const [first] = Object.values(question.given);
  const procedure = procedureOf(city, id, (first ?? new Date(0)).toISOString().slice(0, 10), written);
  const stage = stepNamed(procedure, step);
  if (!stage) throw new Error(`no step ${step}`);
  return simulateStep(procedure, stage, question, calendar);
}

function problem(run: () => unknown): SimulationProblem | null {
  try {
    run();
    return null;
  } catch (error) {
    if (error instanceof SimulationError) return error.problem;
    throw error;
  }
}

const at = (text: string) => new Date(`${text}T10:00:00+08:00`);

describe("the names of steps", () => {
  it("are the stage's id and, with each side that acts before it, a descriptive one", () => {
    const [signOff, answer] = stepsOf(procedureOf("fushun", "sharing.conditional"));
    expect(signOff?.names).toEqual(["sign-off", "requester-head-sign-off"]);
    expect(answer).toMatchObject({ names: ["answer", "provider-answer"], events: ["received"] });
    expect(stepNamed(procedureOf("leshan", "sharing.conditional"), "authority-answer")?.id).toBe("answer");
    expect(stepNamed(procedureOf("leshan", "sharing.conditional"), "provider-answer")?.id).toBe("answer");
    expect(stepNamed(procedureOf("leshan", "sharing.conditional"), "delegate-answer")).toBeUndefined();
  });

  it("lead each to its own step in every procedure of every city", () => {
    for (const city of CITIES) {
      for (const procedure of bookOf(city).on("2026-09-29").procedures()) {
        for (const { id, names } of stepsOf(procedure)) {
          for (const name of names) expect(stepNamed(procedure, name)?.id, `${city} ${procedure.id} ${name}`).toBe(id);
        }
      }
    }
  });
});

describe("a step counted", () => {
  it("in Fushun before National Day: five working days, and the national ten do not bind", () => {
    const found = due("fushun", "sharing.conditional", "provider-answer", { given: { received: at("2026-09-29") } });
    expect(found).toMatchObject({
      binds: "own",
      due: { lastDay: "2026-10-12", target: false, provisional: false },
      own: { article: "21", basis: "law", within: { en: "5 working days from receipt" } },
      national: { article: "21", deadline: { lastDay: "2026-10-19" }, startAssumed: false },
    });
  });

  it("by the city's text alone knows no national limit", () => {
    const found = due("fushun", "sharing.conditional", "answer", { given: { received: at("2026-09-29") } }, true);
    expect(found).toMatchObject({ national: null, binds: "own", due: { lastDay: "2026-10-12" } });
  });

  it("in Chongqing is bound by the national ten days of a catalogue update", () => {
    const given = { "law-changed": at("2026-09-16") };
    expect(due("chongqing", "catalogue.change", "update", { given })).toMatchObject({
      binds: "national",
      due: { lastDay: "2026-09-30" },
      own: { deadline: { lastDay: "2026-10-13" } },
    });
  });

  it("in Hefei counts the nation's days from receipt where it is known, and says where it is not", () => {
    const accepted = at("2026-09-30");
    const alone = due("hefei-etdz", "sharing.conditional", "answer", { given: { accepted } });
    expect(alone.national).toMatchObject({ event: "received", startAssumed: true });
    const both = due("hefei-etdz", "sharing.conditional", "answer", {
      given: { accepted, received: at("2026-09-14") },
    });
    expect(both).toMatchObject({ binds: "national", national: { startAssumed: false } });
  });

  it("extended by consent moves the national limit only where the nation allows the extension", () => {
    const given = { received: at("2026-03-02") };
    const answer = due("fushun", "sharing.conditional", "answer", { given, extendedBy: 10 });
    expect(answer.extension).toMatchObject({ amount: 10, article: "21", movesNational: true });
    expect(answer).toMatchObject({
      binds: "own",
      due: { lastDay: "2026-03-23" },
      national: { deadline: { lastDay: "2026-03-30" } },
    });
    const correction = due("chongqing", "correction.sharing", "check", { given, extendedBy: 15 });
    expect(correction.extension).toMatchObject({ article: "20", movesNational: false });
    expect(correction).toMatchObject({ binds: "national", due: { lastDay: "2026-03-16" } });
  });

  it("of a minimum period says from when the step may be done", () => {
    const given = { "successor-usable": at("2025-12-20") };
    const found = due("shuozhou", "catalogue.retirement", "transition", { given });
    expect(found.due?.notBefore?.toISOString()).toBe("2026-01-09T16:00:00.000Z");
  });

  it("of a limit that a notice sets takes the days of the notice", () => {
    const given = { notified: at("2026-03-02") };
    const proposed = due("fushun", "rectification", "correction", { given });
    const set = due("fushun", "rectification", "correction", { given, chosenDays: 3 });
    expect(proposed.due).toMatchObject({ target: true, lastDay: "2026-03-23" });
    expect(set.due).toMatchObject({ target: false, lastDay: "2026-03-05" });
    expect(set.own?.within.en).toContain("3 working days");
  });

  it("into a year without a schedule is provisional, and names the year", () => {
    const found = due("chongqing", "sharing.conditional", "answer", { given: { received: at("2026-12-28") } });
    expect(found.due).toMatchObject({ provisional: true, unpublishedYears: [2027] });
  });
});

describe("what cannot be counted", () => {
  const given = { received: at("2026-03-02") };
  it.each<[string, () => unknown, SimulationProblem]>([
    [
      "a step without a period",
      () => due("fushun", "sharing.conditional", "sign-off", { given }),
      { code: "NO_PERIOD" },
    ],
    [
      "a period that another event starts",
      () => due("hefei-etdz", "sharing.conditional", "answer", { given }),
      { code: "OTHER_EVENT", events: ["accepted"] },
    ],
    [
      "an extension where there is none",
      () => due("fushun", "sharing.conditional", "answer", { given, extendedBy: 1 }, true),
      { code: "NO_EXTENSION" },
    ],
    [
      "an extension beyond its length",
      () => due("fushun", "sharing.conditional", "answer", { given, extendedBy: 11 }),
      { code: "TOO_LONG", atMost: 10 },
    ],
    [
      "days of a notice where the law gives the length",
      () => due("fushun", "sharing.conditional", "answer", { given, chosenDays: 3 }),
      { code: "NOT_CHOSEN" },
    ],
  ])("%s", (_, run, expected) => expect(problem(run)).toEqual(expected));
});

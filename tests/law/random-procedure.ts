import { buildProcedure } from "@/server/law/build-procedure";
import type { PolicyView } from "@/server/law/policy-book";
import { flawsOf } from "@/server/law/prove-procedure";
import { type ProcedureEntry, procedureEntrySchema } from "@/server/law/schema/procedure.schema";
import type { ActorKind, ClockStart, LegalValue, Procedure } from "@/server/law/types";

/** A small generator of numbers: the same seed always tells the same story (mulberry32). */
export class Dice {
  constructor(private seed: number) {}

  /** 0 ≤ n < sides. */
  roll(sides: number): number {
    this.seed = (this.seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.seed ^ (this.seed >>> 15), 1 | this.seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * sides);
  }

  /** True so many times in a hundred. */
  chance(percent: number): boolean {
    return this.roll(100) < percent;
  }

  one<T>(of: readonly T[]): T {
    return of[this.roll(of.length)] as T;
  }

  some<T>(of: readonly T[], percent = 50): T[] {
    return of.filter(() => this.chance(percent));
  }
}

const text = (word: string) => ({ zh: word, en: word });
const cited = { cites: "1", basis: "law" } as const;
const STAGES = ["one", "two", "three", "four"];
const ENDS = ["granted", "refused", "withdrawn"];
const ACTORS: ActorKind[] = ["provider", "authority", "delegate", "government"];
const STARTS: ClockStart[] = ["submitted", "received", "accepted", "forwarded"];
const LANES = ["ordinary", "urgent", "night"];

export interface RandomProcedure {
  entry: ProcedureEntry;
  procedure: Procedure;
}

/** A procedure that no city has: any mixture of stages, clocks, skips, extensions, expiry and completion that is proved. */
export function randomProcedure(dice: Dice): RandomProcedure {
  for (;;) {
    const entry = procedureEntrySchema.parse(draft(dice));
    const procedure = buildProcedure("sharing.conditional", entry, randomView(dice, entry));
    if (flawsOf(procedure).length === 0) return { entry, procedure };
  }
}

function draft(dice: Dice) {
  const ids = STAGES.slice(0, 1 + dice.roll(STAGES.length));
  const target = (after: number) => () => {
    const onward = dice.chance(85) ? ids.slice(after + 1) : ids;
    return onward.length > 0 && dice.chance(60) ? { stage: dice.one(onward) } : { end: dice.one(ENDS) };
  };
  // Most first acts lead to the next stage, so that most stages are reached.
  const next = (index: number) => {
    const id = ids[index + 1];
    return id && dice.chance(85) ? { stage: id } : target(index)();
  };
  const pausing = dice.chance(50);
  const back = dice.one(ids);
  return {
    from: "2026-01-01",
    title: text("random"),
    ...cited,
    filing: {
      title: text("file"),
      ...cited,
      by: dice.chance(20) ? ["requester", "applicant"] : ["requester"],
      to: { stage: ids[0] },
      marks: ["submitted", "received"],
      application: [
        {
          id: "lane",
          title: text("lane"),
          required: true,
          kind: "choice",
          options: LANES.map((value) => ({ value, title: text(value) })),
          ...cited,
        },
        { id: "limit", title: text("limit"), required: true, kind: "days", ...cited },
      ],
      causes: text("filed"),
    },
    stages: ids.map((id, index) => stage(dice, id, target(index), next(index))),
    ends: ENDS.map((id) => ({
      id,
      title: text(id),
      ...cited,
      outcome: id,
      grants: id === "granted",
    })),
    ...(dice.chance(50) && {
      completion: {
        title: text("completion"),
        act: text("return"),
        resubmit: text("resubmit"),
        ...cited,
        stages: pausing ? [back] : [back, ...dice.some(ids, 30)],
        to: back,
        marks: pausing ? [] : ["submitted", "received", ...(dice.chance(50) ? ["accepted", "forwarded"] : [])],
        clock: pausing ? "pause" : "restart",
        causes: text("returned"),
        resubmit_causes: text("resubmitted"),
      },
    }),
    ...(dice.chance(50) && {
      withdrawal: { title: text("withdraw"), to: "withdrawn", causes: text("withdrawn"), ...cited },
    }),
    overdue: { causes: text("overdue"), ...cited },
  };
}

function condition(dice: Dice) {
  const single = () =>
    dice.one([
      { attribute: "dedicatedListed", equals: true },
      { attribute: "delegateAppointed", equals: dice.chance(50) },
      { attribute: "lane", in: dice.chance(50) ? ["urgent", "night"] : ["ordinary"] },
      { attribute: "lane", not: "night" },
      { attribute: "filedBy", equals: "requester" },
    ]);
  return dice.chance(20) ? { all: [single(), single()] } : single();
}

function stage(dice: Dice, id: string, target: () => object, next: object) {
  const actors = [...new Set([dice.one(ACTORS), ...(dice.chance(35) ? [dice.one(ACTORS)] : [])])];
  const joint = actors.length > 1 && dice.chance(50);
  const clocked = dice.chance(80);
  const start = dice.chance(80) ? dice.one(STARTS.slice(0, 2)) : dice.one(STARTS);
  const acts = Array.from({ length: 1 + dice.roll(3) }, (_, index) => ({
    id: `act-${index}`,
    title: text("act"),
    ...cited,
    by: index === 0 || joint ? actors : dice.chance(70) ? actors : [dice.one(actors)],
    to: index === 0 ? next : target(),
    marks: dice.some(STARTS, 40),
    causes: text("caused"),
    ...(dice.chance(8) && { early: true }),
    ...(clocked && index > 0 && dice.chance(15) && { late: true }),
  }));
  return {
    id,
    title: text(id),
    ...cited,
    actors,
    ...(joint && { joint: true, disagreement: target() }),
    ...(!joint && dice.chance(15) && { also: ["requester-head"] }),
    ...(dice.chance(25) && { only_when: { [dice.one(actors)]: condition(dice) } }),
    seat: { value: "city", ...cited },
    ...(clocked && {
      clock: {
        start,
        within: `local.${id}.${start}`,
        variants: dice.chance(30) ? [{ when: condition(dice), within: `local.${id}.variant.${start}` }] : [],
        ...(dice.chance(10) && { chosen: "limit" }),
      },
    }),
    ...(dice.chance(25) && {
      skip: [{ when: condition(dice), to: target(), causes: text("skipped"), ...cited }],
    }),
    ...(clocked &&
      dice.chance(40) && {
        extension: {
          within: `local.${id}.extension`,
          by: [dice.one<ActorKind>(["authority", "provider-head", "government"])],
          times: 1 + dice.roll(2),
          ...cited,
        },
      }),
    ...(clocked &&
      dice.chance(35) && {
        on_expiry: { to: target(), marks: dice.some(STARTS, 40), causes: text("deemed"), ...cited },
      }),
    acts,
  };
}

/** A view that answers for the keys of the draft, each with a value of its own, and sometimes a national limit above it. */
function randomView(dice: Dice, entry: ProcedureEntry): PolicyView {
  const values = new Map<string, LegalValue<unknown>>();
  const own = (key: string): LegalValue<unknown> => {
    const known = values.get(key);
    if (known) return known;
    const value = {
      value: randomValue(dice, key),
      from: "2026-01-01",
      article: "1",
      basis: dice.chance(15) ? "default" : "law",
    } as const;
    values.set(key, value);
    return value;
  };
  const caps = new Map<string, LegalValue<unknown> | null>();
  const superior = (key: string) => {
    const known = caps.get(key);
    if (known !== undefined) return known;
    const cap =
      !key.endsWith(".extension") && dice.chance(25)
        ? ({
            value: { amount: 1 + dice.roll(15), unit: dice.one(["working-days", "natural-days"]) },
            from: "2025-08-01",
            article: "21",
            basis: "law",
            instrument: text("809"),
          } as const)
        : null;
    caps.set(key, cap);
    return cap;
  };
  return {
    city: { id: "random" },
    date: entry.from,
    national: null,
    own,
    value: own,
    superior,
    effective: (key: string) => ({ value: own(key), bound: "own", relation: "alone", own: own(key), national: null }),
    supplement: () => null,
  } as unknown as PolicyView;
}

function randomValue(dice: Dice, key: string): unknown {
  if (key.endsWith(".extension"))
    return { amount: 1 + dice.roll(20), unit: dice.one(["working-days", "natural-days"]), consent: text("head") };
  const starts = key.split(".").at(-1);
  if (dice.chance(8)) return "not-stipulated";
  const unit = dice.one(["working-days", "working-days", "natural-days", "hours", "months"]);
  const amount = unit === "months" ? 1 + dice.roll(3) : 1 + dice.roll(unit === "hours" ? 72 : 30);
  return { amount, unit, starts, ...(unit !== "hours" && dice.chance(10) && { minimum: true }) };
}

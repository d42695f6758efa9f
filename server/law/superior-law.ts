import { PARAMETERS, type ParameterKey, type Stricter } from "./parameters";
import { type Duration, isStipulated, type LegalValue, NOT_STIPULATED, type StartEvent } from "./types";

/**
 * How a city's own value stands to the national one on a date. `earlier`: two periods whose lengths alone do not order them
 * (another unit, another start), so both are counted and the earlier day binds. `unlike`: words that nobody can rank.
 */
export type Relation = "alone" | "same" | "stricter" | "looser" | "filled" | "earlier" | "unlike";

/** A value as it applies, and which of the two rules it comes from. */
export interface EffectiveValue<T> {
  value: LegalValue<T>;
  bound: "own" | "national";
  relation: Relation;
  own: LegalValue<T>;
  national: LegalValue<T> | null;
}

/**
 * The stricter of a city's rule and the national one. Where the city's text is silent, or has only our default, the
 * national rule fills the place; where two cannot be compared the city's stays, and of two periods the engine takes the
 * earlier day. An extension on which the national text is silent stays possible, but the national limit does not move
 * with it: the city's rule is looser and the national one binds.
 */
export function stricterOf<T>(key: string, own: LegalValue<T>, national: LegalValue<T> | null): EffectiveValue<T> {
  const stricter = directionOf(key);
  if (!national || !isStipulated(national)) {
    const beneath = national !== null && stricter === "shorter" && isStipulated(own) && isExtension(own.value);
    return { value: own, bound: beneath ? "national" : "own", relation: beneath ? "looser" : "alone", own, national };
  }
  if (!isStipulated(own) || own.basis === "default") {
    return { value: national, bound: "national", relation: "filled", own, national };
  }
  const relation = compare(own.value, national.value, stricter);
  if (relation !== "looser") return { value: own, bound: "own", relation, own, national };
  if (stricter === "fewer") return { value: both(own, national), bound: "national", relation, own, national };
  if (stricter === "more") return { value: together(own, national), bound: "national", relation, own, national };
  return { value: national, bound: "national", relation, own, national };
}

/** Which of two answers to a question is the stricter; undefined where nobody can say. */
export function directionOf(key: string): Stricter | undefined {
  const rule = key in PARAMETERS ? PARAMETERS[key as ParameterKey] : undefined;
  return rule && "stricter" in rule ? (rule.stricter as Stricter | undefined) : undefined;
}

/** How the first stands to the second, as far as the values alone can say. */
export function compare(own: unknown, national: unknown, stricter: Stricter | undefined): Relation {
  if (isSame(own, national)) return "same";
  switch (stricter) {
    case "shorter":
      return byLength(own as Duration, national as Duration);
    case "longer":
      return byRetention(own as Retention, national as Retention);
    case "yes":
      return own === true ? "stricter" : "looser";
    case "no":
      return own === false ? "stricter" : "looser";
    case "fewer":
      return covers(national as string[], own as string[]) ? "stricter" : "looser";
    case "more":
      return covers(own as string[], national as string[]) ? "stricter" : "looser";
    default:
      return "unlike";
  }
}

/** The same answer; two lists of choices are the same in any order. */
function isSame(own: unknown, national: unknown): boolean {
  if (isChoices(own) && isChoices(national)) {
    return own.length === national.length && covers(own, national);
  }
  return JSON.stringify(own) === JSON.stringify(national);
}

function isChoices(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((choice) => typeof choice === "string");
}

function isExtension(value: unknown): boolean {
  return typeof value === "object" && value !== null && "consent" in value;
}

/** A State Council decision is good enough wherever its policies or national provisions are. */
const WIDER: Readonly<Record<string, readonly string[]>> = {
  "state-council-decision": ["central-policy", "national-provision"],
};

function accepts(list: readonly string[], kind: string): boolean {
  return list.includes(kind) || (WIDER[kind] ?? []).some((wider) => list.includes(wider));
}

function covers(list: readonly string[], kinds: readonly string[]): boolean {
  return kinds.every((kind) => list.includes(kind));
}

/** Only what both accept. A list that would be empty falls back to the national one, which stands above. */
function both<T>(own: LegalValue<T>, national: LegalValue<T>): LegalValue<T> {
  const kinds = (national.value as string[]).filter((kind) => accepts(own.value as string[], kind));
  return kinds.length > 0 ? { ...national, value: kinds as T } : national;
}

/** What the nation requires, and what the city requires beyond it. */
function together<T>(own: LegalValue<T>, national: LegalValue<T>): LegalValue<T> {
  const required = national.value as string[];
  const beyond = (own.value as string[]).filter((item) => !required.includes(item));
  return { ...national, value: [...required, ...beyond] as T };
}

/** The steps of one application in the order in which they happen; a platform receives what is submitted on it. */
const STEPS: readonly (readonly StartEvent[])[] = [
  ["submitted", "received"],
  ["accepted"],
  ["forwarded"],
  ["consented"],
];

function stepOf(start: StartEvent | undefined): number {
  return STEPS.findIndex((events) => start !== undefined && events.includes(start));
}

/** Whether the first starts before (−1), with (0) or after (1) the second; undefined where nobody can say. */
function startOrder(own: Duration, national: Duration): -1 | 0 | 1 | undefined {
  if (own.starts === national.starts) return 0;
  const [first, second] = [stepOf(own.starts), stepOf(national.starts)];
  if (first < 0 || second < 0) return undefined;
  return Math.sign(first - second) as -1 | 0 | 1;
}

/**
 * Orders two periods where their days can be ordered whatever the calendar: by amount in the same unit, and as many natural
 * days never end after as many working days. A later start can only lose, an earlier one only gain.
 */
function byLength(own: Duration, national: Duration): Relation {
  const start = startOrder(own, national);
  const length = lengthOrder(own, national);
  if (start === undefined || length === undefined) return "earlier";
  if (start === 0 && length === 0) return "same";
  if (start <= 0 && length <= 0) return "stricter";
  return start >= 0 && length >= 0 ? "looser" : "earlier";
}

function lengthOrder(own: Duration, national: Duration): -1 | 0 | 1 | undefined {
  if (own.unit === national.unit) return Math.sign(own.amount - national.amount) as -1 | 0 | 1;
  const days = (duration: Duration) => duration.unit === "natural-days" || duration.unit === "working-days";
  if (!days(own) || !days(national)) return undefined;
  if (own.unit === "natural-days" && own.amount <= national.amount) return -1;
  return national.unit === "natural-days" && national.amount <= own.amount ? 1 : undefined;
}

interface Retention {
  at_least: number;
  unit: "days" | "months" | "years";
}

/** Least days of a retention, so that a longer one can be told whatever the months are. */
const DAYS = { days: 1, months: 30, years: 365 } as const;

/** Whoever keeps longer is the stricter. */
function byRetention(own: Retention, national: Retention): Relation {
  const difference = own.at_least * DAYS[own.unit] - national.at_least * DAYS[national.unit];
  if (difference === 0) return "same";
  return difference > 0 ? "stricter" : "looser";
}

/** A value of which a text says nothing at all. */
export function silent<T>(from: string, article = "–"): LegalValue<T> {
  return { value: NOT_STIPULATED, from, article, basis: "law" };
}

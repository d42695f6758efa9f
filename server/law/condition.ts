import type { Condition, SingleCondition } from "./types";

/** What conditions of a procedure may look at, by name. */
export type Facts = Readonly<Record<string, string | boolean | undefined>>;

/** Whether a condition holds; yes and no of a form are the words `true` and `false`. */
export function holds(condition: Condition, facts: Facts): boolean {
  return partsOf(condition).every((each) => holdsAlone(each, facts));
}

/** The single conditions that must hold together. */
export function partsOf(condition: Condition): SingleCondition[] {
  return "all" in condition ? condition.all : [condition];
}

/** The values that a condition asks for, as words. */
export function wantedBy(condition: SingleCondition): string[] {
  const { attribute: _, ...wanted } = condition;
  return Object.values(wanted).flat().map(String);
}

function holdsAlone(condition: SingleCondition, facts: Facts): boolean {
  const fact = facts[condition.attribute];
  const is = (wanted: string | boolean) => fact !== undefined && String(fact) === String(wanted);
  if ("equals" in condition) return is(condition.equals);
  if ("in" in condition) return condition.in.some(is);
  return !is(condition.not);
}

/** The facts that conditions tell apart. */

import { type Facts, holds, partsOf, wantedBy } from "../condition";
import type { ApplicationField, Condition, Procedure } from "../types";

/** Beyond this many combinations of facts nobody is asked to write a stage; it counts as attended. */
const MOST_COMBINATIONS = 5000;

/** Every combination of the values that conditions tell apart, one for each way they differ; null when there are too many. */
export function combinations(conditions: Condition[], procedure: Procedure): Facts[] | null {
  const all = conditions.flatMap(partsOf);
  let found: Facts[] = [{}];
  for (const attribute of new Set(all.map((part) => part.attribute))) {
    const parts = all.filter((part) => part.attribute === attribute);
    const values = new Set(possible(attribute, procedure));
    if (values.has(undefined)) for (const value of parts.flatMap(wantedBy)) values.add(value);
    const outcome = (value: string | undefined) => parts.map((part) => holds(part, { [attribute]: value })).join();
    const tried = [...new Map([...values].reverse().map((value) => [outcome(value), value])).values()];
    found = found.flatMap((facts) => tried.map((value) => ({ ...facts, [attribute]: value })));
    if (found.length > MOST_COMBINATIONS) return null;
  }
  return found;
}

/** What a fact may be; `undefined` stands for anything else, or for nothing said. */
function possible(attribute: string, procedure: Procedure): (string | undefined)[] {
  if (attribute === "filedBy") return procedure.filing.by;
  const always = procedure.filing.application.find(({ id, required, when }) => id === attribute && required && !when);
  const answers = always && answersOf(always);
  return answers ?? [undefined];
}

/** The answers of a choice or a flag; null where anything may be written. */
export function answersOf({ kind, options }: ApplicationField): string[] | null {
  if (kind === "flag") return ["true", "false"];
  return kind === "choice" ? options.map(({ value }) => value) : null;
}

/** Every field that the filing or an act asks for. */
export function fieldsOf({ filing, stages }: Procedure): ApplicationField[] {
  return [...filing.application, ...stages.flatMap(({ acts }) => Object.values(acts).flatMap(({ fields }) => fields))];
}

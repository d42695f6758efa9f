/** Whether conditions look at something that is known. */

import { CASE_ATTRIBUTES } from "../case-attributes";
import { partsOf, wantedBy } from "../condition";
import type { ApplicationField, Condition, Procedure } from "../types";
import { answersOf, fieldsOf } from "./facts";
import type { Flaw, Place } from "./flaw";

/** A condition must look at something that is known, and name an answer that may be given, or it would never hold. */
export function conditionFlaws(procedure: Procedure): Flaw[] {
  const flaws: Flaw[] = [];
  const conditions = conditionsOf(procedure);
  if (conditions.length === 0) return flaws;
  const offered = new Map<string, string[] | null>();
  for (const [name, words] of Object.entries(CASE_ATTRIBUTES))
    offered.set(name, words === null ? [...procedure.filing.by] : [...words]);
  for (const field of fieldsOf(procedure)) {
    const answers = answersOf(field);
    const before = offered.get(field.id);
    offered.set(field.id, answers && before !== null ? [...(before ?? []), ...answers] : null);
  }
  for (const { condition, place } of conditions) {
    for (const part of partsOf(condition)) {
      const { attribute } = part;
      const answers = offered.get(attribute);
      if (answers === undefined)
        flaws.push({
          place,
          sentence: {
            zh: `条件取自“${attribute}”，但没有表单有这个字段，案件也没有这个属性`,
            en: `a condition asks for "${attribute}", which no form has and no case knows`,
          },
        });
      for (const value of answers ? wantedBy(part) : [])
        if (!answers?.includes(value))
          flaws.push({
            place,
            sentence: {
              zh: `条件要求“${attribute}”为“${value}”，但该项没有这个选项`,
              en: `a condition asks whether "${attribute}" is "${value}", which its field does not offer`,
            },
          });
    }
  }
  return flaws;
}

function conditionsOf({ filing, stages }: Procedure): { condition: Condition; place: Place }[] {
  const ofFields = (fields: ApplicationField[], place: string[]) =>
    fields.flatMap(({ id, when }) => (when ? [{ condition: when, place: [...place, `#${id}`, "when"] }] : []));
  return [
    ...ofFields(filing.application, ["filing", "application"]),
    ...stages.flatMap(({ id, skips, onlyWhen, clock, acts }) => {
      const at = ["stages", `#${id}`];
      return [
        ...skips.map(({ when }) => ({ condition: when, place: [...at, "skip"] })),
        ...Object.entries(onlyWhen).map(([kind, condition]) => ({ condition, place: [...at, "only_when", kind] })),
        ...(clock?.variants ?? []).map(({ when }) => ({ condition: when, place: [...at, "clock", "variants"] })),
        ...Object.values(acts).flatMap((act) => ofFields(act.fields, [...at, "acts", `#${act.id}`, "fields"])),
      ];
    }),
  ];
}

import { z } from "zod";
import type { Text } from "../types";
import { type Parameter, parameter, type Stricter } from "./shape";

/** The words of every choice of a question: id → Chinese, English. */
export type Choices<K extends string> = Record<K, readonly [zh: string, en: string]>;

/** A question whose answer is chosen from a list; `words` says each choice in both languages. */
export interface ChoiceParameter<S extends z.ZodType> extends Parameter<S> {
  words: Record<string, Text>;
}

/** A question with exactly one of the choices as its answer. */
export function oneOf<K extends string>(zh: string, en: string, choices: Choices<K>, stricter?: Stricter) {
  return withWords(parameter(zh, en, enumOf(choices), stricter), choices);
}

/** A question with one or more of the choices as its answer, in the order of the text. */
export function someOf<K extends string>(zh: string, en: string, choices: Choices<K>, stricter?: Stricter) {
  return withWords(parameter(zh, en, z.array(enumOf(choices)).min(1), stricter), choices);
}

/** The choices as a schema, for answers that hold one among other fields. */
export function enumOf<K extends string>(choices: Choices<K>) {
  return z.enum(Object.keys(choices) as [K, ...K[]]);
}

/** Gives a question the words of the choices that stand inside its answer. */
export function withWords<S extends z.ZodType>(question: Parameter<S>, choices: Choices<string>): ChoiceParameter<S> {
  const words = Object.fromEntries(Object.entries(choices).map(([id, [zh, en]]) => [id, { zh, en }]));
  return { ...question, words };
}

/** How often something recurs (`每年` = 12 months, `每日` = 1 day). */
export const intervalSchema = z.strictObject({ amount: z.int().positive(), unit: z.enum(["days", "months", "years"]) });

/** A time for which something is kept at least. */
export const retentionSchema = z.strictObject({
  at_least: z.int().positive().describe("How many"),
  unit: z.enum(["days", "months", "years"]),
});

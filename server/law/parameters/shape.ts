import { z } from "zod";
import { ACTOR_KINDS, BASIS_KINDS, CLOCK_STARTS, CONTENT_ITEMS, type Text } from "../types";

/** What an access record holds (Leshan art. 33 names all seven). */
export const ACCESS_LOG_FIELDS = ["purpose", "user", "approver", "content", "time", "way", "medium"] as const;

export const durationSchema = z.strictObject({
  amount: z.int().positive().describe("How many"),
  unit: z.enum(["working-days", "natural-days", "hours", "months", "years"]),
  starts: z.enum(CLOCK_STARTS).describe("The event that starts it"),
  minimum: z.literal(true).optional().describe("A period that must at least run out; it does not roll off rest days"),
});
export const textSchema = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });
/** Several sentences or names, in the order of the text. */
export const textsSchema = z.array(textSchema).min(1);
/** The numerals by which the texts number their items. */
export const NUMERALS = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"] as const;
/** A list whose items the text numbers itself, such as the violations of a rectification article. */
export const numberedSchema = z
  .array(z.strictObject({ item: z.enum(NUMERALS).describe("Its numeral in the text"), title: textSchema }))
  .min(1);
export const extensionSchema = z.strictObject({
  amount: z.int().positive(),
  unit: z.enum(["working-days", "natural-days"]),
  consent: textSchema.describe("Who consents"),
});
export const annualDateSchema = z.strictObject({
  month: z.int().min(1).max(12),
  day: z.union([z.int().min(1).max(31), z.literal("last")]),
});
/** 及时: the text wants it soon and names no figure; or a figure. */
export const promptSchema = z.union([z.literal("promptly"), durationSchema]);
export const flag = z.boolean();
export const actors = z.array(z.enum(ACTOR_KINDS)).min(1);
export const contents = z.array(z.enum(CONTENT_ITEMS)).min(1);
export const bases = z.array(z.enum(BASIS_KINDS)).min(1);
export const classes = z.array(z.enum(["unconditional", "conditional", "withheld"])).min(1);

/**
 * Which of two values is the stricter, where a city's rule stands under the national one:
 * `shorter` periods, `longer` ones (retention, transition), `fewer` accepted kinds, `more` required contents,
 * `yes` or `no` of a flag. Without it the two are shown side by side and nobody chooses for a lawyer.
 */
export type Stricter = "shorter" | "longer" | "fewer" | "more" | "yes" | "no";

export interface Parameter<S extends z.ZodType> {
  title: Text;
  schema: S;
  stricter?: Stricter;
}

/** One question that every city's text is asked. */
export function parameter<S extends z.ZodType>(zh: string, en: string, schema: S, stricter?: Stricter): Parameter<S> {
  return { title: { zh, en }, schema, ...(stricter && { stricter }) };
}

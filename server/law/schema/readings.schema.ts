import { z } from "zod";
import { textSchema } from "./citation.schema";
import { says } from "./says";

const identifier = z.string().regex(/^[a-z][a-z0-9.-]*$/);
const articles = z.array(z.string().min(1)).min(1);

/** One ambiguity and the reading taken (A1 …), or one default where the texts are silent (D1 …). */
export const readingSchema = z.strictObject({
  id: z.string().regex(/^[AD]\d+$/, { error: says("应当是 A 或者 D 加编号", "must be A or D with a number") }),
  at: z
    .union([z.literal("all"), z.record(z.string(), articles)])
    .describe("City id → articles where it arises; all = every city"),
  problem: textSchema.describe("What is unclear, or on what the text is silent"),
  adopted: textSchema.describe("The reading or default that is applied"),
  other: textSchema.optional().describe("The other reading that the text would bear"),
  parameters: z.array(z.string().min(1)).default([]).describe("Keys of values that rest on it"),
  procedures: z.array(identifier).default([]).describe("Procedures that rest on it"),
  note: textSchema.optional().describe("What it bears on, where that is neither a value nor a step"),
});

/** `readings.yaml`: what every `A…` and `D…` in a reason stands for. */
export const readingsFileSchema = z.strictObject({
  readings: z
    .array(readingSchema)
    .min(1)
    .superRefine((readings, context) => {
      const seen = new Set<string>();
      readings.forEach(({ id }, index) => {
        if (seen.has(id))
          context.addIssue({
            code: "custom",
            path: [index, "id"],
            message: says(`“${id}”重复`, `"${id}" is used twice`),
          });
        seen.add(id);
      });
    }),
});

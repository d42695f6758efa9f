import { z } from "zod";
import { isCivilDate } from "../civil-date";
import { says } from "./says";

/** Both languages, always. */
export const textSchema = z
  .strictObject({ zh: z.string().min(1), en: z.string().min(1) })
  .describe("Chinese and English");

export const civilDateSchema = z
  .string()
  .refine(isCivilDate, {
    error: says("应当是一个存在的日期，写作 YYYY-MM-DD", "must be an existing day written YYYY-MM-DD"),
  })
  .describe("A civil date in Asia/Shanghai, YYYY-MM-DD");

/** Fields of a citation, to be spread into the objects that carry one. */
export const citationFields = {
  cites: z.string().min(1).describe('Article as in the text, such as "21" or "15(二)"'),
  basis: z
    .enum(["law", "reading", "default"])
    .describe("law = the text says so; reading = our interpretation; default = the text is silent"),
  reason: textSchema.optional().describe("Why, with its number (A1…, D12…); required for readings and defaults"),
};

interface Cited {
  basis: "law" | "reading" | "default";
  reason?: unknown;
}

/** A reading or a default without its reason is refused: nobody could judge it later. */
export function reasonGiven<S extends z.ZodType<Cited>>(schema: S): S {
  return schema.refine((cited: Cited) => cited.basis === "law" || cited.reason !== undefined, {
    error: says("依据为 reading 或者 default 时必须写明理由", "is needed where the basis is a reading or a default"),
    path: ["reason"],
  });
}

/** Entries of one value or procedure, oldest first; a change of law appends one. */
export function datedEntries<S extends z.ZodType<{ from: string }>>(entry: S) {
  return z
    .array(entry)
    .min(1)
    .superRefine((entries, context) => {
      entries.forEach((current, index) => {
        const before = entries[index - 1];
        if (before && before.from >= current.from) {
          context.addIssue({
            code: "custom",
            path: [index, "from"],
            message: says(
              `应当晚于前一条的日期（${before.from}）；新规定写在最后`,
              `must be later than the entry before it (${before.from})`,
            ),
          });
        }
      });
    });
}

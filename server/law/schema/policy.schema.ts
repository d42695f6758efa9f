import { z } from "zod";
import { PARAMETER_KEYS, PARAMETERS } from "../parameters";
import { PROCEDURE_IDS } from "../types";
import { citationFields, civilDateSchema, datedEntries, reasonGiven, textSchema } from "./citation.schema";
import { procedureSchema } from "./procedure.schema";

function legalValueSchema(value: z.ZodType) {
  const entry = z.strictObject({
    from: civilDateSchema.describe("First day on which this entry applies"),
    value: z
      .union([value, z.null(), z.literal("not-stipulated")])
      .describe("null = repealed; not-stipulated = the text is silent"),
    ...citationFields,
  });
  return datedEntries(reasonGiven(entry));
}

const parameterShape = Object.fromEntries(
  PARAMETER_KEYS.map((key) => [
    key,
    legalValueSchema(PARAMETERS[key].schema).optional().describe(PARAMETERS[key].title.en),
  ]),
);

const procedureShape = Object.fromEntries(PROCEDURE_IDS.map((id) => [id, procedureSchema.optional()]));

/** One file of a city's `policy/` folder. */
export const policyFileSchema = z.strictObject({
  title: textSchema.describe("The subject as clerks know it"),
  shared: z.record(z.string(), z.unknown()).optional().describe("YAML anchors used below; not read by itself"),
  parameters: z.strictObject(parameterShape).optional(),
  procedures: z.strictObject(procedureShape).optional(),
});

/** One dated value as read from a file. */
export interface DatedValue {
  from: string;
  value: unknown;
  cites: string;
  basis: "law" | "reading" | "default";
  reason?: { zh: string; en: string };
}

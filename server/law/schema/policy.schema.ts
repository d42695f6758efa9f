import { z } from "zod";
import { PARAMETER_KEYS, PARAMETERS } from "../parameters";
import { PROCEDURE_IDS } from "../types";
import { citationFields, civilDateSchema, datedEntries, reasonGiven, textSchema } from "./citation.schema";
import { localValueSchema } from "./local-value.schema";
import { nationalProceduresSchema, procedureSchema, supplementsSchema } from "./procedure.schema";
import { quickCheck } from "./quick-check";

function legalValueSchema(value: z.ZodType) {
  const entry = z.strictObject({
    from: civilDateSchema.describe("First day on which this entry applies"),
    value: z
      .union([z.literal("not-stipulated"), z.null(), value])
      .describe("null = repealed; not-stipulated = the text is silent"),
    ...citationFields,
  });
  return datedEntries(reasonGiven(entry));
}

const legalValues: Record<string, z.ZodType> = Object.fromEntries(
  PARAMETER_KEYS.map((key) => [key, legalValueSchema(PARAMETERS[key].schema)]),
);
const parameterShape = Object.fromEntries(
  PARAMETER_KEYS.map((key) => [key, legalValues[key]?.optional().describe(PARAMETERS[key].title.en) as z.ZodType]),
);

const procedureShape = Object.fromEntries(PROCEDURE_IDS.map((id) => [id, procedureSchema.optional()]));

/** One file of a city's `policy/` folder. */
export const policyFileSchema = z.strictObject({
  title: textSchema.describe("The subject as clerks know it"),
  shared: z.record(z.string(), z.unknown()).optional().describe("YAML anchors used below; not read by itself"),
  parameters: z.strictObject(parameterShape).optional(),
  local: z
    .record(
      z.string().regex(/^[a-z][a-z0-9_.]*$/),
      z.strictObject({ title: textSchema, entries: legalValueSchema(localValueSchema) }),
    )
    .optional()
    .describe("Values of this city alone; procedures name them local.<key>"),
  procedures: z.strictObject(procedureShape).optional(),
});

const looseFile = quickCheck(policyFileSchema.extend({ parameters: z.record(z.string(), z.unknown()).optional() }));
const legalValueChecks = new Map(Object.entries(legalValues).map(([key, schema]) => [key, quickCheck(schema)]));

/**
 * The same check, asking only the questions that the file answers: a file holds a dozen of some two hundred.
 * @returns null where anything is wrong; `policyFileSchema` then says what
 */
export function readPolicyFile(content: unknown): z.output<typeof policyFileSchema> | null {
  const loose = looseFile(content);
  if (!loose) return null;
  for (const [key, entries] of Object.entries(loose.parameters ?? {}))
    if ((legalValueChecks.get(key)?.(entries) ?? null) === null) return null;
  return loose as z.output<typeof policyFileSchema>;
}

/** One file of `tenants/national/policy/`: the values of the national regulation and what it adds to procedures. */
export const nationalPolicyFileSchema = z.strictObject({
  title: textSchema,
  shared: z.record(z.string(), z.unknown()).optional().describe("YAML anchors used below; not read by itself"),
  parameters: z.strictObject(parameterShape).optional(),
  supplements: supplementsSchema.optional(),
  procedures: nationalProceduresSchema.optional(),
});

/** One dated value as read from a file. */
export interface DatedValue {
  from: string;
  value: unknown;
  cites: string;
  basis: "law" | "reading" | "default";
  reason?: { zh: string; en: string };
}

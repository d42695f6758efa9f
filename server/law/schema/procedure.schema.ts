import { z } from "zod";
import { PARAMETER_KEYS } from "../parameters";
import { ACTOR_KINDS, CLOCK_STARTS, CONTENT_ITEMS } from "../types";
import { citationFields, civilDateSchema, datedEntries, reasonGiven, textSchema } from "./citation.schema";

const actors = z.array(z.enum(ACTOR_KINDS)).min(1);
const marks = z.array(z.enum(CLOCK_STARTS)).default([]).describe("Clock starts that happen here");
const identifier = z.string().regex(/^[a-z][a-z0-9-]*$/, { error: "must be lower-case words joined by hyphens" });
const parameterKey = z
  .enum(PARAMETER_KEYS as [string, ...string[]])
  .describe("Key of a value in this city's policy files");

const targetSchema = z
  .union([z.strictObject({ stage: identifier }), z.strictObject({ end: identifier })])
  .describe("Where it leads: a stage or an end");

const conditionSchema = z.strictObject({ attribute: z.string().min(1), equals: z.union([z.string(), z.boolean()]) });

const requiredItemSchema = reasonGiven(z.strictObject({ item: z.enum(CONTENT_ITEMS), ...citationFields }));

const actSchema = reasonGiven(
  z.strictObject({
    id: identifier,
    title: textSchema,
    ...citationFields,
    by: actors,
    to: targetSchema,
    requires: z.array(requiredItemSchema).default([]),
    offers: z.array(requiredItemSchema).default([]),
    accepted_basis: parameterKey.optional().describe("Value that lists the accepted kinds of legal basis"),
    causes: textSchema,
    marks,
  }),
);

const stageSchema = reasonGiven(
  z.strictObject({
    id: identifier,
    title: textSchema,
    ...citationFields,
    actors,
    joint: z.literal(true).optional().describe("All actors must act"),
    disagreement: targetSchema.optional().describe("Where a joint stage leads when the actors differ"),
    only_when: z.partialRecord(z.enum(ACTOR_KINDS), conditionSchema).default({}),
    seat: reasonGiven(
      z.strictObject({ value: z.enum(["city", "provider-region", "higher-of-parties"]), ...citationFields }),
    ).optional(),
    clock: z.strictObject({ start: z.enum(CLOCK_STARTS), within: parameterKey }).optional(),
    skip: reasonGiven(
      z.strictObject({ when: conditionSchema, to: targetSchema, causes: textSchema, ...citationFields }),
    ).optional(),
    acts: z.array(actSchema).min(1),
  }),
);

const followUpSchema = reasonGiven(
  z.strictObject({
    procedure: z.string().min(1),
    by: actors,
    automatic: z.boolean().default(false),
    causes: textSchema,
    ...citationFields,
  }),
);

const endSchema = reasonGiven(
  z.strictObject({
    id: identifier,
    title: textSchema,
    ...citationFields,
    outcome: z.enum(["granted", "refused", "withdrawn", "disputed", "settled", "not-settled"]),
    grants: z.boolean().default(false),
    follows: followUpSchema.optional(),
  }),
);

const filingSchema = reasonGiven(
  z.strictObject({
    title: textSchema,
    ...citationFields,
    by: actors,
    to: targetSchema,
    marks,
    application: z
      .array(
        reasonGiven(z.strictObject({ id: identifier, title: textSchema, required: z.boolean(), ...citationFields })),
      )
      .min(1),
    causes: textSchema,
  }),
);

const completionSchema = reasonGiven(
  z.strictObject({
    title: textSchema.describe("Title of the stage in which the requester completes the application"),
    act: textSchema.describe("Title of the act that returns it"),
    resubmit: textSchema.describe("Title of the resubmission"),
    ...citationFields,
    stages: z.array(identifier).min(1).describe("Stages in which an application may be returned"),
    to: identifier.describe("Stage where a completed application enters again"),
    marks,
    causes: textSchema,
    resubmit_causes: textSchema,
  }),
);

const withdrawalSchema = reasonGiven(
  z.strictObject({ title: textSchema, to: identifier, causes: textSchema, ...citationFields }),
);
const overdueSchema = reasonGiven(z.strictObject({ causes: textSchema, ...citationFields }));

/** One dated edition of a procedure as a policy file writes it. */
export const procedureEntrySchema = reasonGiven(
  z.strictObject({
    from: civilDateSchema,
    title: textSchema,
    ...citationFields,
    filing: filingSchema,
    stages: z.array(stageSchema).default([]),
    ends: z.array(endSchema).min(1),
    completion: completionSchema.optional(),
    withdrawal: withdrawalSchema.optional(),
    overdue: overdueSchema,
  }),
);

export const procedureSchema = datedEntries(procedureEntrySchema);

export type ProcedureEntry = z.output<typeof procedureEntrySchema>;
export type StageEntry = ProcedureEntry["stages"][number];
export type ActEntry = StageEntry["acts"][number];

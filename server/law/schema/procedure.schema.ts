import { z } from "zod";
import { PARAMETER_KEYS } from "../parameters";
import {
  ACTOR_KINDS,
  CASE_OUTREACH,
  CASE_SUBJECTS,
  CLOCK_STARTS,
  CONTENT_ITEMS,
  FIELD_KINDS,
  OUTCOMES,
  PROCEDURE_IDS,
} from "../types";
import { citationFields, civilDateSchema, datedEntries, reasonGiven, textSchema } from "./citation.schema";
import { says } from "./says";

const actors = z.array(z.enum(ACTOR_KINDS)).min(1);
const start = z.enum(CLOCK_STARTS);
const marks = z.array(start).default([]).describe("Clock starts that happen here");
const markedBy = z
  .partialRecord(start, z.string())
  .default({})
  .describe("Clock starts whose civil day a field of the form states: start: field");
export const identifier = z.string().regex(/^[a-z][a-z0-9-]*$/, {
  error: says("只能用小写字母和数字，以连字符连接", "must be lower-case words joined by hyphens"),
});
const outreach = z.array(z.enum(CASE_OUTREACH)).default([]).describe("What it does beyond the case");

/** A value of this city's policy files: one of the registry's, or one of its own under `local:`. */
export const parameterKey = z
  .union([z.enum(PARAMETER_KEYS as [string, ...string[]]), z.string().regex(/^local\.[a-z][a-z0-9_.]*$/)])
  .describe("Key of a value in this city's policy files");

const targetSchema = z
  .union([z.strictObject({ stage: identifier }), z.strictObject({ end: identifier })])
  .describe("Where it leads: a stage or an end");

const plain = z.union([z.string(), z.boolean()]);
const singleCondition = z.union([
  z.strictObject({ attribute: z.string().min(1), equals: plain }),
  z.strictObject({ attribute: z.string().min(1), in: z.array(plain).min(1) }),
  z.strictObject({ attribute: z.string().min(1), not: plain }),
]);
export const conditionSchema = z.union([
  singleCondition,
  z.strictObject({ all: z.array(singleCondition).min(2).describe("Must hold together") }),
]);

const requiredItemSchema = reasonGiven(z.strictObject({ item: z.enum(CONTENT_ITEMS), ...citationFields }));

/** What a field of a form says of itself, besides where it is asked. */
export const fieldParts = {
  id: identifier,
  title: textSchema,
  required: z.boolean(),
  kind: z.enum(FIELD_KINDS).default("text"),
  options: z
    .array(z.strictObject({ value: z.string().min(1), title: textSchema }))
    .default([])
    .describe("Of a choice"),
  when: conditionSchema.optional().describe("Asked only where this holds of the case and of the same form"),
};

/** Options belong to a choice and to nothing else. */
export const optionsFit = ({ kind, options }: { kind: string; options: unknown[] }) =>
  (kind === "choice") === options.length > 0;
export const OPTIONS_FIT = {
  error: says("选项只属于 choice 字段，choice 字段必须有选项", "options belong to a choice, and a choice needs them"),
  path: ["options"],
};

const fieldSchema = reasonGiven(z.strictObject({ ...fieldParts, ...citationFields })).refine(optionsFit, OPTIONS_FIT);

const actSchema = reasonGiven(
  z.strictObject({
    id: identifier,
    title: textSchema,
    ...citationFields,
    by: actors,
    to: targetSchema,
    requires: z.array(requiredItemSchema).default([]),
    offers: z.array(requiredItemSchema).default([]),
    fields: z.array(fieldSchema).default([]).describe("The act's own form"),
    accepted_basis: parameterKey.optional().describe("Value that lists the accepted kinds of legal basis"),
    outreach,
    causes: textSchema,
    marks,
    marked_by: markedBy,
    early: z.literal(true).optional().describe("May be done while a minimum period still runs"),
    late: z
      .union([z.literal(true), identifier])
      .optional()
      .describe("May be done only once the period has run out: this stage's own, or that of the former stage named"),
  }),
);

const seatSchema = reasonGiven(
  z.strictObject({ value: z.enum(["city", "provider-region", "higher-of-parties"]), ...citationFields }),
);

const clockSchema = z.strictObject({
  start,
  within: parameterKey,
  variants: z
    .array(z.strictObject({ when: conditionSchema, start: start.optional(), within: parameterKey }))
    .default([])
    .describe("Other lengths for cases with these attributes"),
  chosen: identifier.optional().describe("Field of the filing or a former act that states the length"),
  national: parameterKey
    .optional()
    .describe("Key of the national value for this step, where it is not the clock's own"),
});

const skipSchema = reasonGiven(
  z.strictObject({ when: conditionSchema, to: targetSchema, causes: textSchema, ...citationFields }),
);

const extensionSchema = reasonGiven(
  z.strictObject({
    within: parameterKey.describe("Value that says how long at most and who consents"),
    by: actors.describe("Who consents"),
    times: z.int().positive().default(1),
    tells: z.array(z.enum(ACTOR_KINDS)).default(["requester"]),
    ...citationFields,
  }),
);

const expirySchema = reasonGiven(
  z.strictObject({ to: targetSchema, marks, causes: textSchema, ...citationFields }),
).describe("What the law deems decided when time runs out; without it silence decides nothing");

export const stageSchema = reasonGiven(
  z.strictObject({
    id: identifier,
    title: textSchema,
    ...citationFields,
    actors: actors.describe("Who has to act"),
    also: z.array(z.enum(ACTOR_KINDS)).default([]).describe("Who may act besides, although nobody waits for them"),
    joint: z.literal(true).optional().describe("All actors must act"),
    disagreement: targetSchema.optional().describe("Where a joint stage leads when the actors differ"),
    only_when: z.partialRecord(z.enum(ACTOR_KINDS), conditionSchema).default({}),
    seat: seatSchema.optional(),
    clock: clockSchema.optional(),
    skip: z
      .union([skipSchema.transform((one) => [one]), z.array(skipSchema)])
      .default([])
      .describe("When the case passes over this stage"),
    extension: extensionSchema.optional(),
    on_expiry: expirySchema.optional(),
    acts: z.array(actSchema).min(1),
  }),
);

const followUpSchema = reasonGiven(
  z.strictObject({
    procedure: z.string().min(1),
    by: actors,
    automatic: z.boolean().default(false),
    fields: z.record(identifier, z.string().min(1)).default({}).describe("What its form says from the start"),
    causes: textSchema,
    ...citationFields,
  }),
);

export const endSchema = reasonGiven(
  z.strictObject({
    id: identifier,
    title: textSchema,
    ...citationFields,
    outcome: z.enum(OUTCOMES),
    grants: z.boolean().default(false),
    outreach,
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
    marked_by: markedBy,
    outreach,
    application: z.array(fieldSchema).min(1),
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
    clock: z
      .enum(["restart", "pause"])
      .default("restart")
      .describe("restart = a new period; pause = what was left of the old one"),
    causes: textSchema,
    resubmit_causes: textSchema,
  }),
);

const withdrawalSchema = reasonGiven(
  z.strictObject({
    title: textSchema,
    to: identifier,
    stages: z.array(identifier).min(1).optional().describe("Stages in which it may be taken back; without it, any"),
    causes: textSchema,
    ...citationFields,
  }),
);
const overdueSchema = reasonGiven(z.strictObject({ causes: textSchema, ...citationFields }));

/** One dated edition of a procedure as a policy file writes it. */
export const procedureEntrySchema = reasonGiven(
  z.strictObject({
    from: civilDateSchema,
    title: textSchema,
    ...citationFields,
    about: z.enum(CASE_SUBJECTS).default("entry").describe("What a case of it is about"),
    sides: z.partialRecord(z.enum(ACTOR_KINDS), textSchema).default({}).describe("What the sides are called here"),
    filing: filingSchema,
    stages: z.array(stageSchema).default([]),
    ends: z.array(endSchema).min(1),
    completion: completionSchema.optional(),
    withdrawal: withdrawalSchema.optional(),
    overdue: overdueSchema,
  }),
);

/** From this day the city has no such procedure: its text never had one, or it was repealed (null). */
const absentEntrySchema = reasonGiven(
  z.strictObject({
    from: civilDateSchema,
    value: z.union([z.literal("not-stipulated"), z.null()]),
    ...citationFields,
  }),
);

export const procedureSchema = datedEntries(z.union([procedureEntrySchema, absentEntrySchema]));

/** Acts that take effect only with the word of the department's own head. */
const signOffSchema = reasonGiven(
  z.strictObject({
    clocks: z.array(parameterKey).default([]).describe("Keys of the limits in whose stages it is needed"),
    stages: z.array(identifier).default([]).describe("Stages in which it is needed, whatever limits them"),
    by: actors.describe("Who agrees"),
    of: actors.describe("Whose answer it is"),
    causes: textSchema.describe("What putting an answer forward causes"),
    sign: z.strictObject({ title: textSchema, causes: textSchema }),
    send_back: z.strictObject({ title: textSchema, causes: textSchema }),
    ...citationFields,
  }),
);

/** What the forms of acts ask besides. */
const askedSchema = z.strictObject({
  stages: z.array(identifier).min(1).describe("Stages of the city's procedure"),
  acts: z.array(identifier).min(1),
  fields: z.array(fieldSchema).min(1),
});

/**
 * One rung of a ladder: a stage that comes before everything else, or in the place of an end. In its acts
 * `{ stage: filed }` stands for where the city's own filing would have gone.
 */
const rungSchema = z
  .strictObject({
    rung: z.string().min(1).describe("The choice that stands for it"),
    of: parameterKey.describe("Value that says which rungs the city's own text has"),
    first: z.literal(true).optional().describe("It comes before everything that the city's text provides"),
    instead_of: z.enum(OUTCOMES).optional().describe("It takes the place of the ends with this outcome"),
    causes: textSchema.optional().describe("What an act causes that leads here instead of to such an end"),
    marks,
    stage: stageSchema,
    ends: z.array(endSchema).default([]),
  })
  .refine(({ first, instead_of }) => (first === undefined) !== (instead_of === undefined), {
    error: says("须写明 first 或者 instead_of 之一", "says either first or instead_of"),
  });

/**
 * What the superior law adds to a city's procedure from a day on, where the city's text is silent: a stage before the
 * filing takes effect, one between consent and grant, extensions by the keys of the clocks they prolong. In an act,
 * `{ stage: filed }` and `{ end: reached }` stand for where the city's own procedure would have gone.
 */
export const supplementSchema = reasonGiven(
  z.strictObject({
    from: civilDateSchema,
    ...citationFields,
    before_filing: stageSchema.optional(),
    before_grant: stageSchema.optional(),
    rungs: z.array(rungSchema).default([]).describe("Steps of a ladder, each where the city's own text lacks it"),
    seat: seatSchema
      .optional()
      .describe("Whose office sits, where the city's own text would take the provider's level"),
    ends: z.array(endSchema).default([]),
    extensions: z
      .array(z.strictObject({ clocks: z.array(parameterKey).min(1), extension: extensionSchema }))
      .default([]),
    sign_off: signOffSchema.optional(),
    asks: z
      .array(askedSchema)
      .default([])
      .describe("What acts state besides, each where the city's own form does not ask it"),
    returned_once: reasonGiven(z.strictObject({ ...citationFields })).optional(),
  }),
);

export const supplementsSchema = z.strictObject(
  Object.fromEntries(PROCEDURE_IDS.map((id) => [id, datedEntries(supplementSchema).optional()])),
);

/** Procedures of the superior law itself; they run where a city's text has none of that kind. */
export const nationalProceduresSchema = z.strictObject(
  Object.fromEntries(PROCEDURE_IDS.map((id) => [id, datedEntries(procedureEntrySchema).optional()])),
);

export type ProcedureEntry = z.output<typeof procedureEntrySchema>;
export type AbsentEntry = z.output<typeof absentEntrySchema>;
export type Supplement = z.output<typeof supplementSchema>;
export type StageEntry = ProcedureEntry["stages"][number];
export type EndEntry = ProcedureEntry["ends"][number];
export type ActEntry = StageEntry["acts"][number];
export type FieldEntry = ActEntry["fields"][number];

/** True for an entry that says there is no such procedure. */
export function isAbsent(entry: ProcedureEntry | AbsentEntry): entry is AbsentEntry {
  return "value" in entry;
}

import { z } from "zod";
import { CONTACT_ROLES, DOCUMENT_ROLES, KEEPERS, READERS, REGISTER_SUBJECTS } from "../register-types";
import { citationFields, civilDateSchema, datedEntries, reasonGiven, textSchema } from "./citation.schema";
import { conditionSchema, fieldParts, identifier, OPTIONS_FIT, optionsFit, parameterKey } from "./procedure.schema";

const one = z
  .strictObject({ department: z.string().min(1) })
  .describe("One department of this city alone, by its code in departments.yaml");
const keepers = z
  .array(z.union([z.enum(KEEPERS), one]))
  .min(1)
  .describe("department = every department; authority = the data authority of every level; city-authority; government");
const readers = z
  .array(z.union([z.enum(READERS), one]))
  .default([])
  .describe("Who reads it besides its keeper and the department that a record concerns");

/** A citation that may be left out: the register's `form` then stands for it. */
const ownCitation = {
  cites: citationFields.cites.optional(),
  basis: citationFields.basis.optional(),
  reason: citationFields.reason,
};

const fieldSchema = z.strictObject({ ...fieldParts, ...ownCitation }).refine(optionsFit, OPTIONS_FIT);

const checkSchema = z.strictObject({
  id: identifier,
  when: conditionSchema.describe("Of the record's own fields"),
  does: z.enum(["warn", "refuse"]).default("warn").describe("warn = kept and marked; refuse = not kept"),
  says: textSchema,
  ...ownCitation,
});

const comparisonSchema = z.strictObject({
  id: identifier,
  field: identifier.describe("Field whose lines must all be there"),
  against: identifier.describe("Field that names the lines"),
  says: textSchema.describe("Said before the lines that are missing"),
  ...ownCitation,
});

const repetitionSchema = z.strictObject({
  field: identifier.describe("Field that no other record and no item of the catalogue should repeat"),
  unless: identifier.describe("Field that justifies a repetition; asked for as soon as there is one"),
  ...ownCitation,
});

const replySchema = z.strictObject({
  id: identifier,
  title: textSchema.describe("What the button says"),
  by: z
    .array(z.union([z.enum([...KEEPERS, "concerned"]), one]))
    .min(1)
    .describe("concerned = the department that the record is about"),
  words: z.enum(["none", "asked"]).default("none"),
  awaited: z.literal(true).optional().describe("Everybody named owes it to every record"),
  when: conditionSchema.optional().describe("Only to records of which this holds"),
  ...ownCitation,
});

const tellSchema = z.strictObject({
  to: keepers,
  when: conditionSchema.optional(),
  ...ownCitation,
});

const reviewSchema = z.union([
  z.literal("not-stipulated"),
  z.strictObject({
    every: parameterKey.optional().describe("Value that says how often"),
    counts_from: identifier.optional().describe("Date field from which it counts; the day of recording without one"),
    next: identifier.optional().describe("Date field in which the keeper states the day; goes before `every`"),
    counts: z
      .enum(["each", "newest"])
      .default("each")
      .describe("each = every record by itself; newest = runs that follow one another, of which the last counts"),
    closed: conditionSchema.optional().describe("A record of which this holds is due no more"),
  }),
]);

/** One dated edition of a register. */
export const registerEntrySchema = reasonGiven(
  z.strictObject({
    from: civilDateSchema,
    title: textSchema,
    description: textSchema,
    subject: z.enum(REGISTER_SUBJECTS),
    ...citationFields,
    kept_by: keepers,
    read_by: readers,
    mandatory: z.boolean().default(false).describe("Every keeper must have at least one record"),
    states: z
      .array(z.enum([...CONTACT_ROLES, ...DOCUMENT_ROLES]))
      .default([])
      .describe("What of that which a department states of itself is kept here; its profile then does not ask for it"),
    form: reasonGiven(z.strictObject(citationFields)).describe("On what the fields rest that cite nothing themselves"),
    fields: z.array(fieldSchema).min(1),
    concerns: identifier.optional().describe("Field of kind department: that department reads the record"),
    review: reviewSchema.describe("When a record is due again"),
    checks: z.array(checkSchema).default([]),
    compares: z.array(comparisonSchema).default([]),
    repeats: repetitionSchema.optional(),
    replies: z.array(replySchema).default([]),
    tells: z.array(tellSchema).default([]).describe("Who is told at once when something is recorded"),
    opens_when: conditionSchema.optional().describe("Of a public register: only such records are open"),
    suspends: z
      .strictObject({ title: textSchema, causes: textSchema, ...ownCitation })
      .optional()
      .describe("The keeper may suspend at once every grant that it gave"),
    certificate: z
      .strictObject({ title: textSchema, says: textSchema, ...ownCitation })
      .optional()
      .describe("The record prints as this certificate"),
  }),
);

/** From this day the city keeps no such register: it was repealed. */
const noRegisterSchema = reasonGiven(z.strictObject({ from: civilDateSchema, value: z.null(), ...citationFields }));

/** One file of a city's `registers/` folder. */
export const registersFileSchema = z.strictObject({
  title: textSchema.describe("The subject as clerks know it"),
  shared: z.record(z.string(), z.unknown()).optional().describe("YAML anchors used below; not read by itself"),
  registers: z.record(identifier, datedEntries(z.union([registerEntrySchema, noRegisterSchema]))),
});

export type RegisterEntry = z.output<typeof registerEntrySchema>;
export type NoRegister = z.output<typeof noRegisterSchema>;
export type RegisterEditions = readonly (RegisterEntry | NoRegister)[];

/** True for an entry that ends a register. */
export function isEnded(entry: RegisterEntry | NoRegister): entry is NoRegister {
  return "value" in entry;
}

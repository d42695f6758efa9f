import { z } from "zod";
import { annualDateSchema, durationSchema, extensionSchema, flag, textSchema, textsSchema } from "../parameters/shape";

/** What a value of one city alone may be: a period, an extension, a yearly day, a flag, a number, or words. */
export const localValueSchema = z.union([
  durationSchema,
  extensionSchema,
  annualDateSchema,
  flag,
  z.int(),
  textSchema,
  textsSchema,
]);

import type { z } from "zod";
import { CATALOGUE } from "./catalogue";
import { CORRECTION } from "./correction";
import { DISPUTES } from "./disputes";
import { OPENING } from "./opening";
import { REPORTS } from "./reports";
import { SHARING } from "./sharing";
import { USE } from "./use";

export { ACCESS_LOG_FIELDS, durationSchema, type Parameter, type Stricter } from "./shape";

/**
 * Every question that a city's text is asked. A city answers each one, if only with `not-stipulated`,
 * so that silence is a statement and a forgotten value an error.
 */
export const PARAMETERS = {
  ...SHARING,
  ...USE,
  ...DISPUTES,
  ...CORRECTION,
  ...CATALOGUE,
  ...OPENING,
  ...REPORTS,
} as const;

export type ParameterKey = keyof typeof PARAMETERS;
export type ParameterValue<K extends ParameterKey> = z.output<(typeof PARAMETERS)[K]["schema"]>;

export const PARAMETER_KEYS = Object.keys(PARAMETERS) as ParameterKey[];

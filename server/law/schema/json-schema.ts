import { z } from "zod";
import {
  calendarFileSchema,
  cityCalendarFileSchema,
  cityFileSchema,
  departmentsFileSchema,
  nationalInstrumentSchema,
  provincesFileSchema,
} from "./city.schema";
import { nationalPolicyFileSchema, policyFileSchema } from "./policy.schema";
import { readingsFileSchema } from "./readings.schema";
import { registersFileSchema } from "./registers.schema";

const FILES = {
  city: cityFileSchema,
  departments: departmentsFileSchema,
  provinces: provincesFileSchema,
  calendar: calendarFileSchema,
  "city-calendar": cityCalendarFileSchema,
  policy: policyFileSchema,
  national: nationalInstrumentSchema,
  "national-policy": nationalPolicyFileSchema,
  readings: readingsFileSchema,
  registers: registersFileSchema,
};

/** The JSON Schema of every kind of tenant file, by file name, ready to be written. */
export function jsonSchemas(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(FILES).map(([name, schema]) => {
      const json = z.toJSONSchema(schema, { io: "input", reused: "ref" });
      return [`${name}.schema.json`, `${JSON.stringify(json, null, 2)}\n`];
    }),
  );
}

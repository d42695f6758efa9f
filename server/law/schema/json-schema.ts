import { z } from "zod";
import { calendarFileSchema, cityFileSchema, departmentsFileSchema, provincesFileSchema } from "./city.schema";
import { policyFileSchema } from "./policy.schema";

const FILES = {
  city: cityFileSchema,
  departments: departmentsFileSchema,
  provinces: provincesFileSchema,
  calendar: calendarFileSchema,
  policy: policyFileSchema,
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

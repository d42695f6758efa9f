import { z } from "zod";
import { citationFields, civilDateSchema, reasonGiven, textSchema } from "./citation.schema";

const code = z.string().regex(/^[a-z][a-z0-9-]*$/, { error: "must be lower-case words joined by hyphens" });
const regionCode = z.string().regex(/^\d{6}$/, { error: "must be a six-digit administrative code in quotes" });
const classNames = z.strictObject({ unconditional: textSchema, conditional: textSchema, withheld: textSchema });

/** `city.yaml`: who the city is and how it speaks. */
export const cityFileSchema = z.strictObject({
  id: code.describe("Tenant id; equals the folder's name"),
  names: textSchema,
  short: textSchema,
  region_code: regionCode,
  level: z.enum(["prefecture", "municipality", "zone"]),
  province: z
    .string()
    .regex(/^province-[a-z]+$/)
    .describe("Tenant id of the province in provinces.yaml"),
  instrument: z.strictObject({
    title: textSchema,
    kind: textSchema,
    status: z.enum(["in-force", "draft", "unknown"]),
    effective: reasonGiven(z.strictObject({ value: civilDateSchema, ...citationFields })),
    citation: textSchema,
    notes: z.array(textSchema).default([]),
  }),
  words: z.strictObject({
    data_resource: textSchema,
    authority: textSchema,
    provider: textSchema,
    consumer: textSchema,
    sharing_platform: textSchema,
    opening_platform: textSchema,
    catalogue: textSchema,
    sharing: classNames,
    opening: classNames,
  }),
  bodies: z.strictObject({
    authority: textSchema,
    government: textSchema,
    leading_group: z.union([textSchema, z.literal("not-stipulated")]),
  }),
  regions: z
    .array(
      z.strictObject({
        code: regionCode,
        names: textSchema,
        kind: z.enum(["city", "county", "district", "county-level-city", "zone"]),
      }),
    )
    .min(1),
});

/** `departments.yaml`: every office that can be a party. */
export const departmentsFileSchema = z.strictObject({
  departments: z
    .array(
      z.strictObject({
        code,
        names: textSchema,
        kind: z.enum(["department", "authority", "government", "delegate"]),
        region: regionCode,
        domains: z
          .array(
            z.strictObject({ zh: z.string().min(1), en: z.string().min(1), article: z.string().min(1).optional() }),
          )
          .default([]),
      }),
    )
    .min(1),
});

/** `provinces.yaml`: the oversight tenants. */
export const provincesFileSchema = z.strictObject({
  provinces: z.array(
    z.strictObject({ tenant: z.string().regex(/^province-[a-z]+$/), code: regionCode, names: textSchema }),
  ),
});

/** `national/calendar.yaml`: the years whose holiday schedule has been checked and loaded. */
export const calendarFileSchema = z.strictObject({
  published: z.array(z.strictObject({ year: z.int().min(2004).max(2100), source: textSchema })).min(1),
});

import { z } from "zod";
import { citationFields, civilDateSchema, datedEntries, reasonGiven, textSchema } from "./citation.schema";
import { says } from "./says";

const code = z.string().regex(/^[a-z][a-z0-9-]*$/, {
  error: says("只能用小写字母和数字，以连字符连接", "must be lower-case words joined by hyphens"),
});
const regionCode = z.string().regex(/^\d{6}$/, {
  error: says("应当是六位行政区划代码，并加引号", "must be a six-digit administrative code in quotes"),
});
const classNames = z.strictObject({ unconditional: textSchema, conditional: textSchema, withheld: textSchema });

const instrumentSchema = z.strictObject({
  title: textSchema,
  kind: textSchema,
  status: z.enum(["in-force", "draft", "unknown"]),
  effective: reasonGiven(z.strictObject({ value: civilDateSchema, ...citationFields })),
  published: z
    .strictObject({ on: civilDateSchema, source: textSchema.describe("Where it was published") })
    .optional()
    .describe(
      "Entered once known, where the text is in force from a publication that it does not date: effect and expiry count from it",
    ),
  articles: z.int().positive().optional().describe("How many articles the text has; a citation beyond it is a mistake"),
  citation: textSchema,
  notes: z.array(textSchema).default([]),
});

/** `national/instrument.yaml`: the regulation above the cities. */
export const nationalInstrumentSchema = z.strictObject({
  id: z.literal("national"),
  names: textSchema,
  short: textSchema.describe("How a citation names it, such as 国务院令第809号"),
  instrument: instrumentSchema,
});

/** `city.yaml`: who the city is and how it speaks. */
export const cityFileSchema = z.strictObject({
  id: code.describe("Tenant id; equals the folder's name"),
  names: textSchema,
  short: textSchema,
  region_code: regionCode,
  level: z.enum(["prefecture", "municipality", "zone"]),
  province: z
    .string()
    .regex(/^province-[a-z]+$/, {
      error: says("应当写作 province- 加小写字母", "must be province- and lower-case letters"),
    })
    .describe("Tenant id of the province in provinces.yaml"),
  instrument: instrumentSchema,
  superior_law: datedEntries(
    reasonGiven(
      z.strictObject({
        from: civilDateSchema,
        mode: z.enum(["stricter-of", "as-written"]),
        ...citationFields,
      }),
    ),
  )
    .optional()
    .describe("How the city's own text stands under national law; stricter-of where nothing is written"),
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
            z.strictObject({
              zh: z.string().min(1),
              en: z.string().min(1),
              article: z.string().min(1).optional(),
              keywords: z
                .array(z.string().min(2))
                .optional()
                .describe("Words of its data by which its owner is proposed"),
            }),
          )
          .default([]),
      }),
    )
    .min(1),
});

/** `provinces.yaml`: the oversight tenants. */
export const provincesFileSchema = z.strictObject({
  provinces: z.array(
    z.strictObject({
      tenant: z.string().regex(/^province-[a-z]+$/, {
        error: says("应当写作 province- 加小写字母", "must be province- and lower-case letters"),
      }),
      code: regionCode,
      names: textSchema,
    }),
  ),
});

/** `national/calendar.yaml`: the years whose holiday schedule has been checked and loaded. */
export const calendarFileSchema = z.strictObject({
  published: z.array(z.strictObject({ year: z.int().min(2004).max(2100), source: textSchema })).min(1),
  statutory_holidays: datedEntries(
    reasonGiven(
      z.strictObject({
        from: civilDateSchema,
        value: z.int().min(1).max(60).describe("Days a year; a schedule that names fewer is not complete"),
        instrument: textSchema,
        ...citationFields,
      }),
    ),
  ).describe("How many holidays a year the law gives everyone"),
});

/** `<city>/calendar.yaml`: days off, or days of work, that the city ordered for itself. */
export const cityCalendarFileSchema = z.strictObject({
  days: z.array(
    z
      .strictObject({
        date: civilDateSchema,
        working: z.boolean().describe("false = a day off in this city; true = a day of work"),
        name: textSchema,
        cites: z.string().min(1).optional().describe("Article of the city's own text, where that orders the day"),
        source: textSchema.optional().describe("The notice that orders the day, with its number"),
      })
      .refine(({ cites, source }) => cites !== undefined || source !== undefined, {
        error: says("没有引用条文时必须写明依据的通知", "is needed where no article is cited"),
        path: ["source"],
      }),
  ),
});

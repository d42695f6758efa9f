import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { headerOf } from "@/server/api/rest/bearer";
import { invalidInput } from "@/server/api/rest/problems";
import { readFilter } from "@/server/api/rest/row-query";
import { FORMATS, type Format, rowCursor, rowSort, statedPurpose } from "@/server/delivery/grant.schema";
import type { RowQuestion } from "@/server/delivery/read-resource-rows";
import { acceptedFormat, MEDIA_TYPES } from "@/server/delivery/rules/formats";
import { invalid } from "@/server/shared/errors";
import { type XlsxCell, xlsxBytes } from "@/server/shared/xlsx-writer";

/** Pages of rows, of a grant or of open data: how they are asked for and answered. */

export const rowsParameters = z.object({
  columns: z
    .string()
    .max(8_400)
    .regex(/^[a-z][a-z0-9_]{0,40}(,[a-z][a-z0-9_]{0,40})*$/)
    .optional()
    .openapi({ description: "Names of columns, divided by commas; all that may be seen without it." }),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(100)
    .openapi({ type: "integer", description: "Rows of a page." }),
  after: rowCursor.optional().openapi({
    description:
      "`next` of the page before. It belongs to its question: with other columns, conditions or another order it is refused.",
  }),
  sort: rowSort
    .optional()
    .openapi({ description: "A column in whose order rows come, `-` before it for descending; see `sortable`." }),
  count: z
    .enum(["true", "false"])
    .optional()
    .openapi({ description: "`true` counts the rows of the question: exact up to 10,000, beyond that a floor." }),
  format: z.enum(FORMATS).optional().openapi({ description: "Instead of `Accept`." }),
});
const question = rowsParameters.extend({ id: z.uuid() });

export const purposeParameter = z.object({
  purpose: statedPurpose.optional().openapi({
    description:
      "The purpose that the data are read for, as `purposeCode` or in the grant's words; also as header `Heliu-Purpose` (percent-encoded UTF-8). What is stated must be the grant's.",
  }),
});

export const FILTER_PARAMETER = {
  name: "filter",
  in: "query" as const,
  required: false,
  style: "form" as const,
  explode: true,
  schema: { type: "object" as const, additionalProperties: { type: "string" as const } },
  description:
    "Conditions, all of which must hold: `filter.{column}=value`, or with an operator `filter.{column}.{eq|ne|in|gt|gte|lt|lte|null|prefix|contains}=value` (`in`: values divided by commas; `null`: true or false; `contains`: two characters or more). At most 20. Only columns that are shown unmasked.",
};

/** A page as JSON, as it is described. */
export const pageSchema = z.object({
  resource: z.uuid(),
  version: z.int(),
  rows: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))),
  next: z.string().nullable(),
  total: z.int().optional().openapi({ description: "With `count=true`." }),
  totalExact: z.boolean().optional().openapi({ description: "Whether `total` is exact, or a floor." }),
});

/** The formats that rows are offered in, for a description. */
export function pageContent<T extends z.ZodType>(schema: T) {
  return {
    "application/json": { schema },
    "text/csv": { schema: z.string() },
    "application/x-ndjson": { schema: z.string() },
    [MEDIA_TYPES.xlsx]: { schema: z.string().openapi({ format: "binary" }) },
  };
}

/** What a reader is told with data that may not be kept. */
export function storageHeader(where: string) {
  return {
    "Heliu-Storage": z
      .literal("not-allowed")
      .optional()
      .openapi({ description: `Stands there where the grant does not allow storing; ${where}` }),
  };
}

export const pageHeaders = {
  "Heliu-Data-Version": z.string().openapi({ description: "Version of the data." }),
  "Heliu-Total": z.string().optional().openapi({ description: "With `count=true`; `>=` before a floor." }),
  Link: z.string().optional().openapi({ description: 'The next page (rel="next"), when there is one.' }),
};

/**
 * What is asked, from path and query.
 * @throws DomainError INVALID
 */
export function questionOf(c: Context, id: string): RowQuestion {
  const queries = c.req.queries();
  const { columns: [columns] = [], limit: [limit] = [], after: [after] = [], sort: [sort] = [] } = queries;
  const { count: [count] = [], format: [format] = [], purpose: [purpose] = [] } = queries;
  const parsed = question.safeParse({ id, columns, limit, after, sort, count, format });
  if (!parsed.success) throw invalidInput(parsed.error.issues);
  return {
    entryId: id,
    columns: parsed.data.columns?.split(",") ?? null,
    filter: readFilter(queries),
    sort: parsed.data.sort ?? null,
    after: parsed.data.after ?? null,
    limit: parsed.data.limit,
    count: parsed.data.count === "true",
    purpose: purposeOf(c, purpose),
  };
}

/**
 * The purpose that the caller states, from the header or the parameter.
 * @throws DomainError INVALID
 */
export function purposeOf(c: Context, parameter: string | undefined): string | null {
  const header = headerOf(c, "heliu-purpose");
  if (header === undefined && parameter === undefined) return null;
  try {
    return statedPurpose.parse(header === undefined ? parameter : decodeURIComponent(header));
  } catch {
    throw invalid({ path: header === undefined ? "purpose" : "Heliu-Purpose", problem: "wrong" });
  }
}

/** The format that the caller wants, by the parameter `format` or Accept; null where there is none that we have. */
export function formatOf(c: Context, otherwise: Format = "json"): Format | null {
  const asked = /[?&]format=(\w+)/.exec(c.req.url)?.[1] as Format | undefined;
  return asked && FORMATS.includes(asked) ? asked : acceptedFormat(headerOf(c, "accept"), otherwise);
}

interface Page {
  body: string;
  columns: string[];
  next: string | null;
  version: number;
  total: number | null;
  exact: boolean | null;
  accessRecordId?: string;
  missing?: string[];
  noStorage?: boolean;
}

/** Answers a page. The rows stay the text that the database wrote: parsing and writing them again would cost more than reading them. */
export function sendPage(c: Context, format: Format, id: string, page: Page): Response | Promise<Response> {
  const { body, columns, next, version, total, exact, accessRecordId, missing = [], noStorage } = page;
  const headers = {
    ...(accessRecordId ? { "Heliu-Access-Record": accessRecordId } : {}),
    "Heliu-Data-Version": String(version),
    ...(missing.length > 0 ? { "Heliu-Missing-Columns": missing.join(",") } : {}),
    ...(noStorage ? { "Heliu-Storage": "not-allowed" } : {}),
    ...(total === null ? {} : { "Heliu-Total": exact ? String(total) : `>=${total}` }),
    ...(next ? { Link: `<${nextPath(c, next)}>; rel="next"` } : {}),
  };
  if (format === "csv") return send(c, "text/csv; charset=utf-8", `${columns.join(",")}\r\n${body}`, headers);
  if (format === "ndjson") return send(c, "application/x-ndjson; charset=utf-8", body, headers);
  if (format === "xlsx") return workbook(columns, body).then((bytes) => send(c, MEDIA_TYPES.xlsx, bytes, headers));
  const evidence = accessRecordId ? `"accessRecord":"${accessRecordId}",` : "";
  const counted = total === null ? "" : `,"total":${total},"totalExact":${exact}`;
  const text = `{"resource":"${id}","version":${version},${evidence}"rows":${body},"next":${next ? `"${next}"` : "null"}${counted}}`;
  return send(c, "application/json; charset=utf-8", text, headers);
}

async function workbook(columns: string[], body: string): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  async function* rows() {
    for (const row of JSON.parse(body) as Record<string, XlsxCell>[]) yield columns.map((name) => row[name] ?? null);
  }
  for await (const part of xlsxBytes(columns, rows())) parts.push(part);
  return Buffer.concat(parts);
}

/** Answers on Node's own response where there is one: a web Response around it costs a fifth of the request. */
function send(c: Context, type: string, body: string | Buffer, headers: Record<string, string>): Response {
  const all = { ...headers, "Content-Type": type, "Cache-Control": "no-store", Vary: "Authorization, Accept" };
  const outgoing = (c.env as Partial<HttpBindings> | undefined)?.outgoing;
  if (!outgoing) return c.body(body as never, 200, all);
  // Encoded here and once: Node encodes a string while it writes, which costs three times as much.
  const bytes = typeof body === "string" ? Buffer.from(body) : body;
  outgoing.writeHead(200, { ...all, "Content-Length": bytes.length });
  outgoing.end(bytes);
  return RESPONSE_ALREADY_SENT;
}

function nextPath(c: Context, next: string): string {
  const query = c.req.url.split("?", 2)[1]?.replace(/(^|&)after=[^&]*/g, "") ?? "";
  return `${c.req.path}?${query.replace(/^&/, "")}${query ? "&" : ""}after=${next}`;
}

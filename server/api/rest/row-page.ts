import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { headerOf } from "@/server/api/rest/bearer";
import { invalidInput } from "@/server/api/rest/problems";
import { readFilter } from "@/server/api/rest/row-query";
import type { RowQuestion } from "@/server/delivery/read-resource-rows";

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
  after: z.string().max(1_200).optional().openapi({ description: "`next` of the page before." }),
});
const question = rowsParameters.extend({ id: z.uuid() });

export const FILTER_PARAMETER = {
  name: "filter",
  in: "query" as const,
  required: false,
  style: "form" as const,
  explode: true,
  schema: { type: "object" as const, additionalProperties: { type: "string" as const } },
  description:
    "Conditions, all of which must hold: `filter.{column}=value`, or with an operator `filter.{column}.{eq|in|gte|lte|prefix}=value` (`in`: values divided by commas). Only columns that are shown unmasked.",
};

/** A page as JSON, as it is described. */
export const pageSchema = z.object({
  resource: z.uuid(),
  version: z.int(),
  rows: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))),
  next: z.string().nullable(),
});

export const pageHeaders = {
  "Heliu-Data-Version": z.string().openapi({ description: "Version of the data." }),
  Link: z.string().optional().openapi({ description: 'The next page (rel="next"), when there is one.' }),
};

/**
 * What is asked, from path and query.
 * @throws DomainError INVALID
 */
export function questionOf(c: Context, id: string): RowQuestion {
  const queries = c.req.queries();
  const { columns: [columns] = [], limit: [limit] = [], after: [after] = [] } = queries;
  const parsed = question.safeParse({ id, columns, limit, after });
  if (!parsed.success) throw invalidInput(parsed.error.issues);
  return {
    entryId: id,
    columns: parsed.data.columns?.split(",") ?? null,
    filter: readFilter(queries),
    after: parsed.data.after ?? null,
    limit: parsed.data.limit,
  };
}

/** What the caller accepts; null for neither. */
export function mediumOf(c: Context): "json" | "csv" | null {
  const accept = headerOf(c, "accept");
  if (!accept || accept === "*/*" || accept.includes("application/json")) return "json";
  if (accept.includes("text/csv")) return "csv";
  return /\*\/\*|application\/\*/.test(accept) ? "json" : accept.includes("text/*") ? "csv" : null;
}

interface Page {
  body: string;
  columns: string[];
  next: string | null;
  version: number;
  accessRecordId?: string;
  missing?: string[];
}

/** Answers a page. The rows stay the text that the database wrote: parsing and writing them again would cost more than reading them. */
export function sendPage(
  c: Context,
  medium: "json" | "csv",
  id: string,
  { body, columns, next, version, accessRecordId, missing = [] }: Page,
): Response {
  const headers = {
    ...(accessRecordId ? { "Heliu-Access-Record": accessRecordId } : {}),
    "Heliu-Data-Version": String(version),
    ...(missing.length > 0 ? { "Heliu-Missing-Columns": missing.join(",") } : {}),
    ...(next ? { Link: `<${nextPath(c, next)}>; rel="next"` } : {}),
  };
  if (medium === "csv") return send(c, "text/csv", `${columns.join(",")}\r\n${body}`, headers);
  const evidence = accessRecordId ? `"accessRecord":"${accessRecordId}",` : "";
  const text = `{"resource":"${id}","version":${version},${evidence}"rows":${body},"next":${next ? `"${next}"` : "null"}}`;
  return send(c, "application/json", text, headers);
}

/** Answers with text on Node's own response where there is one: a web Response around it costs a fifth of the request. */
function send(c: Context, type: string, body: string, headers: Record<string, string>): Response {
  const all = {
    ...headers,
    "Content-Type": `${type}; charset=utf-8`,
    "Cache-Control": "no-store",
    Vary: "Authorization, Accept",
  };
  const outgoing = (c.env as Partial<HttpBindings> | undefined)?.outgoing;
  if (!outgoing) return c.body(body, 200, all);
  const bytes = Buffer.from(body);
  outgoing.writeHead(200, { ...all, "Content-Length": bytes.length });
  outgoing.end(bytes);
  return RESPONSE_ALREADY_SENT;
}

function nextPath(c: Context, next: string): string {
  const query = c.req.url.split("?", 2)[1]?.replace(/(^|&)after=[^&]*/g, "") ?? "";
  return `${c.req.path}?${query.replace(/^&/, "")}${query ? "&" : ""}after=${next}`;
}

import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { headerOf, keyOf } from "@/server/api/rest/bearer";
import { newDoor, refusals, textSchema } from "@/server/api/rest/described";
import { invalidInput, problemOf } from "@/server/api/rest/problems";
import { readFilter } from "@/server/api/rest/row-query";
import { readResource } from "@/server/delivery/read-resource";
import { readResourceRows } from "@/server/delivery/read-resource-rows";

/** Data for other systems: a key bound to one grant reads that grant's resource. */
export const resources = newDoor();

const params = z.object({
  id: z.uuid().openapi({ description: "Id of the catalogue entry that the key's grant is on." }),
});

const rowsParameters = z.object({
  columns: z
    .string()
    .max(8_400)
    .regex(/^[a-z][a-z0-9_]{0,40}(,[a-z][a-z0-9_]{0,40})*$/)
    .optional()
    .openapi({ description: "Names of columns, divided by commas; all granted columns without it." }),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(100)
    .openapi({ type: "integer", description: "Rows of a page." }),
  after: z.string().max(64).optional().openapi({ description: "`next` of the page before." }),
});
const rowsQuery = rowsParameters.extend(params.shape);

const rowsRoute = createRoute({
  method: "get",
  path: "/api/v1/resources/{id}/rows",
  operationId: "readRows",
  tags: ["resources"],
  summary: "Read a page of rows",
  description:
    "Rows and columns within the key's grant, masked as it says, in a stable order. Each page leaves an access record, whose number is returned; `next` continues after the page.",
  security: [{ key: [] }],
  request: {
    params,
    query: rowsParameters,
  },
  responses: {
    200: {
      description: "One page.",
      headers: z.object({
        "Heliu-Access-Record": z.string().openapi({ description: "Number of the access record." }),
        "Heliu-Data-Version": z.string().openapi({ description: "Version of the data." }),
        Link: z.string().optional().openapi({ description: 'The next page (rel="next"), when there is one.' }),
      }),
      content: {
        "application/json": {
          schema: z.object({
            resource: z.uuid(),
            version: z.int(),
            accessRecord: z.uuid(),
            rows: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))),
            next: z.string().nullable(),
          }),
        },
        "text/csv": { schema: z.string() },
      },
    },
    ...refusals(400, 401, 403, 404, 503),
  },
});

const FILTER_PARAMETER = {
  name: "filter",
  in: "query" as const,
  required: false,
  style: "form" as const,
  explode: true,
  schema: { type: "object" as const, additionalProperties: { type: "string" as const } },
  description:
    "Conditions, all of which must hold: `filter.{column}=value`, or with an operator `filter.{column}.{eq|in|gte|lte|prefix}=value` (`in`: values divided by commas). Only columns that the grant shows unmasked.",
};

// Described like every other operation, but answered by a plain handler: it is asked a thousand times a second, and the
// described one's way through validators costs as much as everything else the server does for a page.
resources.openAPIRegistry.registerPath(rowsRoute);
resources.get("/api/v1/resources/:id/rows", async (c) => {
  const id = c.req.param("id");
  const queries = c.req.queries();
  const { columns: [names] = [], limit: [rows] = [], after: [cursor] = [] } = queries;
  const question = rowsQuery.safeParse({ id, columns: names, limit: rows, after: cursor });
  if (!question.success) throw invalidInput(question.error.issues);
  const { columns, limit, after } = question.data;
  const medium = mediumOf(c);
  if (!medium) return problemOf(c, "NOT_ACCEPTABLE");
  const page = await readResourceRows(keyOf(c), medium, {
    entryId: id,
    columns: columns?.split(",") ?? null,
    filter: readFilter(queries),
    after: after ?? null,
    limit,
  });
  const headers = {
    "Heliu-Access-Record": page.accessRecordId,
    "Heliu-Data-Version": String(page.version),
    ...(page.next ? { Link: `<${nextPath(c, page.next)}>; rel="next"` } : {}),
  };
  if (medium === "csv") return send(c, "text/csv", `${page.columns.join(",")}\r\n${page.body}`, headers);
  // The rows stay the text that the database wrote: parsing and writing them again would cost more than reading them.
  const next = page.next ? `"${page.next}"` : "null";
  const body = `{"resource":"${id}","version":${page.version},"accessRecord":"${page.accessRecordId}","rows":${page.body},"next":${next}}`;
  return send(c, "application/json", body, headers);
});

resources.openapi(
  createRoute({
    method: "get",
    path: "/api/v1/resources/{id}",
    operationId: "readResource",
    tags: ["resources"],
    summary: "Describe the resource of a key",
    description: "Columns with types and masks, purpose and days of the grant. No data, so no access record.",
    security: [{ key: [] }],
    request: { params },
    responses: {
      200: {
        description: "The resource as the grant shows it.",
        content: {
          "application/json": {
            schema: z.object({
              id: z.uuid(),
              code: z.string(),
              name: textSchema,
              abstract: textSchema,
              updateCycle: z.string(),
              grantId: z.uuid(),
              purpose: z.string(),
              storageAllowed: z.boolean(),
              validFrom: z.iso.datetime({ offset: true }),
              validUntil: z.iso.datetime({ offset: true }),
              rowFilter: z.array(z.unknown()),
              version: z.int().nullable(),
              mountedAt: z.iso.datetime({ offset: true }).nullable(),
              columns: z.array(
                z.object({
                  name: z.string(),
                  label: textSchema,
                  type: z.string(),
                  grade: z.int(),
                  mask: z.string(),
                  filterable: z.boolean(),
                }),
              ),
            }),
          },
        },
      },
      ...refusals(400, 401, 403, 404, 503),
    },
  }),
  async (c) => c.json(await readResource(keyOf(c), c.req.valid("param").id)) as never,
);

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

function mediumOf(c: Context): "json" | "csv" | null {
  const accept = headerOf(c, "accept");
  if (!accept || accept === "*/*" || accept.includes("application/json")) return "json";
  if (accept.includes("text/csv")) return "csv";
  return /\*\/\*|application\/\*/.test(accept) ? "json" : accept.includes("text/*") ? "csv" : null;
}

function nextPath(c: Context, next: string): string {
  const query = c.req.url.split("?", 2)[1]?.replace(/(^|&)after=[^&]*/g, "") ?? "";
  return `${c.req.path}?${query.replace(/^&/, "")}${query ? "&" : ""}after=${next}`;
}

export { FILTER_PARAMETER };

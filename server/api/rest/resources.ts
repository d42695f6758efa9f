import { createRoute, z } from "@hono/zod-openapi";
import { withKey } from "@/server/api/rest/bearer";
import { idParam, json, newDoor, refusals, textSchema } from "@/server/api/rest/described";
import { problemOf } from "@/server/api/rest/problems";
import {
  formatOf,
  pageContent,
  pageHeaders,
  pageSchema,
  purposeParameter,
  questionOf,
  rowsParameters,
  sendPage,
  storageHeader,
} from "@/server/api/rest/row-page";
import { sendFile } from "@/server/api/send-file";
import { exportResource } from "@/server/delivery/export-rows";
import { readResource } from "@/server/delivery/read-resource";
import { readResourceRows } from "@/server/delivery/read-resource-rows";
import { invalid } from "@/server/shared/errors";

/** Data for other systems: a key bound to one grant reads that grant's resource (`id` is the catalogue entry's). */
export const resources = newDoor();

const security = [{ key: [] }];

// Described like every other operation, but answered by a plain handler: it is asked a thousand times a second, and the
// described one's way through validators costs as much as everything else the server does for a page.
resources.openAPIRegistry.registerPath(
  createRoute({
    method: "get",
    path: "/api/v1/resources/{id}/rows",
    operationId: "readRows",
    tags: ["resources"],
    summary: "Read a page of rows",
    description:
      "Rows and columns within the key's grant, masked as it says, in a stable order. Each page leaves an access record, whose number is returned; `next` continues after the page. Where the data stays with its provider, it is asked for this page; a page may then hold fewer rows than `limit`. Under a grant that does not allow storing, every page says so in the header `Heliu-Storage`.",
    security,
    request: { params: idParam, query: rowsParameters.extend(purposeParameter.shape) },
    responses: {
      200: {
        description: "One page.",
        headers: z.object({
          "Heliu-Access-Record": z.string().openapi({ description: "Number of the access record." }),
          "Heliu-Missing-Columns": z
            .string()
            .optional()
            .openapi({ description: "Granted columns that the data as mounted now does not offer; they are empty." }),
          ...storageHeader("a page is used as it comes and not kept, in whichever format."),
          ...pageHeaders,
        }),
        content: pageContent(pageSchema.extend({ accessRecord: z.uuid() })),
      },
      ...refusals(400, 401, 403, 404, 406, 429, 502, 503, 504),
    },
  }),
);
resources.get("/api/v1/resources/:id/rows", async (c) => {
  const id = c.req.param("id");
  const question = questionOf(c, id);
  const format = formatOf(c);
  if (!format) return problemOf(c, "NOT_ACCEPTABLE");
  return withKey(c, async (key) => sendPage(c, format, id, await readResourceRows(key, format, question)));
});

resources.openAPIRegistry.registerPath(
  createRoute({
    method: "get",
    path: "/api/v1/resources/{id}/export",
    operationId: "exportRows",
    tags: ["resources"],
    summary: "Export all rows as a file",
    description:
      "Everything that the question gives, streamed. Behind the last byte stand the trailers `Heliu-Rows` and `Heliu-Sha256` (of all bytes); the same figures are kept with the access record. A connection that ends without them carried no whole file. Where the grant does not allow storing, the first record names who took the file, for what and when: in JSON and NDJSON the member `noStorage`, in CSV and XLSX a line that begins with `#`; `Heliu-Rows` does not count it. Data that stay with their provider are asked for page by page.",
    security,
    request: {
      params: idParam,
      query: rowsParameters.pick({ columns: true, sort: true, format: true }).extend(purposeParameter.shape),
    },
    responses: {
      200: {
        description: "The file.",
        headers: z.object({
          "Heliu-Access-Record": z.string().openapi({ description: "Number of the access record." }),
          ...storageHeader("the first record of the file is then the mark."),
          Trailer: z.string(),
        }),
        content: pageContent(z.array(z.record(z.string(), z.unknown()))),
      },
      ...refusals(400, 401, 403, 404, 406, 429, 502, 503, 504),
    },
  }),
);
resources.get("/api/v1/resources/:id/export", async (c) => {
  const { columns, filter, sort, purpose, entryId, after } = questionOf(c, c.req.param("id"));
  if (after !== null) throw invalid({ path: "after", problem: "unknown-parameter", params: { name: "after" } });
  const format = formatOf(c, "csv");
  if (!format) return problemOf(c, "NOT_ACCEPTABLE");
  return withKey(c, (key) =>
    sendFile(c, () => exportResource(key, entryId, { columns, filter, sort, purpose, format })),
  );
});

// Answered by the door of files (server/api/file-downloads.ts).
resources.openAPIRegistry.registerPath(
  createRoute({
    method: "get",
    path: "/api/v1/resources/{id}/file",
    operationId: "readFile",
    tags: ["resources"],
    summary: "Take the file that the resource is mounted with",
    description:
      "As it is, under a grant that gives all of the entry unmasked. The access record is committed before the first byte. Nothing is written into the file: where the grant does not allow storing, the header `Heliu-Storage` says so, and the file name begins with 不得留存 and the number of the grant's case.",
    security,
    request: { params: idParam },
    responses: {
      200: {
        description: "The file, always as an attachment.",
        headers: z.object({
          "Heliu-Access-Record": z.string().openapi({ description: "Number of the access record." }),
          ...storageHeader("the file itself carries no mark, its name does."),
          "Heliu-File-SHA256": z.string().openapi({ description: "SHA-256 of the file, in hex." }),
        }),
        content: { "application/octet-stream": { schema: z.string() } },
      },
      ...refusals(401, 403, 404, 422, 503),
    },
  }),
);

resources.openapi(
  createRoute({
    method: "get",
    path: "/api/v1/resources/{id}",
    operationId: "readResource",
    tags: ["resources"],
    summary: "Describe the resource of a key",
    description: "Columns with types and masks, purpose and days of the grant. No data, so no access record.",
    security,
    request: { params: idParam },
    responses: {
      200: json(
        "The resource as the grant shows it.",
        z.object({
          id: z.uuid(),
          code: z.string(),
          name: textSchema,
          abstract: textSchema,
          updateCycle: z.string(),
          grantId: z.uuid(),
          purpose: z.string(),
          purposeCode: z.string(),
          purposeDemanded: z.boolean(),
          limits: z.object({
            requestsPerMinute: z.int(),
            rowsPerDay: z.int(),
            requestsThisMinute: z.int(),
            rowsToday: z.int(),
          }),
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
              sortable: z.boolean(),
            }),
          ),
        }),
      ),
      ...refusals(401, 403, 404, 503),
    },
  }),
  (c) => withKey(c, async (key) => c.json(await readResource(key, c.req.valid("param").id)) as never),
);

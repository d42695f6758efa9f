import { createRoute, z } from "@hono/zod-openapi";
import { asPerson, idempotencyKeyOf, tokenOf } from "@/server/api/rest/bearer";
import { body, idempotencyHeader, idParam, json, newDoor, refusals, textSchema } from "@/server/api/rest/described";
import { languageOf } from "@/server/api/rest/problems";
import { exportReport } from "@/server/mounting/export-report";
import { INGEST_STATES, orderIngestInput } from "@/server/mounting/ingest.schema";
import { UPLOAD_KINDS } from "@/server/mounting/upload.schema";

/** Data that a provider brings: uploads, orders to ingest them as an entry's next version, and how far those are. */
export const mounting = newDoor();

const session = [{ session: [] }];

const jobSchema = z.looseObject({
  id: z.uuid(),
  entryId: z.uuid(),
  state: z.enum(INGEST_STATES),
  bytesTotal: z.int(),
  bytesDone: z.int(),
  rowsDone: z.int(),
  problemCount: z.int(),
  refusal: z.string().nullable(),
  says: textSchema.nullable(),
  version: z.int().nullable(),
  rowCount: z.int().nullable(),
});

// Answered by the tus protocol (server/api/uploads.ts); described here with everything else.
const uploadParams = z.object({ id: z.uuid() });
const tus = z.object({ "Tus-Resumable": z.literal("1.0.0") });
mounting.openAPIRegistry.registerPath({
  method: "post",
  path: "/api/v1/uploads",
  operationId: "createUpload",
  tags: ["mounting"],
  summary: "Announce a file (tus 1.0.0)",
  description: `Upload-Length is its size in bytes; Upload-Metadata holds \`kind\` (${UPLOAD_KINDS.join(", ")}) and \`filename\`, each base64. Any tus client does it.`,
  security: session,
  request: { headers: tus.extend({ "Upload-Length": z.string(), "Upload-Metadata": z.string() }) },
  responses: { 201: { description: "Location is where the bytes go." }, ...refusals(400, 401, 403, 503) },
});
mounting.openAPIRegistry.registerPath({
  method: "patch",
  path: "/api/v1/uploads/{id}",
  operationId: "sendUpload",
  tags: ["mounting"],
  summary: "Send bytes from an offset on (tus 1.0.0)",
  description:
    "After a broken connection, HEAD answers Upload-Offset: go on from there. An unfinished upload waits for a day.",
  security: session,
  request: {
    params: uploadParams,
    headers: tus.extend({ "Upload-Offset": z.string() }),
    body: { content: { "application/offset+octet-stream": { schema: z.string().openapi({ format: "binary" }) } } },
  },
  responses: { 204: { description: "Upload-Offset says how many bytes are there." }, ...refusals(401, 404, 409, 503) },
});
mounting.openAPIRegistry.registerPath({
  method: "get",
  path: "/api/v1/uploads/{id}",
  operationId: "readUpload",
  tags: ["mounting"],
  summary: "An upload, with its SHA-256 once it is whole",
  security: session,
  request: { params: uploadParams },
  responses: {
    200: json(
      "The upload.",
      z.looseObject({
        id: z.uuid(),
        size: z.int(),
        completedAt: z.iso.datetime().nullable(),
        sha256: z.string().nullable(),
      }),
    ),
    ...refusals(401, 404, 503),
  },
});

mounting.openapi(
  createRoute({
    method: "post",
    path: "/api/v1/resources/{id}/versions",
    operationId: "orderVersion",
    tags: ["mounting"],
    summary: "Have an uploaded table read into a resource's next version",
    description:
      "For the resource's own department. The file is judged by the data items; all of it becomes readable at once, or nothing does. `increment` changes rows by key: a column `_op` says upsert or delete.",
    security: session,
    request: {
      params: idParam,
      headers: idempotencyHeader,
      ...body(orderIngestInput.omit({ idempotencyKey: true, entryId: true })),
    },
    responses: {
      202: json("The order; Location is where it stands.", jobSchema),
      ...refusals(400, 401, 403, 404, 409, 503),
    },
  }),
  async (c) => {
    const input = { ...c.req.valid("json"), entryId: c.req.valid("param").id, idempotencyKey: idempotencyKeyOf(c) };
    const job = await asPerson(c).mounting.order(input);
    c.header("Location", `/api/v1/jobs/${job.id}`);
    return c.json(job, 202) as never;
  },
);

mounting.openapi(
  createRoute({
    method: "get",
    path: "/api/v1/resources/{id}/versions",
    operationId: "listVersions",
    tags: ["mounting"],
    summary: "Versions and orders of a resource, for its own department",
    security: session,
    request: { params: idParam },
    responses: {
      200: json(
        "Versions, newest first.",
        z.looseObject({
          versions: z.array(z.looseObject({ version: z.int(), rowCount: z.int(), active: z.boolean() })),
        }),
      ),
      ...refusals(401, 403, 404, 503),
    },
  }),
  async (c) => c.json(await asPerson(c).mounting.entry({ entryId: c.req.valid("param").id })) as never,
);

mounting.openapi(
  createRoute({
    method: "get",
    path: "/api/v1/jobs/{id}",
    operationId: "readJob",
    tags: ["mounting"],
    summary: "How far an order is, and what was wrong with its file",
    security: session,
    request: { params: idParam },
    responses: { 200: json("The order with the first thousand problems.", jobSchema), ...refusals(401, 403, 404, 503) },
  }),
  async (c) => {
    c.header("Cache-Control", "no-store");
    return c.json(await asPerson(c).mounting.job({ jobId: c.req.valid("param").id })) as never;
  },
);

mounting.openapi(
  createRoute({
    method: "delete",
    path: "/api/v1/jobs/{id}",
    operationId: "cancelJob",
    tags: ["mounting"],
    summary: "Give an order up; what became a version stays",
    security: session,
    request: { params: idParam, headers: idempotencyHeader },
    responses: { 200: json("The order.", jobSchema), ...refusals(400, 401, 403, 404, 409, 503) },
  }),
  async (c) => {
    const input = { jobId: c.req.valid("param").id, idempotencyKey: idempotencyKeyOf(c) };
    return c.json(await asPerson(c).mounting.cancel(input)) as never;
  },
);

mounting.openapi(
  createRoute({
    method: "get",
    path: "/api/v1/jobs/{id}/report.csv",
    operationId: "readReport",
    tags: ["mounting"],
    summary: "The report as CSV: row, column, value, problem",
    security: session,
    request: { params: idParam },
    responses: {
      200: { description: "The report.", content: { "text/csv": { schema: z.string() } } },
      ...refusals(401, 403, 404, 503),
    },
  }),
  async (c) => {
    const report = await exportReport(tokenOf(c), c.req.valid("param").id, languageOf(c));
    let text = "";
    for await (const piece of report.pieces) text += piece;
    return c.body(text, 200, {
      "Content-Type": "text/csv; charset=utf-8; header=present",
      "Content-Disposition": 'attachment; filename="report.csv"',
      "Cache-Control": "no-store",
    }) as never;
  },
);

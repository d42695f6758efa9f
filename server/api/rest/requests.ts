import { createRoute, z } from "@hono/zod-openapi";
import { asPerson, idempotencyKeyOf } from "@/server/api/rest/bearer";
import { body, idempotencyHeader, idParam, json, newDoor, refusals, textSchema } from "@/server/api/rest/described";
import { actOnCaseInput, listCasesInput } from "@/server/cases/case.schema";
import { listEntriesInput } from "@/server/catalogue/catalogue.schema";
import { openDisputeInput } from "@/server/disputes/dispute.schema";
import { submitRequestInput } from "@/server/sharing/sharing.schema";

/** The main job over REST, by the same procedures as the pages: find an entry, apply, see where it stands, act, dispute. */
export const requests = newDoor();

const session = [{ session: [] }];
const page = { page: z.coerce.number().int().optional(), pageSize: z.coerce.number().int().optional() };
const flag = z.stringbool().optional();

const receipt = z.looseObject({
  caseId: z.uuid(),
  number: z.string(),
  dueAt: z.iso.datetime().nullable(),
  dueProvisional: z.boolean(),
  article: z.string(),
  waitingOn: z.array(z.string()),
  grantId: z.uuid().nullable(),
});

requests.openapi(
  createRoute({
    method: "get",
    path: "/api/v1/catalogue",
    operationId: "listCatalogue",
    tags: ["catalogue"],
    summary: "Search the city's catalogue",
    security: session,
    request: { query: listEntriesInput.extend(page) },
    responses: {
      200: json(
        "A page of entries, with what the caller's department may do with each. `total` is an estimate where `estimated`; `listed` of them can be paged through.",
        z.looseObject({ total: z.int(), listed: z.int(), estimated: z.boolean() }),
      ),
      ...refusals(400, 401, 403, 503),
    },
  }),
  async (c) => c.json(await asPerson(c).catalogue.list(c.req.valid("query"))) as never,
);

requests.openapi(
  createRoute({
    method: "get",
    path: "/api/v1/catalogue/{id}",
    operationId: "readEntry",
    tags: ["catalogue"],
    summary: "One entry with its data items, and how an application for it goes",
    security: session,
    request: { params: idParam },
    responses: {
      200: json("The entry.", z.looseObject({ entry: z.looseObject({}), application: z.looseObject({}) })),
      ...refusals(401, 403, 404, 503),
    },
  }),
  async (c) => {
    const entryId = c.req.valid("param").id;
    const api = asPerson(c);
    return c.json({
      entry: await api.catalogue.entry({ entryId }),
      application: await api.sharing.start({ entryId }),
    }) as never;
  },
);

requests.openapi(
  createRoute({
    method: "post",
    path: "/api/v1/requests",
    operationId: "submitRequest",
    tags: ["requests"],
    summary: "Apply for an entry's data",
    description: "`fields` are those that the city's law asks for; `readEntry` lists them.",
    security: session,
    request: { headers: idempotencyHeader, ...body(submitRequestInput.omit({ idempotencyKey: true })) },
    responses: {
      201: json("The receipt: number, whom it waits for, until when and by which article.", receipt),
      ...refusals(400, 401, 403, 404, 409, 503),
    },
  }),
  async (c) => {
    const input = { ...c.req.valid("json"), idempotencyKey: idempotencyKeyOf(c) };
    const filed = await asPerson(c).sharing.submit(input);
    c.header("Location", `/api/v1/requests/${filed.caseId}`);
    return c.json(filed, 201) as never;
  },
);

requests.openapi(
  createRoute({
    method: "get",
    path: "/api/v1/requests",
    operationId: "listRequests",
    tags: ["requests"],
    summary: "Cases that the caller may see",
    security: session,
    request: { query: listCasesInput.extend({ ...page, mine: flag, overdue: flag, descending: flag }) },
    responses: { 200: json("A page of cases.", z.looseObject({ total: z.int() })), ...refusals(400, 401, 403, 503) },
  }),
  async (c) => c.json(await asPerson(c).cases.list(c.req.valid("query"))) as never,
);

requests.openapi(
  createRoute({
    method: "get",
    path: "/api/v1/requests/{id}",
    operationId: "readRequest",
    tags: ["requests"],
    summary: "Where a case stands: stages, due date with its reason, facts, and the acts that the caller may do",
    security: session,
    request: { params: idParam },
    responses: {
      200: json(
        "The case.",
        z.looseObject({
          id: z.uuid(),
          number: z.string(),
          version: z.int(),
          stage: z.object({ id: z.string(), title: textSchema }).nullable(),
          grantId: z.uuid().nullable(),
          acts: z.array(z.looseObject({ act: z.string() })),
        }),
      ),
      ...refusals(401, 403, 404, 503),
    },
  }),
  async (c) => c.json(await asPerson(c).cases.byId({ caseId: c.req.valid("param").id })) as never,
);

requests.openapi(
  createRoute({
    method: "post",
    path: "/api/v1/requests/{id}/acts",
    operationId: "actOnRequest",
    tags: ["requests"],
    summary: "Do one of the acts that `readRequest` offers",
    security: session,
    request: {
      params: idParam,
      headers: idempotencyHeader,
      ...body(actOnCaseInput.omit({ idempotencyKey: true, caseId: true })),
    },
    responses: {
      200: json("Where the case stands now.", z.looseObject({ caseId: z.uuid(), version: z.int() })),
      ...refusals(400, 401, 403, 404, 409, 422, 503),
    },
  }),
  async (c) => {
    const input = { ...c.req.valid("json"), caseId: c.req.valid("param").id, idempotencyKey: idempotencyKeyOf(c) };
    return c.json(await asPerson(c).cases.act(input)) as never;
  },
);

requests.openapi(
  createRoute({
    method: "post",
    path: "/api/v1/requests/{id}/disputes",
    operationId: "openDispute",
    tags: ["requests"],
    summary: "Open the first step of the city's dispute ladder about a refusal",
    security: session,
    request: {
      params: idParam,
      headers: idempotencyHeader,
      ...body(openDisputeInput.omit({ idempotencyKey: true, caseId: true })),
    },
    responses: { 201: json("The receipt.", receipt), ...refusals(400, 401, 403, 404, 409, 422, 503) },
  }),
  async (c) => {
    const input = { ...c.req.valid("json"), caseId: c.req.valid("param").id, idempotencyKey: idempotencyKeyOf(c) };
    return c.json(await asPerson(c).disputes.open(input), 201) as never;
  },
);

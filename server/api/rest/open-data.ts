import { createRoute, z } from "@hono/zod-openapi";
import { TRPCError } from "@trpc/server";
import { json, newDoor, refusals } from "@/server/api/rest/described";
import { problemOf } from "@/server/api/rest/problems";
import {
  formatOf,
  pageContent,
  pageHeaders,
  pageSchema,
  questionOf,
  rowsParameters,
  sendPage,
} from "@/server/api/rest/row-page";
import { rootRouter } from "@/server/api/root";
import { createCallerFactory, requestContext } from "@/server/api/trpc";
import { listDatasetsInput } from "@/server/delivery/portal.schema";
import { readOpenRows } from "@/server/delivery/read-open-rows";
import { notFound } from "@/server/shared/errors";

/** Open data for anybody's program: no key, no name. */
export const openData = newDoor();

const createCaller = createCallerFactory(rootRouter);

/** Asks as a visitor; a city that there is not looks like a dataset that there is not. */
async function asVisitor<T>(ask: (portal: ReturnType<typeof createCaller>["portal"]) => Promise<T>): Promise<T> {
  try {
    return await ask(createCaller(requestContext(null)).portal);
  } catch (error) {
    throw error instanceof TRPCError && error.code === "UNAUTHORIZED" ? notFound() : error;
  }
}

const city = z.object({
  city: z
    .string()
    .regex(/^[a-z0-9-]{2,40}$/)
    .openapi({ example: "fushun" }),
});
const dataset = city.extend({ id: z.uuid() });

const datasetPage = z.looseObject({
  total: z.int().openapi({ description: "How many there are; about how many where `estimated`." }),
  listed: z.int().openapi({ description: "How many of them can be paged through: all, or the first of very many." }),
  estimated: z.boolean().openapi({ description: "Whether so many meet the words that their number is an estimate." }),
});

openData.openapi(
  createRoute({
    method: "get",
    path: "/api/v1/open/{city}/datasets",
    operationId: "listOpenDatasets",
    tags: ["open data"],
    security: [],
    summary: "What a city has opened to everyone",
    request: {
      params: city,
      query: listDatasetsInput.extend({
        page: z.coerce.number().int().optional(),
        pageSize: z.coerce.number().int().optional(),
      }),
    },
    responses: { 200: json("A page of datasets.", datasetPage), ...refusals(400, 404, 503) },
  }),
  async (c) => {
    const input = { ...c.req.valid("query"), ...c.req.valid("param") };
    return c.json(await asVisitor((portal) => portal.datasets(input))) as never;
  },
);

openData.openapi(
  createRoute({
    method: "get",
    path: "/api/v1/open/{city}/datasets/{id}",
    operationId: "readOpenDataset",
    tags: ["open data"],
    security: [],
    summary: "One open dataset with its columns",
    request: { params: dataset },
    responses: { 200: json("The dataset.", z.looseObject({ id: z.uuid() })), ...refusals(404, 503) },
  }),
  async (c) => {
    const { city: of, id: entryId } = c.req.valid("param");
    return c.json(await asVisitor((portal) => portal.dataset({ city: of, entryId }))) as never;
  },
);

openData.openAPIRegistry.registerPath(
  createRoute({
    method: "get",
    path: "/api/v1/open/{city}/datasets/{id}/rows",
    operationId: "readOpenRows",
    tags: ["open data"],
    security: [],
    summary: "Read a page of open rows",
    request: { params: dataset, query: rowsParameters },
    responses: {
      200: {
        description: "One page.",
        headers: z.object(pageHeaders),
        content: pageContent(pageSchema),
      },
      ...refusals(400, 404, 503),
    },
  }),
);
openData.get("/api/v1/open/:city/datasets/:id/rows", async (c) => {
  const { city: of, id } = c.req.param();
  const format = formatOf(c);
  if (!format) return problemOf(c, "NOT_ACCEPTABLE");
  return sendPage(c, format, id, await readOpenRows(of, format, questionOf(c, id)));
});

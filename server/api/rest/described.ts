import { OpenAPIHono, z } from "@hono/zod-openapi";
import { invalidInput, problem } from "@/server/api/rest/problems";

/** What the operations of `/api/v1` share: their errors and the pieces of their descriptions. */

/** A door whose invalid input is a problem document. */
export function newDoor(): OpenAPIHono {
  return new OpenAPIHono({
    defaultHook: (result, c) => (result.success ? undefined : problem(c, invalidInput(result.error.issues))),
  });
}

export const textSchema = z.object({ zh: z.string(), en: z.string() }).openapi("Text");

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string().openapi({ description: "A sentence in the language of Accept-Language (zh by default)." }),
    traceId: z.string(),
    fields: z.array(z.object({ path: z.string(), problem: z.string(), detail: z.string() })).optional(),
  })
  .openapi("Problem");

const REFUSALS = {
  400: "The request is not valid; `fields` names what.",
  401: "No live key or session.",
  403: "Not this person's to do, or the grant has not begun, is suspended, revoked or expired, or its data were taken off.",
  404: "Missing, or not this credential's: the two look alike.",
  406: "None of the formats that are accepted is offered.",
  409: "Somebody acted first, so read it again; or the idempotency key was used for another request.",
  422: "The city's procedure does not allow it now; `rule` and `article` say why.",
  429: "More requests in this minute or rows on this day than the grant allows; `Retry-After` says when there is room again.",
  502: "The provider's own interface gave no usable answer; `why` says what was wrong.",
  504: "The provider's own interface took too long.",
  503: "The database does not answer; nothing was written.",
} as const;

/** The problem documents that an operation may answer with. */
export function refusals(...statuses: (keyof typeof REFUSALS)[]) {
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      { description: REFUSALS[status], content: { "application/problem+json": { schema: problemSchema } } },
    ]),
  );
}

export const idParam = z.object({ id: z.uuid() });

export const idempotencyHeader = z.object({
  "Idempotency-Key": z.uuid().openapi({
    description:
      "Made by the caller for each act. A repetition gets the first answer and does nothing; the same key with another body is refused (409).",
  }),
});

/** A JSON answer of which only the leading fields are described; the rest is as the pages show it. */
export function json<T extends z.ZodType>(description: string, schema: T) {
  return { description, content: { "application/json": { schema } } };
}

/** A JSON body. */
export function body<T extends z.ZodType>(schema: T) {
  return { body: { required: true, content: { "application/json": { schema } } } };
}

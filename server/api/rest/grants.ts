import { randomUUID } from "node:crypto";
import { createRoute, z } from "@hono/zod-openapi";
import { asPerson, idempotencyKeyOf } from "@/server/api/rest/bearer";
import { body, idempotencyHeader, idParam, json, newDoor, refusals } from "@/server/api/rest/described";
import { createKeyInput, rotateKeyInput, stopGrantInput } from "@/server/delivery/grant.schema";

/** What follows a decision: the grant, keys for the consumer's systems, and the provider's stop. */
export const grants = newDoor();

const session = [{ session: [] }];

grants.openapi(
  createRoute({
    method: "get",
    path: "/api/v1/grants/{id}",
    operationId: "readGrant",
    tags: ["grants"],
    summary: "A grant: columns with masks, rows, days, keys without their secret, acts",
    security: session,
    request: { params: idParam },
    responses: {
      200: json(
        "The grant.",
        z.looseObject({ id: z.uuid(), state: z.string(), version: z.int(), apiPath: z.string() }),
      ),
      ...refusals(401, 403, 404, 503),
    },
  }),
  async (c) => c.json(await asPerson(c).grants.byId({ grantId: c.req.valid("param").id })) as never,
);

grants.openapi(
  createRoute({
    method: "post",
    path: "/api/v1/grants/{id}/keys",
    operationId: "createKey",
    tags: ["grants"],
    summary: "Make a key for a system of the consumer",
    description: "The token is in this answer and nowhere else.",
    security: session,
    request: {
      params: idParam,
      headers: idempotencyHeader,
      ...body(createKeyInput.omit({ idempotencyKey: true, grantId: true })),
    },
    responses: {
      201: json("The key.", z.looseObject({ id: z.uuid(), token: z.string().nullable(), expiresAt: z.iso.datetime() })),
      ...refusals(400, 401, 403, 404, 409, 503),
    },
  }),
  async (c) => {
    const input = { ...c.req.valid("json"), grantId: c.req.valid("param").id, idempotencyKey: idempotencyKeyOf(c) };
    const key = await asPerson(c).grants.createKey(input);
    c.header("Cache-Control", "no-store");
    return c.json(key, 201) as never;
  },
);

const keyParam = idParam.extend({ keyId: z.uuid() });

grants.openapi(
  createRoute({
    method: "post",
    path: "/api/v1/grants/{id}/keys/{keyId}/rotation",
    operationId: "rotateKey",
    tags: ["grants"],
    summary: "Replace a key by a new one, both reading for an overlap",
    description: "The old key ends by itself after `overlapHours`. The token is in this answer and nowhere else.",
    security: session,
    request: {
      params: keyParam,
      headers: idempotencyHeader,
      ...body(rotateKeyInput.omit({ idempotencyKey: true, grantId: true, keyId: true })),
    },
    responses: {
      201: json(
        "The new key.",
        z.looseObject({ id: z.uuid(), token: z.string().nullable(), expiresAt: z.iso.datetime() }),
      ),
      ...refusals(400, 401, 403, 404, 409, 503),
    },
  }),
  async (c) => {
    const { id: grantId, keyId } = c.req.valid("param");
    const input = { ...c.req.valid("json"), grantId, keyId, idempotencyKey: idempotencyKeyOf(c) };
    const key = await asPerson(c).grants.rotateKey(input);
    c.header("Cache-Control", "no-store");
    return c.json(key, 201) as never;
  },
);

grants.openapi(
  createRoute({
    method: "delete",
    path: "/api/v1/grants/{id}/keys/{keyId}",
    operationId: "revokeKey",
    tags: ["grants"],
    summary: "End a key",
    description: "The very next request with it is refused. Doing it twice changes nothing.",
    security: session,
    request: { params: keyParam },
    responses: { 204: { description: "The key reads nothing from now on." }, ...refusals(401, 403, 404, 503) },
  }),
  async (c) => {
    const { id: grantId, keyId } = c.req.valid("param");
    await asPerson(c).grants.revokeKey({ grantId, keyId, idempotencyKey: randomUUID() });
    return c.body(null, 204);
  },
);

grants.openapi(
  createRoute({
    method: "post",
    path: "/api/v1/grants/{id}/acts",
    operationId: "stopGrant",
    tags: ["grants"],
    summary: "Suspend, resume or revoke a grant",
    description: "Felt by the very next request, and by exports that are running.",
    security: session,
    request: {
      params: idParam,
      headers: idempotencyHeader,
      ...body(
        stopGrantInput
          .omit({ idempotencyKey: true, grantId: true })
          .extend({ act: z.enum(["suspend", "resume", "revoke"]) }),
      ),
    },
    responses: {
      200: json("The grant's state now.", z.object({ grantId: z.uuid(), state: z.string(), version: z.int() })),
      ...refusals(400, 401, 403, 404, 409, 503),
    },
  }),
  async (c) => {
    const { act, ...input } = c.req.valid("json");
    const grantId = c.req.valid("param").id;
    return c.json(await asPerson(c).grants[act]({ ...input, grantId, idempotencyKey: idempotencyKeyOf(c) })) as never;
  },
);

import { createRoute, z } from "@hono/zod-openapi";
import { tokenOf } from "@/server/api/rest/bearer";
import { body, json, newDoor, refusals } from "@/server/api/rest/described";
import { signIn } from "@/server/identity/sign-in";
import { signInSchema } from "@/server/identity/sign-in.schema";
import { signOut } from "@/server/identity/sign-out";

/** Signing in from a program: the same passwords, codes, limits and sessions as on the page. */
export const sessions = newDoor();

sessions.openapi(
  createRoute({
    method: "post",
    path: "/api/v1/sessions",
    operationId: "signIn",
    tags: ["sessions"],
    security: [],
    summary: "Sign in",
    description: "Password and, for staff, the six digits of the authenticator. The token is shown here only.",
    request: body(signInSchema.omit({ newPassword: true })),
    responses: {
      201: json("A session.", z.object({ token: z.string(), expiresAt: z.iso.datetime() })),
      ...refusals(400, 401, 403, 503),
    },
  }),
  async (c) => {
    const session = await signIn(c.req.valid("json"));
    c.header("Cache-Control", "no-store");
    return c.json({ token: session.token, expiresAt: session.expiresAt.toISOString() }, 201);
  },
);

sessions.openapi(
  createRoute({
    method: "delete",
    path: "/api/v1/sessions/current",
    operationId: "signOut",
    tags: ["sessions"],
    summary: "Sign out",
    security: [{ session: [] }],
    responses: { 204: { description: "The token is nobody's from now on." }, ...refusals(401, 503) },
  }),
  async (c) => {
    await signOut(tokenOf(c));
    return c.body(null, 204);
  },
);

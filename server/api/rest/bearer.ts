import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import { rootRouter } from "@/server/api/root";
import { createCallerFactory, requestContext } from "@/server/api/trpc";
import { DomainError, invalid } from "@/server/shared/errors";

const createCaller = createCallerFactory(rootRouter);

/**
 * One header of the request by its lower-case name, from Node's own parse where there is one: building the web's Headers
 * for it costs more than the handler.
 */
export function headerOf(c: Context, name: "authorization" | "accept" | "heliu-purpose"): string | undefined {
  const incoming = (c.env as Partial<HttpBindings> | undefined)?.incoming;
  return incoming ? (incoming.headers[name] as string | undefined) : c.req.header(name);
}

/** The bearer key. Anything that is not of a key's form is refused without asking the database. */
export function keyOf(c: Context): string {
  const key = /^Bearer (hk_[A-Za-z0-9_-]{43})$/i.exec(headerOf(c, "authorization") ?? "")?.[1];
  if (!key) throw new DomainError("UNAUTHENTICATED");
  return key;
}

/** The bearer session token. The cookie of a browser opens nothing here, so no page of another site can use it. */
export function tokenOf(c: Context): string {
  const token = /^Bearer ([A-Za-z0-9_-]{43})$/i.exec(headerOf(c, "authorization") ?? "")?.[1];
  if (!token) throw new DomainError("UNAUTHENTICATED");
  return token;
}

/** The same procedures as the pages call, for the person whose session token came with the request. */
export function asPerson(c: Context) {
  return createCaller(requestContext(tokenOf(c)));
}

/** The key under which a repeated request gets the first one's answer (Idempotency-Key, a UUID). */
export function idempotencyKeyOf(c: Context): string {
  const key = c.req.header("Idempotency-Key");
  if (!key) throw invalid({ path: "Idempotency-Key", problem: "required" });
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(key)) {
    throw invalid({ path: "Idempotency-Key", problem: "wrong" });
  }
  return key;
}

import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import { rootRouter } from "@/server/api/root";
import { createCallerFactory, requestContext } from "@/server/api/trpc";
import { noteRefusedKey } from "@/server/delivery/note-refused-key";
import { clientAddress } from "@/server/http/client-address";
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

/**
 * Answers for the bearer key, which may be bound to addresses: it is handed on as the database judges it, with the address
 * that this server saw. Anything that is not of a key's form is refused without asking the database. The stranger is told
 * the same whatever was wrong; the audit says what.
 */
export async function withKey<T>(c: Context, answer: (key: string) => Promise<T>): Promise<T> {
  const key = /^Bearer (hk_[A-Za-z0-9_-]{43})$/i.exec(headerOf(c, "authorization") ?? "")?.[1];
  if (!key) throw new DomainError("UNAUTHENTICATED");
  const incoming = (c.env as Partial<HttpBindings> | undefined)?.incoming;
  const address = clientAddress(incoming?.socket.remoteAddress, incoming?.headers["x-forwarded-for"]);
  const shown = address ? `${key} ${address}` : key;
  try {
    return await answer(shown);
  } catch (error) {
    // Not waited for: how long the answer takes says nothing about the key either.
    if (error instanceof DomainError && error.code === "UNAUTHENTICATED") void noteRefusedKey(shown);
    throw error;
  }
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

import { createHash, randomBytes } from "node:crypto";
import type { SessionActor } from "@/server/db/actor";
import { inContext } from "@/server/db/context";
import { PLAIN_COOKIE, SECURE_COOKIE } from "@/server/identity/session-cookie";
import { DomainError } from "@/server/shared/errors";
import { isProduction } from "@/server/shared/mode";

/**
 * The one module that knows where a session's token travels. The cookie carries the opaque token and nothing else;
 * what it means stands in `ctx.session` and is read by the database at the start of every transaction.
 */

/** 32 random bytes, base64url. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** A fresh token and what the database keeps of it. */
export function newToken(): { token: string; hash: Buffer } {
  const token = randomBytes(32).toString("base64url");
  return { token, hash: createHash("sha256").update(token).digest() };
}

/** Whether the browser reaches us over https: always in production, else when the trusted proxy says so. */
export function isSecure(headers: Headers): boolean {
  if (isProduction()) return true;
  return process.env.HELIU_TRUST_PROXY === "1" && headers.get("x-forwarded-proto") === "https";
}

/** Name and attributes of the session's cookie. */
export function sessionCookie(secure: boolean) {
  return {
    name: secure ? SECURE_COOKIE : PLAIN_COOKIE,
    options: { httpOnly: true, sameSite: "lax", path: "/", secure } as const,
  };
}

/** The token in the cookies of a page's request (`await cookies()` of next/headers); null when there is none. */
export function tokenFromCookies(store: { get(name: string): { value: string } | undefined }): string | null {
  const value = store.get(SECURE_COOKIE)?.value ?? (isProduction() ? undefined : store.get(PLAIN_COOKIE)?.value);
  return value !== undefined && TOKEN.test(value) ? value : null;
}

/** The token in a request's Cookie header; null when there is none. Never read from anywhere else. */
export function tokenFromRequest(request: { headers: Headers }): string | null {
  const cookies = new Map(
    (request.headers.get("cookie") ?? "").split(";").map((part) => {
      const at = part.indexOf("=");
      return [part.slice(0, at).trim(), { value: part.slice(at + 1).trim() }] as const;
    }),
  );
  return tokenFromCookies(cookies);
}

/**
 * Who is signed in, read from the live session in the database.
 * @throws DomainError UNAUTHENTICATED without a token; NoSessionError when it names no live session
 */
export async function requireActor(token: string | null): Promise<SessionActor> {
  if (token === null) throw new DomainError("UNAUTHENTICATED");
  return inContext(token, { readOnly: true }, async (scope) => scope.actor);
}

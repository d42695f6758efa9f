import { initTRPC, TRPCError } from "@trpc/server";
import superjson from "superjson";
import { z } from "zod";
import { digestOf } from "@/server/api/digest";
import { toDomainError } from "@/server/api/domain-error";
import { recordDenial } from "@/server/audit/record-denial";
import { inContext, inPublicContext } from "@/server/db/context";
import type { DomainCode, DomainDetails } from "@/server/shared/errors";
import { DomainError, invalid } from "@/server/shared/errors";
import { describeError, log, newTraceId } from "@/server/shared/log";
import { findUnstorable } from "@/server/shared/unstorable";

/** What a door knows about a request before the database has said who it is. */
export interface RequestContext {
  /** The opaque session token of the cookie or the Authorization header; null when there is none. */
  token: string | null;
  traceId: string;
}

/** @returns the context of one request; the trace id is the only thing an error shows besides its code. */
export function requestContext(token: string | null): RequestContext {
  return { token, traceId: newTraceId() };
}

/** What clients see of an error: a code to translate, and the trace id to quote. */
export interface ErrorData {
  domain: DomainCode | "INTERNAL";
  details: DomainDetails;
  traceId: string;
}

const TRANSPORT: Record<DomainCode, TRPCError["code"]> = {
  UNAUTHENTICATED: "UNAUTHORIZED",
  NOT_FOUND: "NOT_FOUND",
  FORBIDDEN: "FORBIDDEN",
  INVALID: "BAD_REQUEST",
  STALE: "CONFLICT",
  RULE: "UNPROCESSABLE_CONTENT",
  CONFLICT: "CONFLICT",
  GRANT_ENDED: "FORBIDDEN",
  UPSTREAM: "BAD_GATEWAY",
  PURPOSE: "FORBIDDEN",
  LIMIT: "PAYLOAD_TOO_LARGE",
  DATABASE_DOWN: "SERVICE_UNAVAILABLE",
};

const t = initTRPC.context<RequestContext>().create({
  transformer: superjson,
  errorFormatter({ shape, error, ctx }) {
    const domain =
      toDomainError(error.cause ?? error) ?? (error.code === "BAD_REQUEST" ? new DomainError("INVALID") : null);
    const data: ErrorData = {
      domain: domain?.code ?? "INTERNAL",
      details: domain?.details ?? {},
      traceId: ctx?.traceId ?? "",
    };
    return { ...shape, message: data.domain, data: { ...shape.data, stack: undefined, ...data } };
  },
});

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

// Translates what use cases throw; an error nobody expected is logged with its trace id and shown as nothing but that.
// Text that the database cannot keep is refused before it is asked.
const translated = t.procedure.use(async ({ ctx, next, path, getRawInput }) => {
  const unstorable = findUnstorable(await getRawInput());
  if (unstorable !== null) throw transported(invalid({ path: unstorable, problem: "wrong" }));
  const result = await next();
  if (result.ok) return result;
  const domain = toDomainError(result.error.cause ?? result.error);
  if (domain) throw transported(domain);
  if (result.error.code === "INTERNAL_SERVER_ERROR") {
    log.error("unexpected error", { traceId: ctx.traceId, path, ...describeError(result.error.cause ?? result.error) });
  }
  throw result.error;
});

/** What anyone may ask, signed in or not: names and law from tenants/, nothing from the database. */
export const openQuery = translated;

/** A visitor of one city's portal; the input names the city and the transaction can only read what is open there. */
export const publicQuery = translated
  .input(z.object({ city: z.string().min(2).max(40) }))
  .use(async ({ ctx, input, next }) =>
    inPublicContext(input.city, async (scope) => rollBackUnlessOk(await next({ ctx: { ...ctx, scope } }))),
  );

/** A signed-in official asking: one read-only transaction under the minted context. */
export const staffQuery = translated.use(async ({ ctx, next }) =>
  inContext(tokenOf(ctx), { readOnly: true }, async (scope) =>
    rollBackUnlessOk(await next({ ctx: { ...ctx, scope } })),
  ),
);

/** A signed-in official acting: one transaction; a denial is recorded in a transaction of its own. */
export const staffMutation = translated.use(async ({ ctx, next, path, getRawInput }) => {
  const asked = digestOf(await getRawInput());
  try {
    return await inContext(tokenOf(ctx), { readOnly: false }, async (scope) =>
      rollBackUnlessOk(await next({ ctx: { ...ctx, scope: { ...scope, asked } } })),
    );
  } catch (error) {
    const domain = toDomainError(error instanceof TRPCError ? (error.cause ?? error) : error);
    if (domain?.code === "FORBIDDEN" && ctx.token) await recordDenial(ctx.token, path, ctx.traceId);
    throw error;
  }
});

/** A province's overseer: the login that can read rollups and nothing else. */
export const provinceQuery = translated.use(async ({ ctx, next }) =>
  inContext(tokenOf(ctx), { readOnly: true, login: "heliu_province" }, async (scope) =>
    rollBackUnlessOk(await next({ ctx: { ...ctx, scope } })),
  ),
);

function transported(domain: DomainError): TRPCError {
  return new TRPCError({ code: TRANSPORT[domain.code], message: domain.code, cause: domain });
}

function tokenOf(ctx: RequestContext): string {
  if (!ctx.token) throw new DomainError("UNAUTHENTICATED");
  return ctx.token;
}

// tRPC hands errors back as values; thrown again here they roll the transaction back.
function rollBackUnlessOk<R extends { ok: boolean }>(result: R): R {
  if (!result.ok && "error" in result) throw result.error;
  return result;
}

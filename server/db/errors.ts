/** The token names no live session or key: unknown, expired, revoked and disabled look alike. */
export class NoSessionError extends Error {
  override readonly name = "NoSessionError";
  constructor() {
    super("no session");
  }
}

/** The database does not answer. Nothing was written; trying again later is safe. */
export class DatabaseDownError extends Error {
  override readonly name = "DatabaseDownError";
  constructor(options?: ErrorOptions) {
    super("the database does not answer", options);
  }
}

/** Every connection is in use and none became free in time. Nothing was written; trying again later is safe. */
export class DatabaseBusyError extends Error {
  override readonly name = "DatabaseBusyError";
  constructor(options?: ErrorOptions) {
    super("no connection became free in time", options);
  }
}

const BUSY = /Unable to start a transaction in the given time/;
const DOWN =
  /ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT|terminated unexpectedly|Connection terminated|is not queryable|connection timeout|timeout exceeded when trying to connect|Can't reach database|DatabaseNotReachable|57P01|57P02|57P03|08006|08001|08003|P1001|P1002|P1008|P1017/;

/**
 * Translates what a driver throws into the few errors the rest of the house knows; anything else passes unchanged.
 * SQLSTATE 28000 is the context's own refusal (ctx.mint).
 */
export function translateDatabaseError(error: unknown): unknown {
  const text = describe(error);
  // Both the code and the words: a number in somebody's text must not end their session.
  if (text.includes("28000") && /\bno session\b/.test(text)) return new NoSessionError();
  if (BUSY.test(text)) return new DatabaseBusyError({ cause: error });
  if (DOWN.test(text)) return new DatabaseDownError({ cause: error });
  return error;
}

/** True when a unique constraint refused a row (SQLSTATE 23505, Prisma P2002). */
export function isUniqueViolation(error: unknown): boolean {
  return /23505|P2002|UniqueConstraintViolation/.test(describe(error));
}

/** True when row-level security or a missing privilege refused the statement (SQLSTATE 42501). */
export function isRefusedByDatabase(error: unknown): boolean {
  return /42501|row-level security|permission denied/.test(describe(error));
}

/** True when the statement failed with this SQLSTATE, or with one of our own (`HL003`). */
export function hasSqlState(error: unknown, state: string): boolean {
  return new RegExp(`\\b${state}\\b`).test(describe(error));
}

/** What a driver hides in `code`, `meta`, `cause` and the message, in one searchable string. Never shown to anyone. */
function describe(error: unknown, depth = 0): string {
  if (!(error instanceof Error) || depth > 4) return typeof error === "object" ? JSON.stringify(error) : String(error);
  const { code, meta, cause } = error as Error & { code?: unknown; meta?: unknown; cause?: unknown };
  return [error.message, code, meta ? JSON.stringify(meta) : "", cause ? describe(cause, depth + 1) : ""].join(" ");
}

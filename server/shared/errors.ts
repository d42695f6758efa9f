/**
 * Why a use case refuses. Codes, not sentences: pages and the REST door turn them into the reader's language
 * (app/i18n/messages/…/errors.json). Nothing here may carry a row value, SQL or a path.
 *
 * - UNAUTHENTICATED no live session or key
 * - NOT_FOUND       missing, or another city's or department's: the two look alike on purpose
 * - FORBIDDEN       seen, but not this person's to do
 * - INVALID         the input breaks a rule that `fields` names
 * - STALE           somebody decided or changed it first; reading again shows how it stands
 * - RULE            the procedure of the city does not allow this event; `details.rule` is the engine's code
 * - CONFLICT        it exists already
 * - GRANT_ENDED     the grant is revoked, suspended, expired or not yet begun
 * - UPSTREAM        the provider's own interface gave nothing that can be passed on; `details.why` says why
 * - PURPOSE         the purpose was not stated, or is not the one that the data were granted for
 * - LIMIT           too many, too large or too often
 * - DATABASE_DOWN   nothing was written; trying again is safe
 */
export const DOMAIN_CODES = [
  "UNAUTHENTICATED",
  "NOT_FOUND",
  "FORBIDDEN",
  "INVALID",
  "STALE",
  "RULE",
  "CONFLICT",
  "GRANT_ENDED",
  "UPSTREAM",
  "PURPOSE",
  "LIMIT",
  "DATABASE_DOWN",
] as const;
export type DomainCode = (typeof DOMAIN_CODES)[number];

/** One field that is wrong: `path` as in the input (`from`, `filter.0.column`), `problem` a key of errors.json `fields`. */
export interface FieldProblem {
  path: string;
  problem: string;
  params?: Record<string, string | number>;
}

export interface DomainDetails {
  fields?: FieldProblem[];
  /** Code of the case engine, when `code` is RULE. */
  rule?: string;
  /** Article that decides, where there is one. */
  article?: string;
  [key: string]: unknown;
}

export class DomainError extends Error {
  override readonly name = "DomainError";
  constructor(
    readonly code: DomainCode,
    readonly details: DomainDetails = {},
    options?: ErrorOptions,
  ) {
    super(code, options);
  }
}

/** The same answer for missing and for foreign. */
export function notFound(): DomainError {
  return new DomainError("NOT_FOUND");
}

/** An input that breaks a rule: one or more named fields. */
export function invalid(...fields: FieldProblem[]): DomainError {
  return new DomainError("INVALID", { fields });
}

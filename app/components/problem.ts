import { DOMAIN_CODES, type DomainCode, type FieldProblem } from "@/server/shared/errors";

/** What went wrong, ready to be put into a sentence of the reader's language. */
export interface Problem {
  code: DomainCode | "INTERNAL" | "NETWORK";
  fields: FieldProblem[];
  rule: string | null;
  article: string | null;
  /** Kinds or items that the rule names (missing content, accepted kinds of basis). */
  items: string[];
  traceId: string | null;
}

/**
 * Reads an error of either side: from tRPC over HTTP (`data.domain`, `data.details`), from the caller in process
 * (`cause` is a DomainError), or of the network (no data at all).
 */
export function problemOf(error: unknown): Problem {
  const data = recordOf(recordOf(error).data);
  if (typeof data.domain === "string") return problem(data.domain, recordOf(data.details), data.traceId);
  const cause = recordOf(recordOf(error).cause);
  if (cause.name === "DomainError") return problem(String(cause.code), recordOf(cause.details), null);
  if (recordOf(error).name === "DomainError") {
    return problem(String(recordOf(error).code), recordOf(recordOf(error).details), null);
  }
  const fromHttp = recordOf(error).name === "TRPCClientError";
  return problem(fromHttp ? "NETWORK" : "INTERNAL", {}, null);
}

/** A problem found in the browser before anything was sent. */
export function fieldProblems(...fields: FieldProblem[]): Problem {
  return { code: "INVALID", fields, rule: null, article: null, items: [], traceId: null };
}

function problem(code: string, details: Record<string, unknown>, traceId: unknown): Problem {
  return {
    code: isCode(code) ? code : "INTERNAL",
    fields: Array.isArray(details.fields) ? (details.fields as FieldProblem[]) : [],
    // The case engine names a rule, administration a reason; both have a sentence of their own.
    rule: stringOf(details.rule) ?? stringOf(details.reason),
    article: typeof details.article === "string" ? details.article : null,
    items: stringsOf(details.missing) ?? stringsOf(details.accepted) ?? [],
    traceId: typeof traceId === "string" && traceId !== "" ? traceId : null,
  };
}

function isCode(code: string): code is Problem["code"] {
  return code === "NETWORK" || code === "INTERNAL" || (DOMAIN_CODES as readonly string[]).includes(code);
}

function stringOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function stringsOf(value: unknown): string[] | null {
  return Array.isArray(value) && value.length > 0 ? value.map(String) : null;
}

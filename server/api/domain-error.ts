import { ZodError } from "zod";
import { CaseRuleError } from "@/server/cases/rules/types";
import { DatabaseBusyError, DatabaseDownError, isRefusedByDatabase, NoSessionError } from "@/server/db/errors";
import { DomainError } from "@/server/shared/errors";

/** Everything the house throws on purpose, as one DomainError; null for what nobody expected. */
export function toDomainError(error: unknown): DomainError | null {
  if (error instanceof DomainError) return error;
  if (error instanceof NoSessionError) return new DomainError("UNAUTHENTICATED");
  if (error instanceof DatabaseBusyError) return new DomainError("LIMIT", {}, { cause: error });
  if (error instanceof DatabaseDownError) return new DomainError("DATABASE_DOWN", {}, { cause: error });
  if (error instanceof CaseRuleError) return new DomainError("RULE", { rule: error.code, ...error.details });
  if (error instanceof ZodError) {
    return new DomainError("INVALID", {
      fields: error.issues.map((issue) => ({ path: issue.path.join("."), problem: issue.code })),
    });
  }
  // The last wall said no where the use case did not: the person sees what any forbidden act looks like.
  if (isRefusedByDatabase(error)) return new DomainError("FORBIDDEN", {}, { cause: error });
  return null;
}

import { DomainError, type FieldProblem, notFound } from "@/server/shared/errors";

/** What the reading door of the database answers (gate.rows, gate.read_access, gate.read_open). */
export const READING_STATUSES = [
  "ok",
  "open",
  "no-session",
  "missing",
  "revoked",
  "retired",
  "suspended",
  "not-begun",
  "expired",
  "purpose-missing",
  "purpose-differs",
  "too-often",
  "too-much",
  "not-mounted",
  "not-whole",
  "moved-on",
  "invalid",
] as const;
export type ReadingStatus = (typeof READING_STATUSES)[number];

/**
 * The refusal that a status stands for.
 * @param detail of `invalid`: `path|problem|column`; of `too-often` and `too-much`: seconds until there is room again
 */
export function refusalOf(status: ReadingStatus, detail: string | null): DomainError {
  switch (status) {
    case "no-session":
      return new DomainError("UNAUTHENTICATED");
    case "revoked":
    case "retired":
    case "suspended":
    case "not-begun":
    case "expired":
      return new DomainError("GRANT_ENDED", { state: status });
    case "purpose-missing":
    case "purpose-differs":
      return new DomainError("PURPOSE", { why: status });
    case "too-often":
    case "too-much":
      return new DomainError("LIMIT", {
        limit: status === "too-often" ? "requests" : "rows",
        retryAfter: Math.max(1, Number(detail) || 60),
      });
    case "not-mounted":
      return new DomainError("NOT_FOUND", { why: "notMounted" });
    case "not-whole":
      return new DomainError("RULE", { rule: "file-beyond-grant" });
    case "moved-on":
      return new DomainError("INVALID", { fields: [{ path: "after", problem: "dataMovedOn" }] });
    case "invalid":
      return new DomainError("INVALID", { fields: [problemOf(detail ?? "")] });
    default:
      return notFound();
  }
}

function problemOf(detail: string): FieldProblem {
  const [path = "filter", problem = "badFilter", ...column] = detail.split("|");
  return { path, problem, params: { column: column.join("|") } };
}

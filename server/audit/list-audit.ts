import { findAudit, findNames } from "@/server/audit/audit.repository";
import type { AuditPage, ListAuditInput } from "@/server/audit/audit.schema";
import type { Scope } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";

/** What was done in the city, newest first, for its auditor. @throws DomainError FORBIDDEN */
export async function listAudit(scope: Scope, input: ListAuditInput): Promise<AuditPage> {
  authorise(scope.actor, "read", "audit");
  const found = await findAudit(scope.tx, scope.actor.tenantId, input);
  const rows = found.slice(0, input.pageSize);
  const last = found.length > rows.length ? rows.at(-1) : undefined;
  const names = await findNames(scope.tx, rows);
  return {
    rows: rows.map(({ personId, departmentId, ...row }) => ({
      ...row,
      person: personId ? { id: personId, name: names.people.get(personId) ?? "" } : null,
      department: departmentId ? (names.departments.get(departmentId) ?? null) : null,
    })),
    nextCursor: last?.id ?? null,
  };
}

import { type AuditEntry, saveAudit } from "@/server/audit/audit.repository";
import type { Scope } from "@/server/db/context";

/** Leaves the audit row of an act in the act's own transaction: both commit or neither does (DESIGN §4). */
export async function recordAct(scope: Scope, entry: AuditEntry): Promise<void> {
  await saveAudit(scope.tx, scope.actor, entry);
}

import type { Scope, Tx } from "@/server/db/context";
import type { Prisma } from "@/server/db/generated/client";

export interface AuditEntry {
  act: string;
  subjectKind: string;
  subjectId: string | null;
  denied?: boolean;
  detail?: Prisma.InputJsonObject;
}

/** Inserts one row; the database refuses a person or department other than the transaction's own. */
export async function saveAudit(tx: Tx, actor: Scope["actor"], entry: AuditEntry): Promise<void> {
  await tx.auditRecord.createMany({
    data: [
      {
        tenantId: actor.tenantId,
        personId: actor.personId,
        departmentId: actor.departmentId,
        act: entry.act,
        subjectKind: entry.subjectKind,
        subjectId: entry.subjectId,
        denied: entry.denied ?? false,
        detail: entry.detail ?? {},
      },
    ],
  });
}

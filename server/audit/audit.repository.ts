import type { ListAuditInput } from "@/server/audit/audit.schema";
import type { Scope, Tx } from "@/server/db/context";
import type { Prisma } from "@/server/db/generated/client";
import type { Text } from "@/server/law/types";

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

const LISTED = {
  id: true,
  at: true,
  personId: true,
  departmentId: true,
  act: true,
  subjectKind: true,
  subjectId: true,
  denied: true,
  detail: true,
} satisfies Prisma.AuditRecordSelect;

export type StoredAudit = Prisma.AuditRecordGetPayload<{ select: typeof LISTED }>;

/** Newest first, one more than the page asks for, so that the caller knows whether there is a next one. */
export async function findAudit(tx: Tx, tenantId: string, input: ListAuditInput): Promise<StoredAudit[]> {
  const { act, personId, subjectId, denied, from, until, cursor, pageSize } = input;
  return tx.auditRecord.findMany({
    where: {
      ...(act && { act: { contains: act } }),
      ...(personId && { personId }),
      ...(subjectId && { subjectId }),
      ...(denied !== undefined && { denied }),
      at: { ...(from && { gte: from }), ...(until && { lt: until }) },
    },
    select: LISTED,
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: pageSize + 1,
    // By id and not by time: the database counts microseconds, JavaScript does not.
    ...(cursor && { cursor: { tenantId_id: { tenantId, id: cursor } }, skip: 1 }),
  });
}

/** Names of the people and departments that the rows mention. */
export async function findNames(
  tx: Tx,
  rows: StoredAudit[],
): Promise<{ people: Map<string, string>; departments: Map<string, Text> }> {
  const ids = (of: "personId" | "departmentId") => [...new Set(rows.flatMap((row) => row[of] ?? []))];
  const people = await tx.person.findMany({
    where: { id: { in: ids("personId") } },
    select: { id: true, name: true },
  });
  const departments = await tx.department.findMany({
    where: { id: { in: ids("departmentId") } },
    select: { id: true, nameZh: true, nameEn: true },
  });
  return {
    people: new Map(people.map(({ id, name }) => [id, name])),
    departments: new Map(departments.map(({ id, nameZh, nameEn }) => [id, { zh: nameZh, en: nameEn }])),
  };
}

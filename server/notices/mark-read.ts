import type { Scope } from "@/server/db/context";
import type { MarkReadInput } from "@/server/notices/notice.schema";
import { markNoticesRead } from "@/server/notices/notices.repository";

/** Marks the department's notices as read. Doing it twice changes nothing, so it needs no remembered answer. */
export async function markRead({ actor, now, tx }: Scope, input: MarkReadInput): Promise<{ marked: number }> {
  const { tenantId, departmentId } = actor;
  if (!departmentId) return { marked: 0 };
  return { marked: await markNoticesRead(tx, { tenantId, departmentId }, "ids" in input ? input.ids : null, now) };
}

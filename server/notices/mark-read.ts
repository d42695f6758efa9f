import type { Scope } from "@/server/db/context";
import type { MarkReadInput } from "@/server/notices/notice.schema";
import { markNoticesRead } from "@/server/notices/notices.repository";

/** Marks the notices of the person and their department as read. Doing it twice changes nothing, so it needs no remembered answer. */
export async function markRead({ actor, now, tx }: Scope, input: MarkReadInput): Promise<{ marked: number }> {
  return { marked: await markNoticesRead(tx, actor, "ids" in input ? input.ids : null, now) };
}

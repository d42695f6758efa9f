import type { Scope } from "@/server/db/context";
import type { ListNoticesInput, NoticePage } from "@/server/notices/notice.schema";
import { listNoticeRows } from "@/server/notices/notices.repository";

/** What the reader's department was told, newest first. A person without a department was told nothing. */
export async function listNotices({ actor, tx }: Scope, input: ListNoticesInput): Promise<NoticePage> {
  if (!actor.departmentId) return { rows: [], total: 0, unread: 0 };
  return listNoticeRows(tx, actor, input);
}

import type { Scope } from "@/server/db/context";
import type { ListNoticesInput, NoticePage } from "@/server/notices/notice.schema";
import { listNoticeRows } from "@/server/notices/notices.repository";

/** What the reader's department was told, or the reader of their own applications, newest first. */
export async function listNotices({ actor, tx }: Scope, input: ListNoticesInput): Promise<NoticePage> {
  return listNoticeRows(tx, actor, input);
}

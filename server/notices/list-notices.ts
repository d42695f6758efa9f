import type { Scope } from "@/server/db/context";
import { getBook } from "@/server/law";
import type { ListNoticesInput, NoticePage, NoticeRow } from "@/server/notices/notice.schema";
import { listNoticeRows } from "@/server/notices/notices.repository";

/** What the reader's department was told, or the reader of their own applications, newest first. */
export async function listNotices({ actor, now, tx }: Scope, input: ListNoticesInput): Promise<NoticePage> {
  const page = await listNoticeRows(tx, actor, input);
  return { ...page, rows: page.rows.map((row) => named(row, actor.tenantId, now)) };
}

/** The name of a register stands in the city's law, not in the notice. */
function named(row: NoticeRow, tenantId: string, now: Date): NoticeRow {
  const { register, keeper } = row.detail;
  if (!register) return row;
  const title = getBook(tenantId).on(now).register(register)?.title ?? { zh: register, en: register };
  const entryName = keeper ? { zh: `${title.zh}（${keeper.zh}）`, en: `${title.en} (${keeper.en})` } : title;
  return { ...row, detail: { ...row.detail, entryName } };
}

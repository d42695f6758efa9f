import type { Scope } from "@/server/db/context";
import { getBook, type Text } from "@/server/law";
import type { ListNoticesInput, NoticePage, NoticeRow } from "@/server/notices/notice.schema";
import { listNoticeRows } from "@/server/notices/notices.repository";

/** What the reader's department was told, or the reader of their own applications, newest first. */
export async function listNotices({ actor, now, tx }: Scope, input: ListNoticesInput): Promise<NoticePage> {
  const page = await listNoticeRows(tx, actor, input);
  return { ...page, rows: page.rows.map((row) => named(row, actor.tenantId, now)) };
}

/** The names of registers stand in the city's law, not in the notice. */
function named(row: NoticeRow, tenantId: string, now: Date): NoticeRow {
  const { register, registers, keeper } = row.detail;
  if (!register && !registers) return row;
  const book = getBook(tenantId).on(now);
  const titleOf = (id: string): Text => book.register(id)?.title ?? { zh: id, en: id };
  if (registers) return { ...row, detail: { ...row.detail, registerNames: registers.map(titleOf) } };
  if (!register) return row;
  const title = titleOf(register);
  const entryName = keeper ? { zh: `${title.zh}（${keeper.zh}）`, en: `${title.en} (${keeper.en})` } : title;
  return { ...row, detail: { ...row.detail, entryName } };
}

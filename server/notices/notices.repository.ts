import type { Scope, Tx } from "@/server/db/context";
import type { ListNoticesInput, NoticeRow } from "@/server/notices/notice.schema";

/** What the person or their department was told, newest first, with both counts. */
export async function listNoticeRows(
  tx: Tx,
  { tenantId, departmentId, personId }: Scope["actor"],
  { unreadOnly, page, pageSize }: ListNoticesInput,
): Promise<{ rows: NoticeRow[]; total: number; unread: number }> {
  const found = await tx.$queryRaw<(NoticeRow & { total: number; unread: number })[]>`
    with own as (select * from app.notice n where n.tenant_id = ${tenantId}
        and (n.department_id = ${departmentId}::uuid or n.person_id = ${personId}::uuid)),
      counts as (select count(*)::int as total, count(*) filter (where read_at is null)::int as unread from own),
      listed as (select * from own where not ${unreadOnly} or read_at is null
        order by at desc, id limit ${pageSize} offset ${(page - 1) * pageSize})
    select l.id, l.kind, jsonb_build_object('kind', l.subject_kind, 'id', l.subject_id) as subject, l.detail, l.at, l.read_at as "readAt",
      l.person_id is not null as personal,
      counts.total, counts.unread
      from counts left join listed l on true order by l.at desc, l.id`;
  const unread = found[0]?.unread ?? 0;
  const total = unreadOnly ? unread : (found[0]?.total ?? 0);
  // The counts come with one empty row when the page is.
  const rows = found.filter(({ id }) => id !== null).map(({ total: _, unread: __, ...row }) => row);
  return { rows, total, unread };
}

/** Marks notices of the person and their department as read; null = all. Answers how many were unread. */
export async function markNoticesRead(
  tx: Tx,
  { tenantId, departmentId, personId }: { tenantId: string; departmentId: string | null; personId: string },
  ids: string[] | null,
  at: Date,
): Promise<number> {
  const { count } = await tx.notice.updateMany({
    where: {
      tenantId,
      readAt: null,
      OR: [...(departmentId ? [{ departmentId }] : []), { personId }],
      ...(ids && { id: { in: ids } }),
    },
    data: { readAt: at },
  });
  return count;
}

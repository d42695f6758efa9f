import type { CaseRow, Inbox } from "@/server/cases/case.schema";
import { type Bucket, listInboxRows } from "@/server/cases/case-list.repository";
import { caseRow } from "@/server/cases/case-row";
import { soonUntil } from "@/server/cases/due";
import type { Scope } from "@/server/db/context";
import { authorise, may } from "@/server/identity/ability";
import { addDays, COMPLETION_STAGE, calendarFor, getBook, shanghaiDate, startOfDay } from "@/server/law";

/** How many days back a decision is "just decided". */
const RECENT_DAYS = 30;

/**
 * 待办: what waits for the reader's department, what it waits for, and what was just decided. For an authority or
 * government, "waits for" means its own seat: a county's work stays the county's, though the city may see and do it.
 */
export async function listInbox({ actor, now, tx }: Scope): Promise<Inbox> {
  authorise(actor, "read", "case");
  const { tenantId, departmentId, regionId } = actor;
  const soon = soonUntil(now, calendarFor(tenantId));
  const since = startOfDay(addDays(shanghaiDate(now), -RECENT_DAYS));
  const desk = {
    tenantId,
    departmentId,
    regionId,
    reviews: may(actor, "review", "case"),
    governs: may(actor, "govern", "case"),
    signs: may(actor, "sign", "case"),
  };
  const rows = await listInboxRows(tx, desk, { now, soon, since }, COMPLETION_STAGE);
  const reading = { actor, book: getBook(tenantId), now, soon };
  const listed = (bucket: Bucket): CaseRow[] =>
    rows.filter((row) => row.bucket === bucket).map((row) => caseRow(row, reading));
  const first = (bucket: Bucket) => rows.find((row) => row.bucket === bucket);
  const mine = first("me");
  return {
    waitingOnMe: listed("me"),
    waitingOnOthers: listed("others"),
    justDecided: listed("decided"),
    counters: {
      waitingOnMe: mine?.total ?? 0,
      overdue: mine?.overdue ?? 0,
      dueSoon: mine?.soon ?? 0,
      returned: mine?.returned ?? 0,
      waitingOnOthers: first("others")?.total ?? 0,
      justDecided: first("decided")?.total ?? 0,
    },
  };
}

import type { CasePage, ListCasesInput } from "@/server/cases/case.schema";
import { listCaseRows } from "@/server/cases/case-list.repository";
import { caseRow } from "@/server/cases/case-row";
import { soonUntil } from "@/server/cases/due";
import type { Scope } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";
import { calendarFor, getBook } from "@/server/law";

/** One page of the cases that the reader may see: their department's, their region's, or the city's for an auditor. */
export async function listCases({ actor, now, tx }: Scope, input: ListCasesInput): Promise<CasePage> {
  authorise(actor, "read", "case");
  const { rows, total } = await listCaseRows(tx, actor, input, now);
  const reading = { actor, book: getBook(actor.tenantId), now, soon: soonUntil(now, calendarFor(actor.tenantId)) };
  return { rows: rows.map((row) => caseRow(row, reading)), total };
}

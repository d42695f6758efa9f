import type { CaseRow } from "@/server/cases/case.schema";

/** What a counter above the inbox narrows the first list to; each is named as its counter. */
export const INBOX_PARTS = ["overdue", "dueSoon", "returned"] as const;
export type InboxPart = (typeof INBOX_PARTS)[number];

/** The stage in which an application waits for its completion, in every city. */
const COMPLETION = "completion";

/** The rows that the counter counted; all of them without a part. */
export function rowsOfPart(rows: CaseRow[], part: InboxPart | undefined): CaseRow[] {
  if (part === "overdue") return rows.filter(({ tone }) => tone === "red");
  if (part === "dueSoon") return rows.filter(({ tone }) => tone === "amber");
  if (part === "returned") return rows.filter(({ stage }) => stage?.id === COMPLETION);
  return rows;
}

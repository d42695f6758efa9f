import type { RowFilter } from "@/server/cases/case.schema";
import { readPage } from "@/server/delivery/gate.repository";
import { refusalOf } from "@/server/delivery/rules/reading-status";
import { readCursor, writeCursor } from "@/server/delivery/rules/row-cursor";
import { invalid } from "@/server/shared/errors";

/** What a system asks of a resource: all granted columns and the door's own page size unless it says otherwise. */
export interface RowQuestion {
  entryId: string;
  columns: string[] | null;
  filter: RowFilter;
  after: string | null;
  /** 1 … 1000 */
  limit: number;
}

/** A page as the database wrote it. */
export interface RawPage {
  /** A JSON array of objects, or CSV lines without a header. */
  body: string;
  columns: string[];
  next: string | null;
  version: number;
  /** Number of the evidence that this page left (乐山 33). */
  accessRecordId: string;
}

/**
 * Reads one page of a resource for the system that holds `key`: what its grant allows, and nothing without a committed
 * access record.
 * @throws DomainError UNAUTHENTICATED for a key that is not live; NOT_FOUND for a resource that is missing or not the
 *   key's; GRANT_ENDED; INVALID naming the column
 */
export async function readResourceRows(key: string, medium: "json" | "csv", question: RowQuestion): Promise<RawPage> {
  const cursor = question.after === null ? null : readCursor(question.after);
  if (question.after !== null && !cursor) throw invalid({ path: "after", problem: "wrong" });
  const answer = await readPage({ by: "key", token: key, entryId: question.entryId }, "api", medium, {
    columns: question.columns,
    filter: question.filter,
    version: cursor?.version ?? null,
    after: cursor?.after ?? null,
    limit: question.limit,
  });
  const { status, detail, body, shown, next, version, accessRecordId } = answer;
  if (status !== "ok" || body === null || version === null || !accessRecordId) throw refusalOf(status, detail);
  return {
    body,
    columns: shown ?? [],
    next: next === null ? null : writeCursor({ version, after: next }),
    version,
    accessRecordId,
  };
}

import type { RowFilter } from "@/server/cases/case.schema";
import { readPage } from "@/server/delivery/gate.repository";
import type { Format } from "@/server/delivery/grant.schema";
import { refusalOf } from "@/server/delivery/rules/reading-status";

/** What a system asks of a resource: all granted columns and the door's own page size unless it says otherwise. */
export interface RowQuestion {
  entryId: string;
  columns: string[] | null;
  filter: RowFilter;
  /** A column, led by `-` for descending. */
  sort: string | null;
  after: string | null;
  /** 1 … 1000 */
  limit: number;
  count: boolean;
  /** As the caller states it; a key stands for its grant's where the grant does not demand it. */
  purpose: string | null;
}

/** A page as the database wrote it. */
export interface RawPage {
  /** A JSON array of objects, lines of JSON, or CSV lines without a header. */
  body: string;
  columns: string[];
  next: string | null;
  version: number;
  /** Rows of the question, when they were counted. */
  total: number | null;
  exact: boolean | null;
  /** Number of the evidence that this page left (乐山 33). */
  accessRecordId: string;
}

/**
 * Reads one page of a resource for the system that holds `key`: what its grant allows, and nothing without a committed
 * access record.
 * @throws DomainError UNAUTHENTICATED for a key that is not live; NOT_FOUND for a resource that is missing or not the
 *   key's; GRANT_ENDED; PURPOSE; LIMIT; INVALID naming the column
 */
export async function readResourceRows(key: string, medium: Format, question: RowQuestion): Promise<RawPage> {
  const answer = await readPage({ by: "key", token: key, entryId: question.entryId }, "api", medium, question);
  const { status, detail, body, shown, next, version, accessRecordId, total, exact } = answer;
  if (status !== "ok" || body === null || version === null || !accessRecordId) throw refusalOf(status, detail);
  return { body, columns: shown ?? [], next, version, total, exact, accessRecordId };
}

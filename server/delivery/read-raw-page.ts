import type { RowFilter } from "@/server/cases/case.schema";
import { type Reader, readPage } from "@/server/delivery/gate.repository";
import type { Format } from "@/server/delivery/grant.schema";
import type { RawPage } from "@/server/delivery/raw-page";
import { refusalOf } from "@/server/delivery/rules/reading-status";
import { readUpstreamCursor } from "@/server/delivery/rules/upstream-cursor";
import { readUpstreamRows } from "@/server/delivery/upstream/read-upstream-rows";
import { invalid } from "@/server/shared/errors";

/** A page that is asked for: all granted columns and the door's own page size unless it says otherwise. */
export interface PageQuestion {
  columns: string[] | null;
  filter: RowFilter;
  /** A column, led by `-` for descending. */
  sort: string | null;
  after: string | null;
  /** 1 … 1000 */
  limit: number;
  count: boolean;
  /** As the reader states it; a key stands for its grant's where the grant does not demand it. */
  purpose: string | null;
}

/**
 * Reads one page of what a grant allows, from wherever the entry's data is mounted: the hosted table, or the interface of the
 * provider with whom it stays.
 * @throws DomainError UNAUTHENTICATED, NOT_FOUND, GRANT_ENDED, PURPOSE, LIMIT; INVALID naming the column, or a cursor of
 *   data that was mounted before; UPSTREAM saying why the provider's interface gave nothing
 */
export async function readRawPage(
  reader: Reader,
  way: "preview" | "api",
  medium: "screen" | Format,
  question: PageQuestion,
): Promise<RawPage> {
  const answer = await readPage(reader, way, medium, question);
  if (answer.status === "not-mounted") return readElsewhere(reader, way, medium, question);
  const { status, detail, body, shown, next, version, accessRecordId, total, exact } = answer;
  // A cursor of the provider's interface, for data that has come into the house since.
  if (status === "invalid" && question.after !== null && readUpstreamCursor(question.after))
    throw refusalOf("moved-on", null);
  if (status !== "ok" || body === null || version === null || !accessRecordId) throw refusalOf(status, detail);
  return { body, columns: shown ?? [], next, version, total, exact, accessRecordId };
}

/** The provider's interface gives rows in its own order, and counts nothing. */
async function readElsewhere(
  reader: Reader,
  way: "preview" | "api",
  medium: "screen" | Format,
  { columns, filter, sort, after, limit, purpose }: PageQuestion,
): Promise<RawPage> {
  if (sort !== null) throw invalid({ path: "sort", problem: "not-sortable", params: { column: sort } });
  const elsewhere = after === null ? null : readUpstreamCursor(after);
  // A cursor that is none of the interface's belongs to what was mounted before.
  const at = elsewhere ?? { seq: after === null ? null : 0, after: null };
  return readUpstreamRows(reader, way, medium, { columns, filter, limit, purpose, ...at });
}

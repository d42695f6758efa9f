import type { RowFilter } from "@/server/cases/case.schema";
import { type Reader, readPage } from "@/server/delivery/gate.repository";
import type { RawPage } from "@/server/delivery/raw-page";
import { refusalOf } from "@/server/delivery/rules/reading-status";
import { readCursor, writeCursor } from "@/server/delivery/rules/row-cursor";
import { readUpstreamCursor } from "@/server/delivery/rules/upstream-cursor";
import { readUpstreamRows } from "@/server/delivery/upstream/read-upstream-rows";
import { invalid } from "@/server/shared/errors";

/** A page that is asked for: all granted columns and the door's own page size unless it says otherwise. */
export interface PageQuestion {
  columns: string[] | null;
  filter: RowFilter;
  after: string | null;
  limit: number;
}

/**
 * Reads one page of what a grant allows, from wherever the entry's data is mounted: the hosted table, or the interface of the
 * provider with whom it stays.
 * @throws DomainError UNAUTHENTICATED, NOT_FOUND, GRANT_ENDED; INVALID naming the column, or a cursor of data that was
 *   mounted before; UPSTREAM saying why the provider's interface gave nothing
 */
export async function readRawPage(
  reader: Reader,
  way: "preview" | "api",
  medium: "screen" | "json" | "csv",
  { columns, filter, after, limit }: PageQuestion,
): Promise<RawPage> {
  const cursor = after === null ? null : readCursor(after);
  const elsewhere = after === null || cursor ? null : readUpstreamCursor(after);
  if (after !== null && !cursor && !elsewhere) throw invalid({ path: "after", problem: "wrong" });
  // A cursor of the provider's interface belongs to no version of a table.
  const version = elsewhere ? 0 : (cursor?.version ?? null);
  const answer = await readPage(reader, way, medium, { columns, filter, version, after: cursor?.after ?? null, limit });
  if (answer.status === "not-mounted") {
    // A row cursor then belongs to what was mounted before.
    const at = elsewhere ?? { seq: cursor ? 0 : null, after: null };
    return readUpstreamRows(reader, way, medium, { columns, filter, limit, ...at });
  }
  const { status, detail, body, shown, next, accessRecordId } = answer;
  if (status !== "ok" || body === null || answer.version === null || !accessRecordId) throw refusalOf(status, detail);
  return {
    body,
    columns: shown ?? [],
    next: next === null ? null : writeCursor({ version: answer.version, after: next }),
    version: answer.version,
    accessRecordId,
  };
}

import { readOpenPage } from "@/server/delivery/gate.repository";
import type { RawPage } from "@/server/delivery/raw-page";
import type { RowQuestion } from "@/server/delivery/read-resource-rows";
import { refusalOf } from "@/server/delivery/rules/reading-status";
import { readCursor, writeCursor } from "@/server/delivery/rules/row-cursor";
import { invalid } from "@/server/shared/errors";

/**
 * Reads one page of a city's open dataset for any system; nobody's name is taken, the first page is counted.
 * @throws DomainError NOT_FOUND for a city or dataset that is missing or not open to everyone; INVALID naming the column
 */
export async function readOpenRows(
  cityId: string,
  medium: "json" | "csv",
  { entryId, columns, filter, after, limit }: RowQuestion,
): Promise<Omit<RawPage, "accessRecordId">> {
  const cursor = after === null ? null : readCursor(after);
  if (after !== null && !cursor) throw invalid({ path: "after", problem: "wrong" });
  const answer = await readOpenPage(cityId, entryId, "api", medium, {
    columns,
    filter,
    version: cursor?.version ?? null,
    after: cursor?.after ?? null,
    limit,
  });
  const { status, detail, body, shown, next, version } = answer;
  if (status !== "ok" || body === null || version === null) throw refusalOf(status, detail);
  return { body, columns: shown ?? [], next: next === null ? null : writeCursor({ version, after: next }), version };
}

import type { RowFilter } from "@/server/cases/case.schema";
import { describeGrant, openExport, readExport } from "@/server/delivery/gate.repository";
import { refusalOf } from "@/server/delivery/rules/reading-status";
import type { Text } from "@/server/law/types";
import { BOM, csvLine } from "@/server/shared/csv-line";

/** A CSV file on its way: the text comes piece by piece, so that its size costs no memory. */
export interface CsvExport {
  name: Text;
  /** Number of the evidence; null for open data, which leaves only a count. */
  accessRecordId: string | null;
  /** Throws a DomainError where the reading is cut: the file is then not whole, and must not look so. */
  pieces: AsyncGenerator<string>;
}

/** Rows of one statement: small enough that a stop of the grant is felt within a second. */
export const BATCH = 2_000;

/**
 * Exports what a grant allows as CSV, under the person's own conditions if any. The access record is committed before
 * this returns; each batch looks the grant up again, so a stop cuts the file.
 * @throws DomainError NOT_FOUND, GRANT_ENDED, INVALID naming the column
 */
export async function exportRows(
  token: string,
  grantId: string,
  question: { columns: string[] | null; filter: RowFilter },
): Promise<CsvExport> {
  const reader = { by: "session", token, grantId } as const;
  const about = await describeGrant(reader);
  if (about.status !== "ok" || !about.described) {
    // Opening it too leaves the denial in the audit.
    const { status, detail } = await openExport(reader, { ...question, version: null, after: null, limit: null });
    throw refusalOf(status === "open" ? about.status : status, detail);
  }
  const opened = await openExport(reader, { ...question, version: null, after: null, limit: null });
  const { status, detail, accessRecordId, shown } = opened;
  if (status !== "open" || !accessRecordId || !shown) throw refusalOf(status, detail);
  const labels = new Map(about.described.columns.map(({ name, label }) => [name, label.zh]));
  return {
    name: about.described.name,
    accessRecordId,
    pieces: piecesOf(csvLine(shown.map((name) => labels.get(name) ?? name)), async (after) => {
      const batch = await readExport(reader, accessRecordId, after, BATCH);
      if (batch.status !== "ok" || batch.body === null) throw refusalOf(batch.status, null);
      return { body: batch.body, next: batch.next };
    }),
  };
}

/** The header, then batch after batch until there is none; each is read only when the one before has been sent. */
export async function* piecesOf(
  header: string,
  read: (after: string) => Promise<{ body: string; next: string | null }>,
): AsyncGenerator<string> {
  yield BOM + header;
  let after: string | null = "0";
  while (after !== null) {
    const { body, next }: { body: string; next: string | null } = await read(after);
    if (body) yield body;
    after = next;
  }
}

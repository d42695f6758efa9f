import type { RowFilter } from "@/server/cases/case.schema";
import type { ExportFigures } from "@/server/delivery/gate.repository";
import type { Format } from "@/server/delivery/grant.schema";
import { markLine, markObject, type NoStorageMark } from "@/server/delivery/rules/no-storage-mark";
import type { Text } from "@/server/law/types";
import { BOM, csvLine } from "@/server/shared/csv-line";
import { type XlsxCell, xlsxBytes } from "@/server/shared/xlsx-writer";

/** A file on its way: it comes piece by piece, so that its size costs no memory. */

export type Piece = string | Uint8Array;

/** How many rows have left so far. */
export interface Progress {
  rows: number;
}

/** What an export asks for; without columns all that the grant gives, without a sort in the order of the table. */
export interface ExportQuestion {
  columns: string[] | null;
  filter: RowFilter;
  sort: string | null;
  purpose: string | null;
  format: Format;
}

export interface FileExport {
  name: Text;
  format: Format;
  /** Number of the evidence; null for open data and registers, which leave only a count or an audit row. */
  accessRecordId: string | null;
  /** Null where rows are not counted. */
  progress: Progress | null;
  /** Throws a DomainError where the reading is cut: the file is then not whole, and must not look so. */
  pieces: AsyncGenerator<Piece>;
  /** The grant does not allow storing: the first record of the file says so. */
  noStorage?: boolean;
  /** Throws when the reading may not go on; asked while a slow receiver keeps pieces waiting. */
  recheck?: () => Promise<void>;
  /** Told the figures when the last byte has been handed over. */
  finish?: (figures: ExportFigures) => Promise<void>;
}

/** Bytes that one reading from the database aims at: two of them wait in memory for each export. */
const AIM = 2_000_000;
const FIRST_SPAN = 2_000;

/** How many rows to read next, so that a reading keeps to a few megabytes whatever a row weighs. */
export function spanAfter(before: { span: number; bytes: number } | null): number {
  if (!before) return FIRST_SPAN;
  const fitting = Math.floor((before.span * AIM) / Math.max(before.bytes, 1));
  return Math.max(50, Math.min(fitting, before.span * 8, 500_000));
}

/**
 * Rows as the database wrote them, put into the file's own form: header, brackets, or a workbook around them.
 * @param lineEnd of the rows, so that the header ends as they do: COPY writes a newline alone
 * @param mark of data that may not be stored, which becomes the first record
 */
export async function* labelled(
  format: Format,
  {
    names,
    labels,
    marked,
    lineEnd,
    mark = null,
  }: {
    names: readonly string[];
    labels: readonly string[];
    marked: boolean;
    lineEnd: string;
    mark?: NoStorageMark | null;
  },
  rows: AsyncGenerator<Piece>,
): AsyncGenerator<Piece> {
  switch (format) {
    case "csv":
      yield (marked ? BOM : "") + csvLine(labels).replace(/\r\n$/, lineEnd);
      // As many cells as every line has, so that whoever reads the file as a table still can.
      if (mark) yield markLine(mark) + ",".repeat(Math.max(names.length - 1, 0)) + lineEnd;
      yield* rows;
      return;
    case "ndjson":
      if (mark) yield `${JSON.stringify(markObject(mark))}\n`;
      yield* rows;
      return;
    case "json": {
      let first = true;
      if (mark) {
        yield `[\n${JSON.stringify(markObject(mark))}`;
        first = false;
      }
      for await (const array of rows) {
        const inner = String(array).slice(1, -1);
        if (!inner) continue;
        yield (first ? "[\n" : ",\n") + inner;
        first = false;
      }
      yield first ? "[]\n" : "\n]\n";
      return;
    }
    case "xlsx":
      yield* xlsxBytes(labels, cells(names, rows, mark));
  }
}

async function* cells(
  names: readonly string[],
  rows: AsyncGenerator<Piece>,
  mark: NoStorageMark | null,
): AsyncGenerator<XlsxCell[]> {
  if (mark) yield [markLine(mark), ...names.slice(1).map(() => null)];
  for await (const array of rows) {
    for (const row of JSON.parse(String(array)) as Record<string, XlsxCell>[])
      yield names.map((name) => row[name] ?? null);
  }
}

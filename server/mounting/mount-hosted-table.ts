import { toDomainError } from "@/server/api/domain-error";
import { type MountColumn, mount } from "@/server/mounting/mount.repository";
import { BadCellError, copyLine, type SourceValue } from "@/server/mounting/rules/copy-text";
import { DomainError, invalid, notFound } from "@/server/shared/errors";

export type { SourceValue };

/** Lines are handed to COPY in pieces of about this many characters. */
const PIECE = 64 * 1024;

/**
 * Mounts data under a catalogue entry of the person's own department (挂接) as the entry's next version.
 *
 * All rows are checked against the entry's data items and become readable at once, or none does; readers of the version
 * before are not disturbed.
 * @param token the session of an officer of the providing department
 * @param rows values in the order of the data items
 * @returns the version and the number of rows that it holds
 * @throws DomainError NOT_FOUND for an entry that is missing or another department's; INVALID naming row and column, or
 *   the entry of data that stands on the intranet and stays there (合肥经开区 6)
 */
export async function mountHostedTable(
  token: string,
  entryId: string,
  rows: AsyncIterable<readonly SourceValue[]> | Iterable<readonly SourceValue[]>,
): Promise<{ version: number; rowCount: number }> {
  try {
    return await mount(token, entryId, (columns) => copyText(columns, rows));
  } catch (error) {
    if (error instanceof BadCellError) throw invalid(error.field);
    if (codeOf(error) === "P0002") throw notFound();
    if (codeOf(error) === "HL003") throw invalid({ path: "entryId", problem: "intranet-only" });
    if (codeOf(error)?.startsWith("22")) throw new DomainError("INVALID", {}, { cause: error });
    throw toDomainError(error) ?? error;
  }
}

async function* copyText(
  columns: MountColumn[],
  rows: AsyncIterable<readonly SourceValue[]> | Iterable<readonly SourceValue[]>,
): AsyncGenerator<string> {
  let row = 0;
  let piece = "";
  // Awaiting every row of an array would cost more than writing it.
  if (Symbol.iterator in rows) {
    for (const values of rows) {
      piece += copyLine(++row, columns, values);
      if (piece.length >= PIECE) {
        yield piece;
        piece = "";
      }
    }
  } else {
    for await (const values of rows) {
      piece += copyLine(++row, columns, values);
      if (piece.length >= PIECE) {
        yield piece;
        piece = "";
      }
    }
  }
  if (piece) yield piece;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

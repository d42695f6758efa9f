import { writeXlsxStream } from "hucre/xlsx";

/** The one place that writes workbooks: rows are pulled, compressed and let go one after another, so memory stays flat. */

export type XlsxCell = string | number | boolean | null;

/** Numbers that a spreadsheet would round are written as text. */
const EXACT_DIGITS = 15;

/**
 * A workbook with one table, as bytes while rows are pulled. Past a sheet's own limit of 1,048,576 rows it goes on in a
 * further sheet under the same header.
 * @param labels of the columns, for the header
 */
export async function* xlsxBytes(
  labels: readonly string[],
  rows: AsyncIterable<readonly XlsxCell[]>,
): AsyncGenerator<Uint8Array> {
  const stream = writeXlsxStream(cells(rows), {
    name: "data",
    columns: labels.map((label) => ({ header: safe(label) })),
    freezePane: { rows: 1 },
    zip64: true,
  });
  const reader = stream.getReader();
  let ended = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      yield value;
    }
    ended = true;
  } finally {
    if (!ended) await reader.cancel().catch(() => undefined);
  }
}

async function* cells(rows: AsyncIterable<readonly XlsxCell[]>): AsyncGenerator<(string | number | boolean | null)[]> {
  for await (const row of rows) yield row.map((cell) => (typeof cell === "string" ? safe(cell) : exact(cell)));
}

/** Text that a spreadsheet would run as a formula is led by an apostrophe; XML cannot hold control characters. */
function safe(text: string): string {
  const led = /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return led.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "");
}

function exact(cell: number | boolean | null): string | number | boolean | null {
  if (typeof cell !== "number" || Number.isSafeInteger(cell)) return cell;
  return String(cell).replace(/[-.]|e.*$/g, "").length > EXACT_DIGITS ? String(cell) : cell;
}

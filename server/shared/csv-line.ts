/** The byte order mark by which Excel knows UTF-8. */
export const BOM = "\uFEFF";

/** One line of a CSV file. A cell that a spreadsheet would run as a formula is led by an apostrophe. */
export function csvLine(labels: readonly string[]): string {
  return `${labels.map(cell).join(",")}\r\n`;
}

function cell(text: string): string {
  const safe = /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

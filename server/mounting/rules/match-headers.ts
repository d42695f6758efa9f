import type { IngestItem, IngestProblem } from "@/server/mounting/ingest.schema";

/** The column of an increment that says what is done with a row. */
export const OPERATION = "_op";
const OPERATION_NAMES = new Set([OPERATION, "操作"]);

/** Which data item each column of a file is; the index of an item, or -1 for the operation. */
export interface MatchedHeaders {
  columns: number[];
  problems: IngestProblem[];
}

const INVISIBLE = /[\p{Cf}\p{Cc}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;
/** Letters of other scripts that look like ours, as Cyrillic а in "name". */
const FOREIGN_LETTER = /[^\p{Script=Han}\p{Script=Latin}\P{L}]/u;

/**
 * Matches the first row of a file with the data items, by column name or label; width, case and surrounding space do not
 * matter. Every item must be there once, and nothing else.
 */
export function matchHeaders(
  headers: readonly string[],
  items: readonly IngestItem[],
  increment: boolean,
): MatchedHeaders {
  const known = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    for (const label of [item.labelEn, item.labelZh]) if (label) known.set(plain(label), index);
  }
  for (const [index, item] of items.entries()) known.set(plain(item.name), index);
  const problems: IngestProblem[] = [];
  const columns: number[] = [];
  const seen = new Set<number>();
  for (const header of headers) {
    const name = plain(header);
    const index = increment && OPERATION_NAMES.has(name) ? -1 : known.get(name);
    const problem = (rule: IngestProblem["rule"]) =>
      problems.push({ row: 1, column: shown(header), value: null, rule });
    if (INVISIBLE.test(header)) problem("invisible-character");
    else if (index === undefined) problem(FOREIGN_LETTER.test(header) ? "look-alike" : "unknown-column");
    else if (seen.has(index)) problem("duplicate-column");
    if (index !== undefined) seen.add(index);
    columns.push(index ?? -2);
  }
  for (const [index, item] of items.entries()) {
    if (!seen.has(index)) problems.push({ row: 1, column: item.name, value: null, rule: "missing-column" });
  }
  return { columns, problems };
}

function plain(header: string): string {
  return header.normalize("NFKC").trim().toLowerCase();
}

/** A header as it can be shown: what is invisible in it is written out. */
function shown(header: string): string {
  return header
    .slice(0, 60)
    .replace(/\p{Cs}/gu, "\uFFFD")
    .replace(
      /[\p{Cf}\p{Cc}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu,
      (sign) => `⟨U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}⟩`,
    );
}

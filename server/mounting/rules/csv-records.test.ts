import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CsvRecords, MOST_RECORD_BYTES, type RecordStatus } from "@/server/mounting/rules/csv-records";

/** All records of a text that comes in pieces of so many bytes, and how it ended. */
function read(text: string, size: number): { rows: string[][]; end: RecordStatus } {
  const bytes = Buffer.from(text);
  const records = new CsvRecords();
  const rows: string[][] = [];
  const drain = (): RecordStatus => {
    for (;;) {
      const status = records.next();
      if (status !== "record") return status;
      rows.push(
        Array.from({ length: records.count }, (_, i) => {
          const cell = records.bytes.toString("utf8", records.starts[i], records.ends[i]);
          return records.quoted[i] === 3 ? cell.replaceAll('""', '"') : cell;
        }),
      );
    }
  };
  for (let at = 0; at < bytes.length; at += size) {
    records.feed(bytes.subarray(at, at + size));
    const status = drain();
    if (status !== "more") return { rows, end: status };
  }
  records.end();
  return { rows, end: drain() };
}

function readByLibrary(text: string): string[][] | null {
  try {
    return parse(text, { relax_column_count: true, record_delimiter: ["\r\n", "\n", "\r"] }) as string[][];
  } catch {
    return null;
  }
}

const cell = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "\r\n", "字", "𠀀", " ", ""), maxLength: 6 }),
  fc.constantFrom("", "1", "2026-01-01", '""', "=1+1"),
);
const written = fc
  .array(fc.array(fc.tuple(cell, fc.boolean()), { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 6 })
  .map((rows) => {
    const quote = ([text, always]: [string, boolean]) =>
      always || /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    return {
      rows: rows.map((row) => row.map(([text]) => text)),
      text: rows.map((row) => row.map(quote).join(",")).join("\n"),
    };
  });

describe("splitting a CSV file into records", () => {
  it("gives back what was written, in pieces of any size", () => {
    fc.assert(
      fc.property(written, fc.integer({ min: 1, max: 40 }), ({ rows, text }, size) => {
        // A last record of one empty unquoted cell is no record: there is nothing there.
        fc.pre(text !== "" && !text.endsWith("\n"));
        expect(read(text, size)).toEqual({ rows, end: "end" });
      }),
      { numRuns: 2_000 },
    );
  });

  it("agrees with csv-parse on any text, or refuses it where csv-parse does", () => {
    const text = fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "字", "b"), maxLength: 24 });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 30 }), (source, size) => {
        const { rows, end } = read(source, size);
        const library = readByLibrary(source);
        if (end !== "end") expect(library).toBeNull();
        else expect(rows).toEqual(library);
      }),
      { numRuns: 5_000 },
    );
  });

  it("refuses a quote that never closes and a record without end, with bounded memory", () => {
    expect(read('a,b\n"x,', 3)).toEqual({ rows: [["a", "b"]], end: "unclosed-quote" });
    const endless = new CsvRecords();
    endless.feed(Buffer.from('"'));
    const piece = Buffer.alloc(1 << 20, "x");
    let fed = 0;
    let status: RecordStatus = "more";
    while (status === "more" && fed < 100) {
      endless.feed(piece);
      fed++;
      status = endless.next();
    }
    expect(status).toBe("unclosed-quote");
    expect(fed << 20).toBeLessThan(2 * MOST_RECORD_BYTES);
    expect(endless.bytes.length).toBeLessThanOrEqual(4 * MOST_RECORD_BYTES);
  });
});

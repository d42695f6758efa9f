/**
 * Splits UTF-8 bytes into the records of a CSV file (RFC 4180), strictly: a quote opens only at the start of a field,
 * what follows a closing quote is a delimiter or the end of the line, and nothing is guessed. Works on the bytes
 * themselves, because a million rows decoded into strings first cost more than the database takes to store them
 * (docs/decisions/2026-11-25-ingest.md).
 */

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;

/** Bytes that one record may have; more is an unclosed quote or no table. */
export const MOST_RECORD_BYTES = 4 * 1024 * 1024;
/** Fields that one record may have. */
export const MOST_FIELDS = 1_000;

export type RecordStatus = "record" | "more" | "end" | "quote" | "unclosed-quote" | "too-long-field";

export class CsvRecords {
  /** The bytes at hand; fields point into it until the next call of `feed`. */
  bytes = Buffer.allocUnsafe(1 << 20);
  /** Where each field of the record begins and ends, quotes not counted. */
  readonly starts = new Int32Array(MOST_FIELDS);
  readonly ends = new Int32Array(MOST_FIELDS);
  /** 1 where a field was quoted, 3 where it has doubled quotes inside. */
  readonly quoted = new Uint8Array(MOST_FIELDS);
  /** Fields of the record; MOST_FIELDS + 1 when there are more. */
  count = 0;
  /** Where the record lies. */
  recordStart = 0;
  recordEnd = 0;

  private filled = 0;
  private position = 0;
  private ended = false;

  constructor(private delimiter: number = 0x2c) {}

  setDelimiter(delimiter: number): void {
    this.delimiter = delimiter;
  }

  /** Goes back to the record's start, to read it once more. */
  rewind(): void {
    this.position = this.recordStart;
  }

  /** Adds bytes; records handed out before lose their place. */
  feed(piece: Uint8Array): void {
    const rest = this.filled - this.position;
    if (rest + piece.length > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, rest + piece.length));
      this.bytes.copy(larger, 0, this.position, this.filled);
      this.bytes = larger;
    } else if (this.position > 0) {
      this.bytes.copyWithin(0, this.position, this.filled);
    }
    this.position = 0;
    this.filled = rest;
    this.bytes.set(piece, rest);
    this.filled += piece.length;
  }

  /** No more bytes will come. */
  end(): void {
    this.ended = true;
  }

  /** The next record, or why there is none: `more` asks for bytes. After a broken quote nothing more can be read. */
  next(): RecordStatus {
    const { bytes, starts, ends, quoted, filled, delimiter } = this;
    let at = this.position;
    this.recordStart = at;
    if (at >= filled) return this.ended ? "end" : "more";
    let n = 0;
    for (;;) {
      let end: number;
      let start = at;
      let how = 0;
      if (at < filled && bytes[at] === QUOTE) {
        how = 1;
        start = ++at;
        for (;;) {
          while (at < filled && bytes[at] !== QUOTE) at++;
          if (at >= filled) return this.partial(n, "unclosed-quote");
          if (at + 1 < filled && bytes[at + 1] === QUOTE) {
            how = 3;
            at += 2;
            continue;
          }
          if (at + 1 >= filled && !this.ended) return this.partial(n, "unclosed-quote");
          break;
        }
        end = at++;
        const after = at < filled ? bytes[at] : LF;
        if (after !== delimiter && after !== LF && after !== CR) {
          this.count = n + 1;
          this.recordEnd = at;
          return "quote";
        }
      } else {
        let byte = 0;
        while (at < filled) {
          byte = bytes[at] as number;
          if (byte === delimiter || byte === LF || byte === CR) break;
          if (byte === QUOTE) {
            this.count = n + 1;
            this.recordEnd = at;
            return "quote";
          }
          at++;
        }
        if (at >= filled && !this.ended) return this.partial(n, "too-long-field");
        end = at;
      }
      if (n < MOST_FIELDS) {
        starts[n] = start;
        ends[n] = end;
        quoted[n] = how;
        n++;
      } else n = MOST_FIELDS;
      const byte = at < filled ? bytes[at] : LF;
      if (byte === delimiter) {
        at++;
        continue;
      }
      if (byte === CR) {
        if (at + 1 >= filled && !this.ended) return this.partial(n, "too-long-field");
        if (bytes[at + 1] === LF && at + 1 < filled) at++;
      }
      this.count = n;
      this.recordEnd = end;
      this.position = Math.min(at + 1, filled);
      return "record";
    }
  }

  private partial(n: number, problem: RecordStatus): RecordStatus {
    this.count = n + 1;
    if (this.filled - this.recordStart > MOST_RECORD_BYTES) return problem;
    return this.ended ? problem : "more";
  }
}

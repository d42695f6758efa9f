import type { IngestItem, IngestProblem, ProblemRule } from "@/server/mounting/ingest.schema";
import { MOST_PROBLEMS } from "@/server/mounting/ingest.schema";
import type { CsvRecords } from "@/server/mounting/rules/csv-records";
import { isMarkedSecret, type Personal, personalIn, SECRET_SIGN } from "@/server/mounting/rules/scan";
import { isCitizenId, isCreditCode, isMobileNumber } from "@/server/shared/identifiers";

/** What the scan met: column → kind of identifier → rows. */
export type Scan = Record<string, Partial<Record<Personal, number>>>;

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const DASH = 0x2d;
const BACKSLASH = 0x5c;
const N = 0x4e;

/** COPY text is handed on in pieces of about this many bytes. */
const PIECE = 256 * 1024;

const UPSERT = new Set(["", "upsert", "insert", "update", "新增", "修改", "更新"]);
const DELETE = new Set(["delete", "删除"]);

/**
 * Judges records by the data items and writes the good ones as the text format of COPY, `row_no` first, columns in the
 * order of the file. After the first problem nothing more is written: a version is whole or it is not.
 */
export class RowChecker {
  readonly problems: IngestProblem[] = [];
  problemCount = 0;
  rows = 0;
  /** A marking of state secrets was met. */
  secret = false;
  /** Columns that everybody would see and that hold personal identifiers. */
  readonly exposed = new Set<string>();

  private out = Buffer.allocUnsafe(PIECE * 2);
  private filled = 0;
  private nextSign = -2;
  private readonly lists: (Set<string> | null)[];
  private readonly counts: Partial<Record<Personal | "long-number", number>>[];
  private readonly firstCard: (number | null)[];

  /**
   * @param items in the order of the file's columns; null is the operation of an increment
   * @param open whether everybody sees the entry's data
   */
  constructor(
    private readonly items: readonly (IngestItem | null)[],
    private readonly open: boolean,
    private readonly increment: boolean,
    private readonly write: (piece: Buffer) => void,
  ) {
    this.lists = items.map((item) => (item?.codeList ? new Set(item.codeList) : null));
    this.counts = items.map(() => ({}));
    this.firstCard = items.map(() => null);
  }

  /** The bytes that records point into were exchanged. */
  moved(): void {
    this.nextSign = -2;
  }

  /** Judges the record at hand. @param row as a spreadsheet counts */
  check(records: CsvRecords, row: number): void {
    const { bytes, starts, ends, quoted, count } = records;
    const { items } = this;
    if (count === 1 && ends[0] === starts[0] && quoted[0] === 0) return; // an empty line
    if (count !== items.length) {
      this.add(row, null, `${count} / ${items.length}`, "column-count");
      return;
    }
    this.rows++;
    const suspect = this.holdsSign(bytes, records.recordStart, records.recordEnd);
    const begun = this.filled;
    this.reserve(24);
    this.filled += this.out.write(String(row - 1), this.filled, "latin1");
    const removes = this.increment && this.operation(records, row) === "delete";
    for (let i = 0; i < count; i++) {
      const item = items[i];
      const start = starts[i] as number;
      const end = ends[i] as number;
      this.reserve((end - start) * 2 + 16);
      this.out[this.filled++] = TAB;
      if (item === null || item === undefined) {
        this.filled += this.out.write(removes ? "delete" : "upsert", this.filled, "latin1");
        continue;
      }
      if (removes && !item.isKey) {
        this.none();
        continue;
      }
      if (start === end) {
        if (item.required || item.isKey) this.add(row, item, "", "required");
        if (item.type !== "text" || quoted[i] === 0) this.none();
        continue;
      }
      if (suspect && isMarkedSecret(textAt(bytes, start, end, quoted[i] as number))) {
        this.secret = true;
        this.add(row, item, null, "secret-marking");
      }
      const rule = this.value(i, item, bytes, start, end, quoted[i] as number, row);
      if (rule) this.add(row, item, textAt(bytes, start, end, quoted[i] as number), rule);
    }
    if (this.increment && !items.includes(null)) {
      this.reserve(16);
      this.filled += this.out.write("\tupsert", this.filled, "latin1");
    }
    this.reserve(1);
    this.out[this.filled++] = LF;
    if (this.problemCount > 0) this.filled = begun;
    else if (this.filled >= PIECE) this.flush();
  }

  /** Hands on what is left, and judges what only all rows together show. */
  finish(): void {
    for (const [i, counts] of this.counts.entries()) {
      const item = this.items[i];
      // One number in ten has the check digit of a card by chance: a column of cards has nearly all of them.
      const cards = counts["bank-card"] ?? 0;
      if (!item || cards === 0) continue;
      if (cards <= (counts["long-number"] ?? 0)) delete counts["bank-card"];
      else if (this.exposes(item)) this.expose(item, "bank-card", this.firstCard[i] ?? null);
    }
    this.flush();
  }

  /** Counts of what the scan met, for the version. */
  scan(): Scan {
    const scan: Scan = {};
    for (const [i, counts] of this.counts.entries()) {
      const item = this.items[i];
      const { "long-number": _, ...personal } = counts;
      if (item && Object.keys(personal).length > 0) scan[item.name] = personal;
    }
    return scan;
  }

  /** Notes a problem; those beyond the cap are only counted. */
  add(row: number | null, item: { name: string } | null, value: string | null, rule: ProblemRule): void {
    this.problemCount++;
    if (this.problems.length < MOST_PROBLEMS) {
      this.problems.push({ row, column: item?.name ?? null, value: value === null ? null : shortened(value), rule });
    }
  }

  private operation(records: CsvRecords, row: number): "upsert" | "delete" {
    const at = this.items.indexOf(null);
    if (at < 0) return "upsert";
    const text = textAt(records.bytes, records.starts[at] as number, records.ends[at] as number, 0)
      .trim()
      .toLowerCase();
    if (DELETE.has(text)) return "delete";
    if (!UPSERT.has(text)) this.add(row, { name: "_op" }, text, "operation");
    return "upsert";
  }

  /** Writes a value that is not empty; answers the rule that it breaks. */
  private value(
    column: number,
    item: IngestItem,
    bytes: Buffer,
    start: number,
    end: number,
    quoted: number,
    row: number,
  ): ProblemRule | null {
    switch (item.type) {
      case "text":
        return this.text(column, item, bytes, start, end, quoted, row);
      case "integer":
        if (isNumber(bytes, start, end, 18, 0)) {
          if (end - start >= 11) this.personal(column, item, bytes, start, end, row);
          return this.copy(bytes, start, end);
        }
        return "integer";
      case "decimal":
        return isNumber(bytes, start, end, 30, 15) ? this.copy(bytes, start, end) : "decimal";
      case "date": {
        if (end - start === 10 && bytes[start + 4] === DASH && isDay(bytes, start)) return this.copy(bytes, start, end);
        const day = looseDay(bytes.toString("latin1", start, end));
        return day ? this.put(day) : "date";
      }
      case "timestamp": {
        const instant = looseInstant(bytes.toString("latin1", start, end));
        return instant ? this.put(instant) : "timestamp";
      }
      case "boolean": {
        const yes = BOOLEANS.get(bytes.toString("utf8", start, end).toLowerCase());
        return yes ? this.put(yes) : "boolean";
      }
    }
  }

  private text(
    column: number,
    item: IngestItem,
    bytes: Buffer,
    start: number,
    end: number,
    quoted: number,
    row: number,
  ): ProblemRule | null {
    const { out } = this;
    let filled = this.filled;
    let characters = 0;
    let run = 0;
    let longest = 0;
    for (let at = start; at < end; at++) {
      const byte = bytes[at] as number;
      if (byte >= 0x80) {
        if (byte >= 0xc0) characters++;
        // Fullwidth digits (U+FF10…19 are EF BC 90…99) are left to the slow look, which normalises.
        if (byte === 0xbc && bytes[at - 1] === 0xef && ((bytes[at + 1] as number) & 0xf0) === 0x90) longest = 11;
        out[filled++] = byte;
        run = 0;
        continue;
      }
      characters++;
      if (byte >= 0x30 && byte <= 0x39) {
        if (++run > longest) longest = run;
        out[filled++] = byte;
        continue;
      }
      run = 0;
      if (byte === BACKSLASH) {
        out[filled++] = BACKSLASH;
        out[filled++] = BACKSLASH;
      } else if (byte < 0x20 || byte === 0x7f) {
        if (byte === 0) return "nul";
        if (byte !== TAB && byte !== LF && byte !== CR) return "control-character";
        out[filled++] = BACKSLASH;
        out[filled++] = byte === TAB ? 0x74 : byte === LF ? 0x6e : 0x72;
      } else {
        out[filled++] = byte;
        if (byte === QUOTE && quoted === 3) at++; // the second of two
      }
    }
    this.filled = filled;
    if (item.maxLength !== null && characters > item.maxLength) return "too-long";
    if (longest >= 11) this.personal(column, item, bytes, start, end, row);
    const list = this.lists[column];
    if (list && !list.has(textAt(bytes, start, end, quoted))) return "code-list";
    if (item.rule === "none") return null;
    const text = bytes.toString("utf8", start, end);
    if (item.rule === "citizen-id") return isCitizenId(text) ? null : "citizen-id";
    if (item.rule === "credit-code") return isCreditCode(text) ? null : "credit-code";
    return isMobileNumber(text) ? null : "phone";
  }

  /** Looks for identifiers of persons in a field with a long run of digits. */
  private personal(column: number, item: IngestItem, bytes: Buffer, start: number, end: number, row: number): void {
    // Nearly all such fields are one number and nothing else: those are told apart without making text of them.
    const length = end - start;
    if (length === 11 && isPhoneAt(bytes, start)) this.met("phone", column, item, row);
    else if (length !== 18 || bytes[start] === 0x36 || hasCitizenCheck(bytes, start)) {
      for (const kind of personalIn(bytes.toString("utf8", start, end))) this.met(kind, column, item, row);
    } else if (isDigit(bytes[start + 17])) this.met("long-number", column, item, row);
  }

  private met(kind: Personal | "long-number", column: number, item: IngestItem, row: number): void {
    const counts = this.counts[column];
    if (!counts) return;
    counts[kind] = (counts[kind] ?? 0) + 1;
    if (kind === "bank-card") this.firstCard[column] ??= row;
    else if (kind !== "long-number" && this.exposes(item)) this.expose(item, kind, row);
  }

  /** Everybody would read the column as it is. */
  private exposes(item: IngestItem): boolean {
    return this.open && item.grade < 3 && item.mask === "none";
  }

  private expose(item: IngestItem, kind: Personal, row: number | null): void {
    if (this.exposed.has(`${item.name} ${kind}`)) return;
    this.exposed.add(`${item.name} ${kind}`);
    this.add(row, item, null, `personal-${kind}`);
  }

  /** Whether 密 stands between two places. */
  private holdsSign(bytes: Buffer, from: number, until: number): boolean {
    if (this.nextSign !== -1 && this.nextSign < from) this.nextSign = bytes.indexOf(SECRET_SIGN, from);
    return this.nextSign >= from && this.nextSign < until;
  }

  private copy(bytes: Buffer, start: number, end: number): null {
    const { out } = this;
    let filled = this.filled;
    for (let at = start; at < end; at++) out[filled++] = bytes[at] as number;
    this.filled = filled;
    return null;
  }

  private put(text: string): null {
    this.filled += this.out.write(text, this.filled, "latin1");
    return null;
  }

  private none(): void {
    this.out[this.filled++] = BACKSLASH;
    this.out[this.filled++] = N;
  }

  private reserve(bytes: number): void {
    if (this.filled + bytes <= this.out.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.out.length * 2, this.filled + bytes));
    this.out.copy(larger, 0, 0, this.filled);
    this.out = larger;
  }

  private flush(): void {
    if (this.filled > 0 && this.problemCount === 0) this.write(this.out.subarray(0, this.filled));
    this.filled = 0;
  }
}

/** The text of a field. */
export function textAt(bytes: Buffer, start: number, end: number, quoted: number): string {
  const text = bytes.toString("utf8", start, end);
  return quoted === 3 ? text.replaceAll('""', '"') : text;
}

const BOOLEANS = new Map([
  ["true", "true"],
  ["false", "false"],
  ["是", "true"],
  ["否", "false"],
]);

/** The beginning of a value, with a sign in place of what the database cannot keep and a screen cannot show. */
function shortened(value: string): string {
  const characters = [...value.slice(0, 200).replace(/[\p{Cc}\p{Cs}]/gu, "\uFFFD")];
  return characters.length > 40 ? `${characters.slice(0, 40).join("")}…` : characters.join("");
}

/** An optional sign, digits, and at most so many after a point. */
function isNumber(bytes: Buffer, start: number, end: number, most: number, mostAfter: number): boolean {
  let at = bytes[start] === DASH ? start + 1 : start;
  let digits = 0;
  while (at < end && (bytes[at] as number) >= 0x30 && (bytes[at] as number) <= 0x39) {
    at++;
    digits++;
  }
  if (digits === 0 || digits > most) return false;
  if (at === end) return true;
  if (mostAfter === 0 || bytes[at] !== 0x2e) return false;
  const after = end - at - 1;
  if (after < 1 || after > mostAfter) return false;
  for (at++; at < end; at++) if ((bytes[at] as number) < 0x30 || (bytes[at] as number) > 0x39) return false;
  return true;
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;

/** Eleven digits of the form of a mobile number at a place. */
function isPhoneAt(bytes: Buffer, at: number): boolean {
  if (bytes[at] !== 0x31 || (bytes[at + 1] as number) < 0x33) return false;
  for (let i = 1; i < 11; i++) if (!isDigit(bytes[at + i])) return false;
  return true;
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = Buffer.from("10X98765432");

/** Whether eighteen bytes are seventeen digits with the check character of a citizen id; its date is not looked at. */
function hasCitizenCheck(bytes: Buffer, at: number): boolean {
  let sum = 0;
  for (let i = 0; i < 17; i++) {
    const digit = (bytes[at + i] as number) - 0x30;
    if (digit < 0 || digit > 9) return true; // something else: the slow look says what
    sum += digit * (WEIGHTS[i] as number);
  }
  return CHECKS[sum % 11] === ((bytes[at + 17] as number) & 0x5f) || CHECKS[sum % 11] === bytes[at + 17];
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isDate(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const leap = month === 2 && (year % 400 === 0 || (year % 4 === 0 && year % 100 !== 0));
  return day <= (DAYS[month - 1] as number) + (leap ? 1 : 0);
}

/** `YYYY-MM-DD` at a place. */
function isDay(bytes: Buffer, at: number): boolean {
  let year = 0;
  for (let i = 0; i < 10; i++) {
    const byte = bytes[at + i] as number;
    if (i === 4 || i === 7) {
      if (byte !== DASH) return false;
    } else if (byte < 0x30 || byte > 0x39) return false;
    else if (i < 4) year = year * 10 + byte - 0x30;
  }
  const two = (i: number) => ((bytes[at + i] as number) - 0x30) * 10 + (bytes[at + i + 1] as number) - 0x30;
  return isDate(year, two(5), two(8));
}

/** A date as spreadsheets write it, too (2026/1/5), as `YYYY-MM-DD`; null when it is none. */
function looseDay(text: string): string | null {
  const [, y, m, d] = /^(\d{4})([-/])(\d{1,2})\2(\d{1,2})$/.exec(text)?.filter((_, i) => i !== 2) ?? [];
  if (!y || !m || !d || !isDate(Number(y), Number(m), Number(d))) return null;
  return `${y}-${m.padStart(2, "0")}-${d.padStart(2, "0")}`;
}

function looseInstant(text: string): string | null {
  const [, date, h, rest] = /^(\S{8,10})[T ](\d{1,2})((?::[0-5]\d){1,2})$/.exec(text) ?? [];
  const day = date ? looseDay(date) : null;
  if (!day || !h || !rest || Number(h) > 23) return null;
  return `${day} ${h.padStart(2, "0")}${rest}`;
}

import { isUtf8 } from "node:buffer";
import fs from "node:fs";
import type { Encoding, IngestItem, IngestMode, IngestProblem, Refusal } from "@/server/mounting/ingest.schema";
import { readXlsx, WorkbookError } from "@/server/mounting/read-xlsx";
import { RowChecker, type Scan, textAt } from "@/server/mounting/rules/check-rows";
import { CsvRecords, type RecordStatus } from "@/server/mounting/rules/csv-records";
import { matchHeaders } from "@/server/mounting/rules/match-headers";
import { isMarkedSecret } from "@/server/mounting/rules/scan";

/**
 * The process that reads an untrusted file: it has the open file, no database, no secret and no network to speak of, and
 * its parent ends it when it takes too much. Reads the file from descriptor 0 and its order from 4, writes the text of
 * COPY to 1 and what it has to say, one JSON object a line, to 3.
 */

/** What the parent asks. */
export interface ParseOrder {
  kind: "csv" | "xlsx";
  encoding: Encoding;
  mode: IngestMode;
  items: IngestItem[];
  /** Whether everybody sees the entry's data. */
  open: boolean;
}

export type ParseMessage =
  /** The file's columns, before the first byte of COPY text. */
  | { type: "columns"; names: string[] }
  | { type: "progress"; bytes: number; rows: number; memory: number }
  | { type: "done"; rows: number; scan: Scan; encoding: string; memory: number }
  | { type: "refused"; refusal: Refusal; count: number; problems: IngestProblem[]; rows: number };

const FILE = 0;
const COPY = 1;
const SAYS = 3;
const ORDER = 4;
const CHUNK = 1 << 20;
const PROGRESS_EVERY_MS = 250;

class Refused extends Error {
  constructor(
    readonly refusal: Refusal,
    readonly problems: IngestProblem[],
    readonly count = problems.length,
  ) {
    super(refusal);
  }
}

const whole = (rule: IngestProblem["rule"], column: string | null = null): IngestProblem => ({
  row: null,
  column,
  value: null,
  rule,
});

function say(message: ParseMessage): void {
  writeAll(SAYS, Buffer.from(`${JSON.stringify(message)}\n`));
}

function writeAll(fd: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += fs.writeSync(fd, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

/** The file's bytes in pieces; each is valid only until the next. */
function* pieces(): Generator<Buffer> {
  const buffer = Buffer.allocUnsafe(CHUNK);
  for (let at = 0; ; ) {
    const read = fs.readSync(FILE, buffer, 0, CHUNK, at);
    if (read === 0) return;
    at += read;
    yield buffer.subarray(0, read);
  }
}

/** Bytes at the end of a piece that begin a character whose rest is in the next. */
function openCharacter(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

/** The pieces cut at the borders of characters; null where a piece is no UTF-8. */
function* utf8Pieces(): Generator<Buffer | null> {
  let rest = Buffer.alloc(0);
  for (const piece of pieces()) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, piece]) : piece;
    const open = openCharacter(bytes);
    const cut = bytes.subarray(0, bytes.length - open);
    rest = Buffer.from(bytes.subarray(bytes.length - open));
    yield isUtf8(cut) ? cut : null;
  }
  if (rest.length > 0) yield null;
}

/** Whether all bytes are UTF-8, all but a character that is cut off at the end, and whether any is more than ASCII. */
function lookAtBytes(size: number): { utf8: boolean; cutOff: boolean; plain: boolean } {
  let plain = true;
  let bytes = 0;
  for (const piece of utf8Pieces()) {
    if (piece === null) return { utf8: false, cutOff: !plain && bytes >= size - 3, plain: false };
    bytes += piece.length;
    plain &&= piece.every((byte) => byte < 0x80);
  }
  return { utf8: true, cutOff: false, plain };
}

function chooseEncoding(declared: Encoding, size: number): "utf-8" | "gb18030" {
  const { utf8, cutOff, plain } = lookAtBytes(size);
  if (cutOff && declared !== "gb18030") throw new Refused("encoding", [whole("cut-off")]);
  if (declared === "utf-8" && !utf8) throw new Refused("encoding", [whole("not-utf-8")]);
  if (declared === "gb18030" && utf8 && !plain) throw new Refused("encoding", [whole("is-utf-8")]);
  return utf8 ? "utf-8" : "gb18030";
}

/** The text of the file as UTF-8 bytes, without the mark at its beginning. */
function* decoded(encoding: "utf-8" | "gb18030"): Generator<Buffer> {
  let first = true;
  if (encoding === "utf-8") {
    for (const piece of utf8Pieces()) {
      if (piece === null) throw new Refused("encoding", [whole("not-utf-8")]);
      const marked = first && piece[0] === 0xef && piece[1] === 0xbb && piece[2] === 0xbf;
      first = false;
      yield marked ? piece.subarray(3) : piece;
    }
    return;
  }
  const decoder = new TextDecoder("gb18030", { fatal: true });
  try {
    for (const piece of pieces()) yield Buffer.from(decoder.decode(piece, { stream: true }));
    decoder.decode();
  } catch {
    throw new Refused("encoding", [whole("not-gb18030")]);
  }
}

/** A workbook's first sheet as the bytes of a CSV file, so that one reader judges both. */
async function* sheet(): AsyncGenerator<Buffer> {
  let text = "";
  try {
    for await (const { values } of readXlsx(FILE)) {
      let last = values.length;
      while (last > 0 && values[last - 1] === "") last--;
      const width = Math.max(last, values.length > 0 && last > 0 ? sheetWidth : 0);
      if (sheetWidth === 0) sheetWidth = last;
      for (let i = 0; i < Math.max(width, last); i++) {
        if (i > 0) text += ",";
        const value = values[i] ?? "";
        if (value !== "") text += `"${value.replaceAll('"', '""')}"`;
      }
      text += "\n";
      if (text.length > CHUNK) {
        yield Buffer.from(text);
        text = "";
      }
    }
  } catch (error) {
    if (!(error instanceof WorkbookError)) throw error;
    if (error.reason === "too-much") throw new Refused("too-much", []);
    throw new Refused("workbook", [whole(error.reason, error.cell)]);
  }
  if (text) yield Buffer.from(text);
}
/** Cells of a sheet's first row: the empty ones at the end of a later row are not in the file. */
let sheetWidth = 0;

/** The delimiter that stands most often in the first line, outside quotes. */
function delimiterOf(first: Buffer): number {
  const line = /^(?:"[^"]*"|[^"\r\n])*/.exec(first.toString("utf8", 0, 65_536))?.[0].replace(/"[^"]*"/g, "") ?? "";
  const times = (sign: string) => line.split(sign).length - 1;
  const [best = ","] = [",", "\t", ";"].sort((a, b) => times(b) - times(a));
  return best.charCodeAt(0);
}

async function parse(order: ParseOrder): Promise<ParseMessage> {
  const size = fs.fstatSync(FILE).size;
  const encoding = order.kind === "csv" ? chooseEncoding(order.encoding, size) : "utf-8";
  const source: AsyncIterable<Buffer> | Iterable<Buffer> = order.kind === "csv" ? decoded(encoding) : sheet();
  const records = new CsvRecords();
  const increment = order.mode === "increment";
  let checker: RowChecker | null = null;
  let row = 0;
  let bytes = 0;
  let spoken = 0;

  const header = () => {
    row = 1;
    const names = Array.from({ length: records.count }, (_, i) =>
      textAt(records.bytes, records.starts[i] as number, records.ends[i] as number, records.quoted[i] as number),
    );
    const marked = names.find(isMarkedSecret);
    if (marked !== undefined)
      throw new Refused("secret", [{ row: 1, column: null, value: null, rule: "secret-marking" }]);
    if (names.length === 1 && names[0] === "") throw new Refused("header", [whole("no-header")]);
    const matched = matchHeaders(names, order.items, increment);
    if (matched.problems.length > 0)
      throw new Refused("header", matched.problems.slice(0, 1000), matched.problems.length);
    const items = matched.columns.map((index) => order.items[index] ?? null);
    const copied = items.map((item) => item?.name ?? "_op");
    say({ type: "columns", names: increment && !items.includes(null) ? [...copied, "_op"] : copied });
    return new RowChecker(items, order.open, increment, (piece) => writeAll(COPY, piece));
  };
  const drain = () => {
    for (;;) {
      const status = records.next();
      if (status === "record") {
        if (checker === null) checker = header();
        else checker.check(records, ++row);
        if (checker.secret) return;
        continue;
      }
      if (status === "more" || status === "end") return;
      broken(status);
    }
  };
  const broken = (status: Exclude<RecordStatus, "record" | "more" | "end">): never => {
    const problem: IngestProblem = { row: row + 1, column: null, value: null, rule: status };
    const known = checker?.problems ?? [];
    throw new Refused("structure", [...known, problem].slice(-1000), (checker?.problemCount ?? 0) + 1);
  };
  for await (const piece of source) {
    if (bytes === 0 && order.kind === "csv") records.setDelimiter(delimiterOf(piece));
    records.feed(piece);
    (checker as RowChecker | null)?.moved();
    drain();
    bytes += piece.length;
    if ((checker as RowChecker | null)?.secret) break;
    const now = Date.now();
    if (now - spoken >= PROGRESS_EVERY_MS) {
      spoken = now;
      say({
        type: "progress",
        bytes: Math.min(bytes, size),
        rows: Math.max(0, row - 1),
        memory: process.memoryUsage.rss(),
      });
    }
  }
  const found = checker as RowChecker | null;
  if (!found?.secret) {
    records.end();
    drain();
  }
  const judged = checker as RowChecker | null;
  if (judged === null) throw new Refused("empty", []);
  judged.finish();
  if (judged.secret)
    throw new Refused(
      "secret",
      judged.problems.filter(({ rule }) => rule === "secret-marking"),
    );
  if (judged.exposed.size > 0) throw new Refused("personal", judged.problems, judged.problemCount);
  if (judged.problemCount > 0) throw new Refused("problems", judged.problems, judged.problemCount);
  if (judged.rows === 0) throw new Refused("empty", []);
  return { type: "done", rows: judged.rows, scan: judged.scan(), encoding, memory: process.memoryUsage.rss() };
}

try {
  say(await parse(JSON.parse(fs.readFileSync(ORDER, "utf8")) as ParseOrder));
} catch (error) {
  if (!(error instanceof Refused)) process.exit(3);
  say({ type: "refused", refusal: error.refusal, count: error.count, problems: error.problems, rows: 0 });
}

import fs from "node:fs";
import { Readable } from "node:stream";
import zlib from "node:zlib";
import { streamXlsxRows } from "hucre/xlsx";
import type { IngestProblem } from "@/server/mounting/ingest.schema";

/**
 * The one module that knows the library which reads Excel workbooks. Before it sees a byte the archive is walked here:
 * how much it unfolds to, whether the first sheet has formulas or merged cells. A formula's cell is refused, because
 * what it shows was computed by somebody's program at some time and is not the data.
 */

const MIB = 1024 ** 2;
/** Bytes that a workbook may unfold to, and how many times its own size once that is more than a little. */
const MOST_UNFOLDED = 4096 * MIB;
const MOST_RATIO = 150;
const LITTLE = 64 * MIB;
/** Bytes of the small parts that say which sheet is the first. */
const MOST_INDEX = 8 * MIB;
/** The shared texts of a workbook are kept in memory as a whole. */
const MOST_SHARED = 256 * MIB;
const MOST_ENTRIES = 10_000;

/** A workbook that is refused, and why. */
export class WorkbookError extends Error {
  override readonly name = "WorkbookError";
  constructor(
    readonly reason: "unreadable" | "too-much" | IngestProblem["rule"],
    readonly cell: string | null = null,
  ) {
    super(reason);
  }
}

interface Entry {
  name: string;
  method: number;
  packed: number;
  offset: number;
}

/**
 * The first sheet of a workbook, row by row, as text. Rows that are empty in the file come as empty, so that numbers are
 * those that the spreadsheet shows.
 * @throws WorkbookError
 */
export async function* readXlsx(fd: number): AsyncGenerator<{ row: number; values: string[] }> {
  const size = fs.fstatSync(fd).size;
  const entries = readDirectory(fd, size);
  await inspect(fd, size, entries);
  try {
    const bytes = new Uint8Array(size);
    for (let at = 0; at < size; ) {
      const read = fs.readSync(fd, bytes, at, Math.min(MIB, size - at), at);
      if (read === 0) break;
      at += read;
    }
    let next = 1;
    for await (const { index, values } of streamXlsxRows(bytes)) {
      for (; next <= index; next++) yield { row: next, values: [] };
      yield { row: next++, values: values.map(textOf) };
    }
  } catch (error) {
    if (error instanceof WorkbookError) throw error;
    throw new WorkbookError("unreadable");
  }
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) {
    const text = value.toISOString();
    return text.endsWith("T00:00:00.000Z") ? text.slice(0, 10) : text.slice(0, 19).replace("T", " ");
  }
  if (typeof value === "number") {
    // 18 digits of an id typed as a number have lost their last ones already: written out, its rule finds it.
    return Number.isInteger(value) && Math.abs(value) < 1e21 ? value.toFixed(0) : String(value);
  }
  return String(value);
}

/** The archive's central directory. @throws WorkbookError when there is none: no zip, cut off, or encrypted (OLE) */
function readDirectory(fd: number, size: number): Entry[] {
  const tail = Buffer.alloc(Math.min(size, 65_557));
  fs.readSync(fd, tail, 0, tail.length, size - tail.length);
  const at = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (at < 0 || at + 22 > tail.length) throw new WorkbookError("unreadable");
  const count = tail.readUInt16LE(at + 10);
  const length = tail.readUInt32LE(at + 12);
  const start = tail.readUInt32LE(at + 16);
  if (count > MOST_ENTRIES || length > MOST_INDEX || start + length > size) throw new WorkbookError("unreadable");
  const directory = Buffer.alloc(length);
  fs.readSync(fd, directory, 0, length, start);
  const entries: Entry[] = [];
  for (let p = 0; p + 46 <= length && entries.length < count; ) {
    if (directory.readUInt32LE(p) !== 0x02014b50) throw new WorkbookError("unreadable");
    if (directory.readUInt16LE(p + 8) & 1) throw new WorkbookError("unreadable"); // encrypted
    const [name, extra, comment] = [28, 30, 32].map((field) => directory.readUInt16LE(p + field)) as [
      number,
      number,
      number,
    ];
    entries.push({
      name: directory.toString("utf8", p + 46, p + 46 + name),
      method: directory.readUInt16LE(p + 10),
      packed: directory.readUInt32LE(p + 20),
      offset: directory.readUInt32LE(p + 42),
    });
    p += 46 + name + extra + comment;
  }
  return entries;
}

/** Unfolds every part once, counting, and looks through the first sheet. */
async function inspect(fd: number, size: number, entries: Entry[]): Promise<void> {
  let unfolded = 0;
  const most = Math.min(MOST_UNFOLDED, Math.max(LITTLE, size * MOST_RATIO));
  const count = (bytes: number) => {
    unfolded += bytes;
    if (unfolded > most) throw new WorkbookError("too-much");
  };
  const sheet = await firstSheet(fd, size, entries);
  for (const entry of entries) {
    let own = 0;
    let rest = "";
    for await (const piece of unfold(fd, size, entry)) {
      count(piece.length);
      own += piece.length;
      if (/sharedStrings\.xml$/i.test(entry.name) && own > MOST_SHARED) throw new WorkbookError("too-much");
      if (entry.name !== sheet) continue;
      const text = rest + piece.toString("latin1");
      const formula = /<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3}\d{1,7})"[^>]*>\s*<(?:\w+:)?f[\s>/]/.exec(text);
      if (formula) throw new WorkbookError("formula", formula[1]);
      if (/<(?:\w+:)?f[\s>/]/.test(text)) throw new WorkbookError("formula");
      const merged = /<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z0-9:]{1,20})"/.exec(text);
      if (merged) throw new WorkbookError("merged", merged[1]);
      rest = text.slice(Math.max(0, text.lastIndexOf("<c"), text.length - 400));
    }
  }
}

/** The name of the part that holds the first sheet. */
async function firstSheet(fd: number, size: number, entries: Entry[]): Promise<string> {
  const workbook = await textOfPart(fd, size, entries, "xl/workbook.xml");
  const relations = await textOfPart(fd, size, entries, "xl/_rels/workbook.xml.rels");
  const id = /<(?:\w+:)?sheet\s[^>]*?\w+:id="([^"]+)"/.exec(workbook)?.[1];
  const relation = [...relations.matchAll(/<(?:\w+:)?Relationship\s[^>]*>/g)].find(([tag]) =>
    tag.includes(`Id="${id}"`),
  )?.[0];
  const target = /\bTarget="([^"]+)"/.exec(relation ?? "")?.[1];
  if (!target) throw new WorkbookError("unreadable");
  return target.startsWith("/") ? target.slice(1) : `xl/${target}`;
}

async function textOfPart(fd: number, size: number, entries: Entry[], name: string): Promise<string> {
  const entry = entries.find((each) => each.name === name);
  if (!entry) throw new WorkbookError("unreadable");
  let text = "";
  for await (const piece of unfold(fd, size, entry)) {
    text += piece.toString("latin1");
    if (text.length > MOST_INDEX) throw new WorkbookError("too-much");
  }
  return text;
}

async function* unfold(fd: number, size: number, { method, packed, offset }: Entry): AsyncGenerator<Buffer> {
  if (method !== 0 && method !== 8) throw new WorkbookError("unreadable");
  const head = Buffer.alloc(30);
  if (offset + 30 > size) throw new WorkbookError("unreadable");
  fs.readSync(fd, head, 0, 30, offset);
  if (head.readUInt32LE(0) !== 0x04034b50) throw new WorkbookError("unreadable");
  const start = offset + 30 + head.readUInt16LE(26) + head.readUInt16LE(28);
  if (start + packed > size) throw new WorkbookError("unreadable");
  if (packed === 0) return;
  const source = piecesOf(fd, start, start + packed);
  if (method === 0) {
    yield* source;
    return;
  }
  const inflate = zlib.createInflateRaw();
  const reading = Readable.from(source).on("error", (error) => inflate.destroy(error));
  try {
    yield* reading.pipe(inflate) as AsyncIterable<Buffer>;
  } catch (error) {
    throw error instanceof WorkbookError ? error : new WorkbookError("unreadable");
  } finally {
    reading.destroy();
    inflate.destroy();
  }
}

function* piecesOf(fd: number, start: number, end: number): Generator<Buffer> {
  for (let at = start; at < end; ) {
    const piece = Buffer.alloc(Math.min(65_536, end - at));
    const read = fs.readSync(fd, piece, 0, piece.length, at);
    if (read === 0) return;
    at += read;
    yield piece.subarray(0, read);
  }
}

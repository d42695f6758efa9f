import {
  type ExportQuestion,
  type FileExport,
  labelled,
  type Piece,
  type Progress,
  spanAfter,
} from "@/server/delivery/file-export";
import {
  copyStretch,
  type DescribedGrant,
  describeGrant,
  findMark,
  finishExport,
  openExport,
  type Reader,
  readExport,
  type Stretch,
} from "@/server/delivery/gate.repository";
import { refusalOf } from "@/server/delivery/rules/reading-status";
import { exportUpstream } from "@/server/delivery/upstream/export-upstream";

/** Stretches that may be read at once in this process: exports take turns, so that pages keep their connections. */
const AT_ONCE = 4;
const waiting: (() => void)[] = [];
let reading = 0;

/**
 * Exports what a grant allows, under the person's own conditions if any, with the labels of the columns as header. The
 * access record is committed before this returns; each stretch looks the grant up again, so a stop cuts the file.
 * @throws DomainError NOT_FOUND, GRANT_ENDED, PURPOSE, LIMIT, INVALID naming the column
 */
export async function exportRows(token: string, grantId: string, question: ExportQuestion): Promise<FileExport> {
  return exportTo({ by: "session", token, grantId }, question, (about, shown) => {
    const labels = new Map(about.columns.map(({ name, label }) => [name, label.zh]));
    return shown.map((name) => labels.get(name) ?? name);
  });
}

/**
 * The same for the system that holds `key`, with the names of the columns as header.
 * @throws DomainError UNAUTHENTICATED, NOT_FOUND, GRANT_ENDED, PURPOSE, LIMIT, INVALID naming the column
 */
export async function exportResource(key: string, entryId: string, question: ExportQuestion): Promise<FileExport> {
  return exportTo({ by: "key", token: key, entryId }, question, (_, shown) => shown);
}

async function exportTo(
  reader: Reader,
  question: ExportQuestion,
  headed: (about: DescribedGrant, shown: string[]) => string[],
): Promise<FileExport> {
  const { format, sort } = question;
  const { status: grantStatus, described } = await describeGrant(reader);
  const { status, detail, accessRecordId, shown } = await openExport(
    reader,
    { ...question, after: null, limit: null },
    format,
  );
  if (!described) throw refusalOf(status === "open" ? grantStatus : status, detail);
  const headedBy = (names: string[]) => headed(described, names);
  if (status === "not-mounted") return exportUpstream(reader, question, described, headedBy);
  if (status !== "open" || !accessRecordId || !shown) throw refusalOf(status, detail);
  const progress: Progress = { rows: 0 };
  const source = { reader, accessRecordId, columns: shown.length, progress };
  const plain = format === "csv" && sort === null;
  const rows = plain ? copied(source) : batched(source);
  const byKey = reader.by === "key";
  const mark = described.storageAllowed ? null : await findMark(reader, accessRecordId);
  return {
    name: described.name,
    format,
    accessRecordId,
    progress,
    noStorage: mark !== null,
    pieces: labelled(
      format,
      { names: shown, labels: headedBy(shown), marked: !byKey, lineEnd: plain ? "\n" : "\r\n", mark },
      rows,
    ),
    recheck: async () => {
      const { status: now } = await copyStretch(reader, accessRecordId, 0, { after: 0n, span: 0, taken: 0 });
      if (now !== "ok") throw refusalOf(now, null);
    },
    finish: (figures) => finishExport(reader, accessRecordId, figures),
  };
}

interface Source {
  reader: Reader;
  accessRecordId: string;
  columns: number;
  progress: Progress;
}

/** CSV as COPY writes it: two stretches of row numbers are read while the one before them leaves. */
async function* copied({ reader, accessRecordId, columns, progress }: Source): AsyncGenerator<Piece> {
  const asked: { span: number; ends: bigint; stretch: Promise<Stretch> }[] = [];
  let span = spanAfter(null);
  let reached = 0n;
  let taken = 0;
  const ask = () => {
    const question = { after: reached, span, taken };
    reached += BigInt(span);
    taken = 0;
    asked.push({
      span,
      ends: reached,
      stretch: ahead(() => copyStretch(reader, accessRecordId, columns, question)),
    });
  };
  ask();
  for (;;) {
    if (asked.length < 2) ask();
    const next = asked.shift();
    if (!next) return;
    const { status, chunks, bytes, rows, begins } = await next.stretch;
    if (status !== "ok") throw refusalOf(status, null);
    if (begins === null) return;
    // Numbers that no row has are leapt over.
    if (begins > next.ends && begins - 1n > reached) reached = begins - 1n;
    span = spanAfter({ span: next.span, bytes });
    progress.rows += rows;
    taken += rows;
    ask();
    yield* chunks;
  }
}

/** JSON or CSV in batches, in whatever order was asked for. */
async function* batched({ reader, accessRecordId, progress }: Source): AsyncGenerator<Piece> {
  let size = spanAfter(null);
  let next = ahead(() => readExport(reader, accessRecordId, "0", size));
  for (;;) {
    const { status, body, last, taken } = await next;
    if (status !== "ok" || body === null) throw refusalOf(status, null);
    size = Math.min(spanAfter({ span: size, bytes: body.length }), 20_000);
    if (last !== null) next = ahead(() => readExport(reader, accessRecordId, last, size));
    progress.rows += taken;
    if (body) yield body;
    if (last === null) return;
  }
}

/** Begins work at once, a few at a time; an error waits for whoever awaits it. */
function ahead<T>(work: () => Promise<T>): Promise<T> {
  const turn =
    reading < AT_ONCE
      ? Promise.resolve().then(() => undefined)
      : new Promise<void>((resolve) => waiting.push(() => resolve()));
  if (reading < AT_ONCE) reading++;
  const result = turn.then(work).finally(() => {
    const first = waiting.shift();
    if (first) first();
    else reading--;
  });
  result.catch(() => undefined);
  return result;
}

import { setTimeout as pause } from "node:timers/promises";
import {
  type ExportQuestion,
  type FileExport,
  labelled,
  type Piece,
  type Progress,
} from "@/server/delivery/file-export";
import {
  type DescribedGrant,
  describeGrant,
  findMark,
  finishExport,
  type Reader,
} from "@/server/delivery/gate.repository";
import type { RawPage } from "@/server/delivery/raw-page";
import { refusalOf } from "@/server/delivery/rules/reading-status";
import { readUpstreamCursor } from "@/server/delivery/rules/upstream-cursor";
import { readUpstreamRows } from "@/server/delivery/upstream/read-upstream-rows";
import { DomainError, invalid } from "@/server/shared/errors";

/** Rows that the provider is asked for at once. */
const PAGE = 1_000;
/** How long a file waits for room among the requests of its grant or of this process, in seconds. */
const PATIENCE = 120;

/**
 * Exports data that stays with its provider: its interface is asked page by page, each page is checked and put on record
 * as any other reading and counts against the grant's limits. The figures of the whole stand beside the first record.
 * @throws DomainError as reading a page; INVALID for an order, which the provider's interface does not offer
 */
export async function exportUpstream(
  reader: Reader,
  { columns, filter, sort, purpose, format }: ExportQuestion,
  { name, storageAllowed }: DescribedGrant,
  headed: (shown: string[]) => string[],
): Promise<FileExport> {
  if (sort !== null) throw invalid({ path: "sort", problem: "not-sortable", params: { column: sort } });
  const read = (after: string | null) => {
    const at = (after === null ? null : readUpstreamCursor(after)) ?? { seq: null, after: null };
    return readUpstreamRows(reader, "export", format, { columns, filter, purpose, limit: PAGE, ...at });
  };
  // The first page is read at once: a file that cannot be had is a sentence, not a broken download.
  const first = await read(null);
  const { accessRecordId, columns: names } = first;
  const progress: Progress = { rows: 0 };
  const mark = storageAllowed ? null : await findMark(reader, accessRecordId);
  return {
    name,
    format,
    accessRecordId,
    progress,
    noStorage: mark !== null,
    pieces: labelled(
      format,
      { names, labels: headed(names), marked: reader.by === "session", lineEnd: "\r\n", mark },
      pages(first, read, progress),
    ),
    recheck: async () => {
      const { status } = await describeGrant(reader);
      if (status !== "ok") throw refusalOf(status, null);
    },
    finish: (figures) => finishExport(reader, accessRecordId, figures),
  };
}

/** Page after page until there is none; each is asked for only when the one before has been sent. */
async function* pages(
  first: RawPage,
  read: (after: string) => Promise<RawPage>,
  progress: Progress,
): AsyncGenerator<Piece> {
  let page = first;
  for (;;) {
    progress.rows += page.rows ?? 0;
    if (page.body) yield page.body;
    const { next } = page;
    if (next === null) return;
    page = await patiently(() => read(next));
    // An interface that gives the same page for ever has no end.
    if (page.next === next) throw new DomainError("UPSTREAM", { why: "not-rows" });
  }
}

/** A file may take longer than a minute's requests: it waits for room, where a page would be told to come again. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  const until = performance.now() + PATIENCE * 1_000;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== "LIMIT" || error.details.limit === "rows") throw error;
      const seconds = Number(error.details.retryAfter ?? 1);
      if (performance.now() + seconds * 1_000 > until) throw error;
      await pause(seconds * 1_000);
    }
  }
}

import { inPublicContext } from "@/server/db/context";
import { NoSessionError } from "@/server/db/errors";
import { type FileExport, labelled, type Piece, type Progress, spanAfter } from "@/server/delivery/file-export";
import { type OpenAnswer, readOpenPage } from "@/server/delivery/gate.repository";
import type { Format } from "@/server/delivery/grant.schema";
import { readDataset } from "@/server/delivery/read-dataset";
import { refusalOf } from "@/server/delivery/rules/reading-status";
import { notFound } from "@/server/shared/errors";

/**
 * Exports an open dataset of a city to anybody; the download is counted.
 * @throws DomainError NOT_FOUND when there is no such city, or the dataset is missing or not open to everyone
 */
export async function exportDataset(cityId: string, entryId: string, format: Format): Promise<FileExport> {
  const dataset = await inPublicContext(cityId, (scope) => readDataset(scope, entryId)).catch((error: unknown) => {
    throw error instanceof NoSessionError ? notFound() : error;
  });
  const read = async (after: string | null, limit: number) => {
    const asked = { columns: null, filter: [], after, limit };
    const answer = await readOpenPage(cityId, entryId, "export", format, asked);
    if (answer.status !== "ok") throw refusalOf(answer.status, answer.detail);
    return answer;
  };
  // The first batch is read at once: a file that cannot be had is a sentence, not a broken download.
  const first = await read(null, spanAfter(null));
  const progress: Progress = { rows: 0 };
  const names = first.shown ?? [];
  const labels = new Map(dataset.columns.map(({ name, label }) => [name, label.zh]));
  return {
    name: dataset.name,
    format,
    accessRecordId: null,
    progress,
    pieces: labelled(
      format,
      { names, labels: names.map((name) => labels.get(name) ?? name), marked: true, lineEnd: "\r\n" },
      batches(first, read, progress),
    ),
  };
}

/** Batch after batch until there is none; each is read only when the one before has been sent. */
async function* batches(
  first: OpenAnswer,
  read: (after: string, limit: number) => Promise<OpenAnswer>,
  progress: Progress,
): AsyncGenerator<Piece> {
  let size = spanAfter(null);
  let batch = first;
  for (;;) {
    const { body, taken, next } = batch;
    progress.rows += taken;
    if (body) yield body;
    if (next === null) return;
    size = Math.min(spanAfter({ span: size, bytes: body?.length ?? 0 }), 20_000);
    batch = await read(next, size);
  }
}

import { inPublicContext } from "@/server/db/context";
import { NoSessionError } from "@/server/db/errors";
import { BATCH, type CsvExport, piecesOf } from "@/server/delivery/export-rows";
import { readOpenPage } from "@/server/delivery/gate.repository";
import { readDataset } from "@/server/delivery/read-dataset";
import { refusalOf } from "@/server/delivery/rules/reading-status";
import { csvLine } from "@/server/shared/csv-line";
import { notFound } from "@/server/shared/errors";

/**
 * Exports an open dataset of a city as CSV to anybody; the download is counted.
 * @throws DomainError NOT_FOUND when there is no such city, or the dataset is missing or not open to everyone
 */
export async function exportDataset(cityId: string, entryId: string): Promise<CsvExport> {
  const dataset = await inPublicContext(cityId, (scope) => readDataset(scope, entryId)).catch((error: unknown) => {
    throw error instanceof NoSessionError ? notFound() : error;
  });
  // The first batch is read at once: a file that cannot be had is a sentence, not a broken download.
  const first = await read(cityId, entryId, null, "0");
  let pending: typeof first | null = first;
  return {
    name: dataset.name,
    accessRecordId: null,
    pieces: piecesOf(csvLine(dataset.columns.map(({ label }) => label.zh)), async (after) => {
      const page = pending ?? (await read(cityId, entryId, first.version, after));
      pending = null;
      return page;
    }),
  };
}

async function read(cityId: string, entryId: string, version: number | null, after: string) {
  const asked = { columns: null, filter: [], version, after, limit: BATCH };
  const { status, detail, body, next, version: read } = await readOpenPage(cityId, entryId, "export", "csv", asked);
  if (status !== "ok" || body === null) throw refusalOf(status, detail);
  return { body, next, version: read };
}

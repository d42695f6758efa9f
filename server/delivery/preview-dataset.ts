import type { PublicActor } from "@/server/db/actor";
import type { Scope } from "@/server/db/context";
import { readOpenPage } from "@/server/delivery/gate.repository";
import type { CellValue } from "@/server/delivery/grant.schema";
import type { DatasetRows, PreviewDatasetInput } from "@/server/delivery/portal.schema";
import { readDataset } from "@/server/delivery/read-dataset";
import { refusalOf } from "@/server/delivery/rules/reading-status";

/**
 * One page of an open dataset for the screen. Nobody's name is taken; the first page is counted.
 * @throws DomainError NOT_FOUND, INVALID naming the column
 */
export async function previewDataset(scope: Scope<PublicActor>, input: PreviewDatasetInput): Promise<DatasetRows> {
  const dataset = await readDataset(scope, input.entryId);
  const { status, detail, body, shown, next } = await readOpenPage(
    scope.actor.tenantId,
    input.entryId,
    "preview",
    "screen",
    {
      columns: input.columns ?? null,
      filter: input.filter,
      sort: input.sort ?? null,
      after: input.after ?? null,
      limit: input.limit,
    },
  );
  if (status !== "ok" || body === null) throw refusalOf(status, detail);
  return {
    columns: dataset.columns.filter(({ name }) => shown?.includes(name)),
    rows: JSON.parse(body) as Record<string, CellValue>[],
    next,
  };
}

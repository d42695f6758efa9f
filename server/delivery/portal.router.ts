import { publicQuery, router } from "@/server/api/trpc";
import { checkReceipt } from "@/server/delivery/check-receipt";
import { listDatasets } from "@/server/delivery/list-datasets";
import { listDatasetsInput, previewDatasetInput, readDatasetInput } from "@/server/delivery/portal.schema";
import { previewDataset } from "@/server/delivery/preview-dataset";
import { readDataset } from "@/server/delivery/read-dataset";
import { checkReceiptInput } from "@/server/delivery/retrieval.schema";

/** What a visitor of a city's portal asks: which data is open, what it is, a look at it. */
export const portalRouter = router({
  datasets: publicQuery.input(listDatasetsInput).query(({ ctx, input }) => listDatasets(ctx.scope, input)),
  dataset: publicQuery.input(readDatasetInput).query(({ ctx, input }) => readDataset(ctx.scope, input.entryId)),
  rows: publicQuery.input(previewDatasetInput).query(({ ctx, input }) => previewDataset(ctx.scope, input)),
  receipt: publicQuery.input(checkReceiptInput).query(({ ctx, input }) => checkReceipt(ctx.scope, input)),
});

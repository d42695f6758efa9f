import { publicQuery, router, staffQuery } from "@/server/api/trpc";
import { listQuality } from "@/server/catalogue/list-quality";
import { listQualityInput, readQualityInput } from "@/server/catalogue/quality.schema";
import { readOpenQuality, readQuality } from "@/server/catalogue/read-quality";

/** How good the data behind the entries is: in the catalogue, to an office, and to the public of what is open. */
export const qualityRouter = router({
  entry: staffQuery.input(readQualityInput).query(({ ctx, input }) => readQuality(ctx.scope, input)),
  list: staffQuery.input(listQualityInput).query(({ ctx, input }) => listQuality(ctx.scope, input)),
  open: publicQuery.input(readQualityInput).query(({ ctx, input }) => readOpenQuality(ctx.scope, input.entryId)),
});

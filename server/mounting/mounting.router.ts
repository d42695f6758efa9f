import { router, staffMutation, staffQuery } from "@/server/api/trpc";
import {
  cancelIngestInput,
  entryDataInput,
  ingestJobInput,
  orderIngestInput,
  restoreVersionInput,
} from "@/server/mounting/ingest.schema";
import { cancelIngest, orderIngest } from "@/server/mounting/order-ingest";
import { readEntryData, readIngest } from "@/server/mounting/read-ingest";
import { restoreVersion } from "@/server/mounting/restore-version";
import { DomainError } from "@/server/shared/errors";

/** The data behind a provider's own entries: orders to ingest, their reports, versions. */
export const mountingRouter = router({
  entry: staffQuery.input(entryDataInput).query(({ ctx, input }) => readEntryData(ctx.scope, input)),
  job: staffQuery.input(ingestJobInput).query(({ ctx, input }) => readIngest(ctx.scope, input)),
  order: staffMutation.input(orderIngestInput).mutation(({ ctx, input }) => orderIngest(ctx.scope, input)),
  cancel: staffMutation.input(cancelIngestInput).mutation(({ ctx, input }) => cancelIngest(ctx.scope, input)),
  restore: staffMutation.input(restoreVersionInput).mutation(({ ctx, input }) => {
    if (!ctx.token) throw new DomainError("UNAUTHENTICATED");
    return restoreVersion(ctx.token, input);
  }),
});

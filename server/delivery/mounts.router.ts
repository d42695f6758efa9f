import { router, staffMutation, staffQuery } from "@/server/api/trpc";
import { changeMount } from "@/server/delivery/upstream/change-mount";
import { readMount } from "@/server/delivery/upstream/read-mount";
import { testUpstream } from "@/server/delivery/upstream/test-upstream";
import { changeMountInput, readMountInput, testUpstreamInput } from "@/server/delivery/upstream/upstream.schema";

/** How an entry's data is mounted: looked at, tried, changed. */
export const mountsRouter = router({
  byEntry: staffQuery.input(readMountInput).query(({ ctx, input }) => readMount(ctx.scope, input.entryId)),
  test: staffMutation.input(testUpstreamInput).mutation(({ ctx, input }) => testUpstream(ctx.scope, input)),
  change: staffMutation.input(changeMountInput).mutation(({ ctx, input }) => changeMount(ctx.scope, input)),
});

import { router, staffMutation } from "@/server/api/trpc";
import { openDisputeInput } from "@/server/disputes/dispute.schema";
import { openDispute } from "@/server/disputes/open-dispute";

/** The ladder after a refusal; its steps are acts of the dispute's own case. */
export const disputesRouter = router({
  open: staffMutation.input(openDisputeInput).mutation(({ ctx, input }) => openDispute(ctx.scope, input)),
});

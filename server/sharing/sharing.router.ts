import { router, staffMutation, staffQuery } from "@/server/api/trpc";
import { startRequestInput, submitRequestInput } from "@/server/sharing/sharing.schema";
import { startRequest } from "@/server/sharing/start-request";
import { submitRequest } from "@/server/sharing/submit-request";

/** Applications for another department's data. */
export const sharingRouter = router({
  start: staffQuery.input(startRequestInput).query(({ ctx, input }) => startRequest(ctx.scope, input)),
  submit: staffMutation.input(submitRequestInput).mutation(({ ctx, input }) => submitRequest(ctx.scope, input)),
});

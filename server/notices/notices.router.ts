import { router, staffMutation, staffQuery } from "@/server/api/trpc";
import { listNotices } from "@/server/notices/list-notices";
import { markRead } from "@/server/notices/mark-read";
import { listNoticesInput, markReadInput } from "@/server/notices/notice.schema";

/** What a department is told. */
export const noticesRouter = router({
  list: staffQuery.input(listNoticesInput).query(({ ctx, input }) => listNotices(ctx.scope, input)),
  markRead: staffMutation.input(markReadInput).mutation(({ ctx, input }) => markRead(ctx.scope, input)),
});

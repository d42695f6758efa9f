import { router, staffQuery } from "@/server/api/trpc";
import { listAuditInput } from "./audit.schema";
import { listAudit } from "./list-audit";

export const auditRouter = router({
  list: staffQuery.input(listAuditInput).query(({ ctx, input }) => listAudit(ctx.scope, input)),
});

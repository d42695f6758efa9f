import { router, staffQuery } from "@/server/api/trpc";
import { checkChainInput, listAuditInput, readSealInput } from "./audit.schema";
import { checkChain, readSeal } from "./check-chain";
import { listAudit } from "./list-audit";

export const auditRouter = router({
  list: staffQuery.input(listAuditInput).query(({ ctx, input }) => listAudit(ctx.scope, input)),
  chain: staffQuery.input(checkChainInput).query(({ ctx, input }) => checkChain(ctx.scope, input)),
  seal: staffQuery.input(readSealInput).query(({ ctx, input }) => readSeal(ctx.scope, input)),
});

import { router, staffMutation, staffQuery } from "@/server/api/trpc";
import { listStatements, readCertificate } from "./list-statements";
import { certifyDestruction, stateUse } from "./state-use";
import { certifyDestructionInput, listStatementsInput, readCertificateInput, stateUseInput } from "./usage.schema";

/** What consumers state of the data that they were given (809 art. 29). */
export const usageRouter = router({
  list: staffQuery.input(listStatementsInput).query(({ ctx, input }) => listStatements(ctx.scope, input)),
  state: staffMutation.input(stateUseInput).mutation(({ ctx, input }) => stateUse(ctx.scope, input)),
  destroy: staffMutation
    .input(certifyDestructionInput)
    .mutation(({ ctx, input }) => certifyDestruction(ctx.scope, input)),
  certificate: staffQuery.input(readCertificateInput).query(({ ctx, input }) => readCertificate(ctx.scope, input)),
});

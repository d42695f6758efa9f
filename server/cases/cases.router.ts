import { router, staffMutation, staffQuery } from "@/server/api/trpc";
import { actOnCase } from "@/server/cases/act-on-case";
import {
  actOnCaseInput,
  fileProcedureInput,
  filingChoicesInput,
  listCasesInput,
  listProceduresInput,
  readCaseInput,
  resubmitRequestInput,
  startFilingInput,
  withdrawRequestInput,
} from "@/server/cases/case.schema";
import { fileProcedure } from "@/server/cases/file-procedure";
import { listCases } from "@/server/cases/list-cases";
import { listInbox } from "@/server/cases/list-inbox";
import { listFilingChoices, listProcedures } from "@/server/cases/list-procedures";
import { readCase } from "@/server/cases/read-case";
import { resubmitRequest } from "@/server/cases/resubmit-request";
import { startFiling } from "@/server/cases/start-filing";
import { withdrawRequest } from "@/server/cases/withdraw-request";

/** Every procedure's cases, whatever they are about. */
export const casesRouter = router({
  inbox: staffQuery.query(({ ctx }) => listInbox(ctx.scope)),
  list: staffQuery.input(listCasesInput).query(({ ctx, input }) => listCases(ctx.scope, input)),
  byId: staffQuery.input(readCaseInput).query(({ ctx, input }) => readCase(ctx.scope, input)),
  procedures: staffQuery.input(listProceduresInput).query(({ ctx, input }) => listProcedures(ctx.scope, input)),
  choices: staffQuery.input(filingChoicesInput).query(({ ctx, input }) => listFilingChoices(ctx.scope, input)),
  start: staffQuery.input(startFilingInput).query(({ ctx, input }) => startFiling(ctx.scope, input)),
  file: staffMutation.input(fileProcedureInput).mutation(({ ctx, input }) => fileProcedure(ctx.scope, input)),
  act: staffMutation.input(actOnCaseInput).mutation(({ ctx, input }) => actOnCase(ctx.scope, input)),
  resubmit: staffMutation.input(resubmitRequestInput).mutation(({ ctx, input }) => resubmitRequest(ctx.scope, input)),
  withdraw: staffMutation.input(withdrawRequestInput).mutation(({ ctx, input }) => withdrawRequest(ctx.scope, input)),
});

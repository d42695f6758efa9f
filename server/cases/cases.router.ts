import { router, staffMutation, staffQuery } from "@/server/api/trpc";
import { actOnCase } from "@/server/cases/act-on-case";
import {
  actOnCaseInput,
  listCasesInput,
  readCaseInput,
  resubmitRequestInput,
  withdrawRequestInput,
} from "@/server/cases/case.schema";
import { listCases } from "@/server/cases/list-cases";
import { listInbox } from "@/server/cases/list-inbox";
import { readCase } from "@/server/cases/read-case";
import { resubmitRequest } from "@/server/cases/resubmit-request";
import { withdrawRequest } from "@/server/cases/withdraw-request";

/** Every procedure's cases, whatever they are about. */
export const casesRouter = router({
  inbox: staffQuery.query(({ ctx }) => listInbox(ctx.scope)),
  list: staffQuery.input(listCasesInput).query(({ ctx, input }) => listCases(ctx.scope, input)),
  byId: staffQuery.input(readCaseInput).query(({ ctx, input }) => readCase(ctx.scope, input)),
  act: staffMutation.input(actOnCaseInput).mutation(({ ctx, input }) => actOnCase(ctx.scope, input)),
  resubmit: staffMutation.input(resubmitRequestInput).mutation(({ ctx, input }) => resubmitRequest(ctx.scope, input)),
  withdraw: staffMutation.input(withdrawRequestInput).mutation(({ ctx, input }) => withdrawRequest(ctx.scope, input)),
});

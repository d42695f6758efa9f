import { router, staffMutation, staffQuery } from "@/server/api/trpc";
import { acceptTerms } from "@/server/delivery/accept-terms";
import { createKey } from "@/server/delivery/create-key";
import { cancelExport, followExport } from "@/server/delivery/follow-export";
import {
  acceptTermsInput,
  cancelExportInput,
  createKeyInput,
  followExportInput,
  listGrantsInput,
  listUseInput,
  narrowGrantInput,
  readGrantInput,
  readRowsInput,
  revokeKeyInput,
  rotateKeyInput,
  stopGrantInput,
} from "@/server/delivery/grant.schema";
import { listGrants } from "@/server/delivery/list-grants";
import { listUse } from "@/server/delivery/list-use";
import { narrowGrant } from "@/server/delivery/narrow-grant";
import { previewRows } from "@/server/delivery/preview-rows";
import { readGrant } from "@/server/delivery/read-grant";
import { readRetrieval, verifyRetrieval } from "@/server/delivery/read-retrieval";
import { readRetrievalInput, verifyRetrievalInput } from "@/server/delivery/retrieval.schema";
import { revokeKey } from "@/server/delivery/revoke-key";
import { rotateKey } from "@/server/delivery/rotate-key";
import { resumeGrant, revokeGrant, suspendGrant } from "@/server/delivery/stop-grant";

/** Grants in the order of their life: found, read, used by systems, stopped; and who used what. */
export const grantsRouter = router({
  list: staffQuery.input(listGrantsInput).query(({ ctx, input }) => listGrants(ctx.scope, input)),
  byId: staffQuery.input(readGrantInput).query(({ ctx, input }) => readGrant(ctx.scope, input.grantId)),
  rows: staffQuery.input(readRowsInput).query(({ ctx, input }) => previewRows(ctx.scope, ctx.token ?? "", input)),
  exportProgress: staffQuery
    .input(followExportInput)
    .query(({ ctx, input }) => followExport(ctx.scope, ctx.token ?? "", input)),
  cancelExport: staffMutation
    .input(cancelExportInput)
    .mutation(({ ctx, input }) => cancelExport(ctx.scope, ctx.token ?? "", input)),
  accept: staffMutation.input(acceptTermsInput).mutation(({ ctx, input }) => acceptTerms(ctx.scope, input)),
  createKey: staffMutation.input(createKeyInput).mutation(({ ctx, input }) => createKey(ctx.scope, input)),
  rotateKey: staffMutation.input(rotateKeyInput).mutation(({ ctx, input }) => rotateKey(ctx.scope, input)),
  revokeKey: staffMutation.input(revokeKeyInput).mutation(({ ctx, input }) => revokeKey(ctx.scope, input)),
  suspend: staffMutation.input(stopGrantInput).mutation(({ ctx, input }) => suspendGrant(ctx.scope, input)),
  resume: staffMutation.input(stopGrantInput).mutation(({ ctx, input }) => resumeGrant(ctx.scope, input)),
  revoke: staffMutation.input(stopGrantInput).mutation(({ ctx, input }) => revokeGrant(ctx.scope, input)),
  narrow: staffMutation.input(narrowGrantInput).mutation(({ ctx, input }) => narrowGrant(ctx.scope, input)),
  retrieval: staffQuery.input(readRetrievalInput).query(({ ctx, input }) => readRetrieval(ctx.scope, input)),
  verify: staffQuery.input(verifyRetrievalInput).query(({ ctx, input }) => verifyRetrieval(ctx.scope, input)),
  use: staffQuery.input(listUseInput).query(({ ctx, input }) => listUse(ctx.scope, input)),
});

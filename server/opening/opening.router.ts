import { publicQuery, router, staffQuery } from "@/server/api/trpc";
import { listOpeningCatalogue } from "@/server/opening/list-opening-catalogue";
import { listOpeningCatalogueInput, readAgreementInput, readRegisterInput } from "@/server/opening/opening.schema";
import { readAgreement } from "@/server/opening/read-agreement";
import { readRegister } from "@/server/opening/read-register";
import { readReply } from "@/server/opening/read-reply";
import { readScan } from "@/server/opening/read-scan";

/** What a visitor may know of what is open, how far, and who was given what. */
export const openingRouter = router({
  catalogue: publicQuery
    .input(listOpeningCatalogueInput)
    .query(({ ctx, input }) => listOpeningCatalogue(ctx.scope, input)),
  agreement: staffQuery.input(readAgreementInput).query(({ ctx, input }) => readAgreement(ctx.scope, input)),
  reply: staffQuery.input(readAgreementInput).query(({ ctx, input }) => readReply(ctx.scope, input)),
  scan: staffQuery.input(readAgreementInput).query(({ ctx, input }) => readScan(ctx.scope, input)),
  register: publicQuery.input(readRegisterInput).query(({ ctx, input }) => readRegister(ctx.scope, input)),
});

import { router, staffMutation, staffQuery } from "@/server/api/trpc";
import { changePassword } from "./change-password";
import { changePasswordInput } from "./identity.schema";
import { readMe } from "./read-me";

export const identityRouter = router({
  me: staffQuery.query(({ ctx }) => readMe(ctx.scope)),
  /** Ends every session, this one too: the page goes to sign-in afterwards. */
  changePassword: staffMutation
    .input(changePasswordInput)
    .mutation(({ ctx, input }) => changePassword(ctx.scope, input)),
});

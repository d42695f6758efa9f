import { publicQuery, router } from "@/server/api/trpc";
import { readRegisterInput } from "@/server/opening/opening.schema";
import { readRegister } from "@/server/opening/read-register";

/** What a visitor may know of how data is opened on application. */
export const openingRouter = router({
  register: publicQuery.input(readRegisterInput).query(({ ctx, input }) => readRegister(ctx.scope, input)),
});

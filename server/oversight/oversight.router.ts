import { provinceQuery, router, staffQuery } from "@/server/api/trpc";
import { compare } from "./compare";
import { compareInput, deskInput } from "./oversight.schema";
import { readDesk } from "./read-desk";

export const oversightRouter = router({
  // Everyone compares through the province's login, which can read rollups and nothing else.
  compare: provinceQuery.input(compareInput).query(({ ctx, input }) => compare(ctx.scope, input)),
  desk: staffQuery.input(deskInput).query(({ ctx }) => readDesk(ctx.scope)),
});

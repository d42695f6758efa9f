import { router, staffMutation, staffQuery } from "@/server/api/trpc";
import { assignRole, removeRole } from "./assign-role";
import { createPerson } from "./create-person";
import { disablePerson, enablePerson } from "./disable-person";
import { listPeople } from "./list-people";
import { createPersonInput, listPeopleInput, onePersonInput, resetPasswordInput, roleInput } from "./people.schema";
import { resetPassword } from "./reset-password";

export const peopleRouter = router({
  list: staffQuery.input(listPeopleInput).query(({ ctx, input }) => listPeople(ctx.scope, input)),
  create: staffMutation.input(createPersonInput).mutation(({ ctx, input }) => createPerson(ctx.scope, input)),
  disable: staffMutation.input(onePersonInput).mutation(({ ctx, input }) => disablePerson(ctx.scope, input)),
  enable: staffMutation.input(onePersonInput).mutation(({ ctx, input }) => enablePerson(ctx.scope, input)),
  resetPassword: staffMutation.input(resetPasswordInput).mutation(({ ctx, input }) => resetPassword(ctx.scope, input)),
  assignRole: staffMutation.input(roleInput).mutation(({ ctx, input }) => assignRole(ctx.scope, input)),
  removeRole: staffMutation.input(roleInput).mutation(({ ctx, input }) => removeRole(ctx.scope, input)),
});

import { router, staffMutation, staffQuery } from "@/server/api/trpc";
import { classifyDepartment, createDepartment, renameDepartment, retireDepartment } from "./administer-departments";
import { fileProfile, readProfile, receiveProfile } from "./department-profile";
import { listDepartments, listLegalKinds } from "./list-departments";
import {
  classifyDepartmentInput,
  createDepartmentInput,
  listDepartmentsInput,
  renameDepartmentInput,
  retireDepartmentInput,
} from "./people.schema";
import { fileProfileInput, readProfileInput, receiveProfileInput } from "./profile.schema";

export const departmentsRouter = router({
  list: staffQuery.input(listDepartmentsInput).query(({ ctx, input }) => listDepartments(ctx.scope, input)),
  create: staffMutation.input(createDepartmentInput).mutation(({ ctx, input }) => createDepartment(ctx.scope, input)),
  rename: staffMutation.input(renameDepartmentInput).mutation(({ ctx, input }) => renameDepartment(ctx.scope, input)),
  kinds: staffQuery.query(({ ctx }) => listLegalKinds(ctx.scope, undefined)),
  classify: staffMutation
    .input(classifyDepartmentInput)
    .mutation(({ ctx, input }) => classifyDepartment(ctx.scope, input)),
  profile: staffQuery.input(readProfileInput).query(({ ctx, input }) => readProfile(ctx.scope, input)),
  fileProfile: staffMutation.input(fileProfileInput).mutation(({ ctx, input }) => fileProfile(ctx.scope, input)),
  receiveProfile: staffMutation
    .input(receiveProfileInput)
    .mutation(({ ctx, input }) => receiveProfile(ctx.scope, input)),
  retire: staffMutation.input(retireDepartmentInput).mutation(({ ctx, input }) => retireDepartment(ctx.scope, input)),
});

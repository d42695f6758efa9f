import { router, staffMutation, staffQuery } from "@/server/api/trpc";
import { createDepartment, renameDepartment, retireDepartment } from "./administer-departments";
import { listDepartments } from "./list-departments";
import {
  createDepartmentInput,
  listDepartmentsInput,
  renameDepartmentInput,
  retireDepartmentInput,
} from "./people.schema";

export const departmentsRouter = router({
  list: staffQuery.input(listDepartmentsInput).query(({ ctx, input }) => listDepartments(ctx.scope, input)),
  create: staffMutation.input(createDepartmentInput).mutation(({ ctx, input }) => createDepartment(ctx.scope, input)),
  rename: staffMutation.input(renameDepartmentInput).mutation(({ ctx, input }) => renameDepartment(ctx.scope, input)),
  retire: staffMutation.input(retireDepartmentInput).mutation(({ ctx, input }) => retireDepartment(ctx.scope, input)),
});

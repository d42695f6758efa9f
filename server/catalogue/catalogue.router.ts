import { router, staffMutation, staffQuery } from "@/server/api/trpc";
import {
  compileEntryInput,
  entryFacetsInput,
  listDedicatedDepartmentInput,
  listEntriesInput,
  listOpenEntriesInput,
  readEntryInput,
} from "@/server/catalogue/catalogue.schema";
import { compileEntry } from "@/server/catalogue/compile-entry";
import { listDedicatedDepartment } from "@/server/catalogue/list-dedicated-department";
import { listEntries, listOpenEntries, readFacets, readOpenFacets } from "@/server/catalogue/list-entries";
import { readEntry, readOpenEntry } from "@/server/catalogue/read-entry";

/** What data the city has, whose it is, and what one's own department may do with it. */
export const catalogueRouter = router({
  list: staffQuery.input(listEntriesInput).query(({ ctx, input }) => listEntries(ctx.scope, input)),
  facets: staffQuery.input(entryFacetsInput).query(({ ctx, input }) => readFacets(ctx.scope, input)),
  /** For a person outside government. */
  openList: staffQuery.input(listOpenEntriesInput).query(({ ctx, input }) => listOpenEntries(ctx.scope, input)),
  openFacets: staffQuery.input(entryFacetsInput).query(({ ctx, input }) => readOpenFacets(ctx.scope, input)),
  openEntry: staffQuery.input(readEntryInput).query(({ ctx, input }) => readOpenEntry(ctx.scope, input)),
  entry: staffQuery.input(readEntryInput).query(({ ctx, input }) => readEntry(ctx.scope, input)),
  compile: staffMutation.input(compileEntryInput).mutation(({ ctx, input }) => compileEntry(ctx.scope, input)),
  dedicate: staffMutation
    .input(listDedicatedDepartmentInput)
    .mutation(({ ctx, input }) => listDedicatedDepartment(ctx.scope, input)),
});

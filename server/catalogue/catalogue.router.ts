import { router, staffMutation, staffQuery } from "@/server/api/trpc";
import {
  compileEntryInput,
  entryFacetsInput,
  listDedicatedDepartmentInput,
  listEntriesInput,
  listOpenEntriesInput,
  openFacetsInput,
  proposeOwnerInput,
  readEntryInput,
} from "@/server/catalogue/catalogue.schema";
import { compileEntry } from "@/server/catalogue/compile-entry";
import {
  discardDraftInput,
  entryHistoryInput,
  judgeDraftInput,
  saveDraftInput,
  startDraftInput,
  submitDraftInput,
} from "@/server/catalogue/draft.schema";
import { entryHistory } from "@/server/catalogue/entry-history";
import { discardDraft, judgeDraft, listDrafts, saveDraft, submitDraft } from "@/server/catalogue/keep-drafts";
import {
  callCampaign,
  listCampaigns,
  listEditions,
  publishEdition,
  readEdition,
} from "@/server/catalogue/keep-editions";
import { keepParticulars } from "@/server/catalogue/keep-particulars";
import { listSearches, removeSearch, saveSearch, subscribeSearch } from "@/server/catalogue/keep-searches";
import { checkEntry, listStandards, publishStandard } from "@/server/catalogue/keep-standards";
import { listDatabases } from "@/server/catalogue/list-databases";
import { listDedicatedDepartment } from "@/server/catalogue/list-dedicated-department";
import { listEntries, listOpenEntries, readFacets, readOpenFacets } from "@/server/catalogue/list-entries";
import { listTasks } from "@/server/catalogue/list-tasks";
import { keepParticularsInput } from "@/server/catalogue/particulars.schema";
import { proposeOwner } from "@/server/catalogue/propose-owner";
import { readEntry, readOpenEntry } from "@/server/catalogue/read-entry";
import { removeSearchInput, saveSearchInput, subscribeSearchInput } from "@/server/catalogue/saved-search.schema";
import { startDraft } from "@/server/catalogue/start-draft";
import {
  callCampaignInput,
  checkEntryInput,
  publishEditionInput,
  publishStandardInput,
  readEditionInput,
} from "@/server/catalogue/upkeep.schema";

/** What data the city has, whose it is, and what one's own department may do with it. */
export const catalogueRouter = router({
  list: staffQuery.input(listEntriesInput).query(({ ctx, input }) => listEntries(ctx.scope, input)),
  facets: staffQuery.input(entryFacetsInput).query(({ ctx, input }) => readFacets(ctx.scope, input)),
  /** For a person outside government. */
  openList: staffQuery.input(listOpenEntriesInput).query(({ ctx, input }) => listOpenEntries(ctx.scope, input)),
  openFacets: staffQuery.input(openFacetsInput).query(({ ctx, input }) => readOpenFacets(ctx.scope, input)),
  searches: staffQuery.query(({ ctx }) => listSearches(ctx.scope, undefined)),
  saveSearch: staffMutation.input(saveSearchInput).mutation(({ ctx, input }) => saveSearch(ctx.scope, input)),
  subscribeSearch: staffMutation
    .input(subscribeSearchInput)
    .mutation(({ ctx, input }) => subscribeSearch(ctx.scope, input)),
  removeSearch: staffMutation.input(removeSearchInput).mutation(({ ctx, input }) => removeSearch(ctx.scope, input)),
  openEntry: staffQuery.input(readEntryInput).query(({ ctx, input }) => readOpenEntry(ctx.scope, input)),
  entry: staffQuery.input(readEntryInput).query(({ ctx, input }) => readEntry(ctx.scope, input)),
  compile: staffMutation.input(compileEntryInput).mutation(({ ctx, input }) => compileEntry(ctx.scope, input)),
  history: staffQuery.input(entryHistoryInput).query(({ ctx, input }) => entryHistory(ctx.scope, input)),
  drafts: staffQuery.query(({ ctx }) => listDrafts(ctx.scope, undefined)),
  startDraft: staffQuery.input(startDraftInput).query(({ ctx, input }) => startDraft(ctx.scope, input)),
  saveDraft: staffMutation.input(saveDraftInput).mutation(({ ctx, input }) => saveDraft(ctx.scope, input)),
  /** Changes nothing; a mutation because a whole entry is too long for an address. */
  judgeDraft: staffMutation.input(judgeDraftInput).mutation(({ ctx, input }) => judgeDraft(ctx.scope, input)),
  submitDraft: staffMutation.input(submitDraftInput).mutation(({ ctx, input }) => submitDraft(ctx.scope, input)),
  discardDraft: staffMutation.input(discardDraftInput).mutation(({ ctx, input }) => discardDraft(ctx.scope, input)),
  keepParticulars: staffMutation
    .input(keepParticularsInput)
    .mutation(({ ctx, input }) => keepParticulars(ctx.scope, input)),
  proposeOwner: staffQuery.input(proposeOwnerInput).query(({ ctx, input }) => proposeOwner(ctx.scope, input)),
  databases: staffQuery.query(({ ctx }) => listDatabases(ctx.scope, undefined)),
  tasks: staffQuery.query(({ ctx }) => listTasks(ctx.scope, undefined)),
  standards: staffQuery.query(({ ctx }) => listStandards(ctx.scope, undefined)),
  publishStandard: staffMutation
    .input(publishStandardInput)
    .mutation(({ ctx, input }) => publishStandard(ctx.scope, input)),
  check: staffMutation.input(checkEntryInput).mutation(({ ctx, input }) => checkEntry(ctx.scope, input)),
  editions: staffQuery.query(({ ctx }) => listEditions(ctx.scope, undefined)),
  edition: staffQuery.input(readEditionInput).query(({ ctx, input }) => readEdition(ctx.scope, input)),
  publishEdition: staffMutation
    .input(publishEditionInput)
    .mutation(({ ctx, input }) => publishEdition(ctx.scope, input)),
  campaigns: staffQuery.query(({ ctx }) => listCampaigns(ctx.scope, undefined)),
  callCampaign: staffMutation.input(callCampaignInput).mutation(({ ctx, input }) => callCampaign(ctx.scope, input)),
  dedicate: staffMutation
    .input(listDedicatedDepartmentInput)
    .mutation(({ ctx, input }) => listDedicatedDepartment(ctx.scope, input)),
});

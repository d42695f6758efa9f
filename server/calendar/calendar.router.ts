import { router, staffMutation, staffQuery } from "@/server/api/trpc";
import { checkScheduleInput, importYearInput, readYearInput } from "@/server/calendar/calendar.schema";
import { checkYear, importYear } from "@/server/calendar/import-year";
import { listYears, readYear } from "@/server/calendar/list-years";

/** The holiday calendar of the deployment: read by every official, imported by the platform operator. */
export const calendarRouter = router({
  years: staffQuery.query(({ ctx }) => listYears(ctx.scope)),
  year: staffQuery.input(readYearInput).query(({ ctx, input }) => readYear(ctx.scope, input)),
  // A mutation only because a schedule does not fit into an address.
  check: staffMutation.input(checkScheduleInput).mutation(({ ctx, input }) => checkYear(ctx.scope, input)),
  importYear: staffMutation.input(importYearInput).mutation(({ ctx, input }) => importYear(ctx.scope, input)),
});

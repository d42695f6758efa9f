import { router, staffMutation, staffQuery } from "@/server/api/trpc";
import { compareBooks } from "./compare-books";
import { listReadings } from "./list-readings";
import { compareBooksInput, readBookInput, reportInput, settleReadingInput, simulateInput } from "./policy.schema";
import { readBook } from "./read-book";
import { reportSuperiorLaw } from "./report-superior-law";
import { settleReading } from "./settle-reading";
import { listSteps, simulate } from "./simulate";

/** The city's law, open to every official of it: read, compared, counted with, held against the superior law, settled. */
export const policyRouter = router({
  book: staffQuery.input(readBookInput).query(({ ctx, input }) => readBook(ctx.scope, input)),
  compare: staffQuery.input(compareBooksInput).query(({ ctx, input }) => compareBooks(ctx.scope, input)),
  steps: staffQuery.input(readBookInput).query(({ ctx, input }) => listSteps(ctx.scope, input)),
  simulate: staffQuery.input(simulateInput).query(({ ctx, input }) => simulate(ctx.scope, input)),
  report: staffQuery.input(reportInput).query(({ ctx, input }) => reportSuperiorLaw(ctx.scope, input)),
  readings: staffQuery.query(({ ctx }) => listReadings(ctx.scope)),
  settle: staffMutation.input(settleReadingInput).mutation(({ ctx, input }) => settleReading(ctx.scope, input)),
});

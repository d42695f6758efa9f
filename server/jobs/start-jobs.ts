import { sealEvidence } from "@/server/audit/seal-evidence";
import { lapsing } from "@/server/cases/lapse-cases";
import { tellSearches } from "@/server/catalogue/keep-searches";
import { staleData } from "@/server/catalogue/tell-stale-data";
import { warnOfEndingKeys } from "@/server/delivery/warn-of-ending-keys";
import { releaseOldFiles, sweepUploads } from "@/server/mounting/uploads";
import { registerDues } from "@/server/registers/tell-dues";
import { describeError, log } from "@/server/shared/log";
import { calendarWatch } from "./calendar-watch";
import { startIngestWorker } from "./ingest-worker";
import { sweepOverdue } from "./overdue-sweep";
import { onWake } from "./wake";

/** A running set of jobs. */
export interface Jobs {
  /** Starts no further run and waits for the one under way. */
  stop(): Promise<void>;
}

/** Often enough that a day that ended at midnight is known to be late before anyone is at work. */
const SWEEP_EVERY_MS = 60_000;

/**
 * Starts what the server does by itself: at once, at an interval, and when it is woken. A failure is logged and tried
 * again next time; it never reaches a request.
 */
export function startJobs(everyMs: number = SWEEP_EVERY_MS): Jobs {
  const watchCalendar = calendarWatch();
  const lapse = lapsing();
  const remind = registerDues();
  const ingests = startIngestWorker();
  const tellStale = staleData();
  let running = Promise.resolve();
  const run = () => {
    // Due dates first: what a new schedule moved is judged late by where it lies now.
    running = running
      .then(() => attempt("calendar", "due dates were put right", watchCalendar))
      .then(() => attempt("overdue sweep", "steps became overdue", sweepOverdue))
      .then(() => attempt("silence", "cases were decided by the law when time ran out", lapse))
      .then(() => attempt("registers", "departments were told what is missing or due", remind))
      .then(() => attempt("evidence", "records were sealed", sealEvidence))
      .then(() => attempt("stale data", "departments were told of old data", tellStale))
      .then(() => attempt("searches", "people were told of new entries", tellSearches))
      .then(() => attempt("keys", "keys end soon", warnOfEndingKeys))
      .then(() => attempt("old files", "old versions of mounted files were let go", releaseOldFiles))
      .then(() => attempt("uploads", "uploads were cleared away", sweepUploads));
  };
  const timer = setInterval(run, everyMs);
  // A pending run alone must not keep a stopping process alive.
  timer.unref();
  onWake(run);
  run();
  return {
    stop: async () => {
      clearInterval(timer);
      onWake(undefined);
      await Promise.all([running, ingests.stop()]);
    },
  };
}

/** Runs one job; `done` says in the log what it did when it did something. */
async function attempt(name: string, done: string, job: () => Promise<number>): Promise<void> {
  try {
    const count = await job();
    if (count > 0) log.info(done, { count });
  } catch (error) {
    log.error("A job failed; it runs again.", { job: name, ...describeError(error) });
  }
}

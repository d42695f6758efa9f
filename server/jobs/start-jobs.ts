import { describeError, log } from "@/server/shared/log";
import { sweepOverdue } from "./overdue-sweep";

/** A running set of jobs. */
export interface Jobs {
  /** Starts no further run and waits for the one under way. */
  stop(): Promise<void>;
}

/** Often enough that a day that ended at midnight is known to be late before anyone is at work. */
const SWEEP_EVERY_MS = 60_000;

/**
 * Starts what the server does by itself: at once, then at an interval. A failure is logged and tried again next time;
 * it never reaches a request.
 */
export function startJobs(everyMs: number = SWEEP_EVERY_MS): Jobs {
  let running = Promise.resolve();
  const sweep = () => {
    running = running.then(runSweep);
  };
  const timer = setInterval(sweep, everyMs);
  // A pending sweep alone must not keep a stopping process alive.
  timer.unref();
  sweep();
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}

async function runSweep(): Promise<void> {
  try {
    const late = await sweepOverdue();
    if (late > 0) log.info("steps became overdue", { late });
  } catch (error) {
    log.error("The overdue sweep failed; it runs again.", describeError(error));
  }
}

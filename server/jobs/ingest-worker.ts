import { runNextIngest } from "@/server/mounting/run-ingest";
import { describeError, log } from "@/server/shared/log";
import { onIngestWake } from "./wake";

/** How long it waits when there was nothing to do and nobody woke it. */
const LOOK_EVERY_MS = 5_000;

/**
 * Carries out orders to ingest, one at a time, beside the other jobs: a file of gigabytes must not keep them waiting.
 * Nodes share the orders; each takes what the others have not.
 */
export function startIngestWorker(lookEveryMs = LOOK_EVERY_MS): { stop(): Promise<void> } {
  const stopping = new AbortController();
  let wake: () => void = () => undefined;
  onIngestWake(() => wake());
  const running = (async () => {
    while (!stopping.signal.aborted) {
      const worked = await runNextIngest(stopping.signal).catch((error: unknown) => {
        log.error("A job failed; it runs again.", { job: "ingest", ...describeError(error) });
        return false;
      });
      if (worked || stopping.signal.aborted) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, lookEveryMs);
        timer.unref();
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      wake();
      onIngestWake(undefined);
      await running;
    },
  };
}

import type { ServerResponse } from "node:http";
import { log } from "@/server/shared/log";

/** Seconds in which a receiver takes at least one byte of what waits for it, unless the operator sets others. */
const USUAL_SECONDS = 60;

/** The operator's `HELIU_STALLED_AFTER`, in milliseconds. */
function stalledAfterMs(): number {
  const seconds = Number(process.env.HELIU_STALLED_AFTER ?? USUAL_SECONDS);
  return (Number.isFinite(seconds) && seconds > 0 ? seconds : USUAL_SECONDS) * 1000;
}

/**
 * Breaks the connection of a receiver that takes nothing for `HELIU_STALLED_AFTER` seconds while bytes wait for it, so that
 * it holds neither a place among the files that leave nor what waits. One that is slow but moves goes on, and so does one
 * for which the source has nothing yet.
 */
export function closeWhenStalled(outgoing: ServerResponse): void {
  // The socket's own timer starts anew whenever some of its queue is taken.
  outgoing.setTimeout(stalledAfterMs(), () => {
    if (outgoing.writableLength === 0) return;
    log.warn("a receiver took nothing any more", {});
    outgoing.destroy();
  });
}

import { describeError, log, newTraceId } from "@/server/shared/log";

/**
 * Keeps one mistake from taking every city down: what nobody caught is logged by its class and first line; the answer
 * to the request that caused it was already refused or cut.
 */
export function surviveMistakes(): void {
  // Whoever read our output may be gone; the error of telling nobody would otherwise be told to nobody, for ever.
  process.stdout.on("error", () => undefined);
  process.stderr.on("error", () => undefined);
  process.on("uncaughtException", (error) =>
    log.error("Uncaught.", { traceId: newTraceId(), ...describeError(error) }),
  );
  process.on("unhandledRejection", (error) =>
    log.error("Unhandled.", { traceId: newTraceId(), ...describeError(error) }),
  );
}

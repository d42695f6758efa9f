import { saveAudit } from "@/server/audit/audit.repository";
import { inContext } from "@/server/db/context";
import { describeError, log } from "@/server/shared/log";

/**
 * Records a refused act in a transaction of its own, since the refused one rolled back (SECURE 14).
 * Never throws: the person still gets the refusal when the record cannot be written.
 */
export async function recordDenial(token: string, path: string, traceId: string): Promise<void> {
  try {
    await inContext(token, { readOnly: false }, (scope) =>
      saveAudit(scope.tx, scope.actor, {
        act: path,
        subjectKind: "procedure",
        subjectId: null,
        denied: true,
        detail: { traceId },
      }),
    );
  } catch (error) {
    log.error("a denial could not be recorded", { traceId, path, ...describeError(error) });
  }
}

import type { CaseMoved, ResubmitRequestInput } from "@/server/cases/case.schema";
import { openCaseFile } from "@/server/cases/case-file";
import { checkApplication, wordProblems } from "@/server/cases/check-application";
import { claimKey } from "@/server/cases/claim-key";
import { alreadyMoved, moveCase } from "@/server/cases/move-case";
import type { StoredApplication } from "@/server/cases/stored-case";
import type { Scope } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";
import { DomainError } from "@/server/shared/errors";

/**
 * Sends a returned application in again, completed; what is left out stays as it was. A new period starts (D12).
 * @throws DomainError NOT_FOUND, FORBIDDEN, STALE, INVALID; CaseRuleError when it is not waiting for completion
 */
export async function resubmitRequest(scope: Scope, input: ResubmitRequestInput): Promise<CaseMoved> {
  authorise(scope.actor, "file", "case");
  const repeated = await claimKey(scope, input.idempotencyKey, "cases.resubmit", { caseId: input.caseId });
  const file = await openCaseFile(scope, input.caseId);
  const { stored, procedure, state, sides } = file;
  if (repeated) return alreadyMoved(stored, repeated.caseId);
  const filer = state.parties[0]?.kind;
  if (!filer || !sides.includes(filer)) throw new DomainError("FORBIDDEN");
  if (stored.version !== input.version || state.end !== null) throw new DomainError("STALE");
  const application = completed(stored.application, input);
  const problems = stored.application.dataItems.length === 0 ? wordProblems(application, procedure.filing) : [];
  if (problems.length > 0) throw new DomainError("INVALID", { fields: problems });
  if (application.dataItems.length > 0) {
    checkApplication(application, { filing: procedure.filing, items: stored.items, now: scope.now });
  }
  return moveCase(scope, file, {
    type: "resubmitted",
    as: filer,
    act: null,
    content: { application },
    version: input.version,
    application,
  });
}

function completed(before: StoredApplication, input: ResubmitRequestInput): StoredApplication {
  return {
    fields: { ...before.fields, ...input.fields },
    dataItems: input.dataItems ?? before.dataItems,
    rowFilter: input.rowFilter ?? before.rowFilter,
    from: input.from ?? before.from,
    until: input.until ?? before.until,
    storage: input.storage ?? before.storage,
  };
}

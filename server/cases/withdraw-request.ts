import type { CaseMoved, WithdrawRequestInput } from "@/server/cases/case.schema";
import { openCaseFile } from "@/server/cases/case-file";
import { claimKey } from "@/server/cases/claim-key";
import { alreadyMoved, moveCase } from "@/server/cases/move-case";
import type { Scope } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";
import { DomainError } from "@/server/shared/errors";

/**
 * Takes a case back before it is decided, by the side that filed it. It ends without a decision and without a grant.
 * @throws DomainError NOT_FOUND, FORBIDDEN, STALE; CaseRuleError when the city's procedure knows no withdrawal
 */
export async function withdrawRequest(scope: Scope, input: WithdrawRequestInput): Promise<CaseMoved> {
  authorise(scope.actor, "act", "case");
  const repeated = await claimKey(scope, input.idempotencyKey, "cases.withdraw", { caseId: input.caseId });
  const file = await openCaseFile(scope, input.caseId);
  if (repeated) return alreadyMoved(file.stored, repeated.caseId);
  const filer = file.state.parties[0]?.kind;
  if (!filer || !file.sides.includes(filer)) throw new DomainError("FORBIDDEN");
  if (file.state.end !== null) throw new DomainError("STALE");
  return moveCase(scope, file, {
    type: "withdrawn",
    as: filer,
    act: null,
    content: input.reason ? { reason: input.reason } : {},
    version: input.version,
    application: file.stored.application,
  });
}

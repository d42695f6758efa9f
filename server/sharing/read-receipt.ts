import { openCaseFile } from "@/server/cases/case-file";
import type { Scope } from "@/server/db/context";
import type { RequestReceipt } from "@/server/sharing/sharing.schema";

/**
 * The receipt of a case as it stands now.
 * @throws DomainError NOT_FOUND when it is missing or not for these eyes
 */
export async function readReceipt(scope: Scope, caseId: string): Promise<RequestReceipt> {
  const { stored, procedure, state } = await openCaseFile(scope, caseId);
  const { article, basis } = state.clock?.within ?? procedure.filing;
  const { number, filedAt, waitingOn, dueAt, dueProvisional, grantId } = stored;
  return {
    caseId,
    number,
    procedureTitle: procedure.title,
    filedAt,
    waitingOn,
    dueAt,
    dueProvisional,
    article,
    basis,
    grantId,
  };
}

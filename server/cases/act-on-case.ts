import type { ActOnCaseInput, CaseMoved } from "@/server/cases/case.schema";
import { type CaseFile, openCaseFile } from "@/server/cases/case-file";
import { claimKey } from "@/server/cases/claim-key";
import { alreadyMoved, moveCase } from "@/server/cases/move-case";
import { stageOf } from "@/server/cases/rules";
import type { Scope } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";
import type { ActorKind } from "@/server/law";
import { DomainError, invalid } from "@/server/shared/errors";

/**
 * Does one act of the open stage (accept, pass, approve, refuse, return, settle …) on the side on which the person
 * stands. A decision happens once: whoever comes second, or judged an older version, gets STALE and nothing is written.
 * @throws DomainError NOT_FOUND, FORBIDDEN for somebody who stands on no side, STALE, INVALID for terms that cannot be;
 *   CaseRuleError when the procedure does not allow it or something that it must contain is missing
 */
export async function actOnCase(scope: Scope, input: ActOnCaseInput): Promise<CaseMoved> {
  authorise(scope.actor, "act", "case");
  const repeated = await claimKey(scope, input.idempotencyKey, "cases.act", { caseId: input.caseId });
  const file = await openCaseFile(scope, input.caseId);
  if (repeated) return alreadyMoved(file.stored, repeated.caseId);
  const as = sideFor(file, input);
  return moveCase(scope, file, {
    type: "acted",
    as,
    act: input.act,
    content: input.content,
    version: input.version,
    application: file.stored.application,
  });
}

/** The side of the act: the one asked for, or the first on which the person stands and the act may be done. */
function sideFor(
  { stored, procedure, state, sides }: CaseFile,
  { act, as, version, content }: ActOnCaseInput,
): ActorKind {
  if (sides.length === 0 || (as && !sides.includes(as))) throw new DomainError("FORBIDDEN");
  if (stored.version !== version || state.stage === null) throw new DomainError("STALE");
  const chosen = stageOf(procedure, state.stage).acts[act];
  if (content.grant && chosen && chosen.effect !== "grant")
    throw invalid({ path: "content.grant", problem: "not-expected" });
  const side = as ?? chosen?.by.find((kind) => sides.includes(kind)) ?? sides[0];
  if (!side) throw new DomainError("FORBIDDEN");
  return side;
}

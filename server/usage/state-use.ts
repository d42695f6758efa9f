import { randomUUID } from "node:crypto";
import { recordAct } from "@/server/audit/record-act";
import { claimKey } from "@/server/cases/claim-key";
import type { Scope } from "@/server/db/context";
import type { GrantDetail } from "@/server/delivery/grant.schema";
import { readGrant } from "@/server/delivery/read-grant";
import { authorise } from "@/server/identity/ability";
import { shanghaiDate } from "@/server/law";
import { invalid, notFound } from "@/server/shared/errors";
import { type NewStatement, saveStatement } from "@/server/usage/usage.repository";
import type { CertifyDestructionInput, StateUseInput } from "@/server/usage/usage.schema";

/**
 * The consumer states how it used the data of a grant: scenario, process, effect, storage (809 art. 29). Also of a grant
 * that has ended: what was done is told afterwards.
 * @throws DomainError NOT_FOUND for everybody but the consumer
 */
export function stateUse(scope: Scope, { idempotencyKey, ...said }: StateUseInput): Promise<{ statementId: string }> {
  return state(scope, idempotencyKey, "use", said);
}

/**
 * The consumer certifies that it has destroyed what it stored (809 art. 27, 朔州 27): when, how, and before whom.
 * @throws DomainError NOT_FOUND for everybody but the consumer; INVALID for a day to come or before the grant
 */
export function certifyDestruction(
  scope: Scope,
  { idempotencyKey, ...said }: CertifyDestructionInput,
): Promise<{ statementId: string }> {
  return state(scope, idempotencyKey, "destruction", said, (grant) => {
    if (said.destroyedOn > shanghaiDate(scope.now)) throw invalid({ path: "destroyedOn", problem: "future" });
    if (said.destroyedOn < shanghaiDate(grant.validFrom))
      throw invalid({ path: "destroyedOn", problem: "before-grant" });
  });
}

async function state(
  scope: Scope,
  idempotencyKey: string,
  kind: NewStatement["kind"],
  said: Omit<NewStatement, "id" | "kind" | "personId" | "departmentId" | "at">,
  check: (grant: GrantDetail) => void = () => {},
): Promise<{ statementId: string }> {
  const { actor, now, tx } = scope;
  authorise(actor, "manage", "key");
  const statementId = randomUUID();
  const repeated = await claimKey(scope, idempotencyKey, `usage.${kind}`, { statementId });
  if (repeated) return { statementId: repeated.statementId };
  const grant = await readGrant(scope, said.grantId);
  if (grant.consumer.id !== actor.departmentId) throw notFound();
  check(grant);
  await saveStatement(tx, actor.tenantId, {
    ...said,
    ...{ id: statementId, kind, at: now },
    ...{ personId: actor.personId, departmentId: actor.departmentId },
  });
  await recordAct(scope, { act: `usage.${kind}`, subjectKind: "grant", subjectId: grant.id, detail: { statementId } });
  return { statementId };
}

import { recordAct } from "@/server/audit/record-act";
import { claimKey } from "@/server/cases/claim-key";
import type { Scope } from "@/server/db/context";
import { findAcceptance, findGrant, saveAcceptance } from "@/server/delivery/grant.repository";
import type { AcceptTermsInput } from "@/server/delivery/grant.schema";
import { termsOfUse } from "@/server/delivery/rules/terms-of-use";
import { partiesOf } from "@/server/delivery/sides-of-grant";
import { authorise, may } from "@/server/identity/ability";
import { getBook } from "@/server/law";
import { notFound } from "@/server/shared/errors";

/**
 * The consumer accepts what the law of the grant's day forbids with its data (朔州 27): recorded once, in the words that
 * were shown. Accepting twice changes nothing.
 * @throws DomainError NOT_FOUND for everybody but the consumer
 */
export async function acceptTerms(scope: Scope, input: AcceptTermsInput): Promise<{ grantId: string }> {
  const { actor, now, tx } = scope;
  authorise(actor, "manage", "key");
  const answer = { grantId: input.grantId };
  if (await claimKey(scope, input.idempotencyKey, "grants.accept", answer)) return answer;
  const grant = await findGrant(tx, actor.tenantId, input.grantId);
  if (!grant || !may(actor, "manage", "key", partiesOf(actor, grant))) throw notFound();
  if (await findAcceptance(tx, actor.tenantId, grant.id)) return answer;
  const terms = termsOfUse(getBook(actor.tenantId).on(grant.grantedAt));
  await saveAcceptance(tx, actor.tenantId, {
    grantId: grant.id,
    terms,
    personId: actor.personId,
    departmentId: actor.departmentId ?? "",
    at: now,
  });
  await recordAct(scope, { act: "grants.accept", subjectKind: "grant", subjectId: grant.id, detail: {} });
  return answer;
}

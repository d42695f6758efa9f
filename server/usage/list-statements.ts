import type { Scope } from "@/server/db/context";
import { readGrant } from "@/server/delivery/read-grant";
import { authorise, may } from "@/server/identity/ability";
import {
  describeValue,
  getBook,
  isStipulated,
  type LegalValue,
  type ParameterKey,
  type PolicyView,
} from "@/server/law";
import { notFound } from "@/server/shared/errors";
import { needsDestruction } from "@/server/usage/rules/needs-destruction";
import { listStatementRows } from "@/server/usage/usage.repository";
import type { Certificate, UseRegister } from "@/server/usage/usage.schema";

/**
 * What a grant's consumer has stated of its use, for the consumer, the provider, the authority and the auditor alike.
 * @throws DomainError NOT_FOUND when the grant is missing or not for these eyes
 */
export async function listStatements(scope: Scope, { grantId }: { grantId: string }): Promise<UseRegister> {
  const { actor, now, tx } = scope;
  authorise(actor, "read", "grant");
  const grant = await readGrant(scope, grantId);
  const statements = await listStatementRows(tx, actor.tenantId, grantId);
  const view = getBook(actor.tenantId).on(now);
  const kept = lawOf(view, "use.records.retention");
  return {
    statements,
    mayState:
      grant.consumer.id === actor.departmentId &&
      may(actor, "manage", "key", { tenantId: actor.tenantId, consumerDepartmentId: grant.consumer.id }),
    toDestroy: needsDestruction(grant, statements),
    asked: citationOf(lawOf(view, "use.records.fields")),
    kept: kept && { ...citationOf(kept), words: describeValue("use.records.retention", kept.value as never) },
    disposal: disposalOf(view),
  };
}

/** A certificate of destruction with the grant that it is about. @throws DomainError NOT_FOUND */
export async function readCertificate(
  scope: Scope,
  { grantId, statementId }: { grantId: string; statementId: string },
): Promise<Certificate> {
  const { actor, tx } = scope;
  authorise(actor, "read", "grant");
  const grant = await readGrant(scope, grantId);
  const statement = (await listStatementRows(tx, actor.tenantId, grantId)).find(({ id }) => id === statementId);
  if (statement?.kind !== "destruction") throw notFound();
  const { entry, consumer, provider, purpose, columns, validFrom, validUntil } = grant;
  return {
    ...{ entry, consumer, provider, purpose, validFrom, validUntil, statement },
    number: `${grant.caseNumber}-${statement.seq}`,
    columns: columns.map(({ label }) => label),
    disposal: disposalOf(getBook(actor.tenantId).on(statement.at)),
  };
}

/** A city's own duty to destroy first; else the national one to do as the provider requires. */
function disposalOf(view: PolicyView) {
  const own = lawOf(view, "sharing.destroy_when_unused");
  if (own?.value === true) return citationOf(own);
  const national = lawOf(view, "use.disposal.as_provider_requires");
  return national?.value === true ? citationOf(national) : null;
}

function lawOf(view: PolicyView, key: ParameterKey): LegalValue<unknown> | null {
  const { value } = view.effective<unknown>(key);
  return isStipulated(value) ? value : null;
}

function citationOf<L extends LegalValue<unknown> | null>(legal: L) {
  if (!legal) return null as never;
  const { article, basis, reason, instrument } = legal;
  return { article, basis, ...(reason && { reason }), ...(instrument && { instrument }) };
}

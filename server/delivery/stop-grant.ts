import { recordAct } from "@/server/audit/record-act";
import { claimKey } from "@/server/cases/claim-key";
import type { Scope } from "@/server/db/context";
import { findGrant, type StoredGrant, saveGrantAct, saveGrantNotices } from "@/server/delivery/grant.repository";
import type { GrantActRow, GrantMoved, GrantState, StopGrantInput } from "@/server/delivery/grant.schema";
import { grantState } from "@/server/delivery/rules/grant-state";
import { partiesOf } from "@/server/delivery/sides-of-grant";
import { authorise, may } from "@/server/identity/ability";
import { DomainError, notFound } from "@/server/shared/errors";

/** The acts that stop a grant or let it go on. */
type Moving = Exclude<GrantActRow["act"], "narrow">;

/** From which states an act leads on. */
const POSSIBLE: Record<Moving, readonly GrantState[]> = {
  suspend: ["live", "not-begun"],
  resume: ["suspended"],
  revoke: ["live", "not-begun", "suspended", "retired"],
};

/** Suspends a grant with a reason: nothing is read from the next request on (朔州 27). */
export const suspendGrant = (scope: Scope, input: StopGrantInput) => moveGrant(scope, "suspend", input);

/** Lets a suspended grant be used again. */
export const resumeGrant = (scope: Scope, input: StopGrantInput) => moveGrant(scope, "resume", input);

/** Ends a grant for good. */
export const revokeGrant = (scope: Scope, input: StopGrantInput) => moveGrant(scope, "revoke", input);

/**
 * Moves a grant once, by its provider or the authority of the provider's region: the act with its reason, the audit row
 * and the notices commit together, and every reading that begins later sees them.
 * @throws DomainError NOT_FOUND, FORBIDDEN, STALE when the grant was moved since it was shown
 */
async function moveGrant(scope: Scope, act: Moving, input: StopGrantInput): Promise<GrantMoved> {
  const { actor, now, tx } = scope;
  authorise(actor, "stop", "grant");
  const repeated = await claimKey(scope, input.idempotencyKey, `grants.${act}`, { grantId: input.grantId });
  const grant = await findGrant(tx, actor.tenantId, input.grantId);
  if (!grant) throw notFound();
  if (repeated) return moved(grant, now);
  if (grant.version !== input.version) throw new DomainError("STALE");
  await apply(scope, act, grant, input.reason);
  const after = await findGrant(tx, actor.tenantId, grant.id);
  return moved(after ?? grant, now);
}

/**
 * What a case does to the grant that it is about, in the transaction of its act: suspends it, resumes it, ends it. A grant
 * that stands so already, because somebody stopped it beside the case, is left as it is.
 * @throws DomainError NOT_FOUND, FORBIDDEN
 */
export async function stopGrantOfCase(
  scope: Scope,
  act: Moving,
  { grantId, reason }: { grantId: string; reason: string },
): Promise<void> {
  const { actor, now, tx } = scope;
  const grant = await findGrant(tx, actor.tenantId, grantId);
  if (!grant) throw notFound();
  if (!POSSIBLE[act].includes(grantState(grant, now))) return;
  await apply(scope, act, grant, reason);
}

async function apply(scope: Scope, act: Moving, grant: StoredGrant, reason: string): Promise<void> {
  const { actor, now, tx } = scope;
  if (!may(actor, "stop", "grant", partiesOf(actor, grant))) throw new DomainError("FORBIDDEN");
  if (!POSSIBLE[act].includes(grantState(grant, now))) throw new DomainError("STALE");
  const saved = await saveGrantAct(tx, actor.tenantId, grant.id, grant.version, {
    act,
    reason,
    personId: actor.personId,
    departmentId: actor.departmentId ?? "",
    at: now,
  });
  if (!saved) throw new DomainError("STALE");
  await recordAct(scope, { act: `grants.${act}`, subjectKind: "grant", subjectId: grant.id, detail: { reason } });
  const told = [grant.consumer.id, grant.provider.id].filter((id) => id !== actor.departmentId);
  const subject = { id: grant.id, number: grant.caseNumber, entryName: grant.entry.name };
  await saveGrantNotices(tx, actor.tenantId, told, subject, now);
}

function moved(grant: StoredGrant, now: Date): GrantMoved {
  return { grantId: grant.id, state: grantState(grant, now), version: grant.version };
}

import { recordAct } from "@/server/audit/record-act";
import { claimKey } from "@/server/cases/claim-key";
import type { Scope } from "@/server/db/context";
import { findGrant, type StoredGrant, saveGrantNotices, saveNarrowing } from "@/server/delivery/grant.repository";
import type { GrantMoved, NarrowGrantInput } from "@/server/delivery/grant.schema";
import { grantState } from "@/server/delivery/rules/grant-state";
import { partiesOf } from "@/server/delivery/sides-of-grant";
import { authorise, may } from "@/server/identity/ability";
import { DomainError, type FieldProblem, invalid, notFound } from "@/server/shared/errors";

/**
 * Narrows how much may be read through a grant, by its provider or the authority of the provider's region, with a reason;
 * the next request feels it. Never wider: that is another decision.
 * @throws DomainError NOT_FOUND, FORBIDDEN, STALE, INVALID naming the limit that would grow
 */
export async function narrowGrant(scope: Scope, input: NarrowGrantInput): Promise<GrantMoved> {
  const { actor, now, tx } = scope;
  authorise(actor, "stop", "grant");
  const repeated = await claimKey(scope, input.idempotencyKey, "grants.narrow", { grantId: input.grantId });
  const grant = await findGrant(tx, actor.tenantId, input.grantId);
  if (!grant) throw notFound();
  if (repeated) return moved(grant, now);
  if (!may(actor, "stop", "grant", partiesOf(actor, grant))) throw new DomainError("FORBIDDEN");
  const state = grantState(grant, now);
  if (grant.version !== input.version || (state !== "live" && state !== "not-begun")) throw new DomainError("STALE");
  const wider = widened(grant, input);
  if (wider.length > 0) throw invalid(...wider);
  const limits = {
    requestsPerMinute: input.requestsPerMinute ?? grant.requestsPerMinute,
    rowsPerDay: input.rowsPerDay ?? grant.rowsPerDay,
    purposeDemanded: input.purposeDemanded ?? grant.purposeDemanded,
  };
  const saved = await saveNarrowing(tx, actor.tenantId, grant.id, grant.version, limits, {
    reason: input.reason,
    personId: actor.personId,
    departmentId: actor.departmentId ?? "",
    at: now,
  });
  if (!saved) throw new DomainError("STALE");
  await recordAct(scope, {
    act: "grants.narrow",
    subjectKind: "grant",
    subjectId: grant.id,
    detail: { reason: input.reason, ...limits },
  });
  const told = [grant.consumer.id, grant.provider.id].filter((id) => id !== actor.departmentId);
  const subject = { id: grant.id, number: grant.caseNumber, entryName: grant.entry.name };
  await saveGrantNotices(tx, actor.tenantId, told, subject, now);
  return moved((await findGrant(tx, actor.tenantId, grant.id)) ?? grant, now);
}

function widened(grant: StoredGrant, input: NarrowGrantInput): FieldProblem[] {
  const fields: FieldProblem[] = [];
  for (const path of ["requestsPerMinute", "rowsPerDay"] as const) {
    const asked = input[path];
    if (asked !== undefined && asked > grant[path]) {
      fields.push({ path, problem: "too_big", params: { maximum: grant[path] } });
    }
  }
  if (input.purposeDemanded === false && grant.purposeDemanded)
    fields.push({ path: "purposeDemanded", problem: "wrong" });
  return fields;
}

function moved(grant: StoredGrant, now: Date): GrantMoved {
  return { grantId: grant.id, state: grantState(grant, now), version: grant.version };
}

import { randomUUID } from "node:crypto";
import { recordAct } from "@/server/audit/record-act";
import { claimKey } from "@/server/cases/claim-key";
import type { Scope } from "@/server/db/context";
import { keyOf } from "@/server/delivery/create-key";
import { findGrant } from "@/server/delivery/grant.repository";
import type { CreatedKey, RotateKeyInput } from "@/server/delivery/grant.schema";
import { listKeys, replaceKey, saveKey } from "@/server/delivery/key.repository";
import { grantState } from "@/server/delivery/rules/grant-state";
import { hashOfKey, newKey } from "@/server/delivery/rules/key-token";
import { lastInstantOfKey } from "@/server/delivery/rules/last-instant-of-key";
import { partiesOf } from "@/server/delivery/sides-of-grant";
import { authorise, may } from "@/server/identity/ability";
import { DomainError, notFound } from "@/server/shared/errors";

const HOUR_MS = 3_600_000;

/**
 * Replaces a key by a new one of the same name and addresses, without a gap: both read for the overlap, then the old one
 * ends by itself. The token is in this answer and nowhere else; a repeated request gets the key without it.
 * @throws DomainError NOT_FOUND; GRANT_ENDED; STALE when the key has ended or was replaced since it was shown; INVALID for a
 *   last day that is past or after the grant's end
 */
export async function rotateKey(scope: Scope, input: RotateKeyInput): Promise<CreatedKey> {
  const { actor, now, tx } = scope;
  authorise(actor, "manage", "key");
  const id = randomUUID();
  const repeated = await claimKey(scope, input.idempotencyKey, "grants.rotateKey", { id });
  if (repeated) return { ...(await keyOf(scope, input.grantId, repeated.id)), token: null };
  const grant = await findGrant(tx, actor.tenantId, input.grantId);
  if (!grant || !may(actor, "manage", "key", partiesOf(actor, grant))) throw notFound();
  const state = grantState(grant, now);
  if (state !== "live" && state !== "not-begun") throw new DomainError("GRANT_ENDED", { state });
  const old = (await listKeys(tx, actor.tenantId, grant.id, now)).find((key) => key.id === input.keyId);
  if (!old) throw notFound();
  const token = newKey();
  await saveKey(tx, actor.tenantId, {
    id,
    grantId: grant.id,
    label: old.label,
    tokenHash: hashOfKey(token),
    hint: token.slice(-4),
    createdBy: actor.personId,
    createdAt: now,
    expiresAt: lastInstantOfKey(input.validUntil, grant.validUntil, now),
    addressRanges: input.addressRanges ?? old.addressRanges,
  });
  const endsAt = new Date(now.getTime() + input.overlapHours * HOUR_MS);
  const replaced = { grantId: grant.id, keyId: old.id, replacedBy: id, endsAt, now };
  if (!(await replaceKey(tx, actor.tenantId, replaced))) throw new DomainError("STALE");
  await recordAct(scope, {
    act: "grants.rotateKey",
    subjectKind: "grant",
    subjectId: grant.id,
    detail: { keyId: old.id, replacedBy: id, endsAt: endsAt.toISOString() },
  });
  return { ...(await keyOf(scope, grant.id, id)), token };
}

import { randomUUID } from "node:crypto";
import { recordAct } from "@/server/audit/record-act";
import { claimKey } from "@/server/cases/claim-key";
import type { Scope } from "@/server/db/context";
import { findGrant } from "@/server/delivery/grant.repository";
import type { CreatedKey, CreateKeyInput } from "@/server/delivery/grant.schema";
import { listKeys, saveKey } from "@/server/delivery/key.repository";
import { grantState } from "@/server/delivery/rules/grant-state";
import { hashOfKey, newKey } from "@/server/delivery/rules/key-token";
import { lastInstantOfKey } from "@/server/delivery/rules/last-instant-of-key";
import { partiesOf } from "@/server/delivery/sides-of-grant";
import { authorise, may } from "@/server/identity/ability";
import { DomainError, notFound } from "@/server/shared/errors";

/** Live keys that one grant may have. */
export const MOST_KEYS = 20;

/**
 * Makes a key with which another system of the consumer reads through the grant. The token is in this answer and nowhere
 * else; a repeated request gets the key without it.
 * @throws DomainError NOT_FOUND, GRANT_ENDED, LIMIT, INVALID for a last day that is past or after the grant's end
 */
export async function createKey(scope: Scope, input: CreateKeyInput): Promise<CreatedKey> {
  const { actor, now, tx } = scope;
  authorise(actor, "manage", "key");
  const id = randomUUID();
  const repeated = await claimKey(scope, input.idempotencyKey, "grants.createKey", { id });
  if (repeated) return { ...(await keyOf(scope, input.grantId, repeated.id)), token: null };
  const grant = await findGrant(tx, actor.tenantId, input.grantId);
  if (!grant || !may(actor, "manage", "key", partiesOf(actor, grant))) throw notFound();
  const state = grantState(grant, now);
  if (state !== "live" && state !== "not-begun") throw new DomainError("GRANT_ENDED", { state });
  const keys = await listKeys(tx, actor.tenantId, grant.id, now);
  if (keys.filter(({ live }) => live).length >= MOST_KEYS) throw new DomainError("LIMIT", { most: MOST_KEYS });
  const token = newKey();
  await saveKey(tx, actor.tenantId, {
    id,
    grantId: grant.id,
    label: input.label,
    tokenHash: hashOfKey(token),
    hint: token.slice(-4),
    createdBy: actor.personId,
    createdAt: now,
    expiresAt: lastInstantOfKey(input.validUntil, grant.validUntil, now),
    addressRanges: input.addressRanges ?? [],
  });
  await recordAct(scope, {
    act: "grants.createKey",
    subjectKind: "grant",
    subjectId: grant.id,
    detail: { keyId: id, label: input.label, addressRanges: input.addressRanges ?? [] },
  });
  return { ...(await keyOf(scope, grant.id, id)), token };
}

/** One key of a grant as this person sees it. */
export async function keyOf({ actor, now, tx }: Scope, grantId: string, id: string) {
  const key = (await listKeys(tx, actor.tenantId, grantId, now)).find((row) => row.id === id);
  if (!key) throw notFound();
  return key;
}

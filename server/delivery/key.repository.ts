import type { Tx } from "@/server/db/context";
import type { KeyRow } from "@/server/delivery/grant.schema";

/** Keys of a grant, newest first, as far as this person may see them. */
export async function listKeys(tx: Tx, tenantId: string, grantId: string, now: Date): Promise<KeyRow[]> {
  return tx.$queryRaw<KeyRow[]>`
    select k.id, k.label, k.token_hint as hint, coalesce(p.name, '') as "createdBy", k.created_at as "createdAt",
      k.expires_at as "expiresAt", k.revoked_at as "revokedAt", k.revoked_at is null and k.expires_at > ${now}::timestamptz as live
    from app.api_key k
    left join app.person p on p.tenant_id = k.tenant_id and p.id = k.created_by
    where k.tenant_id = ${tenantId} and k.grant_id = ${grantId}::uuid order by k.created_at desc, k.id`;
}

export interface NewKey {
  id: string;
  grantId: string;
  label: string;
  /** SHA-256 of the token: the token itself is never stored. */
  tokenHash: Uint8Array<ArrayBuffer>;
  hint: string;
  createdBy: string;
  createdAt: Date;
  expiresAt: Date;
}

/** Inserts a key. */
export async function saveKey(tx: Tx, tenantId: string, key: NewKey): Promise<void> {
  await tx.$executeRaw`
    insert into app.api_key (tenant_id, id, grant_id, label, token_hash, token_hint, created_by, created_at, expires_at)
    values (${tenantId}, ${key.id}::uuid, ${key.grantId}::uuid, ${key.label}, ${key.tokenHash}, ${key.hint}, ${key.createdBy}::uuid,
      ${key.createdAt}::timestamptz, ${key.expiresAt}::timestamptz)`;
}

/** Ends a key; false when there is none that this person may end. Ending it twice changes nothing. */
export async function endKey(tx: Tx, tenantId: string, grantId: string, keyId: string, at: Date): Promise<boolean> {
  const found = await tx.apiKey.findFirst({ where: { tenantId, grantId, id: keyId }, select: { id: true } });
  if (!found) return false;
  await tx.apiKey.updateMany({ where: { tenantId, grantId, id: keyId, revokedAt: null }, data: { revokedAt: at } });
  return true;
}

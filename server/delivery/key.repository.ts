import { type Tx, withConnection } from "@/server/db/context";
import type { KeyRow } from "@/server/delivery/grant.schema";

/** How long before its end a key is warned of. */
export const WARN_DAYS = 14;

/** Keys of a grant, newest first, as far as this person may see them. */
export async function listKeys(tx: Tx, tenantId: string, grantId: string, now: Date): Promise<KeyRow[]> {
  return tx.$queryRaw<KeyRow[]>`
    select k.id, k.label, k.token_hint as hint, coalesce(p.name, '') as "createdBy", k.created_at as "createdAt",
      k.expires_at as "expiresAt", k.revoked_at as "revokedAt", k.revoked_at is null and k.expires_at > ${now}::timestamptz as live,
      k.address_ranges::text[] as "addressRanges", k.replaced_by as "replacedBy",
      k.used_at as "usedAt", host(k.used_from) as "usedFrom", k.refused_at as "refusedAt", host(k.refused_from) as "refusedFrom",
      k.revoked_at is null and k.replaced_by is null and k.expires_at > ${now}::timestamptz
        and k.expires_at <= ${now}::timestamptz + make_interval(days => ${WARN_DAYS}::int) as "endsSoon"
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
  /** Addresses and CIDR ranges that it may be used from; none: from anywhere. */
  addressRanges: readonly string[];
}

/** Inserts a key. */
export async function saveKey(tx: Tx, tenantId: string, key: NewKey): Promise<void> {
  await tx.$executeRaw`
    insert into app.api_key (tenant_id, id, grant_id, label, token_hash, token_hint, created_by, created_at, expires_at, address_ranges)
    values (${tenantId}, ${key.id}::uuid, ${key.grantId}::uuid, ${key.label}, ${key.tokenHash}, ${key.hint}, ${key.createdBy}::uuid,
      ${key.createdAt}::timestamptz, ${key.expiresAt}::timestamptz,
      array(select network(r::inet) from unnest(${[...key.addressRanges]}::text[]) r))`;
}

/** Ends a key; false when there is none that this person may end. Ending it twice changes nothing. */
export async function endKey(tx: Tx, tenantId: string, grantId: string, keyId: string, at: Date): Promise<boolean> {
  const found = await tx.apiKey.findFirst({ where: { tenantId, grantId, id: keyId }, select: { id: true } });
  if (!found) return false;
  await tx.apiKey.updateMany({ where: { tenantId, grantId, id: keyId, revokedAt: null }, data: { revokedAt: at } });
  return true;
}

/**
 * Puts a key in another's place: the old one reads on until `endsAt`, or its own end where that comes first.
 * @returns false when it is not live any more, or was replaced already
 */
export async function replaceKey(
  tx: Tx,
  tenantId: string,
  {
    grantId,
    keyId,
    replacedBy,
    endsAt,
    now,
  }: { grantId: string; keyId: string; replacedBy: string; endsAt: Date; now: Date },
): Promise<boolean> {
  const moved = await tx.$executeRaw`
    update app.api_key set replaced_by = ${replacedBy}::uuid, expires_at = least(expires_at, ${endsAt}::timestamptz)
     where tenant_id = ${tenantId} and grant_id = ${grantId}::uuid and id = ${keyId}::uuid and replaced_by is null
       and revoked_at is null and expires_at > ${now}::timestamptz`;
  return moved === 1;
}

/** Leaves in the audit why a key was refused, if there is such a key. */
export async function saveRefusal(shown: string): Promise<void> {
  await withConnection("heliu_workspace", async (client) => {
    await client.query({ name: "note-refused-key", text: "select ctx.note_refused_key($1)", values: [shown] });
  });
}

/** Tells the consumers whose keys end within the days of warning, once a key; how many were told. */
export async function saveWarnings(): Promise<number> {
  return withConnection("heliu_worker", async (client) => {
    const { rows } = await client.query<{ told: number }>(
      "select gate.warn_of_ending_keys(make_interval(days => $1)) as told",
      [WARN_DAYS],
    );
    return rows[0]?.told ?? 0;
  });
}

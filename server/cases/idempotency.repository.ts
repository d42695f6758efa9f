import type { Tx } from "@/server/db/context";
import type { Prisma } from "@/server/db/generated/client";

/**
 * Remembers the answer to a request under its key. True = first time; false = the key is taken.
 * A request with the same key that is still under way is waited for.
 */
export async function saveKey(
  tx: Tx,
  owner: { tenantId: string; personId: string },
  key: string,
  act: string,
  result: Prisma.InputJsonObject,
  asked: Uint8Array<ArrayBuffer> | null,
): Promise<boolean> {
  const added = await tx.$executeRaw`
    insert into app.idempotency_key (tenant_id, person_id, key, act, result, asked)
    values (${owner.tenantId}, ${owner.personId}::uuid, ${key}::uuid, ${act}, ${JSON.stringify(result)}::jsonb, ${asked})
    on conflict do nothing`;
  return added === 1;
}

/** What was answered under a key. */
export async function findKey(
  tx: Tx,
  owner: { tenantId: string; personId: string },
  key: string,
): Promise<{ act: string; result: unknown; asked: Uint8Array | null } | null> {
  return tx.idempotencyKey.findUnique({
    where: { tenantId_personId_key: { ...owner, key } },
    select: { act: true, result: true, asked: true },
  });
}

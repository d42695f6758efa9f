import { findKey, saveKey } from "@/server/cases/idempotency.repository";
import type { Scope } from "@/server/db/context";
import type { Prisma } from "@/server/db/generated/client";
import { DomainError } from "@/server/shared/errors";

/**
 * Claims an idempotency key before anything is done, together with the answer that a repetition will get: ids chosen
 * by the use case, never rows. The claim commits or vanishes with the act.
 * @returns null the first time; the remembered answer when the same act was done under this key before
 * @throws DomainError CONFLICT when the key was used for another act, or for the same act with other content
 */
export async function claimKey<T extends Prisma.InputJsonObject>(
  { actor, asked, tx }: Scope,
  key: string,
  act: string,
  result: T,
): Promise<T | null> {
  const owner = { tenantId: actor.tenantId, personId: actor.personId };
  if (await saveKey(tx, owner, key, act, result, asked ?? null)) return null;
  const known = await findKey(tx, owner, key);
  const same = !known?.asked || !asked || Buffer.compare(known.asked, asked) === 0;
  if (known?.act !== act || !same) {
    throw new DomainError("CONFLICT", { fields: [{ path: "idempotencyKey", problem: "key-of-another-request" }] });
  }
  return known.result as T;
}

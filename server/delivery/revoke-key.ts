import { recordAct } from "@/server/audit/record-act";
import type { Scope } from "@/server/db/context";
import type { RevokeKeyInput } from "@/server/delivery/grant.schema";
import { endKey } from "@/server/delivery/key.repository";
import { authorise } from "@/server/identity/ability";
import { notFound } from "@/server/shared/errors";

/** Ends a key; the very next request with it is refused. Doing it twice changes nothing. */
export async function revokeKey(scope: Scope, { grantId, keyId }: RevokeKeyInput): Promise<{ keyId: string }> {
  const { actor, now, tx } = scope;
  authorise(actor, "manage", "key");
  if (!(await endKey(tx, actor.tenantId, grantId, keyId, now))) throw notFound();
  await recordAct(scope, { act: "grants.revokeKey", subjectKind: "grant", subjectId: grantId, detail: { keyId } });
  return { keyId };
}

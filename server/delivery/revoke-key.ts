import { recordAct } from "@/server/audit/record-act";
import type { Scope } from "@/server/db/context";
import { findGrant } from "@/server/delivery/grant.repository";
import type { RevokeKeyInput } from "@/server/delivery/grant.schema";
import { endKey } from "@/server/delivery/key.repository";
import { partiesOf } from "@/server/delivery/sides-of-grant";
import { authorise, may } from "@/server/identity/ability";
import { notFound } from "@/server/shared/errors";

/** Ends a key; the very next request with it is refused. Doing it twice changes nothing. */
export async function revokeKey(scope: Scope, { grantId, keyId }: RevokeKeyInput): Promise<{ keyId: string }> {
  const { actor, now, tx } = scope;
  authorise(actor, "manage", "key");
  const grant = await findGrant(tx, actor.tenantId, grantId);
  if (!grant || !may(actor, "manage", "key", partiesOf(actor, grant))) throw notFound();
  if (!(await endKey(tx, actor.tenantId, grantId, keyId, now))) throw notFound();
  await recordAct(scope, { act: "grants.revokeKey", subjectKind: "grant", subjectId: grantId, detail: { keyId } });
  return { keyId };
}

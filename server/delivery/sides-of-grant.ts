import type { SessionActor } from "@/server/db/actor";
import type { GrantSide } from "@/server/delivery/grant.schema";
import { may } from "@/server/identity/ability";

interface Parties {
  regionId: string;
  consumer: { id: string };
  provider: { id: string };
}

/** The facts of a grant that roles are judged by, named as in the role table's rows. */
export function partiesOf(actor: SessionActor, { regionId, consumer, provider }: Parties) {
  return {
    tenantId: actor.tenantId,
    regionId,
    consumerDepartmentId: consumer.id,
    providerDepartmentId: provider.id,
  };
}

/** On which sides of a grant the reader's department stands; the region's office stands beside the parties. */
export function sidesOfGrant(actor: SessionActor, grant: Parties): GrantSide[] {
  const sides: GrantSide[] = [];
  if (grant.consumer.id === actor.departmentId) sides.push("consumer");
  if (grant.provider.id === actor.departmentId) sides.push("provider");
  if (sides.length === 0 && may(actor, "stop", "grant", partiesOf(actor, grant))) sides.push("authority");
  return sides;
}

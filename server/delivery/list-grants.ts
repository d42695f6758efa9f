import type { Scope } from "@/server/db/context";
import type { GrantPage, ListGrantsInput } from "@/server/delivery/grant.schema";
import { listGrantRows } from "@/server/delivery/grant-list.repository";
import { grantState } from "@/server/delivery/rules/grant-state";
import { sidesOfGrant } from "@/server/delivery/sides-of-grant";
import { authorise } from "@/server/identity/ability";

/** Grants of the person's department on either side, or of the region for its office. */
export async function listGrants({ actor, now, tx }: Scope, input: ListGrantsInput): Promise<GrantPage> {
  authorise(actor, "read", "grant");
  const { rows, total } = await listGrantRows(tx, actor, now, input);
  return {
    total,
    rows: rows.map(({ regionId, suspendedAt, revokedAt, retiredAt, ...row }) => ({
      ...row,
      sides: sidesOfGrant(actor, { ...row, regionId }),
      state: grantState({ ...row, suspendedAt, revokedAt, retiredAt }, now),
    })),
  };
}

import type { ChainReport, CheckChainInput } from "@/server/audit/audit.schema";
import { checkSeals, countUnsealed, findChain } from "@/server/audit/evidence.repository";
import type { Scope } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";

/** A record waits for its seal for a minute or so; one that waits for an hour was slipped in, or nobody seals. */
const GRACE_MS = 3_600_000;

/**
 * Computes the next seals of the city's evidence again from the records themselves: what was changed, taken away or slipped
 * in shows. A long chain is asked for in parts, each after the last number of the one before.
 * @throws DomainError FORBIDDEN for anybody but the auditor
 */
export async function checkChain({ actor, tx, now }: Scope, { after, limit }: CheckChainInput): Promise<ChainReport> {
  authorise(actor, "read", "audit");
  const { seals, newest } = await findChain(tx, actor.tenantId);
  const checked = await checkSeals(tx, after, limit);
  const last = checked.at(-1)?.seq ?? after;
  return {
    seals,
    newest,
    checked: checked.length,
    broken: checked.filter(({ findings }) => findings.length > 0),
    // Asked once, with the first part.
    unsealed: after === 0 ? await countUnsealed(tx, new Date(now.getTime() - GRACE_MS)) : 0,
    next: last < seals ? last : null,
  };
}

import type { Anchor, ChainReport, CheckChainInput } from "@/server/audit/audit.schema";
import { checkSeals, countUnsealed, findSeal } from "@/server/audit/evidence.repository";
import type { Scope } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";
import { notFound } from "@/server/shared/errors";

/** A record waits for its seal for a minute or so; one that waits for an hour was slipped in, or nobody seals. */
const GRACE_MS = 3_600_000;

/**
 * Computes the next seals of the city's evidence again from the records themselves: what was changed, taken away or slipped
 * in shows. A long chain is asked for in parts, each after the last number of the one before.
 * @throws DomainError FORBIDDEN for anybody but the auditor
 */
export async function checkChain({ actor, tx, now }: Scope, { after, limit }: CheckChainInput): Promise<ChainReport> {
  authorise(actor, "read", "audit");
  const newest = await findSeal(tx, actor.tenantId, null);
  // Seals are counted without a gap.
  const seals = newest?.seq ?? 0;
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

/** One seal as the chain has it today, to compare with an anchor. @throws DomainError FORBIDDEN, NOT_FOUND */
export async function readSeal({ actor, tx }: Scope, { seq }: { seq: number }): Promise<Anchor> {
  authorise(actor, "read", "audit");
  const seal = await findSeal(tx, actor.tenantId, seq);
  if (!seal) throw notFound();
  return seal;
}

import type { Anchor, CheckedSeal } from "@/server/audit/audit.schema";
import { type Tx, withConnection } from "@/server/db/context";

/** Seals what has been written since the last time, up to a limit a city; one sealer at a time, the others answer 0. */
export async function sealWritten(limit: number): Promise<{ sealed: number; seals: Anchor[] }> {
  return withConnection("heliu_worker", async (client) => {
    const { rows } = await client.query<{ sealed: number; seals: Anchor[] }>(
      "select sealed, seals from gate.seal_evidence($1)",
      [limit],
    );
    return rows[0] ?? { sealed: 0, seals: [] };
  });
}

/** The next seals of the auditor's city, each computed again from the records themselves. */
export async function checkSeals(tx: Tx, after: number, limit: number): Promise<CheckedSeal[]> {
  return tx.$queryRaw<CheckedSeal[]>`
    select seq::float8 as seq, hash, findings from gate.check_seals(${after}::bigint, ${limit}::int)`;
}

/** Records from before an instant that stand in no seal. */
export async function countUnsealed(tx: Tx, before: Date): Promise<number> {
  const rows = await tx.$queryRaw<{ unsealed: number }[]>`
    select unsealed from gate.count_unsealed(${before}::timestamptz)`;
  return rows[0]?.unsealed ?? 0;
}

/** A seal of the city's chain; null = the newest. */
export async function findSeal(tx: Tx, tenantId: string, seq: number | null): Promise<Anchor | null> {
  const rows = await tx.$queryRaw<Anchor[]>`
    select e.tenant_id as city, e.seq::float8 as seq, encode(e.hash, 'hex') as hash,
      to_char(e.sealed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "sealedAt"
    from app.evidence_seal e where e.tenant_id = ${tenantId} and (${seq}::bigint is null or e.seq = ${seq}::bigint)
    order by e.seq desc limit 1`;
  return rows[0] ?? null;
}

import { type Tx, withConnection } from "@/server/db/context";

/** The newest point of a city's chain, as it is kept outside the database. */
export interface Anchor {
  city: string;
  seq: number;
  /** 64 hexadecimal digits. */
  hash: string;
  sealedAt: string;
}

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

export interface CheckedSeal {
  seq: number;
  hash: string;
  /** `link`, `hash`, `root`, `gone access <id>`, `altered audit <id>` … */
  findings: string[];
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

/** How long the city's chain is, and its newest seal. */
export async function findChain(tx: Tx, tenantId: string): Promise<{ seals: number; newest: Anchor | null }> {
  const rows = await tx.$queryRaw<(Anchor & { seals: number })[]>`
    select e.tenant_id as city, e.seq::float8 as seq, encode(e.hash, 'hex') as hash,
      to_char(e.sealed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "sealedAt", e.seq::float8 as seals
    from app.evidence_seal e where e.tenant_id = ${tenantId} order by e.seq desc limit 1`;
  const [row] = rows;
  if (!row) return { seals: 0, newest: null };
  const { seals, ...newest } = row;
  return { seals, newest };
}

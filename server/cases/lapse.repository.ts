import type pg from "pg";
import type { Standing } from "@/server/cases/case.repository";
import type { StoredApplication, StoredFact } from "@/server/cases/stored-case";

/** An open case whose time has run out where silence decides, as the worker is handed it: without a word of anybody. */
export interface LapsedCase {
  tenantId: string;
  caseId: string;
  version: number;
  procedure: string;
  bookDate: string;
  regionId: string;
  /** Null for a person outside government. */
  requesterRegionId: string | null;
  stageSince: Date;
  dueAt: Date;
  overdueAt: Date | null;
  application: StoredApplication;
  events: StoredFact[];
  /** The database's instant. */
  at: Date;
}

/** Why silence could not decide, in a word for the log; the case stays open. */
export type LapseAnswer =
  | "lapsed"
  /** Somebody acted, another process was faster, or the last day moved. */
  | "moved-on"
  | "not-deemed"
  | "not-now"
  | "waits-for-nobody"
  | "reaches-out"
  | "no-consumer-or-entry"
  | "terms-set"
  | "no-columns"
  | "masked-condition"
  | "no-purpose"
  | "no-term"
  | "term-over";

/**
 * Open cases in a stage where silence decides, whose last second has passed on a day that is not provisional.
 * @param after the last case of the page before
 */
export async function listLapsedCases(
  client: pg.ClientBase,
  after: Pick<LapsedCase, "tenantId" | "caseId"> | null,
  limit: number,
): Promise<LapsedCase[]> {
  const { rows } = await client.query<
    Omit<LapsedCase, "events"> & { events: (Omit<StoredFact, "at"> & { at: string })[] }
  >(
    `select tenant_id as "tenantId", case_id as "caseId", version, procedure, book_date as "bookDate", region_id as "regionId",
       requester_region_id as "requesterRegionId", stage_since as "stageSince", due_at as "dueAt", overdue_at as "overdueAt",
       application, events, at from gate.lapsed_cases($1, $2, $3)`,
    [after?.tenantId ?? null, after?.caseId ?? null, limit],
  );
  return rows.map((row) => ({ ...row, events: row.events.map((event) => ({ ...event, at: new Date(event.at) })) }));
}

/** Writes what the law deems decided, in one transaction: all of it, once, or nothing. */
export async function saveLapse(
  client: pg.ClientBase,
  { tenantId, caseId, version }: LapsedCase,
  to: Standing,
): Promise<LapseAnswer> {
  const { rows } = await client.query<{ answer: LapseAnswer }>(
    "select gate.lapse_case($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) as answer",
    [
      tenantId,
      caseId,
      version,
      to.stageSince,
      to.stage,
      to.endId,
      to.seatRegionId,
      to.waitingOn,
      to.receivedAt,
      to.dueAt,
      to.dueProvisional,
    ],
  );
  return rows[0]?.answer ?? "moved-on";
}

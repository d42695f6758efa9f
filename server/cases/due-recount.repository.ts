import type pg from "pg";
import type { StoredApplication, StoredFact } from "@/server/cases/stored-case";

/** An open case as the worker is handed it: what a count of its due date needs, every text that people wrote blanked. */
export interface OpenDue {
  tenantId: string;
  caseId: string;
  version: number;
  procedure: string;
  bookDate: string;
  application: StoredApplication;
  dueAt: Date;
  provisional: boolean;
  events: StoredFact[];
}

/**
 * Open cases whose due date is provisional, or lies at or after `from` (null = only provisional ones), in a fixed order.
 * @param after the last case of the page before
 */
export async function listOpenDues(
  client: pg.ClientBase,
  from: Date | null,
  after: Pick<OpenDue, "tenantId" | "caseId"> | null,
  limit: number,
): Promise<OpenDue[]> {
  const { rows } = await client.query<
    Omit<OpenDue, "events"> & { events: (Omit<StoredFact, "at"> & { at: string })[] }
  >(
    `select tenant_id as "tenantId", case_id as "caseId", version, procedure, book_date as "bookDate", application,
       due_at as "dueAt", provisional, events from gate.open_dues($1, $2, $3, $4)`,
    [from, after?.tenantId ?? null, after?.caseId ?? null, limit],
  );
  return rows.map((row) => ({ ...row, events: row.events.map((event) => ({ ...event, at: new Date(event.at) })) }));
}

/**
 * Puts a due date right and tells both sides, in one transaction. False = the case moved on, or another process was
 * faster; nothing is written then.
 */
export async function saveDue(
  client: pg.ClientBase,
  { tenantId, caseId, version, dueAt, provisional }: OpenDue,
  to: { dueAt: Date; provisional: boolean },
): Promise<boolean> {
  const { rows } = await client.query<{ moved: boolean }>(
    "select gate.correct_due($1, $2, $3, $4, $5, $6, $7) as moved",
    [tenantId, caseId, version, dueAt, provisional, to.dueAt, to.provisional],
  );
  return rows[0]?.moved === true;
}

/** The mark of the calendars with which every open case was last counted. */
export async function readCountedMark(client: pg.ClientBase): Promise<string> {
  const { rows } = await client.query<{ mark: string }>("select gate.counted_calendar() as mark");
  return rows[0]?.mark ?? "";
}

/** Remembers that every open case was counted with these calendars. */
export async function saveCountedMark(client: pg.ClientBase, mark: string): Promise<void> {
  await client.query("select gate.note_counted_calendar($1)", [mark]);
}

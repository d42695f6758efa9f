import type { EntryFacetsInput } from "@/server/catalogue/catalogue.schema";
import type { SavedSearch } from "@/server/catalogue/saved-search.schema";
import { type Scope, type Tx, withConnection } from "@/server/db/context";

type Actor = Scope["actor"];

/** The person's own searches in the order of their names. */
export async function listSearchRows(tx: Tx, { tenantId, personId }: Actor): Promise<SavedSearch[]> {
  const rows = await tx.$queryRaw<(Omit<SavedSearch, "question"> & { text: string; filter: EntryFacetsInput })[]>`
    select s.id, s.name, s.text, s.filter, s.subscribed from app.saved_search s
     where s.tenant_id = ${tenantId} and s.person_id = ${personId}::uuid order by s.name, s.id`;
  return rows.map(({ text, filter, ...row }) => ({ ...row, question: { ...filter, ...(text && { text }) } }));
}

/** Keeps a search; false when the person has one of this name. */
export async function saveSearchRow(
  tx: Tx,
  { tenantId, personId }: Actor,
  { id, name, question, subscribed }: SavedSearch,
): Promise<boolean> {
  const { text = "", ...filter } = question;
  const added = await tx.$executeRaw`
    insert into app.saved_search (tenant_id, id, person_id, name, text, filter, subscribed)
    values (${tenantId}, ${id}::uuid, ${personId}::uuid, ${name}, ${text}, ${JSON.stringify(filter)}::jsonb, ${subscribed})
    on conflict do nothing`;
  return added === 1;
}

/** Subscribes to a search from `at` on, or ends that; false when the person has no such search. */
export async function setSubscribed(
  tx: Tx,
  { tenantId, personId }: Actor,
  searchId: string,
  subscribed: boolean,
  at: Date,
): Promise<boolean> {
  const changed = await tx.$executeRaw`
    update app.saved_search set subscribed = ${subscribed}, told_at = case when subscribed then told_at else ${at}::timestamptz end
     where tenant_id = ${tenantId} and person_id = ${personId}::uuid and id = ${searchId}::uuid`;
  return changed === 1;
}

/** Forgets a search; false when the person has no such search. */
export async function deleteSearch(tx: Tx, { tenantId, personId }: Actor, searchId: string): Promise<boolean> {
  const gone = await tx.$executeRaw`
    delete from app.saved_search where tenant_id = ${tenantId} and person_id = ${personId}::uuid and id = ${searchId}::uuid`;
  return gone === 1;
}

/** Tells those who subscribed what is new; `days` of each cycle. Answers how many notices were written. */
export async function saveFoundNotices(days: Readonly<Record<string, number>>): Promise<number> {
  return withConnection("heliu_worker", async (client) => {
    const { rows } = await client.query<{ told: number }>("select gate.tell_searches($1) as told", [
      JSON.stringify(days),
    ]);
    return rows[0]?.told ?? 0;
  });
}

import { randomUUID } from "node:crypto";
import { claimKey } from "@/server/cases/claim-key";
import { CYCLE_DAYS } from "@/server/catalogue/rules/upkeep-tasks";
import {
  deleteSearch,
  listSearchRows,
  saveFoundNotices,
  saveSearchRow,
  setSubscribed,
} from "@/server/catalogue/saved-search.repository";
import type {
  RemoveSearchInput,
  SavedSearch,
  SaveSearchInput,
  SubscribeSearchInput,
} from "@/server/catalogue/saved-search.schema";
import type { Scope } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";
import { invalid, notFound } from "@/server/shared/errors";

/** How many searches a person keeps. */
const MOST = 30;

/** The searches that the reader keeps; nobody else sees them. */
export async function listSearches({ actor, tx }: Scope, _: undefined): Promise<SavedSearch[]> {
  authorise(actor, "read", "entry");
  return listSearchRows(tx, actor);
}

/**
 * Keeps a question of the catalogue under a name.
 * @throws DomainError FORBIDDEN, INVALID when the name is taken or there are 30 already
 */
export async function saveSearch(scope: Scope, input: SaveSearchInput): Promise<{ searchId: string }> {
  const { actor, tx } = scope;
  authorise(actor, "read", "entry");
  const { idempotencyKey, ...search } = input;
  const searchId = randomUUID();
  const repeated = await claimKey(scope, idempotencyKey, "catalogue.saveSearch", { searchId });
  if (repeated) return repeated;
  if ((await listSearchRows(tx, actor)).length >= MOST) throw invalid({ path: "name", problem: "too-many-searches" });
  if (!(await saveSearchRow(tx, actor, { id: searchId, ...search }))) throw invalid({ path: "name", problem: "taken" });
  return { searchId };
}

/**
 * Begins or ends being told of what is new. Doing it twice changes nothing.
 * @throws DomainError FORBIDDEN, NOT_FOUND for a search of somebody else as for none
 */
export async function subscribeSearch(
  { actor, now, tx }: Scope,
  { searchId, subscribed }: SubscribeSearchInput,
): Promise<{ subscribed: boolean }> {
  authorise(actor, "read", "entry");
  if (!(await setSubscribed(tx, actor, searchId, subscribed, now))) throw notFound();
  return { subscribed };
}

/**
 * Forgets a search; one that is gone already stays gone.
 * @throws DomainError FORBIDDEN
 */
export async function removeSearch({ actor, tx }: Scope, { searchId }: RemoveSearchInput): Promise<{ gone: boolean }> {
  authorise(actor, "read", "entry");
  return { gone: await deleteSearch(tx, actor, searchId) };
}

/**
 * Tells those who subscribed which of their searches have new or changed entries. Safe to run by several processes at once.
 * @returns how many notices it wrote
 */
export async function tellSearches(): Promise<number> {
  return saveFoundNotices(CYCLE_DAYS);
}

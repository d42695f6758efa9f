import { type CatalogueEntryRow, findEntry, findOpenEntry } from "@/server/catalogue/catalogue.repository";
import type { EntryDetail, EntryUser, OpenEntryDetail } from "@/server/catalogue/catalogue.schema";
import { entryAccess } from "@/server/catalogue/entry-access";
import { findParticulars } from "@/server/catalogue/particulars.repository";
import { findReview } from "@/server/catalogue/review.repository";
import { underCheck } from "@/server/catalogue/under-check";
import { listChecks } from "@/server/catalogue/upkeep.repository";
import type { Scope } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";
import { getBook } from "@/server/law";
import { notFound } from "@/server/shared/errors";

/**
 * An entry in full, for people of a department. Who uses it is told to its provider only; the 专用 list to the provider
 * and those listed.
 * @throws DomainError NOT_FOUND, FORBIDDEN for a person outside government
 */
export async function readEntry({ actor, now, tx }: Scope, { entryId }: { entryId: string }): Promise<EntryDetail> {
  authorise(actor, "read", "entry", { tenantId: actor.tenantId });
  const row = await findEntry(tx, actor, entryId);
  if (!row) throw notFound();
  const { dedicatedToUs, grantId: _, caseId: __, regionId: ___, users, dedicatedDepartments, checking, ...entry } = row;
  const view = getBook(actor.tenantId).on(now);
  const provides = entry.department.id === actor.departmentId;
  return {
    ...entry,
    access: entryAccess(row, actor, view),
    underCheck: underCheck(checking, view),
    checks: await listChecks(tx, actor.tenantId, entryId),
    review: await findReview(tx, actor.tenantId, entryId),
    particulars: await findParticulars(tx, actor.tenantId, entryId),
    dedicatedDepartments: provides || dedicatedToUs ? dedicatedDepartments : [],
    users: provides ? users.map((user) => userOf(user, row.retiredAt !== null, now)) : null,
  };
}

/**
 * What a person outside government is told of an entry that is open, at once or on application: nothing of how
 * departments share it.
 * @throws DomainError NOT_FOUND when it is missing or not open now
 */
export async function readOpenEntry(
  { actor, now, tx }: Scope,
  { entryId }: { entryId: string },
): Promise<OpenEntryDetail> {
  authorise(actor, "read", "entry");
  const row = await findOpenEntry(tx, actor.tenantId, entryId);
  if (!row) throw notFound();
  const { checking, ...entry } = row;
  return { ...entry, underCheck: underCheck(checking, getBook(actor.tenantId).on(now)) };
}

function userOf(
  { suspended, revoked, validFrom, validUntil, ...user }: CatalogueEntryRow["users"][number],
  retired: boolean,
  now: Date,
): EntryUser {
  const from = new Date(validFrom);
  const until = new Date(validUntil);
  const state =
    revoked || retired || until <= now ? "ended" : suspended ? "suspended" : from > now ? "not-begun" : "live";
  return { ...user, validFrom: from, validUntil: until, state };
}

import {
  findByNameKeys,
  findCodes,
  findLeads,
  findSettled,
  knownDepartments,
} from "@/server/catalogue/draft.repository";
import type { DraftEntry } from "@/server/catalogue/draft.schema";
import { findCollected } from "@/server/catalogue/particulars.repository";
import { proposedOwner } from "@/server/catalogue/propose-owner";
import { nameKey } from "@/server/catalogue/rules/clean-text";
import type { NamedEntry, Surroundings } from "@/server/catalogue/rules/judge-entry";
import type { Scope } from "@/server/db/context";
import { departmentIdOf } from "@/server/db/sync-tenants";
import { getBook } from "@/server/law";
import { DomainError } from "@/server/shared/errors";

/** An entry about to be judged, and the one that it changes. */
export interface SurveyedEntry {
  entry: DraftEntry;
  entryId: string | null;
}

/** What the city has already that these entries are judged against, as far as the reader may see it; a few queries for all of them. */
export async function surveyCity({ actor, now, tx }: Scope, entries: readonly SurveyedEntry[]): Promise<Surroundings> {
  const { departmentId, tenantId } = actor;
  if (!departmentId) throw new DomainError("FORBIDDEN");
  const departments = unique(
    entries.flatMap(({ entry: { delegateDepartmentId, particulars } }) => [
      ...[delegateDepartmentId, particulars.leadDepartmentId].filter((id) => id !== null),
      ...particulars.contributors,
    ]),
  );
  const known = new Set(await knownDepartments(tx, tenantId, departments));
  const named = new Map<string, NamedEntry[]>();
  for (const { key, ...row } of await findByNameKeys(
    tx,
    actor,
    unique(entries.map(({ entry }) => nameKey(entry.nameZh))),
  ))
    named.set(key, [...(named.get(key) ?? []), row]);
  // Asked by their labels: one answer for a label, whatever each entry calls the item.
  const labels = unique(
    entries.flatMap(({ entry: { items, particulars } }) =>
      items.filter(({ name }) => particulars.collection?.items.includes(name)).map(({ labelZh }) => labelZh),
    ),
  );
  const sources = await findCollected(
    tx,
    tenantId,
    departmentId,
    labels.map((labelZh) => ({ name: labelZh, labelZh })),
  );
  const codes = await findCodes(tx, tenantId, unique(sources.map(({ entryId }) => entryId)));
  const inDatabase = entries.some(({ entry: { particulars } }) => particulars.base || particulars.themeDatabase);
  const settled = await findSettled(tx, tenantId, unique(entries.flatMap(({ entryId }) => entryId ?? [])));
  const book = getBook(tenantId);
  const owners = unique(entries.map(({ entry: { nameZh, theme } }) => `${nameZh} ${theme}`)).flatMap((text) => {
    const owner = proposedOwner(book, now, text);
    return owner && departmentIdOf(tenantId, owner.code) !== departmentId ? [[text, owner] as const] : [];
  });
  return {
    departmentId,
    known,
    named,
    collected: new Map(
      sources.map(({ item, source, entryId }) => [item, { source, entryId, code: codes.get(entryId) ?? "" }]),
    ),
    leads: new Map(inDatabase ? (await findLeads(tx, tenantId)).map(({ database, lead }) => [database, lead]) : []),
    settled: new Map(settled.map(({ id, ...row }) => [id, row])),
    owners: new Map(owners),
  };
}

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];

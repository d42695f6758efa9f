import { findDraft, listVersionRows, nameDepartments } from "@/server/catalogue/draft.repository";
import type { EntryHistory } from "@/server/catalogue/draft.schema";
import { parseEntry } from "@/server/catalogue/parse-entry";
import { diffEntry, type FieldChange } from "@/server/catalogue/rules/diff-entry";
import type { Scope } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";

const ID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/**
 * What was changed of an entry, newest first: who, when, why, by which case and field by field; and the change that was
 * submitted and is not published yet, for its own department and the authority that reviews it.
 */
export async function entryHistory({ actor, tx }: Scope, { entryId }: { entryId: string }): Promise<EntryHistory> {
  authorise(actor, "read", "entry", { tenantId: actor.tenantId });
  const versions = await listVersionRows(tx, actor.tenantId, entryId);
  const draft = await findDraft(tx, actor.tenantId, { entryId });
  const proposed = draft?.submittedAt ? parseEntry(draft.entry).entry : null;
  const [current] = versions;
  const history = {
    versions: versions.map(({ entry, ...version }, index) => {
      const before = versions[index + 1]?.entry;
      return { ...version, changes: before ? diffEntry(before, entry) : [] };
    }),
    pending:
      draft?.submittedAt && proposed && current
        ? {
            at: draft.submittedAt,
            person: draft.person,
            why: draft.why,
            changes: diffEntry(current.entry, { ...proposed, openingClass: current.entry.openingClass }),
          }
        : null,
  };
  return named(history, await nameDepartments(tx, actor.tenantId, idsIn(history)));
}

/** Fields whose values are ids of departments. */
const DEPARTMENTS = ["delegateDepartmentId", "particulars.leadDepartmentId", "particulars.contributors"];

function idsIn({ versions, pending }: EntryHistory): string[] {
  const said = [...versions.flatMap(({ changes }) => changes), ...(pending?.changes ?? [])];
  const byId = said.filter(({ field }) => DEPARTMENTS.includes(field));
  return [...new Set(byId.flatMap(({ before, after }) => `${before ?? ""} ${after ?? ""}`.match(ID) ?? []))];
}

/** Departments go by their names. */
function named({ versions, pending }: EntryHistory, names: ReadonlyMap<string, string>): EntryHistory {
  const words = (value: string | null) => value?.replace(ID, (id) => names.get(id) ?? "") ?? null;
  const changesOf = (changes: readonly FieldChange[]) =>
    changes.map((change) =>
      DEPARTMENTS.includes(change.field)
        ? { ...change, before: words(change.before), after: words(change.after) }
        : change,
    );
  return {
    versions: versions.map((version) => ({ ...version, changes: changesOf(version.changes) })),
    pending: pending && { ...pending, changes: changesOf(pending.changes) },
  };
}

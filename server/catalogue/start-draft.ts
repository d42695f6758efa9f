import { findDraft, findOwnEntry, listFormChoices } from "@/server/catalogue/draft.repository";
import type { Choice, DraftStart, EntryForm, StartDraftInput } from "@/server/catalogue/draft.schema";
import { acceptedKinds } from "@/server/catalogue/rules/basis-problems";
import { neverKinds, proposedOpening } from "@/server/catalogue/rules/judge-entry";
import type { Scope } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";
import {
  getBook,
  isStipulated,
  type ParameterKey,
  type ParameterValue,
  type PolicyView,
  shanghaiDate,
} from "@/server/law";
import { choiceWords } from "@/server/law/describe-value";
import { priorityAreas } from "@/server/opening/rules/priority-areas";
import { notFound } from "@/server/shared/errors";

/**
 * What the form of an entry begins with: the draft, the entry that is to be changed, or nothing; and what the city's law
 * offers.
 * @throws DomainError FORBIDDEN, NOT_FOUND when draft or entry is not one's own
 */
export async function startDraft(scope: Scope, { draftId, entryId }: StartDraftInput): Promise<DraftStart> {
  const { actor, now, tx } = scope;
  authorise(actor, "compile", "entry");
  const { departmentId, tenantId } = actor;
  const form = await formOf(scope, getBook(tenantId).on(now));
  const today = shanghaiDate(now);
  const draft = draftId
    ? await findDraft(tx, tenantId, { draftId })
    : entryId
      ? await findDraft(tx, tenantId, { entryId })
      : null;
  if (draftId && (!draft || draft.departmentId !== departmentId)) throw notFound();
  if (draft && draft.departmentId === departmentId) {
    const { id, saved, why, at, submittedAt, entry, code, published, caseId, locked } = draft;
    const standing = { entry, entryId: draft.entryId, code, published, caseId, locked };
    return { draft: { id, saved, why, at, submittedAt }, ...standing, today, form };
  }
  const none = { draft: null, caseId: null, locked: false, today, form };
  if (!entryId) {
    const openingClass = proposedOpening(getBook(tenantId).on(now));
    return { ...none, entry: { openingClass }, entryId: null, code: null, published: false };
  }
  const own = await findOwnEntry(tx, tenantId, departmentId ?? "", entryId);
  if (!own) throw notFound();
  return { ...none, ...own, entryId };
}

async function formOf({ actor, tx }: Scope, view: PolicyView): Promise<EntryForm> {
  const { themes, departments } = await listFormChoices(tx, actor.tenantId);
  const themeDatabases = said(view, "catalogue.theme_databases");
  const byName = themeDatabases === null && said(view, "catalogue.theme.owner") !== null;
  const rule = view.value("catalogue.code");
  return {
    themes,
    departments,
    bases: choices("catalogue.basic_databases", said(view, "catalogue.basic_databases")),
    themeDatabases: byName ? null : choices("catalogue.theme_databases", themeDatabases),
    forms: (said(view, "terms.data_resource.forms") ?? []).map((title) => ({ value: title.zh, title })),
    origins: [
      ...choices("terms.data_resource.origins", said(view, "terms.data_resource.origins")),
      ...choices("collection.modes", said(view, "collection.modes")),
    ],
    areas: [...priorityAreas(view)],
    networks: (said(view, "platform.networks") as EntryForm["networks"] | null) ?? ["extranet"],
    basisKinds: { conditional: acceptedKinds(view, "conditional"), withheld: acceptedKinds(view, "withheld") },
    neverBasis: neverKinds(view),
    codeRule: isStipulated(rule)
      ? { article: rule.article, basis: rule.basis, ...(rule.reason && { reason: rule.reason }) }
      : null,
  };
}

function said<K extends ParameterKey>(view: PolicyView, key: K): ParameterValue<K> | null {
  const legal = view.effective<ParameterValue<K>>(key).value;
  return isStipulated(legal) ? legal.value : null;
}

function choices(key: ParameterKey, values: readonly string[] | null): Choice[] {
  return (values ?? []).map((value) => ({ value, title: choiceWords(key, value) ?? { zh: value, en: value } }));
}

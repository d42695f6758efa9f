import { randomUUID } from "node:crypto";
import { recordAct } from "@/server/audit/record-act";
import { claimKey } from "@/server/cases/claim-key";
import { saveEntry } from "@/server/catalogue/catalogue.repository";
import {
  assignCodes,
  dropDraft,
  findDraft,
  findOwnEntry,
  insertDrafts,
  listDraftRows,
  markSubmitted,
  updateDrafts,
} from "@/server/catalogue/draft.repository";
import type {
  DiscardDraftInput,
  DraftEntry,
  DraftRow,
  Finding,
  JudgeDraftInput,
  SaveDraftInput,
  SubmitDraftInput,
  TypedEntry,
} from "@/server/catalogue/draft.schema";
import { leadOf } from "@/server/catalogue/keep-particulars";
import { parseEntry } from "@/server/catalogue/parse-entry";
import { saveParticulars } from "@/server/catalogue/particulars.repository";
import { codeFront } from "@/server/catalogue/rules/code-front";
import { judgeEntry, passes } from "@/server/catalogue/rules/judge-entry";
import { surveyCity } from "@/server/catalogue/survey-city";
import type { Scope } from "@/server/db/context";
import { isUniqueViolation } from "@/server/db/errors";
import { authorise } from "@/server/identity/ability";
import { getBook, isStipulated } from "@/server/law";
import { DomainError, invalid, notFound } from "@/server/shared/errors";

/** Rows written by one statement. */
const BATCH = 500;

/** A draft to be stored: a new one under an id of the caller's choice, or one that had been saved `after` times when its author looked at it. */
export interface DraftToStore {
  draftId: string;
  isNew: boolean;
  entryId: string | null;
  after: number;
  entry: TypedEntry;
  why: string;
}

/** The department's own drafts that are not in force yet, the last saved first. */
export async function listDrafts({ actor, tx }: Scope, _: undefined): Promise<DraftRow[]> {
  authorise(actor, "compile", "entry");
  return listDraftRows(tx, actor);
}

/**
 * Stores drafts of the person's own department as they are, right or wrong.
 * @throws DomainError FORBIDDEN, STALE when one was saved, submitted or dropped by somebody else, CONFLICT when an entry
 *   has another draft already
 */
export async function storeDrafts(scope: Scope, rows: readonly DraftToStore[]): Promise<void> {
  const { actor, tx } = scope;
  authorise(actor, "compile", "entry");
  if (!actor.departmentId || !actor.regionId) throw new DomainError("FORBIDDEN");
  const stored = rows.map(({ draftId, ...row }) => ({ ...row, id: draftId }));
  try {
    for (let from = 0; from < stored.length; from += BATCH) {
      const batch = stored.slice(from, from + BATCH);
      const fresh = batch.filter(({ isNew }) => isNew);
      const changed = batch.filter(({ isNew }) => !isNew);
      if (fresh.length > 0)
        await insertDrafts(
          tx,
          actor,
          fresh.map(({ id, entryId, entry, why }) => ({ id, entryId, entry, why })),
        );
      const known = changed.map(({ id, entry, why, after }) => ({ id, entry, why, after }));
      if (known.length > 0 && (await updateDrafts(tx, actor, known)) !== known.length) throw new DomainError("STALE");
    }
  } catch (error) {
    throw isUniqueViolation(error) ? new DomainError("CONFLICT", {}, { cause: error }) : error;
  }
}

/**
 * Saves one draft.
 * @throws DomainError FORBIDDEN, NOT_FOUND when the entry is not one's own, STALE, CONFLICT
 */
export async function saveDraft(scope: Scope, input: SaveDraftInput): Promise<{ draftId: string; saved: number }> {
  const { actor, tx } = scope;
  authorise(actor, "compile", "entry");
  const { draftId, entryId, after, entry, why } = input;
  const id = draftId ?? randomUUID();
  const before = await claimKey(scope, input.idempotencyKey, "catalogue.save-draft", { draftId: id, saved: after + 1 });
  if (before) return before;
  if (!draftId && entryId && !(await findOwnEntry(tx, actor.tenantId, actor.departmentId ?? "", entryId)))
    throw notFound();
  await storeDrafts(scope, [{ draftId: id, isNew: draftId === null, entryId, after, entry, why }]);
  if (!draftId) await recordAct(scope, { act: "entry.draft", subjectKind: "draft", subjectId: id, detail: {} });
  return { draftId: id, saved: after + 1 };
}

/**
 * What would be said if the entry were submitted now: a dry run that changes nothing.
 * @throws DomainError FORBIDDEN, NOT_FOUND when the entry is not one's own
 */
export async function judgeDraft(scope: Scope, { entryId, entry }: JudgeDraftInput): Promise<Finding[]> {
  const { actor, tx } = scope;
  authorise(actor, "compile", "entry");
  if (entryId && !(await findOwnEntry(tx, actor.tenantId, actor.departmentId ?? "", entryId))) throw notFound();
  return (await judged(scope, entry, entryId)).findings;
}

/**
 * Hands a draft in: it is judged, a new entry gets its code by the city's rule and stands in the catalogue unpublished,
 * seen by its own department and the authority. The review is the city's procedure catalogue.change, which is filed next.
 * @throws DomainError NOT_FOUND, STALE when it was saved since, INVALID naming every error
 */
export async function submitDraft(scope: Scope, input: SubmitDraftInput): Promise<{ entryId: string; code: string }> {
  const { actor, now, tx } = scope;
  authorise(actor, "compile", "entry");
  const { departmentId, regionId, tenantId } = actor;
  if (!departmentId || !regionId) throw new DomainError("FORBIDDEN");
  const draft = await findDraft(tx, tenantId, { draftId: input.draftId });
  if (!draft || draft.departmentId !== departmentId) throw notFound();
  const entryId = draft.entryId ?? randomUUID();
  const before = await claimKey(scope, input.idempotencyKey, "catalogue.submit-draft", { entryId });
  if (before) return { entryId: before.entryId, code: draft.code ?? "" };
  if (draft.saved !== input.after || draft.locked) throw new DomainError("STALE");
  const { entry, findings } = await judged(scope, draft.entry, draft.entryId);
  if (!entry || !passes(findings)) {
    const errors = findings.filter(({ severity }) => severity === "error");
    throw invalid(...errors.map(({ path, problem, params }) => ({ path, problem, ...(params && { params }) })));
  }
  const code = draft.code ?? (await codeFor(scope, entry));
  if (!draft.entryId) {
    const leadDepartmentId = await leadOf(scope, entryId, entry.particulars);
    const shut = { ...entry, idempotencyKey: input.idempotencyKey, code, published: false } as const;
    await saveEntry(tx, { tenantId, departmentId, regionId, leadDepartmentId, at: now }, entryId, {
      ...shut,
      openingClass: "withheld",
    });
    await saveParticulars(tx, actor, entryId, 0, entry.particulars);
  }
  if (!(await markSubmitted(tx, actor, { id: draft.id, entryId, after: input.after }))) throw new DomainError("STALE");
  await recordAct(scope, {
    act: "entry.draft-submitted",
    subjectKind: "entry",
    subjectId: entryId,
    detail: { code, draftId: draft.id },
  });
  return { entryId, code };
}

/**
 * Drops a draft; an entry that it was submitted as stays as it stands.
 * @throws DomainError NOT_FOUND, STALE when the authority has it or it is in force
 */
export async function discardDraft(scope: Scope, input: DiscardDraftInput): Promise<{ draftId: string }> {
  const { actor, tx } = scope;
  authorise(actor, "compile", "entry");
  const draft = await findDraft(tx, actor.tenantId, { draftId: input.draftId });
  const { draftId } = input;
  const before = await claimKey(scope, input.idempotencyKey, "catalogue.discard-draft", { draftId });
  if (before) return before;
  if (!draft || draft.departmentId !== actor.departmentId) throw notFound();
  if (!(await dropDraft(tx, actor, draftId))) throw new DomainError("STALE");
  await recordAct(scope, { act: "entry.draft-dropped", subjectKind: "draft", subjectId: draftId, detail: {} });
  return { draftId };
}

/** Reads and judges one entry as it was typed. */
async function judged(
  scope: Scope,
  typed: TypedEntry,
  entryId: string | null,
): Promise<{ entry: DraftEntry | null; findings: Finding[] }> {
  const { entry, findings } = parseEntry(typed);
  if (!entry) return { entry, findings };
  const around = await surveyCity(scope, [{ entry, entryId }]);
  return { entry, findings: judgeEntry(getBook(scope.actor.tenantId).on(scope.now), entry, around, entryId) };
}

/**
 * A code by the rule of the city's law (catalogue.code).
 * @throws DomainError RULE in a city whose law has no rule
 */
async function codeFor({ actor, now, tx }: Scope, entry: DraftEntry): Promise<string> {
  const rule = getBook(actor.tenantId).on(now).value("catalogue.code");
  if (!isStipulated(rule)) throw new DomainError("RULE", { rule: "no-code-rule" });
  const { digits, separator } = rule.value;
  const [, item, subject] = digits;
  const front = codeFront(entry, actor.departmentName.zh, digits[0]);
  const [code] = await assignCodes(tx, [front], [item, subject], separator);
  if (!code) throw new Error("no code was given");
  return code;
}

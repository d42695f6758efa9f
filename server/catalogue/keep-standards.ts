import { randomUUID } from "node:crypto";
import { recordAct } from "@/server/audit/record-act";
import { claimKey } from "@/server/cases/claim-key";
import { findOwner } from "@/server/catalogue/catalogue.repository";
import { listStandardRows, saveCheck, saveStandard } from "@/server/catalogue/upkeep.repository";
import type { CheckEntryInput, PublishStandardInput, StandardView } from "@/server/catalogue/upkeep.schema";
import type { Scope } from "@/server/db/context";
import { authorise, may } from "@/server/identity/ability";
import { getBook } from "@/server/law";
import { DomainError, invalid, notFound } from "@/server/shared/errors";

/**
 * The data authority of the whole city: standards, editions and campaigns are its, not those of a county's authority.
 * @throws DomainError FORBIDDEN
 */
export function authoriseForCity({ actor }: Scope): void {
  authorise(actor, "review", "case");
  if (!actor.regionIds.includes(getBook(actor.tenantId).city.regionCode)) throw new DomainError("FORBIDDEN");
}

/**
 * Publishes a standard, or the next version of one; the former stays with the checks made against it.
 * @throws DomainError FORBIDDEN, STALE when somebody published first
 */
export async function publishStandard(scope: Scope, input: PublishStandardInput): Promise<{ version: number }> {
  authoriseForCity(scope);
  const version = input.after + 1;
  const before = await claimKey(scope, input.idempotencyKey, "catalogue.standard", { version });
  if (before) return before;
  if (!(await saveStandard(scope.tx, scope.actor, input))) throw new DomainError("STALE");
  const { code } = input;
  await recordAct(scope, { act: "catalogue.standard", subjectKind: "standard", subjectId: code, detail: { version } });
  return { version };
}

/** Every version of the city's standards. */
export async function listStandards({ actor, tx }: Scope, _: undefined): Promise<StandardView[]> {
  authorise(actor, "read", "entry");
  return listStandardRows(tx, actor.tenantId);
}

/**
 * Records a check of an entry against one version of a standard: by its own department, another or the authority.
 * @throws DomainError FORBIDDEN, NOT_FOUND, INVALID for a version that is not the current one or a deviation or comment without a note
 */
export async function checkEntry(scope: Scope, input: CheckEntryInput): Promise<{ checkId: string }> {
  const { actor, tx } = scope;
  if (!may(actor, "compile", "entry") && !may(actor, "review", "case")) throw new DomainError("FORBIDDEN");
  if (!(await findOwner(tx, actor.tenantId, input.entryId))) throw notFound();
  const { code, version } = input.standard;
  const standards = await listStandardRows(tx, actor.tenantId);
  const current = standards.some((each) => each.code === code && each.version === version && each.current);
  if (!current) throw invalid({ path: "standard", problem: "unknown" });
  if (input.result !== "conforms" && !input.note) throw invalid({ path: "note", problem: "required" });
  const checkId = randomUUID();
  const before = await claimKey(scope, input.idempotencyKey, "catalogue.check", { checkId });
  if (before) return before;
  await saveCheck(tx, actor, checkId, input);
  await recordAct(scope, {
    act: "entry.checked",
    subjectKind: "entry",
    subjectId: input.entryId,
    detail: { standard: code, version, result: input.result },
  });
  return { checkId };
}

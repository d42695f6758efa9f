import { randomUUID } from "node:crypto";
import type { FileProcedureInput, FilingReceipt } from "@/server/cases/case.schema";
import { wordProblems } from "@/server/cases/check-application";
import { claimKey } from "@/server/cases/claim-key";
import { fileCase } from "@/server/cases/file-case";
import { planFiling } from "@/server/cases/filing";
import type { StoredApplication } from "@/server/cases/stored-case";
import type { Scope } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";
import { DomainError } from "@/server/shared/errors";

/**
 * Files a case of any procedure that has no form of its own: a correction, a change or retirement of an entry, an opening,
 * an application of the public, a rectification, a report. A repeated key answers with the case that the first one made.
 * @throws DomainError INVALID naming the fields, NOT_FOUND, FORBIDDEN
 */
export async function fileProcedure(scope: Scope, input: FileProcedureInput): Promise<FilingReceipt> {
  const { actor } = scope;
  authorise(actor, "read", "case");
  const id = randomUUID();
  const repeated = await claimKey(scope, input.idempotencyKey, `cases.file ${input.procedure}`, { caseId: id });
  if (repeated) return { caseId: repeated.caseId };
  const { procedure, as, entry, grant, provider, about, attributes } = await planFiling(scope, input);
  const application: StoredApplication = {
    ...NO_DATA,
    fields: given(input.fields),
    ...(grant && { grantId: grant.id }),
  };
  const problems = wordProblems(application, procedure.filing, attributes);
  if (problems.length > 0) throw new DomainError("INVALID", { fields: problems });
  await fileCase(scope, {
    id,
    procedure: procedure.id,
    parentId: null,
    entry: entry && { id: entry.id, items: entry.items },
    about,
    regionId: provider.regionId,
    requester: { departmentId: actor.departmentId, personId: actor.personId, regionId: actor.regionId },
    providerId: provider.id,
    delegateId: null,
    application,
    attributes,
    by: { kind: as, department: actor.departmentId ?? "", person: actor.personId },
  });
  return { caseId: id };
}

/** Only a request for data names items, rows and a term. */
const NO_DATA = { dataItems: [], rowFilter: [], from: "", until: "", storage: false };

function given(fields: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter(([, words]) => words !== ""));
}

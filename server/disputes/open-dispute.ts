import { randomUUID } from "node:crypto";
import { type CaseFile, openCaseFile } from "@/server/cases/case-file";
import { wordProblems } from "@/server/cases/check-application";
import { claimKey } from "@/server/cases/claim-key";
import { type FiledCase, fileCase } from "@/server/cases/file-case";
import type { Scope } from "@/server/db/context";
import { isUniqueViolation } from "@/server/db/errors";
import type { DisputeReceipt, OpenDisputeInput } from "@/server/disputes/dispute.schema";
import { authorise } from "@/server/identity/ability";
import { type ActorKind, type FollowUp, getBook } from "@/server/law";
import { DomainError } from "@/server/shared/errors";
import { readReceipt } from "@/server/sharing/read-receipt";
import { receiptOf } from "@/server/sharing/submit-request";

/**
 * Opens the first step of the city's dispute ladder about a refused request, by the side that the law allows, under
 * the law of today. The technical terms of the request come along, so that a settlement can grant within them.
 * @throws DomainError NOT_FOUND, FORBIDDEN, RULE when nothing follows this end, CONFLICT when one is open already, INVALID
 */
export async function openDispute(scope: Scope, input: OpenDisputeInput): Promise<DisputeReceipt> {
  const { actor, now } = scope;
  authorise(actor, "act", "case");
  const id = randomUUID();
  const repeated = await claimKey(scope, input.idempotencyKey, "disputes.open", { caseId: id });
  if (repeated) return readReceipt(scope, repeated.caseId);
  const file = await openCaseFile(scope, input.caseId);
  const { follows, by } = offeredTo(file);
  const { filing } = getBook(actor.tenantId).on(now).procedure(follows.procedure);
  const problems = wordProblems({ fields: input.fields }, filing);
  if (problems.length > 0) throw new DomainError("INVALID", { fields: problems });
  const { stored } = file;
  const { entry } = stored;
  if (!entry) throw new DomainError("RULE", { rule: "ACT_NOT_ALLOWED" });
  const filed = await once(() =>
    fileCase(scope, {
      id,
      procedure: follows.procedure,
      parentId: stored.id,
      entry: { id: entry.id, items: stored.items },
      about: entry.name,
      regionId: stored.regionId,
      requester: {
        departmentId: stored.requester.id,
        regionId: stored.requester.regionId,
        personId: by === "requester" ? actor.personId : stored.requester.personId,
      },
      providerId: stored.provider.id,
      delegateId: stored.delegate?.id ?? null,
      application: { ...stored.application, fields: { ...stored.application.fields, ...input.fields } },
      attributes: {},
      by: { kind: by, department: actor.departmentId ?? "", person: actor.personId },
    }),
  );
  return receiptOf(filed, now);
}

/** What may follow the end of a case, and on which of their sides the person may open it. */
function offeredTo({ stored, procedure, sides }: CaseFile): { follows: FollowUp; by: ActorKind } {
  if (sides.length === 0) throw new DomainError("FORBIDDEN");
  const follows = procedure.ends.find(({ id }) => id === stored.endId)?.follows;
  if (!follows || follows.automatic) throw new DomainError("RULE", { rule: "ACT_NOT_ALLOWED" });
  if (stored.disputes.length > 0) throw new DomainError("CONFLICT");
  const by = sides.find((kind) => follows.by.includes(kind));
  if (!by) throw new DomainError("FORBIDDEN");
  return { follows, by };
}

/** Two officers who open it at the same moment: the second is told that it exists. */
async function once(filing: () => Promise<FiledCase>): Promise<FiledCase> {
  try {
    return await filing();
  } catch (error) {
    throw isUniqueViolation(error) ? new DomainError("CONFLICT", {}, { cause: error }) : error;
  }
}

import { randomUUID } from "node:crypto";
import { checkApplication } from "@/server/cases/check-application";
import { claimKey } from "@/server/cases/claim-key";
import { type FiledCase, fileCase } from "@/server/cases/file-case";
import { DATA_ITEMS, type StoredApplication } from "@/server/cases/stored-case";
import type { Scope } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";
import { getBook, type Procedure } from "@/server/law";
import { invalid, notFound } from "@/server/shared/errors";
import { readReceipt } from "@/server/sharing/read-receipt";
import { requestRoute } from "@/server/sharing/request-route";
import { findRequestedEntry, type RequestedEntry } from "@/server/sharing/sharing.repository";
import type { RequestReceipt, SubmitRequestInput } from "@/server/sharing/sharing.schema";

/**
 * Files an application of the person's department for another department's data, under the law of today. Where that law
 * lets the data be taken at once (unconditional in a direct city, or listed for 专用) the grant comes with it.
 * A repeated key answers with the case that the first one made.
 * @throws DomainError INVALID naming the fields (a purpose that the article asks for, a day in the past, an unknown
 *   item), NOT_FOUND, FORBIDDEN
 */
export async function submitRequest(scope: Scope, input: SubmitRequestInput): Promise<RequestReceipt> {
  const { actor, now, tx } = scope;
  authorise(actor, "file", "case");
  const caseId = randomUUID();
  const repeated = await claimKey(scope, input.idempotencyKey, "sharing.submit", { caseId });
  if (repeated) return readReceipt(scope, repeated.caseId);
  const entry = await findRequestedEntry(tx, actor.tenantId, input.entryId, actor.departmentId);
  if (!entry || entry.retired || entry.department.retired) throw notFound();
  const { obstacle, procedure, attributes, delegateId } = requestRoute(entry, actor, getBook(actor.tenantId).on(now));
  if (obstacle || !procedure) throw invalid({ path: "entryId", problem: obstacle ?? "withheld" });
  const application = applicationOf(input, entry, procedure);
  checkApplication(application, { filing: procedure.filing, items: entry.items, now });
  const department = {
    departmentId: actor.departmentId ?? "",
    regionId: actor.regionId ?? "",
    personId: actor.personId,
  };
  const filed = await fileCase(scope, {
    id: caseId,
    procedure: procedure.id,
    parentId: null,
    entry,
    about: entry.name,
    regionId: entry.regionId,
    requester: department,
    providerId: entry.department.id,
    delegateId,
    application,
    attributes,
    by: { kind: "requester", department: department.departmentId, person: actor.personId },
  });
  return receiptOf(filed, now);
}

/** Where the law asks for no list of items, an application without one asks for all. */
function applicationOf(input: SubmitRequestInput, entry: RequestedEntry, { filing }: Procedure): StoredApplication {
  const { fields, rowFilter, from, until, storage } = input;
  const listed = filing.application.some(({ id, required }) => id === DATA_ITEMS && required);
  const dataItems = input.dataItems.length > 0 || listed ? input.dataItems : entry.items.map(({ name }) => name);
  const given = Object.fromEntries(Object.entries(fields).filter(([, words]) => words !== ""));
  return { fields: given, dataItems, rowFilter, from, until, storage };
}

/** What the applicant holds in hand. */
export function receiptOf(
  { id, number, procedure, advanced, standing, grantId }: FiledCase,
  filedAt: Date,
): RequestReceipt {
  const { article, basis } = advanced.state.clock?.within ?? procedure.filing;
  const { waitingOn, dueAt, dueProvisional } = standing;
  return {
    caseId: id,
    number,
    procedureTitle: procedure.title,
    filedAt,
    waitingOn,
    dueAt,
    dueProvisional,
    article,
    basis,
    grantId,
  };
}

import { randomUUID } from "node:crypto";
import { recordAct } from "@/server/audit/record-act";
import { type NewEvent, type Standing, saveFiledCase, saveFiling, saveNotices } from "@/server/cases/case.repository";
import { grantTerms } from "@/server/cases/grant-terms";
import { disputeNotices, noticesOf, type Told } from "@/server/cases/notices-of";
import { reachOut } from "@/server/cases/reach-out";
import { type Actor, type Advanced, advance, type CaseAttributes } from "@/server/cases/rules";
import { seatOfState } from "@/server/cases/seat";
import { standingAfter } from "@/server/cases/standing";
import { contentOf, type StoredApplication, type StoredItem } from "@/server/cases/stored-case";
import type { Scope } from "@/server/db/context";
import { createGrant } from "@/server/delivery/create-grant";
import { calendarFor, getBook, type Procedure, shanghaiDate, type Text } from "@/server/law";

/** A case about to be opened: who files it, about what, put to which department. */
export interface CaseToFile {
  id: string;
  procedure: string;
  parentId: string | null;
  /** Null where the case is about a department or a whole region. */
  entry: { id: string; items: StoredItem[] } | null;
  /** What it is about, in words. */
  about: Text;
  /** The region of the department that it is put to. */
  regionId: string;
  /** Who files: a person of a department, or one outside government (then without department and region). */
  requester: { departmentId: string | null; personId: string; regionId: string | null };
  providerId: string;
  delegateId: string | null;
  application: StoredApplication;
  attributes: CaseAttributes;
  /** The side in whose name it is filed. */
  by: Actor;
  /** A dispute that opens by itself, in the requester's name and another's transaction. */
  automatic?: true;
}

export interface FiledCase {
  id: string;
  number: string;
  procedure: Procedure;
  advanced: Advanced;
  standing: Standing;
  grantId: string | null;
}

/**
 * Opens a case under the law of today (Shanghai): number, row, filing fact, a grant where the law lets the data be
 * taken at once, notices and audit, all in the scope's transaction.
 * @throws CaseRuleError when the city's procedure does not take this filing
 */
export async function fileCase(scope: Scope, filing: CaseToFile): Promise<FiledCase> {
  const { actor, now, tx } = scope;
  const book = getBook(actor.tenantId);
  const bookDate = shanghaiDate(now);
  const procedure = book.on(bookDate).procedure(filing.procedure);
  const { application, attributes, by, automatic } = filing;
  const advanced = advance(
    procedure,
    null,
    { type: "filed", at: now, by, application: contentOf(application), attributes },
    calendarFor(actor.tenantId),
  );
  const regions = { regionId: filing.regionId, requesterRegionId: filing.requester.regionId };
  const seat = seatOfState(book, procedure, advanced.state, regions);
  const standing = standingAfter(advanced, null, { decides: true, seat, application });
  const number = await saveFiledCase(tx, actor.tenantId, {
    ...rowOf(filing),
    ...standing,
    bookDate,
    year: Number(bookDate.slice(0, 4)),
    filedAt: now,
  });
  await saveFiling(tx, actor.tenantId, filing.id, factOf(filing, now), standing.dueAt);
  const granted = advanced.effects.some(({ type }) => type === "grant");
  const grantId = granted ? await grantAtOnce(scope, filing) : null;
  await reachOut(scope, advanced.effects, {
    caseId: filing.id,
    procedure,
    entryId: filing.entry?.id ?? null,
    application,
  });
  const told: Told = {
    caseId: filing.id,
    number,
    entryName: filing.about,
    requesterId: filing.requester.departmentId,
    applicantId: filing.requester.departmentId === null ? filing.requester.personId : null,
    providerId: filing.providerId,
    delegateId: filing.delegateId,
    actingId: automatic ? null : actor.departmentId,
  };
  const notices = noticesOf(advanced.effects, standing, told);
  await saveNotices(tx, actor.tenantId, now, [...notices, ...(filing.parentId ? disputeNotices(standing, told) : [])]);
  await recordAct(scope, {
    act: `${filing.procedure}.filed`,
    subjectKind: "case",
    subjectId: filing.id,
    detail: { number, ...(automatic && { automatic }), ...(grantId && { grantId }) },
  });
  return { id: filing.id, number, procedure, advanced, standing, grantId };
}

function rowOf({ id, procedure, parentId, entry, regionId, by, requester, providerId, delegateId }: CaseToFile) {
  return {
    id,
    procedure,
    parentId,
    entryId: entry?.id ?? null,
    regionId,
    // A dispute keeps the sides of its request, whoever opens it.
    filedAs: parentId ? "requester" : by.kind,
    requesterDepartmentId: requester.departmentId,
    requesterPersonId: requester.personId,
    providerDepartmentId: providerId,
    delegateDepartmentId: delegateId,
  };
}

function factOf({ by, application, attributes, automatic }: CaseToFile, at: Date): NewEvent {
  const content = { application, attributes, ...(automatic && { automatic }) };
  const departmentId = by.department === "" ? null : by.department;
  return { type: "filed", act: null, actedAs: by.kind, personId: by.person, departmentId, at, content, proposal: null };
}

/** Taken directly: the items' own masks hold, and nobody has said more. */
async function grantAtOnce(
  scope: Scope,
  { id, entry, regionId, requester, providerId, application }: CaseToFile,
): Promise<string> {
  if (!entry || requester.departmentId === null) throw new Error(`case ${id} grants without an entry or a consumer`);
  const terms = grantTerms({ application, items: entry.items }, [], scope.now);
  const parties = { consumerDepartmentId: requester.departmentId, providerDepartmentId: providerId };
  return createGrant(scope, { id: randomUUID(), caseId: id, entryId: entry.id, regionId, ...parties }, terms);
}

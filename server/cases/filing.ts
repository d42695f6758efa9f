import type { FilingInput } from "@/server/cases/case.schema";
import {
  type FilingDepartment,
  type FilingEntry,
  type FilingGrant,
  findFilingEntry,
  findFilingGrant,
  listFilingDepartments,
} from "@/server/cases/filing.repository";
import type { CaseAttributes } from "@/server/cases/rules";
import type { SessionActor } from "@/server/db/actor";
import type { Scope } from "@/server/db/context";
import { may } from "@/server/identity/ability";
import { type ActorKind, getBook, type Procedure, ProcedureUnknownError, type Text } from "@/server/law";
import { DomainError, invalid, notFound } from "@/server/shared/errors";

/** Requests for data have a form of their own with items, rows and terms (sharing), disputes begin from a refusal. */
const OTHER_DOORS = ["sharing.conditional", "sharing.unconditional", "sharing.dispute"];

/** What is about to be filed: the procedure by today's law, on which side, about what, put to whom. */
export interface FilingPlan {
  procedure: Procedure;
  as: ActorKind;
  entry: FilingEntry | null;
  /** The grant that it is about, where it is about one. */
  grant: FilingGrant | null;
  /** The department that the case is put to; the filer's own in its own affair. */
  provider: { id: string; name: Text; regionId: string };
  /** What it is about, in words. */
  about: Text;
  attributes: CaseAttributes;
}

/** The sides on which this person may file a procedure by their roles, whatever it is about. */
export function filerSides({ filing }: Procedure, actor: SessionActor): ActorKind[] {
  const able: Partial<Record<ActorKind, boolean>> = {
    requester: actor.departmentId !== null && may(actor, "file", "case"),
    provider: actor.departmentId !== null && may(actor, "file", "case"),
    authority: may(actor, "review", "case"),
    government: may(actor, "govern", "case"),
    applicant: actor.departmentId === null && may(actor, "file", "case"),
  };
  return filing.by.filter((kind) => able[kind]);
}

/** True for a procedure that is filed through the general form. */
export function hasGeneralForm({ id }: Procedure): boolean {
  return !OTHER_DOORS.includes(id);
}

/**
 * Holds a filing against the procedure, the person and what it is about.
 * @throws DomainError NOT_FOUND (no such procedure by this city's law today, no such entry for these eyes), FORBIDDEN,
 *   INVALID naming what is missing
 */
export async function planFiling(scope: Scope, input: FilingInput): Promise<FilingPlan> {
  const { actor } = scope;
  const procedure = procedureOf(scope, input.procedure);
  const sides = filerSides(procedure, actor);
  const as = input.as ? sides.find((kind) => kind === input.as) : sides[0];
  if (!as) throw new DomainError("FORBIDDEN");
  const entry = await entryOf(scope, procedure, input);
  const grant = await grantOf(scope, procedure, input, as);
  const provider = grant?.consumer ?? (await providerOf(scope, procedure, input, entry));
  return {
    procedure,
    as,
    entry,
    grant,
    provider,
    about: entry?.name ?? provider.name,
    attributes: attributesOf(scope, as, entry, provider),
  };
}

function procedureOf({ actor, now }: Scope, id: string): Procedure {
  try {
    const procedure = getBook(actor.tenantId).on(now).procedure(id);
    if (hasGeneralForm(procedure)) return procedure;
  } catch (error) {
    if (!(error instanceof ProcedureUnknownError)) throw error;
  }
  throw notFound();
}

async function entryOf(
  { actor, tx }: Scope,
  { about }: Procedure,
  { entryId }: FilingInput,
): Promise<FilingEntry | null> {
  if (about !== "entry" && about !== "own-entry") return null;
  if (!entryId) throw invalid({ path: "entryId", problem: "required" });
  const entry = await findFilingEntry(tx, actor.tenantId, entryId);
  if (!entry || entry.retired) throw notFound();
  const own = entry.departmentId === actor.departmentId;
  if (about === "own-entry" && !own) throw new DomainError("FORBIDDEN");
  if (about === "entry" && own) throw invalid({ path: "entryId", problem: "own-entry" });
  return entry;
}

/** The grant that a case stops: only its own provider, or an authority over it, may begin one. */
async function grantOf(
  { actor, tx }: Scope,
  { about }: Procedure,
  { grantId }: FilingInput,
  as: ActorKind,
): Promise<FilingGrant | null> {
  if (about !== "grant") return null;
  if (!grantId) throw invalid({ path: "grantId", problem: "required" });
  const grant = await findFilingGrant(tx, actor.tenantId, grantId);
  if (!grant) throw notFound();
  const own = grant.providerDepartmentId === actor.departmentId;
  if (!may(actor, "stop", "grant", { tenantId: actor.tenantId, ...grant }) || own !== (as === "requester"))
    throw new DomainError("FORBIDDEN");
  if (grant.stopped) throw new DomainError("STALE");
  return grant;
}

async function providerOf(
  { actor, tx }: Scope,
  { about }: Procedure,
  { departmentId }: FilingInput,
  entry: FilingEntry | null,
): Promise<FilingPlan["provider"]> {
  if (entry) return { id: entry.departmentId, name: entry.departmentName, regionId: entry.regionId };
  if (about === "department") {
    if (!departmentId) throw invalid({ path: "departmentId", problem: "required" });
    const found: FilingDepartment | undefined = (await listFilingDepartments(tx, actor.tenantId, departmentId))[0];
    if (!found) throw notFound();
    if (found.id === actor.departmentId) throw invalid({ path: "departmentId", problem: "own-department" });
    if (!actor.regionIds.includes(found.regionId)) throw new DomainError("FORBIDDEN");
    return found;
  }
  if (actor.departmentId === null || actor.regionId === null) throw new DomainError("FORBIDDEN");
  return { id: actor.departmentId, name: actor.departmentName, regionId: actor.regionId };
}

/** Facts that the law may turn on, fixed with the filing. */
function attributesOf(
  { actor }: Scope,
  as: ActorKind,
  entry: FilingEntry | null,
  provider: FilingPlan["provider"],
): CaseAttributes {
  const { regionCode } = getBook(actor.tenantId).city;
  const level = (regionId: string | null) => (regionId === regionCode ? "city" : "county");
  return {
    filedBy: as,
    filedByHead: may(actor, "sign", "case"),
    providerLevel: level(provider.regionId),
    ...(actor.regionId && { filerLevel: level(actor.regionId) }),
    ...(entry && {
      sharingClass: entry.sharingClass,
      openingClass: entry.openingClass,
      resourceMounted: entry.mounted,
      inUse: entry.inUse,
      openingSuspended: entry.suspended,
    }),
  };
}

import { recordAct } from "@/server/audit/record-act";
import { claimKey } from "@/server/cases/claim-key";
import type { Scope, Tx } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";
import { getBook, isStipulated } from "@/server/law";
import { findDepartment } from "@/server/people/department.repository";
import { findHeads, listProfiles, saveProfile, saveReceipt } from "@/server/people/profile.repository";
import {
  type FileProfileInput,
  type ProfileView,
  profileInput,
  type ReadProfileInput,
  type ReceiveProfileInput,
} from "@/server/people/profile.schema";
import { missingIn, profileDemands } from "@/server/people/rules/profile-demands";
import { DomainError, notFound } from "@/server/shared/errors";

/**
 * Files the next version of the own department's profile: its head, whom it names, the documents it keeps.
 * @throws DomainError FORBIDDEN, INVALID naming everything that the city's text asks and the profile lacks, STALE when a
 *   colleague filed first
 */
export async function fileProfile(scope: Scope, input: FileProfileInput): Promise<{ version: number }> {
  const { actor, now, tx } = scope;
  authorise(actor, "compile", "entry");
  const { departmentId, tenantId } = actor;
  if (!departmentId) throw new DomainError("FORBIDDEN");
  const version = input.after + 1;
  const before = await claimKey(scope, input.idempotencyKey, "departments.profile", { version });
  if (before) return before;
  const missing = missingIn(input.profile, profileDemands(getBook(tenantId).on(now)).demands);
  if (missing.length > 0)
    throw new DomainError("INVALID", { fields: missing.map((path) => ({ path, problem: "required" })) });
  if (!(await saveProfile(tx, actor, input.after, input.profile))) throw new DomainError("STALE");
  await recordAct(scope, {
    act: "departments.profile",
    subjectKind: "department",
    subjectId: departmentId,
    detail: { version },
  });
  return { version };
}

/**
 * The data authority notes that it received a department's last profile (备案).
 * @throws DomainError FORBIDDEN, NOT_FOUND, STALE when it is not the last version, CONFLICT when received before
 */
export async function receiveProfile(scope: Scope, input: ReceiveProfileInput): Promise<void> {
  const { actor, tx } = scope;
  authorise(actor, "review", "case");
  const { departmentId, version } = input;
  if (departmentId === actor.departmentId) throw new DomainError("FORBIDDEN");
  const department = await findDepartment(tx, departmentId);
  if (!department) throw notFound();
  if (!actor.regionIds.includes(department.region.id)) throw new DomainError("FORBIDDEN");
  if (await claimKey(scope, input.idempotencyKey, "departments.receive", { departmentId, version })) return;
  const [last] = await listProfiles(tx, actor.tenantId, departmentId);
  if (!last) throw notFound();
  if (last.version !== version) throw new DomainError("STALE");
  if (!(await saveReceipt(tx, actor, departmentId, version))) throw new DomainError("CONFLICT");
  await recordAct(scope, {
    act: "departments.receive",
    subjectKind: "department",
    subjectId: departmentId,
    detail: { version },
  });
}

/**
 * A department's profile with what the city's text asks of it; an empty one where nothing was filed.
 * @throws DomainError FORBIDDEN, NOT_FOUND for a department or version that there is not
 */
export async function readProfile(scope: Scope, input: ReadProfileInput): Promise<ProfileView> {
  const { actor, now, tx } = scope;
  authorise(actor, "read", "entry");
  const departmentId = input.departmentId ?? actor.departmentId;
  const department = departmentId ? await findDepartment(tx, departmentId) : null;
  if (!department) throw notFound();
  const stored = await listProfiles(tx, actor.tenantId, department.id);
  const shown = input.version ? stored.find(({ version }) => version === input.version) : stored[0];
  if (input.version && !shown) throw notFound();
  const view = getBook(actor.tenantId).on(now);
  const { demands, kept } = profileDemands(view);
  const profile = profileInput.parse(shown?.profile ?? {});
  const filing = view.value("org.department.contact.filing");
  return {
    department: { id: department.id, name: { zh: department.nameZh, en: department.nameEn } },
    demands,
    kept,
    missing: missingIn(profile, demands),
    version: shown?.version ?? 0,
    filed: shown ? { at: shown.at, person: shown.person } : null,
    profile,
    filing: isStipulated(filing) && filing.value ? { article: filing.article, basis: filing.basis } : null,
    received: shown?.receivedAt && shown.authority ? { at: shown.receivedAt, authority: shown.authority } : null,
    versions: stored.map(({ version, at }) => ({ version, at })),
  };
}

/** The heads that departments named, for lists that hold them answerable. */
export function headsOf(tx: Tx, tenantId: string, departmentIds: readonly string[]): Promise<Map<string, string>> {
  return findHeads(tx, tenantId, departmentIds);
}

import { recordAct } from "@/server/audit/record-act";
import { claimKey } from "@/server/cases/claim-key";
import {
  countDepartments,
  findCityAuthority,
  findCollected,
  findDatabaseLead,
  findJudged,
  saveParticulars,
} from "@/server/catalogue/particulars.repository";
import type { KeepParticularsInput, ParticularsInput, RepeatedItem } from "@/server/catalogue/particulars.schema";
import { checkParticulars } from "@/server/catalogue/rules/check-particulars";
import type { Scope } from "@/server/db/context";
import { may } from "@/server/identity/ability";
import { getBook, isStipulated } from "@/server/law";
import { DomainError, type FieldProblem, notFound } from "@/server/shared/errors";

/**
 * Writes the next version of an entry's particulars, also when nothing changed: then it says that they were looked at
 * again. By the entry's department, or by who leads the base or theme database that it belongs to.
 * @returns the version, and which items another department collects already
 * @throws DomainError FORBIDDEN, NOT_FOUND, INVALID naming each demand not met, STALE when somebody wrote first
 */
export async function keepParticulars(
  scope: Scope,
  input: KeepParticularsInput,
): Promise<{ version: number; repeats: RepeatedItem[] }> {
  const { actor, now, tx } = scope;
  const compiles = may(actor, "compile", "entry");
  if (!compiles && !may(actor, "review", "case")) throw new DomainError("FORBIDDEN");
  const { entryId, after, particulars } = input;
  const entry = await findJudged(tx, actor.tenantId, entryId);
  if (!entry) throw notFound();
  const own = compiles && entry.departmentId === actor.departmentId;
  if (!own && entry.leadDepartmentId !== actor.departmentId) throw new DomainError("FORBIDDEN");
  const version = after + 1;
  const repeated = await repeatedItems(scope, entry.departmentId, entry.items, particulars);
  const before = await claimKey(scope, input.idempotencyKey, "catalogue.keep", { version });
  if (before) return { ...before, repeats: repeated };
  const problems = checkParticulars(getBook(actor.tenantId).on(now), entry, particulars, repeated);
  // Where it stands and who leads it was settled when it was compiled.
  if (particulars.network !== entry.network) problems.push({ path: "particulars.network", problem: "settled" });
  if (particulars.leadDepartmentId !== null && particulars.leadDepartmentId !== entry.leadDepartmentId)
    problems.push({ path: "particulars.leadDepartmentId", problem: "settled" });
  problems.push(...(await departmentProblems(scope, particulars)));
  if (problems.length > 0) throw new DomainError("INVALID", { fields: problems });
  if (!(await saveParticulars(tx, actor, entryId, after, particulars))) throw new DomainError("STALE");
  await recordAct(scope, {
    act: "entry.particulars",
    subjectKind: "entry",
    subjectId: entryId,
    detail: { version },
  });
  return { version, repeats: repeated };
}

/** Items declared as collected that another department collects already. */
export function repeatedItems(
  { actor, tx }: Scope,
  departmentId: string,
  items: readonly { name: string; labelZh: string }[],
  { collection }: ParticularsInput,
): Promise<RepeatedItem[]> {
  const collected = items.filter(({ name }) => collection?.items.includes(name));
  return findCollected(
    tx,
    actor.tenantId,
    departmentId,
    collected.map(({ name, labelZh }) => ({ name, labelZh })),
  );
}

/** Departments named in the particulars that do not work in the city. */
export async function departmentProblems(
  { actor, tx }: Scope,
  { leadDepartmentId, contributors }: ParticularsInput,
): Promise<FieldProblem[]> {
  const named = [...new Set([...(leadDepartmentId ? [leadDepartmentId] : []), ...contributors])];
  if (named.length === 0 || (await countDepartments(tx, actor.tenantId, named)) === named.length) return [];
  return [{ path: "particulars.contributors", problem: "unknown-department" }];
}

/**
 * Who leads the base or theme database of a new entry (朔州 6, 乐山 8, 重庆 17): the authority where the text gives it the
 * base databases, else the department named, else the one that compiles.
 * @returns null for an entry of neither
 * @throws DomainError INVALID when it is led by another already: a database has one lead
 */
export async function leadOf(scope: Scope, entryId: string, particulars: ParticularsInput): Promise<string | null> {
  const { actor, now, tx } = scope;
  const { base, themeDatabase, leadDepartmentId } = particulars;
  if (!base && !themeDatabase) return null;
  const view = getBook(actor.tenantId).on(now);
  const owner = view.value(base ? "catalogue.basic.owner" : "catalogue.theme.owner");
  if (base && isStipulated(owner) && owner.value === "authority") return findCityAuthority(tx, actor.tenantId);
  const [kind, database] = base ? (["base", base] as const) : (["themeDatabase", themeDatabase] as const);
  const known = await findDatabaseLead(tx, actor.tenantId, kind, database, entryId);
  if (known && leadDepartmentId && leadDepartmentId !== known)
    throw new DomainError("INVALID", { fields: [{ path: "particulars.leadDepartmentId", problem: "one-lead" }] });
  return known ?? leadDepartmentId ?? actor.departmentId;
}

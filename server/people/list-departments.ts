import type { Scope } from "@/server/db/context";
import { listDepartmentRows, type StoredDepartment } from "@/server/people/department.repository";
import { legalKinds } from "@/server/people/legal-kinds";
import type { DepartmentRow, LegalKind, ListDepartmentsInput } from "@/server/people/people.schema";

/** The departments of the person's city. Anyone signed in may know the structure; the database shows no other city's. */
export async function listDepartments(
  { actor, now, tx }: Scope,
  input: ListDepartmentsInput,
): Promise<{ rows: DepartmentRow[]; total: number }> {
  const { rows, total } = await listDepartmentRows(tx, input);
  const kinds = legalKinds(actor.tenantId, now);
  return { rows: rows.map((row) => toDepartmentRow(row, kinds)), total };
}

/** The kinds of department and participant that the city's text knows, for the form that enters one. */
export async function listLegalKinds({ actor, now }: Scope, _: undefined): Promise<LegalKind[]> {
  return legalKinds(actor.tenantId, now);
}

function toDepartmentRow(
  { id, code, kind, legalKind, empoweredBy, retiredAt, region, ...row }: StoredDepartment,
  kinds: readonly LegalKind[],
): DepartmentRow {
  return {
    id,
    code,
    name: { zh: row.nameZh, en: row.nameEn },
    kind: kind as DepartmentRow["kind"],
    region: { id: region.id, name: { zh: region.nameZh, en: region.nameEn } },
    legalKind: kinds.find((each) => each.id === legalKind) ?? null,
    empoweredBy,
    retiredAt,
    people: row._count.people,
  };
}

import type { Scope } from "@/server/db/context";
import { listDepartmentRows, type StoredDepartment } from "@/server/people/department.repository";
import type { DepartmentRow, ListDepartmentsInput } from "@/server/people/people.schema";

/** The departments of the person's city. Anyone signed in may know the structure; the database shows no other city's. */
export async function listDepartments(
  { tx }: Scope,
  input: ListDepartmentsInput,
): Promise<{ rows: DepartmentRow[]; total: number }> {
  const { rows, total } = await listDepartmentRows(tx, input);
  return { rows: rows.map(toDepartmentRow), total };
}

function toDepartmentRow({ id, code, kind, retiredAt, region, ...row }: StoredDepartment): DepartmentRow {
  return {
    id,
    code,
    name: { zh: row.nameZh, en: row.nameEn },
    kind: kind as DepartmentRow["kind"],
    region: { id: region.id, name: { zh: region.nameZh, en: region.nameEn } },
    retiredAt,
    people: row._count.people,
  };
}

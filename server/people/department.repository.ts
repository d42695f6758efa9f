import type { Tx } from "@/server/db/context";
import type { Prisma } from "@/server/db/generated/client";
import type { CreateDepartmentInput, ListDepartmentsInput } from "@/server/people/people.schema";

const LISTED = {
  id: true,
  code: true,
  kind: true,
  legalKind: true,
  empoweredBy: true,
  nameZh: true,
  nameEn: true,
  retiredAt: true,
  region: { select: { id: true, nameZh: true, nameEn: true } },
  _count: { select: { people: { where: { disabledAt: null } } } },
} satisfies Prisma.DepartmentSelect;

export type StoredDepartment = Prisma.DepartmentGetPayload<{ select: typeof LISTED }>;

/** One page of departments, and how many there are in all. */
export async function listDepartmentRows(
  tx: Tx,
  { search, regionId, status, sort, direction, page, pageSize }: ListDepartmentsInput,
): Promise<{ rows: StoredDepartment[]; total: number }> {
  const part = search && { contains: search, mode: "insensitive" as const };
  const where: Prisma.DepartmentWhereInput = {
    ...(part && { OR: [{ nameZh: part }, { nameEn: part }, { code: part }] }),
    ...(regionId && { regionId }),
    ...(status !== "all" && { retiredAt: status === "active" ? null : { not: null } }),
  };
  const rows = await tx.department.findMany({
    where,
    select: LISTED,
    orderBy: [sort === "name" ? { nameZh: direction } : { code: direction }, { id: "asc" }],
    skip: (page - 1) * pageSize,
    take: pageSize,
  });
  return { rows, total: await tx.department.count({ where }) };
}

/** One department of the city, or null. */
export async function findDepartment(tx: Tx, id: string): Promise<StoredDepartment | null> {
  return tx.department.findFirst({ where: { id }, select: LISTED });
}

/** Whether the city has such a region. */
export async function isRegion(tx: Tx, id: string): Promise<boolean> {
  return (await tx.region.findFirst({ where: { id }, select: { id: true } })) !== null;
}

/** A new department of the ordinary kind. A taken code is a unique violation. */
export async function saveDepartment(
  tx: Tx,
  tenantId: string,
  id: string,
  { code, name, regionId, legalKind, empoweredBy }: CreateDepartmentInput,
): Promise<void> {
  await tx.department.createMany({
    data: [
      { tenantId, id, code, regionId, kind: "department", legalKind, empoweredBy, nameZh: name.zh, nameEn: name.en },
    ],
  });
}

/** Says what the department is in the city's text; false when there is no such department. */
export async function saveLegalKind(
  tx: Tx,
  id: string,
  kind: { legalKind: string; empoweredBy: string },
): Promise<boolean> {
  const { count } = await tx.department.updateMany({ where: { id }, data: kind });
  return count === 1;
}

/** Changes the names; false when there is no such department. */
export async function saveName(tx: Tx, id: string, name: { zh: string; en: string }): Promise<boolean> {
  const { count } = await tx.department.updateMany({ where: { id }, data: { nameZh: name.zh, nameEn: name.en } });
  return count === 1;
}

/** Retires the department; false when it is retired already. */
export async function markRetired(tx: Tx, id: string, retiredAt: Date): Promise<boolean> {
  const { count } = await tx.department.updateMany({ where: { id, retiredAt: null }, data: { retiredAt } });
  return count === 1;
}

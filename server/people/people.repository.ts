import type { Tx } from "@/server/db/context";
import type { Prisma } from "@/server/db/generated/client";
import type { CreatePersonInput, ListPeopleInput } from "@/server/people/people.schema";

const LISTED = {
  id: true,
  login: true,
  name: true,
  demo: true,
  disabledAt: true,
  createdAt: true,
  department: { select: { id: true, nameZh: true, nameEn: true, kind: true, retiredAt: true } },
  roles: { select: { role: true }, orderBy: { role: "asc" } },
} satisfies Prisma.PersonSelect;

export type StoredPerson = Prisma.PersonGetPayload<{ select: typeof LISTED }>;

/** One page of people, and how many there are in all. */
export async function listPersons(
  tx: Tx,
  { search, status, role, departmentId, sort, direction, page, pageSize }: ListPeopleInput,
): Promise<{ rows: StoredPerson[]; total: number }> {
  const where: Prisma.PersonWhereInput = {
    ...(search && {
      OR: [{ name: { contains: search, mode: "insensitive" } }, { login: { contains: search, mode: "insensitive" } }],
    }),
    ...(status !== "all" && { disabledAt: status === "active" ? null : { not: null } }),
    ...(role && { roles: { some: { role } } }),
    ...(departmentId && { departmentId }),
  };
  const rows = await tx.person.findMany({
    where,
    select: LISTED,
    orderBy: [{ [sort]: direction }, { id: "asc" }],
    skip: (page - 1) * pageSize,
    take: pageSize,
  });
  return { rows, total: await tx.person.count({ where }) };
}

/** One person of the city, or null. */
export async function findPerson(tx: Tx, id: string): Promise<StoredPerson | null> {
  return tx.person.findFirst({ where: { id }, select: LISTED });
}

/** A department that people may be put into, or null. */
export async function findOpenDepartment(tx: Tx, id: string): Promise<{ id: string } | null> {
  return tx.department.findFirst({ where: { id, retiredAt: null }, select: { id: true } });
}

/** A new person without roles and without credentials. A taken login is a unique violation. */
export async function savePerson(
  tx: Tx,
  tenantId: string,
  id: string,
  { login, name, departmentId }: CreatePersonInput,
): Promise<void> {
  await tx.person.createMany({ data: [{ tenantId, id, login, name, departmentId }] });
}

/** Sets or clears the day of disabling; false when it stood so already or there is no such person. */
export async function markDisabled(tx: Tx, id: string, disabledAt: Date | null): Promise<boolean> {
  const { count } = await tx.person.updateMany({
    where: { id, disabledAt: disabledAt ? null : { not: null } },
    data: { disabledAt },
  });
  return count === 1;
}

/** Gives a first or new password; the database ends the person's sessions and refuses one's own (ctx.set_credential). */
export async function setCredential(
  tx: Tx,
  personId: string,
  passwordHash: string,
  totpSecret: string | null,
): Promise<void> {
  await tx.$executeRaw`select ctx.set_credential(${personId}::uuid, ${passwordHash}, ${totpSecret})`;
}

/** Adds a role; false when the person holds it already. */
export async function addRole(
  tx: Tx,
  row: { tenantId: string; personId: string; role: string; assignedBy: string },
): Promise<boolean> {
  const { count } = await tx.roleAssignment.createMany({ data: [row], skipDuplicates: true });
  return count === 1;
}

/** Takes a role away; false when the person does not hold it. */
export async function deleteRole(tx: Tx, personId: string, role: string): Promise<boolean> {
  const { count } = await tx.roleAssignment.deleteMany({ where: { personId, role } });
  return count === 1;
}

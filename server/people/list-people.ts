import type { Role } from "@/server/db/actor";
import type { Scope } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";
import { listPersons, type StoredPerson } from "@/server/people/people.repository";
import type { ListPeopleInput, PersonRow } from "@/server/people/people.schema";

/** The city's people with their roles, for the system administrator, the security officer and the auditor. */
export async function listPeople(scope: Scope, input: ListPeopleInput): Promise<{ rows: PersonRow[]; total: number }> {
  authorise(scope.actor, "read", "person");
  const { rows, total } = await listPersons(scope.tx, input);
  return { rows: rows.map((row) => toPersonRow(row, scope.actor.personId)), total };
}

function toPersonRow({ department, roles, ...person }: StoredPerson, self: string): PersonRow {
  return {
    ...person,
    department: department && { id: department.id, name: { zh: department.nameZh, en: department.nameEn } },
    roles: roles.map(({ role }) => role as Role),
    self: person.id === self,
  };
}

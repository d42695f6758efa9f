import type { Role } from "@/server/db/actor";
import { findDemoPeople } from "@/server/identity/sign-in.repository";
import { isProduction } from "@/server/shared/mode";

/** A demonstration person, without anything secret. */
export interface DemoPerson {
  tenantId: string;
  personId: string;
  login: string;
  name: string;
  department: { zh: string; en: string } | null;
  roles: Role[];
  /** True for the few of each city that show every side of it; a first page lists these and folds the others away. */
  featured: boolean;
}

/** The demonstration people of one city, province or the platform, in the order of the roles below. */
export interface DemoGroup {
  tenantId: string;
  kind: "city" | "province" | "platform";
  name: { zh: string; en: string };
  people: DemoPerson[];
}

const ORDER: readonly string[] = [
  "data_officer",
  "department_head",
  "delegate_reviewer",
  "authority_officer",
  "government_officer",
  "system_admin",
  "security_officer",
  "auditor",
  "public_user",
];
const FEATURED: Readonly<Record<string, number>> = { data_officer: 3, authority_officer: 2 };
const KINDS = ["city", "province", "platform"];

/** Whom a visitor of the first page may sign in as, grouped: cities, then provinces, then the platform. Empty in production. */
export async function listDemoPeople(): Promise<DemoGroup[]> {
  if (isProduction()) return [];
  const groups = new Map<string, DemoGroup>();
  for (const { tenantKind, tenantName, roles, ...person } of await findDemoPeople()) {
    const group = groups.get(person.tenantId) ?? {
      tenantId: person.tenantId,
      kind: tenantKind,
      name: tenantName,
      people: [],
    };
    group.people.push({ ...person, roles: roles as Role[], featured: false });
    groups.set(person.tenantId, group);
  }
  return [...groups.values()]
    .map((group) => ({ ...group, people: featureFew(group.people.sort(byRole)) }))
    .sort((one, other) => KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind));
}

function featureFew(people: DemoPerson[]): DemoPerson[] {
  const seen = new Map<string, number>();
  return people.map((person) => {
    const role = person.roles[0] ?? "";
    const count = (seen.get(role) ?? 0) + 1;
    seen.set(role, count);
    return { ...person, featured: count <= (FEATURED[role] ?? 1) };
  });
}

function byRole(one: DemoPerson, other: DemoPerson): number {
  const rank = (person: DemoPerson) => ORDER.indexOf(person.roles[0] ?? "");
  return rank(one) - rank(other);
}

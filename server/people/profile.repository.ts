import type { Scope, Tx } from "@/server/db/context";
import type { Text } from "@/server/law/types";
import type { ProfileInput } from "@/server/people/profile.schema";

/** Adds a version after the one its author looked at; false when another came first. */
export async function saveProfile(
  tx: Tx,
  { tenantId, personId, departmentId }: Scope["actor"],
  after: number,
  profile: ProfileInput,
): Promise<boolean> {
  const added = await tx.$executeRaw`
    insert into app.department_profile (tenant_id, department_id, version, profile, person_id)
    select ${tenantId}, ${departmentId}::uuid, ${after}::int + 1, ${JSON.stringify(profile)}::jsonb, ${personId}::uuid
     where ${after}::int = (select coalesce(max(p.version), 0) from app.department_profile p
       where p.tenant_id = ${tenantId} and p.department_id = ${departmentId}::uuid)
    on conflict do nothing`;
  return added === 1;
}

/** Notes that the authority received a version; false when it was received before. */
export async function saveReceipt(
  tx: Tx,
  { tenantId, personId, departmentId: authority }: Scope["actor"],
  departmentId: string,
  version: number,
): Promise<boolean> {
  const added = await tx.$executeRaw`
    insert into app.department_profile_receipt (tenant_id, department_id, version, authority_id, person_id)
      values (${tenantId}, ${departmentId}::uuid, ${version}, ${authority}::uuid, ${personId}::uuid)
      on conflict do nothing`;
  return added === 1;
}

/** A filed version as it is stored. */
export interface StoredProfile {
  version: number;
  profile: ProfileInput;
  at: Date;
  person: string;
  receivedAt: Date | null;
  authority: Text | null;
}

/** Every version that a department filed, newest first. */
export async function listProfiles(tx: Tx, tenantId: string, departmentId: string): Promise<StoredProfile[]> {
  return tx.$queryRaw<StoredProfile[]>`
    select p.version, p.profile, p.at, coalesce(n.name, '') as person, r.at as "receivedAt",
        case when a.id is not null then jsonb_build_object('zh', a.name_zh, 'en', a.name_en) end as authority
      from app.department_profile p
      left join app.person n on n.tenant_id = p.tenant_id and n.id = p.person_id
      left join app.department_profile_receipt r on r.tenant_id = p.tenant_id and r.department_id = p.department_id and r.version = p.version
      left join app.department a on a.tenant_id = r.tenant_id and a.id = r.authority_id
     where p.tenant_id = ${tenantId} and p.department_id = ${departmentId}::uuid
     order by p.version desc`;
}

/** The heads that these departments named last, by department. */
export async function findHeads(
  tx: Tx,
  tenantId: string,
  departmentIds: readonly string[],
): Promise<Map<string, string>> {
  if (departmentIds.length === 0) return new Map();
  const rows = await tx.$queryRaw<{ id: string; head: string }[]>`
    select distinct on (p.department_id) p.department_id as id, p.profile ->> 'head' as head
      from app.department_profile p
     where p.tenant_id = ${tenantId} and p.department_id = any (${[...departmentIds]}::uuid[])
     order by p.department_id, p.version desc`;
  return new Map(rows.filter(({ head }) => head).map(({ id, head }) => [id, head]));
}

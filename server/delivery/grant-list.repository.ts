import type { SessionActor } from "@/server/db/actor";
import type { Tx } from "@/server/db/context";
import { Prisma } from "@/server/db/generated/client";
import type { GrantRow, ListGrantsInput } from "@/server/delivery/grant.schema";

export type ListedGrant = Omit<GrantRow, "sides" | "state"> & {
  regionId: string;
  suspendedAt: Date | null;
  revokedAt: Date | null;
  retiredAt: Date | null;
};

const ORDER = {
  newest: Prisma.raw("g.granted_at desc, g.id"),
  ending: Prisma.raw("g.valid_until, g.id"),
} as const;

/** Grants that this person may see, with their number. */
export async function listGrantRows(
  tx: Tx,
  actor: SessionActor,
  now: Date,
  { side, state, entryId, text, sort, page, pageSize }: ListGrantsInput,
): Promise<{ rows: ListedGrant[]; total: number }> {
  const like = text ? `%${text.replace(/[\\%_]/g, "\\$&")}%` : null;
  const found = await tx.$queryRaw<(ListedGrant & { total: number })[]>`
    select g.id, g.version, g.region_id as "regionId", g.case_id as "caseId",
      coalesce((select c.number from app."case" c where c.tenant_id = g.tenant_id and c.id = g.case_id), '') as "caseNumber",
      jsonb_build_object('id', e.id, 'code', e.code, 'name', jsonb_build_object('zh', e.name_zh, 'en', e.name_en)) as entry,
      jsonb_build_object('id', cd.id, 'name', jsonb_build_object('zh', cd.name_zh, 'en', cd.name_en)) as consumer,
      jsonb_build_object('id', pd.id, 'name', jsonb_build_object('zh', pd.name_zh, 'en', pd.name_en)) as provider,
      g.purpose, cardinality(g.columns) as "columnCount", g.storage_allowed as "storageAllowed", g.valid_from as "validFrom", g.valid_until as "validUntil",
      g.granted_at as "grantedAt", g.suspended_at as "suspendedAt", g.revoked_at as "revokedAt",
      e.retired_at as "retiredAt", count(*) over ()::int as total
    from app.data_grant g
    join app.catalogue_entry e on e.tenant_id = g.tenant_id and e.id = g.entry_id
    join app.department cd on cd.tenant_id = g.tenant_id and cd.id = g.consumer_department_id
    join app.department pd on pd.tenant_id = g.tenant_id and pd.id = g.provider_department_id
    where g.tenant_id = ${actor.tenantId}
      and (${entryId ?? null}::uuid is null or g.entry_id = ${entryId ?? null}::uuid)
      and case ${side ?? null}::text
        when 'consumer' then g.consumer_department_id = ${actor.departmentId}::uuid
        when 'provider' then g.provider_department_id = ${actor.departmentId}::uuid
        when 'authority' then ${actor.departmentId}::uuid not in (g.consumer_department_id, g.provider_department_id)
        else true end
      and (${like}::text is null or e.name_zh ilike ${like} or e.name_en ilike ${like} or g.purpose ilike ${like}
        or cd.name_zh ilike ${like} or cd.name_en ilike ${like} or pd.name_zh ilike ${like} or pd.name_en ilike ${like})
      and (${state ?? null}::text is null or ${state ?? null}::text = case when g.revoked_at is not null then 'revoked'
        when e.retired_at <= ${now}::timestamptz then 'retired'
        when g.suspended_at is not null then 'suspended' when ${now}::timestamptz < g.valid_from then 'not-begun'
        when ${now}::timestamptz < g.valid_until then 'live' else 'expired' end)
    order by ${ORDER[sort]} limit ${pageSize} offset ${(page - 1) * pageSize}`;
  return { rows: found.map(({ total: _, ...row }) => row), total: found[0]?.total ?? 0 };
}

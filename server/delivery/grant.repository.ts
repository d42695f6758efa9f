import type { GrantTerms } from "@/server/cases/grant-terms";
import type { Tx } from "@/server/db/context";

export interface NewGrant extends GrantTerms {
  id: string;
  caseId: string;
  entryId: string;
  regionId: string;
  consumerDepartmentId: string;
  providerDepartmentId: string;
  approvedBy: string;
  grantedAt: Date;
}

/** Inserts one grant. */
export async function saveGrant(tx: Tx, tenantId: string, grant: NewGrant): Promise<void> {
  await tx.$executeRaw`
    insert into app.data_grant (tenant_id, id, case_id, entry_id, region_id, consumer_department_id, provider_department_id, approved_by,
      columns, masks, row_filter, purpose, storage_allowed, valid_from, valid_until, granted_at)
    values (${tenantId}, ${grant.id}::uuid, ${grant.caseId}::uuid, ${grant.entryId}::uuid, ${grant.regionId},
      ${grant.consumerDepartmentId}::uuid, ${grant.providerDepartmentId}::uuid, ${grant.approvedBy}::uuid, ${grant.columns}::text[],
      ${JSON.stringify(grant.masks)}::jsonb, ${JSON.stringify(grant.rowFilter)}::jsonb, ${grant.purpose}, ${grant.storageAllowed},
      ${grant.validFrom}::timestamptz, ${grant.validUntil}::timestamptz, ${grant.grantedAt}::timestamptz)`;
}

import type { Tx } from "@/server/db/context";
import type { ListUseInput, UseRow } from "@/server/delivery/grant.schema";
import type { CallReceipt, ReceiptCheck } from "@/server/delivery/retrieval.schema";

/** Access records that this person may see, newest first. */
export async function listUseRows(
  tx: Tx,
  tenantId: string,
  { recordId, grantId, entryId, way, page, pageSize }: ListUseInput & { recordId?: string },
): Promise<{ rows: UseRow[]; total: number }> {
  const found = await tx.$queryRaw<(UseRow & { total: number })[]>`
    with seen as (
      select * from app.access_record r
       where r.tenant_id = ${tenantId} and (${recordId ?? null}::uuid is null or r.id = ${recordId ?? null}::uuid)
         and (${grantId ?? null}::uuid is null or r.grant_id = ${grantId ?? null}::uuid)
         and (${entryId ?? null}::uuid is null or r.entry_id = ${entryId ?? null}::uuid)
         and (${way ?? null}::text is null or r.way = ${way ?? null}::text)),
      listed as (select * from seen order by at desc, id limit ${pageSize} offset ${(page - 1) * pageSize})
    select r.id, r.grant_id as "grantId",
      jsonb_build_object('id', e.id, 'name', jsonb_build_object('zh', e.name_zh, 'en', e.name_en)) as entry,
      jsonb_build_object('id', cd.id, 'name', jsonb_build_object('zh', cd.name_zh, 'en', cd.name_en)) as consumer,
      jsonb_build_object('id', pd.id, 'name', jsonb_build_object('zh', pd.name_zh, 'en', pd.name_en)) as provider,
      jsonb_build_object('kind', case when r.api_key_id is null then 'person' else 'key' end, 'name', coalesce(p.name, k.label, '')) as by,
      case when r.approved_by is not null then coalesce(a.name, '') end as "approvedBy", r.purpose, array(select jsonb_array_elements_text(r.content -> 'columns')) as columns,
      coalesce(r.content -> 'filter', '[]') as filter, r.way, r.medium, r.at,
      (select o.outcome <> 'delivered' from app.upstream_outcome o where o.tenant_id = r.tenant_id and o.access_id = r.id) as "gaveNothing",
      (select g.storage_allowed from app.data_grant g where g.tenant_id = r.tenant_id and g.id = r.grant_id) as "storageAllowed",
      (select count(*)::int from seen) as total
    from listed r
    join app.catalogue_entry e on e.tenant_id = r.tenant_id and e.id = r.entry_id
    join app.department cd on cd.tenant_id = r.tenant_id and cd.id = r.consumer_department_id
    join app.department pd on pd.tenant_id = r.tenant_id and pd.id = r.provider_department_id
    left join app.person p on p.tenant_id = r.tenant_id and p.id = r.person_id
    left join app.person a on a.tenant_id = r.tenant_id and a.id = r.approved_by
    left join app.api_key k on k.tenant_id = r.tenant_id and k.id = r.api_key_id
    order by r.at desc, r.id`;
  return { rows: found.map(({ total: _, ...row }) => row), total: found[0]?.total ?? 0 };
}

/** How often a grant was used: in all, since an instant, and when last. */
export async function countUse(
  tx: Tx,
  tenantId: string,
  grantId: string,
  since: Date,
): Promise<{ total: number; last30Days: number; lastAt: Date | null }> {
  const rows = await tx.$queryRaw<{ total: number; last30Days: number; lastAt: Date | null }[]>`
    select count(*)::int as total, count(*) filter (where r.at >= ${since}::timestamptz)::int as "last30Days", max(r.at) as "lastAt"
    from app.access_record r where r.tenant_id = ${tenantId} and r.grant_id = ${grantId}::uuid`;
  return rows[0] ?? { total: 0, last30Days: 0, lastAt: null };
}

/** As what kind of document an entry was marked at an instant, and by what law its electronic form was excluded. */
export async function findDocumentAt(
  tx: Tx,
  tenantId: string,
  entryId: string,
  at: Date,
): Promise<{ document: "documents" | "licences" | "contracts" | null; excludedBy: string }> {
  const rows = await tx.$queryRaw<{ document: "documents" | "licences" | "contracts" | null; excludedBy: string }[]>`
    select p.particulars ->> 'document' as document, coalesce(p.particulars ->> 'electronicExcludedBy', '') as "excludedBy"
      from app.entry_particulars p
     where p.tenant_id = ${tenantId} and p.entry_id = ${entryId}::uuid and p.at <= ${at}::timestamptz
     order by p.version desc limit 1`;
  return rows[0] ?? { document: null, excludedBy: "" };
}

/** The receipt of a record that this person may see; null otherwise. */
export async function findReceipt(tx: Tx, recordId: string): Promise<CallReceipt | null> {
  const rows = await tx.$queryRaw<{ receipt: CallReceipt | null }[]>`select gate.receipt(${recordId}::uuid) as receipt`;
  return rows[0]?.receipt ?? null;
}

/** What a visitor's city says of a receipt's number and code. */
export async function judgeReceipt(tx: Tx, city: string, recordId: string, code: string): Promise<ReceiptCheck> {
  const rows = await tx.$queryRaw<{ check: ReceiptCheck }[]>`
    select gate.check_receipt(${city}, ${recordId}::uuid, ${code}) as check`;
  return rows[0]?.check ?? { verdict: "unknown" };
}

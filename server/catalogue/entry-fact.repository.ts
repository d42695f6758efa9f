import type { Tx } from "@/server/db/context";
import type { OpeningClass } from "@/server/law";

export interface EntryFact {
  caseId: string;
  entryId: string;
  fact:
    | "publish-entry"
    | "announce-retirement"
    | "keep-entry"
    | "retire-entry"
    | "open-entry"
    | "close-entry"
    | "suspend-opening"
    | "resume-opening";
  /** Only of `open-entry`. */
  openingClass?: OpeningClass;
  basis?: string;
}

/** Adds one fact about an entry. */
export async function saveEntryFact(
  tx: Tx,
  tenantId: string,
  { caseId, entryId, fact, openingClass, basis, personId, at }: EntryFact & { personId: string; at: Date },
): Promise<void> {
  await tx.$executeRaw`
    insert into app.entry_fact (tenant_id, entry_id, case_id, fact, opening_class, basis, person_id, at)
    values (${tenantId}, ${entryId}::uuid, ${caseId}::uuid, ${fact}, ${openingClass ?? null}::text, ${basis ?? ""},
      ${personId}::uuid, ${at}::timestamptz)`;
}

/** Tells every department that holds a live grant on the entry, and the authority of its region (D6, 809 art. 27). */
export async function tellConsumers(
  tx: Tx,
  tenantId: string,
  {
    entryId,
    caseId,
    kind,
    at,
  }: { entryId: string; caseId: string; kind: "entry-retiring" | "entry-retired"; at: Date },
): Promise<void> {
  await tx.$executeRaw`
    insert into app.notice (tenant_id, department_id, kind, subject_kind, subject_id, detail, at)
    select ${tenantId}, d.id, ${kind}, 'entry', e.id,
        jsonb_build_object('entryName', jsonb_build_object('zh', e.name_zh, 'en', e.name_en), 'caseId', ${caseId}::text), ${at}::timestamptz
      from app.catalogue_entry e
      join app.department d on d.tenant_id = e.tenant_id and d.retired_at is null
       and ((d.kind = 'authority' and d.region_id = e.region_id)
         or exists (select from app.data_grant g where g.tenant_id = e.tenant_id and g.entry_id = e.id
           and g.consumer_department_id = d.id and g.revoked_at is null and g.valid_until > ${at}::timestamptz))
     where e.tenant_id = ${tenantId} and e.id = ${entryId}::uuid`;
}

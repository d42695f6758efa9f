import type { EntryReview, ReviewAnswer } from "@/server/catalogue/review.schema";
import type { Tx } from "@/server/db/context";

export interface NewReview {
  entryId: string;
  caseId: string;
  answers: readonly ReviewAnswer[];
  /** The city's law publishes it with the entry. */
  open: boolean;
  personId: string;
}

/** Keeps what the review of a published entry found. */
export async function saveReview(
  tx: Tx,
  tenantId: string,
  { entryId, caseId, answers, open, personId }: NewReview,
): Promise<void> {
  await tx.$executeRaw`
    insert into app.entry_review (tenant_id, entry_id, case_id, answers, public, person_id)
    values (${tenantId}, ${entryId}::uuid, ${caseId}::uuid, ${JSON.stringify(answers)}::jsonb, ${open}, ${personId}::uuid)`;
}

/** The last review of an entry, as far as the reader may see it. */
export async function findReview(tx: Tx, tenantId: string, entryId: string): Promise<EntryReview | null> {
  const rows = await tx.$queryRaw<EntryReview[]>`
    select r.at, r.public as open, r.answers,
        case when d.id is not null then jsonb_build_object('zh', d.name_zh, 'en', d.name_en) end as office
      from app.entry_review r
      left join app.person p on p.tenant_id = r.tenant_id and p.id = r.person_id
      left join app.department d on d.tenant_id = p.tenant_id and d.id = p.department_id
     where r.tenant_id = ${tenantId} and r.entry_id = ${entryId}::uuid order by r.at desc limit 1`;
  return rows[0] ?? null;
}

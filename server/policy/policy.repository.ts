import type { Scope, Tx } from "@/server/db/context";
import type { Text } from "@/server/law/types";
import type { Settlement, SettleReadingInput } from "./policy.schema";

/** Every settlement of the reader's city, newest first, with who made it. */
export async function listSettlements(tx: Tx): Promise<(Settlement & { reading: string })[]> {
  return tx.$queryRaw<(Settlement & { reading: string })[]>`
    select s.id, s.reading, s.verdict, s.proposal, s.reason, s.at, p.name as person,
        jsonb_build_object('zh', s.adopted_zh, 'en', s.adopted_en) as adopted,
        case when d.id is not null then jsonb_build_object('zh', d.name_zh, 'en', coalesce(nullif(d.name_en, ''), d.name_zh)) end as department
      from app.reading_settlement s
      left join app.person p on p.tenant_id = s.tenant_id and p.id = s.person_id
      left join app.department d on d.tenant_id = s.tenant_id and d.id = s.department_id
     order by s.at desc, s.id`;
}

/**
 * Adds a settlement after the one that was the last when its author looked.
 * @returns false when another came first
 */
export async function saveSettlement(
  tx: Tx,
  { tenantId, personId, departmentId }: Scope["actor"],
  id: string,
  { reading, verdict, proposal, reason, after }: SettleReadingInput,
  adopted: Text,
): Promise<boolean> {
  const added = await tx.$executeRaw`
    insert into app.reading_settlement
        (tenant_id, id, reading, verdict, proposal, reason, adopted_zh, adopted_en, after_id, person_id, department_id)
      values (${tenantId}, ${id}::uuid, ${reading}, ${verdict}, ${proposal ?? null}, ${reason}, ${adopted.zh}, ${adopted.en},
        ${after}::uuid, ${personId}::uuid, ${departmentId}::uuid)
      on conflict do nothing`;
  return added === 1;
}

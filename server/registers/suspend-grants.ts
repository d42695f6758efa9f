import { recordAct } from "@/server/audit/record-act";
import type { Scope } from "@/server/db/context";
import { listGrants } from "@/server/delivery/list-grants";
import { suspendGrant } from "@/server/delivery/stop-grant";
import type { Text } from "@/server/law";
import { stableId } from "@/server/shared/stable-id";
import { type StoredRecord, saveReply } from "./registers.repository";

/** The line that a suspension leaves in a record; no register uses this name. */
export const SUSPENDED = "suspended-grants";

const MOST = 100;

/**
 * Suspends every live grant that the keeper's department gave, and writes down in the record which: all or none of it
 * commits.
 * @returns how many were suspended
 */
export async function suspendGrants(scope: Scope, key: string, record: StoredRecord, title: Text): Promise<number> {
  const { actor, tx } = scope;
  const reason = `${title.zh}：${record.id}`;
  const numbers: string[] = [];
  for (const state of ["live", "not-begun"] as const) {
    // What was suspended no longer has the state asked for, so that the first page is always the next one.
    for (;;) {
      const { rows } = await listGrants(scope, { side: "provider", state, sort: "newest", page: 1, pageSize: MOST });
      const given = rows.filter(({ provider }) => provider.id === actor.departmentId);
      if (given.length === 0) break;
      for (const { id, version, caseNumber } of given) {
        await suspendGrant(scope, { idempotencyKey: stableId("suspend", key, id), grantId: id, version, reason });
        numbers.push(caseNumber ?? id);
      }
    }
  }
  await saveReply(tx, actor, {
    id: stableId("suspended", key),
    record,
    reply: SUSPENDED,
    words: numbers.join("、").slice(0, 2_000),
  });
  await recordAct(scope, {
    act: "registers.suspend",
    subjectKind: "record",
    subjectId: record.id,
    detail: { register: record.register, grants: numbers.length },
  });
  return numbers.length;
}

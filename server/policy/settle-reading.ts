import { randomUUID } from "node:crypto";
import { recordAct } from "@/server/audit/record-act";
import { claimKey } from "@/server/cases/claim-key";
import type { Scope } from "@/server/db/context";
import { DomainError, notFound } from "@/server/shared/errors";
import { ownBook } from "./city-book";
import { maySettle, readingsOf } from "./list-readings";
import { listSettlements, saveSettlement } from "./policy.repository";
import type { ReadingSettled, SettleReadingInput } from "./policy.schema";

/**
 * The city's authority confirms the reading adopted, or objects and proposes another; its last word stands. It changes no
 * value: that takes a dated entry in the policy files, which can name this settlement.
 * @throws DomainError FORBIDDEN to everybody else; NOT_FOUND for a reading that does not touch the city; STALE when
 * somebody settled it first
 */
export async function settleReading(scope: Scope, input: SettleReadingInput): Promise<ReadingSettled> {
  const book = ownBook(scope);
  if (!maySettle(scope.actor, book)) throw new DomainError("FORBIDDEN");
  const reading = readingsOf(book).find(({ id }) => id === input.reading);
  if (!reading) throw notFound();
  const settled: ReadingSettled = { settlementId: randomUUID() };
  const before = await claimKey(scope, input.idempotencyKey, "policy.settle", { ...settled });
  if (before) return before;
  const last = (await listSettlements(scope.tx)).find((each) => each.reading === reading.id);
  if ((last?.id ?? null) !== input.after) throw new DomainError("STALE");
  const saved = await saveSettlement(scope.tx, scope.actor, settled.settlementId, input, reading.adopted);
  if (!saved) throw new DomainError("STALE");
  await recordAct(scope, {
    act: "policy.settle",
    subjectKind: "reading",
    subjectId: reading.id,
    detail: { verdict: input.verdict, settlement: settled.settlementId },
  });
  return settled;
}

import { recordAct } from "@/server/audit/record-act";
import { type EntryFact, saveEntryFact, tellConsumers } from "@/server/catalogue/entry-fact.repository";
import type { Scope } from "@/server/db/context";

/**
 * Notes what a case did to an entry; the database keeps beside the entry what that means for every door. The consumers of
 * an entry that goes off are told when that is announced.
 */
export async function recordEntryFact(scope: Scope, fact: EntryFact): Promise<void> {
  const { actor, now, tx } = scope;
  await saveEntryFact(tx, actor.tenantId, { ...fact, personId: actor.personId, at: now });
  if (fact.fact === "announce-retirement" || fact.fact === "retire-entry") {
    const kind = fact.fact === "retire-entry" ? "entry-retired" : "entry-retiring";
    await tellConsumers(tx, actor.tenantId, { entryId: fact.entryId, caseId: fact.caseId, kind, at: now });
  }
  await recordAct(scope, {
    act: `catalogue.${fact.fact}`,
    subjectKind: "entry",
    subjectId: fact.entryId,
    detail: { caseId: fact.caseId, ...(fact.openingClass && { openingClass: fact.openingClass }) },
  });
}

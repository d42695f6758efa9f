import type { CaseEffect } from "@/server/cases/rules";
import type { StoredApplication } from "@/server/cases/stored-case";
import { keepReview } from "@/server/catalogue/keep-review";
import { recordEntryFact } from "@/server/catalogue/record-entry-fact";
import type { Scope } from "@/server/db/context";
import { endGrantsOfEntry } from "@/server/delivery/end-grants-of-entry";
import { stopGrantOfCase } from "@/server/delivery/stop-grant";
import type { CaseOutreach, Procedure } from "@/server/law";
import { enterRegister } from "@/server/opening/enter-register";

/** The case that reaches out. */
export interface ReachingCase {
  caseId: string;
  procedure: Procedure;
  /** Null where the case is about no entry: nothing can be done to one then. */
  entryId: string | null;
  application: StoredApplication;
  /** What acts have said in forms of their own. */
  values?: Record<string, string>;
  /** Why, in the words of the act that does it. */
  reason?: string | undefined;
}

/**
 * Does what an act or an end does beyond its case, in the same transaction: the entry published, announced to go off,
 * taken off, opened or suspended, the applicant entered into the public register, a consumer's grants ended.
 */
export async function reachOut(scope: Scope, effects: readonly CaseEffect[], of: ReachingCase): Promise<void> {
  for (const effect of effects) {
    if (effect.type === "outreach") await reach(scope, effect.outreach, of);
  }
}

async function reach(scope: Scope, outreach: CaseOutreach, of: ReachingCase): Promise<void> {
  const { caseId, entryId, application } = of;
  // A reviewer's word goes before the proposal's.
  const said = (id: string) => of.values?.[id] ?? application.fields[id];
  if (application.grantId) return reachGrant(scope, outreach, application.grantId, of.reason ?? said("facts") ?? "");
  if (entryId === null) return;
  switch (outreach) {
    case "open-entry":
      return recordEntryFact(scope, {
        caseId,
        entryId,
        fact: outreach,
        openingClass: (said("settled-class") ?? said("class")) === "conditional" ? "conditional" : "unconditional",
        basis: said("settled-basis") ?? said("basis") ?? "",
      });
    case "close-entry":
      return recordEntryFact(scope, { caseId, entryId, fact: outreach, basis: said("basis") ?? "" });
    case "retire-entry":
      await recordEntryFact(scope, { caseId, entryId, fact: outreach });
      return endGrantsOfEntry(scope, { entryId, reason: said("reason") ?? "" });
    case "publish-entry":
      await recordEntryFact(scope, { caseId, entryId, fact: outreach });
      return keepReview(scope, { caseId, entryId, procedure: of.procedure, values: of.values ?? {} });
    case "announce-retirement":
    case "keep-entry":
    case "suspend-opening":
    case "resume-opening":
      return recordEntryFact(scope, { caseId, entryId, fact: outreach });
    case "register-applicant":
      return enterRegister(scope, { caseId, entryId, purpose: said("purpose") ?? "" });
    default:
      throw new Error(`no capability does ${outreach}`);
  }
}

/** A case about a grant suspends it, lets it be used again, or ends it. */
async function reachGrant(scope: Scope, outreach: CaseOutreach, grantId: string, reason: string): Promise<void> {
  switch (outreach) {
    case "suspend-grants":
      return stopGrantOfCase(scope, "suspend", { grantId, reason });
    case "resume-grants":
      return stopGrantOfCase(scope, "resume", { grantId, reason });
    case "end-grants":
      return stopGrantOfCase(scope, "revoke", { grantId, reason });
    default:
      throw new Error(`${outreach} is nothing that happens to a grant`);
  }
}

import type { FilingStart, StartFilingInput } from "@/server/cases/case.schema";
import { openCaseFile } from "@/server/cases/case-file";
import { dueView } from "@/server/cases/due";
import { planFiling } from "@/server/cases/filing";
import { advance, CaseRuleError } from "@/server/cases/rules";
import { sampleOf } from "@/server/cases/sample-form";
import { cited, stageLine } from "@/server/cases/stage-line";
import type { Scope } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";
import { calendarFor, getBook } from "@/server/law";
import { findEvidence } from "@/server/rectification/find-evidence";

/**
 * What a filing asks, by the law of today: its fields with their articles, the way it takes, and the first due date if it
 * were filed now. Writes nothing.
 * @throws DomainError NOT_FOUND, FORBIDDEN, INVALID
 */
export async function startFiling(scope: Scope, { after, ...input }: StartFilingInput): Promise<FilingStart> {
  const { actor, now } = scope;
  authorise(actor, "read", "case");
  const { procedure, as, entry, provider, about, attributes } = await planFiling(scope, input);
  const { filing, sides, id, title } = procedure;
  const calendar = calendarFor(actor.tenantId);
  const by = { kind: as, department: actor.departmentId ?? "", person: actor.personId };
  const dueByForm = Object.keys(filing.markedBy).length > 0;
  const expected = dueByForm ? null : expectation();
  const parties = {
    requester: { name: actor.departmentId ? actor.departmentName : { zh: actor.personName, en: actor.personName } },
    provider: { name: provider.name },
    delegate: null,
  };
  const regions = { regionId: provider.regionId, requesterRegionId: actor.regionId };
  const book = getBook(actor.tenantId);
  return {
    procedure: { ...cited(procedure), id, title, filingTitle: filing.title, causes: filing.causes },
    as,
    sideNames: sides,
    entry: entry && { id: entry.id, code: entry.code, name: entry.name },
    provider: { id: provider.id, name: provider.name },
    about,
    fields: filing.application,
    facts: attributes,
    given: after ? await givenAfter(scope, after, id) : {},
    evidence: id === "rectification" ? await findEvidence(scope, provider.id) : [],
    stages: stageLine({ book, procedure, parties, regions, attributes }, []),
    expected,
    dueByForm,
  };

  /** As if it were filed now with something in every field. */
  function expectation(): FilingStart["expected"] {
    try {
      const application = sampleOf(filing.application);
      const { state } = advance(procedure, null, { type: "filed", at: now, by, application, attributes }, calendar);
      return dueView(state.clock, now, calendar);
    } catch (error) {
      if (error instanceof CaseRuleError) return null;
      throw error;
    }
  }
}

/** What the law has a form say from the start, when it follows the end of a case. */
async function givenAfter(scope: Scope, caseId: string, procedureId: string): Promise<Record<string, string>> {
  const { stored, procedure } = await openCaseFile(scope, caseId);
  const follows = procedure.ends.find(({ id }) => id === stored.endId)?.follows;
  return follows?.procedure === procedureId ? follows.fields : {};
}

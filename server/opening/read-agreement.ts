import type { CaseDetail } from "@/server/cases/case.schema";
import { readCase } from "@/server/cases/read-case";
import type { Scope } from "@/server/db/context";
import { getBook, isStipulated, type PolicyView, shanghaiDate } from "@/server/law";
import type { AgreementView } from "@/server/opening/opening.schema";
import { citationText } from "@/server/opening/rules/citation-text";

/**
 * The use agreement of an application for open data, made from the clauses of the law of its day (乐山 28): the parties, the
 * data, what the applicant stated of use and capability, each clause, how the data is cited, and who has signed when.
 * @returns null where the law of that day asks for no agreement
 * @throws DomainError NOT_FOUND when the case is missing or not for these eyes
 */
export async function readAgreement(scope: Scope, { caseId }: { caseId: string }): Promise<AgreementView | null> {
  const detail = await readCase(scope, { caseId });
  const book = getBook(scope.actor.tenantId);
  const view = book.on(detail.bookDate);
  const clauses = view.value("opening.agreement.clauses");
  const { entry } = detail;
  if (detail.procedure.id !== "opening.application" || !entry || !isStipulated(clauses) || !asksForOne(view))
    return null;
  const opened = detail.events.findLast(({ act }) => act === "open")?.at ?? null;
  return {
    number: detail.number,
    template: { from: clauses.from, article: clauses.article, basis: clauses.basis },
    applicant: detail.requester.person,
    provider: detail.provider.name,
    data: { code: entry.code, name: entry.name },
    stated: detail.application.values.map(({ field, value }) => ({ title: field.title, value })),
    clauses: clauses.value.map(({ item, title }) => ({ item, title })),
    citation: citationText({
      provider: detail.provider.name,
      name: entry.name,
      code: entry.code,
      city: book.city.names,
      day: shanghaiDate(opened ?? scope.now),
    }),
    signedAt: signature(detail),
    openedAt: opened,
  };
}

function asksForOne(view: PolicyView): boolean {
  const required = view.value("opening.agreement.required");
  return isStipulated(required) && required.value.includes("conditional");
}

/** When the applicant accepted every clause in the application as it was filed last. */
function signature({ events }: CaseDetail): Date | null {
  return events.findLast(({ act, actedAs }) => act === "sign" && actedAs === "applicant")?.at ?? null;
}

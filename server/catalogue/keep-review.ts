import { saveReview } from "@/server/catalogue/review.repository";
import { reviewAnswers } from "@/server/catalogue/rules/review-answers";
import type { Scope } from "@/server/db/context";
import { getBook, isStipulated, type Procedure } from "@/server/law";

/**
 * Keeps with an entry what the case that publishes it said of its review: the assessments, the city's own questions and
 * the authority's checks. Read by all departments where the city's law publishes it (朔州 11), else inside only.
 */
export async function keepReview(
  { actor, now, tx }: Scope,
  of: { entryId: string; caseId: string; procedure: Procedure; values: Readonly<Record<string, string>> },
): Promise<void> {
  const answers = reviewAnswers(of.procedure, of.values);
  if (answers.length === 0) return;
  const published = getBook(actor.tenantId).on(now).value("publishing.review_published");
  const { entryId, caseId } = of;
  const { personId, tenantId } = actor;
  const open = isStipulated(published) && published.value;
  await saveReview(tx, tenantId, { entryId, caseId, answers, open, personId });
}

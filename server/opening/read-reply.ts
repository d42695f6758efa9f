import { readCase } from "@/server/cases/read-case";
import type { Scope } from "@/server/db/context";
import type { ReplyView } from "@/server/opening/opening.schema";

/**
 * The written reply to an application for open data (抚顺 24): a document with the number of its case, made from what the
 * department answered.
 * @returns null where the applicant asked for none, or nothing has been answered yet
 * @throws DomainError NOT_FOUND when the case is missing or not for these eyes
 */
export async function readReply(scope: Scope, { caseId }: { caseId: string }): Promise<ReplyView | null> {
  const { procedure, application, events, number, requester, provider, about } = await readCase(scope, { caseId });
  const wanted = application.values.some(({ field, value }) => field.id === "written-reply" && value === "true");
  if (procedure.id !== "opening.application" || !wanted) return null;
  const answered = events.findLast(({ values }) => values.some(({ field }) => field.id === "reply"));
  const reply = answered?.values.find(({ field }) => field.id === "reply");
  if (!answered || !reply) return null;
  return {
    number,
    to: requester.person,
    from: provider.name,
    about,
    decision: answered.title,
    text: reply.value,
    reason: answered.content.reason ?? null,
    source: { article: reply.field.article, basis: reply.field.basis },
    at: answered.at,
  };
}

import { isAnswered, isFilled } from "@/server/law/form-answers";
import type { Act, ContentItem, Filing } from "@/server/law/types";
import { type Facts, isAsked, wordsOf } from "./facts";
import { type ActContent, type ApplicationContent, type CaseAttributes, CaseRuleError } from "./types";

/** Refuses an act that lacks something its article asks for, or whose legal basis is of no accepted kind. */
export function checkContent(act: Act, content: ActContent, stage: string, facts: Facts = {}): void {
  const missing = act.requires.filter(({ item }) => !isGiven(item, content));
  if (missing.length > 0) {
    const items = missing.map(({ item }) => item);
    throw new CaseRuleError("CONTENT_MISSING", `${act.id} in ${stage} must contain ${items.join(", ")}`, {
      stage,
      act: act.id,
      missing: items,
      article: missing[0]?.article,
    });
  }
  const known = { ...facts, ...content.fields };
  const unfilled = act.fields.filter(
    (field) => isAsked(field, known) && !isAnswered(field, content.fields?.[field.id]),
  );
  if (unfilled.length > 0) {
    const fields = unfilled.map(({ id }) => id);
    throw new CaseRuleError("CONTENT_MISSING", `${act.id} in ${stage} must state ${fields.join(", ")}`, {
      stage,
      act: act.id,
      missing: fields,
      article: unfilled[0]?.article,
    });
  }
  const cited = content.legalBasis ?? [];
  const accepted = act.acceptedBasis;
  if (cited.length > 0 && accepted.length > 0 && !cited.some(({ kind }) => accepted.includes(kind))) {
    throw new CaseRuleError("BASIS_NOT_ACCEPTED", `${act.id} in ${stage} names no basis of an accepted kind`, {
      stage,
      act: act.id,
      accepted,
      article: act.article,
    });
  }
}

/** Refuses an application that lacks a required field. */
export function checkApplication(
  filing: Filing,
  application: ApplicationContent,
  attributes: CaseAttributes = {},
): void {
  const known = { ...wordsOf(application), ...attributes };
  const missing = filing.application.filter(
    (field) => isAsked(field, known) && !isAnswered(field, application[field.id]),
  );
  if (missing.length === 0) return;
  const fields = missing.map(({ id }) => id);
  throw new CaseRuleError("CONTENT_MISSING", `the application lacks ${fields.join(", ")}`, {
    missing: fields,
    article: missing[0]?.article,
  });
}

function isGiven(item: ContentItem, content: ActContent): boolean {
  switch (item) {
    case "reason":
      return isFilled(content.reason);
    case "legal-basis":
      return (content.legalBasis ?? []).some(({ citation }) => isFilled(citation));
    case "scope":
      return isFilled(content.scope);
    case "purpose":
      return isFilled(content.purpose);
    case "missing-items":
      return isFilled(content.missingItems);
    case "storage-consent":
      return content.storageConsent !== undefined;
    case "extension-days":
      return content.extensionDays !== undefined;
  }
}

import type { Act, ContentItem, Filing } from "@/server/law/types";
import { type ActContent, type ApplicationContent, CaseRuleError } from "./types";

/** Refuses an act that lacks something its article asks for, or whose legal basis is of no accepted kind. */
export function checkContent(act: Act, content: ActContent, stage: string): void {
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
export function checkApplication(filing: Filing, application: ApplicationContent): void {
  const missing = filing.application.filter(({ id, required }) => required && !isFilled(application[id]));
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
  }
}

function isFilled(value: string | string[] | undefined): boolean {
  if (value === undefined) return false;
  return typeof value === "string" ? value.trim() !== "" : value.some((entry) => entry.trim() !== "");
}

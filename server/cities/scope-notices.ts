import type { QuotedRule, ScopeNotices } from "@/server/cities/city.schema";
import { isStipulated, type LegalValue, type PolicyView, type Text } from "@/server/law";

/** Where the city's text steps back before other rules, and what it answers for, on one day. */
export function scopeNotices(view: PolicyView): ScopeNotices {
  const disclosure = view.value("tenant.scope.disclosure");
  const rules = view.value("tenant.instrument.higher_rules");
  const regulation = isStipulated(rules) ? rules.value.find(({ zh }) => zh.includes("政府信息公开条例")) : undefined;
  return {
    disclosure:
      isStipulated(disclosure) && disclosure.value === "separate"
        ? {
            article: disclosure.article,
            askAt: view.city.bodies.government,
            regulation: regulation ? { zh: regulation.zh, en: regulation.en } : null,
          }
        : null,
    precedence: quoted(view.value("tenant.instrument.precedence")),
    disclaimer: quoted(view.value("opening.disclaimer")),
  };
}

/** A rule that a text has in a sentence; null where it is silent. */
export function quoted(legal: LegalValue<Text>): QuotedRule | null {
  if (!isStipulated(legal)) return null;
  const { article, basis, reason, value } = legal;
  return { article, basis, ...(reason && { reason }), text: value };
}

import type { LegalEffect } from "@/server/delivery/retrieval.schema";
import { type Citation, isStipulated, type LegalValue, PARAMETERS, type PolicyView, type Text } from "@/server/law";

type Words = Record<string, Text>;

/**
 * What a retrieval through the sharing platform is worth: by kind of document, unless law excludes its electronic form.
 * @param document kind that the entry is marked with; null for plain data
 */
export function legalEffect(
  view: PolicyView,
  document: "documents" | "licences" | "contracts" | null,
  excludedBy: string,
): LegalEffect {
  const equal = view.value("effect.equal_documents");
  const usable = view.value("effect.usable_as_basis_for");
  const words: Words = PARAMETERS["effect.equal_documents"].words;
  const known = document && words[document] ? words[document] : null;
  if (excludedBy) return { document: known, equals: null, uses: [], usesFrom: null, excludedBy };
  const shared = isStipulated(equal) && equal.value.via === "sharing-platform" ? equal : null;
  const kinds: readonly string[] = shared?.value.kinds ?? [];
  const covered = document !== null && (kinds.includes("all") || kinds.includes(document));
  // Where the text equates documents it speaks of relying on them; where it does not, it speaks of all data taken.
  const founds = isStipulated(usable) && (covered || !shared) ? usable : null;
  return {
    document: known,
    equals: shared && covered ? { ...cited(shared), text: wordOf(words, shared.value.equals) } : null,
    uses: founds ? founds.value.uses.map((use) => wordOf(PARAMETERS["effect.usable_as_basis_for"].words, use)) : [],
    usesFrom: founds && cited(founds),
    excludedBy: null,
  };
}

function wordOf(words: Words, id: string): Text {
  return words[id] ?? { zh: id, en: id };
}

function cited({ article, basis, reason }: LegalValue<unknown>): Citation {
  return { article, basis, ...(reason && { reason }) };
}

import { isStipulated, listBooks, PARAMETERS } from "@/server/law";
import type { LegalKind } from "@/server/people/people.schema";
import type { FieldProblem } from "@/server/shared/errors";

/** The kinds of department that a city's text names, and who joins by reference; empty for a tenant that is no city. */
export function legalKinds(tenantId: string, now: Date): LegalKind[] {
  const view = listBooks()
    .find(({ city }) => city.id === tenantId)
    ?.on(now);
  if (!view) return [];
  return (["org.department.kinds", "org.participants.by_reference"] as const).flatMap((key) => {
    const legal = view.value(key);
    if (!isStipulated(legal)) return [];
    const { words } = PARAMETERS[key];
    return (legal.value as string[]).map((id) => ({
      id,
      title: words[id] ?? { zh: id, en: id },
      article: legal.article,
      byReference: key === "org.participants.by_reference",
      needsLaw: id.startsWith("authorised-"),
    }));
  });
}

/** What is wrong with a department's kind: not of this city, or authorised by no law. */
export function legalKindProblems(
  kinds: readonly LegalKind[],
  { legalKind, empoweredBy }: { legalKind: string; empoweredBy: string },
): FieldProblem[] {
  if (legalKind === "") return [];
  const kind = kinds.find(({ id }) => id === legalKind);
  if (!kind) return [{ path: "legalKind", problem: "unknown" }];
  return kind.needsLaw && empoweredBy === "" ? [{ path: "empoweredBy", problem: "required" }] : [];
}

import { type BasisKind, isStipulated, type PolicyView, type SharingClass } from "@/server/law";
import type { FieldProblem } from "@/server/shared/errors";

/** What of an entry says how it is shared and opened, and by what law. */
export interface ClassedEntry {
  sharingClass: SharingClass;
  sharingBasis: string;
  sharingBasisKind?: BasisKind | undefined;
  openingClass: SharingClass;
  openingBasis: string;
}

/** The kinds of source that a class may rest on, by the stricter of the city's text and the national one; null = any. */
export function acceptedKinds(view: PolicyView, sharingClass: SharingClass): BasisKind[] | null {
  if (sharingClass === "unconditional") return null;
  const { value } = view.effective<BasisKind[]>(`sharing.basis.${sharingClass}`);
  return isStipulated(value) ? value.value : null;
}

/**
 * Conditional and withheld data names the law that makes it so, in sharing (抚顺 11, 乐山 14, 重庆 17) and in opening
 * (抚顺 24, 乐山 22), and of a kind that is good enough where the law lists the kinds.
 */
export function basisProblems(view: PolicyView, entry: ClassedEntry): FieldProblem[] {
  const { sharingClass, sharingBasis, sharingBasisKind: kind, openingClass, openingBasis } = entry;
  const accepted = acceptedKinds(view, sharingClass);
  return [
    ...(sharingClass !== "unconditional" && sharingBasis === "" ? [{ path: "sharingBasis", problem: "required" }] : []),
    ...(openingClass !== "unconditional" && openingBasis === "" ? [{ path: "openingBasis", problem: "required" }] : []),
    ...(accepted && !kind ? [{ path: "sharingBasisKind", problem: "required" }] : []),
    ...(accepted && kind && !accepted.includes(kind) ? [{ path: "sharingBasisKind", problem: "not-accepted" }] : []),
  ];
}

import type { UnderCheck } from "@/server/catalogue/catalogue.schema";
import { isStipulated, type PolicyView } from "@/server/law";

/**
 * What whoever uses an entry is told while corrections of it are open: that it is being checked, and that business goes on
 * as usual on valid proof, where the city's text says so (朔州 17, 重庆 20).
 * @param count open corrections
 */
export function underCheck(count: number, view: PolicyView): UnderCheck | null {
  if (count === 0) return null;
  const { value } = view.effective<boolean>("correction.continuing_service");
  if (!isStipulated(value) || !value.value) return { count, rule: null };
  const { article, basis, reason, instrument } = value;
  return { count, rule: { article, basis, ...(reason && { reason }), ...(instrument && { instrument }) } };
}

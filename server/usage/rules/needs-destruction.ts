import type { GrantState } from "@/server/delivery/grant.schema";
import type { Statement } from "@/server/usage/usage.schema";

/** From these states nothing leads back to using the data. */
const OVER: readonly GrantState[] = ["expired", "revoked", "retired"];

/** Whether copies that a grant allowed to be stored have outlived it without a word of their destruction. */
export function needsDestruction(
  { state, storageAllowed }: { state: GrantState; storageAllowed: boolean },
  statements: readonly Statement[],
): boolean {
  return storageAllowed && OVER.includes(state) && !statements.some(({ kind }) => kind === "destruction");
}

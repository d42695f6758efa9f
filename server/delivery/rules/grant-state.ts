import type { GrantState } from "@/server/delivery/grant.schema";

export interface GrantFacts {
  suspendedAt: Date | null;
  revokedAt: Date | null;
  validFrom: Date;
  validUntil: Date;
}

/** How a grant stands at an instant; the same order as the reading door asks in. The period is half-open. */
export function grantState({ suspendedAt, revokedAt, validFrom, validUntil }: GrantFacts, now: Date): GrantState {
  if (revokedAt) return "revoked";
  if (suspendedAt) return "suspended";
  if (now < validFrom) return "not-begun";
  return now < validUntil ? "live" : "expired";
}

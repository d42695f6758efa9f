import type { GrantState } from "@/server/delivery/grant.schema";

export interface GrantFacts {
  suspendedAt: Date | null;
  revokedAt: Date | null;
  validFrom: Date;
  validUntil: Date;
  /** When its entry was taken off; null while it is there. */
  retiredAt: Date | null;
}

/** How a grant stands at an instant; the same order as the reading door asks in. The period is half-open. */
export function grantState(
  { suspendedAt, revokedAt, validFrom, validUntil, retiredAt }: GrantFacts,
  now: Date,
): GrantState {
  if (revokedAt) return "revoked";
  if (retiredAt && retiredAt <= now) return "retired";
  if (suspendedAt) return "suspended";
  if (now < validFrom) return "not-begun";
  return now < validUntil ? "live" : "expired";
}

import { addDays, startOfDay } from "@/server/law";
import { invalid } from "@/server/shared/errors";

/**
 * When a key ends: after its last civil day (Asia/Shanghai), or with its grant.
 * @throws DomainError INVALID for a day that is past or after the grant's end
 */
export function lastInstantOfKey(lastDay: string | undefined, grantEnd: Date, now: Date): Date {
  if (!lastDay) return grantEnd;
  const end = startOfDay(addDays(lastDay, 1));
  if (end <= now) throw invalid({ path: "validUntil", problem: "past" });
  if (end > grantEnd) throw invalid({ path: "validUntil", problem: "after-grant-end" });
  return end;
}

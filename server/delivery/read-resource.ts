import { type DescribedGrant, describeGrant } from "@/server/delivery/gate.repository";
import { refusalOf } from "@/server/delivery/rules/reading-status";

/**
 * Describes a resource to the system that holds `key`: name, columns with masks, purpose and days of its grant.
 * @throws DomainError UNAUTHENTICATED, NOT_FOUND or GRANT_ENDED, as reading its rows would
 */
export async function readResource(key: string, entryId: string): Promise<DescribedGrant> {
  const { status, described } = await describeGrant({ by: "key", token: key, entryId });
  if (status !== "ok" || !described) throw refusalOf(status, null);
  return described;
}

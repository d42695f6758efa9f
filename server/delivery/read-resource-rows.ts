import type { Format } from "@/server/delivery/grant.schema";
import { mayStore } from "@/server/delivery/may-store";
import type { RawPage } from "@/server/delivery/raw-page";
import { type PageQuestion, readRawPage } from "@/server/delivery/read-raw-page";

/** What a system asks of a resource. */
export interface RowQuestion extends PageQuestion {
  entryId: string;
}

/**
 * Reads one page of a resource for the system that holds `key`: what its grant allows, and nothing without a committed
 * access record. `noStorage` tells the system that the grant does not allow keeping it.
 * @throws DomainError UNAUTHENTICATED for a key that is not live; NOT_FOUND for a resource that is missing or not the
 *   key's; GRANT_ENDED; PURPOSE; LIMIT; INVALID naming the column; UPSTREAM for data that stays with its provider, saying
 *   why its interface gave nothing
 */
export async function readResourceRows(
  key: string,
  medium: Format,
  { entryId, ...question }: RowQuestion,
): Promise<RawPage & { noStorage: boolean }> {
  const reader = { by: "key", token: key, entryId } as const;
  const page = await readRawPage(reader, "api", medium, question);
  return { ...page, noStorage: !(await mayStore(reader)) };
}

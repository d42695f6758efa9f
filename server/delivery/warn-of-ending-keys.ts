import { saveWarnings } from "@/server/delivery/key.repository";

/**
 * Tells the consumers whose keys end soon and have no successor, once a key, so that no system stops overnight. Safe to run
 * at any time, by several processes at once.
 * @returns how many keys were told of
 */
export async function warnOfEndingKeys(): Promise<number> {
  return saveWarnings();
}

import { CYCLE_DAYS } from "@/server/catalogue/rules/upkeep-tasks";
import { saveStaleNotices } from "@/server/catalogue/upkeep.repository";

/** How often the entries are looked at: a cycle is counted in days. */
const LOOK_EVERY_MS = 3_600_000;

/**
 * Tells departments which of their mounted data are older than the cycle that the catalogue states: once a cycle, and not
 * more often than once a week. Safe to run by several processes at once.
 * @returns one look, which answers how many notices it wrote; it looks once an hour
 */
export function staleData(): () => Promise<number> {
  let looked = Number.NEGATIVE_INFINITY;
  return async () => {
    if (performance.now() - looked < LOOK_EVERY_MS) return 0;
    const told = await saveStaleNotices(CYCLE_DAYS);
    looked = performance.now();
    return told;
  };
}

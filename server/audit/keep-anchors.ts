import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Anchor } from "@/server/audit/audit.schema";

/** Where anchors are kept; an operator points it at storage that the database's administrators cannot write again. */
export const ANCHORS_VARIABLE = "HELIU_ANCHORS_DIR";

/**
 * Writes new seals down outside the database, one line of JSON each, a file for each city. With a line of any day one can
 * tell later whether the chain up to there is still the one that it was.
 */
export function keepAnchors(anchors: readonly Anchor[], folder = process.env[ANCHORS_VARIABLE]): void {
  if (!folder || anchors.length === 0) return;
  mkdirSync(folder, { recursive: true });
  for (const anchor of anchors) appendFileSync(join(folder, `${anchor.city}.jsonl`), `${JSON.stringify(anchor)}\n`);
}

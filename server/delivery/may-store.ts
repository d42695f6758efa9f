import { createHash } from "node:crypto";
import { describeGrant, type Reader } from "@/server/delivery/gate.repository";

/** Keys that are remembered; the one asked about first is forgotten for another. */
const MOST_KNOWN = 10_000;
const known = new Map<string, boolean>();

/**
 * Whether the grant of a key that the door has just let in allows storing. A key belongs to one grant and a grant's
 * permission never changes, so the database is asked once for each key; where it has no answer any more, storing is not
 * allowed.
 */
export async function mayStore(reader: Extract<Reader, { by: "key" }>): Promise<boolean> {
  // The key alone: the address beside it differs from call to call.
  const name = createHash("sha256")
    .update(reader.token.split(" ", 1)[0] ?? "")
    .digest("base64url");
  const before = known.get(name);
  if (before !== undefined) return before;
  const { described } = await describeGrant(reader);
  if (!described) return false;
  if (known.size >= MOST_KNOWN) known.delete(known.keys().next().value ?? "");
  known.set(name, described.storageAllowed);
  return described.storageAllowed;
}

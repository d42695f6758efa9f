import { createHash } from "node:crypto";

/** Namespace of everything whose id follows from its name (RFC 9562 §5.5); chosen once, never to change. */
const NAMESPACE = Buffer.from("6f1d6f0c5a0e4b1b9a3c7d2e8f405162", "hex");

/**
 * A UUID (version 5) that the same parts give on every machine and in every year: what comes from files keeps its id.
 * @param parts joined by `/`, such as a tenant's id and a department's code
 */
export function stableId(...parts: string[]): string {
  const hash = createHash("sha1").update(NAMESPACE).update(parts.join("/")).digest().subarray(0, 16);
  hash.writeUInt8(((hash[6] ?? 0) & 0x0f) | 0x50, 6);
  hash.writeUInt8(((hash[8] ?? 0) & 0x3f) | 0x80, 8);
  const hex = hash.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

import { createHash } from "node:crypto";
import type { CallReceipt } from "@/server/delivery/retrieval.schema";

export type ReceiptVerdict = "sound" | "unsealed" | "text-altered" | "not-in-seal" | "seal-altered";

/**
 * Checks a call receipt (调用记录凭证) with nothing but itself: that its text has the hash it says, that this hash is among
 * those whose Merkle root (RFC 6962) the seal holds, and that the seal's own hash is right. Whether the seal stands in
 * the city's chain is then one comparison, with the platform's answer or with an anchor kept outside it.
 */
export function verifyReceipt({ city, text, leaf, seal }: CallReceipt): ReceiptVerdict {
  if (sha256(Buffer.concat([Buffer.of(0), Buffer.from(text, "utf8")])).toString("hex") !== leaf) return "text-altered";
  if (!seal) return "unsealed";
  let node: Buffer = Buffer.from(leaf, "hex");
  for (const { side, hash } of seal.path) {
    const beside = Buffer.from(hash, "hex");
    node = sha256(Buffer.concat([Buffer.of(1), ...(side === "left" ? [beside, node] : [node, beside])]));
  }
  if (node.toString("hex") !== seal.root) return "not-in-seal";
  const facts = ["heliu seal 1", city, seal.seq, seal.records, microseconds(seal.sealedAt), seal.previous, seal.root];
  return sha256(Buffer.from(facts.join("|"), "utf8")).toString("hex") === seal.hash ? "sound" : "seal-altered";
}

function sha256(bytes: Buffer): Buffer {
  return createHash("sha256").update(bytes).digest();
}

/** Since 1970, of `2026-11-25T09:00:00.123456Z`; JavaScript's own dates count only milliseconds. */
function microseconds(instant: string): string {
  const [seconds = "", fraction = ""] = instant.replace("Z", "").split(".");
  return `${Math.floor(Date.parse(`${seconds}Z`) / 1000)}${fraction.padEnd(6, "0")}`;
}

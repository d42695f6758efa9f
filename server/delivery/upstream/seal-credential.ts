import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { UpstreamRefused } from "@/server/delivery/upstream/upstream-refused";

/**
 * A provider's credential at rest: AES-256-GCM under a key derived from the instance's secret, bound to city and entry, so
 * that a copy of the database opens nothing and a sealed credential moved to another entry neither.
 */

const NONCE = 12;
const TAG = 16;

/** What the credential belongs to. */
export interface SealedFor {
  tenantId: string;
  entryId: string;
}

/** Nonce, tag and ciphertext in one. */
export function sealCredential(secret: string, { tenantId, entryId }: SealedFor): Uint8Array<ArrayBuffer> {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv("aes-256-gcm", key(), nonce).setAAD(Buffer.from(`${tenantId}|${entryId}`));
  const sealed = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  return Uint8Array.from(Buffer.concat([nonce, cipher.getAuthTag(), sealed]));
}

/**
 * The credential again.
 * @throws UpstreamRefused credential, when it was sealed under another secret or for another entry
 */
export function unsealCredential(sealed: Uint8Array, { tenantId, entryId }: SealedFor): string {
  const bytes = Buffer.from(sealed);
  try {
    const decipher = createDecipheriv("aes-256-gcm", key(), bytes.subarray(0, NONCE))
      .setAAD(Buffer.from(`${tenantId}|${entryId}`))
      .setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]).toString("utf8");
  } catch {
    throw new UpstreamRefused("credential");
  }
}

/** Boot puts it there, derived from the instance's secret. */
function key(): Buffer {
  const given = process.env.HELIU_SEAL_KEY;
  if (!given) throw new Error("HELIU_SEAL_KEY is missing: start through server/start.ts.");
  return Buffer.from(given, "base64url");
}

import { createHash, randomBytes } from "node:crypto";

/** A new key: 256 random bits behind a prefix by which scanners of leaked secrets know it. */
export function newKey(): string {
  return `hk_${randomBytes(32).toString("base64url")}`;
}

/** What is stored of a key: its SHA-256. */
export function hashOfKey(token: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(createHash("sha256").update(token).digest());
}

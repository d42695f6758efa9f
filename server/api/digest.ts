import { createHash } from "node:crypto";

/** SHA-256 of a request's input, the same however its keys are ordered. */
export function digestOf(input: unknown): Uint8Array<ArrayBuffer> {
  const text = JSON.stringify(input, (_, value: unknown) => (isPlain(value) ? sorted(value) : value)) ?? "";
  return Uint8Array.from(createHash("sha256").update(text).digest());
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sorted(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

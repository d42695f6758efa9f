import type { IncomingHttpHeaders } from "node:http";
import { LARGEST_UPLOAD } from "@/server/mounting/upload.schema";

const KIB = 1024;
const MIB = 1024 * KIB;

/** The largest body that each door takes, in bytes; the first prefix that fits decides. */
const LIMITS: readonly { prefix: string; method?: string; bytes: number; chunked: boolean }[] = [
  // Uploads are streamed to disk by their own route, which counts and hashes.
  { prefix: "/upload/", method: "PATCH", bytes: LARGEST_UPLOAD, chunked: true },
  { prefix: "/api/v1/uploads/", method: "PATCH", bytes: LARGEST_UPLOAD, chunked: true },
  { prefix: "/api/auth/", bytes: 64 * KIB, chunked: false },
  { prefix: "/", bytes: MIB, chunked: false },
];

/**
 * Why a body is refused before a byte of it is read: its declared length is over the door's limit (413), or it declares
 * none where one is needed (411). `null` when it may come in; node then cuts whatever exceeds the declared length.
 */
export function refuseBody(method: string, pathname: string, headers: IncomingHttpHeaders): 411 | 413 | null {
  const limit = LIMITS.find(({ prefix, method: only }) => pathname.startsWith(prefix) && (only ?? method) === method);
  if (!limit) return null;
  if (headers["transfer-encoding"] !== undefined) return limit.chunked ? null : 411;
  return Number(headers["content-length"] ?? 0) > limit.bytes ? 413 : null;
}

import type { IncomingHttpHeaders } from "node:http";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Whether a request that changes something comes from our own pages (SECURE 18). A browser adds the session's cookie
 * to any site's request; it can't be made to lie in `Origin` and `Sec-Fetch-Site`.
 *
 * A request without cookies carries its own proof (an API key) and passes. One with cookies must be same-origin by
 * every header it has, and have one of the two.
 * @param host the host that the browser sees, with its port
 */
export function isFromOurPages(method: string, headers: IncomingHttpHeaders, host: string | undefined): boolean {
  if (SAFE.has(method)) return true;
  const site = headers["sec-fetch-site"];
  const origin = headers.origin;
  if (site !== undefined && site !== "same-origin" && site !== "none") return false;
  if (origin !== undefined && !isOriginOf(origin, host)) return false;
  return headers.cookie === undefined || site !== undefined || origin !== undefined;
}

function isOriginOf(origin: string, host: string | undefined): boolean {
  if (host === undefined) return false;
  try {
    return new URL(origin).host === host.toLowerCase();
  } catch {
    return false;
  }
}

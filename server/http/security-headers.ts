import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * Sets the headers that every answer carries. Pages get a content security policy with a fresh script nonce; Next reads
 * the nonce from the *request's* policy header, so it is set there too (whatever the client sent is overwritten).
 */
export function setSecurityHeaders(
  request: IncomingMessage,
  response: ServerResponse,
  options: { secure: boolean },
): void {
  const nonce = randomBytes(16).toString("base64");
  const policy = contentSecurityPolicy(nonce, options);
  request.headers["content-security-policy"] = policy;
  request.headers["x-nonce"] = nonce;
  delete request.headers["content-security-policy-report-only"];
  response.setHeader("Content-Security-Policy", policy);
  response.setHeader("X-Content-Type-Options", "nosniff");
  response.setHeader("X-Frame-Options", "DENY");
  response.setHeader("Referrer-Policy", "same-origin");
  response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
  response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
  response.setHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
  if (options.secure) response.setHeader("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
}

/**
 * Scripts run only with this answer's nonce or when such a script loads them; styles may be inline because Ant Design
 * and ECharts write style attributes.
 */
export function contentSecurityPolicy(nonce: string, { secure }: { secure: boolean }): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(secure ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
}

const API_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** The headers of answers that are data, not pages: nothing in them may ever run, so there is no nonce to make. */
export function setApiHeaders(response: ServerResponse, options: { secure: boolean }): void {
  response.setHeader("Content-Security-Policy", API_POLICY);
  response.setHeader("X-Content-Type-Options", "nosniff");
  response.setHeader("X-Frame-Options", "DENY");
  response.setHeader("Referrer-Policy", "same-origin");
  response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
  if (options.secure) response.setHeader("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
}

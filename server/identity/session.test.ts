import { afterEach, expect, it, vi } from "vitest";
import { isSecure, newToken, requireActor, sessionCookie, tokenFromCookies, tokenFromRequest } from "./session";

const TOKEN = newToken().token;
const request = (cookie: string) => ({ headers: new Headers({ cookie }) });
const store = (cookies: Record<string, string>) => ({
  get: (name: string) => (name in cookies ? { value: cookies[name] as string } : undefined),
});

afterEach(() => vi.unstubAllEnvs());

it("makes tokens of 256 bits and keeps their hash only", () => {
  const { token, hash } = newToken();
  expect(Buffer.from(token, "base64url")).toHaveLength(32);
  expect(hash).toHaveLength(32);
  expect(newToken().token).not.toBe(token);
});

it("finds the token in a cookie header among others, and nowhere else", () => {
  expect(tokenFromRequest(request(`locale=en; heliu=${TOKEN}; x=1`))).toBe(TOKEN);
  expect(tokenFromRequest({ headers: new Headers({ authorization: `Bearer ${TOKEN}` }) })).toBeNull();
  expect(tokenFromRequest(request(`not-heliu=${TOKEN}`))).toBeNull();
  expect(tokenFromRequest({ headers: new Headers() })).toBeNull();
});

it("ignores what has not the form of a token", () => {
  for (const wrong of ["", "short", `${TOKEN}x`, `${TOKEN.slice(1)}|`, "a".repeat(5000)]) {
    expect(tokenFromRequest(request(`heliu=${wrong}`))).toBeNull();
  }
});

it("prefers the cookie that is bound to the host, and in production knows no other", () => {
  const other = newToken().token;
  expect(tokenFromCookies(store({ "__Host-heliu": TOKEN, heliu: other }))).toBe(TOKEN);
  expect(tokenFromCookies(store({ heliu: other }))).toBe(other);
  vi.stubEnv("HELIU_MODE", "production");
  expect(tokenFromCookies(store({ heliu: other }))).toBeNull();
  expect(tokenFromCookies(store({ "__Host-heliu": TOKEN }))).toBe(TOKEN);
});

it("marks the cookie secure on https, which only a trusted proxy can tell, and always in production", () => {
  const https = new Headers({ "x-forwarded-proto": "https" });
  expect(isSecure(https)).toBe(false);
  vi.stubEnv("HELIU_TRUST_PROXY", "1");
  expect(isSecure(https)).toBe(true);
  expect(isSecure(new Headers())).toBe(false);
  vi.stubEnv("HELIU_MODE", "production");
  expect(isSecure(new Headers())).toBe(true);
  expect(sessionCookie(true)).toEqual({
    name: "__Host-heliu",
    options: { httpOnly: true, sameSite: "lax", path: "/", secure: true },
  });
});

it("lets nobody in without a token", async () => {
  await expect(requireActor(null)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
});

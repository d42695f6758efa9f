import { describe, expect, it } from "vitest";
import { isFromOurPages } from "./same-origin";

const host = "city.example:3000";
const cookie = "session=1";

describe("a request that changes something", () => {
  it.each([
    ["from our own page", { cookie, origin: "http://city.example:3000", "sec-fetch-site": "same-origin" }],
    ["from our own page behind TLS", { cookie, origin: "https://city.example:3000" }],
    ["from a browser that sends no Origin", { cookie, "sec-fetch-site": "same-origin" }],
    ["from another system with a key and no cookie", { authorization: "Bearer k" }],
  ])("passes %s", (_, headers) => {
    expect(isFromOurPages("POST", headers, host)).toBe(true);
  });

  it.each([
    ["another site", { cookie, origin: "https://evil.example", "sec-fetch-site": "cross-site" }],
    ["another site that hides its origin", { cookie, origin: "null" }],
    ["a sibling host of the same site", { cookie, "sec-fetch-site": "same-site" }],
    ["another port of our host", { cookie, origin: "http://city.example:4000" }],
    ["another site, without a cookie", { origin: "https://evil.example", "sec-fetch-site": "cross-site" }],
    ["a client that shows a cookie and no origin", { cookie }],
  ])("is refused from %s", (_, headers) => {
    expect(isFromOurPages("POST", headers, host)).toBe(false);
  });

  it("is refused when the client names no host", () => {
    expect(isFromOurPages("POST", { cookie, origin: "http://city.example:3000" }, undefined)).toBe(false);
  });
});

it("lets anyone read", () => {
  expect(isFromOurPages("GET", { cookie, "sec-fetch-site": "cross-site" }, host)).toBe(true);
});

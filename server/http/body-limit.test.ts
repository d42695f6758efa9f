import { expect, it } from "vitest";
import { refuseBody } from "./body-limit";

it("takes a form of ordinary size and refuses one over a mebibyte", () => {
  expect(refuseBody("POST", "/api/trpc/sharing.submit", { "content-length": "20000" })).toBeNull();
  expect(refuseBody("POST", "/api/trpc/sharing.submit", { "content-length": "1048577" })).toBe(413);
});

it("takes only a small body for signing in", () => {
  expect(refuseBody("POST", "/api/auth/callback/staff", { "content-length": "70000" })).toBe(413);
});

it.each(["/upload/1", "/api/v1/uploads/1"])("takes a large piece of an upload, streamed or declared: %s", (path) => {
  expect(refuseBody("PATCH", path, { "content-length": "5000000000" })).toBeNull();
  expect(refuseBody("PATCH", path, { "transfer-encoding": "chunked" })).toBeNull();
  expect(refuseBody("PATCH", path, { "content-length": "30000000000" })).toBe(413);
  expect(refuseBody("POST", path, { "content-length": "5000000000" })).toBe(413);
});

it("asks pages' forms to declare their length", () => {
  expect(refuseBody("POST", "/workspace", { "transfer-encoding": "chunked" })).toBe(411);
});

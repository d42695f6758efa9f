import { expect, it } from "vitest";
import { codeAt, enrolmentUri, newTotpSecret, stepOfCode } from "./totp";

const NOON = 1_800_000_000;

it("gives the RFC 6238 code of the test secret", () => {
  const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"; // "12345678901234567890"
  expect(codeAt(secret, 59)).toBe("287082");
  expect(stepOfCode(secret, "287082", 59)).toBe(1);
});

it("accepts a phone that is one step off and no more", () => {
  const secret = newTotpSecret();
  const step = Math.floor(NOON / 30);
  expect(stepOfCode(secret, codeAt(secret, NOON - 30), NOON)).toBe(step - 1);
  expect(stepOfCode(secret, codeAt(secret, NOON + 30), NOON)).toBe(step + 1);
  expect(stepOfCode(secret, codeAt(secret, NOON - 90), NOON)).toBeNull();
});

it("writes an enrolment address that authenticators read", () => {
  expect(enrolmentUri("GEZDGNBVGY3TQOJQ", "wang.wei", "抚顺")).toMatch(/^otpauth:\/\/totp\/.*secret=GEZDGNBVGY3TQOJQ/);
});

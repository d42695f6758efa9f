import { expect, it } from "vitest";
import { findPasswordProblems, hashPassword, randomPassword, verifyPassword } from "./password";

it("knows its own password and no other", async () => {
  const hash = await hashPassword("Clouds-over-the-river-9");
  expect(hash).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$/);
  expect(await verifyPassword("Clouds-over-the-river-9", hash)).toBe(true);
  expect(await verifyPassword("clouds-over-the-river-9", hash)).toBe(false);
});

it("answers no for a login that does not exist, after as much work", async () => {
  const known = await hashPassword("Clouds-over-the-river-9");
  const took = async (hash: string | undefined) => {
    const began = performance.now();
    expect(await verifyPassword("a guess of twelve", hash)).toBe(false);
    return performance.now() - began;
  };
  const [one, other] = [await took(known), await took(undefined)];
  expect(Math.max(one, other) / Math.min(one, other)).toBeLessThan(3);
});

it.each([
  ["Kestrel-over-9-hills", []],
  ["河流-Kestrel-9-小山丘上", []],
  ["Short-9-x", ["too-short"]],
  ["alllowercaseletters", ["too-plain"]],
  ["Password123!", ["blocklisted"]],
  ["P@ssw0rd2026!", ["blocklisted"]],
  ["1qaz@WSX1234Aa", ["blocklisted"]],
  ["Aaaaaaaaaaaa1!", ["blocklisted"]],
  ["Wang.wei-Kestrel9", ["contains-login"]],
])("judges %s", (password, problems) => {
  expect(findPasswordProblems(password, { login: "wang.wei" })).toEqual(problems);
});

it("makes passwords that its own rules accept", () => {
  for (let n = 0; n < 200; n += 1) expect(findPasswordProblems(randomPassword(), { login: "wang.wei" })).toEqual([]);
});

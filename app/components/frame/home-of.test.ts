import { expect, it } from "vitest";
import { homeOf } from "@/app/components/frame/home-of";

it.each([
  ["data_officer", "/workspace"],
  ["department_head", "/workspace"],
  ["delegate_reviewer", "/workspace"],
  ["authority_officer", "/desk"],
  ["government_officer", "/desk"],
  ["system_admin", "/admin/people"],
  ["security_officer", "/admin/people"],
  ["auditor", "/admin/audit"],
  ["province_overseer", "/oversight"],
  ["platform_operator", "/platform"],
  ["public_user", "/workspace/catalogue"],
] as const)("begins the day of a %s at %s", (role, home) => {
  expect(homeOf([role])).toBe(home);
});

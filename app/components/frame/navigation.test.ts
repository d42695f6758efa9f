import { describe, expect, it } from "vitest";
import { currentItem, isOutside, navigationFor } from "@/app/components/frame/navigation";
import { permissionKey, rulesOf } from "@/server/identity/roles";

const keysOf = (...roles: Parameters<typeof rulesOf>[0]) =>
  navigationFor(rulesOf(roles).map(permissionKey)).map((item) => item.key);

describe("navigation", () => {
  it("gives a department its to-do list, catalogue, requests, procedures, grants and use", () => {
    expect(keysOf("data_officer")).toEqual([
      "inbox",
      "catalogue",
      "cases",
      "file",
      "grants",
      "use",
      "upkeep",
      "registers",
      "policy",
    ]);
  });

  it("has no door to procedures for whom the city's law has none to begin", () => {
    const permissions = rulesOf(["government_officer"]).map(permissionKey);
    expect(navigationFor(permissions, true).map(({ key }) => key)).toContain("file");
    expect(navigationFor(permissions, false).map(({ key }) => key)).not.toContain("file");
    expect(navigationFor(permissions, false)).toHaveLength(navigationFor(permissions).length - 1);
  });

  it("opens the desk first for the authority and the government", () => {
    expect(keysOf("authority_officer")[0]).toBe("desk");
    expect(keysOf("government_officer")[0]).toBe("desk");
  });

  it("opens the desk for the leading group, and no list of things to do", () => {
    expect(keysOf("leading_group")[0]).toBe("desk");
    expect(keysOf("leading_group")).not.toContain("inbox");
  });

  it("keeps the three administrators in their own third, beside the law that every official reads", () => {
    expect(keysOf("system_admin")).toEqual(["people", "departments", "policy"]);
    expect(keysOf("security_officer")).toEqual(["people", "registers", "policy"]);
    expect(keysOf("auditor")).not.toContain("people");
    expect(keysOf("auditor")).toContain("audit");
  });

  it("gives a person outside government the open entries and what they applied for, nothing of an office", () => {
    expect(keysOf("public_user")).toEqual(["openData", "ownCases"]);
    expect(isOutside(rulesOf(["public_user"]).map(permissionKey))).toBe(true);
    expect(isOutside(rulesOf(["data_officer"]).map(permissionKey))).toBe(false);
  });

  it("gives a province its comparison and nothing of a city", () => {
    expect(keysOf("province_overseer")).toEqual(["oversight"]);
  });

  it("marks the list to which a page belongs, not the home above it", () => {
    const items = navigationFor(rulesOf(["data_officer"]).map(permissionKey));
    expect(currentItem(items, "/workspace/cases/1")?.key).toBe("cases");
    expect(currentItem(items, "/workspace")?.key).toBe("inbox");
    expect(currentItem(items, "/elsewhere")).toBeUndefined();
  });
});

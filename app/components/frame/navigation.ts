/** One entry of the side navigation; its label is `frame.nav.<key>`. */
export interface NavItem {
  key: NavKey;
  href: string;
}

export type NavKey =
  | "inbox"
  | "file"
  | "catalogue"
  | "cases"
  | "openData"
  | "ownCases"
  | "grants"
  | "use"
  | "upkeep"
  | "desk"
  | "oversight"
  | "registers"
  | "policy"
  | "people"
  | "departments"
  | "audit";

/** In the order in which they are offered; `needs` holds `subject:verb`, with or without the scope, of which one is enough. */
const ITEMS: readonly (NavItem & { needs: readonly string[] })[] = [
  { key: "desk", href: "/desk", needs: ["case:review", "case:govern", "rollup:read:region"] },
  { key: "inbox", href: "/workspace", needs: ["case:act", "case:file"] },
  { key: "catalogue", href: "/workspace/catalogue", needs: ["entry:read"] },
  { key: "cases", href: "/workspace/cases", needs: ["case:read"] },
  { key: "file", href: "/workspace/file", needs: ["case:file", "case:review", "case:govern"] },
  { key: "grants", href: "/workspace/grants", needs: ["grant:read"] },
  { key: "use", href: "/workspace/use", needs: ["access:read"] },
  { key: "upkeep", href: "/workspace/upkeep", needs: ["entry:compile"] },
  { key: "oversight", href: "/oversight", needs: ["rollup:read"] },
  { key: "people", href: "/admin/people", needs: ["person:manage", "role:manage"] },
  { key: "departments", href: "/admin/departments", needs: ["department:manage"] },
  { key: "audit", href: "/admin/audit", needs: ["audit:read"] },
  { key: "registers", href: "/workspace/registers", needs: ["register:read", "register:inspect"] },
  { key: "policy", href: "/policy", needs: ["policy:read"] },
];

/** What a person outside government finds: the open entries, and what they applied for or reported. */
const OUTSIDE: readonly NavItem[] = [
  { key: "openData", href: "/workspace/catalogue" },
  { key: "ownCases", href: "/workspace/cases" },
];

/** Whether somebody, by what identity.me says they may do (`subject:verb:scope`), stands outside government. */
export function isOutside(permissions: readonly string[]): boolean {
  return permissions.length > 0 && permissions.every((permission) => /:(own|open)$/.test(permission));
}

/**
 * The navigation of a person, from what identity.me says they may do. It hides doors that lead nowhere; whether a door
 * opens is decided behind it.
 * @param files false where the city's law has nothing that this person could begin
 */
export function navigationFor(permissions: readonly string[], files = true): readonly NavItem[] {
  if (isOutside(permissions)) return OUTSIDE;
  const held = new Set(permissions.flatMap((permission) => [permission, permission.split(":").slice(0, 2).join(":")]));
  return ITEMS.filter(({ key, needs }) => (files || key !== "file") && needs.some((need) => held.has(need))).map(
    ({ key, href }) => ({ key, href }),
  );
}

/** The entry that the address belongs to: the longest one it lies below. */
export function currentItem(items: readonly NavItem[], pathname: string): NavItem | undefined {
  return items
    .filter(({ href }) => pathname === href || pathname.startsWith(`${href}/`))
    .sort((a, b) => b.href.length - a.href.length)[0];
}

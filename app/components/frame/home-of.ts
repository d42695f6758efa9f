import { navigationFor } from "@/app/components/frame/navigation";
import type { Role } from "@/server/db/actor";
import { permissionKey, rulesOf } from "@/server/identity/roles";

/** Where a role's own work stands when it isn't the first door that the navigation offers. */
const HOMES: Partial<Record<Role, string>> = {
  platform_operator: "/platform",
  auditor: "/admin/audit",
};

/** The first page after signing in. */
export function homeOf(roles: readonly Role[]): string {
  const home = roles.map((role) => HOMES[role]).find((path) => path !== undefined);
  return home ?? navigationFor(rulesOf(roles).map(permissionKey))[0]?.href ?? "/";
}

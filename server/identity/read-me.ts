import type { Scope } from "@/server/db/context";
import type { Me } from "@/server/identity/identity.schema";
import { permissionKey, rulesOf } from "@/server/identity/roles";

/** The person of the session, as the database read it a moment ago. */
export function readMe({ actor: { kind: _, ...me } }: Scope): Me {
  return { ...me, permissions: rulesOf(me.roles).map(permissionKey) };
}

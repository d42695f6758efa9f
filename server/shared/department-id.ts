import { stableId } from "./stable-id";

/** The id of a department that a tenant file names: the same on every deployment. */
export function departmentIdOf(tenantId: string, code: string): string {
  return stableId("department", tenantId, code);
}

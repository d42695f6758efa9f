import type { Text } from "@/server/law/types";

/** The roles that a person or a door may have; server/identity/roles.ts says what each may do. */
export const ROLES = [
  "data_officer",
  "department_head",
  "authority_officer",
  "government_officer",
  "leading_group",
  "delegate_reviewer",
  "auditor",
  "security_officer",
  "system_admin",
  "province_overseer",
  "platform_operator",
  "public_user",
  "anonymous",
  "key",
] as const;
export type Role = (typeof ROLES)[number];

/** A person signed in: everything here was read by the database from the live session, nothing came from the request. */
export interface SessionActor {
  kind: "session";
  tenantId: string;
  tenantKind: "city" | "province" | "platform";
  departmentId: string | null;
  departmentKind: "department" | "authority" | "government" | "delegate" | "oversight" | "operator" | null;
  departmentName: Text;
  regionId: string | null;
  /** Own region and the regions below it. */
  regionIds: string[];
  personId: string;
  personName: string;
  login: string;
  roles: Role[];
  /** Oversight tenant above this one, or its own id for a province. */
  province: string;
  factor: "password" | "totp" | "demo";
  demo: boolean;
}

/** Another department's system: its key carries one grant. */
export interface KeyActor {
  kind: "key";
  tenantId: string;
  departmentId: string;
  keyId: string;
  grantId: string;
  roles: Role[];
}

/** A visitor of one city's portal. */
export interface PublicActor {
  kind: "public";
  tenantId: string;
  roles: Role[];
}

export type Actor = SessionActor | KeyActor | PublicActor;

import { z } from "zod";
import type { Role } from "@/server/db/actor";
import { ASSIGNABLE_ROLES } from "@/server/identity/roles";
import type { DepartmentKind, Text } from "@/server/law/types";

const idempotencyKey = z.uuid();
const page = z.number().int().min(1).max(10_000).default(1);
const pageSize = z.number().int().min(1).max(100).default(25);
const search = z.string().trim().max(60).optional();
const personName = z.string().trim().min(1).max(80);

export const PEOPLE_SORTS = ["name", "login", "createdAt"] as const;

export const listPeopleInput = z.strictObject({
  /** Part of a name or login. */
  search,
  status: z.enum(["active", "disabled", "all"]).default("active"),
  role: z.enum(ASSIGNABLE_ROLES).optional(),
  departmentId: z.uuid().optional(),
  sort: z.enum(PEOPLE_SORTS).default("login"),
  direction: z.enum(["asc", "desc"]).default("asc"),
  page,
  pageSize,
});
export type ListPeopleInput = z.output<typeof listPeopleInput>;

export interface PersonRow {
  id: string;
  login: string;
  name: string;
  department: { id: string; name: Text } | null;
  roles: Role[];
  demo: boolean;
  disabledAt: Date | null;
  createdAt: Date;
  /** The reader's own row: nobody changes their own roles, password or standing here. */
  self: boolean;
}

export const createPersonInput = z.strictObject({
  idempotencyKey,
  login: z
    .string()
    .trim()
    .toLowerCase()
    .min(2)
    .max(64)
    .regex(/^[a-z0-9][a-z0-9._-]*$/),
  name: personName,
  departmentId: z.uuid(),
});
export type CreatePersonInput = z.output<typeof createPersonInput>;

/** What the administrator hands over in person. Shown once: a repeated request answers with nulls. */
export interface InitialCredential {
  personId: string;
  login: string;
  /** To be replaced at the first sign-in. */
  initialPassword: string | null;
  /** `otpauth://totp/…` for the authenticator app; null when the old authenticator stays. */
  enrolmentUri: string | null;
}

export const onePersonInput = z.strictObject({ idempotencyKey, personId: z.uuid() });
export type OnePersonInput = z.output<typeof onePersonInput>;

export const resetPasswordInput = z.strictObject({
  idempotencyKey,
  personId: z.uuid(),
  /** Also a new authenticator secret: the phone was lost. */
  newAuthenticator: z.boolean().default(false),
});
export type ResetPasswordInput = z.output<typeof resetPasswordInput>;

export const roleInput = z.strictObject({ idempotencyKey, personId: z.uuid(), role: z.enum(ASSIGNABLE_ROLES) });
export type RoleInput = z.output<typeof roleInput>;

export const listDepartmentsInput = z.strictObject({
  /** Part of a name or code. */
  search,
  regionId: z.string().max(40).optional(),
  status: z.enum(["active", "retired", "all"]).default("active"),
  sort: z.enum(["code", "name"]).default("code"),
  direction: z.enum(["asc", "desc"]).default("asc"),
  page,
  pageSize,
});
export type ListDepartmentsInput = z.output<typeof listDepartmentsInput>;

export interface DepartmentRow {
  id: string;
  code: string;
  name: Text;
  kind: DepartmentKind | "oversight" | "operator";
  region: { id: string; name: Text };
  /** What it is in the words of the city's text; null where nobody said. */
  legalKind: LegalKind | null;
  empoweredBy: string;
  retiredAt: Date | null;
  /** Enabled people in it. */
  people: number;
}

const departmentName = z.strictObject({
  zh: z.string().trim().min(2).max(80),
  en: z.string().trim().min(2).max(120),
});

/** What a department is in the words of the city's text, and what gives it its functions. */
const legalKind = {
  /** One of org.department.kinds or org.participants.by_reference; empty where nobody says. */
  legalKind: z.string().max(60).default(""),
  /** The law that empowers an authorised organisation. */
  empoweredBy: z.string().trim().max(300).default(""),
};

export const classifyDepartmentInput = z.strictObject({ idempotencyKey, departmentId: z.uuid(), ...legalKind });
export type ClassifyDepartmentInput = z.output<typeof classifyDepartmentInput>;

/** A kind of department or participant that the city's text knows. */
export interface LegalKind {
  id: string;
  title: Text;
  article: string;
  /** Follows the text by reference (参照执行). */
  byReference: boolean;
  /** Must name the law that empowers it. */
  needsLaw: boolean;
}

export const createDepartmentInput = z.strictObject({
  idempotencyKey,
  ...legalKind,
  code: z.string().regex(/^[a-z][a-z0-9-]{1,39}$/),
  name: departmentName,
  regionId: z.string().max(40),
});
export type CreateDepartmentInput = z.output<typeof createDepartmentInput>;

export const renameDepartmentInput = z.strictObject({ idempotencyKey, departmentId: z.uuid(), name: departmentName });
export type RenameDepartmentInput = z.output<typeof renameDepartmentInput>;

export const retireDepartmentInput = z.strictObject({ idempotencyKey, departmentId: z.uuid() });
export type RetireDepartmentInput = z.output<typeof retireDepartmentInput>;

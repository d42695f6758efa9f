import type pg from "pg";
import type { Role } from "@/server/db/actor";

/**
 * What can be done. `act` moves a case as a party, `sign` adds the word of the department's head, `review` and `govern`
 * the authority's and the government's; `settle` is the authority's word on how an unclear text is read, `inspect` the
 * look of the auditor and the security officer into registers.
 */
export type Verb =
  | "read"
  | "file"
  | "act"
  | "sign"
  | "review"
  | "govern"
  | "compile"
  | "stop"
  | "manage"
  | "settle"
  | "inspect";

/** What it is done to. `access` is the evidence of a reading; there is no subject for data content, so no office reads it. */
export type Subject =
  | "case"
  | "entry"
  | "grant"
  | "key"
  | "access"
  | "person"
  | "role"
  | "department"
  | "audit"
  | "rollup"
  | "calendar"
  | "policy"
  | "register";

/**
 * How far it reaches: the person's own, the person's department, own region and those below, the whole city, a
 * province's cities, or what is open to society.
 */
export type RuleScope = "own" | "department" | "region" | "tenant" | "province" | "open";

export interface RoleRule {
  readonly subject: Subject;
  readonly verb: Verb;
  readonly scope: RuleScope;
}

/**
 * The one role table. CASL is built from it (ability.ts) and boot copies it to `ctx.role_rule`, from which row-level
 * security judges; a test proves that the two agree.
 *
 * No role reads data content: that takes a grant, whoever asks (DESIGN §1).
 */
export const ROLE_RULES: Readonly<Record<Role, readonly RoleRule[]>> = {
  data_officer: [
    ...within("department", "case", "read", "file", "act"),
    ...within("tenant", "entry", "read"),
    ...within("department", "entry", "compile"),
    ...within("department", "grant", "read", "stop"),
    ...within("department", "key", "manage"),
    ...within("department", "access", "read"),
    ...within("tenant", "policy", "read"),
    ...within("department", "register", "read", "file"),
    ...within("tenant", "register", "read"),
  ],
  department_head: [
    ...within("department", "case", "read", "file", "act", "sign"),
    ...within("tenant", "entry", "read"),
    ...within("department", "entry", "compile"),
    ...within("department", "grant", "read", "stop"),
    ...within("department", "key", "manage"),
    ...within("department", "access", "read"),
    ...within("tenant", "policy", "read"),
    ...within("department", "register", "read", "file"),
    ...within("tenant", "register", "read"),
  ],
  authority_officer: [
    ...within("region", "case", "read", "act", "review"),
    ...within("tenant", "entry", "read"),
    ...within("region", "grant", "read", "stop"),
    ...within("region", "access", "read"),
    ...within("region", "rollup", "read"),
    ...within("tenant", "policy", "read", "settle"),
    ...within("department", "register", "read", "file"),
    ...within("tenant", "register", "read"),
    ...within("region", "register", "review"),
  ],
  government_officer: [
    ...within("region", "case", "read", "act", "govern"),
    ...within("tenant", "entry", "read"),
    ...within("region", "grant", "read"),
    ...within("region", "rollup", "read"),
    ...within("tenant", "policy", "read"),
    ...within("department", "register", "read", "file"),
    ...within("tenant", "register", "read"),
    ...within("region", "register", "govern"),
  ],
  // 领导小组: leads and sees all of it, decides no case.
  leading_group: [
    ...within("region", "case", "read"),
    ...within("tenant", "entry", "read"),
    ...within("region", "rollup", "read"),
    ...within("tenant", "policy", "read"),
  ],
  delegate_reviewer: [
    ...within("department", "case", "read", "act"),
    ...within("tenant", "entry", "read"),
    ...within("tenant", "policy", "read"),
    ...within("tenant", "register", "read"),
  ],
  // An access record is judged by the grant it rests on and the decision behind that, so the auditor reads all three.
  auditor: [
    ...within("tenant", "audit", "read"),
    ...within("tenant", "access", "read"),
    ...within("tenant", "grant", "read"),
    ...within("tenant", "case", "read"),
    ...within("tenant", "entry", "read"),
    ...within("tenant", "person", "read"),
    ...within("tenant", "policy", "read"),
    ...within("tenant", "register", "read", "inspect"),
  ],
  security_officer: [
    ...within("tenant", "role", "manage"),
    ...within("tenant", "person", "read"),
    ...within("tenant", "policy", "read"),
    ...within("tenant", "register", "read", "inspect"),
  ],
  system_admin: [
    ...within("tenant", "person", "manage", "read"),
    ...within("tenant", "department", "manage"),
    ...within("tenant", "policy", "read"),
  ],
  province_overseer: [...within("province", "rollup", "read")],
  // The holiday schedule is the same for every city; the operator reads nobody's cases.
  platform_operator: [...within("tenant", "calendar", "manage")],
  // A person or company outside government: their own applications and reports, and the entries that are open.
  public_user: [...within("own", "case", "read", "file", "act"), ...within("open", "entry", "read")],
  anonymous: [],
  key: [],
};

/** 三员: never two of them, and nothing else, for one person. */
export const ADMINISTRATOR_ROLES = ["system_admin", "security_officer", "auditor"] as const satisfies readonly Role[];

/** Which kinds of department a role can be held in; a role not listed is not given by a city's security officer. */
export const ROLE_HOMES = {
  data_officer: ["department", "authority", "government", "delegate"],
  department_head: ["department", "authority", "government", "delegate"],
  authority_officer: ["authority"],
  government_officer: ["government"],
  leading_group: ["government"],
  delegate_reviewer: ["delegate"],
  auditor: ["department", "authority", "government"],
  security_officer: ["department", "authority", "government"],
  system_admin: ["department", "authority", "government"],
} as const satisfies Partial<Record<Role, readonly string[]>>;

export type AssignableRole = keyof typeof ROLE_HOMES;
export const ASSIGNABLE_ROLES = Object.keys(ROLE_HOMES) as AssignableRole[];

/** True for one of the three administrator roles. */
export function isAdministratorRole(role: string): boolean {
  return (ADMINISTRATOR_ROLES as readonly string[]).includes(role);
}

/** Every rule of the roles given, without repetition. */
export function rulesOf(roles: readonly Role[]): RoleRule[] {
  const byKey = new Map(roles.flatMap((role) => ROLE_RULES[role] ?? []).map((rule) => [permissionKey(rule), rule]));
  return [...byKey.values()];
}

/** `case:file:department`: what identity.me lists, so that a page shows only the menus that lead somewhere. */
export function permissionKey({ subject, verb, scope }: RoleRule): `${Subject}:${Verb}:${RuleScope}` {
  return `${subject}:${verb}:${scope}`;
}

/**
 * Makes `ctx.role_rule` equal to the table above. Boot calls it with the administrator's connection after the migrations;
 * sessions feel a change with their next transaction.
 */
export async function syncRoleRules(client: pg.ClientBase): Promise<void> {
  const rules = Object.entries(ROLE_RULES).flatMap(([role, list]) => list.map((rule) => ({ role, ...rule })));
  try {
    await client.query("begin");
    await client.query("set local role heliu_ctx");
    await client.query("lock table ctx.role_rule in share row exclusive mode");
    await client.query(
      `with wanted as (select * from jsonb_to_recordset($1) as w(role text, verb text, subject text, scope text)),
         gone as (delete from ctx.role_rule r where not exists (select from wanted w
           where (w.role, w.verb, w.subject, w.scope) = (r.role, r.verb, r.subject, r.scope)))
       insert into ctx.role_rule (role, verb, subject, scope) select role, verb, subject, scope from wanted on conflict do nothing`,
      [JSON.stringify(rules)],
    );
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    throw error;
  }
}

function within(scope: RuleScope, subject: Subject, ...verbs: Verb[]): RoleRule[] {
  return verbs.map((verb) => ({ subject, verb, scope }));
}

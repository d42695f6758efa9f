import { createHash, randomBytes } from "node:crypto";
import pg from "pg";
import type { Role } from "@/server/db/actor";
import type { Login } from "@/server/db/connections";
import { syncRoleRules } from "@/server/identity/roles";
import { mountHostedTable } from "@/server/mounting/mount-hosted-table";
import { stableId } from "@/server/shared/stable-id";
import type { TestDatabase } from "@/tests/harness/database";

/**
 * Two small fictional cities under one province, with one row of everything on each side of every border: another
 * department, another county, another city. Isolation tests ask who sees which.
 */

export const id = (...parts: string[]) => stableId("isolation", ...parts);

/** Tenant, region and kind of each department; its id is `id("department", tenant, code)`. */
export const DEPARTMENTS = [
  ["riverton", "consumer", "R00", "department"],
  ["riverton", "provider", "R00", "department"],
  ["riverton", "other", "R00", "department"],
  ["riverton", "county-provider", "R01", "department"],
  ["riverton", "county-consumer", "R01", "department"],
  ["riverton", "authority", "R00", "authority"],
  ["riverton", "county-authority", "R01", "authority"],
  ["riverton", "government", "R00", "government"],
  ["riverton", "delegate", "R00", "delegate"],
  ["hilltown", "consumer", "H00", "department"],
  ["hilltown", "provider", "H00", "department"],
  ["hilltown", "authority", "H00", "authority"],
  ["upland", "oversight", "U00", "oversight"],
  ["platform", "operator", "P00", "operator"],
] as const;

export type DepartmentCode = (typeof DEPARTMENTS)[number][1];

export const departmentId = (code: DepartmentCode, tenant = "riverton") => id("department", tenant, code);

/** The region of a department. */
export const regionOf = (tenant: string, code: DepartmentCode): string =>
  DEPARTMENTS.find((each) => each[0] === tenant && each[1] === code)?.[2] ?? "";

/** Someone who asks the database for rows, and what the rules turn on. */
export interface Persona {
  name: string;
  login: Login;
  /** `session` and `key` bring a token, `public` names a city. */
  kind: "session" | "key" | "public";
  tenant: string;
  department: string | null;
  region: string | null;
  regions: string[];
  person: string | null;
  roles: Role[];
  token: string;
}

const REGIONS_BELOW: Record<string, string[]> = {
  R00: ["R00", "R01", "R02"],
  H00: ["H00"],
  U00: ["U00"],
  P00: ["P00"],
};

function staff(name: string, tenant: string, code: DepartmentCode, ...roles: Role[]): Persona {
  const region = regionOf(tenant, code);
  return {
    name,
    login: "heliu_workspace",
    kind: "session",
    tenant,
    department: departmentId(code, tenant),
    region,
    regions: REGIONS_BELOW[region] ?? [region],
    person: id("person", name),
    roles,
    token: tokenOf(name),
  };
}

/** A person or company outside government: of a city, and of no department. */
function account(name: string, tenant: string, ...roles: Role[]): Persona {
  const nowhere = { department: null, region: null, regions: [] };
  return { ...staff(name, tenant, "provider", ...roles), ...nowhere };
}

const tokenOf = (name: string) => createHash("sha256").update(`token of ${name}`).digest("base64url");

export const PERSONAS: readonly Persona[] = [
  staff("consumer officer", "riverton", "consumer", "data_officer"),
  staff("provider officer", "riverton", "provider", "data_officer"),
  staff("consumer head", "riverton", "consumer", "department_head"),
  staff("provider head", "riverton", "provider", "department_head"),
  staff("other department", "riverton", "other", "data_officer"),
  staff("county consumer", "riverton", "county-consumer", "data_officer"),
  staff("county authority", "riverton", "county-authority", "authority_officer"),
  staff("city authority", "riverton", "authority", "authority_officer"),
  staff("government", "riverton", "government", "government_officer"),
  staff("delegate reviewer", "riverton", "delegate", "delegate_reviewer"),
  staff("auditor", "riverton", "authority", "auditor"),
  staff("security officer", "riverton", "authority", "security_officer"),
  staff("system administrator", "riverton", "authority", "system_admin"),
  staff("colleague without role", "riverton", "provider"),
  account("public account", "riverton", "public_user"),
  account("another public account", "riverton", "public_user"),
  account("account without role", "riverton"),
  account("other city's account", "hilltown", "public_user"),
  staff("other city's officer", "hilltown", "provider", "data_officer"),
  staff("other city's authority", "hilltown", "authority", "authority_officer"),
  { ...staff("province overseer", "upland", "oversight", "province_overseer"), login: "heliu_province" },
  { ...staff("overseer in the workspace", "upland", "oversight", "province_overseer") },
  staff("platform operator", "platform", "operator", "platform_operator"),
  {
    name: "portal visitor",
    login: "heliu_portal",
    kind: "public",
    tenant: "riverton",
    department: null,
    region: null,
    regions: [],
    person: null,
    roles: ["anonymous"],
    token: "riverton",
  },
  {
    name: "key",
    login: "heliu_workspace",
    kind: "key",
    tenant: "riverton",
    department: departmentId("consumer"),
    region: "R00",
    regions: [],
    person: id("key", "city"),
    roles: ["key"],
    token: tokenOf("key"),
  },
];

export function persona(name: string): Persona {
  const found = PERSONAS.find((each) => each.name === name);
  if (!found) throw new Error(`no persona ${name}`);
  return found;
}

/** The statement that makes a connection act as the persona, for this transaction. */
export function mintOf({ kind, token }: Persona): { text: string; values: string[] } {
  const call = { session: "ctx.mint", key: "ctx.mint_key", public: "ctx.mint_public" }[kind];
  return { text: `select ${call}($1)`, values: [token] };
}

/** Opens a session of a person as the owner of ctx would see it after signing in. */
export async function openSession(
  admin: pg.ClientBase | pg.Pool,
  tenant: string,
  person: string,
  token: string,
): Promise<void> {
  await admin.query(
    `insert into ctx.session (token_hash, tenant_id, person_id, factor, opened_at, expires_at)
     values (sha256(convert_to($1, 'UTF8')), $2, $3, 'totp', clock_timestamp(), clock_timestamp() + interval '1 hour')
     on conflict (token_hash) do update set expires_at = excluded.expires_at`,
    [token, tenant, person],
  );
}

/** Cases of the world: parties, entry and region; every one has events, a grant, a key, a notice and evidence. */
export const CASES = [
  { name: "city", tenant: "riverton", region: "R00", from: "consumer", to: "provider" },
  { name: "county", tenant: "riverton", region: "R01", from: "county-consumer", to: "county-provider" },
  { name: "elsewhere", tenant: "hilltown", region: "H00", from: "consumer", to: "provider" },
] as const;

/** An entry that is, was or will be open; all are a provider's. */
export interface OpenEntry {
  name: string;
  tenant: string;
  opening: "unconditional" | "conditional";
  published?: boolean;
  suspended?: boolean;
  retired?: boolean;
}

export const OPEN_ENTRIES: readonly OpenEntry[] = [
  { name: "open", tenant: "riverton", opening: "unconditional" },
  { name: "on application", tenant: "riverton", opening: "conditional" },
  { name: "unpublished", tenant: "riverton", opening: "unconditional", published: false },
  { name: "suspended", tenant: "riverton", opening: "unconditional", suspended: true },
  { name: "retired", tenant: "riverton", opening: "unconditional", retired: true },
  { name: "open elsewhere", tenant: "hilltown", opening: "conditional" },
];

/** A case of another procedure: who filed it on which side, about which entry (or none), put to whom. No grant follows. */
export interface Affair {
  name: string;
  tenant: "riverton" | "hilltown";
  procedure: string;
  filedAs: "requester" | "provider" | "authority" | "government" | "applicant";
  by: string;
  to: DepartmentCode;
  entry: string | null;
  granted?: true;
  /** It waits for the signature of the filer's own head, so that it has been sent to nobody. */
  unsigned?: true;
  delegate?: DepartmentCode;
}

export const AFFAIRS: readonly Affair[] = [
  {
    name: "retirement",
    tenant: "riverton",
    procedure: "catalogue.retirement",
    filedAs: "provider",
    by: "provider officer",
    to: "provider",
    entry: "city",
  },
  {
    name: "review",
    tenant: "riverton",
    procedure: "opening.review",
    filedAs: "provider",
    by: "provider officer",
    to: "provider",
    entry: "open",
  },
  {
    name: "rectification",
    tenant: "riverton",
    procedure: "rectification",
    filedAs: "authority",
    by: "city authority",
    to: "provider",
    entry: null,
  },
  {
    name: "authority's report",
    tenant: "riverton",
    procedure: "report.annual",
    filedAs: "authority",
    by: "city authority",
    to: "authority",
    entry: null,
  },
  {
    name: "government's order",
    tenant: "riverton",
    procedure: "rectification",
    filedAs: "government",
    by: "government",
    to: "other",
    entry: null,
  },
  {
    name: "superior data",
    tenant: "riverton",
    procedure: "sharing.superior",
    filedAs: "requester",
    by: "consumer officer",
    to: "consumer",
    entry: null,
  },
  {
    name: "unsigned request",
    tenant: "riverton",
    procedure: "sharing.conditional",
    filedAs: "requester",
    by: "consumer officer",
    to: "provider",
    entry: "city",
    unsigned: true,
    delegate: "delegate",
  },
  {
    name: "application",
    tenant: "riverton",
    procedure: "opening.application",
    filedAs: "applicant",
    by: "public account",
    to: "provider",
    entry: "on application",
  },
  {
    name: "granted application",
    tenant: "riverton",
    procedure: "opening.application",
    filedAs: "applicant",
    by: "public account",
    to: "provider",
    entry: "on application",
    granted: true,
  },
  {
    name: "another's application",
    tenant: "riverton",
    procedure: "opening.application",
    filedAs: "applicant",
    by: "another public account",
    to: "provider",
    entry: "open",
    granted: true,
  },
  {
    name: "application elsewhere",
    tenant: "hilltown",
    procedure: "opening.application",
    filedAs: "applicant",
    by: "other city's account",
    to: "provider",
    entry: "open elsewhere",
    granted: true,
  },
];

/** Registers of the world: who reads each besides its keeper. Every department and authority keeps all of them. */
export const REGISTERS: readonly { register: string; readBy: readonly string[]; readers: readonly DepartmentCode[] }[] =
  [
    { register: "kept-alone", readBy: [], readers: [] },
    { register: "offices-read", readBy: ["authority", "government"], readers: [] },
    { register: "inspectors-read", readBy: ["inspectors"], readers: [] },
    { register: "all-read", readBy: ["every-department"], readers: [] },
    { register: "open", readBy: ["public"], readers: [] },
    { register: "one-reads", readBy: [], readers: ["other"] },
  ];

/** Something on record, by whom, whom it concerns, and whether it may be read by everybody. */
export interface WorldRecord {
  register: string;
  tenant: "riverton" | "hilltown";
  by: DepartmentCode;
  open: boolean;
  concerns: DepartmentCode | null;
}

/** A record of each register by the provider, and where it matters by a county or another city. */
export const RECORDS: readonly WorldRecord[] = [
  ...REGISTERS.map(
    ({ register }): WorldRecord => ({ register, tenant: "riverton", by: "provider", open: true, concerns: null }),
  ),
  { register: "offices-read", tenant: "riverton", by: "county-consumer", open: false, concerns: null },
  { register: "kept-alone", tenant: "riverton", by: "consumer", open: false, concerns: "county-consumer" },
  { register: "open", tenant: "riverton", by: "consumer", open: false, concerns: null },
  { register: "all-read", tenant: "hilltown", by: "provider", open: false, concerns: null },
];

export const recordId = ({ register, tenant, by }: Pick<WorldRecord, "register" | "tenant" | "by">) =>
  id("record", tenant, by, register);

/** Builds the world as the database's administrator, and mounts data as the provider would. */
export async function buildWorld(database: TestDatabase): Promise<void> {
  const client = new pg.Client({ connectionString: database.adminUrl });
  await client.connect();
  try {
    await syncRoleRules(client);
    await client.query("begin");
    await structure(client);
    await people(client);
    for (const each of CASES) await oneCase(client, each);
    for (const each of OPEN_ENTRIES) await openEntry(client, each);
    for (const each of AFFAIRS) await oneAffair(client, each);
    await traces(client);
    await registers(client);
    await client.query("commit");
  } finally {
    await client.end();
  }
  const officer = persona("provider officer").token;
  await mountHostedTable(officer, id("entry", "city"), [
    ["甲", "210000199001011234"],
    ["乙", "210000199001011235"],
  ]);
  await mountHostedTable(officer, id("entry", "open"), [["丙", "210000199001011236"]]);
  await database.admin.query(`
    insert into gate.reading (tenant_id, grant_id, version, names, json_cells, csv_cells, all_json, all_csv, comparable, masked, fixed, copy_cells, sortable)
      values ('riverton', '${id("grant", "city")}', 99, '{}', '{}', '{}', '', '', '{}', '{}', '', '{}', '{}');
    insert into gate.projection (tenant_id, grant_id, version, asked, shown, json_row, csv_row)
      values ('riverton', '${id("grant", "city")}', 99, '{}', '{}', '', '');
    insert into gate.quota (tenant_id, grant_id, slot, minute, in_minute, day, on_day)
      values ('riverton', '${id("grant", "city")}', 0, 0, 1, '2026-01-05', 1);
    insert into app.access_outcome (tenant_id, access_id, rows) select tenant_id, id, 1 from app.access_record;
    insert into app.open_use (tenant_id, entry_id, day, way, times) values
      ('riverton', '${id("entry", "open")}', '2026-01-05', 'preview', 3), ('riverton', '${id("entry", "city")}', '2026-01-05', 'preview', 1);
    insert into app.calendar_year (tenant_id, year, version, days, source_zh, source_en, imported_by) values
      ('platform', 2031, 1, '[]', '通知', 'Notice', '${persona("platform operator").person}');
    insert into gate.silence (tenant_id, procedure, stage, valid_from, enters, ends)
      values ('riverton', 'sharing.conditional', 'nowhere', '2026-01-01', '{}', '{}');
    insert into app.reading_settlement (tenant_id, id, reading, verdict, reason, adopted_zh, adopted_en, person_id, department_id) values
      ('riverton', '${id("settlement", "riverton")}', 'A28', 'confirmed', '同意', '次日起算', 'From the next day',
        '${persona("city authority").person}', '${departmentId("authority")}'),
      ('hilltown', '${id("settlement", "hilltown")}', 'A28', 'confirmed', '同意', '次日起算', 'From the next day',
        '${persona("other city's authority").person}', '${departmentId("authority", "hilltown")}');`);
  await database.admin.query("select gate.seal_evidence()");
  await statements(database);
}

/** Which departments lead an entry beside its own, by the entry's name. */
export const LEADS: Record<string, string> = { city: departmentId("other"), open: departmentId("authority") };

/** An entry as a draft holds it. */
export const DRAFTED = {
  nameZh: "登记信息（修订）",
  theme: "people",
  sharingClass: "conditional",
  sharingBasis: "《统计法》",
  updateCycle: "weekly",
  items: [{ name: "name", labelZh: "姓名", labelEn: "Name", type: "text", grade: 3, mask: "name" }],
  particulars: {},
};

/** Drafts by name: who wrote them, and the entry that they change. */
export const DRAFTS: readonly (readonly [name: string, by: string, entry: string | null])[] = [
  ["new", "provider officer", null],
  ["submitted", "provider officer", "city"],
  ["elsewhere", "other city's officer", null],
];

/** What departments and authorities state about entries and about themselves. */
async function statements({ admin }: TestDatabase): Promise<void> {
  for (const [name, lead] of Object.entries(LEADS))
    await admin.query("update app.catalogue_entry set lead_department_id = $2 where id = $1", [
      id("entry", name),
      lead,
    ]);
  for (const name of ["provider officer", "other city's officer", "county provider", "city authority"]) {
    const { tenant, department, person } = name === "county provider" ? countyProvider() : persona(name);
    await admin.query(
      "insert into app.department_profile (tenant_id, department_id, version, profile, person_id) values ($1, $2, 1, '{}', $3)",
      [tenant, department, person],
    );
  }
  for (const name of ["provider officer", "consumer officer", "other city's officer"]) {
    const { tenant, department, person } = persona(name);
    await admin.query(
      `insert into app.upload (tenant_id, id, department_id, person_id, kind, file_name, size, completed_at, sha256)
       values ($1, $2, $3, $4, 'csv', '数据.csv', 10, now(), repeat('a', 64))`,
      [tenant, id("upload", name), department, person],
    );
  }
  for (const [name, entry] of [
    ["provider officer", "city"],
    ["other city's officer", "elsewhere"],
  ] as const) {
    const { tenant, department, person } = persona(name);
    await admin.query(
      `insert into app.ingest_job (tenant_id, id, entry_id, upload_id, department_id, ordered_by, mode, encoding, state, ended_at)
       values ($1, $2, $3, $4, $5, $6, 'replace', 'auto', 'failed', now())`,
      [tenant, id("order", name), id("entry", entry), id("upload", name), department, person],
    );
    await admin.query(
      `insert into app.ingest_problem (tenant_id, job_id, ordinal, row_no, column_name, value, rule)
       values ($1, $2, 1, 2, 'count', 'x', 'integer')`,
      [tenant, id("order", name)],
    );
  }
  const officer = persona("provider officer");
  const authority = persona("city authority");
  const by = [authority.tenant, authority.person, authority.department];
  await admin.query(
    "insert into app.department_profile_receipt (tenant_id, person_id, authority_id, department_id, version) values ($1, $2, $3, $4, 1)",
    [...by, officer.department],
  );
  await admin.query(
    `insert into app.entry_particulars (tenant_id, person_id, department_id, entry_id, version, particulars) values ($1, $2, $3, $4, 1, '{}')`,
    [officer.tenant, officer.person, officer.department, id("entry", "city")],
  );
  for (const [name, by, entry] of DRAFTS) {
    const { tenant, department, person } = persona(by);
    await admin.query(
      `insert into app.entry_draft (tenant_id, id, entry_id, department_id, region_id, entry, person_id, submitted_at)
       values ($1, $2, $3, $4, $5, $8, $6, case when $7 then now() end)`,
      [
        tenant,
        id("draft", name),
        entry && id("entry", entry),
        department,
        persona(by).region,
        person,
        name === "submitted",
        DRAFTED,
      ],
    );
  }
  for (const tenant of ["riverton", "hilltown"]) {
    await admin.query("insert into app.code_segment values ($1, '3', '部门', 1)", [tenant]);
    await admin.query("insert into app.code_counter values ($1, '301', 1)", [tenant]);
  }
  await admin.query(
    `insert into app.standard (tenant_id, person_id, department_id, code, version, title, level, topic, body)
     values ($1, $2, $3, 'S-1', 1, '标准', 'municipal', 'quality', '内容')`,
    by,
  );
  await admin.query(
    `insert into app.entry_check (tenant_id, person_id, department_id, entry_id, standard_code, standard_version, result)
     values ($1, $2, $3, $4, 'S-1', 1, 'conforms')`,
    [...by, id("entry", "city")],
  );
  await admin.query(
    "insert into app.catalogue_edition (tenant_id, person_id, department_id, number, entries, findings) values ($1, $2, $3, 1, '[]', '[]')",
    by,
  );
  await admin.query(
    `insert into app.catalogue_campaign (tenant_id, person_id, department_id, title, guidance, due_on)
     values ($1, $2, $3, '目录编制', '按指南编制', '2026-06-30')`,
    by,
  );
}

/** The county's provider has no persona of its own: the row is written in a colleague's name. */
function countyProvider(): Pick<Persona, "tenant" | "department" | "person"> {
  return { ...persona("county consumer"), department: departmentId("county-provider") };
}

async function structure(client: pg.Client): Promise<void> {
  await client.query(`
    insert into app.tenant (id, kind, name_zh, name_en, province, direct_unconditional) values
      ('riverton', 'city', '河城', 'Riverton', 'upland', true), ('hilltown', 'city', '山城', 'Hilltown', 'upland', false),
      ('upland', 'province', '高地省', 'Upland', 'upland', false), ('platform', 'platform', '平台', 'Platform', 'platform', false);
    insert into app.region (tenant_id, id, parent_id, name_zh, name_en, level) values
      ('riverton', 'R00', null, '河城', 'Riverton', 'city'), ('riverton', 'R01', 'R00', '东县', 'East', 'county'),
      ('riverton', 'R02', 'R00', '西县', 'West', 'county'), ('hilltown', 'H00', null, '山城', 'Hilltown', 'city'),
      ('upland', 'U00', null, '高地', 'Upland', 'city'), ('platform', 'P00', null, '平台', 'Platform', 'city');`);
  for (const [tenant, code, region, kind] of DEPARTMENTS) {
    await client.query(
      `insert into app.department (tenant_id, id, code, region_id, kind, name_zh, name_en) values ($1, $2, $3, $4, $5, $3, $3)`,
      [tenant, id("department", tenant, code), code, region, kind],
    );
  }
}

async function people(client: pg.Client): Promise<void> {
  const named = new Map(PERSONAS.filter((each) => each.kind === "session").map((each) => [each.token, each]));
  for (const { name, tenant, department, person, roles, token } of named.values()) {
    await client.query(
      "insert into app.person (tenant_id, id, department_id, login, name) values ($1, $2, $3, $4, $5) on conflict do nothing",
      [tenant, person, department, name.replace(/[^a-z]+/g, "."), name],
    );
    for (const role of roles) {
      await client.query(
        "insert into app.role_assignment (tenant_id, person_id, role) values ($1, $2, $3) on conflict do nothing",
        [tenant, person, role],
      );
    }
    await client.query(
      "insert into ctx.credential (tenant_id, person_id, password_hash) values ($1, $2, 'none') on conflict do nothing",
      [tenant, person],
    );
    await openSession(client, tenant, person ?? "", token);
    await client.query(
      "insert into app.audit_record (tenant_id, person_id, department_id, act, subject_kind) values ($1, $2, $3, 'test.act', 'test')",
      [tenant, person, department],
    );
  }
  await client.query("insert into ctx.sign_in_attempt values ('riverton', sha256('x'), 1, now(), null)");
}

const filedBy = (tenant: string, code: string) =>
  PERSONAS.find((each) => each.tenant === tenant && each.department === id("department", tenant, code))?.person ??
  persona("other city's officer").person;

async function oneCase(client: pg.Client, { name, tenant, region, from, to }: (typeof CASES)[number]): Promise<void> {
  const [consumer, provider] = [id("department", tenant, from), id("department", tenant, to)];
  const delegate = name === "city" ? departmentId("delegate") : null;
  const requester = filedBy(tenant, from);
  const entry = id("entry", name);
  const [caseId, grant] = [id("case", name), id("grant", name)];
  await client.query(
    `insert into app.catalogue_entry (tenant_id, id, code, department_id, region_id, name_zh, theme, sharing_class, opening_class, update_cycle, delegate_department_id, published_at)
     values ($1, $2, $3, $4, $5, '登记信息', 'people', 'conditional', 'withheld', 'daily', $6, now() - interval '1 day')`,
    [tenant, entry, `entry-${name}`, provider, region, delegate],
  );
  await client.query(
    `insert into app.data_item (tenant_id, entry_id, ordinal, name, label_zh, label_en, type, grade, mask)
     values ($1, $2, 1, 'name', '姓名', 'Name', 'text', 3, 'name'), ($1, $2, 2, 'citizen_id', '号码', 'Citizen id', 'text', 4, 'citizen-id')`,
    [tenant, entry],
  );
  await client.query("insert into app.dedicated_department values ($1, $2, $3)", [tenant, entry, consumer]);
  await client.query("insert into app.case_number values ($1, 2026, 1) on conflict do nothing", [tenant]);
  await client.query(
    `insert into app."case" (tenant_id, id, number, procedure, book_date, entry_id, region_id, requester_department_id, requester_person_id,
       provider_department_id, delegate_department_id, application, stage, waiting_on, filed_at, stage_since, version)
     values ($1, $2, $3, 'sharing.conditional', '2026-01-05', $4, $5, $6, $7, $8, $9, '{}', 'answer', '{provider}', now(), now(), 1)`,
    [tenant, caseId, `2026-${name}`, entry, region, consumer, requester, provider, delegate],
  );
  await client.query(
    `insert into app.case_event (tenant_id, case_id, seq, type, acted_as, person_id, department_id) values ($1, $2, 1, 'filed', 'requester', $3, $4)`,
    [tenant, caseId, requester, consumer],
  );
  await client.query(
    `insert into app.notice (tenant_id, id, department_id, kind, subject_kind, subject_id) values ($1, $2, $3, 'filed', 'case', $4), ($1, $5, $6, 'filed', 'case', $4)`,
    [tenant, id("notice", name, "provider"), provider, caseId, id("notice", name, "consumer"), consumer],
  );
  await client.query(
    "insert into app.idempotency_key (tenant_id, person_id, key, act, result) values ($1, $2, $3, 'test', '{}')",
    [tenant, requester, id("idempotency", name)],
  );
  await client.query(
    `insert into app.data_grant (tenant_id, id, case_id, entry_id, region_id, consumer_department_id, provider_department_id, approved_by, columns, purpose, valid_from, valid_until)
     values ($1, $2, $3, $4, $5, $6, $7, $8, '{name}', 'purpose', now() - interval '1 day', now() + interval '1 year')`,
    [tenant, grant, caseId, entry, region, consumer, provider, requester],
  );
  await client.query(
    "insert into app.grant_act (tenant_id, grant_id, seq, act, reason, person_id, department_id) values ($1, $2, 1, 'suspend', 'r', $3, $4)",
    [tenant, grant, requester, provider],
  );
  const token = name === "city" ? persona("key").token : randomBytes(32).toString("base64url");
  await client.query(
    `insert into app.api_key (tenant_id, id, grant_id, label, token_hash, token_hint, created_by, expires_at)
     values ($1, $2, $3, 'system', sha256(convert_to($4, 'UTF8')), 'hint', $5, now() + interval '1 year')`,
    [tenant, id("key", name), grant, token, requester],
  );
  await client.query(
    `insert into app.access_record (tenant_id, id, grant_id, entry_id, region_id, consumer_department_id, provider_department_id, person_id, approved_by, purpose, content, way, medium)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $8, 'purpose', '{}', 'preview', 'screen')`,
    [tenant, id("access", name), grant, entry, region, consumer, provider, requester],
  );
  await client.query(
    `insert into app.upstream_outcome (tenant_id, access_id, region_id, consumer_department_id, provider_department_id, outcome)
     values ($1, $2, $3, $4, $5, 'delivered')`,
    [tenant, id("access", name), region, consumer, provider],
  );
  await client.query("insert into gate.stale_data (tenant_id, entry_id, told_at) values ($1, $2, now())", [
    tenant,
    entry,
  ]);
  await client.query(
    `insert into app.mount (tenant_id, entry_id, seq, kind, address, person_id, department_id)
     values ($1, $2, 1, 'upstream', 'https://upstream.example/rows', $3, $4)`,
    [tenant, entry, requester, provider],
  );
}

/** An entry that everyone may take and, unless something stands against it, the public may read or apply for. */
async function openEntry(
  client: pg.Client,
  { name, tenant, opening, published = true, suspended = false, retired = false }: OpenEntry,
): Promise<void> {
  await client.query(
    `insert into app.catalogue_entry (tenant_id, id, code, department_id, region_id, name_zh, name_en, theme, sharing_class, opening_class, update_cycle,
       published_at, opening_suspended_at, retired_at)
     values ($1, $2, $3, $4, $5, '公开名录', 'Open list', 'people', 'unconditional', $6, 'daily', case when $7 then now() - interval '1 day' end,
       case when $8 then now() end, case when $9 then now() end)`,
    [
      tenant,
      id("entry", name),
      name,
      departmentId("provider", tenant),
      regionOf(tenant, "provider"),
      opening,
      published,
      suspended,
      retired,
    ],
  );
  await client.query(
    `insert into app.data_item (tenant_id, entry_id, ordinal, name, label_zh, label_en, type)
     values ($1, $2, 1, 'name', '名称', 'Name', 'text'), ($1, $2, 2, 'code', '代码', 'Code', 'text')`,
    [tenant, id("entry", name)],
  );
}

async function oneAffair(client: pg.Client, affair: Affair): Promise<void> {
  const { name, tenant, procedure, filedAs, to, entry, granted = false, unsigned = false, delegate } = affair;
  const by = persona(affair.by);
  await client.query(
    `insert into app."case" (tenant_id, id, number, procedure, filed_as, book_date, entry_id, region_id, requester_department_id, requester_person_id,
       provider_department_id, delegate_department_id, application, stage, outcome, waiting_on, filed_at, stage_since, version)
     values ($1, $2, $3, $4, $5, '2026-01-05', $6, $7, $8, $9, $10, $13, '{}', case when not $11 then 'answer' end,
       case when $11 then 'granted' end, case when $12 then '{requester-head}'::text[] else '{}' end, now(), now(), 1)`,
    [
      tenant,
      id("case", name),
      `2026-${name}`,
      procedure,
      filedAs,
      entry && id("entry", entry),
      regionOf(tenant, to),
      by.department,
      by.person,
      departmentId(to, tenant),
      granted,
      unsigned,
      delegate ? departmentId(delegate, tenant) : null,
    ],
  );
  await client.query(
    "insert into app.case_event (tenant_id, case_id, seq, type, acted_as, person_id, department_id) values ($1, $2, 1, 'filed', $3, $4, $5)",
    [tenant, id("case", name), filedAs, by.person, by.department],
  );
}

/** What cases have done to entries, and whom they entered into the register. */
async function traces(client: pg.Client): Promise<void> {
  for (const by of ["consumer officer", "other city's officer"]) {
    const { tenant, person } = persona(by);
    await client.query(
      "insert into app.saved_search (tenant_id, id, person_id, name, text) values ($1, $2, $3, '查找', '登记')",
      [tenant, id("search", by), person],
    );
  }
  await client.query(
    `insert into app.grant_acceptance (tenant_id, grant_id, terms, person_id, department_id) values ('riverton', $1, '[]', $2, $3)`,
    [id("grant", "city"), persona("consumer officer").person, departmentId("consumer")],
  );
  await client.query(
    `insert into app.use_statement (tenant_id, id, grant_id, seq, kind, scenario, process, effect, storage, person_id, department_id)
     values ('riverton', $1, $2, 1, 'use', 'scenario', 'process', 'effect', 'none', $3, $4)`,
    [id("statement", "city"), id("grant", "city"), persona("consumer officer").person, departmentId("consumer")],
  );
  await client.query(
    `insert into app.notice (tenant_id, id, person_id, kind, subject_kind, subject_id)
     values ('riverton', $1, $2, 'case-accepted', 'case', $3)`,
    [id("notice", "application"), persona("public account").person, id("case", "application")],
  );
  for (const [tenant, name, entry, fact, by] of [
    ["riverton", "retirement", "city", "announce-retirement", "provider officer"],
    ["hilltown", "application elsewhere", "open elsewhere", "resume-opening", "other city's officer"],
  ] as const) {
    await client.query(
      "insert into app.entry_fact (tenant_id, id, entry_id, case_id, fact, person_id) values ($1, $2, $3, $4, $5, $6)",
      [tenant, id("fact", name), id("entry", entry), id("case", name), fact, persona(by).person],
    );
  }
  for (const [tenant, name, entry, open, by] of [
    ["riverton", "retirement", "city", false, "city authority"],
    ["riverton", "review", "open", true, "city authority"],
    ["hilltown", "application elsewhere", "open elsewhere", false, "other city's officer"],
  ] as const) {
    await client.query(
      `insert into app.entry_review (tenant_id, entry_id, case_id, answers, public, person_id) values ($1, $2, $3, '[{"id":"grading"}]', $4, $5)`,
      [tenant, id("entry", entry), id("case", name), open, persona(by).person],
    );
  }
  for (const [tenant, name, entry, by] of [
    ["riverton", "another's application", "open", "another public account"],
    ["hilltown", "application elsewhere", "open elsewhere", "other city's account"],
  ] as const) {
    await client.query(
      `insert into app.opening_register (tenant_id, case_id, entry_id, entry_zh, entry_en, applicant, purpose)
       values ($1, $2, $3, '公开名录', 'Open list', $4, 'purpose')`,
      [tenant, id("case", name), id("entry", entry), by],
    );
  }
}

/** Registers, what is on record in them, and a reply to each by its keeper. */
async function registers(client: pg.Client): Promise<void> {
  for (const tenant of ["riverton", "hilltown"] as const) {
    for (const { register, readBy, readers } of REGISTERS) {
      await client.query(
        `insert into app.register_rule (tenant_id, register, valid_from, kept_by, keepers, read_by, readers)
         values ($1, $2, '2026-01-01', '{department,authority}', '{}', $3, $4)`,
        [tenant, register, readBy, readers.map((code) => departmentId(code, tenant))],
      );
    }
  }
  for (const record of RECORDS) {
    const { register, tenant, by, open, concerns } = record;
    const department = departmentId(by, tenant);
    const person = filedBy(tenant, by);
    await client.query(
      `insert into app.register_record (tenant_id, id, register, department_id, region_id, concerns_id, version, fields, open)
       values ($1, $2, $3, $4, $5, $6, 1, '{}', $7)`,
      [tenant, recordId(record), register, department, regionOf(tenant, by), concerns && departmentId(concerns), open],
    );
    await client.query(
      `insert into app.register_version (tenant_id, record_id, version, act, fields, person_id, department_id)
       values ($1, $2, 1, 'recorded', '{}', $3, $4)`,
      [tenant, recordId(record), person, department],
    );
    await client.query(
      `insert into app.register_reply (tenant_id, id, record_id, version, reply, person_id, department_id)
       values ($1, $2, $3, 1, 'read', $4, $5)`,
      [tenant, id("reply", recordId(record)), recordId(record), person, department],
    );
  }
}

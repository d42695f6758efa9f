import { ACTOR_KINDS } from "@/server/law/procedure-types";
import {
  AFFAIRS,
  CASES,
  DEPARTMENTS,
  departmentId,
  id,
  LEADS,
  OPEN_ENTRIES,
  type Persona,
  persona,
  RECORDS,
  REGISTERS,
  recordId,
  regionOf,
} from "./world";

/**
 * Who may do what to which row, in plain words and independent of the SQL that enforces it. Every table of the
 * database has an entry; a table without one fails the test. What an entry leaves out nobody may do.
 */
export interface TableRules {
  select?: Rule;
  /** `change` is a SET clause over a column that somebody may change. */
  update?: Rule & { change: string };
  delete?: Rule;
  insert?: { rows: Record<string, unknown>[]; may: (p: Persona, row: Row) => boolean };
}

export interface Rule {
  may: (p: Persona, row: Row) => boolean;
}

/** A row as the owner sees it, by column name. */
export type Row = Record<string, unknown>;

const staffOf = (p: Persona, tenant: unknown) => p.kind === "session" && p.tenant === tenant;
const holds = (p: Persona, ...roles: Persona["roles"]) => p.roles.some((role) => roles.includes(role));
const officer = (p: Persona) => holds(p, "data_officer", "department_head");
const business = (p: Persona) =>
  officer(p) || holds(p, "authority_officer", "government_officer", "delegate_reviewer", "auditor");
const mine = (p: Persona, ...departments: unknown[]) => departments.includes(p.department);
const sits = (p: Persona, region: unknown) => p.regions.includes(String(region));
const office = (p: Persona) => holds(p, "authority_officer", "government_officer");

const party = (p: Persona, c: Row) =>
  (officer(p) || holds(p, "delegate_reviewer")) &&
  mine(p, c.requester_department_id, c.provider_department_id, c.delegate_department_id);
const applied = (p: Persona, c: Row) => c.filed_as === "applicant" && c.requester_person_id === p.person;
/** What its own department has not signed is that department's own paper; the auditor reads everything. */
const reaches = (p: Persona, c: Row) => c.sent_at !== null || mine(p, c.requester_department_id);
const seesCase = (p: Persona, c: Row | undefined): boolean =>
  c !== undefined &&
  staffOf(p, c.tenant_id) &&
  (((party(p, c) || (office(p) && sits(p, c.region_id))) && reaches(p, c)) ||
    holds(p, "auditor") ||
    (holds(p, "public_user") && applied(p, c)));
const seesGrant = (p: Persona, g: Row | undefined): boolean =>
  g !== undefined &&
  staffOf(p, g.tenant_id) &&
  ((officer(p) && mine(p, g.consumer_department_id, g.provider_department_id)) ||
    (office(p) && sits(p, g.region_id)) ||
    holds(p, "auditor"));
const isTold = (p: Persona, n: Row) => (n.department_id === null ? n.person_id === p.person : mine(p, n.department_id));
const stopsGrant = (p: Persona, g: Row | undefined): boolean =>
  g !== undefined &&
  staffOf(p, g.tenant_id) &&
  ((officer(p) && mine(p, g.provider_department_id)) ||
    (holds(p, "authority_officer") && sits(p, g.region_id) && !mine(p, g.consumer_department_id)));

const seesAccess = (p: Persona, a: Row | undefined): boolean =>
  a !== undefined &&
  staffOf(p, a.tenant_id) &&
  ((officer(p) && mine(p, a.consumer_department_id, a.provider_department_id)) ||
    (holds(p, "authority_officer") && sits(p, a.region_id)) ||
    holds(p, "auditor"));

const now = new Date().toISOString();
/** The world's cases and grants as rows, for tables that only point at them. */
const caseRows = new Map<string, Row>([
  ...CASES.map(({ name, tenant, region, from, to }): [string, Row] => [
    id("case", name),
    {
      tenant_id: tenant,
      region_id: region,
      procedure: "sharing.conditional",
      filed_as: "requester",
      entry_id: id("entry", name),
      requester_department_id: id("department", tenant, from),
      requester_person_id: null, // whoever it was: only an applicant's person counts
      provider_department_id: id("department", tenant, to),
      delegate_department_id: name === "city" ? departmentId("delegate") : null,
      granted: false,
    },
  ]),
  ...AFFAIRS.map(({ name, tenant, procedure, filedAs, by, to, entry, granted = false, ...rest }): [string, Row] => [
    id("case", name),
    {
      tenant_id: tenant,
      region_id: regionOf(tenant, to),
      procedure,
      filed_as: filedAs,
      entry_id: entry && id("entry", entry),
      requester_department_id: persona(by).department,
      requester_person_id: persona(by).person,
      provider_department_id: departmentId(to, tenant),
      delegate_department_id: rest.delegate ? departmentId(rest.delegate) : null,
      granted,
      sent_at: rest.unsigned ? null : now,
    },
  ]),
]);
const seesApplicationOf = (p: Persona, person: unknown) =>
  [...caseRows.values()].some((c) => c.filed_as === "applicant" && c.requester_person_id === person && seesCase(p, c));
const grantRows = new Map(
  CASES.map(({ name, tenant, region, from, to }) => [
    id("grant", name),
    {
      tenant_id: tenant,
      region_id: region,
      consumer_department_id: id("department", tenant, from),
      provider_department_id: id("department", tenant, to),
    } as Row,
  ]),
);
const caseOf = (row: Row) => caseRows.get(String(row.case_id));
const accessRows = new Map(CASES.map(({ name }) => [id("access", name), grantRows.get(id("grant", name))]));
const grantOf = (row: Row) => grantRows.get(String(row.grant_id));

/** Owner of each entry; what is open to whom. */
const entryOwner: Record<string, string> = {
  [id("entry", "city")]: departmentId("provider"),
  [id("entry", "county")]: departmentId("county-provider"),
  [id("entry", "elsewhere")]: departmentId("provider", "hilltown"),
  ...Object.fromEntries(OPEN_ENTRIES.map(({ name, tenant }) => [id("entry", name), departmentId("provider", tenant)])),
};
const entryTenant = (entry: unknown) =>
  entryOwner[String(entry)] === departmentId("provider", "hilltown") ? "hilltown" : "riverton";
const opened = new Map(
  OPEN_ENTRIES.filter(({ published, suspended, retired }) => published !== false && !suspended && !retired).map(
    ({ name, opening }) => [id("entry", name), opening],
  ),
);
const compiles = (p: Persona, row: Row) =>
  staffOf(p, row.tenant_id) && officer(p) && entryOwner[String(row.entry_id)] === p.department;
const readsEntries = (p: Persona, row: Row) => staffOf(p, row.tenant_id) && business(p);
/** What is not published yet its own department reads, and the authority over it. */
const unpublished = (entry: unknown) =>
  OPEN_ENTRIES.some(({ name, published }) => published === false && entry === id("entry", name));
const seesEntry = (p: Persona, row: Row, entry: unknown) =>
  readsEntries(p, row) &&
  (!unpublished(entry) ||
    entryOwner[String(entry)] === p.department ||
    (holds(p, "authority_officer") && sits(p, regionOf("riverton", "provider"))));
/** Visitors see what is open at once, accounts also what is open on application. */
const isOpen = (p: Persona, row: Row, entry: unknown) =>
  p.kind === "public" && p.tenant === row.tenant_id && opened.get(String(entry)) === "unconditional";
const isOpenToAccount = (p: Persona, row: Row, entry: unknown) =>
  holds(p, "public_user") && staffOf(p, row.tenant_id) && opened.has(String(entry));

const NOBODY: TableRules = {};
const structureOf = (p: Persona, tenant: unknown) =>
  p.login !== "heliu_province" && p.kind !== "key" && p.tenant === tenant;

const consumer = persona("consumer officer");
const provider = persona("provider officer");
const in2030 = "2030-01-01T00:00:00Z";

const newEntry = (code: string, tenant: string, department: string, region: string) => ({
  tenant_id: tenant,
  id: id("new entry", code),
  code,
  department_id: department,
  region_id: region,
  name_zh: "新目录",
  theme: "people",
  sharing_class: "conditional",
  opening_class: "withheld",
  update_cycle: "daily",
});
const newCase = (name: string, row: Row) => ({
  tenant_id: "riverton",
  id: id("new case", name),
  number: `new-${name}`,
  procedure: "sharing.conditional",
  book_date: "2026-01-05",
  entry_id: id("entry", "open"),
  region_id: "R00",
  requester_department_id: departmentId("consumer"),
  requester_person_id: consumer.person,
  provider_department_id: departmentId("provider"),
  application: {},
  stage: "answer",
  waiting_on: ["provider"],
  filed_at: now,
  stage_since: now,
  version: 1,
  attributes: {},
  opinions: {},
  ...row,
});
const newEvent = (name: string, as: string, by: Persona, row: Row = {}) => ({
  tenant_id: by.tenant,
  case_id: id("case", name),
  seq: 2,
  type: "acted",
  act: "test",
  acted_as: as,
  person_id: by.person,
  department_id: by.department,
  content: {},
  ...row,
});
const newAct = (name: string, by: Persona) => ({
  tenant_id: by.tenant,
  grant_id: id("grant", name),
  seq: 2,
  act: "resume",
  reason: "reason",
  person_id: by.person,
  department_id: by.department,
});

const sideOf = (p: Persona, c: Row, as: unknown): boolean => {
  if (!reaches(p, c)) return false;
  const asks = mine(p, c.requester_department_id);
  const holdsIt = mine(p, c.provider_department_id) && (c.filed_as === "provider" || !asks);
  const sitsOver = sits(p, c.region_id) && p.department !== null;
  if (as === "applicant") return holds(p, "public_user") && applied(p, c);
  if (as === "requester") return officer(p) && asks && c.filed_as === "requester";
  if (as === "requester-head") return holds(p, "department_head") && asks && c.filed_as === "requester";
  if (as === "provider") return (officer(p) || holds(p, "delegate_reviewer")) && holdsIt;
  if (as === "provider-head") return holds(p, "department_head") && holdsIt;
  if (as === "delegate") return (officer(p) || holds(p, "delegate_reviewer")) && mine(p, c.delegate_department_id);
  if (as === "government") return holds(p, "government_officer") && sitsOver && (c.filed_as === "government" || !asks);
  return (
    holds(p, "authority_officer") &&
    sitsOver &&
    (c.filed_as === "authority" || (!asks && !mine(p, c.provider_department_id)))
  );
};

/** On which side a person may file what, put to which department. */
const files = (p: Persona, row: Row): boolean => {
  const ofOwnOffice = mine(p, row.requester_department_id) && sits(p, row.region_id);
  if (row.filed_as === "authority") return holds(p, "authority_officer") && ofOwnOffice;
  if (row.filed_as === "government") return holds(p, "government_officer") && ofOwnOffice;
  if (row.filed_as === "applicant") return holds(p, "public_user");
  return officer(p) && mine(p, row.requester_department_id);
};
const isPutRightly = (p: Persona, row: Row): boolean => {
  const [tenant, , region] =
    DEPARTMENTS.find(([t, code]) => row.provider_department_id === departmentId(code, t)) ?? [];
  if (tenant !== row.tenant_id || region !== row.region_id) return false;
  if (row.entry_id === null) return true;
  const takenOff = row.entry_id === id("entry", "retired");
  const seen = seesEntry(p, row, row.entry_id) || isOpenToAccount(p, row, row.entry_id);
  return seen && !takenOff && entryOwner[String(row.entry_id)] === row.provider_department_id;
};

const accountOf = (name: string) => ({
  filed_as: "applicant",
  procedure: "opening.application",
  requester_department_id: null,
  requester_person_id: persona(name).person,
});
const officeOf = (filed_as: string, name: string, row: Row = {}) => ({
  filed_as,
  procedure: "rectification",
  entry_id: null,
  requester_department_id: persona(name).department,
  requester_person_id: persona(name).person,
  ...row,
});
const ownAffairOf = (name: string, row: Row = {}) => ({
  filed_as: "provider",
  procedure: "catalogue.change",
  requester_department_id: persona(name).department,
  requester_person_id: persona(name).person,
  provider_department_id: persona(name).department,
  ...row,
});
const inCounty = { provider_department_id: departmentId("county-provider"), region_id: "R01" };

/** The cases in which somebody adds a fact about an entry or a line of the register, and who tries it. */
const FACTS = [
  ["retirement", "city", "keep-entry"],
  ["retirement", "city", "open-entry"], // a retirement opens nothing
  ["retirement", "open", "keep-entry"], // another entry
  ["review", "open", "open-entry"],
  ["review", "open", "retire-entry"], // a review takes nothing off
  ["granted application", "on application", "open-entry"], // only a review opens
  ["granted application", "on application", "suspend-opening"],
  ["city", "city", "publish-entry"], // a request for data changes no entry
  ["application elsewhere", "open elsewhere", "suspend-opening"],
] as const;
const TRYING = [
  "provider officer",
  "provider head",
  "consumer officer",
  "city authority",
  "county authority",
  "government",
  "public account",
  "other city's officer",
  "other city's account",
] as const;
const newFact = ([name, entry, fact]: readonly [string, string, string], by: Persona, row: Row = {}) => ({
  tenant_id: by.tenant,
  id: id("new fact", name, entry, fact, by.name),
  entry_id: id("entry", entry),
  case_id: id("case", name),
  fact,
  opening_class: fact === "open-entry" ? "conditional" : null,
  basis: "",
  person_id: by.person,
  ...row,
});
const newRegistration = (name: string, row: Row = {}) => ({
  tenant_id: "riverton",
  case_id: id("case", name),
  entry_id: id("entry", "on application"),
  entry_zh: "公开名录",
  entry_en: "Open list",
  applicant: "public account",
  purpose: "purpose",
  ...row,
});
/** What a case of a procedure does to its entry. */
const FITTING = [
  ["catalogue.retirement", "announce-retirement", "keep-entry", "retire-entry"],
  ["opening.review", "open-entry", "close-entry"],
  ["opening.application", "suspend-opening", "resume-opening"],
];
const doesInCase = (p: Persona, c: Row): boolean => {
  const ofRegion = sits(p, c.region_id) && p.department !== null;
  return (
    ((officer(p) || holds(p, "delegate_reviewer")) && mine(p, c.provider_department_id)) ||
    (holds(p, "authority_officer") && ofRegion && !mine(p, c.provider_department_id)) ||
    (holds(p, "government_officer") && ofRegion && !mine(p, c.requester_department_id))
  );
};

/** Registers: the keeper, whom a record concerns, and whom the register's rule names. */
const keepsRecords = (p: Persona) => officer(p) || office(p);
const ruleOf = (row: Row) => REGISTERS.find(({ register }) => register === row.register);
const recordRows = new Map(
  RECORDS.map((record): [string, Row] => [
    recordId(record),
    {
      tenant_id: record.tenant,
      register: record.register,
      department_id: departmentId(record.by, record.tenant),
      region_id: regionOf(record.tenant, record.by),
      concerns_id: record.concerns && departmentId(record.concerns),
      open: record.open,
    },
  ]),
);
const recordOf = (row: Row) => recordRows.get(String(row.record_id));
const tenantOfPerson = (person: unknown) =>
  [
    "provider officer",
    "consumer officer",
    "county authority",
    "other department",
    "city authority",
    "government",
    "auditor",
  ]
    .map(persona)
    .some((p) => p.person === person)
    ? "riverton"
    : "hilltown";
const readsRecord = (p: Persona, row: Row | undefined): boolean => {
  if (!row || p.tenant !== row.tenant_id) return false;
  const rule = ruleOf(row);
  const readBy = (reader: string) => (rule?.readBy as readonly string[] | undefined)?.includes(reader) ?? false;
  if (p.kind === "public") return row.open === true && readBy("public");
  if (p.kind !== "session" || p.login !== "heliu_workspace") return false;
  const named = (rule?.readers ?? []).map((code) => departmentId(code, String(row.tenant_id)));
  return (
    (keepsRecords(p) &&
      (mine(p, row.department_id, ...named) || (row.concerns_id !== null && mine(p, row.concerns_id)))) ||
    (readBy("every-department") && (keepsRecords(p) || holds(p, "delegate_reviewer", "auditor", "security_officer"))) ||
    (readBy("inspectors") && holds(p, "auditor", "security_officer")) ||
    (readBy("authority") && holds(p, "authority_officer") && sits(p, row.region_id)) ||
    (readBy("government") && holds(p, "government_officer") && sits(p, row.region_id))
  );
};
const newRecord = (by: string, row: Row = {}) => ({
  tenant_id: persona(by).tenant,
  id: id("new record", by),
  register: "all-read",
  department_id: persona(by).department,
  region_id: persona(by).region,
  version: 1,
  fields: {},
  ...row,
});
/** What a persona writes in its own name. */
const inNameOf = (name: string) => ({
  tenant_id: persona(name).tenant,
  person_id: persona(name).person,
  department_id: persona(name).department,
});
/** A draft is its own department's until it is submitted. */
const ownDraft = (p: Persona, row: Row) => staffOf(p, row.tenant_id) && officer(p) && mine(p, row.department_id);
const newDraft = (by: string, row: Row = {}) => ({
  ...inNameOf(by),
  id: id("new draft", by),
  entry_id: null,
  region_id: persona(by).region,
  entry: {},
  ...row,
});
/** Files come from whoever compiles entries, and are their department's. */
const sends = (p: Persona, row: Row) => staffOf(p, row.tenant_id) && officer(p) && mine(p, row.department_id);
const newUpload = (by: string, row: Row = {}) => ({
  ...inNameOf(by),
  id: id("new upload", by),
  kind: "csv",
  file_name: "数据.csv",
  size: 10,
  ...row,
});
const newOrder = (by: string, entry: string, row: Row = {}) => {
  const { person_id, ...rest } = inNameOf(by);
  return {
    ...rest,
    id: id("new order", by, entry),
    entry_id: id("entry", entry),
    upload_id: id("upload", by === "provider head" ? "provider officer" : by),
    ordered_by: person_id,
    mode: "replace",
    encoding: "auto",
    bytes_total: 10,
    ...row,
  };
};
const leadOf = new Map<unknown, string>(Object.entries(LEADS).map(([name, lead]) => [id("entry", name), lead]));
const AUTHORITIES = ["city authority", "county authority", "other city's authority", "government", "provider officer"];
/** The authority of the whole city speaks for it, that of a county does not. */
const publishesForCity = (p: Persona, row: Row) =>
  row.person_id === p.person &&
  staffOf(p, row.tenant_id) &&
  holds(p, "authority_officer") &&
  p.regions.some((region) => region.endsWith("00"));

/** In the order of the migrations. `data.*` stands for every hosted table. */
export const MATRIX: Record<string, TableRules> = {
  "ctx.secret": NOBODY,
  "ctx.clock": NOBODY,
  "ctx.role_rule": NOBODY,
  "ctx.session": NOBODY,
  "ctx.credential": NOBODY,
  "ctx.sign_in_rule": NOBODY,
  "ctx.sign_in_attempt": NOBODY,
  "gate.counted_calendar": NOBODY,
  "gate.secret": NOBODY,
  "gate.reading": NOBODY,
  "gate.projection": NOBODY,
  "gate.quota": NOBODY,
  "gate.silence": NOBODY,
  "gate.entry_search": NOBODY,
  "gate.stale_data": NOBODY,
  "gate.sealed_until": NOBODY,
  "data.*": NOBODY,
  "app.rollup": NOBODY,

  "app.tenant": { select: { may: (p, row) => p.kind !== "key" && p.tenant === row.id } },
  "app.region": { select: { may: (p, row) => structureOf(p, row.tenant_id) } },
  "app.department": {
    select: { may: (p, row) => structureOf(p, row.tenant_id) },
    insert: {
      rows: ["riverton", "hilltown"].map((tenant) => ({
        tenant_id: tenant,
        id: id("new department", tenant),
        code: "new",
        region_id: tenant === "riverton" ? "R00" : "H00",
        kind: "department",
        name_zh: "新部门",
        name_en: "New",
      })),
      may: (p, row) => staffOf(p, row.tenant_id) && holds(p, "system_admin"),
    },
    update: { change: "name_zh = name_zh", may: (p, row) => staffOf(p, row.tenant_id) && holds(p, "system_admin") },
  },
  "app.person": {
    // Colleagues know each other's names. An account knows its own, and is known where it filed something.
    select: {
      may: (p, row) =>
        row.id === p.person ||
        (p.login === "heliu_workspace" &&
          staffOf(p, row.tenant_id) &&
          p.department !== null &&
          (row.department_id !== null ||
            holds(p, "system_admin", "security_officer", "auditor") ||
            seesApplicationOf(p, row.id))),
    },
    insert: {
      rows: [
        { tenant_id: "riverton", id: id("new person", "1"), login: "new.one", name: "新人", demo: false },
        { tenant_id: "riverton", id: id("new person", "2"), login: "new.two", name: "新人", demo: true },
        { tenant_id: "hilltown", id: id("new person", "3"), login: "new.three", name: "新人", demo: false },
      ],
      may: (p, row) => staffOf(p, row.tenant_id) && holds(p, "system_admin") && row.demo === false,
    },
    update: { change: "name = name", may: (p, row) => staffOf(p, row.tenant_id) && holds(p, "system_admin") },
  },
  "app.role_assignment": {
    select: {
      may: (p, row) =>
        p.login === "heliu_workspace" &&
        staffOf(p, row.tenant_id) &&
        (row.person_id === p.person || holds(p, "system_admin", "security_officer", "auditor")),
    },
    insert: {
      rows: [
        ["provider officer", "department_head"],
        ["security officer", "data_officer"],
        ["other city's officer", "department_head"],
        ["provider officer", "province_overseer"],
        ["provider officer", "platform_operator"],
        ["provider officer", "public_user"],
        ["account without role", "public_user"],
        ["account without role", "data_officer"],
      ].flatMap(([to = "", role]) =>
        ["security officer", "system administrator"].map((by) => ({
          tenant_id: persona(to).tenant,
          person_id: persona(to).person,
          role,
          assigned_by: persona(by).person,
        })),
      ),
      may: (p, row) =>
        staffOf(p, row.tenant_id) &&
        holds(p, "security_officer") &&
        row.person_id !== p.person &&
        row.assigned_by === p.person &&
        !["province_overseer", "platform_operator", "public_user"].includes(String(row.role)) &&
        row.person_id !== persona("account without role").person,
    },
    delete: {
      may: (p, row) => staffOf(p, row.tenant_id) && holds(p, "security_officer") && row.person_id !== p.person,
    },
  },
  "app.audit_record": {
    select: { may: (p, row) => staffOf(p, row.tenant_id) && holds(p, "auditor") },
    insert: {
      rows: [consumer, provider, persona("other city's officer")].map((by) => ({
        tenant_id: by.tenant,
        person_id: by.person,
        department_id: by.department,
        act: "test",
        subject_kind: "test",
        detail: {},
        denied: false,
      })),
      may: (p, row) => staffOf(p, row.tenant_id) && row.person_id === p.person,
    },
  },

  "app.catalogue_entry": {
    select: { may: (p, row) => seesEntry(p, row, row.id) || isOpen(p, row, row.id) || isOpenToAccount(p, row, row.id) },
    insert: {
      rows: [
        newEntry("new-1", "riverton", departmentId("provider"), "R00"),
        newEntry("new-2", "riverton", departmentId("provider"), "R01"),
        newEntry("new-3", "riverton", departmentId("consumer"), "R00"),
        newEntry("new-4", "hilltown", departmentId("provider", "hilltown"), "H00"),
      ],
      may: (p, row) =>
        staffOf(p, row.tenant_id) && officer(p) && p.department === row.department_id && p.region === row.region_id,
    },
    update: {
      change: "theme = theme",
      may: (p, row) => staffOf(p, row.tenant_id) && officer(p) && p.department === row.department_id,
    },
  },
  "app.data_item": {
    select: {
      may: (p, row) =>
        seesEntry(p, row, row.entry_id) || isOpen(p, row, row.entry_id) || isOpenToAccount(p, row, row.entry_id),
    },
    insert: {
      rows: Object.keys(entryOwner).map((entry_id) => ({
        tenant_id: entryTenant(entry_id),
        entry_id,
        ordinal: 9,
        name: "new_item",
        label_zh: "新",
        label_en: "New",
        type: "text",
        grade: 1,
        mask: "none",
      })),
      may: compiles,
    },
  },
  "app.dedicated_department": {
    select: { may: readsEntries },
    insert: {
      rows: [
        { tenant_id: "riverton", entry_id: id("entry", "city"), department_id: departmentId("other") },
        { tenant_id: "riverton", entry_id: id("entry", "county"), department_id: departmentId("other") },
        {
          tenant_id: "hilltown",
          entry_id: id("entry", "elsewhere"),
          department_id: departmentId("authority", "hilltown"),
        },
      ],
      may: compiles,
    },
    delete: { may: compiles },
  },

  "app.case_number": {
    select: { may: (p, row) => staffOf(p, row.tenant_id) && numbersCases(p) },
    insert: {
      rows: ["riverton", "hilltown"].map((tenant_id) => ({ tenant_id, year: 2030, last: 1 })),
      may: (p, row) => staffOf(p, row.tenant_id) && numbersCases(p),
    },
    update: { change: "last = last + 1", may: (p, row) => staffOf(p, row.tenant_id) && numbersCases(p) },
  },
  "app.case": {
    select: { may: (p, row) => seesCase(p, row) },
    insert: {
      rows: [
        newCase("own", {}),
        newCase("for another person", { requester_person_id: provider.person }),
        newCase("for another department", { requester_department_id: departmentId("other") }),
        newCase("with a false provider", { provider_department_id: departmentId("other") }),
        newCase("in a false region", { region_id: "R01" }),
        newCase("already at version 2", { version: 2 }),
        newCase("of an entry elsewhere", { entry_id: id("entry", "city") }),
        newCase("with a delegate of its own choice", { delegate_department_id: departmentId("other") }),
        newCase("with the entry's delegate", {
          entry_id: id("entry", "city"),
          delegate_department_id: departmentId("delegate"),
        }),
        newCase("about an entry that was taken off", { entry_id: id("entry", "retired") }),
        newCase("about no entry", { entry_id: null, procedure: "sharing.superior" }),
        newCase("about no entry, in a false region", {
          entry_id: null,
          procedure: "sharing.superior",
          region_id: "R01",
        }),
        newCase("in one's own affair", ownAffairOf("provider officer")),
        newCase("in one's own affair, by the head", ownAffairOf("provider head")),
        newCase("in another's affair", ownAffairOf("provider officer", { requester_person_id: consumer.person })),
        newCase("in one's own affair about another's entry", ownAffairOf("consumer officer")),
        newCase("in one's own affair, a report", ownAffairOf("consumer officer", { entry_id: null })),
        newCase("by the authority", officeOf("authority", "city authority")),
        newCase("by the authority against a county", officeOf("authority", "city authority", inCounty)),
        newCase("by the county's authority", officeOf("authority", "county authority", inCounty)),
        newCase("by the county's authority against the city", officeOf("authority", "county authority")),
        newCase("by an officer as the authority", officeOf("authority", "provider officer")),
        newCase("by the government as the authority", officeOf("authority", "government")),
        newCase("by the government", officeOf("government", "government")),
        newCase("by the authority as the government", officeOf("government", "city authority")),
        newCase(
          "by the authority in another's name",
          officeOf("authority", "city authority", { requester_department_id: departmentId("government") }),
        ),
        newCase("by a person", accountOf("public account")),
        newCase("by a person, about data on application", {
          ...accountOf("public account"),
          entry_id: id("entry", "on application"),
        }),
        newCase("by a person, about no entry", { ...accountOf("public account"), entry_id: null }),
        newCase("by a person, about withheld data", { ...accountOf("public account"), entry_id: id("entry", "city") }),
        newCase("by a person, about suspended data", {
          ...accountOf("public account"),
          entry_id: id("entry", "suspended"),
        }),
        newCase("by a person, put to another department", {
          ...accountOf("public account"),
          provider_department_id: departmentId("other"),
        }),
        newCase("by a person, in a false region", { ...accountOf("public account"), region_id: "R01" }),
        newCase("by a person, in another's name", accountOf("another public account")),
        newCase("by a person without the role", accountOf("account without role")),
        newCase("by an officer as a person", accountOf("provider officer")),
      ],
      may: (p, row) =>
        staffOf(p, row.tenant_id) &&
        row.requester_person_id === p.person &&
        row.version === 1 &&
        row.delegate_department_id !== departmentId("other") &&
        isPutRightly(p, row) &&
        files(p, row),
    },
    update: {
      change: "version = version",
      may: (p, row) =>
        staffOf(p, row.tenant_id) &&
        (((party(p, row) || (office(p) && sits(p, row.region_id))) && reaches(p, row)) ||
          (holds(p, "public_user") && applied(p, row) && row.stage !== null)),
    },
  },
  "app.case_event": {
    select: { may: (p, row) => seesCase(p, caseOf(row)) },
    insert: {
      rows: [...CASES, ...AFFAIRS].flatMap(({ name, tenant }) =>
        ACTOR_KINDS.flatMap((as) =>
          [
            "consumer officer",
            "consumer head",
            "provider officer",
            "provider head",
            "other department",
            "county consumer",
            "county authority",
            "city authority",
            "government",
            "delegate reviewer",
            "public account",
            "another public account",
            "account without role",
            "other city's officer",
            "other city's account",
          ]
            .map(persona)
            .filter((by) => by.tenant === tenant && (by.department !== null || as === "applicant"))
            .map((by) => newEvent(name, as, by)),
        ),
      ),
      may: (p, row) => {
        const c = caseOf(row);
        return c !== undefined && staffOf(p, row.tenant_id) && row.person_id === p.person && sideOf(p, c, row.acted_as);
      },
    },
  },
  "app.notice": {
    select: { may: (p, row) => staffOf(p, row.tenant_id) && isTold(p, row) },
    insert: {
      rows: (
        [
          ["riverton", "case", id("case", "city"), null],
          ["riverton", "case", id("case", "application"), null],
          ["riverton", "grant", id("case", "application"), null],
          ["hilltown", "case", id("case", "application elsewhere"), null],
          ["riverton", "case", id("case", "application"), "public account"],
          ["riverton", "case", id("case", "application"), "another public account"],
          ["riverton", "case", id("case", "city"), "consumer officer"],
          ["riverton", "grant", id("case", "application"), "public account"],
        ] as const
      ).map(([tenant_id, subject_kind, subject_id, told]) => ({
        tenant_id,
        id: id("new notice", subject_kind, subject_id, told ?? ""),
        department_id: told ? null : departmentId("provider", tenant_id),
        person_id: told && persona(told).person,
        kind: "test",
        subject_kind,
        subject_id,
        detail: {},
      })),
      // Whoever acts tells the others; an account tells of its own case only, and a person hears of what they applied for.
      may: (p, row) =>
        p.login === "heliu_workspace" &&
        staffOf(p, row.tenant_id) &&
        (row.person_id === null ||
          (row.subject_kind === "case" &&
            seesCase(p, caseRows.get(String(row.subject_id))) &&
            caseRows.get(String(row.subject_id))?.filed_as === "applicant" &&
            caseRows.get(String(row.subject_id))?.requester_person_id === row.person_id)) &&
        (p.department !== null || (row.subject_kind === "case" && seesCase(p, caseRows.get(String(row.subject_id))))),
    },
    update: { change: "read_at = read_at", may: (p, row) => staffOf(p, row.tenant_id) && isTold(p, row) },
  },
  "app.idempotency_key": {
    select: { may: (p, row) => staffOf(p, row.tenant_id) && row.person_id === p.person },
    insert: {
      rows: [consumer, persona("other city's officer")].map((by) => ({
        tenant_id: by.tenant,
        person_id: by.person,
        key: id("new key", by.name),
        act: "test",
        result: {},
      })),
      may: (p, row) => staffOf(p, row.tenant_id) && row.person_id === p.person,
    },
  },

  "app.data_grant": {
    select: { may: (p, row) => seesGrant(p, row) },
    // Each case of the world has its grant already, so the insert is attacked in attacks.test.ts.
    update: { change: "version = version", may: (p, row) => stopsGrant(p, row) },
  },
  "app.grant_act": {
    select: { may: (p, row) => seesGrant(p, grantOf(row)) },
    insert: {
      rows: CASES.flatMap(({ name, tenant }) =>
        [
          "consumer officer",
          "provider officer",
          "county authority",
          "city authority",
          "government",
          "other city's officer",
          "other city's authority",
        ]
          .map(persona)
          .filter((by) => by.tenant === tenant)
          .map((by) => newAct(name, by)),
      ),
      may: (p, row) => row.person_id === p.person && stopsGrant(p, grantOf(row)),
    },
  },
  "app.grant_acceptance": {
    select: { may: (p, row) => seesGrant(p, grantOf(row)) },
    insert: {
      rows: ["county consumer", "consumer officer", "provider officer", "city authority"].map((by) => ({
        tenant_id: "riverton",
        grant_id: id("grant", "county"),
        terms: [],
        person_id: persona(by).person,
        department_id: persona(by).department,
      })),
      may: (p, row) => row.person_id === p.person && keeper(p, row),
    },
  },
  "app.saved_search": {
    select: { may: (p, row) => staffOf(p, row.tenant_id) && row.person_id === p.person },
    update: {
      change: "subscribed = subscribed",
      may: (p, row) => staffOf(p, row.tenant_id) && row.person_id === p.person,
    },
    delete: { may: (p, row) => staffOf(p, row.tenant_id) && row.person_id === p.person },
    insert: {
      rows: ["consumer officer", "provider officer", "public account", "auditor", "other city's officer"].map((by) => ({
        tenant_id: persona(by).tenant,
        id: id("new search", by),
        person_id: persona(by).person,
        name: "新的查找",
      })),
      may: (p, row) => staffOf(p, row.tenant_id) && row.person_id === p.person,
    },
  },
  "app.use_statement": {
    select: { may: (p, row) => seesGrant(p, grantOf(row)) },
    insert: {
      rows: ["county consumer", "consumer officer", "provider officer", "city authority"].map((by) => ({
        tenant_id: "riverton",
        id: id("new statement", by),
        grant_id: id("grant", "county"),
        seq: 1,
        kind: "use",
        scenario: "scenario",
        process: "process",
        effect: "effect",
        storage: "none",
        person_id: persona(by).person,
        department_id: persona(by).department,
      })),
      may: (p, row) => row.person_id === p.person && keeper(p, row),
    },
  },
  "app.api_key": {
    // What a key is called, for everybody who sees the grant; nobody reads the key.
    select: { may: (p, row) => keeper(p, row) || seesGrant(p, grantOf(row)) },
    insert: {
      rows: [consumer, provider].map((by) => ({
        tenant_id: by.tenant,
        id: id("new api key", by.name),
        grant_id: id("grant", "city"),
        label: "new",
        token_hash: `\\x${"ab".repeat(32)}`,
        token_hint: "hint",
        created_by: by.person,
        expires_at: in2030,
      })),
      may: (p, row) => row.created_by === p.person && keeper(p, row),
    },
    update: { change: "revoked_at = null", may: (p, row) => keeper(p, row) },
  },
  "app.access_record": { select: { may: seesAccess } },
  "app.access_outcome": {
    select: { may: (p, row) => seesAccess(p, accessRows.get(String(row.access_id))) },
  },
  // What became of it, for the same eyes.
  "app.upstream_outcome": { select: { may: seesAccess } },
  // How an entry is mounted, for everybody who reads the catalogue; its address and credential for nobody.
  "app.mount": { select: { may: readsEntries } },
  "app.hosted_table": {
    select: {
      may: (p, row) =>
        seesEntry(p, row, row.entry_id) || isOpen(p, row, row.entry_id) || isOpenToAccount(p, row, row.entry_id),
    },
  },
  // How good a version is, for everybody who reads the catalogue; to the public of the version in use of what is open.
  "app.version_quality": {
    select: { may: (p, row) => readsEntries(p, row) || isOpen(p, row, row.entry_id) },
  },
  "app.evidence_seal": {
    select: { may: (p, row) => staffOf(p, row.tenant_id) && holds(p, "auditor") },
  },
  "app.sealed_record": {
    select: { may: (p, row) => staffOf(p, row.tenant_id) && holds(p, "auditor") },
  },
  "app.open_use": {
    select: { may: (p, row) => readsEntries(p, row) || isOpen(p, row, row.entry_id) },
  },

  // One schedule for all cities: every official reads it in the workspace, the operator adds to it, nobody changes it.
  "app.calendar_year": {
    select: { may: (p) => p.kind === "session" && p.login === "heliu_workspace" && p.department !== null },
    insert: {
      rows: [
        {
          tenant_id: "platform",
          year: 2031,
          version: 2,
          days: [],
          source_zh: "通知",
          source_en: "Notice",
          imported_by: persona("platform operator").person,
        },
      ],
      may: (p) => holds(p, "platform_operator"),
    },
  },

  // Every official of a city reads what its authority made of a reading; only the authority of the city itself adds to it.
  "app.reading_settlement": {
    select: { may: (p, row) => staffOf(p, row.tenant_id) && official(p) },
    insert: {
      rows: ["city authority", "county authority", "other city's authority", "government"].map((name) => ({
        tenant_id: persona(name).tenant,
        id: id("new settlement", name),
        reading: "A13",
        verdict: "confirmed",
        reason: "同意",
        adopted_zh: "以较晚者为准",
        adopted_en: "The later of the two",
        person_id: persona(name).person,
        department_id: persona(name).department,
      })),
      may: (p, row) =>
        row.person_id === p.person &&
        staffOf(p, row.tenant_id) &&
        holds(p, "authority_officer") &&
        p.regions.some((region) => region.endsWith("00")),
    },
  },

  "app.register_rule": {
    select: {
      may: (p, row) =>
        p.tenant === row.tenant_id && (p.kind === "public" || (p.kind === "session" && p.department !== null)),
    },
  },
  "app.register_record": {
    select: { may: (p, row) => readsRecord(p, row) },
    insert: {
      rows: [
        newRecord("provider officer"),
        newRecord("provider officer", { id: id("new record", "another's"), department_id: departmentId("consumer") }),
        newRecord("provider officer", { id: id("new record", "no register"), register: "unknown" }),
        newRecord("provider officer", { id: id("new record", "false region"), region_id: "R01" }),
        newRecord("provider officer", { id: id("new record", "at version 2"), version: 2 }),
        newRecord("county authority"),
        newRecord("city authority"),
        newRecord("government"), // no register of the world is kept by a government
        newRecord("auditor", { id: id("new record", "auditor") }),
        newRecord("other city's officer"),
      ],
      may: (p, row) =>
        staffOf(p, row.tenant_id) &&
        keepsRecords(p) &&
        mine(p, row.department_id) &&
        row.region_id === p.region &&
        row.version === 1 &&
        row.register !== "unknown" &&
        !mine(p, departmentId("government"), departmentId("delegate")),
    },
    update: {
      change: "version = version",
      may: (p, row) => staffOf(p, row.tenant_id) && keepsRecords(p) && mine(p, row.department_id),
    },
  },
  "app.register_version": {
    select: { may: (p, row) => p.kind === "session" && readsRecord(p, recordOf(row)) },
    insert: {
      rows: RECORDS.flatMap((record) =>
        ["provider officer", "consumer officer", "county authority", "other city's officer"].map((by) => ({
          tenant_id: record.tenant,
          record_id: recordId(record),
          version: 2,
          act: "renewed",
          fields: {},
          reason: "",
          person_id: persona(by).person,
          department_id: persona(by).department,
        })),
      ).filter(({ tenant_id, person_id }) => tenantOfPerson(person_id) === tenant_id),
      may: (p, row) =>
        staffOf(p, row.tenant_id) &&
        row.person_id === p.person &&
        mine(p, row.department_id) &&
        mine(p, recordOf(row)?.department_id) &&
        keepsRecords(p),
    },
  },
  "app.register_reply": {
    select: { may: (p, row) => p.kind === "session" && readsRecord(p, recordOf(row)) },
    insert: {
      rows: RECORDS.flatMap((record) =>
        ["provider officer", "consumer officer", "other department", "city authority", "government", "auditor"].map(
          (by) => ({
            tenant_id: record.tenant,
            id: id("new reply", recordId(record), by),
            record_id: recordId(record),
            version: 1,
            reply: "read",
            words: "",
            person_id: persona(by).person,
            department_id: persona(by).department,
          }),
        ),
      ).filter(({ tenant_id, person_id }) => tenantOfPerson(person_id) === tenant_id),
      may: (p, row) =>
        staffOf(p, row.tenant_id) && row.person_id === p.person && keepsRecords(p) && readsRecord(p, recordOf(row)),
    },
  },
  "app.entry_particulars": {
    select: { may: (p, row) => seesEntry(p, row, row.entry_id) },
    insert: {
      rows: [
        ["city", "provider officer"],
        ["city", "other department"],
        ["city", "consumer officer"],
        ["city", "city authority"],
        ["open", "provider head"],
        ["open", "city authority"],
        ["open", "county authority"],
        ["open", "auditor"],
      ].map(([entry = "", by = ""]) => ({
        ...inNameOf(by),
        entry_id: id("entry", entry),
        version: 2,
        particulars: {},
      })),
      may: (p, row) =>
        compiles(p, row) && row.person_id === p.person
          ? true
          : row.person_id === p.person &&
            staffOf(p, row.tenant_id) &&
            leadOf.get(row.entry_id) === p.department &&
            (officer(p) || holds(p, "authority_officer")),
    },
  },
  "app.entry_version": { select: { may: (p, row) => seesEntry(p, row, row.entry_id) } },
  "app.entry_draft": {
    select: {
      may: (p, row) =>
        ownDraft(p, row) ||
        (row.submitted_at !== null &&
          staffOf(p, row.tenant_id) &&
          holds(p, "authority_officer") &&
          sits(p, row.region_id)),
    },
    insert: {
      rows: [
        newDraft("provider officer"),
        newDraft("provider head", { entry_id: id("entry", "open") }),
        newDraft("provider officer", { id: id("new draft", "of another's entry"), entry_id: id("entry", "county") }),
        newDraft("provider officer", { id: id("new draft", "in another's name"), person_id: consumer.person }),
        newDraft("provider officer", { id: id("new draft", "elsewhere"), region_id: "R01" }),
        newDraft("consumer officer", {
          id: id("new draft", "of another department"),
          department_id: departmentId("provider"),
        }),
        newDraft("other city's officer"),
        newDraft("city authority"),
        newDraft("auditor"),
      ],
      may: (p, row) =>
        ownDraft(p, row) &&
        row.person_id === p.person &&
        row.region_id === p.region &&
        (row.entry_id === null || entryOwner[String(row.entry_id)] === p.department),
    },
    update: { change: "why = why", may: (p, row) => ownDraft(p, row) && row.person_id === p.person },
  },
  "app.code_segment": NOBODY,
  "app.code_counter": NOBODY,
  "app.department_profile": {
    select: { may: readsEntries },
    insert: {
      rows: ["provider officer", "consumer head", "other city's officer", "city authority", "government"].map((by) => ({
        ...inNameOf(by),
        version: 2,
        profile: {},
      })),
      may: (p, row) => row.person_id === p.person && staffOf(p, row.tenant_id) && officer(p),
    },
  },
  "app.department_profile_receipt": {
    select: { may: readsEntries },
    insert: {
      rows: [
        ["county authority", departmentId("county-provider")],
        ["city authority", departmentId("county-provider")],
        ["city authority", departmentId("authority")], // nobody receives what their own office files
        ["government", departmentId("county-provider")],
        ["other city's authority", departmentId("provider", "hilltown")],
      ].map(([by = "", department]) => {
        const { department_id: authority, ...named } = inNameOf(by);
        return { ...named, authority_id: authority, department_id: department, version: 1 };
      }),
      may: (p, row) =>
        row.person_id === p.person &&
        staffOf(p, row.tenant_id) &&
        holds(p, "authority_officer") &&
        row.department_id !== p.department,
    },
  },
  "app.standard": {
    select: { may: readsEntries },
    insert: {
      rows: AUTHORITIES.map((by) => ({
        ...inNameOf(by),
        code: "S-2",
        version: 1,
        title: "标准",
        level: "municipal",
        topic: "quality",
        body: "内容",
      })),
      may: publishesForCity,
    },
  },
  "app.entry_check": {
    select: { may: readsEntries },
    insert: {
      rows: ["provider officer", "consumer officer", "city authority", "government", "auditor"].map((by) => ({
        ...inNameOf(by),
        id: id("new check", by),
        entry_id: id("entry", "city"),
        standard_code: "S-1",
        standard_version: 1,
        result: "conforms",
        note: "",
      })),
      may: (p, row) =>
        row.person_id === p.person && staffOf(p, row.tenant_id) && (officer(p) || holds(p, "authority_officer")),
    },
  },
  "app.catalogue_edition": {
    select: { may: readsEntries },
    insert: {
      rows: AUTHORITIES.map((by) => ({ ...inNameOf(by), number: 2, entries: [], findings: [] })),
      may: publishesForCity,
    },
  },
  "app.catalogue_campaign": {
    select: { may: readsEntries },
    insert: {
      rows: AUTHORITIES.map((by) => ({
        ...inNameOf(by),
        id: id("new campaign", by),
        title: "目录编制",
        guidance: "按指南编制",
        due_on: "2026-06-30",
      })),
      may: publishesForCity,
    },
  },

  "app.upload": {
    select: { may: sends },
    insert: {
      rows: [
        newUpload("provider officer"),
        newUpload("provider head"),
        newUpload("provider officer", { id: id("new upload", "in another's name"), person_id: consumer.person }),
        newUpload("provider officer", {
          id: id("new upload", "of another department"),
          department_id: departmentId("consumer"),
        }),
        newUpload("city authority"),
        newUpload("auditor"),
        newUpload("other city's officer"),
      ],
      may: (p, row) => sends(p, row) && row.person_id === p.person,
    },
    update: { change: "expires_at = expires_at", may: sends },
  },
  "app.ingest_job": {
    select: { may: sends },
    insert: {
      rows: [
        newOrder("provider officer", "city"),
        newOrder("provider head", "city"),
        newOrder("provider officer", "county"),
        newOrder("provider officer", "city", {
          id: id("new order", "of another's upload"),
          upload_id: id("upload", "consumer officer"),
        }),
        newOrder("provider officer", "city", {
          id: id("new order", "in another's name"),
          ordered_by: persona("provider head").person,
        }),
        newOrder("consumer officer", "city"),
        newOrder("other city's officer", "elsewhere"),
      ],
      may: (p, row) =>
        sends(p, row) &&
        row.ordered_by === p.person &&
        entryOwner[String(row.entry_id)] === p.department &&
        row.upload_id !== id("upload", "consumer officer"),
    },
    update: { change: "cancel_asked = cancel_asked", may: sends },
  },
  "app.ingest_problem": {
    select: {
      may: (p, row) =>
        ["provider officer", "other city's officer"].some(
          (by) =>
            row.job_id === id("order", by) &&
            sends(p, { tenant_id: persona(by).tenant, department_id: persona(by).department }),
        ),
    },
  },

  "app.entry_fact": {
    select: { may: readsEntries },
    insert: {
      rows: [
        ...FACTS.flatMap((each) => TRYING.map((name) => newFact(each, persona(name)))).filter(
          (row) => caseRows.get(row.case_id)?.tenant_id === row.tenant_id,
        ),
        newFact(["retirement", "city", "keep-entry"], provider, {
          id: id("new fact", "in another's name"),
          person_id: consumer.person,
        }),
        newFact(["retirement", "city", "keep-entry"], provider, {
          id: id("new fact", "in the past"),
          at: "2026-01-01T00:00:00Z",
        }),
        newFact(["retirement", "city", "keep-entry"], provider, { id: id("new fact", "in the future"), at: in2030 }),
      ],
      may: (p, row) => {
        const c = caseOf(row);
        const fits = FITTING.some(
          ([procedure, ...facts]) => procedure === c?.procedure && facts.includes(String(row.fact)),
        );
        return (
          c !== undefined &&
          staffOf(p, row.tenant_id) &&
          row.person_id === p.person &&
          row.at === undefined &&
          c.entry_id === row.entry_id &&
          fits &&
          doesInCase(p, c)
        );
      },
    },
  },
  "app.entry_review": {
    select: {
      may: (p, row) =>
        seesEntry(p, row, row.entry_id) &&
        (row.public === true ||
          entryOwner[String(row.entry_id)] === p.department ||
          holds(p, "auditor") ||
          (holds(p, "authority_officer") && sits(p, regionOf(String(row.tenant_id), "provider")))),
    },
    // Written only together with the fact that publishes: tests/isolation/drafts.test.ts.
  },
  "app.opening_register": {
    select: { may: (p, row) => readsEntries(p, row) || (p.kind === "public" && p.tenant === row.tenant_id) },
    insert: {
      rows: [
        newRegistration("granted application"),
        newRegistration("granted application", { entry_id: id("entry", "open") }),
        newRegistration("granted application", { applicant: "somebody else" }),
        newRegistration("granted application", { entry_zh: "别的名称" }),
        newRegistration("granted application", { at: "2026-01-01T00:00:00Z" }),
        newRegistration("application"), // not yet decided
        newRegistration("retirement", { entry_id: id("entry", "city") }),
      ],
      may: (p, row) => {
        const c = caseOf(row);
        return (
          c !== undefined &&
          staffOf(p, row.tenant_id) &&
          row.case_id === id("case", "granted application") &&
          row.entry_id === c.entry_id &&
          row.applicant === "public account" &&
          row.entry_zh === "公开名录" &&
          row.at === undefined &&
          ((officer(p) && mine(p, c.provider_department_id)) || (holds(p, "authority_officer") && sits(p, c.region_id)))
        );
      },
    },
  },
};

function official(p: Persona): boolean {
  return business(p) || holds(p, "security_officer", "system_admin");
}

function numbersCases(p: Persona): boolean {
  return officer(p) || holds(p, "delegate_reviewer", "authority_officer", "government_officer", "public_user");
}

function keeper(p: Persona, row: Row): boolean {
  const grant = grantOf(row);
  return grant !== undefined && staffOf(p, row.tenant_id) && officer(p) && mine(p, grant.consumer_department_id);
}

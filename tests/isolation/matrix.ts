import { CASES, departmentId, id, type Persona, persona } from "./world";

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
const seesCase = (p: Persona, c: Row | undefined): boolean =>
  c !== undefined &&
  staffOf(p, c.tenant_id) &&
  (party(p, c) || (office(p) && sits(p, c.region_id)) || holds(p, "auditor"));
const seesGrant = (p: Persona, g: Row | undefined): boolean =>
  g !== undefined &&
  staffOf(p, g.tenant_id) &&
  ((officer(p) && mine(p, g.consumer_department_id, g.provider_department_id)) ||
    (office(p) && sits(p, g.region_id)) ||
    holds(p, "auditor"));
const stopsGrant = (p: Persona, g: Row | undefined): boolean =>
  g !== undefined &&
  staffOf(p, g.tenant_id) &&
  ((officer(p) && mine(p, g.provider_department_id)) ||
    (holds(p, "authority_officer") && sits(p, g.region_id) && !mine(p, g.consumer_department_id)));

/** The world's cases and grants as rows, for tables that only point at them. */
const caseRows = new Map(
  CASES.map(({ name, tenant, region, from, to }) => [
    id("case", name),
    {
      tenant_id: tenant,
      region_id: region,
      requester_department_id: id("department", tenant, from),
      provider_department_id: id("department", tenant, to),
      delegate_department_id: name === "city" ? departmentId("delegate") : null,
    } as Row,
  ]),
);
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
const grantOf = (row: Row) => grantRows.get(String(row.grant_id));

const entryOwner: Record<string, string> = {
  [id("entry", "city")]: departmentId("provider"),
  [id("entry", "open")]: departmentId("provider"),
  [id("entry", "county")]: departmentId("county-provider"),
  [id("entry", "elsewhere")]: departmentId("provider", "hilltown"),
};
const compiles = (p: Persona, row: Row) =>
  staffOf(p, row.tenant_id) && officer(p) && entryOwner[String(row.entry_id)] === p.department;
const readsEntries = (p: Persona, row: Row) => staffOf(p, row.tenant_id) && business(p);
const isOpen = (p: Persona, row: Row, entry: unknown) =>
  p.kind === "public" && p.tenant === row.tenant_id && entry === id("entry", "open");

const NOBODY: TableRules = {};
const structureOf = (p: Persona, tenant: unknown) =>
  p.login !== "heliu_province" && p.kind !== "key" && p.tenant === tenant;

const consumer = persona("consumer officer");
const provider = persona("provider officer");
const now = new Date().toISOString();
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
  if (as === "requester") return officer(p) && mine(p, c.requester_department_id);
  if (as === "provider") return (officer(p) || holds(p, "delegate_reviewer")) && mine(p, c.provider_department_id);
  if (as === "delegate") return (officer(p) || holds(p, "delegate_reviewer")) && mine(p, c.delegate_department_id);
  const sitsOver = sits(p, c.region_id) && !mine(p, c.requester_department_id);
  if (as === "government") return holds(p, "government_officer") && sitsOver;
  return holds(p, "authority_officer") && sitsOver && !mine(p, c.provider_department_id);
};

/** In the order of the migrations. `data.*` stands for every hosted table. */
export const MATRIX: Record<string, TableRules> = {
  "ctx.secret": NOBODY,
  "ctx.clock": NOBODY,
  "ctx.role_rule": NOBODY,
  "ctx.session": NOBODY,
  "ctx.credential": NOBODY,
  "ctx.sign_in_rule": NOBODY,
  "ctx.sign_in_attempt": NOBODY,
  "gate.secret": NOBODY,
  "gate.reading": NOBODY,
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
    // Colleagues know each other's names.
    select: {
      may: (p, row) => (p.login === "heliu_province" ? row.id === p.person : staffOf(p, row.tenant_id)),
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
        row.role !== "province_overseer" &&
        row.role !== "platform_operator",
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
        id: id("new audit", by.name),
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
    select: { may: (p, row) => readsEntries(p, row) || isOpen(p, row, row.id) },
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
    select: { may: (p, row) => readsEntries(p, row) || isOpen(p, row, row.entry_id) },
    insert: {
      rows: Object.keys(entryOwner).map((entry_id) => ({
        tenant_id: entry_id === id("entry", "elsewhere") ? "hilltown" : "riverton",
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
    update: { change: "last = last", may: (p, row) => staffOf(p, row.tenant_id) && numbersCases(p) },
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
      ],
      may: (p, row) =>
        staffOf(p, row.tenant_id) &&
        officer(p) &&
        row.requester_department_id === p.department &&
        row.requester_person_id === p.person &&
        row.provider_department_id === departmentId("provider") &&
        row.region_id === "R00" &&
        row.version === 1 &&
        row.delegate_department_id !== departmentId("other"),
    },
    update: {
      change: "version = version",
      may: (p, row) => staffOf(p, row.tenant_id) && (party(p, row) || (office(p) && sits(p, row.region_id))),
    },
  },
  "app.case_event": {
    select: { may: (p, row) => seesCase(p, caseOf(row)) },
    insert: {
      rows: CASES.flatMap(({ name, tenant }) =>
        ["requester", "provider", "delegate", "authority", "government"].flatMap((as) =>
          [
            "consumer officer",
            "provider officer",
            "other department",
            "county consumer",
            "county authority",
            "city authority",
            "government",
            "delegate reviewer",
            "other city's officer",
          ]
            .map(persona)
            .filter((by) => by.tenant === tenant)
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
    select: { may: (p, row) => staffOf(p, row.tenant_id) && mine(p, row.department_id) },
    insert: {
      rows: ["riverton", "hilltown"].map((tenant_id) => ({
        tenant_id,
        id: id("new notice", tenant_id),
        department_id: departmentId("provider", tenant_id),
        kind: "test",
        subject_kind: "case",
        subject_id: id("case", "city"),
        detail: {},
      })),
      // Whoever acts tells the others.
      may: (p, row) => p.login === "heliu_workspace" && staffOf(p, row.tenant_id),
    },
    update: { change: "read_at = read_at", may: (p, row) => staffOf(p, row.tenant_id) && mine(p, row.department_id) },
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
  "app.api_key": {
    select: { may: (p, row) => keeper(p, row) },
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
  "app.access_record": {
    select: {
      may: (p, row) =>
        staffOf(p, row.tenant_id) &&
        ((officer(p) && mine(p, row.consumer_department_id, row.provider_department_id)) ||
          (holds(p, "authority_officer") && sits(p, row.region_id)) ||
          holds(p, "auditor")),
    },
  },
  "app.hosted_table": {
    select: { may: (p, row) => readsEntries(p, row) || isOpen(p, row, row.entry_id) },
  },
  "app.open_use": {
    select: { may: (p, row) => readsEntries(p, row) || isOpen(p, row, row.entry_id) },
  },
};

function numbersCases(p: Persona): boolean {
  return officer(p) || holds(p, "delegate_reviewer", "authority_officer");
}

function keeper(p: Persona, row: Row): boolean {
  const grant = grantOf(row);
  return grant !== undefined && staffOf(p, row.tenant_id) && officer(p) && mine(p, grant.consumer_department_id);
}

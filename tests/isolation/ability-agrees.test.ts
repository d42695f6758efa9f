import fc from "fast-check";
import pg from "pg";
import { beforeAll, expect, it } from "vitest";
import { filerSides } from "@/server/cases/filing";
import type { Role, SessionActor } from "@/server/db/actor";
import { may, sidesOf } from "@/server/identity/ability";
import { ADMINISTRATOR_ROLES, ROLE_RULES, type Subject, type Verb } from "@/server/identity/roles";
import { ACTOR_KINDS, type ActorKind, type Procedure } from "@/server/law/types";
import { testDatabase } from "@/tests/harness/database";
import { buildWorld, DEPARTMENTS, departmentId, id, openSession, persona } from "./world";

/**
 * CASL (ability.ts) and row-level security are built from one role table. Here random people — any department, any mix of
 * roles — ask both about every row of the world, and the two must answer alike.
 */
const database = testDatabase();
const PERSON = id("person", "chameleon");
const TOKEN = "c".repeat(43);

type Row = Record<string, unknown> & { tenantId: string };

interface Question {
  subject: Subject;
  /** One verb, or several of which each alone is enough. */
  verb: Verb | Verb[];
  /** Rows as the owner sees them, with what the ability needs to know. */
  rows: string;
  /** The statement that row-level security answers by the rows it touches, by id. */
  ask: string;
}

const COLUMNS = "to_jsonb(t) as row";
const RECORDS = `select to_jsonb(t) || jsonb_build_object('read_by', r.read_by, 'readers', r.readers) as row
      from app.register_record t join app.register_rule r on r.tenant_id = t.tenant_id and r.register = t.register`;
const QUESTIONS: Question[] = [
  {
    subject: "case",
    verb: "read",
    rows: `select ${COLUMNS} from app."case" t`,
    ask: `select id from app."case"`,
  },
  {
    subject: "case",
    verb: "act",
    rows: `select ${COLUMNS} from app."case" t`,
    ask: `update app."case" set version = version returning id`,
  },
  {
    subject: "entry",
    verb: "read",
    // What is not published yet stays with its department and the authority, which the database alone decides.
    rows: `select ${COLUMNS} from app.catalogue_entry t where t.published_at is not null`,
    ask: "select id from app.catalogue_entry where published_at is not null",
  },
  {
    subject: "entry",
    verb: "compile",
    rows: `select ${COLUMNS} from app.catalogue_entry t`,
    ask: "update app.catalogue_entry set theme = theme returning id",
  },
  {
    subject: "grant",
    verb: "read",
    rows: `select ${COLUMNS} from app.data_grant t`,
    ask: "select id from app.data_grant",
  },
  {
    subject: "grant",
    verb: "stop",
    rows: `select ${COLUMNS} from app.data_grant t`,
    ask: "update app.data_grant set version = version returning id",
  },
  {
    subject: "key",
    verb: "manage",
    rows: "select to_jsonb(g) || jsonb_build_object('id', k.id) as row from app.api_key k join app.data_grant g on g.tenant_id = k.tenant_id and g.id = k.grant_id",
    ask: "update app.api_key set revoked_at = null returning id",
  },
  {
    subject: "access",
    verb: "read",
    rows: `select ${COLUMNS} from app.access_record t`,
    ask: "select id from app.access_record",
  },
  {
    subject: "person",
    verb: "manage",
    rows: `select ${COLUMNS} from app.person t`,
    ask: "update app.person set name = name returning id",
  },
  {
    subject: "department",
    verb: "manage",
    rows: `select ${COLUMNS} from app.department t`,
    ask: "update app.department set name_zh = name_zh returning id",
  },
  {
    subject: "audit",
    verb: "read",
    rows: `select ${COLUMNS} from app.audit_record t`,
    ask: "select id from app.audit_record",
  },
  {
    subject: "policy",
    verb: "read",
    rows: `select ${COLUMNS} from app.reading_settlement t`,
    ask: "select id from app.reading_settlement",
  },
  // Three ways of reading: as a department or one of all, as an office over the region, as an inspector.
  {
    subject: "register",
    verb: ["read", "inspect", "review", "govern"],
    rows: RECORDS,
    ask: "select id from app.register_record",
  },
  {
    subject: "register",
    verb: "file",
    rows: RECORDS,
    ask: "update app.register_record set version = version returning id",
  },
  {
    subject: "role",
    verb: "manage",
    rows: "select to_jsonb(t) || jsonb_build_object('id', t.person_id) as row from app.role_assignment t",
    ask: "delete from app.role_assignment returning person_id as id",
  },
];

beforeAll(async () => {
  await buildWorld(database);
  await database.admin.query(
    "insert into app.person (tenant_id, id, department_id, login, name) values ('riverton', $1, $2, 'chameleon', '变')",
    [PERSON, departmentId("other")],
  );
  await moreCases();
  await moreAffairs();
});

/** Cases between every two departments of the city that may have one, so that offices are parties too. */
async function moreCases(): Promise<void> {
  const codes = DEPARTMENTS.filter(([tenant]) => tenant === "riverton").map(([, code, region]) => ({ code, region }));
  let n = 0;
  for (const to of codes) {
    const entry = id("entry of", to.code);
    await database.admin.query(
      `insert into app.catalogue_entry (tenant_id, id, code, department_id, region_id, name_zh, theme, sharing_class, opening_class, update_cycle, published_at)
       values ('riverton', $1, $2, $3, $4, '登记', 'people', 'conditional', 'withheld', 'daily', now())`,
      [entry, `of-${to.code}`, departmentId(to.code), to.region],
    );
    for (const from of codes.filter(({ code }) => code !== to.code)) {
      n += 1;
      const waitingOn = n % 4 === 0 ? "{requester-head}" : "{provider}"; // some lie unsigned in their own department
      const delegate = n % 3 !== 0 && from.code !== "delegate" ? departmentId("delegate") : null;
      await database.admin.query(
        `with c as (insert into app."case" (tenant_id, id, number, procedure, book_date, entry_id, region_id, requester_department_id, requester_person_id,
           provider_department_id, delegate_department_id, application, stage, waiting_on, filed_at, stage_since, version)
           values ('riverton', $1, $2, 'sharing.conditional', '2026-01-05', $3, $4, $5, $6, $7, $8, '{}', 'answer', $10, now(), now(), 1) returning *)
         insert into app.data_grant (tenant_id, id, case_id, entry_id, region_id, consumer_department_id, provider_department_id, approved_by, columns, purpose, valid_from, valid_until)
         select tenant_id, $9, id, entry_id, region_id, requester_department_id, provider_department_id, $6, '{x}', 'p', now(), now() + interval '1 day' from c`,
        [
          id("more", String(n)),
          `more-${n}`,
          entry,
          to.region,
          departmentId(from.code),
          PERSON,
          departmentId(to.code),
          delegate,
          id("more grant", String(n)),
          waitingOn,
        ],
      );
    }
  }
}

/**
 * Cases of the other procedures: every department's own affair, what offices file in their own name against others and
 * about themselves, what is asked of nobody, and what people outside government apply for — this one and another.
 */
async function moreAffairs(): Promise<void> {
  const city = DEPARTMENTS.filter(([tenant]) => tenant === "riverton").map(([, code, region]) => ({ code, region }));
  let n = 0;
  const file = (filedAs: string, from: string | null, to: (typeof city)[number], person = PERSON) => {
    n += 1;
    const entry =
      filedAs === "provider" ? id("entry of", to.code) : filedAs === "applicant" ? id("entry", "open") : null;
    return database.admin.query(
      `insert into app."case" (tenant_id, id, number, procedure, filed_as, book_date, entry_id, region_id, requester_department_id, requester_person_id,
         provider_department_id, application, stage, waiting_on, filed_at, stage_since, version)
       values ('riverton', $1, $2, 'opening.report', $3, '2026-01-05', $4, $5, $6, $7, $8, '{}', 'answer', '{provider}', now(), now(), 1)`,
      [id("affair", String(n)), `affair-${n}`, filedAs, entry, to.region, from, person, departmentId(to.code)],
    );
  };
  for (const to of city) {
    await file("provider", departmentId(to.code), to);
    await file("requester", departmentId(to.code), to);
    await file("authority", departmentId("authority"), to);
    await file("authority", departmentId("county-authority"), to);
    await file("government", departmentId("government"), to);
    await file("applicant", null, to);
    await file("applicant", null, to, persona("public account").person ?? "");
  }
}

const staffRoles = (Object.keys(ROLE_RULES) as Role[]).filter(
  (role) =>
    !["anonymous", "key", "province_overseer"].includes(role) &&
    !(ADMINISTRATOR_ROLES as readonly string[]).includes(role),
);
const codes = DEPARTMENTS.filter(([tenant]) => tenant === "riverton").map(([, code]) => code);
const official = fc.record({
  department: fc.option(fc.constantFrom(...codes, "delegate" as const), { freq: 4 }),
  roles: fc
    .tuple(
      fc.subarray(staffRoles, { maxLength: 3 }),
      fc.option(fc.constantFrom<Role>(...ADMINISTRATOR_ROLES), { freq: 1 }),
    )
    .map(([some, administrator]) => [...some, ...(administrator ? [administrator] : [])]),
});
const outsider = fc.record({ department: fc.constant(null), roles: fc.constant<Role[]>(["public_user"]) });
const someone = fc.oneof({ arbitrary: official, weight: 6 }, { arbitrary: outsider, weight: 1 });

async function become(department: string | null, roles: Role[]): Promise<void> {
  await database.admin.query("update app.person set department_id = $2 where id = $1", [PERSON, department]);
  await database.admin.query("delete from app.role_assignment where person_id = $1", [PERSON]);
  for (const role of roles) {
    await database.admin.query(
      "insert into app.role_assignment (tenant_id, person_id, role) values ('riverton', $1, $2)",
      [PERSON, role],
    );
  }
  await openSession(database.admin, "riverton", PERSON, TOKEN);
}

const camel = (row: Record<string, unknown>): Row =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  ) as Row;

async function rowsOf(sql: string): Promise<Row[]> {
  const { rows } = await database.admin.query<{ row: Record<string, unknown> }>(sql);
  return rows.map(({ row }) => camel(row));
}

/** Ids of the rows a statement touches; a refusal is none. Undone at once. */
async function touched(client: pg.Client, sql: string, values: unknown[] = []): Promise<unknown[]> {
  await client.query("savepoint ask");
  try {
    return (await client.query<{ id: unknown }>(sql, values)).rows.map((row) => row.id);
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === "42501") return [];
    throw error;
  } finally {
    await client.query("rollback to savepoint ask");
  }
}

async function asActor<T>(work: (client: pg.Client, actor: SessionActor) => Promise<T>): Promise<T> {
  return database.as("heliu_workspace", async (client) => {
    await client.query("begin");
    const { rows } = await client.query<{ actor: SessionActor }>("select ctx.mint($1) as actor", [TOKEN]);
    return work(client, rows[0]?.actor as SessionActor);
  });
}

it("answers alike for every row, whoever asks", { timeout: 120_000 }, async () => {
  let allowed = 0;
  let denied = 0;
  const byOwnScope = { own: 0, open: 0 };
  await fc.assert(
    fc.asyncProperty(someone, async ({ department, roles }) => {
      await become(department === null ? null : departmentId(department), roles);
      await asActor(async (client, actor) => {
        expect(actor.roles).toEqual([...roles].sort());
        for (const { subject, verb, rows, ask } of QUESTIONS) {
          const touchable = new Set((await touched(client, ask)).map(String));
          for (const row of await rowsOf(rows)) {
            const casl = [verb].flat().some((each) => may(actor, each, subject, row));
            const sql = touchable.has(String(row.id));
            expect({ verb, subject, row: row.id, casl }).toEqual({ verb, subject, row: row.id, casl: sql });
            if (casl) allowed += 1;
            else denied += 1;
            if (casl && roles.join() === "public_user") byOwnScope[subject === "case" ? "own" : "open"] += 1;
          }
        }
      });
    }),
    { numRuns: 40, seed: 20261122 },
  );
  expect(Math.min(allowed, denied)).toBeGreaterThan(500); // both answers were really heard
  expect(Math.min(byOwnScope.own, byOwnScope.open)).toBeGreaterThan(0);
});

it("agrees as whom a person may add a fact to a case", { timeout: 120_000 }, async () => {
  const cases = (await rowsOf(`select ${COLUMNS} from app."case" t where tenant_id = 'riverton'`)) as (Row & {
    id: string;
    regionId: string;
    sentAt: string | null;
    filedAs: ActorKind;
    requesterDepartmentId: string | null;
    requesterPersonId: string;
    providerDepartmentId: string;
    delegateDepartmentId: string | null;
  })[];
  const heard = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      someone,
      fc.shuffledSubarray(cases, { minLength: 12, maxLength: 16 }),
      async ({ department, roles }, some) => {
        await become(department === null ? null : departmentId(department), roles);
        await asActor(async (client, actor) => {
          for (const row of some) {
            const sides = sidesOf(actor, row);
            for (const side of ACTOR_KINDS) {
              const sql = await touched(
                client,
                `insert into app.case_event (tenant_id, case_id, seq, type, act, acted_as, person_id, department_id) values ('riverton', $1, 99, 'acted', 'a', $2, $3, $4) returning case_id as id`,
                [row.id, side, actor.personId, actor.departmentId],
              );
              expect({ side, roles, department, case: row.number, ability: sides.includes(side) }).toEqual({
                side,
                roles,
                department,
                case: row.number,
                ability: sql.length > 0,
              });
              if (sql.length > 0) heard.add(side);
            }
          }
        });
      },
    ),
    { numRuns: 40, seed: 20261122 },
  );
  expect([...heard].sort()).toEqual([...ACTOR_KINDS].sort());
});

it("agrees on which sides a person may file", { timeout: 120_000 }, async () => {
  const SIDES = ["requester", "provider", "authority", "government", "applicant"] as const;
  const procedure = { filing: { by: [...SIDES] as ActorKind[] } } as Procedure;
  const heard = { yes: new Set<string>(), no: new Set<string>() };
  await fc.assert(
    fc.asyncProperty(someone, async ({ department, roles }) => {
      await become(department === null ? null : departmentId(department), roles);
      await asActor(async (client, actor) => {
        const sides = filerSides(procedure, actor);
        for (const side of SIDES) {
          const sql = await touched(
            client,
            `insert into app."case" (tenant_id, id, number, procedure, filed_as, book_date, region_id, requester_department_id, requester_person_id,
               provider_department_id, application, stage, filed_at, stage_since, version)
             values ('riverton', gen_random_uuid(), 'mine', 'report.annual', $1, '2026-01-05', $2, $3, $4, $5, '{}', 'answer', now(), now(), 1) returning $1 as id`,
            [
              side,
              actor.regionId ?? "R00",
              side === "applicant" ? null : (actor.departmentId ?? departmentId("provider")),
              actor.personId,
              actor.departmentId ?? departmentId("provider"),
            ],
          );
          const may = sides.includes(side);
          expect({ side, roles, department, may }).toEqual({ side, roles, department, may: sql.length > 0 });
          heard[may ? "yes" : "no"].add(side);
        }
      });
    }),
    { numRuns: 60, seed: 20261125 },
  );
  expect([...heard.yes].sort()).toEqual([...SIDES].sort());
  expect([...heard.no].sort()).toEqual([...SIDES].sort());
});

it("agrees whose counts a person compares", async () => {
  for (const role of ["authority_officer", "government_officer", "data_officer", "auditor"] as const) {
    for (const code of ["authority", "county-authority", "provider"] as const) {
      await become(departmentId(code), [role]);
      await asActor(async (client, actor) => {
        const { rows } = await client.query<{ region_id: string }>(
          "select distinct region_id from gate.compare('region')",
        );
        const expected = ["R00", "R01", "R02"].filter((regionId) =>
          may(actor, "read", "rollup", { tenantId: "riverton", regionId }),
        );
        const counted = (
          await rowsOf(
            "select distinct jsonb_build_object('tenant_id', tenant_id, 'region_id', region_id) as row from app.rollup t",
          )
        ).map((row) => String(row.regionId));
        expect(rows.map((row) => row.region_id).sort(), `${role} ${code}`).toEqual(
          expected.filter((region) => counted.includes(region)).sort(),
        );
      });
    }
  }
});

it("knows every rule that a policy asks for, and no rule that none asks for", async () => {
  const { rows } = await database.admin.query<{ text: string }>(`
    select coalesce(pg_get_expr(polqual, polrelid), '') || coalesce(pg_get_expr(polwithcheck, polrelid), '') as text from pg_policy
    union all select prosrc from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname in ('ctx', 'gate')`);
  const asked = new Set(
    rows.flatMap(({ text }) =>
      [...text.matchAll(/ctx\.may\('(\w+)'(?:::text)?, '(\w+)'(?:::text)?, '(\w+)'/g)].map(
        ([, subject, verb, scope]) => `${subject} ${verb} ${scope}`,
      ),
    ),
  );
  const granted = new Set(
    Object.values(ROLE_RULES).flatMap((rules) =>
      rules.map(({ subject, verb, scope }) => `${subject} ${verb} ${scope}`),
    ),
  );
  expect([...asked].filter((rule) => !granted.has(rule))).toEqual([]);
  expect([...granted].filter((rule) => !asked.has(rule))).toEqual([]);
});

import { randomBytes, randomUUID } from "node:crypto";
import pg from "pg";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { LOGINS, type Login } from "@/server/db/connections";
import { testDatabase } from "@/tests/harness/database";
import {
  buildWorld,
  CASES,
  departmentId,
  id,
  mintOf,
  OPEN_ENTRIES,
  openSession,
  PERSONAS,
  type Persona,
  persona,
  recordId,
} from "./world";

/**
 * What somebody tries who can run any SQL as an application login: by an injection, a stolen password of the login, or a
 * fault of our own. Each attack stands beside what the owner sees, so that "nothing" is a refusal and not an absence.
 */
const database = testDatabase();
let tables: string[] = [];

beforeAll(async () => {
  await buildWorld(database);
  const { rows } = await database.admin.query<{ fq: string }>(`
    select format('%I.%I', n.nspname, c.relname) as fq from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname in ('app', 'ctx', 'data', 'gate') order by 1`);
  tables = rows.map((row) => row.fq);
  expect(tables.length).toBeGreaterThan(25);
});

/** Rows a connection sees in a table; a refusal is none. The attempt leaves no trace in the transaction. */
async function count(client: pg.Client, table: string): Promise<number> {
  await client.query("savepoint look");
  try {
    return (await client.query(`select from ${table}`)).rowCount ?? 0;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === "42501") return 0;
    throw error;
  } finally {
    await client.query("rollback to savepoint look");
  }
}

async function countAll(client: pg.Client): Promise<number> {
  let seen = 0;
  for (const table of tables) seen += await count(client, table);
  return seen;
}

async function inTransaction<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query("begin");
  try {
    return await work();
  } finally {
    await client.query("rollback");
  }
}

/** SQLSTATE and message of a refusal: what a stranger learns from it. */
async function refusal(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "done",
    (error: pg.DatabaseError) => `${error.code} ${error.message}`,
  );
}

const asPersona = <T>(p: Persona, work: (client: pg.Client) => Promise<T>) =>
  database.as(p.login, (client) =>
    inTransaction(client, async () => {
      await client.query(mintOf(p));
      return work(client);
    }),
  );

const officer = persona("consumer officer");
const provider = persona("provider officer");
const claimsOf = async (client: pg.Client) =>
  (await client.query<{ c: string }>("select current_setting('app.ctx') as c")).rows[0]?.c ?? "";

describe("without a token", () => {
  it.each(LOGINS)("%s reads no row of any table, though each has rows", async (login) => {
    for (const table of tables) {
      expect((await database.admin.query(`select from ${table}`)).rowCount, table).toBeGreaterThan(0);
      const seen = await database.as(login, (client) => inTransaction(client, () => count(client, table)));
      expect(seen, table).toBe(0);
    }
  });

  it.each(LOGINS)("%s changes, deletes and copies nothing", async (login) => {
    const before = await contents();
    await database.as(login, async (client) => {
      for (const table of tables) {
        for (const sql of [`delete from ${table}`, `truncate ${table} cascade`, `copy ${table} from stdin`]) {
          const answer = await refusal(client.query(sql));
          // Where the login deletes in its work, policies leave it nothing to delete.
          if (answer !== "done" || !sql.startsWith("delete")) expect(answer, sql).toMatch(/^42501|^0A000/);
        }
      }
      await refusal(client.query("update app.notice set read_at = now()"));
    });
    expect(await contents()).toEqual(before);
  });
});

/** How many rows each table holds, and a hash of them, as the owner sees it. */
async function contents(): Promise<string[]> {
  return Promise.all(
    tables.map(async (table) => {
      const { rows } = await database.admin.query<{ print: string }>(
        `select count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as print from ${table} t`,
      );
      return `${table} ${rows[0]?.print}`;
    }),
  );
}

describe("a forged context", () => {
  const claims = () =>
    [
      "riverton",
      officer.department,
      "R00",
      officer.person,
      "data_officer,auditor",
      "session",
      "",
      "upland",
      "R00,R01",
    ].join("|");

  it.each([
    ["invented", () => `${claims()}|${"0".repeat(64)}`],
    ["with a random signature", () => `${claims()}|${randomBytes(32).toString("hex")}`],
    ["without a signature", () => claims()],
    ["with a signature that is no hex", () => `${claims()}|${"z".repeat(64)}`],
    ["empty", () => ""],
    ["a single bar", () => "|"],
  ])("%s is nobody, in a transaction and for a whole session", async (_, forge) => {
    await database.as("heliu_workspace", async (client) => {
      await inTransaction(client, async () => {
        await client.query("select set_config('app.ctx', $1, true)", [forge()]);
        expect(await countAll(client)).toBe(0);
      });
      await client.query("select set_config('app.ctx', $1, false)", [forge()]);
      await inTransaction(client, async () => expect(await countAll(client)).toBe(0));
    });
    expect(await asPersona(officer, countAll)).toBeGreaterThan(20);
  });

  it("made of a real one with a word changed is nobody", async () => {
    await asPersona(officer, async (client) => {
      const real = await claimsOf(client);
      expect(await countAll(client)).toBeGreaterThan(20);
      for (const [from, to] of [
        ["riverton", "hilltown"],
        ["data_officer", "data_officer,auditor"],
        ["R00", "R01"],
        [String(officer.department), String(provider.department)],
        ["|session|", "|public|"],
      ] as const) {
        const changed = real.replace(from, to);
        expect(changed).not.toBe(real);
        await client.query("select set_config('app.ctx', $1, true)", [changed]);
        expect(await countAll(client), to).toBe(0);
      }
      await client.query("select set_config('app.ctx', $1, true)", [real]);
      expect(await countAll(client)).toBeGreaterThan(20); // in its own transaction it is itself
    });
  });

  it("replayed in the next transaction of the same connection is nobody", async () => {
    await database.as("heliu_workspace", async (client) => {
      await client.query("begin");
      await client.query(mintOf(officer));
      const real = await claimsOf(client);
      await client.query("commit");
      await inTransaction(client, async () => {
        expect(await countAll(client)).toBe(0); // nothing stays behind for the next request of a pool
        await client.query("select set_config('app.ctx', $1, true)", [real]);
        expect(await countAll(client)).toBe(0);
      });
    });
  });

  it("replayed at the same time on another connection is nobody", async () => {
    await asPersona(officer, async (first) => {
      const real = await claimsOf(first);
      await database.as("heliu_workspace", (second) =>
        inTransaction(second, async () => {
          await second.query("select set_config('app.ctx', $1, true)", [real]);
          expect(await countAll(second)).toBe(0);
        }),
      );
      expect(await countAll(first)).toBeGreaterThan(20);
    });
  });

  it("cannot be signed: the key and the functions around it are out of reach", async () => {
    for (const login of LOGINS) {
      await database.as(login, async (client) => {
        for (const sql of [
          "select * from ctx.secret",
          "select ctx.sign('riverton')",
          "select ctx.set_claims('riverton')",
          "select ctx.claims()",
          "select ctx.note('riverton', null, 'forged', false, '{}')",
          "insert into ctx.session values (sha256('x'), 'riverton', gen_random_uuid(), 'totp', now(), now() + interval '1 hour')",
          "update ctx.role_rule set role = 'anonymous'",
          "update ctx.clock set fixed_at = now()",
          "update ctx.sign_in_rule set failures_allowed = 20",
          "select * from gate.secret",
        ]) {
          expect(await refusal(client.query(sql)), `${login} ${sql}`).toMatch(/^42501/);
        }
      });
    }
  });
});

describe("a token", () => {
  let token = "";
  const entries = CASES.filter(({ tenant }) => tenant === "riverton").length + OPEN_ENTRIES.length - 2; // one is hilltown's, one not published
  const use = () =>
    database.as("heliu_workspace", (client) =>
      inTransaction(client, async () => {
        await client.query("select ctx.mint($1)", [token]);
        return (await client.query("select from app.catalogue_entry")).rowCount;
      }),
    );
  const REFUSED = "28000 no session";

  beforeEach(async () => {
    token = randomBytes(32).toString("base64url");
    await openSession(database.admin, "riverton", officer.person ?? "", token);
    expect(await use()).toBe(entries);
  });

  it("that has expired opens nothing, and says the same as one that never was", async () => {
    await database.admin.query(
      "update ctx.session set opened_at = now() - interval '2 hours', expires_at = now() - interval '1 second' where token_hash = sha256(convert_to($1, 'UTF8'))",
      [token],
    );
    expect(await refusal(use())).toBe(REFUSED);
    token = randomBytes(32).toString("base64url");
    expect(await refusal(use())).toBe(REFUSED);
  });

  it("that was revoked opens nothing", async () => {
    expect(
      await database.as("heliu_workspace", (client) => client.query("select ctx.close_session($1) as r", [token])),
    ).toMatchObject({ rows: [{ r: true }] });
    expect(await refusal(use())).toBe(REFUSED);
  });

  it("of a disabled person opens nothing, and does not come back with the person", async () => {
    await database.admin.query("update app.person set disabled_at = now() where id = $1", [officer.person]);
    expect(await refusal(use())).toBe(REFUSED);
    await database.admin.query("update app.person set disabled_at = null where id = $1", [officer.person]);
    expect(await refusal(use())).toBe(REFUSED);
    await openSession(database.admin, "riverton", officer.person ?? "", officer.token); // as signing in again
    expect(await asPersona(officer, countAll)).toBeGreaterThan(20);
  });

  it("loses with its next transaction what the person's roles lose", async () => {
    await database.admin.query("delete from app.role_assignment where person_id = $1", [officer.person]);
    expect(await use()).toBe(0);
    await database.admin.query(
      "insert into app.role_assignment (tenant_id, person_id, role) values ('riverton', $1, 'data_officer')",
      [officer.person],
    );
    expect(await use()).toBe(entries);
  });

  it("by its hash, in part, or in another city's name is no token", async () => {
    const { rows } = await database.admin.query<{ hash: string }>(
      "select encode(token_hash, 'hex') as hash from ctx.session where token_hash = sha256(convert_to($1, 'UTF8'))",
      [token],
    );
    for (const wrong of [rows[0]?.hash, token.slice(0, -1), `${token} `, "", "riverton"]) {
      expect(
        await refusal(database.as("heliu_workspace", (client) => client.query("select ctx.mint($1)", [wrong]))),
      ).toBe(REFUSED);
    }
  });

  it("of a person is no key, and a key no person's token", async () => {
    const workspace = (sql: string, value: string) =>
      refusal(database.as("heliu_workspace", (client) => client.query(sql, [value])));
    expect(await workspace("select ctx.mint_key($1)", token)).toBe(REFUSED);
    expect(await workspace("select ctx.mint($1)", persona("key").token)).toBe(REFUSED);
    expect(await workspace("select ctx.mint_key($1)", persona("key").token)).toBe("done");
  });

  it.each(["revoked_at = now()", "expires_at = now() - interval '1 second'"])(
    "of a key whose %s opens nothing",
    async (change) => {
      const key = persona("key").token;
      const mint = () =>
        refusal(database.as("heliu_workspace", (client) => client.query("select ctx.mint_key($1)", [key])));
      expect(await mint()).toBe("done");
      const undo = await database.admin.query(
        "select revoked_at, expires_at from app.api_key where token_hash = sha256(convert_to($1, 'UTF8'))",
        [key],
      );
      await database.admin.query(`update app.api_key set ${change} where token_hash = sha256(convert_to($1, 'UTF8'))`, [
        key,
      ]);
      expect(await mint()).toBe(REFUSED);
      await database.admin.query(
        "update app.api_key set revoked_at = $2, expires_at = $3 where token_hash = sha256(convert_to($1, 'UTF8'))",
        [key, undo.rows[0]?.revoked_at, undo.rows[0]?.expires_at],
      );
      expect(await mint()).toBe("done");
    },
  );

  it("shows through another login nothing that its own does not show", { timeout: 60_000 }, async () => {
    const rowsSeen = (login: Login, p: Persona) =>
      database.as(login, (client) =>
        inTransaction(client, async () => {
          if ((await refusal(client.query("savepoint s"))) !== "done") return [];
          if ((await refusal(client.query(mintOf(p)))) !== "done") return [];
          const seen: string[] = [];
          for (const table of tables) {
            const rows = await count(client, table);
            if (rows > 0) seen.push(`${table} ${rows}`);
          }
          return seen;
        }),
      );
    const visitor = await rowsSeen("heliu_portal", persona("portal visitor"));
    for (const p of PERSONAS.filter((each) => each.kind === "session" && each.tenant === "riverton")) {
      expect(await rowsSeen("heliu_portal", p), p.name).toEqual(visitor);
      expect(await rowsSeen("heliu_ingest", p), p.name).toEqual([]);
      expect(await rowsSeen("heliu_signin", p), p.name).toEqual([]);
      expect(await rowsSeen("heliu_worker", p), p.name).toEqual([]);
      expect(await rowsSeen("heliu_province", p), p.name).toEqual(["app.person 1", "app.tenant 1"]);
    }
  });
});

/** Everything that decides who may do what, in one hash. */
async function fingerprint(): Promise<string> {
  const { rows } = await database.admin.query<{ print: string }>(`
    select md5(concat(
      (select string_agg(p::text, ',' order by p.oid) from pg_policy p),
      (select string_agg(concat(oid, proowner, proacl, prosrc, prosecdef), ',' order by oid) from pg_proc where oid > 16000),
      (select string_agg(concat(oid, relowner, relacl, relrowsecurity, relforcerowsecurity), ',' order by oid) from pg_class where oid > 16000),
      (select string_agg(r::text, ',' order by r.oid) from pg_roles r where rolname like 'heliu%'),
      (select string_agg(concat(roleid, member), ',' order by roleid, member) from pg_auth_members))) as print`);
  return rows[0]?.print ?? "";
}

describe("changing the house itself", () => {
  it.each(LOGINS)("%s cannot build, rebuild, become somebody else or switch policies off", async (login) => {
    const before = await fingerprint();
    await database.as(login, async (client) => {
      for (const sql of [
        "create or replace function ctx.tenant() returns text language sql as $$ select 'hilltown' $$",
        "create function ctx.evil() returns text language sql as $$ select '' $$",
        "create function app.evil() returns text language sql as $$ select '' $$",
        "create function public.evil() returns text language sql as $$ select '' $$",
        "create function pg_temp.tenant() returns text language sql as $$ select 'hilltown' $$",
        "create temp table session (token_hash bytea)",
        "create schema evil",
        "create table public.evil (x int)",
        "create view app.evil as select * from app.person",
        "create policy evil on app.person using (true)",
        "drop policy colleagues on app.person",
        "alter table app.person disable row level security",
        "alter table app.person no force row level security",
        "alter function ctx.tenant() owner to current_user",
        "create trigger evil before insert on app.notice for each row execute function ctx.end_sessions()",
        "create rule evil as on select to app.notice do instead select 1",
        "grant heliu_owner to current_user",
        "set role heliu_owner",
        "set role heliu_ctx",
        "set session authorization heliu_owner",
        "alter role current_user bypassrls",
        "comment on table app.person is 'evil'",
        "create extension dblink schema public",
        "copy (select 1) to program 'true'",
        "select pg_read_file('/etc/passwd')",
        "do $$ begin execute 'set role heliu_owner'; end $$",
      ]) {
        expect(await refusal(client.query(sql)), sql).toMatch(/^(42501|42601|42P01|42883|0LP01|42704|0A000|42809)/);
      }
    });
    expect(await fingerprint()).toBe(before);
  });

  it("row_security off does not show rows, it refuses to read", async () => {
    await asPersona(officer, async (client) => {
      await client.query("set local row_security = off");
      expect(await refusal(client.query("select from app.person"))).toMatch(/^42501/);
    });
  });

  it("an own search path redirects nothing", async () => {
    await asPersona(officer, async (client) => {
      await client.query("set local search_path = pg_temp, app, ctx, public");
      const { rows } = await client.query("select tenant() as t");
      expect(rows).toEqual([{ t: "riverton" }]);
    });
  });
});

describe("asking sideways", () => {
  const elsewhere = persona("other city's officer");

  it("a condition that would fail on a hidden row is never tried on it", async () => {
    const bomb = "select login from app.person where 1 / (case when tenant_id = 'riverton' then 0 else 1 end) = 1";
    expect(await refusal(asPersona(elsewhere, (client) => client.query(bomb)))).toBe("done");
    expect(await refusal(asPersona(officer, (client) => client.query(bomb)))).toMatch(/division by zero/);
  });

  it("a foreign id and a missing one get the same answer, in reading, changing and pointing at", async () => {
    const other = persona("other department");
    const { department } = other;
    /** Who asks, for what of somebody else's, with the id as $1. */
    const attempts: [Persona, string, string][] = [
      [elsewhere, id("case", "city"), `select from app."case" where id = $1`],
      [elsewhere, id("case", "city"), `update app."case" set version = 9 where id = $1`],
      [other, id("grant", "city"), "select from app.data_grant where id = $1"],
      [other, id("grant", "city"), "update app.data_grant set version = 9 where id = $1"],
      [
        elsewhere,
        id("entry", "city"),
        `insert into app.dedicated_department values ('hilltown', $1, '${departmentId("consumer", "hilltown")}')`,
      ],
      [
        elsewhere,
        departmentId("provider"),
        `insert into app.notice (tenant_id, department_id, kind, subject_kind, subject_id) values ('hilltown', $1, 'k', 'case', gen_random_uuid())`,
      ],
      [
        other,
        id("case", "city"),
        `insert into app.case_event (tenant_id, case_id, seq, type, act, acted_as, person_id, department_id)
         values ('riverton', $1, 7, 'acted', 'a', 'provider', '${other.person}', '${department}')`,
      ],
      [
        other,
        id("grant", "city"),
        `insert into app.api_key (tenant_id, grant_id, label, token_hash, token_hint, created_by, expires_at)
         values ('riverton', $1, 'l', sha256('x'), 'h', '${other.person}', now())`,
      ],
      [elsewhere, id("grant", "city"), `select status from gate.describe('session', '${elsewhere.token}', $1)`],
    ];
    for (const [p, foreign, sql] of attempts) {
      const answer = (value: string) =>
        asPersona(p, async (client) => {
          try {
            const { rowCount, rows } = await client.query(sql, [value]);
            return `${rowCount} ${JSON.stringify(rows)}`;
          } catch (error) {
            const { code, message } = error as pg.DatabaseError;
            return `${code} ${message}`;
          }
        });
      expect(await answer(foreign), sql).toBe(await answer(randomUUID()));
    }
    // And it is really there, for whom it is meant.
    const own = await asPersona(officer, (client) =>
      client.query(`select from app."case" where id = $1`, [id("case", "city")]),
    );
    expect(own.rowCount).toBe(1);
  });

  it("a login taken in another city is free in this one: uniqueness tells nothing", async () => {
    await asPersona(persona("system administrator"), async (client) => {
      const taken = "other.city.s.officer"; // a login of hilltown
      const add = `insert into app.person (tenant_id, login, name) values ('riverton', $1, '甲')`;
      expect(await refusal(client.query(add, [taken]))).toBe("done");
    });
    const { rowCount } = await database.admin.query(
      "select from app.person where tenant_id = 'hilltown' and login = 'other.city.s.officer'",
    );
    expect(rowCount).toBe(1);
  });
});

describe("widening one's own power", () => {
  const security = persona("security officer");
  const give = (role: string, to = provider) =>
    asPersona(security, (client) =>
      refusal(
        client.query(
          "insert into app.role_assignment (tenant_id, person_id, role, assigned_by) values ('riverton', $1, $2, $3)",
          [to.person, role, security.person],
        ),
      ),
    );

  it("a role cannot carry the separators of the context: no second role, no other region hides in it", async () => {
    expect(await give("department_head")).toBe("done");
    for (const role of [
      "data_officer,province_overseer",
      "auditor|session||upland|R00,R01",
      "a\nb",
      "Data_Officer",
      "",
    ]) {
      expect(await give(role)).toMatch(/^23514/);
    }
    expect(await give("province_overseer")).toMatch(/^42501/);
    expect(await give("system_admin", persona("auditor"))).toMatch(/^23505/);
  });

  it("a grant is not made by the one it serves, nor by a bystander; the provider makes it", async () => {
    const caseId = randomUUID();
    await database.admin.query(
      `insert into app."case" (tenant_id, id, number, procedure, book_date, entry_id, region_id, requester_department_id, requester_person_id,
         provider_department_id, application, stage, filed_at, stage_since, version)
       select tenant_id, $1, 'fresh', procedure, book_date, entry_id, region_id, requester_department_id, requester_person_id,
         provider_department_id, application, stage, filed_at, stage_since, version from app."case" where id = $2`,
      [caseId, id("case", "city")],
    );
    await database.admin.query("delete from app.dedicated_department where entry_id = $1", [id("entry", "city")]);
    const grant = (p: Persona) =>
      asPersona(p, (client) =>
        refusal(
          client.query(
            `insert into app.data_grant (tenant_id, case_id, entry_id, region_id, consumer_department_id, provider_department_id, approved_by, columns, purpose, valid_from, valid_until)
             values ('riverton', $1, $2, 'R00', $3, $4, $5, '{citizen_id}', 'p', now(), now() + interval '1 day')`,
            [caseId, id("entry", "city"), departmentId("consumer"), departmentId("provider"), p.person],
          ),
        ),
      );
    const outcome = async (name: string) => [name, (await grant(persona(name))).slice(0, 5)];
    expect(
      await Promise.all(
        PERSONAS.filter((p) => p.kind === "session" && p.login === "heliu_workspace").map((p) => outcome(p.name)),
      ),
    ).toEqual([
      ["consumer officer", "42501"],
      ["provider officer", "done"],
      ["consumer head", "42501"],
      ["provider head", "done"],
      ["other department", "42501"],
      ["county consumer", "42501"],
      ["county authority", "42501"],
      ["city authority", "done"],
      ["government", "done"],
      ["delegate reviewer", "42501"], // not this case's delegate
      ["auditor", "42501"],
      ["security officer", "42501"],
      ["system administrator", "42501"],
      ["colleague without role", "42501"],
      ["public account", "42501"],
      ["another public account", "42501"],
      ["account without role", "42501"],
      ["other city's account", "42501"],
      ["other city's officer", "42501"],
      ["other city's authority", "42501"],
      ["overseer in the workspace", "42501"],
      ["platform operator", "42501"],
    ]);
  });

  it("a password is set by the system administrator, for others of the city, never for an administrator who has one", async () => {
    const set = (p: Persona, target: string | null) =>
      asPersona(p, (client) => refusal(client.query("select ctx.set_credential($1, 'hash', null)", [target])));
    const admin = persona("system administrator");
    expect(await set(admin, officer.person)).toBe("done");
    for (const p of [
      "consumer officer",
      "security officer",
      "auditor",
      "city authority",
      "public account",
      "key",
      "other city's officer",
    ]) {
      expect(await set(persona(p), officer.person), p).toMatch(/^42501/);
    }
    expect(await set(admin, admin.person)).toMatch(/^42501/);
    expect(await set(admin, security.person)).toMatch(/^42501/);
    const foreign = await set(admin, persona("other city's officer").person);
    expect(foreign).toMatch(/^P0002/);
    expect(await set(admin, randomUUID())).toBe(foreign);
  });

  it("a record's keeper changes its words, never its place, its history, its rule or what was withdrawn", async () => {
    const mine = recordId({ register: "kept-alone", tenant: "riverton", by: "provider" });
    const as = (p: Persona, sql: string, values: unknown[] = [mine]) =>
      asPersona(p, (client) => refusal(client.query(sql, values)));
    expect(await as(provider, "update app.register_record set fields = '{}' where id = $1")).toBe("done");
    for (const sql of [
      "update app.register_record set department_id = department_id where id = $1",
      "update app.register_record set register = 'all-read' where id = $1",
      "update app.register_record set recorded_at = now() where id = $1",
      "delete from app.register_record where id = $1",
      "update app.register_version set fields = '{}' where record_id = $1",
      "delete from app.register_version where record_id = $1",
      "delete from app.register_reply where record_id = $1",
    ]) {
      expect(await as(provider, sql), sql).toMatch(/^42501/);
    }
    for (const sql of [
      "update app.register_rule set read_by = '{public}'",
      "insert into app.register_rule values ('riverton', 'mine', '2026-01-01', null, '{department}', '{}', '{public}', '{}')",
    ]) {
      expect(await as(provider, sql, []), sql).toMatch(/^42501/);
    }
    // A withdrawn record is not brought back by the one who withdrew it.
    const revived = await asPersona(provider, async (client) => {
      await client.query("update app.register_record set withdrawn_at = now() where id = $1", [mine]);
      return client.query("update app.register_record set withdrawn_at = null where id = $1", [mine]);
    });
    expect(revived.rowCount).toBe(0);
  });

  it("an audit row is written in one's own name only", async () => {
    const write = (p: Persona, person: string | null) =>
      asPersona(p, (client) =>
        refusal(
          client.query(
            "insert into app.audit_record (tenant_id, person_id, department_id, act, subject_kind) values ('riverton', $1, $2, 'a', 's')",
            [person, p.department],
          ),
        ),
      );
    expect(await write(officer, officer.person)).toBe("done");
    expect(await write(officer, provider.person)).toMatch(/^42501/);
    expect(await write(officer, null)).toMatch(/^42501/);
  });
});

describe("the functions of the house", () => {
  it("that each login may call are these and no others", async () => {
    const { rows } = await database.admin.query<{ line: string }>(
      `select format('%s %s.%s', r.rolname, n.nspname, p.proname) as line
       from pg_proc p join pg_namespace n on n.oid = p.pronamespace, pg_roles r
       where n.nspname in ('app', 'ctx', 'data', 'gate', 'public') and r.rolname = any ($1) and has_function_privilege(r.oid, p.oid, 'EXECUTE')
         and has_schema_privilege(r.oid, n.oid, 'USAGE')
       order by 1`,
      [[...LOGINS]],
    );
    expect(rows.map((row) => row.line)).toMatchInlineSnapshot(`
      [
        "heliu_ingest ctx.department",
        "heliu_ingest ctx.key_grant",
        "heliu_ingest ctx.kind",
        "heliu_ingest ctx.may",
        "heliu_ingest ctx.mint",
        "heliu_ingest ctx.mint_job",
        "heliu_ingest ctx.now",
        "heliu_ingest ctx.person",
        "heliu_ingest ctx.province",
        "heliu_ingest ctx.region",
        "heliu_ingest ctx.regions",
        "heliu_ingest ctx.roles",
        "heliu_ingest ctx.tenant",
        "heliu_ingest gate.begin_ingest",
        "heliu_ingest gate.begin_mount",
        "heliu_ingest gate.finish_ingest",
        "heliu_ingest gate.finish_mount",
        "heliu_ingest gate.restore_version",
        "heliu_portal ctx.department",
        "heliu_portal ctx.key_grant",
        "heliu_portal ctx.kind",
        "heliu_portal ctx.may",
        "heliu_portal ctx.mint",
        "heliu_portal ctx.mint_public",
        "heliu_portal ctx.now",
        "heliu_portal ctx.person",
        "heliu_portal ctx.province",
        "heliu_portal ctx.region",
        "heliu_portal ctx.regions",
        "heliu_portal ctx.roles",
        "heliu_portal ctx.tenant",
        "heliu_portal gate.check_receipt",
        "heliu_portal gate.count_entries",
        "heliu_portal gate.open_rows",
        "heliu_portal gate.opening_catalogue",
        "heliu_portal gate.opening_entries",
        "heliu_portal gate.opening_numbers",
        "heliu_portal gate.read_open",
        "heliu_portal gate.search_entries",
        "heliu_province ctx.close_session",
        "heliu_province ctx.department",
        "heliu_province ctx.key_grant",
        "heliu_province ctx.kind",
        "heliu_province ctx.may",
        "heliu_province ctx.mint",
        "heliu_province ctx.now",
        "heliu_province ctx.person",
        "heliu_province ctx.province",
        "heliu_province ctx.region",
        "heliu_province ctx.regions",
        "heliu_province ctx.roles",
        "heliu_province ctx.tenant",
        "heliu_province gate.compare",
        "heliu_signin ctx.begin_sign_in",
        "heliu_signin ctx.close_session",
        "heliu_signin ctx.demo_people",
        "heliu_signin ctx.fail_sign_in",
        "heliu_signin ctx.now",
        "heliu_signin ctx.open_session",
        "heliu_signin ctx.replace_password",
        "heliu_worker ctx.department",
        "heliu_worker ctx.key_grant",
        "heliu_worker ctx.kind",
        "heliu_worker ctx.may",
        "heliu_worker ctx.now",
        "heliu_worker ctx.person",
        "heliu_worker ctx.province",
        "heliu_worker ctx.region",
        "heliu_worker ctx.regions",
        "heliu_worker ctx.roles",
        "heliu_worker ctx.tenant",
        "heliu_worker gate.claim_ingest",
        "heliu_worker gate.clear_uploads",
        "heliu_worker gate.correct_due",
        "heliu_worker gate.counted_calendar",
        "heliu_worker gate.end_ingest",
        "heliu_worker gate.imported_years",
        "heliu_worker gate.kept_registers",
        "heliu_worker gate.lapse_case",
        "heliu_worker gate.lapsed_cases",
        "heliu_worker gate.mark_overdue",
        "heliu_worker gate.note_counted_calendar",
        "heliu_worker gate.open_dues",
        "heliu_worker gate.release_files",
        "heliu_worker gate.report_ingest",
        "heliu_worker gate.seal_evidence",
        "heliu_worker gate.tell_missing_registers",
        "heliu_worker gate.tell_register",
        "heliu_worker gate.tell_searches",
        "heliu_worker gate.tell_stale_data",
        "heliu_worker gate.warn_of_ending_keys",
        "heliu_workspace ctx.close_session",
        "heliu_workspace ctx.department",
        "heliu_workspace ctx.key_grant",
        "heliu_workspace ctx.kind",
        "heliu_workspace ctx.may",
        "heliu_workspace ctx.mint",
        "heliu_workspace ctx.mint_key",
        "heliu_workspace ctx.note_refused_key",
        "heliu_workspace ctx.now",
        "heliu_workspace ctx.person",
        "heliu_workspace ctx.province",
        "heliu_workspace ctx.region",
        "heliu_workspace ctx.regions",
        "heliu_workspace ctx.roles",
        "heliu_workspace ctx.set_credential",
        "heliu_workspace ctx.tenant",
        "heliu_workspace gate.assign_codes",
        "heliu_workspace gate.change_mount",
        "heliu_workspace gate.check_seals",
        "heliu_workspace gate.compare",
        "heliu_workspace gate.count_entries",
        "heliu_workspace gate.count_provisional",
        "heliu_workspace gate.count_unsealed",
        "heliu_workspace gate.describe",
        "heliu_workspace gate.export_rows",
        "heliu_workspace gate.fail_upstream",
        "heliu_workspace gate.finish_export",
        "heliu_workspace gate.mark_of",
        "heliu_workspace gate.mount_file",
        "heliu_workspace gate.next_stretch",
        "heliu_workspace gate.open_access",
        "heliu_workspace gate.open_file",
        "heliu_workspace gate.open_upstream",
        "heliu_workspace gate.own_mount",
        "heliu_workspace gate.pass_upstream",
        "heliu_workspace gate.read_access",
        "heliu_workspace gate.receipt",
        "heliu_workspace gate.rows",
        "heliu_workspace gate.scan_of_entry",
        "heliu_workspace gate.sealed_credential",
        "heliu_workspace gate.search_entries",
        "heliu_workspace gate.used_of_grant",
      ]
    `);
  });
});

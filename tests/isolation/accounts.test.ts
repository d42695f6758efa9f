import type pg from "pg";
import { beforeAll, describe, expect, it } from "vitest";
import type { Role } from "@/server/db/actor";
import { testDatabase } from "@/tests/harness/database";
import { asPersona, countAs, doAs, refusal, tryAs } from "./sql";
import { buildWorld, departmentId, id, mintOf, openSession, type Persona, persona } from "./world";

/**
 * A person outside government signs in to the same login as an official. What they reach with any SQL of their own, in
 * their own live session: their cases, the entries that are open, the names of departments.
 */
const database = testDatabase();
const account = persona("public account");
const another = persona("another public account");
const provider = persona("provider officer");
const authority = persona("city authority");

beforeAll(async () => {
  await buildWorld(database);
  await database.admin.query(
    `insert into app.catalogue_entry (tenant_id, id, code, department_id, region_id, name_zh, theme, sharing_class, opening_class, update_cycle, published_at)
     values ('riverton', $1, 'tomorrow', $2, 'R00', '明日公开', 'people', 'unconditional', 'unconditional', 'daily', now() + interval '1 day')`,
    [id("entry", "tomorrow"), departmentId("provider")],
  );
});

const rowsOf = async <T extends pg.QueryResultRow>(p: Persona, sql: string, values: unknown[] = []) =>
  asPersona(database, p, async (client) => (await client.query<T>(sql, values)).rows);

const CASE = id("case", "application");
const GRANTED = id("case", "granted application");
const ANOTHERS = id("case", "another's application");

describe("a public account", () => {
  it("reaches these rows and no others, though every table has some", { timeout: 60_000 }, async () => {
    const { rows: tables } = await database.admin.query<{ name: string }>(
      `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p') and n.nspname in ('app', 'ctx', 'data', 'gate') order by 1`,
    );
    const seen: string[] = [];
    for (const { name } of tables) {
      expect((await database.admin.query(`select from ${name}`)).rowCount, name).toBeGreaterThan(0);
      const count = await countAs(database, account, `select from ${name}`);
      if (count > 0) seen.push(`${name} ${count}`);
    }
    expect(seen).toEqual([
      'app."case" 2',
      "app.case_event 2",
      "app.case_number 1",
      "app.catalogue_entry 2",
      "app.data_item 4",
      "app.department 9",
      "app.hosted_table 1", // the version of what is open, described; its rows are read through the door
      "app.notice 1",
      "app.person 1",
      "app.region 3",
      "app.role_assignment 1",
      "app.tenant 1",
    ]);
  });

  it("reads its own cases with their facts, and nobody else's, an official's or another person's", async () => {
    const own = await rowsOf(account, `select id from app."case" order by number`);
    expect(own).toEqual([{ id: CASE }, { id: GRANTED }]);
    for (const name of ["another's application", "city", "retirement", "rectification", "application elsewhere"]) {
      expect(await countAs(database, account, `select from app."case" where id = $1`, [id("case", name)]), name).toBe(
        0,
      );
      expect(
        await countAs(database, account, "select from app.case_event where case_id = $1", [id("case", name)]),
      ).toBe(0);
    }
    expect(await countAs(database, another, `select from app."case" where id = $1`, [ANOTHERS])).toBe(1);
    expect(await countAs(database, another, "select from app.case_event where case_id = $1", [ANOTHERS])).toBe(1);
  });

  it("knows no colleague's name, not even of who answers it; its own it knows", async () => {
    expect(await rowsOf(account, "select name from app.person")).toEqual([{ name: "public account" }]);
    expect(await countAs(database, provider, "select from app.person where name = 'city authority'")).toBe(1);
  });

  it("is known by name to those who see what it filed, and to the administrators", async () => {
    const known = async (by: string, of: string) =>
      countAs(database, persona(by), "select from app.person where name = $1", [of]);
    for (const by of ["provider officer", "city authority", "government", "auditor", "system administrator"])
      expect(await known(by, "public account"), by).toBe(1);
    for (const by of ["consumer officer", "county authority", "colleague without role", "another public account"])
      expect(await known(by, "public account"), by).toBe(0);
    expect(await known("provider officer", "account without role"), "filed nothing").toBe(0);
    expect(await known("security officer", "account without role")).toBe(1);
  });

  it("sees entries that are open now, at once or on application; staff see all of them", async () => {
    const seen = async (p: Persona) =>
      (await rowsOf<{ id: string }>(p, "select id from app.catalogue_entry order by code")).map((row) => row.id);
    expect(await seen(account)).toEqual(["on application", "open"].map((name) => id("entry", name)));
    expect((await seen(provider)).sort()).toEqual(
      ["city", "county", "on application", "open", "retired", "suspended", "tomorrow", "unpublished"]
        .map((name) => id("entry", name))
        .sort(),
    );
    for (const name of ["city", "retired", "suspended", "unpublished"])
      expect(
        await countAs(database, account, "select from app.data_item where entry_id = $1", [id("entry", name)]),
      ).toBe(0);
  });

  it("compares no counts and opens no data through the doors of officials", async () => {
    expect(await countAs(database, account, "select from gate.compare('city')")).toBe(0);
    expect(await countAs(database, account, "select from gate.compare('region')")).toBe(0);
    expect(await countAs(database, authority, "select from gate.compare('region')")).toBeGreaterThan(0);
    const described = (p: Persona) =>
      rowsOf(p, "select status from gate.describe('session', $1, $2)", [p.token, id("grant", "city")]);
    const opened = (p: Persona) =>
      rowsOf(
        p,
        "select status from gate.open_access('session', $1, $2, 'preview', 'screen', null, '[]', null, null, null, 'purpose')",
        [p.token, id("grant", "city")],
      );
    expect(await described(account)).toEqual([{ status: "missing" }]);
    expect(await opened(account)).toEqual([{ status: "missing" }]);
    expect(await described(persona("consumer officer"))).toEqual([{ status: "ok" }]);
    expect(await opened(persona("consumer officer"))).toEqual([{ status: "open" }]);
    expect(await tryAs(database, account, "select gate.count_provisional(2027)")).toBe("42501");
    const mounts = (p: Persona) =>
      tryAs(database, { ...p, login: "heliu_ingest" }, "select gate.begin_mount($1)", [id("entry", "on application")]);
    expect(await mounts(account)).toBe("P0002");
    expect(await mounts(provider)).toBe("done");
  });

  it("takes its case back, and neither grants nor refuses it, when filing or later", async () => {
    const move = (set: string, of = CASE, by = account) =>
      tryAs(database, by, `update app."case" set version = version + 1, ${set} where id = $1`, [of]);
    expect(await move("stage = null, outcome = 'withdrawn'")).toBe("done");
    expect(await move("stage = 'signing'")).toBe("done");
    for (const outcome of ["granted", "refused", "rejected"])
      expect(await move(`stage = null, outcome = '${outcome}'`), outcome).toBe("42501");
    expect(await move("stage = null, outcome = 'granted'", CASE, provider)).toBe("done");
    const reopened = `update app."case" set stage = 'answer', outcome = null where id = $1`;
    expect(await countAs(database, account, reopened, [GRANTED])).toBe(0);
    expect(await countAs(database, provider, reopened, [GRANTED])).toBe(1);
    const file = (stage: string | null, outcome: string | null) =>
      tryAs(
        database,
        account,
        `insert into app."case" (tenant_id, number, procedure, filed_as, book_date, entry_id, region_id, requester_person_id, provider_department_id,
           application, stage, outcome, filed_at, stage_since, version)
         values ('riverton', 'mine', 'opening.application', 'applicant', '2026-01-05', $1, 'R00', $2, $3, '{}', $4, $5, now(), now(), 1)`,
        [id("entry", "open"), account.person, departmentId("provider"), stage, outcome],
      );
    expect(await file("answer", null)).toBe("done");
    expect(await file(null, "granted")).toBe("42501");
  });

  it("enters nobody into the register, itself neither, and does nothing to an entry", async () => {
    const enter = (p: Persona, caseId: string, entry: string, name: string) =>
      tryAs(
        database,
        p,
        `insert into app.opening_register (tenant_id, case_id, entry_id, entry_zh, entry_en, applicant, purpose)
         values ('riverton', $1, $2, '公开名录', 'Open list', $3, 'p')`,
        [caseId, id("entry", entry), name],
      );
    await database.admin.query("delete from app.opening_register where case_id = $1", [ANOTHERS]);
    expect(await enter(account, GRANTED, "on application", "public account")).toBe("42501");
    expect(await enter(account, ANOTHERS, "open", "another public account")).toBe("42501");
    expect(await enter(provider, GRANTED, "on application", "public account")).toBe("done");
    expect(await enter(authority, ANOTHERS, "open", "another public account")).toBe("done");
    const fact = (p: Persona, caseId: string, entry: string) =>
      tryAs(
        database,
        p,
        "insert into app.entry_fact (tenant_id, entry_id, case_id, fact, person_id) values ('riverton', $1, $2, 'suspend-opening', $3)",
        [id("entry", entry), caseId, p.person],
      );
    expect(await fact(account, GRANTED, "on application")).toBe("42501");
    expect(await fact(account, ANOTHERS, "open")).toBe("42501");
    expect(await fact(provider, ANOTHERS, "open")).toBe("done");
  });

  it("tells a department of its own case and of nothing else, and is told of its own case alone", async () => {
    const tell = (p: Persona, caseId: string) =>
      tryAs(
        database,
        p,
        "insert into app.notice (tenant_id, department_id, kind, subject_kind, subject_id) values ('riverton', $1, 'case-to-act', 'case', $2)",
        [departmentId("provider"), caseId],
      );
    expect(await tell(account, CASE)).toBe("done");
    expect(await tell(account, ANOTHERS)).toBe("42501");
    expect(await tell(account, id("case", "city"))).toBe("42501");
    expect(await tell(persona("consumer officer"), id("case", "city"))).toBe("done");
    const told = (p: Persona, caseId: string, person: string | null) =>
      tryAs(
        database,
        p,
        "insert into app.notice (tenant_id, person_id, kind, subject_kind, subject_id) values ('riverton', $1, 'case-moved', 'case', $2)",
        [person, caseId],
      );
    expect(await told(provider, CASE, account.person)).toBe("done");
    expect(await told(provider, ANOTHERS, account.person)).toBe("42501");
    expect(await told(provider, id("case", "city"), persona("consumer officer").person)).toBe("42501");
    expect(await countAs(database, account, "select from app.notice")).toBe(1);
    expect(await countAs(database, account, "update app.notice set read_at = now()")).toBe(1);
    expect(await countAs(database, persona("another public account"), "select from app.notice")).toBe(0);
  });

  it("gives the next number of the year and no other, like everybody", async () => {
    const number = (p: Persona, set: string) =>
      tryAs(database, p, `update app.case_number set ${set} where year = 2026`);
    for (const p of [account, provider]) {
      expect(await number(p, "last = last + 1")).toBe("done");
      for (const set of ["last = last - 1", "last = last + 2", "last = last", "year = 2040, last = last + 1"])
        expect(await number(p, set), set).toBe("23514");
    }
  });

  it("is not made by the security officer, and gets no role of an official", async () => {
    const security = persona("security officer");
    const give = (to: Persona, role: Role) =>
      tryAs(
        database,
        security,
        "insert into app.role_assignment (tenant_id, person_id, role, assigned_by) values ('riverton', $1, $2, $3)",
        [to.person, role, security.person],
      );
    expect(await give(persona("colleague without role"), "data_officer")).toBe("done");
    expect(await give(account, "data_officer")).toBe("42501");
    expect(await give(persona("account without role"), "authority_officer")).toBe("42501");
    expect(await give(persona("account without role"), "public_user")).toBe("42501");
    expect(await give(provider, "public_user")).toBe("42501");
  });
});

describe("a person who applied and works for the government since", () => {
  const say = (as: string, caseId: string) =>
    database.as("heliu_workspace", async (client) => {
      await client.query("begin");
      await client.query(mintOf(account));
      const answer = await refusal(
        client.query(
          `insert into app.case_event (tenant_id, case_id, seq, type, act, acted_as, person_id, department_id)
           values ('riverton', $1, 9, 'acted', 'agree', $2, $3, ctx.department())`,
          [caseId, as, account.person],
        ),
      );
      await client.query("rollback");
      return answer;
    });
  const home = async (department: string | null, roles: Role[]) => {
    await database.admin.query("update app.person set department_id = $2 where id = $1", [account.person, department]);
    await database.admin.query("delete from app.role_assignment where person_id = $1", [account.person]);
    for (const role of roles)
      await database.admin.query(
        "insert into app.role_assignment (tenant_id, person_id, role) values ('riverton', $1, $2)",
        [account.person, role],
      );
    await openSession(database.admin, "riverton", account.person ?? "", account.token); // moving ended the old one
  };

  it("decides on another's application and not on their own, whatever their office", async () => {
    await home(departmentId("provider"), ["department_head", "public_user"]);
    for (const as of ["provider", "provider-head"]) {
      expect(await say(as, ANOTHERS), as).toBe("done");
      expect(await say(as, CASE), as).toBe("42501");
    }
    expect(await say("applicant", CASE), "an official is no applicant").toBe("42501");
    await home(departmentId("authority"), ["authority_officer"]);
    expect(await say("authority", ANOTHERS)).toBe("done");
    expect(await say("authority", CASE)).toBe("42501");
    await home(null, ["public_user"]);
    expect(await say("applicant", CASE)).toBe("done");
    expect(await say("applicant", ANOTHERS)).toBe("42501");
  });
});

describe("the portal", () => {
  const visitor = persona("portal visitor");
  const OPEN = id("entry", "open");
  const status = (way: "open_rows" | "read_open") =>
    asPersona(
      database,
      visitor,
      async (client) =>
        (
          await client.query<{ status: string; body: string | null }>(
            `select status, body from gate.${way}('riverton', $1, 'preview', 'json', null, '[]', null, null, 10)`,
            [OPEN],
          )
        ).rows[0],
    );
  const fact = (fact: string, caseName: string, by = authority) =>
    doAs(
      database,
      by,
      "insert into app.entry_fact (tenant_id, entry_id, case_id, fact, person_id) values ('riverton', $1, $2, $3, $4)",
      [OPEN, id("case", caseName), fact, by.person],
    );
  const doors = async () => ({
    entry: await countAs(database, visitor, "select from app.catalogue_entry where id = $1", [OPEN]),
    items: await countAs(database, visitor, "select from app.data_item where entry_id = $1", [OPEN]),
    table: await countAs(database, visitor, "select from app.hosted_table where entry_id = $1", [OPEN]),
    rows: (await status("open_rows"))?.status,
    read: (await status("read_open"))?.status,
    body: (await status("read_open"))?.body?.includes("丙") ?? false,
    account: await countAs(database, account, "select from app.catalogue_entry where id = $1", [OPEN]),
    staff: await countAs(database, provider, "select from app.catalogue_entry where id = $1", [OPEN]),
  });
  const OPENED = { entry: 1, items: 2, table: 1, rows: "ok", read: "ok", body: true, account: 1, staff: 1 };
  const HIDDEN = { entry: 0, items: 0, table: 0, rows: "missing", read: "missing", body: false, account: 0, staff: 1 };

  it("shows an open entry, hides it while its opening is suspended, and shows it again", async () => {
    expect(await doors()).toEqual(OPENED);
    expect(await fact("suspend-opening", "review")).toBe("done");
    expect(await doors()).toEqual(HIDDEN);
    expect(await fact("resume-opening", "review")).toBe("done");
    expect(await doors()).toEqual(OPENED);
  });

  it("hides what is withheld anew", async () => {
    expect(await fact("close-entry", "review")).toBe("done");
    expect(await doors()).toEqual(HIDDEN);
    await database.admin.query(
      "insert into app.entry_fact (tenant_id, entry_id, case_id, fact, opening_class, person_id) values ('riverton', $1, $2, 'open-entry', 'unconditional', $3)",
      [OPEN, id("case", "review"), authority.person],
    );
    expect(await doors()).toEqual(OPENED);
  });

  it("hides what was taken off, for good; staff still see it", async () => {
    await database.admin.query(
      `insert into app."case" (tenant_id, id, number, procedure, filed_as, book_date, entry_id, region_id, requester_department_id, requester_person_id,
         provider_department_id, application, stage, filed_at, stage_since, version)
       select tenant_id, $1, 'off', procedure, filed_as, book_date, $2, region_id, requester_department_id, requester_person_id,
         provider_department_id, application, stage, filed_at, stage_since, version from app."case" where id = $3`,
      [id("case", "off"), OPEN, id("case", "retirement")],
    );
    expect(await fact("announce-retirement", "off", provider)).toBe("done");
    expect(await doors()).toEqual(OPENED);
    expect(await fact("retire-entry", "off", provider)).toBe("done");
    expect(await doors()).toEqual(HIDDEN);
    const [row] = await rowsOf<{ announced: boolean; off: boolean }>(
      provider,
      "select retiring_at is not null as announced, retired_at is not null as off from app.catalogue_entry where id = $1",
      [OPEN],
    );
    expect(row).toEqual({ announced: true, off: true });
  });

  it("shows the register of its own city to everybody, and lets nobody there write", async () => {
    const register = () => rowsOf(visitor, "select applicant from app.opening_register");
    await database.admin.query(
      `insert into app.opening_register (tenant_id, case_id, entry_id, entry_zh, entry_en, applicant, purpose)
       values ('riverton', $1, $2, '公开名录', 'Open list', 'another public account', 'p') on conflict do nothing`,
      [ANOTHERS, OPEN],
    );
    expect(await register()).toEqual([{ applicant: "another public account" }]);
    expect((await database.admin.query("select from app.opening_register")).rowCount).toBe(2);
    expect(await tryAs(database, visitor, "update app.opening_register set applicant = 'x'")).toBe("42501");
  });
});

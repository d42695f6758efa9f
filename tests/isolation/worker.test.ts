import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testDatabase } from "@/tests/harness/database";
import { AFFAIRS, buildWorld, CASES, departmentId, id, mintOf, PERSONAS, persona } from "./world";

/**
 * The worker's login counts due dates again when a calendar changes, and says where silence leads when time runs out. It
 * has no context and no table: these are the doors it has, and what each of them refuses.
 */
const database = testDatabase();
const DUE = "2027-01-05T15:59:59Z";
const OPEN = [...CASES, ...AFFAIRS].length; // every case of the world is put back to its answer
const LATER = "2027-01-06T15:59:59Z";

beforeAll(() => buildWorld(database));
beforeEach(async () => {
  await database.admin.query("delete from app.notice where kind = 'due-recomputed'");
  await database.admin.query(
    `update app."case" set due_at = $1, due_provisional = (number = '2026-city'), stage = 'answer', outcome = null, waiting_on = '{provider}',
       seat_region_id = null`,
    [DUE],
  );
});

const worker = <T>(work: (client: pg.Client) => Promise<T>) => database.as("heliu_worker", work);
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: unknown) => (error instanceof pg.DatabaseError ? error.code : String(error)),
  );

interface Correction {
  tenant: string;
  caseId: string;
  version: number;
  was: string;
  wasProvisional: boolean;
  due: string;
  provisional: boolean;
}
const right: Correction = {
  tenant: "riverton",
  caseId: id("case", "city"),
  version: 1,
  was: DUE,
  wasProvisional: true,
  due: LATER,
  provisional: false,
};

async function correct(change: Partial<Correction> = {}): Promise<boolean | undefined> {
  const { tenant, caseId, version, was, wasProvisional, due, provisional } = { ...right, ...change };
  return worker(async (client) => {
    const { rows } = await client.query<{ moved: boolean }>(
      "select gate.correct_due($1, $2, $3, $4, $5, $6, $7) as moved",
      [tenant, caseId, version, was, wasProvisional, due, provisional],
    );
    return rows[0]?.moved;
  });
}

async function standing(name: string) {
  const { rows } = await database.admin.query<{ due: Date; provisional: boolean; version: number; facts: number }>(
    `select due_at as due, due_provisional as provisional, version,
       (select count(*)::int from app.case_event e where e.case_id = c.id) as facts from app."case" c where id = $1`,
    [id("case", name)],
  );
  return rows[0];
}

const told = async () =>
  (
    await database.admin.query<{ department_id: string; detail: Record<string, unknown> }>(
      "select department_id, detail from app.notice where kind = 'due-recomputed' order by department_id",
    )
  ).rows;

describe("the worker", () => {
  it.each([
    `select from app."case"`,
    "select from app.case_event",
    "select from app.notice",
    "select from app.calendar_year",
    "select from gate.counted_calendar",
    `update app."case" set due_at = now()`,
    "insert into app.notice (tenant_id, department_id, kind, subject_kind, subject_id) select 'riverton', gen_random_uuid(), 'due-recomputed', 'case', gen_random_uuid()",
    "update gate.counted_calendar set mark = 'x'",
    "select ctx.mint('x')",
    "select gate.count_provisional(2027)",
    "select from gate.silence",
    "insert into gate.silence values ('riverton', 'sharing.conditional', 'answer', '2026-01-01', null, '{}', '{}')",
    "select gate.publish_silences('{riverton}', '[]')",
    "select gate.deemed_terms('riverton', gen_random_uuid(), now())",
    "insert into app.case_event (tenant_id, case_id, seq, type) select 'riverton', gen_random_uuid(), 2, 'expired'",
    "insert into app.data_grant (tenant_id) values ('riverton')",
    "select from app.register_record",
    "insert into app.notice (tenant_id, department_id, kind, subject_kind, subject_id) select 'riverton', gen_random_uuid(), 'register-due', 'register', gen_random_uuid()",
    "insert into app.audit_record (tenant_id, act, subject_kind) values ('riverton', 'x.expired', 'case')",
  ])("may not: %s", async (sql) => {
    expect(await refusal(worker((client) => client.query(sql)))).toBe("42501");
  });

  it("is handed provisional cases with their facts, others only where it asks from a day on, and no ended ones", async () => {
    const listed = (from: string | null) =>
      worker(async (client) => {
        const { rows } = await client.query<{ case_id: string; events: unknown[] }>(
          "select case_id, events from gate.open_dues($1, null, null, 100)",
          [from],
        );
        return rows;
      });
    const provisional = await listed(null);
    expect(provisional.map(({ case_id }) => case_id)).toEqual([id("case", "city")]);
    expect(provisional[0]?.events).toHaveLength(1);
    expect(await listed("2027-01-01T00:00:00+08:00")).toHaveLength(OPEN);
    expect(await listed("2027-02-01T00:00:00+08:00")).toHaveLength(1);
    await database.admin.query(`update app."case" set stage = null, outcome = 'refused'`);
    expect(await listed("2027-01-01T00:00:00+08:00")).toEqual([]);
  });

  it("is told who did what and when, and not a word of what was said or asked", async () => {
    const said = {
      reason: "秘密的理由",
      legalBasis: [{ kind: "law", citation: "秘密的依据" }],
      missingItems: ["秘密的材料", ""],
      attributes: { dedicatedListed: true, class: "conditional" },
      application: {
        fields: { purpose: "秘密的用途", duty: " " },
        dataItems: ["secret"],
        rowFilter: [],
        storage: true,
      },
      grant: { columns: ["secret"] },
    };
    await database.admin.query("update app.case_event set content = $1 where case_id = $2", [said, right.caseId]);
    await database.admin.query(`update app."case" set application = $1 where id = $2`, [
      said.application,
      right.caseId,
    ]);
    const { rows } = await worker((client) =>
      client.query<{ application: unknown; events: { content: unknown }[] }>(
        "select application, events from gate.open_dues(null, null, null, 1)",
      ),
    );
    expect(JSON.stringify(rows)).not.toMatch(/秘密|secret/);
    expect(rows[0]?.events).toMatchObject([
      { type: "filed", actedAs: "requester", departmentId: departmentId("consumer") },
    ]);
    expect(rows[0]?.events[0]?.content).toEqual({
      reason: "…",
      legalBasis: [{ kind: "law", citation: "…" }],
      missingItems: ["…", ""],
      attributes: { dedicatedListed: true, class: "conditional" },
      application: { fields: { purpose: "…", duty: "" }, dataItems: ["…"], rowFilter: [], storage: true },
      grant: { columns: ["…"] },
    });
  });

  it("goes through them page by page without losing one", async () => {
    const seen = await worker(async (client) => {
      const found: string[] = [];
      let after: { tenant_id: string; case_id: string } | undefined;
      do {
        const { rows } = await client.query<{ tenant_id: string; case_id: string }>(
          "select tenant_id, case_id from gate.open_dues('2027-01-01', $1, $2, 1)",
          [after?.tenant_id ?? null, after?.case_id ?? null],
        );
        after = rows[0];
        if (after) found.push(after.case_id);
      } while (after);
      return found;
    });
    expect([...seen].sort()).toEqual([...CASES, ...AFFAIRS].map(({ name }) => id("case", name)).sort());
  });

  it("moves a due date, adds no fact, keeps the version and tells both sides with both days", async () => {
    expect(await correct()).toBe(true);
    expect(await standing("city")).toEqual({ due: new Date(LATER), provisional: false, version: 1, facts: 1 });
    const notices = await told();
    expect(notices.map(({ department_id }) => department_id).sort()).toEqual(
      [departmentId("consumer"), departmentId("provider")].sort(),
    );
    for (const { detail } of notices) {
      expect(new Date(String(detail.dueWas))).toEqual(new Date(DUE));
      expect(new Date(String(detail.dueAt))).toEqual(new Date(LATER));
      expect(detail).toMatchObject({ number: "2026-city", provisional: false });
    }
  });

  it.each([
    ["authority", departmentId("authority")],
    ["delegate", departmentId("delegate")],
  ])("tells the %s too when the case waits for it", async (kind, third) => {
    await database.admin.query(`update app."case" set waiting_on = $1, seat_region_id = 'R00' where id = $2`, [
      [kind],
      right.caseId,
    ]);
    expect(await correct()).toBe(true);
    expect((await told()).map(({ department_id }) => department_id).sort()).toEqual(
      [departmentId("consumer"), departmentId("provider"), third].sort(),
    );
  });

  it("does it once, however many processes do it at the same time", async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => correct()));
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(await told()).toHaveLength(2);
  });

  it.each<[string, Partial<Correction>]>([
    ["of a case that moved on", { version: 2 }],
    ["that is not the one that was read", { was: LATER }],
    ["that was not provisional as read", { wasProvisional: false }],
    ["to where it is already", { due: DUE, provisional: true }],
    ["by more than a schedule could", { due: "2027-06-01T15:59:59Z" }],
    ["to before it could have been", { due: "2026-10-01T15:59:59Z" }],
    ["of a case in another city", { tenant: "hilltown" }],
    ["of a case that is not there", { caseId: randomUUID() }],
  ])("does not move a due date %s", async (_name, change) => {
    expect(await correct(change)).toBe(false);
    expect(await standing("city")).toMatchObject({ due: new Date(DUE), provisional: true });
    expect(await told()).toEqual([]);
  });

  it("does not move the due date of a case that has ended", async () => {
    await database.admin.query(`update app."case" set stage = null, outcome = 'refused' where id = $1`, [right.caseId]);
    expect(await correct()).toBe(false);
    expect(await told()).toEqual([]);
  });

  it("reads the imported years, the highest version of each, and keeps the mark of what was counted", async () => {
    const { rows } = await worker((client) => client.query("select year, version from gate.imported_years()"));
    expect(rows).toEqual([{ year: 2031, version: 1 }]);
    await worker((client) => client.query("select gate.note_counted_calendar('a mark')"));
    const mark = await worker((client) => client.query("select gate.counted_calendar() as mark"));
    expect(mark.rows).toEqual([{ mark: "a mark" }]);
  });
});

describe("how many cases a year would move", () => {
  const count = (name: string) =>
    database.as("heliu_workspace", async (client) => {
      await client.query("begin");
      await client.query(mintOf(persona(name)));
      return (await client.query<{ n: number }>("select gate.count_provisional(2027) as n")).rows[0]?.n;
    });

  it("is one number for the operator, over all cities", async () => {
    expect(await count("platform operator")).toBe(1);
    await database.admin.query(`update app."case" set due_provisional = true`);
    expect(await count("platform operator")).toBe(OPEN);
  });

  it.each(PERSONAS.filter((p) => p.kind === "session" && p.login === "heliu_workspace" && p.tenant !== "platform"))(
    "is not told to $name",
    async ({ name }) => {
      expect(await refusal(count(name))).toBe("42501");
    },
  );
});

describe("what the law deems decided", () => {
  const NOW = "2026-03-10T00:00:00+08:00";
  const LAST = "2026-03-09T23:59:59+08:00";
  const caseId = randomUUID();
  const APPLICATION = {
    fields: { purpose: "秘密的用途" },
    dataItems: ["name"],
    rowFilter: [],
    from: "2026-03-10",
    until: "2026-12-31",
    storage: true,
  };

  interface Lapse {
    tenant: string;
    version: number;
    at: string | null;
    stage: string | null;
    end: string | null;
    seat: string | null;
    waiting: string[];
    due: string | null;
  }
  const granting: Lapse = {
    tenant: "riverton",
    version: 1,
    at: NOW,
    stage: null,
    end: "granted",
    seat: null,
    waiting: [],
    due: null,
  };

  beforeEach(async () => {
    await database.setClock(NOW);
    // The three of the world are for the recount.
    await database.admin.query(`update app."case" set due_at = null, due_provisional = false`);
    const ends = {
      granted: { outcome: "granted", grants: true, reaches: false },
      refused: { outcome: "refused", grants: false, reaches: false },
      withdrawn: { outcome: "withdrawn", grants: false, reaches: false },
      published: { outcome: "done", grants: false, reaches: true },
    };
    await database.admin.query("select gate.publish_silences($1, $2)", [
      ["riverton"],
      JSON.stringify([
        {
          tenant_id: "riverton",
          procedure: "sharing.conditional",
          stage: "answer",
          valid_from: "2026-01-01",
          valid_until: "2026-02-01",
          enters: ["coordination"],
          ends,
        },
      ]),
    ]);
    await database.admin.query(
      `insert into app."case" (tenant_id, id, number, procedure, book_date, entry_id, region_id, requester_department_id, requester_person_id,
         provider_department_id, application, stage, waiting_on, filed_at, stage_since, due_at, version)
       select tenant_id, $1, '2026-lapsing', procedure, book_date, entry_id, region_id, requester_department_id, requester_person_id,
         provider_department_id, $2, 'answer', '{provider}', '2026-03-02', '2026-03-02', $3, 1 from app."case" where id = $4`,
      [caseId, APPLICATION, LAST, id("case", "city")],
    );
    await database.admin.query(
      `insert into app.case_event (tenant_id, case_id, seq, type, acted_as, person_id, department_id, at, content)
       select tenant_id, $1, 1, 'filed', 'requester', requester_person_id, requester_department_id, '2026-03-02', $2 from app."case" where id = $1`,
      [caseId, { application: APPLICATION, reason: "秘密的理由" }],
    );
  });
  afterEach(async () => {
    await database.admin.query("delete from app.data_grant where case_id = $1", [caseId]);
    await database.admin.query("delete from app.case_event where case_id = $1", [caseId]);
    await database.admin.query("delete from app.notice where subject_id = $1", [caseId]);
    await database.admin.query(`delete from app."case" where id = $1`, [caseId]);
    await database.admin.query("delete from gate.silence");
    await database.setClock(null);
  });

  const lapse = (change: Partial<Lapse> = {}) =>
    worker(async (client) => {
      const { tenant, version, at, stage, end, seat, waiting, due } = { ...granting, ...change };
      const { rows } = await client.query<{ answer: string }>(
        "select gate.lapse_case($1, $2, $3, $4, $5, $6, $7, $8, null, $9, false) as answer",
        [tenant, caseId, version, at, stage, end, seat, waiting, due],
      );
      return rows[0]?.answer;
    });
  const listed = () =>
    worker(
      async (client) =>
        (await client.query<Record<string, unknown>>("select * from gate.lapsed_cases(null, null, 100)")).rows,
    );
  const setCase = (sql: string) => database.admin.query(`update app."case" set ${sql} where id = $1`, [caseId]);
  const written = async () =>
    (
      await database.admin.query<Record<string, unknown>>(
        `select c.version, c.stage, c.outcome, (select count(*)::int from app.case_event e where e.case_id = c.id) as facts,
           (select count(*)::int from app.data_grant g where g.case_id = c.id) as grants,
           (select count(*)::int from app.notice n where n.subject_id = c.id) as notices,
           (select count(*)::int from app.audit_record a where a.subject_id = c.id::text) as audited from app."case" c where id = $1`,
        [caseId],
      )
    ).rows[0];
  const NOTHING = { version: 1, stage: "answer", outcome: null, facts: 1, grants: 0, notices: 0 };

  it("is handed to the worker with its facts and not a word", async () => {
    const rows = await listed();
    expect(rows).toMatchObject([{ tenant_id: "riverton", case_id: caseId, version: 1, book_date: "2026-01-05" }]);
    expect(JSON.stringify(rows)).not.toMatch(/秘密/);
    expect(rows[0]?.events).toMatchObject([{ type: "filed", departmentId: departmentId("consumer") }]);
  });

  it.each([
    ["has not run out", `due_at = '2026-03-10T23:59:59+08:00'`],
    ["ran out this very second", `due_at = '2026-03-10T00:00:00+08:00'`],
    ["has a provisional last day", "due_provisional = true"],
    ["has no limit", "due_at = null"],
    ["has ended", "stage = null, outcome = 'refused'"],
  ])("is not a case that %s: neither handed out nor moved", async (_what, sql) => {
    expect(await listed()).toHaveLength(1);
    await setCase(sql);
    const before = await written();
    expect(await listed()).toEqual([]);
    expect(await lapse()).toBe("moved-on");
    expect(await written()).toEqual(before);
  });

  it.each([
    ["another stage", "stage = 'review'"],
    ["another procedure", "procedure = 'sharing.dispute'"],
    ["the law of another day", "book_date = '2026-02-01'"],
  ])("is none where the law is silent: %s", async (_what, sql) => {
    await setCase(sql);
    expect(await listed()).toEqual([]);
    expect(await lapse()).toBe("not-deemed");
    expect(await written()).toMatchObject({ facts: 1, grants: 0, notices: 0 });
  });

  it("grants what was asked for under the items' own masks, for nobody's approval, once", async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => lapse()));
    expect(answers.sort()).toEqual(["lapsed", ...Array<string>(5).fill("moved-on")]);
    const { rows } = await database.admin.query("select * from app.data_grant where case_id = $1", [caseId]);
    expect(rows).toMatchObject([
      {
        columns: ["name"],
        masks: { name: "name" },
        row_filter: [],
        purpose: "秘密的用途",
        storage_allowed: false,
        approved_by: null,
        consumer_department_id: departmentId("consumer"),
        provider_department_id: departmentId("provider"),
        valid_from: new Date("2026-03-10T00:00:00+08:00"),
        valid_until: new Date("2027-01-01T00:00:00+08:00"),
      },
    ]);
    expect(await written()).toMatchObject({
      version: 2,
      stage: null,
      outcome: "granted",
      facts: 2,
      grants: 1,
      notices: 2,
    });
    const audited = await database.admin.query(
      "select person_id, department_id, act, denied from app.audit_record where subject_id = $1",
      [caseId],
    );
    expect(audited.rows).toEqual([
      { person_id: null, department_id: null, act: "sharing.conditional.expired", denied: false },
    ]);
  });

  it.each<[string, string, Partial<Lapse>]>([
    ["of a case that somebody moved", "moved-on", { version: 2 }],
    ["in another city", "moved-on", { tenant: "hilltown" }],
    ["at an instant before time ran out", "not-now", { at: LAST }],
    ["at an instant to come", "not-now", { at: "2026-03-10T00:00:01+08:00" }],
    ["at no instant", "not-now", { at: null }],
    ["to an end that the law does not name", "not-deemed", { end: "settled" }],
    ["to a stage that the law does not name", "not-deemed", { end: null, stage: "review", waiting: ["provider"] }],
    ["to an end and a stage at once", "not-deemed", { stage: "coordination", waiting: ["authority"] }],
    ["to nowhere", "not-deemed", { end: null }],
    ["to a stage that waits for nobody", "waits-for-nobody", { end: null, stage: "coordination" }],
    ["to an end that does something beyond the case", "reaches-out", { end: "published" }],
  ])("is not written %s", async (_what, answer, change) => {
    expect(await lapse(change)).toBe(answer);
    expect(await written()).toMatchObject(NOTHING);
  });

  it.each<[string, string, Record<string, unknown>]>([
    ["a masked item", "masked-condition", { rowFilter: [{ column: "citizen_id", op: "prefix", value: "2104" }] }],
    ["an item that is none", "masked-condition", { rowFilter: [{ column: "nothing", op: "eq", value: 1 }] }],
    ["a term that is over", "term-over", { from: "2026-03-01", until: "2026-03-09" }],
    ["no term", "no-term", { until: "soon" }],
    ["no purpose", "no-purpose", { fields: {} }],
    ["no items", "no-columns", { dataItems: ["nothing"] }],
  ])(
    "grants nothing on a condition or with a lack that a person would have to look at: %s",
    async (_w, why, change) => {
      await database.admin.query(`update app."case" set application = $2 where id = $1`, [
        caseId,
        { ...APPLICATION, ...change },
      ]);
      expect(await lapse()).toBe(why);
      expect(await written()).toMatchObject(NOTHING);
      expect(await lapse({ end: "refused" })).toBe("lapsed"); // silence that grants nothing needs no terms
    },
  );

  it("grants nothing where one of several deciders has set terms, and nothing of an entry taken off", async () => {
    await database.admin.query("update app.catalogue_entry set retired_at = '2026-03-05' where id = $1", [
      id("entry", "city"),
    ]);
    expect(await lapse()).toBe("no-consumer-or-entry");
    await database.admin.query("update app.catalogue_entry set retired_at = null where id = $1", [id("entry", "city")]);
    const said = (content: object) =>
      database.admin.query(
        `insert into app.case_event (tenant_id, case_id, seq, type, act, acted_as, person_id, department_id, at, content)
         select tenant_id, id, 2, 'acted', 'approve', 'authority', requester_person_id, requester_department_id, '2026-03-03', $2
           from app."case" where id = $1`,
        [caseId, content],
      );
    await said({ grant: { columns: ["name"] } });
    await setCase("version = 2");
    expect(await lapse({ version: 2 })).toBe("terms-set");
    await database.admin.query("delete from app.case_event where case_id = $1 and seq = 2", [caseId]);
    await said({ purpose: "更窄的用途" });
    expect(await lapse({ version: 2 })).toBe("lapsed");
    const { rows } = await database.admin.query("select purpose from app.data_grant where case_id = $1", [caseId]);
    expect(rows).toEqual([{ purpose: "更窄的用途" }]);
  });

  it("leads to a stage, with its own last day, and tells the office that has to act", async () => {
    const next = { end: null, stage: "coordination", waiting: ["authority"], seat: "R00", due: LATER };
    expect(await lapse(next)).toBe("lapsed");
    expect(await written()).toMatchObject({ version: 2, stage: "coordination", outcome: null, facts: 2, grants: 0 });
    const { rows } = await database.admin.query(
      "select department_id, kind, detail from app.notice where subject_id = $1",
      [caseId],
    );
    expect(rows).toMatchObject([
      { department_id: departmentId("authority"), kind: "case-to-act", detail: { number: "2026-lapsing" } },
    ]);
    expect(new Date(rows[0].detail.dueAt)).toEqual(new Date(LATER));
  });

  it("is no decision where it counts as taken back", async () => {
    expect(await lapse({ end: "withdrawn" })).toBe("lapsed");
    const { rows } = await database.admin.query(
      `select outcome, decided_at, decided_on_time, overdue_at from app."case" where id = $1`,
      [caseId],
    );
    expect(rows).toEqual([
      { outcome: "withdrawn", decided_at: null, decided_on_time: null, overdue_at: new Date(LAST) },
    ]);
  });

  it("needs the worker's login: no person makes a grant without approver", async () => {
    const grant = (approver: string) =>
      database.as("heliu_workspace", async (client) => {
        await client.query("begin");
        await client.query(mintOf(persona("provider officer")));
        await client.query(
          `insert into app.data_grant (tenant_id, case_id, entry_id, region_id, consumer_department_id, provider_department_id, approved_by, columns, purpose, valid_from, valid_until)
           select tenant_id, id, entry_id, region_id, requester_department_id, provider_department_id, ${approver}, '{name}', 'x', now(), now() + interval '1 day'
             from app."case" where id = $1`,
          [caseId],
        );
        await client.query("rollback");
      });
    expect(await refusal(grant("ctx.person()"))).toBe("done");
    expect(await refusal(grant("null"))).toBe("42501");
    const asked = database.as("heliu_workspace", (client) =>
      client.query("select gate.lapse_case('riverton', $1, 1, now(), null, 'granted', null, '{}', null, null, false)", [
        caseId,
      ]),
    );
    expect(await refusal(asked)).toBe("42501");
  });
});

describe("what is due in a register", () => {
  const TODAY = "(ctx.now() at time zone 'Asia/Shanghai')::date";
  const tell = (kind: string, day: string, over: { tenant?: string; department?: string; register?: string } = {}) =>
    worker(async (client) => {
      const { rows } = await client.query<{ told: number }>(
        `select gate.tell_register($1, $2, $3, $4, ${day}) as told`,
        [over.tenant ?? "riverton", over.department ?? kept.department, over.register ?? kept.register, kind],
      );
      return rows[0]?.told;
    });
  let kept: { department: string; register: string };

  beforeEach(async () => {
    await database.admin.query("delete from app.notice where subject_kind = 'register'");
    const { rows } = await database.admin.query<typeof kept>(
      `update app.register_record set due_on = ${TODAY} - 1 where id = (select w.id from app.register_record w
         join app.register_rule r on r.tenant_id = w.tenant_id and r.register = w.register and 'authority' = any (r.read_by)
         join app.department o on o.tenant_id = w.tenant_id and o.kind = 'authority' and o.region_id = w.region_id and o.id <> w.department_id
        where w.tenant_id = 'riverton' and w.withdrawn_at is null limit 1) returning department_id as department, register`,
    );
    kept = rows[0] as typeof kept;
  });

  it("is handed over as numbers and days, and told once to the keeper and once to the authority of its region", async () => {
    const { rows } = await worker((client) => client.query("select * from gate.kept_registers('riverton')"));
    expect(new Set(rows.flatMap((row: object) => Object.keys(row)))).toEqual(
      new Set(["department_id", "kind", "register", "records", "due_days", "last_due", "emptied_on"]),
    );
    expect(await tell("register-due", `${TODAY} - 1`)).toBe(1);
    expect(await tell("register-overdue", `${TODAY} - 1`)).toBeGreaterThan(0);
    for (const kind of ["register-due", "register-overdue"]) expect(await tell(kind, `${TODAY} - 1`)).toBe(0);
    const { rows: notices } = await database.admin.query<{ kind: string; own: boolean }>(
      "select distinct kind, department_id = $1 as own from app.notice where subject_kind = 'register' order by kind",
      [kept.department],
    );
    expect(notices).toEqual([
      { kind: "register-due", own: true },
      { kind: "register-overdue", own: false },
    ]);
  });

  it("is not told of a day that is not due, a register that is not missing, another city's department, or in other words", async () => {
    for (const [kind, day, over] of [
      ["register-due", `${TODAY} - 2`],
      ["register-overdue", TODAY],
      ["register-due", "null"],
      ["register-missing", `${TODAY} - 1`],
      ["register-due", `${TODAY} - 1`, { tenant: "hilltown" }],
      ["register-due", `${TODAY} - 1`, { register: "nothing" }],
      ["case-granted", `${TODAY} - 1`],
    ] as const)
      expect(await tell(kind, day, over), `${kind} ${day}`).toBe(0);
    expect(await tell("register-due", `${TODAY} - 1`)).toBe(1);
  });

  it("that is missing is told in one notice, of what is missing alone, once", async () => {
    const { rows: lacks } = await database.admin.query<{ department: string; register: string; from: string }>(
      `select d.id as department, r.register, r.valid_from::text as from from app.register_rule r
         join app.department d on d.tenant_id = r.tenant_id and d.retired_at is null and (d.kind = any (r.kept_by) or d.id = any (r.keepers))
        where r.tenant_id = 'riverton' and r.valid_from <= ${TODAY} and (r.valid_until is null or r.valid_until > ${TODAY})
          and not exists (select from app.register_record w where w.tenant_id = r.tenant_id and w.register = r.register
            and w.department_id = d.id and w.withdrawn_at is null) order by 1, 2`,
    );
    const lack = lacks[0] as (typeof lacks)[number];
    const tellMissing = (department: string, registers: string[], day = lack.from, tenant = "riverton") =>
      worker(async (client) => {
        const { rows } = await client.query<{ told: number }>(
          "select gate.tell_missing_registers($1, $2, $3, $4) as told",
          [tenant, department, registers, day],
        );
        return rows[0]?.told;
      });
    const asked = ["nothing", lack.register, lack.register];
    expect(await tellMissing(lack.department, asked, "1999-01-01")).toBe(0);
    expect(await tellMissing(lack.department, asked, "2999-01-01")).toBe(0);
    expect(await tellMissing(lack.department, asked, lack.from, "hilltown")).toBe(0);
    expect(await tellMissing(lack.department, ["nothing"])).toBe(0);
    expect(await tellMissing(kept.department, [kept.register])).toBe(0);
    expect(await tellMissing(lack.department, asked)).toBe(1);
    expect(await tellMissing(lack.department, asked)).toBe(0);
    const { rows } = await database.admin.query<{ department: string; registers: string[] }>(
      `select department_id as department, detail -> 'registers' as registers from app.notice where kind = 'register-missing'`,
    );
    expect(rows).toEqual([{ department: lack.department, registers: [lack.register] }]);
  });

  it("is told by the worker alone: an official tells of cases, not of registers", async () => {
    const officer = persona("provider officer");
    const say = (subject: string) =>
      database.as("heliu_workspace", async (client) => {
        await client.query("begin");
        await client.query(mintOf(officer));
        const answer = await refusal(
          client.query(
            `insert into app.notice (tenant_id, department_id, kind, subject_kind, subject_id)
             values ('riverton', $1, 'register-due', $2, $3)`,
            [officer.department, subject, id("case", "city")],
          ),
        );
        await client.query("rollback");
        return answer;
      });
    expect(await say("register")).toBe("42501");
    expect(await say("case")).toBe("done");
  });
});

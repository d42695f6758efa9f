import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seedDemonstration } from "@/prisma/seed/seed-demonstration";
import { type CaseEvent, fold } from "@/server/cases/rules";
import type { StoredApplication } from "@/server/cases/stored-case";
import { departmentIdOf } from "@/server/db/sync-tenants";
import { type ActorKind, calendarFor, getBook, shanghaiDate } from "@/server/law";
import { isCitizenId, isCreditCode, isMobileNumber } from "@/server/shared/identifiers";
import { administer } from "./harness/cluster";
import { type TestDatabase, testDatabase } from "./harness/database";

const CITIES = ["chongqing", "fushun", "hefei-etdz", "leshan", "shuozhou"];

/** Everything about the cases that a second run must repeat; ids of cases are drawn anew and do not count. */
async function digest(database: TestDatabase): Promise<unknown[]> {
  const { rows } = await database.admin.query(
    `select c.tenant_id, c.number, c.procedure, c.outcome, c.end_id, c.stage, c.version, c.filed_at, c.due_at, c.overdue_at, c.decided_at,
       c.decided_on_time, e.code as entry, rd.code as requester, p.number as parent,
       (select count(*)::int from app.access_record a join app.data_grant g on g.tenant_id = a.tenant_id and g.id = a.grant_id
         where g.tenant_id = c.tenant_id and g.case_id = c.id) as reads
     from app."case" c
     left join app.catalogue_entry e on e.tenant_id = c.tenant_id and e.id = c.entry_id
     left join app.department rd on rd.tenant_id = c.tenant_id and rd.id = c.requester_department_id
     left join app."case" p on p.tenant_id = c.tenant_id and p.id = c.parent_id
     order by c.tenant_id, c.number`,
  );
  return rows;
}

let firstRun: unknown[] = [];
let today = "";

describe("the demonstration data", () => {
  const database = testDatabase({ seeded: true });
  const count = async (query: string, values: unknown[] = []) =>
    Number((await database.admin.query<{ n: string }>(`select count(*) as n from ${query}`, values)).rows[0]?.n);
  const relationOf = async (city: string, name: string) => {
    const { rows } = await database.admin.query<{ relation: string }>(
      `select h.relation from app.hosted_table h join app.catalogue_entry e on e.tenant_id = h.tenant_id and e.id = h.entry_id
        where h.tenant_id = $1 and e.name_zh = $2 order by h.version desc limit 1`,
      [city, name],
    );
    return `data."${rows[0]?.relation}"`;
  };

  beforeAll(async () => {
    firstRun = await digest(database);
    today = shanghaiDate(new Date());
  });

  it("fills five cities with departments, entries and open data", async () => {
    for (const city of CITIES) {
      expect(await count("app.catalogue_entry where tenant_id = $1", [city]), city).toBeGreaterThanOrEqual(12);
      expect(
        await count("app.catalogue_entry where tenant_id = $1 and opening_class = 'unconditional'", [city]),
      ).toBeGreaterThanOrEqual(3);
      expect(
        await count("app.catalogue_entry where tenant_id = $1 and sharing_class = 'withheld'", [city]),
      ).toBeGreaterThanOrEqual(1);
      expect(await count(`app."case" where tenant_id = $1`, [city]), city).toBeGreaterThanOrEqual(60);
    }
    expect(await count("app.catalogue_entry")).toBeGreaterThanOrEqual(60);
    expect(await count("app.department")).toBeGreaterThanOrEqual(30);
    expect(await count("app.catalogue_entry where dedicated")).toBeGreaterThanOrEqual(1);
    expect(await count("app.dedicated_department")).toBeGreaterThanOrEqual(2);
    expect(
      await count(
        "app.catalogue_entry e where opening_class = 'unconditional' and not exists (select from app.hosted_table h where h.tenant_id = e.tenant_id and h.entry_id = e.id and h.row_count between 200 and 2000)",
      ),
    ).toBe(0);
  });

  it("hosts a hundred thousand companies with valid codes, each once", async () => {
    const table = await relationOf("chongqing", "企业登记基本信息");
    const { rows } = await database.admin.query<{ code: string }>(`select credit_code as code from ${table}`);
    expect(rows.length).toBeGreaterThanOrEqual(100_000);
    expect(rows.filter(({ code }) => !isCreditCode(code))).toEqual([]);
    expect(new Set(rows.map(({ code }) => code)).size).toBe(rows.length);
  });

  it("hosts twenty thousand people with valid ids that nobody was given", async () => {
    const table = await relationOf("fushun", "户籍人口基本信息");
    const { rows } = await database.admin.query<{ id: string; born: string; phone: string }>(
      `select citizen_id as id, to_char(birth_date, 'YYYYMMDD') as born, phone from ${table}`,
    );
    expect(rows.length).toBeGreaterThanOrEqual(20_000);
    expect(rows.filter(({ id }) => !isCitizenId(id))).toEqual([]);
    expect(rows.filter(({ id, born }) => id.slice(6, 14) !== born)).toEqual([]);
    expect(rows.filter(({ id }) => !["000", "997", "998", "999"].includes(id.slice(14, 17)))).toEqual([]);
    expect(rows.filter(({ phone }) => !isMobileNumber(phone))).toEqual([]);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  });

  it("has keys, rules and code lists to count quality by in every city, mostly kept to, and one place kept badly", async () => {
    const { rows } = await database.admin.query<{
      tenant_id: string;
      name: string;
      rows: string;
      valid: number;
      keyed: boolean;
    }>(
      `select q.tenant_id, e.name_zh as name, q.rows_total as rows, q.valid::float8 / nullif(q.checked, 0) as valid,
         exists (select from jsonb_array_elements(q.rules) r where r ->> 'rule' = 'key' and r -> 'related' = r -> 'consistent') as keyed
       from app.version_quality q join app.catalogue_entry e on e.tenant_id = q.tenant_id and e.id = q.entry_id`,
    );
    for (const city of CITIES) {
      const of = rows.filter(({ tenant_id }) => tenant_id === city);
      const judged = of.filter(({ valid }) => valid !== null);
      expect(judged.length, city).toBeGreaterThan(of.length / 2);
      expect(judged.filter(({ valid }) => valid < 1).length, city).toBeGreaterThan(2);
      expect(judged.filter(({ valid }) => valid > 0.97).length, city).toBeGreaterThan(judged.length / 2);
      expect(of.filter(({ keyed }) => keyed).length, city).toBeGreaterThan(of.length / 2);
    }
    const gas = rows.find(({ tenant_id, name }) => tenant_id === "fushun" && name === "燃气用户用气信息");
    expect(gas?.valid).toBeLessThan(0.97);
    expect(
      await count("app.version_quality q, jsonb_array_elements(q.rules) r where r ->> 'rule' = 'citizen-birth'"),
    ).toBeGreaterThan(2);
  });

  it("has something on record in every city, some of it due again, some to look at, and leaves something missing", async () => {
    for (const city of CITIES)
      expect(await count("app.register_record where tenant_id = $1", [city]), city).toBeGreaterThan(3);
    expect(await count("app.register_record where due_on < $1::date", [today])).toBeGreaterThan(1);
    expect(await count("app.register_record where marks <> '{}'")).toBeGreaterThan(1);
    expect(await count("app.register_record where open")).toBeGreaterThan(3);
    expect(
      await count("app.register_record where register = 'emergency-plan' and department_id = $1", [
        departmentIdOf("fushun", "market"),
      ]),
    ).toBe(0);
  });

  it("leaves real time behind, and nothing that happened in the future", async () => {
    expect(await count("ctx.clock where fixed_at is not null")).toBe(0);
    expect(await count("app.case_event where at > now()")).toBe(0);
    expect(await count("app.register_version where at > now()")).toBe(0);
    expect(await count("app.access_record where at > now()")).toBe(0);
    expect(await count("ctx.session")).toBe(0);
  });

  it("has cases of every kind, counties large and small, and grants in every state", async () => {
    const { rows: kinds } = await database.admin.query<{ kind: string }>(
      `select distinct procedure || ' ' || coalesce(outcome, 'open') as kind from app."case"`,
    );
    expect(kinds.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining([
        "sharing.conditional granted",
        "sharing.conditional refused",
        "sharing.conditional withdrawn",
        "sharing.conditional disputed",
        "sharing.conditional open",
        "sharing.unconditional granted",
        "sharing.dispute settled",
        "sharing.dispute open",
      ]),
    );
    expect(await count(`app."case" where decided_on_time = false`)).toBeGreaterThanOrEqual(25);
    expect(await count(`app.case_event where type = 'resubmitted'`)).toBeGreaterThanOrEqual(5);
    expect(await count(`app."case" where stage is not null and due_at < now()`)).toBeGreaterThanOrEqual(10);
    expect(await count(`app."case" where stage is not null and due_at < now() and overdue_at is null`)).toBe(0);
    expect(
      await count(`app."case" where stage is not null and due_at between now() and now() + interval '12 days'`),
    ).toBeGreaterThanOrEqual(5);
    const counties = `(select c.tenant_id, c.region_id, count(*) as n from app."case" c join app.region r
      on r.tenant_id = c.tenant_id and r.id = c.region_id and r.level = 'county' group by 1, 2) x`;
    expect(await count(`${counties} where n >= 10`)).toBeGreaterThanOrEqual(4);
    expect(await count(`${counties} where n between 1 and 9`)).toBeGreaterThanOrEqual(4);
    for (const state of [
      "revoked_at is not null",
      "revoked_at is null and suspended_at is not null",
      "revoked_at is null and valid_until < now()",
      "revoked_at is null and suspended_at is null and now() between valid_from and valid_until",
    ]) {
      expect(await count(`app.data_grant where ${state}`), state).toBeGreaterThanOrEqual(3);
    }
    for (const way of ["preview", "export", "api"])
      expect(await count("app.access_record where way = $1", [way])).toBeGreaterThanOrEqual(5);
  });

  it("shows every procedure of every city but the misuse of a grant, and an applicant in the register that a law asks for", async () => {
    const { rows } = await database.admin.query<{ tenant_id: string; procedure: string }>(
      `select distinct tenant_id, procedure from app."case"`,
    );
    for (const city of CITIES) {
      const known = getBook(city).on(today).procedures();
      const shown = rows.filter(({ tenant_id }) => tenant_id === city).map(({ procedure }) => procedure);
      const wanted = known.map(({ id }) => id).filter((id) => id !== "use.misuse");
      expect(shown.sort(), city).toEqual(wanted.sort());
    }
    expect(await count("app.opening_register where tenant_id = 'leshan'")).toBeGreaterThanOrEqual(1);
  });

  it("has something waiting for every department that answers requests", async () => {
    const { rows } = await database.admin.query<{ code: string }>(
      `select distinct d.tenant_id || '/' || d.code as code from app.catalogue_entry e
         join app.department d on d.tenant_id = e.tenant_id and d.id = e.department_id
        where e.sharing_class = 'conditional' and not exists (select from app."case" c
          where c.tenant_id = d.tenant_id and c.provider_department_id = d.id and 'provider' = any (c.waiting_on))`,
    );
    expect(rows).toEqual([]);
    for (const kind of ["authority", "government", "delegate", "requester"])
      expect(await count(`app."case" where $1 = any (waiting_on)`, [kind]), kind).toBeGreaterThanOrEqual(1);
  });

  it("holds no case that is more than its events", async () => {
    const { rows } = await database.admin.query<{
      tenant_id: string;
      number: string;
      procedure: string;
      book_date: string;
      stage: string | null;
      end_id: string | null;
      waiting_on: ActorKind[];
      due_at: Date | null;
      version: number;
      application: StoredApplication;
      events: {
        type: CaseEvent["type"];
        act: string | null;
        acted_as: ActorKind;
        person_id: string;
        department_id: string;
        at: string;
        content: { application?: StoredApplication; attributes?: Record<string, string | boolean> };
      }[];
    }>(
      `select c.tenant_id, c.number, c.procedure, c.book_date::text, c.stage, c.end_id, c.waiting_on, c.due_at, c.version, c.application,
         (select jsonb_agg(to_jsonb(v) order by v.seq) from app.case_event v where v.tenant_id = c.tenant_id and v.case_id = c.id) as events
       from app."case" c`,
    );
    for (const row of rows) {
      const events = row.events.map(({ type, act, acted_as, person_id, department_id, at, content }): CaseEvent => {
        const by = { kind: acted_as, person: person_id, department: department_id };
        const { application = row.application, attributes = {}, ...said } = content;
        const asked = { ...application.fields, "data-items": application.dataItems };
        if (type === "filed") return { type, at: new Date(at), by, application: asked, attributes };
        if (type === "resubmitted") return { type, at: new Date(at), by, application: asked };
        if (type === "withdrawn") return { type, at: new Date(at), by, content: said };
        return { type, at: new Date(at), by, act: act ?? "", content: said };
      });
      const procedure = getBook(row.tenant_id).on(row.book_date).procedure(row.procedure);
      const state = fold(procedure, events, calendarFor(row.tenant_id));
      const name = `${row.tenant_id} ${row.number}`;
      const { deadline, notBefore } = state?.clock ?? {};
      expect(
        // What may be done from a day on is never due.
        [state?.stage, state?.end, state?.waitingOn, state?.version, notBefore ? null : (deadline?.dueAt ?? null)],
        name,
      ).toEqual([row.stage, row.end_id, row.waiting_on, row.version, row.due_at]);
    }
    expect(rows.length).toBeGreaterThanOrEqual(300);
  });
});

describe("a second seed of the same day", () => {
  const database = testDatabase();
  const dataFolder = fs.mkdtempSync(path.join(os.tmpdir(), "heliu-seed-"));
  afterAll(() => fs.rmSync(dataFolder, { recursive: true, force: true }));

  it("lives the same year", { timeout: 240_000 }, async () => {
    await administer(database.adminUrl, (admin) =>
      seedDemonstration(admin, { dataFolder, secret: Buffer.alloc(32, "another secret"), today }),
    );
    expect(await digest(database)).toEqual(firstRun);
    expect(fs.existsSync(path.join(dataFolder, "demo-accounts.json"))).toBe(true);
  });
});

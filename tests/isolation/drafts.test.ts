import { beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/tests/harness/database";
import { asPersona, countAs, doAs, refusal, tryAs } from "./sql";
import { buildWorld, DRAFTED, id, mintOf, PERSONAS, type Persona, persona } from "./world";

/** Drafts, codes and versions of the catalogue, by people with SQL of their own. */
const database = testDatabase();
const REFUSED = "42501";
const officer = persona("provider officer");
const head = persona("provider head");
const authority = persona("city authority");
const county = persona("county authority");
/** Everybody else of this city and of the other one. */
const STRANGERS = PERSONAS.filter(
  ({ name, login, kind, department }) =>
    login === "heliu_workspace" && kind === "session" && department !== officer.department && name !== authority.name,
);

beforeAll(() => buildWorld(database));

const seen = (p: Persona, draft: string) =>
  countAs(database, p, "select from app.entry_draft where id = $1", [id("draft", draft)]);
const entriesOf = (p: Persona, name: string) =>
  countAs(database, p, "select from app.catalogue_entry where id = $1", [id("entry", name)]);

describe("a draft", () => {
  it("is read by its own department alone, and once submitted by the authority over it too", async () => {
    expect([await seen(officer, "new"), await seen(head, "new")]).toEqual([1, 1]);
    for (const p of [...STRANGERS, authority]) expect(await seen(p, "new"), p.name).toBe(0);
    expect([await seen(officer, "submitted"), await seen(authority, "submitted")]).toEqual([1, 1]);
    for (const p of STRANGERS) expect(await seen(p, "submitted"), p.name).toBe(0);
    expect(await seen(persona("other city's officer"), "elsewhere")).toBe(1);
  });

  it("is changed by its own department in its own name, and put in force by nobody's hand", async () => {
    const change = (p: Persona, set = "why = '修订', person_id = $2") =>
      countAs(database, p, `update app.entry_draft set ${set} where id = $1`, [
        id("draft", "submitted"),
        ...(set.includes("$2") ? [p.person] : []),
      ]);
    expect([await change(officer), await change(head)]).toEqual([1, 1]);
    for (const p of [...STRANGERS, authority]) expect(await change(p), p.name).toBe(0);
    expect(await change(officer, "applied_at = now()")).toBe(-1);
    expect(await change(officer, "department_id = department_id")).toBe(-1);
    const named = `update app.entry_draft set why = '修订', person_id = $2 where id = $1`;
    expect(await tryAs(database, officer, named, [id("draft", "submitted"), head.person])).toBe(REFUSED);
  });

  it("stands still while the authority has it, and may be changed again when it is returned", async () => {
    const change = () =>
      countAs(database, officer, "update app.entry_draft set why = '修订', person_id = $2 where id = $1", [
        id("draft", "submitted"),
        officer.person,
      ]);
    const waits = (on: string) =>
      database.admin.query(
        `update app."case" set procedure = 'catalogue.change', stage = 'review', waiting_on = array[$2] where id = $1`,
        [id("case", "retirement"), on],
      );
    await waits("authority");
    expect(await change()).toBe(0);
    await waits("provider");
    expect(await change()).toBe(1);
  });

  it("is what the entry says once a case publishes it, and then is a draft no more", async () => {
    const fact = `insert into app.entry_fact (tenant_id, entry_id, case_id, fact, person_id) values ('riverton', $1, $2, 'publish-entry', $3)`;
    const of = [id("entry", "city"), id("case", "retirement")];
    expect(await doAs(database, persona("consumer officer"), fact, [...of, persona("consumer officer").person])).toBe(
      REFUSED,
    );
    expect(await doAs(database, authority, fact, [...of, authority.person])).toBe("done");
    const { rows } = await database.admin.query(
      `select e.name_zh, e.update_cycle, e.opening_class, (select count(*)::int from app.data_item i where i.entry_id = e.id) as items,
          d.applied_at is not null as applied, v.cause, v.case_id, v.person_id, v.entry ->> 'nameZh' as kept
         from app.catalogue_entry e join app.entry_draft d on d.entry_id = e.id
         join app.entry_version v on v.entry_id = e.id and v.version = (select max(version) from app.entry_version where entry_id = e.id)
        where e.id = $1`,
      [id("entry", "city")],
    );
    expect(rows).toEqual([
      {
        name_zh: DRAFTED.nameZh,
        update_cycle: "weekly",
        opening_class: "withheld",
        items: 1,
        applied: true,
        cause: "publish-entry",
        case_id: id("case", "retirement"),
        person_id: authority.person,
        kept: DRAFTED.nameZh,
      },
    ]);
    expect(
      await countAs(database, officer, "update app.entry_draft set why = '又改' where id = $1", [
        id("draft", "submitted"),
      ]),
    ).toBe(0);
  });
});

describe("an entry that is not published", () => {
  it("is seen by its own department and the authority over it, with its items; a published one by every office", async () => {
    const items = (p: Persona, name: string) =>
      countAs(database, p, "select from app.data_item where entry_id = $1", [id("entry", name)]);
    const readers = STRANGERS.filter(({ tenant, roles }) => tenant === "riverton" && roles.includes("data_officer"));
    expect(readers.length).toBeGreaterThan(1);
    for (const p of [officer, head, authority]) {
      expect(await entriesOf(p, "unpublished"), p.name).toBe(1);
      expect(await items(p, "unpublished"), p.name).toBe(2);
    }
    for (const p of [...readers, county, persona("auditor"), persona("government")]) {
      expect([await entriesOf(p, "unpublished"), await items(p, "unpublished")], p.name).toEqual([0, 0]);
      expect([await entriesOf(p, "open"), await items(p, "open")], p.name).toEqual([1, 2]);
    }
  });
});

describe("a version of an entry", () => {
  it("is written by the database and by nobody's hand, and read by whoever reads the entry", async () => {
    const count = (p: Persona) =>
      countAs(database, p, "select from app.entry_version where entry_id = $1", [id("entry", "city")]);
    expect(await count(persona("consumer officer"))).toBeGreaterThan(0);
    expect(await count(persona("other city's officer"))).toBe(0);
    for (const sql of [
      "insert into app.entry_version (tenant_id, entry_id, version, entry, cause, person_id) select tenant_id, entry_id, 99, '{}', 'compiled', person_id from app.entry_version",
      "update app.entry_version set why = 'x'",
      "delete from app.entry_version",
    ])
      expect(await tryAs(database, officer, sql), sql).toBe(REFUSED);
  });
});

describe("a review before publication", () => {
  const review = `insert into app.entry_review (tenant_id, entry_id, case_id, answers, public, person_id)
    values ('riverton', $1, $2, '[{"id":"grading"}]', false, $3)`;
  const fact = `insert into app.entry_fact (tenant_id, entry_id, case_id, fact, person_id) values ('riverton', $1, $2, 'publish-entry', $3)`;
  const of = [id("entry", "city"), id("case", "retirement")];
  // What the world keeps of this case stands in its place, and what the story above published was long ago.
  const cleared = async () => {
    await database.admin.query("delete from app.entry_review where entry_id = $1 and case_id = $2", of);
    await database.admin.query("update app.entry_fact set at = at - interval '1 hour' where entry_id = $1", [of[0]]);
  };

  it("is kept by whoever publishes, with the fact that publishes, and by nobody and never else", async () => {
    await cleared();
    const kept = (p: Persona, withFact: boolean, by = p) =>
      asPersona(database, p, async (client) => {
        if (withFact) await client.query(fact, [...of, p.person]);
        return refusal(client.query(review, [...of, by.person]));
      });
    expect(await kept(authority, true)).toBe("done");
    expect(await kept(authority, true, officer)).toBe(REFUSED);
    for (const p of [authority, officer, head, persona("consumer officer")])
      expect(await kept(p, false), p.name).toBe(REFUSED);
  });

  it("stays as it was written", async () => {
    for (const sql of ["update app.entry_review set public = true", "delete from app.entry_review"])
      expect(await tryAs(database, authority, sql), sql).toBe(REFUSED);
  });
});

describe("a code", () => {
  const assign = (fronts: unknown[]) => ({
    text: "select * from gate.assign_codes($1, '{2,3}', '/')",
    values: [JSON.stringify(fronts)],
  });
  const given = (p: Persona, fronts: unknown[]) =>
    database.as(p.login, async (client) => {
      await client.query("begin");
      await client.query(mintOf(p));
      const { rows } = await client.query<{ code: string }>(assign(fronts));
      await client.query("commit");
      return rows.map(({ code }) => code);
    });

  it("is 类, 项, 目 by their numbers and a running number, the same class always with the same number", async () => {
    expect(await given(officer, [["3", "社会保障局", "社会保障"]])).toEqual(["302001/1"]);
    expect(
      await given(head, [
        ["3", "社会保障局", "社会保障"],
        ["3", "社会保障局", "就业"],
        ["3", "社会保障局", "就业", "失业登记"],
        ["1", "人口", "户籍"],
      ]),
    ).toEqual(["302001/2", "302002/1", "3020021/1", "101001/1"]);
    // Another city counts for itself.
    expect(await given(persona("other city's officer"), [["3", "社会保障局", "社会保障"]])).toEqual(["302001/1"]);
  });

  it("is given once, whoever asks at the same time, also for a class that nobody has used", async () => {
    const front = ["3", "交通局", "道路"];
    const codes = (
      await Promise.all(Array.from({ length: 12 }, (_, n) => given(n % 2 ? officer : head, [front, front])))
    ).flat();
    expect(new Set(codes).size).toBe(24);
    expect(new Set(codes.map((code) => code.split("/")[0])).size).toBe(1);
    expect(codes.map((code) => Number(code.split("/")[1])).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 24 }, (_, n) => n + 1),
    );
  });

  it("passes over a number that an entry has already", async () => {
    await database.admin.query("update app.catalogue_entry set code = '302001/3' where id = $1", [id("entry", "open")]);
    expect(await given(officer, [["3", "社会保障局", "社会保障"]])).toEqual(["302001/4"]);
  });

  it("is given to those who compile entries only, and counted by nobody's hand", async () => {
    for (const p of [authority, persona("auditor")])
      await expect(given(p, [["3", "社会保障局", "社会保障"]])).rejects.toMatchObject({ code: REFUSED });
    const counts = (sql: string) => asPersona(database, officer, (client) => client.query(sql));
    await expect(counts("update app.code_counter set last = 1")).rejects.toMatchObject({ code: REFUSED });
    await expect(counts("select from app.code_segment")).rejects.toMatchObject({ code: REFUSED });
  });
});

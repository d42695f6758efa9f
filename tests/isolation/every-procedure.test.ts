import { beforeAll, describe, expect, it } from "vitest";
import { ACTOR_KINDS, type ActorKind } from "@/server/law/types";
import { testDatabase } from "@/tests/harness/database";
import { countAs, doAs, refusal, tryAs, tryEachAs } from "./sql";
import { buildWorld, departmentId, id, PERSONAS, type Persona, persona } from "./world";

/**
 * What officials try with SQL of their own in the procedures beyond sharing: filing in the wrong name, signing for a head,
 * writing down what time alone decides, and doing to an entry what no case of it did.
 */
const database = testDatabase();
const provider = persona("provider officer");
const consumer = persona("consumer officer");
const authority = persona("city authority");
const people = PERSONAS.filter((p) => p.kind === "session" && p.login === "heliu_workspace");

beforeAll(() => buildWorld(database));

const DEFAULTS = {
  tenant_id: "riverton",
  procedure: "correction.sharing",
  filed_as: "requester",
  book_date: "2026-01-05",
  parent_id: null as string | null,
  entry_id: id("entry", "city") as string | null,
  region_id: "R00",
  requester_department_id: departmentId("consumer") as string | null,
  requester_person_id: consumer.person,
  provider_department_id: departmentId("provider"),
  delegate_department_id: null as string | null,
  number: "attack",
  stage: "answer",
  version: 1,
};
const FILING = `insert into app."case" (tenant_id, procedure, filed_as, book_date, parent_id, entry_id, region_id, requester_department_id, requester_person_id,
    provider_department_id, delegate_department_id, number, application, stage, filed_at, stage_since, version)
  select tenant_id, procedure, filed_as, book_date, parent_id, entry_id, region_id, requester_department_id, requester_person_id,
    provider_department_id, delegate_department_id, number, '{}', stage, now(), now(), version from jsonb_populate_record(null::app."case", $1)`;
const file = (p: Persona, row: Partial<typeof DEFAULTS>) =>
  tryAs(database, p, FILING, [JSON.stringify({ ...DEFAULTS, requester_person_id: p.person, ...row })]);

const CHECKED = "23514"; // a constraint: not even the owner could
const REFUSED = "42501";

describe("filing", () => {
  it("nobody asks their own department for its own data; they ask another's, and file their own affair", async () => {
    const own = { requester_department_id: departmentId("provider") };
    expect(await file(provider, own)).toBe(CHECKED);
    expect(await file(provider, { ...own, filed_as: "provider", procedure: "catalogue.change" })).toBe("done");
    expect(await file(consumer, {})).toBe("done");
  });

  it("an own affair is put to nobody else", async () => {
    const affair = { filed_as: "provider", procedure: "catalogue.change" };
    expect(await file(consumer, affair)).toBe(CHECKED);
    expect(await file(provider, { ...affair, requester_department_id: departmentId("provider") })).toBe("done");
  });

  it("a person's application names no department, and an official's names one", async () => {
    const account = persona("public account");
    const application = { filed_as: "applicant", procedure: "opening.application", entry_id: id("entry", "open") };
    expect(await file(account, application)).toBe(CHECKED);
    expect(await file(account, { ...application, requester_department_id: null })).toBe("done");
    expect(await file(consumer, { requester_department_id: null })).toBe(REFUSED);
  });

  it("data is asked for by who will be judged: no office asks for it in its own name, no person at all", async () => {
    const office = { filed_as: "authority", requester_department_id: departmentId("authority") };
    expect(await file(authority, { ...office, procedure: "sharing.conditional" })).toBe(CHECKED);
    expect(await file(authority, { ...office, procedure: "rectification" })).toBe("done");
    const account = persona("public account");
    const own = { filed_as: "applicant", requester_department_id: null, entry_id: id("entry", "open") };
    expect(await file(account, { ...own, procedure: "sharing.unconditional" })).toBe(CHECKED);
    expect(await file(account, { ...own, procedure: "correction.open" })).toBe("done");
  });

  it("a parent opens no way around the parties: not without an entry, not in another's name, not for a person", async () => {
    const dispute = {
      procedure: "sharing.dispute",
      parent_id: id("case", "city"),
      delegate_department_id: departmentId("delegate"),
    };
    // Anything goes in a foreign key that has a null in it; the check is what keeps the parties.
    const loose = { ...dispute, entry_id: null, delegate_department_id: null };
    const inAnothersName = { requester_person_id: consumer.person };
    expect(await file(consumer, loose)).toBe(CHECKED);
    expect(await file(consumer, { ...loose, provider_department_id: departmentId("other") })).toBe(CHECKED);
    expect(await file(provider, { ...loose, ...inAnothersName })).toBe(CHECKED);
    expect(await file(provider, { ...loose, ...inAnothersName, requester_department_id: departmentId("other") })).toBe(
      CHECKED,
    );
    const account = persona("public account");
    const application = { filed_as: "applicant", procedure: "opening.application", requester_department_id: null };
    expect(await file(account, { ...loose, ...application, entry_id: id("entry", "open"), region_id: "R01" })).toBe(
      CHECKED,
    );
    expect(await file(account, { ...application, entry_id: id("entry", "open") })).toBe("done");
    expect(await file(consumer, { ...dispute, provider_department_id: departmentId("other") })).toBe("23503");
    expect(await file(consumer, dispute)).toBe("done");
    expect(await file(provider, { ...dispute, ...inAnothersName })).toBe("done"); // opened by itself, as 乐山 17 has it
  });

  it("nothing is filed about what was taken off", async () => {
    expect(await file(consumer, { entry_id: id("entry", "retired") })).toBe(REFUSED);
    expect(await file(consumer, { entry_id: id("entry", "suspended") })).toBe("done");
  });
});

const saying = (p: Persona, as: ActorKind | null, caseName: string, type: "acted" | "expired", person = p.person) => ({
  sql: `insert into app.case_event (tenant_id, case_id, seq, type, act, acted_as, person_id, department_id)
    values ('riverton', $1, 9, $2, $3, $4, $5, $6)`,
  values: [id("case", caseName), type, type === "acted" ? "sign" : null, as, person, p.department],
});
const say = async (p: Persona, as: ActorKind, caseName: string) =>
  (await tryEachAs(database, p, [saying(p, as, caseName, "acted")]))[0];

describe("a head's word", () => {
  it("is the head's: no officer writes it, on neither side, and in their own affair neither", async () => {
    for (const [side, who, caseName] of [
      ["requester-head", "consumer", "city"],
      ["provider-head", "provider", "city"],
      ["provider-head", "provider", "retirement"],
      ["provider-head", "provider", "rectification"],
      ["provider-head", "provider", "application"],
    ] as const) {
      expect(await say(persona(`${who} head`), side, caseName), `${side} ${caseName}`).toBe("done");
      expect(await say(persona(`${who} officer`), side, caseName), `${side} ${caseName}`).toBe(REFUSED);
    }
  });

  it("is for the head's own department: neither the other side's nor a bystander's", async () => {
    expect(await say(persona("consumer head"), "provider-head", "city")).toBe(REFUSED);
    expect(await say(persona("provider head"), "requester-head", "city")).toBe(REFUSED);
    expect(await say(persona("provider head"), "provider-head", "county")).toBe(REFUSED);
    expect(await say(persona("consumer head"), "provider-head", "retirement")).toBe(REFUSED);
    expect(await say(persona("consumer head"), "requester-head", "city")).toBe("done");
    expect(await say(persona("provider head"), "provider-head", "city")).toBe("done");
  });
});

describe("what time decides", () => {
  it("is written by nobody: no official, no account, on no side, in no name", { timeout: 60_000 }, async () => {
    for (const p of people.filter(({ tenant }) => tenant === "riverton")) {
      const facts = ["city", "retirement", "rectification", "application"].map((name) =>
        saying(p, null, name, "expired", null),
      );
      expect(await tryEachAs(database, p, facts), p.name).toEqual(facts.map(() => REFUSED));
      // With a side or a person it is no fact at all.
      const signed = ACTOR_KINDS.map((as) => saying(p, as, "city", "expired"));
      for (const answer of await tryEachAs(database, p, signed)) expect(answer, p.name).toMatch(/^(42501|23514)$/);
    }
    const asOwner = (as: string | null) =>
      refusal(
        database.admin.query(
          "insert into app.case_event (tenant_id, case_id, seq, type, acted_as, person_id, department_id) values ('riverton', $1, 99, 'expired', $2, null, null)",
          [id("case", "city"), as],
        ),
      );
    expect(await asOwner("provider")).toBe(CHECKED);
    expect(await asOwner(null)).toBe("done");
    await database.admin.query("delete from app.case_event where seq = 99");
  });
});

/** The entry as the owner sees it. */
const entryOf = async (name: string) => {
  const { rows } = await database.admin.query<Record<string, unknown>>(
    `select opening_class as class, opening_basis as basis, retiring_at is not null as retiring, retired_at is not null as retired,
       opening_suspended_at is not null as suspended, published_at is not null as published, changed_at is not null as changed
     from app.catalogue_entry where id = $1`,
    [id("entry", name)],
  );
  return rows[0];
};
const FACT = `insert into app.entry_fact (tenant_id, entry_id, case_id, fact, opening_class, basis, person_id)
  values ('riverton', $1, $2, $3, $4, 'basis', $5)`;
const factOf = (p: Persona, entry: string, caseName: string, fact: string) => [
  id("entry", entry),
  id("case", caseName),
  fact,
  fact === "open-entry" ? "unconditional" : null,
  p.person,
];
const tryFact = (p: Persona, entry: string, caseName: string, fact: string) =>
  tryAs(database, p, FACT, factOf(p, entry, caseName, fact));

describe("a fact about an entry", () => {
  it("opens no entry through a case of another, nor through a case that is no review", async () => {
    for (const entry of ["city", "county", "on application", "unpublished", "elsewhere"]) {
      const before = await entryOf(entry);
      expect(await doAs(database, provider, FACT, factOf(provider, entry, "review", "open-entry")), entry).toBe(
        REFUSED,
      );
      expect(await entryOf(entry)).toEqual(before);
    }
    for (const caseName of ["retirement", "city"])
      expect(await tryFact(provider, "city", caseName, "open-entry"), caseName).toBe(REFUSED);
    expect(await tryFact(provider, "on application", "granted application", "open-entry")).toBe(REFUSED);
    expect(await doAs(database, provider, FACT, factOf(provider, "open", "review", "open-entry"))).toBe("done");
    expect(await entryOf("open")).toMatchObject({ class: "unconditional", basis: "basis" });
  });

  it("is not put on another department's entry, by a provider, a head or the county", async () => {
    await database.admin.query(
      `insert into app."case" (tenant_id, id, number, procedure, filed_as, book_date, entry_id, region_id, requester_department_id, requester_person_id,
         provider_department_id, application, stage, filed_at, stage_since, version)
       values ('riverton', $1, 'county-off', 'catalogue.retirement', 'provider', '2026-01-05', $2, 'R01', $3, $4, $3, '{}', 'answer', now(), now(), 1)`,
      [
        id("case", "county off"),
        id("entry", "county"),
        departmentId("county-provider"),
        persona("county authority").person,
      ],
    );
    for (const who of [
      "provider officer",
      "provider head",
      "consumer officer",
      "other department",
      "delegate reviewer",
    ])
      expect(await tryFact(persona(who), "county", "county off", "retire-entry"), who).toBe(REFUSED);
    for (const who of ["county authority", "city authority", "government"])
      expect(await tryFact(persona(who), "county", "county off", "retire-entry"), who).toBe("done");
    expect(await tryFact(persona("county authority"), "city", "retirement", "retire-entry")).toBe(REFUSED);
    expect(await tryFact(provider, "city", "retirement", "retire-entry")).toBe("done");
  });

  it("is never changed or deleted, nor is the register, by anybody", { timeout: 60_000 }, async () => {
    const attempts = [
      "update app.entry_fact set fact = 'open-entry'",
      "update app.entry_fact set at = at",
      "delete from app.entry_fact",
      "update app.opening_register set applicant = 'x'",
      "delete from app.opening_register",
    ].map((sql) => ({ sql }));
    for (const p of PERSONAS)
      expect(await tryEachAs(database, p, attempts), p.name).toEqual(attempts.map(() => REFUSED));
    expect(await countAs(database, provider, "select from app.entry_fact")).toBeGreaterThan(0);
    const owner = await database.admin.query("update app.entry_fact set basis = basis");
    expect(owner.rowCount).toBeGreaterThan(0);
  });

  it("is the only way: by hand a provider neither opens, publishes, retires nor resumes what is its own", async () => {
    const byHand = (set: string) =>
      tryAs(database, provider, `update app.catalogue_entry set ${set} where id = '${id("entry", "open")}'`);
    for (const set of [
      "opening_class = 'unconditional'",
      "opening_basis = 'x'",
      "published_at = now()",
      "changed_at = now()",
      "retiring_at = null",
      "retired_at = null",
      "opening_suspended_at = null",
      "checking = 0",
    ])
      expect(await byHand(set), set).toBe(REFUSED);
    expect(await byHand("theme = 'people'")).toBe("done");
  });

  it("keeps what follows beside the entry: announced, kept, announced and off; published; closed", async () => {
    const does = (entry: string, caseName: string, fact: string) =>
      doAs(database, authority, FACT, factOf(authority, entry, caseName, fact));
    await database.admin.query("update app.catalogue_entry set published_at = null where id = $1", [
      id("entry", "city"),
    ]);
    expect(await does("city", "retirement", "announce-retirement")).toBe("done");
    expect(await entryOf("city")).toMatchObject({ retiring: true, retired: false });
    expect(await does("city", "retirement", "keep-entry")).toBe("done");
    expect(await entryOf("city")).toMatchObject({ retiring: false, published: false, changed: false });
    expect(await does("city", "retirement", "publish-entry")).toBe("done");
    expect(await entryOf("city")).toMatchObject({ published: true, changed: true, class: "withheld" });
    expect(await does("open", "review", "suspend-opening")).toBe("done");
    expect(await entryOf("open")).toMatchObject({ suspended: true, class: "unconditional" });
    expect(await does("open", "review", "close-entry")).toBe("done");
    expect(await entryOf("open")).toMatchObject({ class: "withheld", basis: "basis" });
    expect(await does("city", "retirement", "retire-entry")).toBe("done");
    expect(await entryOf("city")).toMatchObject({ retired: true });
  });
});

describe("the role behind the doors", () => {
  it("changes of an entry what facts, corrections and reviewed drafts change, and nothing else of it", async () => {
    const client = await database.admin.connect();
    const LISTED = [
      "abstract_en",
      "abstract_zh",
      "changed_at",
      "checking",
      "dedicated",
      "delegate_department_id",
      "name_en",
      "name_zh",
      "opening_basis",
      "opening_class",
      "opening_suspended_at",
      "priority_area",
      "published_at",
      "retired_at",
      "retiring_at",
      "sharing_basis",
      "sharing_class",
      "sharing_condition",
      "theme",
      "update_cycle",
    ];
    try {
      await client.query("begin");
      const { rows } = await client.query<{ name: string }>(
        "select column_name as name from information_schema.columns where table_schema = 'app' and table_name = 'catalogue_entry' order by 1",
      );
      await client.query("set local role heliu_gate");
      const changed: string[] = [];
      for (const { name } of rows) {
        await client.query("savepoint s");
        if ((await refusal(client.query(`update app.catalogue_entry set ${name} = ${name}`))) === "done")
          changed.push(name);
        await client.query("rollback to savepoint s");
      }
      expect(rows.length).toBeGreaterThan(LISTED.length + 5);
      expect(changed).toEqual(LISTED);
      for (const sql of ["delete from app.catalogue_entry", "insert into app.catalogue_entry default values"]) {
        await client.query("savepoint s");
        expect(await refusal(client.query(sql)), sql).toBe(REFUSED);
        await client.query("rollback to savepoint s");
      }
    } finally {
      await client.query("rollback");
      client.release();
    }
  });
});

describe("a grant", () => {
  it("follows a request for data, not a correction, and no request for what was taken off", async () => {
    const from = async (name: string, procedure: string, entry: string) => {
      await database.admin.query(
        `insert into app."case" (tenant_id, id, number, procedure, book_date, entry_id, region_id, requester_department_id, requester_person_id,
           provider_department_id, application, stage, filed_at, stage_since, version)
         values ('riverton', $1, $2, $3, '2026-01-05', $4, 'R00', $5, $6, $7, '{}', 'answer', now(), now(), 1)`,
        [
          id("case", name),
          name,
          procedure,
          id("entry", entry),
          departmentId("consumer"),
          consumer.person,
          departmentId("provider"),
        ],
      );
      return Promise.all(
        [provider, authority].map((p) =>
          tryAs(
            database,
            p,
            `insert into app.data_grant (tenant_id, case_id, entry_id, region_id, consumer_department_id, provider_department_id, approved_by, columns, purpose, valid_from, valid_until)
             values ('riverton', $1, $2, 'R00', $3, $4, $5, '{name}', 'p', now(), now() + interval '1 day')`,
            [id("case", name), id("entry", entry), departmentId("consumer"), departmentId("provider"), p.person],
          ),
        ),
      );
    };
    expect(await from("request", "sharing.conditional", "suspended")).toEqual(["done", "done"]);
    expect(await from("reported error", "correction.sharing", "suspended")).toEqual([REFUSED, REFUSED]);
    expect(await from("too late", "sharing.conditional", "retired")).toEqual([REFUSED, REFUSED]);
  });
});

import { beforeAll, describe, expect, it } from "vitest";
import type { ActorKind } from "@/server/law/types";
import { testDatabase } from "@/tests/harness/database";
import { countAs, doAs, tryAs } from "./sql";
import { buildWorld, departmentId, id, PERSONAS, type Persona, persona } from "./world";

/** What an officer puts before the head, and who finds it with SQL of their own before and after the head's word. */
const database = testDatabase();
const CASE = id("case", "city");
const officer = persona("provider officer");
const head = persona("provider head");
const asks = persona("consumer officer");
const CHECKED = "23514";
const REFUSED = "42501";

/** Everybody of the city who reads the case and is not of the department whose paper it is. */
const OTHERS = ["consumer officer", "consumer head", "city authority", "government", "delegate reviewer"].map(persona);
const OUTSIDE = PERSONAS.filter(
  ({ kind, login, department }) =>
    kind === "session" && login === "heliu_workspace" && department !== officer.department,
);

const say = (p: Persona, seq: number, as: ActorKind, proposal: string | null) =>
  doAs(
    database,
    p,
    `insert into app.case_event (tenant_id, case_id, seq, type, act, acted_as, person_id, department_id, content, proposal)
       values ('riverton', $1, $2, 'acted', 'approve', $3, $4, $5, '{"scope": "拟提供姓名"}', $6)`,
    [CASE, seq, as, p.person, p.department, proposal],
  );
const facts = (p: Persona, seq: number) =>
  countAs(database, p, "select from app.case_event where case_id = $1 and seq = $2", [CASE, seq]);
const seenBy = (people: readonly Persona[], seq: number) => Promise.all(people.map((p) => facts(p, seq)));
const nobody = (people: readonly Persona[]) => people.map(() => 0);
const everybody = (people: readonly Persona[]) => people.map(() => 1);

beforeAll(() => buildWorld(database));

describe("an answer that is put before the department's head", () => {
  it("is read by its own department and by nobody else, who all read the case; with the head's word by them too", async () => {
    expect(await say(officer, 2, "provider", "put")).toBe("done");
    expect(await seenBy([officer, head], 2)).toEqual(everybody([officer, head]));
    expect(await seenBy(OUTSIDE, 2)).toEqual(nobody(OUTSIDE));
    expect(await seenBy(OTHERS, 1)).toEqual(everybody(OTHERS));

    expect(await say(head, 3, "provider-head", "agreed")).toBe("done");
    for (const seq of [2, 3])
      expect(await seenBy([...OTHERS, officer, head], seq)).toEqual(everybody([...OTHERS, officer, head]));
    // Who did not read the case does not read it now.
    const strangers = OUTSIDE.filter(({ name }) => name === "other department" || name.startsWith("other city"));
    expect(strangers.length).toBeGreaterThan(1);
    expect(await seenBy(strangers, 2)).toEqual(nobody(strangers));
  });

  it("stays inside when the head sends it back, and the next one comes out alone", async () => {
    expect(await say(officer, 4, "provider", "put")).toBe("done");
    expect(await say(head, 5, "provider-head", "sent-back")).toBe("done");
    expect(await say(officer, 6, "provider", "put")).toBe("done");
    for (const seq of [4, 5, 6]) expect(await seenBy(OTHERS, seq)).toEqual(nobody(OTHERS));
    expect(await say(head, 7, "provider-head", "agreed")).toBe("done");
    for (const seq of [4, 5]) {
      expect(await seenBy(OTHERS, seq)).toEqual(nobody(OTHERS));
      expect(await seenBy([officer, head], seq)).toEqual([1, 1]);
    }
    for (const seq of [6, 7]) expect(await seenBy(OTHERS, seq)).toEqual(everybody(OTHERS));
  });

  it("comes out by no word of the other side, and by no writing in the row", async () => {
    expect(await say(officer, 8, "provider", "put")).toBe("done");
    // The other side's head agrees to what its own department put forward, which is nothing.
    expect(await say(persona("consumer head"), 9, "requester-head", "agreed")).toBe("done");
    expect(await seenBy(OTHERS, 8)).toEqual(nobody(OTHERS));
    const show = `update app."case" set agreed = '{8}' where id = $1`;
    for (const p of [asks, persona("city authority"), officer])
      expect(await tryAs(database, p, show, [CASE])).toBe(REFUSED);
    const filing = (agreed: string) =>
      tryAs(
        database,
        asks,
        `insert into app."case" (tenant_id, procedure, filed_as, book_date, entry_id, region_id, requester_department_id, requester_person_id,
           provider_department_id, number, application, stage, filed_at, stage_since, version, agreed)
         values ('riverton', 'correction.sharing', 'requester', '2026-01-05', $1, 'R00', $2, $3, $4, 'n-1', '{}', 'answer', now(), now(), 1, $5)`,
        [id("entry", "city"), asks.department, asks.person, departmentId("provider"), agreed],
      );
    expect(await filing("{2,3,4,5}")).toBe(REFUSED);
    expect(await filing("{}")).toBe("done");
  });

  it("is an officer's; agreeing and sending back are the head's, and both are acts", async () => {
    const as = (p: Persona, kind: ActorKind, proposal: string) => say(p, 99, kind, proposal);
    expect(await as(officer, "provider", "agreed")).toBe(CHECKED);
    expect(await as(officer, "provider", "sent-back")).toBe(CHECKED);
    expect(await as(officer, "provider", "hidden")).toBe(CHECKED);
    expect(await as(head, "provider-head", "put")).toBe(CHECKED);
    expect(await as(persona("city authority"), "authority", "put")).toBe(CHECKED);
    expect(await as(officer, "provider-head", "agreed")).toBe(REFUSED);
    expect(await as(officer, "provider", "put")).toBe("done");
  });
});

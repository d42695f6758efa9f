import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { PARAMETER_KEYS } from "@/server/law";
import { loadCities, type Official, official, outsider } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";
import { compareBooks } from "./compare-books";
import { listReadings } from "./list-readings";
import { type SettleReadingInput, settleReadingInput } from "./policy.schema";
import { readBook } from "./read-book";
import { reportSuperiorLaw } from "./report-superior-law";
import { settleReading } from "./settle-reading";
import { listSteps, simulate } from "./simulate";

const database = testDatabase();
let clerk: Official;
let authority: Official;
let county: Official;
let citizen: Official;
let elsewhere: Official;

beforeAll(async () => {
  await loadCities(database);
  clerk = await official(database, "fushun", "public-security", "data_officer");
  authority = await official(database, "fushun", "big-data", "authority_officer");
  county = await official(database, "fushun", "shuncheng-data", "authority_officer");
  elsewhere = await official(database, "leshan", "public-security", "data_officer");
  citizen = await outsider(database, "fushun");
});

describe("the book of one's own city", () => {
  it("holds every question with its words, and what stands above it", async () => {
    const book = await clerk.asks(readBook, { on: "2026-09-29" });
    const values = book.subjects.flatMap((subject) => subject.values);
    expect(values.filter(({ key }) => !key.startsWith("local."))).toHaveLength(PARAMETER_KEYS.length);
    for (const { key, own, applied } of values) {
      expect(own.told.zh, key).not.toBe("");
      expect(applied.en, key).not.toBe("");
    }
    const update = values.find(({ key }) => key === "catalogue.update.within");
    expect(update).toMatchObject({
      relation: "filled",
      binds: "national",
      own: { basis: "default" },
      national: { article: "17" },
      applied: { zh: "自法律法规修订或职能变化之日起10个工作日内" },
    });
    expect(values.find(({ key }) => key === "sharing.storage")?.own.told.zh).toBe("条文未规定");
    expect(book.procedures.map(({ id }) => id)).toContain("sharing.conditional");
  });

  it("is another one before the superior law, and names the days on which it turns", async () => {
    const book = await clerk.asks(readBook, { on: "2025-07-31" });
    expect(book.national).toBeNull();
    expect(book.turns).toEqual(expect.arrayContaining(["2023-03-01", "2025-08-01"]));
    const values = book.subjects.flatMap((subject) => subject.values);
    expect(values.every(({ national, relation }) => national === null && relation === "alone")).toBe(true);
    expect((await clerk.asks(readBook, { on: "2025-08-01" })).national?.short.zh).toBe("国务院令第809号");
  });

  it("is closed to a person outside government, and is each reader's own city's", async () => {
    await expect(citizen.asks(readBook, {})).rejects.toThrow("FORBIDDEN");
    await expect(citizen.asks(listReadings, undefined)).rejects.toThrow("FORBIDDEN");
    expect((await elsewhere.asks(readBook, {})).city.id).toBe("leshan");
  });
});

describe("two books side by side", () => {
  it("differ between cities where their texts differ, by words and not by articles", async () => {
    const compared = await clerk.asks(compareBooks, { a: { city: "fushun" }, b: { city: "chongqing" } });
    const rows = compared.subjects.flatMap((subject) => subject.rows);
    const answer = rows.find(({ key }) => key === "sharing.answer.within");
    expect(answer).toMatchObject({ differs: true, a: { article: "21" }, b: { article: "19" } });
    expect(rows.find(({ key }) => key === "sharing.classes")?.differs).toBe(false);
    expect(compared.procedures.find(({ id }) => id === "report.annual")).toMatchObject({ a: null, differs: true });
    expect(compared.differences).toBeGreaterThan(50);
  });

  it("of one city on two days differ by what the superior law added to its procedures", async () => {
    const input = { a: { city: "fushun", on: "2025-07-31" }, b: { city: "fushun", on: "2025-08-01" } };
    const compared = await clerk.asks(compareBooks, input);
    expect(compared.subjects.flatMap(({ rows }) => rows).some(({ differs }) => differs)).toBe(false);
    expect(compared.procedures.filter(({ differs }) => differs).map(({ id }) => id)).toContain("sharing.conditional");
    const same = await clerk.asks(compareBooks, { a: input.a, b: input.a });
    expect(same.differences).toBe(0);
  });

  it("need cities that are there", async () => {
    await expect(clerk.asks(compareBooks, { a: { city: "fushun" }, b: { city: "atlantis" } })).rejects.toThrow(
      "NOT_FOUND",
    );
  });
});

describe("a step simulated", () => {
  const question = {
    procedure: "catalogue.change",
    step: "update",
    event: "law-changed" as const,
    at: new Date("2026-09-16T00:00:00+08:00"),
  };
  it("stands as it is applied beside the city's own text, with every day between", async () => {
    const chongqing = await official(database, "chongqing", "transport", "data_officer");
    const { simulation } = await chongqing.asks(simulate, question);
    expect(simulation?.applied).toMatchObject({ binds: "national", due: { lastDay: "2026-09-30" } });
    expect(simulation?.written).toMatchObject({ binds: "own", due: { lastDay: "2026-10-13" } });
    expect(simulation?.days[0]?.date).toBe("2026-09-16");
    expect(simulation?.days.at(-1)?.date).toBe("2026-10-13");
  });

  it("has no answer in the text where only the superior law knows the step", async () => {
    const consented = { ...question, procedure: "sharing.conditional", step: "delivery", event: "consented" as const };
    const { simulation } = await clerk.asks(simulate, consented);
    expect(simulation?.written).toBeNull();
    expect(simulation?.applied).toMatchObject({ binds: "national", national: { article: "22" } });
  });

  it("says which event it waits for, and does not know what is not there", async () => {
    expect(await clerk.asks(simulate, { ...question, event: "received" })).toEqual({
      simulation: null,
      problem: { code: "OTHER_EVENT", events: ["law-changed"] },
    });
    await expect(clerk.asks(simulate, { ...question, step: "nowhere" })).rejects.toThrow("NOT_FOUND");
    await expect(clerk.asks(simulate, { ...question, procedure: "opening.operation" })).rejects.toThrow("NOT_FOUND");
    const steps = await clerk.asks(listSteps, {});
    expect(steps.find(({ id }) => id === "catalogue.change")?.steps[0]?.events).toEqual(["law-changed"]);
  });
});

it("the superior-law report of one's own city tells every value in words", async () => {
  const { report, told } = await clerk.asks(reportSuperiorLaw, { on: "2026-09-29" });
  expect(report.city).toBe("fushun");
  for (const { key } of report.rows) expect(told[key]?.national.zh, key).not.toBe("");
});

describe("a reading", () => {
  const settle = (input: Partial<SettleReadingInput> = {}) =>
    settleReadingInput.parse({
      idempotencyKey: randomUUID(),
      reading: "A12",
      verdict: "confirmed",
      reason: "与立法说明一致",
      after: null,
      ...input,
    });
  const a12 = async (reader: Official) =>
    (await reader.asks(listReadings, undefined)).readings.find(({ id }) => id === "A12");

  it("is shown to the cities whose text it touches, with its other reading and its values", async () => {
    const fushun = await clerk.asks(listReadings, undefined);
    const ids = fushun.readings.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(["A7", "A11", "A12", "A28", "D1", "D11"]));
    expect(ids).not.toContain("A1");
    expect(fushun.maySettle).toBe(false);
    expect(fushun.readings.find(({ id }) => id === "A11")).toMatchObject({
      kind: "reading",
      articles: ["11", "21"],
      values: [{ key: "sharing.refusal.basis" }],
    });
    expect((await elsewhere.asks(listReadings, undefined)).readings.map(({ id }) => id)).not.toContain("A12");
  });

  it("is settled by the city's authority, for every colleague to see, and leaves an audit row and no other value", async () => {
    const before = await clerk.asks(readBook, {});
    const { settlementId } = await authority.does(settleReading, settle());
    expect((await a12(clerk))?.settlements).toMatchObject([
      { id: settlementId, verdict: "confirmed", reason: "与立法说明一致", person: "big-data authority_officer" },
    ]);
    const { rows } = await database.admin.query(
      "select act, subject_kind, subject_id, denied, detail from app.audit_record where act = 'policy.settle'",
    );
    expect(rows).toEqual([
      {
        act: "policy.settle",
        subject_kind: "reading",
        subject_id: "A12",
        denied: false,
        detail: { verdict: "confirmed", settlement: settlementId },
      },
    ]);
    expect((await clerk.asks(readBook, {})).subjects).toEqual(before.subjects);
  });

  it("may be objected to later, with another reading; both words stay, the last one first", async () => {
    const first = (await a12(authority))?.settlements[0]?.id ?? null;
    const input = settle({ verdict: "objected", proposal: "逾期答复按第九项处理", reason: "有利于督促", after: first });
    const { settlementId } = await authority.does(settleReading, input);
    expect(await authority.does(settleReading, input)).toEqual({ settlementId });
    expect((await a12(clerk))?.settlements.map(({ verdict, proposal }) => [verdict, proposal])).toEqual([
      ["objected", "逾期答复按第九项处理"],
      ["confirmed", null],
    ]);
  });

  it("is refused when somebody settled it meanwhile", async () => {
    await expect(authority.does(settleReading, settle())).rejects.toThrow("STALE");
    const last = (await a12(authority))?.settlements[0]?.id ?? null;
    const both = await Promise.allSettled(
      [1, 2].map(() => authority.does(settleReading, settle({ after: last, reason: "再次确认" }))),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  it("is settled by nobody else: no clerk, no county authority; and only where it touches the city", async () => {
    for (const other of [clerk, county, citizen])
      await expect(other.does(settleReading, settle({ reading: "A28" }))).rejects.toThrow("FORBIDDEN");
    await expect(authority.does(settleReading, settle({ reading: "A1" }))).rejects.toThrow("NOT_FOUND");
    expect((await authority.does(settleReading, settle({ reading: "A28" }))).settlementId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("asks for another reading with an objection, and for none with a confirmation", () => {
    expect(() => settle({ verdict: "objected" })).toThrow();
    expect(() => settle({ proposal: "另一种理解" })).toThrow();
    expect(settle({ verdict: "objected", proposal: " 另一种理解 " }).proposal).toBe("另一种理解");
  });
});

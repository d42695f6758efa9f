import { beforeAll, describe, expect, it } from "vitest";
import { listCasesInput } from "@/server/cases/case.schema";
import { listCases } from "@/server/cases/list-cases";
import { readCase } from "@/server/cases/read-case";
import { submitRequest } from "@/server/sharing/submit-request";
import { entryOf, loadCities } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";
import { act, application, consent, endOf } from "@/tests/harness/requests";
import { CITIES, type CityId, type Offices, openOffices } from "./offices";

const database = testDatabase();
const offices = {} as Record<CityId, Offices>;

beforeAll(async () => {
  await loadCities(database);
  await database.setClock("2026-03-02T10:00:00+08:00");
  for (const city of CITIES) offices[city] = await openOffices(database, city);
});

/** What an application for conditional data must say, with the article that asks for it. */
const REQUIRED: Record<CityId, Record<string, string>> = {
  fushun: { purpose: "20", duty: "3" },
  shuozhou: { purpose: "15(二)", scenario: "15(二)", duty: "14(二)" },
  "hefei-etdz": { scope: "14", purpose: "14", duty: "14" },
  leshan: { purpose: "17", duty: "17" },
  chongqing: { purpose: "34(四)", duty: "19" },
};

describe("an application for conditional data", () => {
  // covers: FS-3-3, SZ-3-3, SZ-14-1.2a, SZ-15-1.2a, HF-14-2a, LS-17-1b, CQ-2-4, CQ-19-1a
  it.each(CITIES)("names in %s the two departments, the duty and whatever else its text asks for", async (city) => {
    const { asks, gives } = offices[city];
    const entryId = await entryOf(gives);
    const whole = application(entryId);
    for (const [field, article] of Object.entries(REQUIRED[city])) {
      const without = application(entryId, { fields: { ...whole.fields, [field]: " " } });
      await expect(asks.does(submitRequest, without), field).rejects.toMatchObject({
        code: "INVALID",
        details: { fields: [{ path: `fields.${field}`, problem: "required", params: { article } }] },
      });
    }
    await expect(asks.does(submitRequest, application(entryId, { dataItems: [] }))).rejects.toMatchObject({
      details: { fields: [{ path: "dataItems", problem: "required" }] },
    });
    const { caseId } = await asks.does(submitRequest, whole);
    const page = await gives.asks(readCase, { caseId });
    expect(page).toMatchObject({ requester: { id: asks.departmentId }, provider: { id: gives.departmentId } });
    const said = Object.fromEntries(page.application.values.map(({ field, value }) => [field.id, value]));
    for (const field of Object.keys(REQUIRED[city])) expect(said[field], field).toBe(whole.fields[field]);
    expect(page.application.items.map(({ name }) => name)).toEqual(["full_name", "insured_year"]);
  });

  // covers: FS-21-2a, HF-14-2a, CQ-19-2b
  it.each(["fushun", "hefei-etdz", "chongqing"] as const)(
    "goes in %s straight to the provider's desk",
    async (city) => {
      const { asks, gives } = offices[city];
      const { caseId, waitingOn } = await asks.does(submitRequest, application(await entryOf(gives)));
      expect(waitingOn).toEqual(["provider"]);
      expect((await gives.asks(readCase, { caseId })).acts.length).toBeGreaterThan(0);
    },
  );
});

describe("unconditional data", () => {
  // covers: FS-21-1, HF-14-1, LS-17-1a, CQ-19-2a
  it.each(["fushun", "hefei-etdz", "leshan", "chongqing"] as const)(
    "is granted at once in %s, with the duty that it is taken for",
    async (city) => {
      const { asks, gives } = offices[city];
      const entryId = await entryOf(gives, { sharingClass: "unconditional" });
      const taking = (fields: Record<string, string>) => asks.does(submitRequest, application(entryId, { fields }));
      await expect(taking({ purpose: "" })).rejects.toMatchObject({
        details: { fields: [{ path: "fields.purpose", problem: "required" }] },
      });
      const { grantId, waitingOn } = await taking({ purpose: "核验待遇资格", duty: "《社会保险法》第八条" });
      expect(waitingOn).toEqual([]);
      const { rows } = await database.admin.query(
        `select g.purpose, c.application -> 'fields' ->> 'duty' as duty from app.data_grant g
           join app."case" c on c.tenant_id = g.tenant_id and c.id = g.case_id where g.id = $1`,
        [grantId],
      );
      expect(rows).toEqual([{ purpose: "核验待遇资格", duty: "《社会保险法》第八条" }]);
    },
  );
});

describe("the provider's period", () => {
  /** The last day of an answer to what was filed on Monday 2 March 2026, in the stage where the answer is due. */
  const LAST_DAY: Record<CityId, string> = {
    fushun: "2026-03-09",
    shuozhou: "2026-03-09",
    "hefei-etdz": "2026-03-12",
    leshan: "2026-03-16",
    chongqing: "2026-03-16",
  };

  // covers: FS-21-2b, SZ-15-1.2c, HF-14-2c, LS-17-1d, CQ-19-2c
  it.each(CITIES)("is seen in %s by both sides and the authority, and a late answer stays marked", async (city) => {
    const { asks, gives, authority } = offices[city];
    await database.setClock("2026-03-02T10:00:00+08:00");
    const { caseId } = await asks.does(submitRequest, application(await entryOf(gives)));
    if (city === "shuozhou") await act(authority, caseId, "pass");
    if (city === "hefei-etdz") await act(gives, caseId, "accept");
    for (const who of [asks, gives, authority])
      expect((await who.asks(readCase, { caseId })).due).toMatchObject({
        dueAt: endOf(LAST_DAY[city]),
        overdue: false,
        target: false,
      });
    await database.setClock(`${LAST_DAY[city]}T23:59:59+08:00`);
    expect((await gives.asks(readCase, { caseId })).due?.overdue).toBe(false);
    await database.setClock("2026-03-18T09:00:00+08:00");
    const late = listCasesInput.parse({ overdue: true, pageSize: 100 });
    for (const who of [asks, gives, authority]) {
      expect((await who.asks(readCase, { caseId })).due).toMatchObject({ overdue: true, tone: "red" });
      expect((await who.asks(listCases, late)).rows.map(({ id }) => id)).toContain(caseId);
    }
    if (city === "leshan") await act(authority, caseId, "approve", consent);
    expect(await act(gives, caseId, "approve", consent)).toMatchObject({ outcome: "granted" });
    expect((await asks.asks(readCase, { caseId })).decidedOnTime).toBe(false);
  });
});

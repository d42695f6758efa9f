import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { listInbox } from "@/server/cases/list-inbox";
import { readCase } from "@/server/cases/read-case";
import { listEntriesInput } from "@/server/catalogue/catalogue.schema";
import { listEntries } from "@/server/catalogue/list-entries";
import { readEntry } from "@/server/catalogue/read-entry";
import { mountHostedTable } from "@/server/mounting/mount-hosted-table";
import { submitRequest } from "@/server/sharing/submit-request";
import { entryOf, loadCities, official } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";
import { application } from "@/tests/harness/requests";
import { bookOf } from "@/tests/law/cases";
import { CITIES, type CityId, grantedBy, type Offices, openOffices } from "./offices";

const database = testDatabase();
const offices = {} as Record<CityId, Offices>;

beforeAll(async () => {
  await loadCities(database);
  await database.setClock("2026-03-02T10:00:00+08:00");
  for (const city of CITIES) offices[city] = await openOffices(database, city);
});

describe("a record", () => {
  // covers: FS-2-1, HF-3-1, CQ-2-1
  it.each(CITIES)("of %s is that city's, is judged by its text alone and is nothing to the others", async (city) => {
    const { asks, gives, authority } = offices[city];
    const entryId = await entryOf(gives);
    const { caseId, grantId } = await grantedBy(city, offices[city], entryId);
    for (const [table, id] of [
      ["catalogue_entry", entryId],
      ['"case"', caseId],
      ["data_grant", grantId],
    ]) {
      const { rows } = await database.admin.query(`select tenant_id from app.${table} where id = $1`, [id]);
      expect(rows, table).toEqual([{ tenant_id: city }]);
    }
    const page = await asks.asks(readCase, { caseId });
    expect(page.instrument.title).toEqual(bookOf(city).city.instrument.title);
    expect(page.stages.map(({ id }) => id)).toEqual(
      bookOf(city)
        .on("2026-03-02")
        .procedure("sharing.conditional")
        .stages.map(({ id }) => id)
        .filter((id) => id !== "completion"),
    );
    for (const who of [asks, gives, authority]) expect((await who.asks(readCase, { caseId })).id).toBe(caseId);
    for (const elsewhere of CITIES.filter((other) => other !== city)) {
      for (const who of Object.values(offices[elsewhere])) {
        await expect(who.asks(readCase, { caseId })).rejects.toMatchObject({ code: "NOT_FOUND" });
        await expect(who.asks(readEntry, { entryId })).rejects.toMatchObject({ code: "NOT_FOUND" });
      }
      await expect(offices[elsewhere].asks.does(submitRequest, application(entryId))).rejects.toMatchObject({
        code: "NOT_FOUND",
      });
    }
  });
});

describe("the catalogue", () => {
  const ofDepartment = (departmentId: string) => listEntriesInput.parse({ departmentId, pageSize: 100 });

  // covers: SZ-14-1.3b, CQ-8-1
  it.each(["shuozhou", "chongqing"] as const)(
    "is in %s what every exchange rests on: none is without an entry",
    async (city) => {
      const { asks, gives } = offices[city];
      const nowhere = randomUUID();
      await expect(asks.does(submitRequest, application(nowhere))).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(mountHostedTable(gives.token, nowhere, [["甲", "1", 2020]])).rejects.toMatchObject({
        code: "NOT_FOUND",
      });
      const entryId = await entryOf(gives);
      expect(await mountHostedTable(gives.token, entryId, [["甲", "1", 2020]])).toMatchObject({ rowCount: 1 });
      const { grantId } = await grantedBy(city, offices[city], entryId);
      for (const [table, column, id] of [
        ["data_grant", "id", grantId],
        ["hosted_table", "entry_id", entryId],
        ['"case"', "entry_id", entryId],
      ]) {
        // Not even the owner of the database can cut it off from its entry.
        await expect(
          database.admin.query(`update app.${table} set entry_id = $1 where ${column} = $2`, [nowhere, id]),
          table,
        ).rejects.toThrow(/foreign key/);
      }
    },
  );

  // covers: FS-11-1a, SZ-14-1.1a, LS-14-1a
  it.each(["fushun", "shuozhou", "leshan"] as const)(
    "takes sharing in %s for the rule: anything narrower must be chosen, and says why",
    async (city) => {
      const { gives } = offices[city];
      const entryId = await entryOf(gives, { sharingClass: undefined, sharingBasis: "" });
      expect((await gives.asks(readEntry, { entryId })).sharingClass).toBe("unconditional");
      for (const sharingClass of ["conditional", "withheld"] as const) {
        await expect(entryOf(gives, { sharingClass, sharingBasis: "" })).rejects.toMatchObject({
          details: { fields: [{ path: "sharingBasis", problem: "required" }] },
        });
        const narrower = await entryOf(gives, { sharingClass, sharingBasis: "《统计法》第二十五条" });
        expect((await gives.asks(readEntry, { entryId: narrower })).sharingBasis).toBe("《统计法》第二十五条");
      }
    },
  );

  // covers: SZ-13-1.3a
  it("hides in Shuozhou what is withheld from all, and leaves the entry to the authority's eyes", async () => {
    const { asks, gives, authority } = offices.shuozhou;
    const entryId = await entryOf(gives, { sharingClass: "withheld", sharingBasis: "《统计法》第二十五条" });
    await mountHostedTable(gives.token, entryId, [["甲", "1", 2020]]);
    await expect(asks.does(submitRequest, application(entryId))).rejects.toMatchObject({
      details: { fields: [{ path: "entryId", problem: "withheld" }] },
    });
    expect(await authority.asks(readEntry, { entryId })).toMatchObject({
      access: { kind: "withheld" },
      sharingBasis: "《统计法》第二十五条",
    });
    const shared = await entryOf(gives);
    expect((await asks.does(submitRequest, application(shared))).caseId).toBeTruthy();
  });

  // covers: FS-19-1
  it("gives in Fushun an entry that no article speaks of to the department that generates it", async () => {
    const gives = await official(database, "fushun", "civil-affairs", "department_head");
    const entryId = await entryOf(gives, { nameZh: "社区志愿服务记录", theme: "其他" });
    const { department } = await offices.fushun.asks.asks(readEntry, { entryId });
    expect(department.id).toBe(gives.departmentId);
    const named = bookOf("fushun").departments.flatMap(({ domains }) => domains.map(({ zh }) => zh));
    expect(named.some((domain) => domain.includes("户籍人口"))).toBe(true);
    expect(named.some((domain) => domain.includes("志愿"))).toBe(false);
  });

  // covers: LS-7-1a
  it("of Leshan is put together from those of its departments, each kept by its own", async () => {
    const { asks, gives, authority } = offices.leshan;
    const [one, other] = [await entryOf(gives), await entryOf(asks)];
    const whole = await authority.asks(listEntries, listEntriesInput.parse({ pageSize: 100 }));
    const owners = Object.fromEntries(whole.rows.map(({ id, department }) => [id, department.id]));
    expect(owners).toMatchObject({ [one]: gives.departmentId, [other]: asks.departmentId });
    const { rows } = await authority.asks(listEntries, ofDepartment(gives.departmentId));
    expect(rows.map(({ id }) => id)).toContain(one);
    expect(rows.map(({ id }) => id)).not.toContain(other);
  });

  // covers: CQ-6-1
  it("shows in Chongqing what a department answers for, and its desk what it has to do", async () => {
    const { asks, gives } = offices.chongqing;
    const entryId = await entryOf(gives);
    const { number } = await asks.does(submitRequest, application(entryId));
    const { rows } = await gives.asks(listEntries, ofDepartment(gives.departmentId));
    expect(rows.find(({ id }) => id === entryId)).toMatchObject({ access: { kind: "own" } });
    const inbox = await gives.asks((scope) => listInbox(scope), undefined);
    expect(inbox.waitingOnMe.map((row) => row.number)).toContain(number);
    const requester = await asks.asks((scope) => listInbox(scope), undefined);
    expect(requester.waitingOnMe.map((row) => row.number)).not.toContain(number);
    expect(requester.waitingOnOthers.map((row) => row.number)).toContain(number);
  });
});

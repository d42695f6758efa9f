import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { listAuditInput } from "@/server/audit/audit.schema";
import { listAudit } from "@/server/audit/list-audit";
import { readCase } from "@/server/cases/read-case";
import { compare } from "@/server/oversight/compare";
import { compareInput } from "@/server/oversight/oversight.schema";
import { readDesk } from "@/server/oversight/read-desk";
import { assignRole } from "@/server/people/assign-role";
import { submitRequest } from "@/server/sharing/submit-request";
import { entryOf, loadCities, type Official, official } from "@/tests/harness/city";
import { testDatabase } from "@/tests/harness/database";
import { act, application, refusal } from "@/tests/harness/requests";
import { bookOf } from "@/tests/law/cases";
import { CITIES, type CityId, type Offices, openOffices } from "./offices";

const database = testDatabase();
const offices = {} as Record<CityId, Offices>;
const deskOf = (who: Official) => who.asks((scope) => readDesk(scope), undefined);

beforeAll(async () => {
  await loadCities(database);
  await database.setClock("2026-03-02T10:00:00+08:00");
  for (const city of CITIES) offices[city] = await openOffices(database, city);
});

describe("a data authority", () => {
  // covers: FS-6-1a, FS-6-3c, SZ-4-3, LS-5-3, CQ-5-1b, CQ-5-2
  it.each([
    ["fushun", "xinfu-data", "xinfu-housing"],
    ["shuozhou", "shuocheng-info", "shuocheng-civil"],
    ["leshan", "shizhong-data", "shizhong-civil"],
    ["chongqing", "yuzhong-data", "yuzhong-commerce"],
  ] as const)(
    "oversees in %s every department of its level, and the city's the counties' too",
    async (city, office, department) => {
      const { asks, gives, authority } = offices[city];
      const { departments, city: profile } = bookOf(city);
      const countyAuthority = await official(database, city, office, "authority_officer");
      const countyGives = await official(database, city, department, "department_head");
      const [ofCity, ofCounty] = [
        await asks.does(submitRequest, application(await entryOf(gives))),
        await asks.does(submitRequest, application(await entryOf(countyGives))),
      ];
      const seenBy = async (who: Official) => (await deskOf(who)).departments.map((row) => row.department.id);
      expect(await seenBy(authority)).toEqual(expect.arrayContaining([gives.departmentId, countyGives.departmentId]));
      expect(await seenBy(countyAuthority)).toEqual([countyGives.departmentId]);
      expect((await authority.asks(readCase, { caseId: ofCounty.caseId })).number).toBe(ofCounty.number);
      expect((await countyAuthority.asks(readCase, { caseId: ofCounty.caseId })).number).toBe(ofCounty.number);
      await expect(countyAuthority.asks(readCase, { caseId: ofCity.caseId })).rejects.toMatchObject({
        code: "NOT_FOUND",
      });
      const authorities = departments.filter(({ kind }) => kind === "authority").map(({ region }) => region);
      expect(authorities.toSorted()).toEqual(profile.regions.map(({ code }) => code).toSorted());
    },
  );

  // covers: SZ-4-2a, HF-5-2a, LS-5-2a
  it.each([
    ["shuozhou", "朔州市政务信息管理局"],
    ["hefei-etdz", "合肥经开区数据资源局"],
    ["leshan", "乐山市数字经济局"],
  ] as const)("is in %s %s: nobody elsewhere in the city is given its role", async (city, name) => {
    const { authority, gives } = offices[city];
    const { departments, city: profile } = bookOf(city);
    const bodies = departments.filter(({ kind, region }) => kind === "authority" && region === profile.regionCode);
    expect(bodies.map(({ names }) => names.zh)).toEqual([name]);
    expect((await deskOf(authority)).office.zh).toBe(name);
    const security = await official(database, city, bodies[0]?.code ?? "", "security_officer");
    const give = ({ personId }: Official) =>
      security.does(assignRole, { idempotencyKey: randomUUID(), personId, role: "authority_officer" });
    await expect(give(gives)).rejects.toMatchObject({ code: "CONFLICT", details: { reason: "department" } });
    await expect(give(offices[city].government)).rejects.toMatchObject({ details: { reason: "department" } });
    await give(await official(database, city, bodies[0]?.code ?? ""));
  });

  // covers: LS-33-1a
  it("of Leshan sees people read by their duty only, with a record of who gave it to them", async () => {
    const { asks, gives } = offices.leshan;
    const { caseId } = await asks.does(submitRequest, application(await entryOf(gives)));
    const colleague = await official(database, "leshan", "medical-insurance");
    await expect(colleague.asks(readCase, { caseId })).rejects.toMatchObject({ code: "FORBIDDEN" });
    const security = await official(database, "leshan", "digital-economy", "security_officer");
    const { personId } = colleague;
    await security.does(assignRole, { idempotencyKey: randomUUID(), personId, role: "data_officer" });
    expect((await colleague.asks(readCase, { caseId })).sides).toEqual(["provider"]);
    const { rows: given } = await database.admin.query(
      "select role, assigned_by from app.role_assignment where person_id = $1",
      [personId],
    );
    expect(given).toEqual([{ role: "data_officer", assigned_by: security.personId }]);
    const auditor = await official(database, "leshan", "gov", "auditor");
    const { rows: acts } = await auditor.asks(listAudit, listAuditInput.parse({ subjectId: personId }));
    expect(acts).toMatchObject([
      { act: "people.assignRole", person: { id: security.personId }, detail: { role: "data_officer" } },
    ]);
  });

  // covers: CQ-19-1b
  it("of Chongqing finds no refusal without its reason, and every refusal counted", async () => {
    const { asks, gives, authority } = offices.chongqing;
    const entryId = await entryOf(gives);
    const { caseId } = await asks.does(submitRequest, application(entryId));
    await expect(act(gives, caseId, "refuse", { reason: " " })).rejects.toMatchObject({ code: "CONTENT_MISSING" });
    await act(gives, caseId, "refuse", refusal);
    const { events } = await authority.asks(readCase, { caseId });
    expect(events.at(-1)).toMatchObject({ act: "refuse", content: { reason: refusal.reason } });
    const refused = async () =>
      (await authority.asks(compare, compareInput.parse({ by: "region" }))).rows.find(
        ({ regionId }) => regionId === bookOf("chongqing").city.regionCode,
      )?.refused;
    expect(await refused()).toBeNull(); // fewer than ten are not told
    for (let n = 1; n < 10; n++) {
      const next = await asks.does(submitRequest, application(entryId));
      await act(gives, next.caseId, "refuse", refusal);
    }
    expect(await refused()).toBe(10);
  });
});
